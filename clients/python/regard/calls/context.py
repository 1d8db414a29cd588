"""The calls of ContextService."""

from collections.abc import Iterable

from regard.arguments import customer_name, enum_value, several
from regard.calls.call import Call
from regard.v1 import (
    Audience,
    BriefBudget,
    BriefFormat,
    Channel,
    Consistency,
    GetBriefRequest,
    GetBriefResponse,
    Purpose,
)

SERVICE = "/regard.v1.ContextService"


def get_brief(
    customer: str,
    *,
    purpose: str | int,
    channel: str | int | None = None,
    audience: str | int | None = None,
    format: str | int | None = None,  # noqa: A002  the contract's name
    characters: int = 0,
    tokens: int = 0,
    language: str = "",
    roles: Iterable[str] = (),
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[GetBriefRequest, GetBriefResponse]:
    """Gets what an agent should know before speaking to the customer. One whom nobody knows is no error:
    `profile_status` says so.

    purpose: what for; what isn't for it is withheld.
    audience: `human` or `ai`. A `prompt` is always for `ai`.
    format: `structured` (the default: lines alone), `markdown` or `prompt`, which have all of it as `text` too.
    characters, tokens: how long it may be, one of the two; default 4,000 characters.
    language: of Regard's own sentences, English or German.
    roles: of the agent who reads it; none tells all allowances, each with who may.
    """
    if characters and tokens:
        raise ValueError("a budget is in characters or in tokens, not in both")
    budget = BriefBudget(tokens=tokens) if tokens else BriefBudget(characters=characters) if characters else None
    return Call(
        method=f"{SERVICE}/GetBrief",
        request=GetBriefRequest(
            customer=customer_name(customer),
            purpose=enum_value(Purpose, purpose),
            channel=enum_value(Channel, channel),
            audience=enum_value(Audience, audience),
            format=enum_value(BriefFormat, format),
            budget=budget,
            language=language,
            roles=several("roles", roles),
            consistency=consistency,
        ),
        response_type=GetBriefResponse,
        timeout=timeout,
    )
