"""Responses that come densely: of many alike within the shortest window of the policy only the newest can be needed."""

from collections.abc import Hashable
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from regard_server.domain.content import OfferResponse
from regard_server.domain.entry import Basis, Entry

FEW = 32
"""Up to so many there is nothing to gain."""
MANY = 1_000
"""Past so many those to every offer are gone through, and not only those to the offers that something new came of."""


def without_dense(
    responses: tuple[Entry[OfferResponse], ...],
    offers: AbstractSet[str],
    *,
    depth: int,
    window: timedelta,
    settled_at: datetime,
) -> tuple[Entry[OfferResponse], ...]:
    """Leaves out a response to one of these offers where `depth` newer ones alike follow it within `window`, all of them before `settled_at`.

    No cool-down from then on is another: where one that it counts for begins, a longer one begins with the last of those
    newer ones, since any rule that has the one in its window has all of them, and counts no further than `depth`. Nor is
    affinity: each decline is remembered for as long, so where the one counts, all of those do, and `depth` is at least
    DECLINES_COUNTED_MAX: so many take away POINTS_LOST_MAX, and one more takes nothing.
    """
    if len(responses) <= FEW:
        return responses
    alike: dict[Hashable, list[Entry[OfferResponse]]] = {}
    looked_at = responses
    if len(responses) <= MANY:
        looked_at = tuple([response for response in responses if response.content.offer_id in offers])
    for response in looked_at:
        content = response.content
        inferred = response.provenance.basis is Basis.INFERRED  # which never counts
        key = (content.offer_id, content.offer_type, content.topics, content.outcome, inferred)
        alike.setdefault(key, []).append(response)
    dropped: set[tuple[str, str]] = set()
    for group in alike.values():
        if len(group) <= depth:
            continue
        group.sort(key=lambda response: response.order)
        for response, following in zip(group, group[depth:], strict=False):
            if following.effective_at < min(settled_at, response.effective_at + window):
                dropped.add(response.key)
    return tuple(response for response in responses if response.key not in dropped) if dropped else responses
