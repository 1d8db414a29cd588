"""The languages of briefs: those that verdicts are explained in."""

from collections.abc import Mapping

from regard_server.domain.brief.english import ENGLISH
from regard_server.domain.brief.german import GERMAN
from regard_server.domain.brief.languages import Language

LANGUAGES: Mapping[str, Language] = {"en": ENGLISH, "de": GERMAN}
"""By language tag after BCP 47, in lower case."""
