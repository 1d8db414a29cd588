"""A family: a customer with all who are merged into it, directly or through others; and their ledgers read as one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from regard_server.domain.compile import FIELD_OF, compile_again, field_names
from regard_server.domain.content import Content, Merge, Unmerge
from regard_server.domain.entry import Entry
from regard_server.domain.ledger import CustomerKey, Place, Reference
from regard_server.domain.policy import Reach
from regard_server.domain.snapshot import Member, Snapshot
from regard_server.domain.succession import References


class LedgerRead(NamedTuple):
    """Entries of one customer's ledger, in its order, and what in it retracts or supersedes others of it."""

    key: CustomerKey
    entries: Sequence[Entry[Content]]
    references: Sequence[Reference]


def in_family(entry: Entry[Content], key: CustomerKey, root: CustomerKey) -> Entry[Content]:
    """The entry of this customer's ledger as one of the root's profile."""
    return entry if key == root else replace(entry, owner=key.customer)


def place_of(key: CustomerKey, entry: Entry[Content]) -> Place:
    return Place(entry.created_at, key.customer, entry.revision, entry.ordinal)


def counting(ledgers: Sequence[LedgerRead]) -> list[Entry[Content]]:
    """All that are not retracted, each with what replaces it, in the order of recording. The first ledger is the root's."""
    found: list[tuple[Place, Entry[Content]]] = []
    root = ledgers[0].key
    for key, entries, said in ledgers:
        references = References(said)
        found += [
            (place_of(key, entry), in_family(references.of(key.customer, entry), key, root))
            for entry in entries
            if not references.is_retracted(key.customer, entry.id)
        ]
    found.sort(key=lambda placed: placed[0])
    return [entry for _, entry in found]


def compile_family(
    ledgers: Sequence[LedgerRead],
    members: Sequence[Member],
    *,
    revision: int,
    updated_at: datetime,
    now: datetime,
    reach: Reach,
) -> Snapshot:
    """The snapshot of whole ledgers, of which the first is the root's and the others are the members'."""
    every = [entry for ledger in ledgers for entry in ledger.entries]
    recorded = {field: None for entry in every if type(entry.content) in FIELD_OF for field in field_names(entry)}
    begun = Snapshot(
        customer=ledgers[0].key.customer,
        revision=revision,
        created_at=min((entry.created_at for entry in every), default=now),
        updated_at=updated_at,
        horizon_at=now,
        members=in_order(members),
        recorded=recorded,
    )
    return compile_again(begun, counting(ledgers), now=now, reach=reach)


def merged_directly(ledger: LedgerRead) -> list[Member]:
    """Who is merged into the customer of this ledger, as its own entries tell."""
    customer = ledger.key.customer
    members: dict[str, Member] = {}
    for entry in ledger.entries:
        match entry.content:
            case Merge(surviving=surviving, merged=merged) if surviving == customer:
                members[merged] = Member(customer=merged, into=customer, merged_at=entry.created_at)
            case Unmerge(surviving=surviving, merged=merged) if surviving == customer:
                members.pop(merged, None)
    return list(members.values())


def below(customer: str, members: Iterable[Member]) -> list[Member]:
    """Those of the members that are merged into this customer, directly or through others."""
    into: dict[str, list[Member]] = {}
    for member in members:
        into.setdefault(member.into, []).append(member)
    found: list[Member] = []
    names = [customer]
    for name in names:
        found += into.get(name, ())
        names += [member.customer for member in into.get(name, ())]
    return found


def is_shown(customer: str, snapshot: Snapshot) -> bool:
    """Whether this is the profile that is shown for the customer."""
    return snapshot.customer == customer or any(member.customer == customer for member in snapshot.members)


def in_order(members: Iterable[Member]) -> tuple[Member, ...]:
    return tuple(sorted(members, key=lambda member: member.customer))
