"""When two identities are the same."""

import unicodedata

EMAIL = "email"
"""The scheme whose values are compared without regard to capitals."""


def normalised(scheme: str, value: str) -> str:
    """What is compared of a value: without the spaces around it, and one form for characters that can be written in two."""
    bare = unicodedata.normalize("NFC", value.strip())
    return unicodedata.normalize("NFC", bare.casefold()) if scheme == EMAIL else bare
