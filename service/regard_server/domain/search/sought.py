"""What a full-text index is asked for: words in all the ways in which each may stand in an entry."""

from collections.abc import Sequence
from enum import Enum

Alternatives = Sequence[Sequence[str]]
"""The ways to have a word: any of these rows of terms, and of a row every term."""


class Sort(Enum):
    """What terms are of; those of one sort are apart from those of another."""

    WORD = "w"
    """All texts of entries."""
    NAME = "n"
    """Names and identities of customers."""
