"""The dislike rules a second time, written from their text and from nothing of the engine: slow, plain, independent."""

from collections.abc import Sequence
from datetime import datetime

from regard_server.domain.content import Content, Preference, Stance
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.offer import Offer

BAD = (Stance.DISLIKES, Stance.NEVER)


def deciding(entries: Sequence[Entry[Content]], offer: Offer, at: datetime, aliases: dict[str, str]) -> list[set[str]]:
    """For each topic of the offer and for its type that comes out as disliked: ids that may be told as the reason."""
    paths = [path_to_root(today(topic, aliases)) for topic in offer.topics] + [[f"type {offer.offer_type}"]]
    found = []
    for path in paths:
        stated = [_in_force(entries, node, Basis.STATED, at, aliases) for node in path]
        observed = [_in_force(entries, node, Basis.OBSERVED, at, aliases) for node in path]
        nevers = {each.id for each, stance in filter(None, stated) if stance is Stance.NEVER}
        nearest = next(filter(None, [*stated, *observed]), None)
        if nevers:
            found.append(nevers)
        elif nearest is not None and nearest[1] in BAD:
            found.append({nearest[0].id})
    return found


def _in_force(
    entries: Sequence[Entry[Content]], node: str, basis: Basis, at: datetime, aliases: dict[str, str]
) -> tuple[Entry[Content], Stance] | None:
    best = None
    for each in entries:
        wish = each.content
        if not isinstance(wish, Preference) or each.provenance.basis is not basis:
            continue
        on = today(wish.topic, aliases) if wish.topic else f"type {wish.offer_type}"
        over = each.expire_at is not None and at >= each.expire_at
        if on != node or at < each.effective_at or over:
            continue
        if best is None or (each.effective_at, each.revision) > (best[0].effective_at, best[0].revision):
            best = (each, wish.stance)
    return best


def path_to_root(topic: str) -> list[str]:
    """Nearest first."""
    slugs = topic.split("/")
    return ["/".join(slugs[:length]) for length in range(len(slugs), 0, -1)]


def today(topic: str, aliases: dict[str, str]) -> str:
    """The path that stands for this one now."""
    for old, new in aliases.items():
        if topic == old or topic.startswith(old + "/"):
            return new + topic[len(old) :]
    return topic
