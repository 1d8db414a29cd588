"""The one place that turns a suppression into a sentence for people. Nothing parses it back.

Each language is a module of its own with a function that makes one sentence, addressed to the customer.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

from regard_server.domain.explain import english, german
from regard_server.domain.suppression import Suppression

DEFAULT_LANGUAGE = "en"
LANGUAGES: Mapping[str, Callable[[Suppression], str]] = {
    DEFAULT_LANGUAGE: english.sentence,
    "de": german.sentence,
}
"""By language tag after BCP 47, in lower case."""


def explain(suppression: Suppression, language: str = DEFAULT_LANGUAGE) -> str:
    """One sentence in one of LANGUAGES."""
    return LANGUAGES[language](suppression)


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
