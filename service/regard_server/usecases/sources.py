"""What an entry was taken over from: it says the same whenever that comes again."""

from regard_server.domain.content import KIND_OF, Content
from regard_server.domain.entry import Draft, Entry
from regard_server.domain.entry_rules import says_the_same
from regard_server.domain.errors import SourceIdReused
from regard_server.domain.ledger import CustomerKey, SourceKey, source_key


def source_of(key: CustomerKey, said: Draft | Entry[Content]) -> SourceKey | None:
    provenance = said.provenance
    return source_key(key, KIND_OF[type(said.content)], provenance.source_system, provenance.source_id)


def twice(
    of_this_request: dict[SourceKey, Entry[Content]], source: SourceKey | None, draft: Draft
) -> Entry[Content] | None:
    """The entry that the same request has for this source already. Raises where it says something else."""
    entry = None if source is None else of_this_request.get(source)
    if source is not None and entry is not None and not says_the_same(entry, draft):
        raise source_reused(source, entry)
    return entry


def source_reused(source: SourceKey, entry: Entry[Content]) -> SourceIdReused:
    return SourceIdReused(
        customer=source.key.customer,
        entry_id=entry.id,
        source_system=source.source_system,
        source_id=source.source_id,
    )
