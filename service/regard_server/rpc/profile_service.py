"""ProfileService."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from regard.v1 import entry_pb2, profile_pb2
from regard.v1 import profile_service_pb2 as pb
from regard_server.domain.content import EntryKind
from regard_server.domain.entry import EntryState
from regard_server.domain.entry_rules import check_draft, check_drafts, filled_in
from regard_server.domain.errors import FieldViolation, InvalidFields, InvalidPageToken, UnknownTopic
from regard_server.domain.etag import etag_of
from regard_server.domain.ledger import Caller, CustomerKey, Place
from regard_server.domain.resources import TenantResources
from regard_server.domain.taxonomy import Taxonomy
from regard_server.rpc.batches import ANSWER_BYTES_MAX, BatchRoom, breathe
from regard_server.rpc.convert.entries import draft, drafts, entry_message
from regard_server.rpc.convert.names import customer_id, customer_name, split_entry_name
from regard_server.rpc.convert.profiles import profile_message
from regard_server.rpc.convert.times import times_asked
from regard_server.rpc.errors import status_of
from regard_server.rpc.freshness import require, token_for
from regard_server.rpc.interceptor import Method, StreamMethod, message_of, validate
from regard_server.rpc.profile_memory import Remembered
from regard_server.rpc.requests import digest, request_key
from regard_server.rpc.tokens import EntryPageToken
from regard_server.rpc.worker import Worker
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
            "BatchRecordEntries": Method(message_of(pb.BatchRecordEntriesRequest), self.batch_record_entries),
            "ListEntries": Method(message_of(pb.ListEntriesRequest), self.list_entries),
            "SupersedeEntry": Method(message_of(pb.SupersedeEntryRequest), self.supersede_entry),
            "RetractEntry": Method(message_of(pb.RetractEntryRequest), self.retract_entry),
        }

    async def get_profile(self, request: pb.GetProfileRequest, caller: Caller) -> bytes:
        resources = await self._worker.resources(caller.tenant)
        key = CustomerKey(caller.tenant, customer_id(request.customer))
        remembered = await self._worker.profile(key)
        return self._profile_bytes(key, remembered, resources, request)

    async def batch_get_profiles(
        self, request: pb.BatchGetProfilesRequest, caller: Caller
    ) -> pb.BatchGetProfilesResponse:
        resources = await self._worker.resources(caller.tenant)
        keys = [CustomerKey(caller.tenant, customer_id(name)) for name in request.customers]
        profiles = await self._worker.profiles(keys)
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
        command = await _record_command(request, caller, resources)
        return self._recorded(command.key, await self._worker.record(command), resources)

    async def batch_record_entries(
        self, request: pb.BatchRecordEntriesRequest, caller: Caller
    ) -> pb.BatchRecordEntriesResponse:
        if sum(len(one.entries) for one in request.requests) > ENTRIES_PER_BATCH_MAX:
            raise InvalidFields(FieldViolation("requests", f"have over {ENTRIES_PER_BATCH_MAX} entries in all"))
        if request.ByteSize() > ANSWER_BYTES_MAX:  # or the answer, which repeats the entries, wouldn't fit any more
            raise InvalidFields(FieldViolation("requests", f"are over {ANSWER_BYTES_MAX} bytes in all"))
        resources = await self._worker.resources(caller.tenant)
        outcomes: list[RecordEntries | Exception] = []
        for index, one in enumerate(request.requests):
            await breathe(index)
            try:
                validate(one)
                outcomes.append(await _record_command(one, caller, resources))
            except Exception as error:  # noqa: BLE001  what is wrong with one is that one's alone
                outcomes.append(error)
        commands = [command for command in outcomes if isinstance(command, RecordEntries)]
        recorded = iter(await self._worker.record_all(commands))
        response = pb.BatchRecordEntriesResponse()
        for index, (one, command) in enumerate(zip(request.requests, outcomes, strict=True)):
            await breathe(index)
            result = response.results.add(customer=one.customer)
            outcome = next(recorded) if isinstance(command, RecordEntries) else command
            if isinstance(outcome, Recorded):
                key = CustomerKey(caller.tenant, customer_id(one.customer))
                result.response.CopyFrom(self._recorded(key, outcome, resources))
            else:
                result.status.CopyFrom(status_of(outcome))
        return response

    async def supersede_entry(self, request: pb.SupersedeEntryRequest, caller: Caller) -> pb.SupersedeEntryResponse:
        resources = await self._worker.resources(caller.tenant)
        customer, entry_id = split_entry_name(request.name)
        key = CustomerKey(caller.tenant, customer)
        wanted = replace(draft(customer, request.entry, "entry"), supersedes=entry_id)
        async with nearest_topics_told(resources.taxonomy):
            check_draft(wanted, resources.taxonomy, field="entry")
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
        answer = self._recorded(key, recorded, resources)
        return pb.SupersedeEntryResponse(
            entry=answer.entries[0],
            superseded=entry_message(customer, *superseded.at(self._worker.clock())),
            revision=answer.revision,
            etag=answer.etag,
            freshness_token=answer.freshness_token,
            replayed=answer.replayed,
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
        resources = await self._worker.resources(caller.tenant)
        profile = (await self._worker.profile(key)).profile(resources)
        require(self._worker.tokens, request.consistency, resources, customer=key.customer, revision=profile.revision)
        root = root_key(key, profile.snapshot).customer
        response = pb.ListEntriesResponse(
            entries=[entry_message(root, entry, state) for entry, state in page.entries],
            freshness_token=self._token(key, profile.revision, resources),
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
                revision=profile.revision,
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
        message, until = profile_message(key.customer, profile, view, now)
        token = self._token(key, profile.revision, resources)
        data = pb.GetProfileResponse(profile=message, freshness_token=token).SerializeToString()
        remembered.rendered[place] = (resources.offers_version, now, until, data)
        return data

    def _recorded(self, key: CustomerKey, recorded: Recorded, resources: TenantResources) -> pb.RecordEntriesResponse:
        now = self._worker.clock()
        entries: list[entry_pb2.Entry] = [
            entry_message(key.customer, *Found.of(key, entry, recorded.references).at(now))
            for entry in recorded.entries
        ]
        return pb.RecordEntriesResponse(
            entries=entries,
            revision=recorded.revision,
            etag=etag_of(recorded.revision),
            freshness_token=self._token(key, recorded.revision, resources),
            replayed=recorded.replayed,
        )

    def _token(self, key: CustomerKey, revision: int, resources: TenantResources) -> str:
        return token_for(self._worker.tokens, key.tenant, resources, customer=key.customer, revision=revision)


async def _record_command(
    request: pb.RecordEntriesRequest, caller: Caller, resources: TenantResources
) -> RecordEntries:
    customer = customer_id(request.customer)
    wanted = drafts(customer, request.entries)
    async with nearest_topics_told(resources.taxonomy):
        check_drafts(wanted, resources.taxonomy)
    return RecordEntries(
        key=CustomerKey(caller.tenant, customer),
        drafts=[filled_in(draft, resources.offers) for draft in wanted],
        policy=resources.policy,
        etag=request.etag,
        request=request_key(request, caller, "RecordEntries"),
        request_digest=digest(request),
    )


@asynccontextmanager
async def nearest_topics_told(taxonomy: Taxonomy) -> AsyncIterator[None]:
    """Adds to an UnknownTopic what the caller may have meant."""
    try:
        yield
    except UnknownTopic as error:
        # Looking through a large taxonomy takes milliseconds, in which the loop can answer others.
        nearest = await asyncio.to_thread(nearest_topics, taxonomy, error.topic)
        raise UnknownTopic(field=error.field, topic=error.topic, nearest=nearest) from None


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
