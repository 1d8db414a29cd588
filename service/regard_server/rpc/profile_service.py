"""ProfileService."""

import asyncio
import hashlib
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from regard.v1 import profile_pb2
from regard.v1 import profile_service_pb2 as pb
from regard_server.domain.content import EntryKind
from regard_server.domain.entry import Draft, EntryState
from regard_server.domain.entry_rules import check_draft, check_drafts, filled_in
from regard_server.domain.errors import FieldViolation, InvalidFields, InvalidPageToken, UnknownTopic
from regard_server.domain.etag import etag_of
from regard_server.domain.ledger import Caller, CustomerKey, Place
from regard_server.domain.resources import TenantResources
from regard_server.domain.taxonomy import Taxonomy
from regard_server.rpc.batches import ANSWER_BYTES_MAX, BatchRoom, breathe
from regard_server.rpc.convert.entries import draft, drafts, entry_message, recorded_message
from regard_server.rpc.convert.names import customer_id, customer_name, split_entry_name
from regard_server.rpc.convert.profiles import profile_message
from regard_server.rpc.convert.times import times_asked
from regard_server.rpc.entry_search import search_entries
from regard_server.rpc.errors import status_of
from regard_server.rpc.freshness import known_as_asked, require, token_for
from regard_server.rpc.interceptor import Method, StreamMethod, message_of, parse, validate
from regard_server.rpc.past_answers import asks_about_past, past_profile
from regard_server.rpc.profile_memory import Remembered
from regard_server.rpc.requests import digest, request_key
from regard_server.rpc.tokens import EntryPageToken
from regard_server.rpc.worker import Known, Worker
from regard_server.usecases.check_languages import check_languages
from regard_server.usecases.list_entries import list_entries
from regard_server.usecases.read_entry import Found, read_entry
from regard_server.usecases.read_family import root_key
from regard_server.usecases.record_entries import Recorded, RecordEntries
from regard_server.usecases.retract_entry import RetractEntry
from regard_server.usecases.search_topics import nearest_topics

PAGE_SIZE_DEFAULT = 100
ENTRIES_PER_BATCH_MAX = 10_000


class ProfileService:
    NAME = "regard.v1.ProfileService"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def methods(self) -> dict[str, Method[Any] | StreamMethod]:
        return {
            "GetProfile": Method(message_of(pb.GetProfileRequest), self.get_profile),
            "BatchGetProfiles": Method(message_of(pb.BatchGetProfilesRequest), self.batch_get_profiles),
            "RecordEntries": Method(message_of(pb.RecordEntriesRequest), self.record_entries),
            "BatchRecordEntries": Method(_read_batch, self.batch_record_entries),
            "ListEntries": Method(message_of(pb.ListEntriesRequest), self.list_entries),
            "SupersedeEntry": Method(message_of(pb.SupersedeEntryRequest), self.supersede_entry),
            "RetractEntry": Method(message_of(pb.RetractEntryRequest), self.retract_entry),
            "SearchEntries": Method(message_of(pb.SearchEntriesRequest), self.search_entries),
        }

    async def get_profile(self, request: pb.GetProfileRequest, caller: Caller) -> bytes:
        if asks_about_past(request):
            return await past_profile(self._worker, caller.tenant, request)
        key = CustomerKey(caller.tenant, customer_id(request.customer))
        resources, profiles = await self._known(request, caller.tenant, [key])
        return self._profile_bytes(key, profiles[key], resources, request)

    async def batch_get_profiles(
        self, request: pb.BatchGetProfilesRequest, caller: Caller
    ) -> pb.BatchGetProfilesResponse:
        keys = [CustomerKey(caller.tenant, customer_id(name)) for name in request.customers]
        resources, profiles = await self._known(request, caller.tenant, keys)
        response = pb.BatchGetProfilesResponse()
        room = BatchRoom()
        for index, key in enumerate(keys):
            await breathe(index)
            result = response.results.add(customer=customer_name(key.customer))
            try:
                data = self._profile_bytes(key, profiles[key], resources, request)
                room.take(len(data))
                result.response.MergeFromString(data)
            except Exception as error:  # noqa: BLE001  what is wrong with one is that one's alone
                result.status.CopyFrom(status_of(error))
        return response

    async def record_entries(self, request: pb.RecordEntriesRequest, caller: Caller) -> pb.RecordEntriesResponse:
        resources = await self._worker.resources(caller.tenant)
        write = await _write(request, caller, resources)
        response = pb.RecordEntriesResponse()
        self._answer_write(response, write, await self._worker.record(write.command), resources)
        return response

    async def batch_record_entries(
        self, request: pb.BatchRecordEntriesRequest, caller: Caller
    ) -> pb.BatchRecordEntriesResponse:
        if sum(len(one.entries) for one in request.requests) > ENTRIES_PER_BATCH_MAX:
            raise InvalidFields(FieldViolation("requests", f"have over {ENTRIES_PER_BATCH_MAX} entries in all"))
        repeats_entries = not request.summary_only
        # The answer wouldn't fit any more.
        if repeats_entries and request.ByteSize() > ANSWER_BYTES_MAX:
            raise InvalidFields(FieldViolation("requests", f"are over {ANSWER_BYTES_MAX} bytes in all"))
        resources = await self._worker.resources(caller.tenant)
        writes: list[_Write | Exception] = []
        for index, one in enumerate(request.requests):
            await breathe(index)
            try:
                validate(one)
                writes.append(await _write(one, caller, resources))
            except Exception as error:  # noqa: BLE001  what is wrong with one is that one's alone
                writes.append(error)
        outcomes = iter(await self._worker.record_all([write.command for write in writes if isinstance(write, _Write)]))
        response = pb.BatchRecordEntriesResponse()
        for index, (one, write) in enumerate(zip(request.requests, writes, strict=True)):
            await breathe(index)
            result = response.results.add(customer=one.customer)
            outcome = next(outcomes) if isinstance(write, _Write) else write
            if isinstance(outcome, Exception):
                result.status.CopyFrom(status_of(outcome))
            elif repeats_entries and isinstance(write, _Write):
                self._answer_write(result.response, write, outcome, resources)
            else:
                _summarise(result.response, outcome)
        return response

    async def supersede_entry(self, request: pb.SupersedeEntryRequest, caller: Caller) -> pb.SupersedeEntryResponse:
        resources = await self._worker.resources(caller.tenant)
        customer, entry_id = split_entry_name(request.name)
        key = CustomerKey(caller.tenant, customer)
        wanted = replace(draft(customer, request.entry, "entry"), supersedes=entry_id)
        try:
            check_draft(wanted, resources.taxonomy, field="entry")
        except UnknownTopic as error:
            raise await _with_nearest(error, resources.taxonomy) from None
        check_languages([("entry", wanted)])
        recorded = await self._worker.record(
            RecordEntries(
                key=key,
                drafts=[filled_in(wanted, resources.offers)],
                policy=resources.policy,
                etag=request.etag,
                request=request_key(request, caller, "SupersedeEntry"),
                request_digest=digest(request),
            )
        )
        superseded = await self._worker.read(lambda tx: read_entry(tx, key, entry_id))
        now = recorded.at
        return pb.SupersedeEntryResponse(
            entry=entry_message(customer, *Found.of(key, recorded.entries[0], recorded.references).at(now)),
            superseded=entry_message(customer, *superseded.at(now)),
            revision=recorded.revision,
            etag=etag_of(recorded.revision),
            freshness_token=self._token(key, recorded.revision, resources),
            replayed=recorded.replayed,
        )

    async def list_entries(self, request: pb.ListEntriesRequest, caller: Caller) -> pb.ListEntriesResponse:
        key = CustomerKey(caller.tenant, customer_id(request.customer))
        before: Place | None = None
        question = _listing(request)
        if request.page_token:
            token = self._worker.tokens.read_page(request.page_token, EntryPageToken)
            if (token.tenant, token.question) != (key.tenant, question):
                raise InvalidPageToken
            before = Place(token.created_at, token.customer, token.revision, token.ordinal)
        now = self._worker.clock()
        times = times_asked(request, now)
        page = await self._worker.read(
            lambda tx: list_entries(
                tx,
                key,
                kinds=[EntryKind(kind) for kind in sorted(set(request.kinds))],
                states=[EntryState(state) for state in sorted(set(request.states))],
                before=before,
                page_size=request.page_size or PAGE_SIZE_DEFAULT,
                now=now,
                as_of=times.as_of,
                known_at=times.known_at,
            )
        )
        resources, profiles = await self._known(request, caller.tenant, [key])
        profile = profiles[key].profile(resources)
        require(self._worker.tokens, request.consistency, resources, customer=key.customer, snapshot=profile.snapshot)
        root = root_key(key, profile.snapshot)
        response = pb.ListEntriesResponse(
            entries=[entry_message(page.customer, entry, state) for entry, state in page.entries],
            freshness_token=self._token(root, profile.revision, resources),
        )
        if page.next_before is not None:
            response.next_page_token = self._worker.tokens.write(
                EntryPageToken(key.tenant, question, *page.next_before)
            )
        return response

    async def retract_entry(self, request: pb.RetractEntryRequest, caller: Caller) -> pb.RetractEntryResponse:
        resources = await self._worker.resources(caller.tenant)
        customer, entry_id = split_entry_name(request.name)
        key = CustomerKey(caller.tenant, customer)
        retracted = await self._worker.retract(
            RetractEntry(
                key=key,
                entry_id=entry_id,
                reason=request.reason,
                recorder=request.recorder,
                policy=resources.policy,
                etag=request.etag,
                request=request_key(request, caller, "RetractEntry"),
                request_digest=digest(request),
            )
        )
        return pb.RetractEntryResponse(
            entry=entry_message(customer, retracted.entry, EntryState.RETRACTED),
            retraction=entry_message(customer, retracted.retraction, EntryState.ACTIVE),
            revision=retracted.revision,
            etag=etag_of(retracted.revision),
            freshness_token=self._token(key, retracted.revision, resources),
            replayed=retracted.replayed,
        )

    async def search_entries(self, request: pb.SearchEntriesRequest, caller: Caller) -> bytes:
        return await search_entries(self._worker, request, caller)

    def _known(self, request: Any, tenant: str, keys: Sequence[CustomerKey]) -> Awaitable[Known]:
        return known_as_asked(self._worker.known, self._worker.tokens, request, tenant, keys)

    def _profile_bytes(
        self,
        key: CustomerKey,
        remembered: Remembered,
        resources: TenantResources,
        request: pb.GetProfileRequest | pb.BatchGetProfilesRequest,
    ) -> bytes:
        """The answer is kept until the profile or the catalogue changes, or a preference begins or expires."""
        profile = remembered.profile(resources)
        if request.HasField("consistency"):
            require(
                self._worker.tokens,
                request.consistency,
                resources,
                customer=key.customer,
                snapshot=profile.snapshot,
            )
        now = profile.not_before(self._worker.clock())
        place = ("profile", request.view)
        known = remembered.rendered.get(place)
        if known is not None:
            offers_version, since, until, data = known
            if offers_version == resources.offers_version and since <= now < until:
                answer: bytes = data
                return answer
        view: profile_pb2.ProfileView = request.view
        preferences = profile.preferences_in_force(now)
        message, until = profile_message(key.customer, profile.snapshot, view, now, preferences=preferences)
        # Kept for all whose profile this is, so it names the one that they have in common.
        token = self._token(root_key(key, profile.snapshot), profile.revision, resources)
        data = pb.GetProfileResponse(profile=message, freshness_token=token).SerializeToString()
        remembered.rendered[place] = (resources.offers_version, now, until, data)
        return data

    def _answer_write(
        self, response: pb.RecordEntriesResponse, write: "_Write", recorded: Recorded, resources: TenantResources
    ) -> None:
        key = write.command.key
        # Were a repetition to find fewer entries than it once wrote, each that it finds would still be answered as it is.
        for entry, message, said in zip(recorded.entries, write.request.entries, write.said, strict=False):
            found, state = Found.of(key, entry, recorded.references).at(recorded.at)
            response.entries.append(recorded_message(key.customer, found, state, message, said))
        _summarise(response, recorded)
        response.etag = etag_of(recorded.revision)
        response.freshness_token = self._token(key, recorded.revision, resources)

    def _token(self, key: CustomerKey, revision: int, resources: TenantResources) -> str:
        return token_for(self._worker.tokens, key.tenant, resources, customer=key.customer, revision=revision)


def _summarise(response: pb.RecordEntriesResponse, recorded: Recorded) -> None:
    response.revision = recorded.revision
    response.recorded_count = recorded.added
    response.replayed = recorded.replayed


_EMPTY = pb.RecordEntriesRequest()


def _read_batch(data: bytes) -> pb.BatchRecordEntriesRequest:
    """Held against the contract without its requests: each is, by itself, in its turn."""
    batch: pb.BatchRecordEntriesRequest = parse(pb.BatchRecordEntriesRequest, data)
    validate(pb.BatchRecordEntriesRequest(requests=[_EMPTY] * len(batch.requests)))
    return batch


class _Write(NamedTuple):
    """`said` are the drafts as the request has them, before the catalogue fills them in."""

    request: pb.RecordEntriesRequest
    said: list[Draft]
    command: RecordEntries


async def _write(request: pb.RecordEntriesRequest, caller: Caller, resources: TenantResources) -> _Write:
    customer = customer_id(request.customer)
    said = drafts(customer, request.entries)
    try:
        check_drafts(said, resources.taxonomy)
    except UnknownTopic as error:
        raise await _with_nearest(error, resources.taxonomy) from None
    check_languages((f"entries[{index}]", one) for index, one in enumerate(said))
    command = RecordEntries(
        key=CustomerKey(caller.tenant, customer),
        drafts=[filled_in(one, resources.offers) for one in said],
        policy=resources.policy,
        etag=request.etag,
        request=request_key(request, caller, "RecordEntries"),
        request_digest=digest(request),
    )
    return _Write(request, said, command)


async def _with_nearest(error: UnknownTopic, taxonomy: Taxonomy) -> UnknownTopic:
    """With the topics that the caller may have meant."""
    # Looking through a large taxonomy takes milliseconds, in which the loop can answer others.
    nearest = await asyncio.to_thread(nearest_topics, taxonomy, error.topic)
    return UnknownTopic(field=error.field, topic=error.topic, nearest=nearest)


def _listing(request: pb.ListEntriesRequest) -> bytes:
    """A digest of what the pages of one listing have in common."""
    common = pb.ListEntriesRequest(
        customer=request.customer, kinds=sorted(set(request.kinds)), states=sorted(set(request.states))
    )
    if request.HasField("as_of_time"):
        common.as_of_time.CopyFrom(request.as_of_time)
    if request.HasField("known_at_time"):
        common.known_at_time.CopyFrom(request.known_at_time)
    return hashlib.sha256(common.SerializeToString(deterministic=True)).digest()[:16]
