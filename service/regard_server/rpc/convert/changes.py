"""Changes of the feed."""

from collections.abc import Collection, Iterator, Sequence

from regard.v1 import change_pb2 as pb
from regard_server.domain.content import EntryKind
from regard_server.domain.feed import Write
from regard_server.rpc.convert.enums import by_number, number
from regard_server.rpc.convert.instants import timestamp
from regard_server.rpc.convert.names import customer_name, entry_name

_KINDS = by_number(EntryKind)


def entry_kinds(kinds: Sequence[int]) -> Collection[EntryKind]:
    """Those asked for; all, where none are."""
    return frozenset(_KINDS[kind] for kind in kinds) or frozenset(EntryKind)


def change_messages(write: Write, kinds: Collection[EntryKind]) -> Iterator[pb.Change]:
    """A message for each change of these kinds."""
    write_id = write.changes[0].event_id
    for change in write.changes:
        if change.kind in kinds:
            customer = change.key.customer
            yield pb.Change(
                event_id=change.event_id,
                write_id=write_id,
                customer=customer_name(customer),
                entry=entry_name(customer, change.entry_id),
                kind=number(change.kind),
                revision=change.revision,
                create_time=timestamp(change.created_at),
                about_entry=entry_name(customer, change.target_id) if change.target_id else "",
            )
