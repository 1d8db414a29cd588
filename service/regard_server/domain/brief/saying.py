"""What a brief can say. Each language has words for all of it, with the same places."""

from enum import StrEnum


class Saying(StrEnum):
    LOOKED_AFTER_BY = "looked-after-by"
    CALL_THEM = "call-them"
    PRONOUNS = "pronouns"
    SPEAK = "speak"
    IN_THEIR_WORDS = "in-their-words"
    OVERDUE = "overdue"
    DUE = "due"
    PROMISED = "promised"
    OWNED_BY = "owned-by"
