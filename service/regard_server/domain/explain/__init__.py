"""The one place that makes sentences for people of what screening decided. Nothing parses them back.

Each language is a package of its own that has the same four functions, addressed to the customer.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

from regard_server.domain.decision import Decision
from regard_server.domain.explain import english, german
from regard_server.domain.profile import ProfileStatus
from regard_server.domain.suppression import Evidence, Suppression


class Language(Protocol):
    """What a language says."""

    def sentence(self, suppression: Suppression, /) -> str: ...
    def remedy(self, suppression: Suppression, /) -> str: ...
    def verdict(self, decision: Decision, status: ProfileStatus, /) -> str: ...
    def weighed(self, evidence: Evidence, /) -> str: ...


DEFAULT_LANGUAGE = "en"
LANGUAGES: Mapping[str, Language] = {DEFAULT_LANGUAGE: english, "de": german}
"""By language tag after BCP 47, in lower case."""


def explain(suppression: Suppression, language: str = DEFAULT_LANGUAGE) -> str:
    """The reason in one sentence, in one of LANGUAGES."""
    return LANGUAGES[language].sentence(suppression)


def remedy(suppression: Suppression, language: str = DEFAULT_LANGUAGE) -> str:
    """What would have to change for the reason to go, in a sentence or two."""
    return LANGUAGES[language].remedy(suppression)


def verdict(decision: Decision, status: ProfileStatus, language: str = DEFAULT_LANGUAGE) -> str:
    """What the decision comes to, in a sentence or two; its reasons have sentences of their own."""
    return LANGUAGES[language].verdict(decision, status)


def weighed(evidence: Evidence, language: str = DEFAULT_LANGUAGE) -> str:
    """What an entry that a decision's affinity comes from says, in a sentence."""
    return LANGUAGES[language].weighed(evidence)


@lru_cache(maxsize=256)
def nearest_language(tag: str) -> str:
    """Of LANGUAGES the one that serves best who asks for this tag: without its last subtag, and the next, until one is
    there (RFC 4647, section 3.4); else the default."""
    subtags = tag.lower().split("-")
    for length in range(len(subtags), 0, -1):
        found = "-".join(subtags[:length])
        if found in LANGUAGES:
            return found
    return DEFAULT_LANGUAGE
