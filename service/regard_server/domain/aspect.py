"""Aspects: what an offer is about, one by one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Aspect:
    """A topic as the offer names it, or the offer's type.

    `lineage` is its target and those of all above it; `key` tells it from every other aspect.
    """

    key: str
    topic: str = ""
    offer_type: str = ""
    lineage: tuple[str, ...]
