"""Cool-downs: the quiet time after declines and complaints, worked out once for a profile, not at each question.

For one rule and one scope key (an offer, a type, or a topic with all below it), each response that completes the rule's
least number within its window starts a cool-down. A topic rests only when a response in that window named it itself. They may overlap: the scope stays quiet to the end
of the last that begins before the one before has ended. A response that was only INFERRED never counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from regard_server.domain.content import OfferResponse
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.policy import CoolDown, CoolDownScope, Policy, SuppressionReason
from regard_server.domain.suppression import Suppression
from regard_server.domain.taxonomy import Taxonomy

EVIDENCE_MAX = 20
"""A suppression names at most this many responses, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietSpan:
    """From `since` to before `until` the scope rests, for the reason that the suppression tells."""

    since: datetime
    until: datetime
    suppression: Suppression


QuietSpans = Mapping[tuple[CoolDownScope, str], tuple[tuple[QuietSpan, ...], ...]]
"""Per scope and key, for each rule that ever applied there its spans in order of time."""


def quiet_spans(responses: Sequence[Entry[OfferResponse]], policy: Policy, taxonomy: Taxonomy) -> QuietSpans:
    spans: dict[tuple[CoolDownScope, str], tuple[tuple[QuietSpan, ...], ...]] = {}
    in_order = sorted(responses, key=lambda response: response.order)
    for rule in policy.cool_downs:
        for key, counted in _by_key(rule, in_order, taxonomy).items():
            if len(counted) < rule.responses_min:
                continue
            place = (rule.scope, key)
            named = [rule.scope is not CoolDownScope.TOPIC or _names(one, key, taxonomy) for one in counted]
            found = tuple(_spans(rule, counted, named, _suppression(policy, *place)))
            if found:
                spans[place] = (*spans.get(place, ()), found)
    return spans


def _by_key(
    rule: CoolDown, responses: Sequence[Entry[OfferResponse]], taxonomy: Taxonomy
) -> dict[str, list[Entry[OfferResponse]]]:
    counted = [
        response
        for response in responses
        if response.content.outcome in rule.outcomes and response.provenance.basis is not Basis.INFERRED
    ]
    by_key: dict[str, list[Entry[OfferResponse]]] = {}
    if rule.scope is CoolDownScope.TOPIC:
        named = {taxonomy.canonical(topic) for response in counted for topic in response.content.topics}
        for response in counted:
            covered = {node for topic in response.content.topics for node in taxonomy.lineage(topic)}
            for key in covered & named:
                by_key.setdefault(key, []).append(response)
        return by_key
    for response in counted:
        key = response.content.offer_id if rule.scope is CoolDownScope.OFFER else response.content.offer_type
        if key:
            by_key.setdefault(key, []).append(response)
    return by_key


def _suppression(policy: Policy, scope: CoolDownScope, key: str) -> Suppression:
    return Suppression(
        reason=SuppressionReason.DECLINED_RECENTLY,
        shadow=SuppressionReason.DECLINED_RECENTLY in policy.shadow_reasons,
        topic=key if scope is CoolDownScope.TOPIC else "",
        offer_type=key if scope is CoolDownScope.OFFER_TYPE else "",
    )


def _names(response: Entry[OfferResponse], topic: str, taxonomy: Taxonomy) -> bool:
    """Whether it is about this very topic, and not only about one below it."""
    return any(taxonomy.canonical(named) == topic for named in response.content.topics)


def _spans(
    rule: CoolDown, counted: Sequence[Entry[OfferResponse]], named: Sequence[bool], about: Suppression
) -> Iterator[QuietSpan]:
    starts: list[tuple[datetime, datetime, tuple[Entry[OfferResponse], ...]]] = []
    first = 0
    for index, response in enumerate(counted):
        since = response.effective_at
        while counted[first].effective_at <= since - rule.window:
            first += 1
        number = index - first + 1
        if number >= rule.responses_min and any(named[first : index + 1]):
            evidence = tuple(reversed(counted[max(first, index + 1 - EVIDENCE_MAX) : index + 1]))
            starts.append((since, since + rule.duration_after(number), evidence))
    for index, (since, _, evidence) in enumerate(starts):
        quiet_to = max(other_end for _, other_end, _ in starts[: index + 1])
        following = starts[index + 1][0] if index + 1 < len(starts) else quiet_to
        if since < following:
            yield QuietSpan(
                since=since,
                until=min(quiet_to, following),
                suppression=replace(about, evidence=evidence, until=_end_of_quiet(starts, index, quiet_to)),
            )


def _end_of_quiet(
    starts: Sequence[tuple[datetime, datetime, tuple[Entry[OfferResponse], ...]]], index: int, quiet_to: datetime
) -> datetime:
    for since, end, _ in starts[index + 1 :]:
        if since > quiet_to:
            break
        quiet_to = max(quiet_to, end)
    return quiet_to
