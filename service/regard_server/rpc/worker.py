"""A worker: what one event loop shares. Memory answers on the loop; the database is asked from a thread, in one hop."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, TypeVar

from regard_server.domain.errors import DatabaseUnavailable, DomainError
from regard_server.domain.feed import Positions, Stretch, distance
from regard_server.domain.freshness.announcement import Announcement, TenantResource
from regard_server.domain.freshness.floors import Floors
from regard_server.domain.freshness.trust import Timing
from regard_server.domain.identifiers import uuid7
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.resources import Revisions, TenantResources
from regard_server.domain.snapshot import Snapshot
from regard_server.messenger.address import Address
from regard_server.rpc import deadline
from regard_server.rpc.announced_writes import AnnouncedWrites, Made
from regard_server.rpc.bringing_in import BringingIn
from regard_server.rpc.entry_bytes import EntryBytes
from regard_server.rpc.feed import Feed
from regard_server.rpc.fence import AskTheDatabase, AskTheFile, AskTheMessenger, Fence, MemoryIsTheTruth, is_current
from regard_server.rpc.group_commit import GroupCommit
from regard_server.rpc.past_resources import PastResources
from regard_server.rpc.profile_memory import ProfileMemory, Remembered, is_for
from regard_server.rpc.randomness import random_bits
from regard_server.rpc.resource_memory import ResourceMemory
from regard_server.rpc.search_memory import SearchMemory
from regard_server.rpc.tokens import Tokens
from regard_server.rpc.vigil import FreshnessMode, Vigil
from regard_server.storage.database import Database, Transaction
from regard_server.usecases.compact_feed import compact_feed, marked_every
from regard_server.usecases.customer_changes import Asked, Changed
from regard_server.usecases.index_ledger import index_ledger
from regard_server.usecases.load_profiles import is_enough, load_profiles
from regard_server.usecases.load_resources import load_resources
from regard_server.usecases.past_memory import PastMemory
from regard_server.usecases.read_changes import read_changes
from regard_server.usecases.read_family import family_of, root_key
from regard_server.usecases.record_entries import Recorded, RecordedBatch, RecordEntries, record_entries
from regard_server.usecases.release_reservation import Released, release_reservation
from regard_server.usecases.retract_entry import Retracted, RetractEntry, retract_entry
from regard_server.usecases.search_entries import SearchableLedger, searchable_ledger
from regard_server.usecases.update_policy import Updated, UpdatePolicy, update_policy

THREADS_MAX = 4
ID_BITS = 74
PAST_SHARE = 20
"""For one entry of the past so many of the present are kept in memory."""
ENTRY_BYTES_MAX = 16 * 1024 * 1024
INDEXED_PER_STEP_MAX = 500
"""Entries; some 20 ms."""
CHANGES_READ_AT_ONCE_MAX = 500
"""Some 10 ms; what is written in a second."""
READS_BESIDE_MAX = THREADS_MAX // 2
COMPACT_SECONDS_MAX = 60.0
"""Compacting looks at a hundred rows, most times in vain."""
log = logging.getLogger(__name__)
T = TypeVar("T")
Import = Callable[[Transaction, datetime], tuple[T, TenantResources | None]]


class Known(NamedTuple):
    """What a tenant has set, and profiles under that."""

    resources: TenantResources
    profiles: dict[CustomerKey, Remembered]


def new_id(now: datetime) -> str:
    return uuid7(now, random_bits(ID_BITS))


class Worker:
    """`clock` answers the present, UTC. All methods are called on one event loop.

    `messenger` is where the announcements of several processes go; it needs a database that several write.
    """

    def __init__(
        self,
        database: Database,
        tokens: Tokens,
        *,
        clock: Callable[[], datetime],
        entries_in_memory_max: int,
        searched_characters_in_memory_max: int,
        changes_kept: timedelta,
        messenger: Address | None = None,
        timing: Timing | None = None,
    ) -> None:
        self.clock = clock
        self.tokens = tokens
        self._database = database
        self._floors = Floors()
        self._memory = ProfileMemory(entries_max=entries_in_memory_max, floors=self._floors)
        self._searches = SearchMemory(characters_max=searched_characters_in_memory_max)
        self._searches_to_be: dict[tuple[CustomerKey, int], asyncio.Task[SearchableLedger]] = {}
        self._resources = ResourceMemory(self._floors)
        self._past_resources = PastResources()
        self.past_memory = PastMemory(entries_max=entries_in_memory_max // PAST_SHARE)
        self.entry_bytes = EntryBytes(bytes_max=ENTRY_BYTES_MAX)
        self._threads = ThreadPoolExecutor(THREADS_MAX, thread_name_prefix="database")
        self._vigil: Vigil | None = None
        self._announced: AnnouncedWrites | None = None
        self._writes = GroupCommit(self._commit, check=self._check_write)
        self._fence: Fence = MemoryIsTheTruth()
        if database.version is not None:
            self._fence = AskTheFile(database.version, AskTheDatabase(self._ask))
        elif not database.is_ours_alone:
            self._fence = AskTheDatabase(self._ask)
            self._vigil = Vigil(
                database,
                self._floors,
                messenger=messenger,
                store_id=tokens.store_id,
                timing=timing or Timing(),
                void=self._void,
                committed=self._hear,
                expired=self._drop,
                stands_still=self._writes.refuse_waiting,
            )
            self._announced = AnnouncedWrites(database, self._threads, self._vigil)
            if messenger is not None:
                self._fence = AskTheMessenger(self._vigil, self._fence)
        self.feed = Feed(
            lambda: self._asked(database.feed_heads),
            self._read_changes,
            others_write=not database.is_ours_alone,
        )
        self._changes_kept = changes_kept
        self._beside_calls = asyncio.Semaphore(READS_BESIDE_MAX)
        self._beside: list[asyncio.Task[None]] = []
        self._bringing_in = BringingIn(clock, goes_on=not database.is_ours_alone)

    def start(self) -> None:
        """Begins what goes on beside the calls: a full-text index that was switched on takes in what the ledger has, and the
        list of open commitments what a release without it recorded; the change feed is compacted; the messenger is heard."""
        bringing_in = self._bringing_in.run(self.read, self._run_write)
        self._beside = [asyncio.create_task(work) for work in (self._index_ledger(), self._compact_feed(), bringing_in)]
        if self._vigil is not None:
            self._vigil.start()

    async def close(self) -> None:
        for task in self._beside:
            task.cancel()
        self.feed.close()
        await self._writes.finish()
        if self._vigil is not None:
            await self._vigil.close()
        self._threads.shutdown()
        self._database.close()

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return await self._asked(partial(self._database.read, work, deadline=deadline.current()))

    async def read_beside(self, work: Callable[[Transaction], T]) -> T:
        """As `read`, for what goes on for long, such as an export: a few at a time, so that calls always have threads."""
        async with self._beside_calls:
            return await self.read(work)

    async def _read_changes(self, tenant: str, since: Positions, heads: Positions) -> Stretch:
        """Who is nearly there never waits for those who catch up."""
        read = self.read if distance(since, heads) <= CHANGES_READ_AT_ONCE_MAX else self.read_beside
        return await read(lambda tx: read_changes(tx, tenant, since, heads))

    async def think(self, work: Callable[[], T]) -> T:
        """Pure work of some milliseconds, in a thread, so that the loop can answer others meanwhile."""
        return await self._in_thread(work)

    @property
    def freshness_mode(self) -> FreshnessMode | None:
        """None where the database is this process's alone."""
        return None if self._vigil is None else self._vigil.mode

    async def freshness_mode_changed(self) -> None:
        """Returns when it has; never where the database is this process's alone."""
        if self._vigil is None:
            await asyncio.get_running_loop().create_future()
        else:
            await self._vigil.mode_changed()

    async def resources(self, tenant: str, *, relaxed: bool = False) -> TenantResources:
        """As the last acknowledged write left them; `relaxed`: or a second ago. Raises DatabaseUnavailable."""
        return await self._resources_as_of(tenant, await self._fence.revisions(tenant, (), relaxed=relaxed))

    async def past_resources(
        self, tenant: str, *, as_of: datetime | None, known_at: datetime | None
    ) -> TenantResources:
        """Those that a question about the past is answered with."""
        current = await self.resources(tenant)
        return await self._past_resources.get(tenant, current, self.read, as_of=as_of, known_at=known_at)

    async def remembered(self, key: CustomerKey) -> Remembered | None:
        """As `profile`, where memory has it. Raises DatabaseUnavailable."""
        revisions = await self._fence.revisions(key.tenant, [key])
        found = self._memory.get(key)
        return found if found is not None and is_current(key, found, revisions) else None

    async def profile(self, key: CustomerKey) -> Remembered:
        """As the last acknowledged write left it. Raises DatabaseUnavailable."""
        return (await self.known(key.tenant, [key])).profiles[key]

    async def known(
        self, tenant: str, keys: Sequence[CustomerKey], *, keep: bool = True, relaxed: bool = False
    ) -> Known:
        """The tenant's resources and these profiles, as the last acknowledged writes left them, `relaxed`: or a second ago:
        those that memory doesn't have are read in one transaction. Raises DatabaseUnavailable.

        Without `keep` they don't enter memory: an audience passes once, and would push out those who come again.
        """
        revisions = await self._fence.revisions(tenant, keys, relaxed=relaxed)
        resources = await self._resources_as_of(tenant, revisions)
        return Known(resources, await self._profiles(keys, resources, revisions, keep=keep))

    async def known_at_least(
        self, tenant: str, keys: Sequence[CustomerKey], *, keep: bool = True, relaxed: bool = False
    ) -> Known:
        """As `known`; without the profiles, and with the resources as they were last known, while the database can't be used:
        then nothing is cleared. Raises DatabaseUnavailable where not even the resources were ever read."""
        try:
            return await self.known(tenant, keys, keep=keep, relaxed=relaxed)
        except DatabaseUnavailable:
            resources = self._resources.last_known(tenant)
            if resources is None:
                raise
            return Known(resources, {})

    async def _profiles(
        self, keys: Sequence[CustomerKey], resources: TenantResources, revisions: Revisions | None, *, keep: bool = True
    ) -> dict[CustomerKey, Remembered]:
        found: dict[CustomerKey, Remembered] = {}
        for key in keys:
            remembered = self._memory.get(key)
            if remembered is None:
                continue
            if is_current(key, remembered, revisions):
                found[key] = remembered
            else:
                self._memory.forget(key)
        if len(found) == len(keys):
            return found
        if not keep:
            missing = [key for key in dict.fromkeys(keys) if key not in found]
            read = await self.read(lambda tx: load_profiles(tx, missing, resources)) if missing else {}
            return found | {key: Remembered(read.get(key)) for key in missing}
        # Of a customer that memory knows to be merged, the surviving one is what is missing.
        roots = {key: self._memory.root(key) for key in dict.fromkeys(keys) if key not in found}
        loads = {root: self._memory.begin_load(root) for root in dict.fromkeys(roots.values())}
        if not loads:
            return found
        try:
            snapshots = await self.read(lambda tx: load_profiles(tx, list(loads), resources))
        except BaseException:
            for root, load in loads.items():
                self._memory.give_up_load(root, load)
            raise
        loaded = {root: self._memory.end_load(root, load, snapshots.get(root)) for root, load in loads.items()}
        found |= {key: loaded[root] for key, root in roots.items()}
        # Memory may have taken for merged whom an unmerge has just separated.
        astray = [key for key, root in roots.items() if root != key and not is_for(key, found[key].snapshot)]
        for key in astray:
            self._memory.forget(key)
        return found | await self._profiles(astray, resources, revisions) if astray else found

    async def _resources_as_of(self, tenant: str, revisions: Revisions | None) -> TenantResources:
        known = self._resources.get(tenant) if revisions is None else self._resources.last_known(tenant)
        if known is not None and (revisions is None or known.versions.has_all_of(revisions.resources)):
            return known
        loads = self._resources.begin_load(tenant)
        try:
            loaded = await self.read(lambda tx: load_resources(tx, tenant))
        except BaseException:
            self._resources.give_up_load(tenant, loads)
            raise
        may_be_used = self._resources.end_load(tenant, loads, loaded)
        return self._keep_resources(tenant, loaded, may_be_used=may_be_used)

    def _keep_resources(self, tenant: str, found: TenantResources, *, may_be_used: bool) -> TenantResources:
        before = self._resources.last_known(tenant)
        known = self._resources.keep(tenant, found, may_be_used=may_be_used)
        if before is not None and known is not before and not before.policy.reach.covers(known.policy.reach):
            self._memory.forget_all()
        return known

    async def searchable(self, key: CustomerKey, snapshot: Snapshot | None) -> SearchableLedger:
        """The ledgers of the customer and of those merged with it, no older than this snapshot of it, ready to be searched.
        Whoever asks for what another is about to have waits for that."""
        root = root_key(key, snapshot)
        revision = 0 if snapshot is None else snapshot.revision
        kept = self._searches.get(root, revision)
        if kept is not None:
            return kept
        making = self._searches_to_be.get((root, revision))
        if making is None:
            making = asyncio.create_task(self.read(lambda tx: searchable_ledger(tx, root)))
            self._searches_to_be[root, revision] = making
            making.add_done_callback(lambda _: self._searches_to_be.pop((root, revision)))
        ledger = await asyncio.shield(making)
        self._searches.keep(ledger)
        return ledger

    async def record(self, request: RecordEntries) -> Recorded:
        """Durable, and seen by every later read, when it returns. Raises what `record_entries` rejects it with."""
        return await self._writes.record(request)

    async def release(self, key: CustomerKey, entry_id: str, asked: Asked) -> Released:
        """As `record`."""

        async def job() -> Released:
            now = self.clock()
            return await self._write(
                lambda tx, _: release_reservation(tx, key, entry_id, asked, now=now, new_id=new_id),
                lambda released: _made_of(key, released.snapshot),
            )

        outcome: Released = await self._writes.run(job)
        return outcome

    async def record_all(self, requests: Sequence[RecordEntries]) -> list[Recorded | Exception]:
        """An outcome for each request, whatever became of the others."""
        writes = [self._writes.enqueue(request) for request in requests]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        return [outcome for outcome in outcomes if isinstance(outcome, Recorded | Exception)]

    async def retract(self, request: RetractEntry) -> Retracted:
        """As `record`."""

        async def job() -> Retracted:
            now = self.clock()
            return await self._write(
                lambda tx, _: retract_entry(tx, request, now=now, new_id=new_id),
                lambda retracted: _made_of(request.key, retracted.snapshot),
            )

        outcome: Retracted = await self._writes.run(job)
        return outcome

    async def change_customers(self, tenant: str, work: Callable[[Transaction, datetime], Changed]) -> Changed:
        """Links, merges and their undoing, as `record`."""

        def made(changed: Changed) -> Made:
            if not changed.replayed:
                return Made(snapshots=changed.announced, regrouped=True)
            shown = [one for one in (changed.profile, changed.separated) if one is not None]
            return Made(repeated=[key for one in shown for key in family_of(CustomerKey(tenant, one.customer), one)])

        async def job() -> Changed:
            now = self.clock()
            return await self._write(lambda tx, _: work(tx, now), made)

        outcome: Changed = await self._writes.run(job)
        return outcome

    async def import_resources(self, tenant: str, work: Import[T]) -> T:
        """What `work` answers. Beside that it tells the resources after it, where it changed any."""

        async def job() -> T:
            now = self.clock()
            answer, _ = await self._write(
                lambda tx, _: work(tx, now),
                lambda done: Made(repeated_tenant=tenant) if done[1] is None else Made(resources=(tenant, done[1])),
            )
            return answer

        outcome: T = await self._writes.run(job)
        return outcome

    async def _index_ledger(self) -> None:
        """In steps, each a write in its turn, so that others hardly wait; whatever ends this, the next start goes on."""
        if await self.read(lambda tx: tx.full_text is None or tx.full_text.missing() is None):
            return

        async def step() -> bool:
            return await self._write(lambda tx, _: index_ledger(tx, entries_max=INDEXED_PER_STEP_MAX), lambda _: Made())

        while not await self._writes.run(step):
            pass
        log.info("the full-text index has all entries")

    async def _compact_feed(self) -> None:
        """In one of the processes or in all: whoever comes first moves the horizon."""
        while True:
            await asyncio.sleep(min(marked_every(self._changes_kept).total_seconds(), COMPACT_SECONDS_MAX))

            async def step() -> None:
                now = self.clock()
                await self._write(lambda tx, _: compact_feed(tx, kept=self._changes_kept, now=now), lambda _: Made())

            try:
                await self._writes.run(step)
            except DatabaseUnavailable:
                log.warning("the change feed could not be compacted; that is tried again")

    async def commitments_are_incomplete(self) -> bool:
        """Whether some may be missing from the list of the open ones. Waits a little for the answer to be no."""
        return not await self._bringing_in.is_done()

    async def _run_write(self, work: Callable[[Transaction], None]) -> None:
        """In its turn among the writes."""

        async def job() -> None:
            await self._write(lambda tx, _: work(tx), lambda _: Made())

        await self._writes.run(job)

    async def update_policy(self, update: UpdatePolicy) -> Updated:
        """As `record`. Memory is told what is in force, also where an earlier answer is repeated."""

        async def job() -> Updated:
            now = self.clock()
            return await self._write(
                lambda tx, _: update_policy(tx, update, now=now),
                lambda updated: Made(resources=(update.tenant, updated.resources)),
            )

        outcome: Updated = await self._writes.run(job)
        return outcome

    def _check_write(self) -> None:
        """Raises DatabaseUnavailable where none may begin."""
        if self._vigil is not None:
            self._vigil.standstill.check()

    async def _commit(self, requests: Sequence[RecordEntries]) -> list[Recorded | DomainError]:
        now = self.clock()
        in_turn = [
            request if resources is None else request.under(resources)
            for request in requests
            for resources in [self._resources.last_known(request.key.tenant)]
        ]

        def work(tx: Transaction, attempt: int) -> RecordedBatch:
            return record_entries(tx, in_turn, now=now, new_id=new_id, look_first=attempt > 0)

        def made(batch: RecordedBatch) -> Made:
            repeated = [
                request.key
                for request, outcome in zip(requests, batch.outcomes, strict=True)
                if isinstance(outcome, Recorded) and outcome.replayed
            ]
            return Made(snapshots=batch.snapshots, repeated=repeated)

        return (await self._write(work, made)).outcomes

    async def _write(self, work: Callable[[Transaction, int], T], made: Callable[[T], Made]) -> T:
        """Commits, tells the other processes and this one's memory what `made` says, and returns when it may be
        acknowledged."""
        if self._announced is None:
            outcome = await self._in_thread(partial(self._database.write, work, deadline=deadline.current()))
            self._remember(made(outcome))
            self.feed.told()
            return outcome
        self._floors.begin_write()
        try:
            outcome, what = await self._announced.write(work, made)
            self._remember(what)
        finally:
            self._floors.end_write()
        self.feed.told()
        return outcome

    def _remember(self, made: Made) -> None:
        for key, snapshot in made.snapshots.items():
            self._memory.announce(key, snapshot)
            resources = self._resources.last_known(key.tenant)
            if resources is not None and not is_enough(snapshot, resources):
                # It was written for a policy that another process has replaced meanwhile.
                self._memory.forget(key)
        if made.resources is not None:
            tenant, resources = made.resources
            self._keep_resources(tenant, resources, may_be_used=self._resources.is_newest(tenant, resources))

    def _hear(self, announced: Announcement, is_own: bool) -> None:  # noqa: FBT001  as the vigil calls it
        for resource in announced.revisions:
            if len(resource) == 2:
                self._memory.hear(CustomerKey(*resource), announced, is_own=is_own)
            else:
                self._resources.hear(TenantResource(*resource), announced)
        self.feed.told()

    def _drop(self, resource: tuple[str, ...]) -> None:
        if len(resource) == 2:
            self._memory.forget(CustomerKey(*resource))
        else:
            self._resources.doubt(resource[0])

    def _void(self) -> None:
        self._memory.forget_all()
        self._resources.doubt_all()

    async def _ask(self, tenant: str, keys: Sequence[CustomerKey]) -> Revisions:
        return await self._asked(partial(self._database.revisions, tenant, keys, deadline=deadline.current()))

    async def _asked(self, work: Callable[[], T]) -> T:
        """As `_in_thread`, of what is only asked of the database. Raises DatabaseUnavailable where that stands still."""
        if self._vigil is None:
            return await self._in_thread(work)
        ask = partial(asyncio.get_running_loop().run_in_executor, self._threads, work)
        return await self._vigil.standstill.answer(ask)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _made_of(key: CustomerKey, snapshot: Snapshot | None) -> Made:
    """Of a write to one customer; no snapshot where it changed nothing."""
    return Made(repeated=[key]) if snapshot is None else Made(snapshots={root_key(key, snapshot): snapshot})
