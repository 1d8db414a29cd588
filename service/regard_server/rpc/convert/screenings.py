"""Screening requests and answers. The answer is the hot path: what a profile's answers have in common is made once."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from regard.v1 import screening_pb2 as pb
from regard.v1 import screening_service_pb2 as service_pb
from regard_server.domain.decision import Decision, Screening
from regard_server.domain.explain import explain, nearest_language, remedy, verdict, weighed
from regard_server.domain.profile import ProfileStatus
from regard_server.domain.suppression import Evidence, Suppression, quote_of, recorder_of, said_at
from regard_server.rpc.convert.enums import number
from regard_server.rpc.convert.instants import maybe_timestamp, timestamp
from regard_server.rpc.convert.names import entry_name

RENDERED_MAX = 256
"""Messages kept per profile, and per offer set; and language; past that all are made anew."""

CLEARED = pb.VERDICT_CLEARED
SUPPRESSED = pb.VERDICT_SUPPRESSED

SUPPRESS_UNKNOWN = {
    service_pb.ON_UNKNOWN_UNSPECIFIED: None,
    service_pb.ON_UNKNOWN_ALLOW: False,
    service_pb.ON_UNKNOWN_SUPPRESS: True,
}


class Telling(NamedTuple):
    """How an answer tells why: in a language of `explain`, and whether with what only those want who ask."""

    language: str
    explained: bool


def telling(request: Any) -> Telling:
    """What a request asks for; not every one can ask for explanations."""
    return Telling(nearest_language(request.language), explained=getattr(request, "explain", False))


def screening_message(
    customer: str,
    screening: Screening,
    *,
    telling: Telling,
    revision: int,
    policy_version: int,
    freshness_token: str,
    rendered: dict[Any, Any],
    rendered_for_all: dict[Any, Any],
) -> service_pb.ScreenOffersResponse:
    """`rendered` keeps messages for as long as their profile lives; `rendered_for_all` those of the decisions that are the
    same for every customer of whom nothing is known, for as long as their offers are kept; both by the way that they tell
    why."""
    expire_at = screening.expire_at
    told_so = rendered.setdefault(telling, {})
    told_all_so = rendered_for_all.setdefault(telling, {})
    return service_pb.ScreenOffersResponse(
        decisions=[
            _decision(customer, decision, screening.status, telling, told_so)
            if decision.is_particular
            else _decision("", decision, screening.status, telling, told_all_so)
            for decision in screening.decisions
        ],
        profile_status=number(screening.status),
        revision=revision,
        policy_version=policy_version,
        freshness_token=freshness_token,
        expire_time=None if expire_at is None else _expire_time(expire_at, told_so),
    )


def _decision(
    customer: str, decision: Decision, status: ProfileStatus, telling: Telling, rendered: dict[Any, Any]
) -> pb.Decision:
    # By identity, since comparing would cost more than it saves; what it is of is kept with each message, so that no other
    # can get its id. What is reserved is decided once.
    known: tuple[Decision, pb.Decision] | None = rendered.get(id(decision))
    if known is None:
        known = (decision, _decision_anew(customer, decision, status, telling, rendered))
        if decision.reservation is None:
            _keep(rendered, id(decision), known)
    return known[1]


def _decision_anew(
    customer: str, decision: Decision, status: ProfileStatus, telling: Telling, rendered: dict[Any, Any]
) -> pb.Decision:
    message = pb.Decision(
        offer_id=decision.offer_id,
        verdict=CLEARED if decision.cleared else SUPPRESSED,
        affinity=decision.affinity / 100,
    )
    if decision.suppressions:
        message.suppressions.extend(_suppressions(customer, decision.suppressions, telling, rendered))
    if decision.reservation is not None:
        held = decision.reservation
        message.reservation = entry_name(held.owner or customer, held.id)
        if held.expire_at is not None:
            message.reservation_expire_time.CopyFrom(timestamp(held.expire_at))
    if decision.affinity_evidence:
        message.affinity_entries.extend(_names(customer, decision.affinity_evidence))
    if telling.explained:
        message.text = verdict(decision, status, telling.language)
        message.affinity_reasons.extend(
            _affinity_reason(customer, evidence, telling.language) for evidence in decision.affinity_evidence
        )
    return message


def _affinity_reason(customer: str, evidence: Evidence, language: str) -> pb.AffinityReason:
    [name] = _names(customer, [evidence])
    return pb.AffinityReason(
        entry=name,
        quote=quote_of(evidence),
        recorder=recorder_of(evidence),
        stated_time=timestamp(said_at(evidence)),
        text=weighed(evidence, language),
    )


def _suppressions(
    customer: str, suppressions: Sequence[Suppression], telling: Telling, rendered: dict[Any, Any]
) -> Iterable[pb.Suppression]:
    for suppression in suppressions:
        known = rendered.get(id(suppression))
        if known is None:
            known = (suppression, _suppression(customer, suppression, telling))
            if suppression.evidence:
                _keep(rendered, id(suppression), known)
        yield known[1]


def _suppression(customer: str, suppression: Suppression, telling: Telling) -> pb.Suppression:
    message = pb.Suppression(
        reason=number(suppression.reason),
        entries=_names(customer, suppression.evidence),
        until=maybe_timestamp(suppression.until),
        shadow=suppression.shadow,
        text=explain(suppression, telling.language),
        remedy=remedy(suppression, telling.language) if telling.explained else "",
        topic=suppression.topic,
        offer_type=suppression.offer_type,
    )
    if suppression.evidence:
        newest = suppression.evidence[0]
        message.quote = quote_of(newest)
        message.recorder = recorder_of(newest)
        message.stated_time.CopyFrom(timestamp(said_at(newest)))
    return message


def _names(customer: str, evidence: Sequence[Evidence]) -> list[str]:
    return [entry_name(entry.owner or customer, entry.id) for entry in evidence]


def _expire_time(expire_at: Any, rendered: dict[Any, Any]) -> Any:
    known = rendered.get(expire_at)
    if known is None:
        known = timestamp(expire_at)
        _keep(rendered, expire_at, known)
    return known


def _keep(rendered: dict[Any, Any], place: Any, message: Any) -> None:
    """What quiet hours and passing time have outdated is dropped with the rest when there is no more room."""
    if len(rendered) >= RENDERED_MAX:
        rendered.clear()
    rendered[place] = message
