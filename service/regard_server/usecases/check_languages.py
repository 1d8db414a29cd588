"""Languages that entries name: tags of BCP 47, with subtags that IANA's registry knows."""

from collections.abc import Iterable
from functools import lru_cache

import langcodes

from regard_server.domain.content import ContactRule
from regard_server.domain.entry import Draft
from regard_server.domain.errors import FieldViolation, InvalidFields


def check_languages(drafts: Iterable[tuple[str, Draft]]) -> None:
    """Drafts with the names of their fields. Raises InvalidFields."""
    violations = [
        FieldViolation(f"{field}.contact_rule.address_as.language", "must be a language tag of BCP 47, such as pt-BR")
        for field, draft in drafts
        if isinstance(draft.content, ContactRule)
        and draft.content.address_as is not None
        and draft.content.address_as.language
        and not _is_language(draft.content.address_as.language)
    ]
    if violations:
        raise InvalidFields(*violations)


@lru_cache(maxsize=1024)
def _is_language(tag: str) -> bool:
    # The library takes an underscore for a hyphen; BCP 47 doesn't.
    return "_" not in tag and langcodes.tag_is_valid(tag)
