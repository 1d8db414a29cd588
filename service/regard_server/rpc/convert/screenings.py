"""Screening requests and answers. The answer is the hot path: it is put together of bytes, and what a profile's answers have
in common is made once."""

from collections.abc import Sequence
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
from regard_server.rpc.convert.wire import tag, with_length

RENDERED_MAX = 256
"""Parts of answers kept per profile, and per offer set; and language; past that all are made anew."""

CLEARED = pb.VERDICT_CLEARED
SUPPRESSED = pb.VERDICT_SUPPRESSED

_DECISION = tag(service_pb.ScreenOffersResponse, "decisions")
_SUPPRESSION = tag(pb.Decision, "suppressions")

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


def screening_bytes(
    customer: str,
    screening: Screening,
    *,
    telling: Telling,
    revision: int,
    policy_version: int,
    freshness_token: str,
    rendered: dict[Any, Any],
    rendered_for_all: dict[Any, Any],
    replayed: bool = False,
) -> bytes:
    """A ScreenOffersResponse. `rendered` keeps parts for as long as their profile lives; `rendered_for_all` those of the
    decisions that are the same for every customer of whom nothing is known, for as long as their offers are kept; both by
    the way that they tell why."""
    told_so = rendered.setdefault(telling, {})
    told_all_so = rendered_for_all.setdefault(telling, {})
    parts = []
    for decision in screening.decisions:
        kept = told_so if decision.is_particular else told_all_so
        # By identity, since comparing would cost more than it saves; what it is of is kept with each, so that no other can
        # get its id.
        known: tuple[Decision, bytes] | None = kept.get(id(decision))
        parts.append(_decision(customer, decision, screening.status, telling, kept) if known is None else known[1])
    rest = service_pb.ScreenOffersResponse(
        profile_status=number(screening.status),
        revision=revision,
        policy_version=policy_version,
        freshness_token=freshness_token,
        expire_time=maybe_timestamp(screening.expire_at),
        replayed=replayed,
    )
    parts.append(rest.SerializeToString())
    return b"".join(parts)


def _decision(
    customer: str, decision: Decision, status: ProfileStatus, telling: Telling, rendered: dict[Any, Any]
) -> bytes:
    """With its tag and length; kept, unless something is reserved by it, which is told once."""
    message = _decision_anew(customer, decision, status, telling)
    suppressions = [_suppression(customer, suppression, telling, rendered) for suppression in decision.suppressions]
    data = _DECISION + with_length(message.SerializeToString() + b"".join(suppressions))
    if decision.reservation is None:
        _keep(rendered, id(decision), (decision, data))
    return data


def _decision_anew(customer: str, decision: Decision, status: ProfileStatus, telling: Telling) -> pb.Decision:
    """Without its suppressions."""
    message = pb.Decision(
        offer_id=decision.offer_id,
        verdict=CLEARED if decision.cleared else SUPPRESSED,
        affinity=decision.affinity / 100,
        affinity_entries=_names(customer, decision.affinity_evidence),
    )
    if decision.reservation is not None:
        held = decision.reservation
        message.reservation = entry_name(held.owner or customer, held.id)
        if held.expire_at is not None:
            message.reservation_expire_time.CopyFrom(timestamp(held.expire_at))
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


def _suppression(customer: str, suppression: Suppression, telling: Telling, rendered: dict[Any, Any]) -> bytes:
    """With its tag and length. One that has evidence may stand against several offers."""
    known: tuple[Suppression, bytes] | None = rendered.get(id(suppression))
    if known is None:
        data = _suppression_anew(customer, suppression, telling).SerializeToString()
        known = (suppression, _SUPPRESSION + with_length(data))
        if suppression.evidence:
            _keep(rendered, id(suppression), known)
    return known[1]


def _suppression_anew(customer: str, suppression: Suppression, telling: Telling) -> pb.Suppression:
    newest = suppression.evidence[0] if suppression.evidence else None
    return pb.Suppression(
        reason=number(suppression.reason),
        entries=_names(customer, suppression.evidence),
        quote="" if newest is None else quote_of(newest),
        recorder="" if newest is None else recorder_of(newest),
        stated_time=None if newest is None else timestamp(said_at(newest)),
        until=maybe_timestamp(suppression.until),
        shadow=suppression.shadow,
        text=explain(suppression, telling.language),
        remedy=remedy(suppression, telling.language) if telling.explained else "",
        topic=suppression.topic,
        offer_type=suppression.offer_type,
    )


def _names(customer: str, evidence: Sequence[Evidence]) -> list[str]:
    return [entry_name(entry.owner or customer, entry.id) for entry in evidence]


def _keep(rendered: dict[Any, Any], place: Any, part: Any) -> None:
    """What quiet hours and passing time have outdated is dropped with the rest when there is no more room."""
    if len(rendered) >= RENDERED_MAX:
        rendered.clear()
    rendered[place] = part
