"""ProfileService."""

import asyncio
import hashlib
from typing import Any

from regard.v1 import entry_pb2, profile_pb2
from regard.v1 import profile_service_pb2 as pb
from regard_server.domain.entry import EntryKind, EntryState, state_at
from regard_server.domain.entry_rules import check_drafts, filled_in
from regard_server.domain.errors import FieldViolation, InvalidFields, InvalidPageToken, UnknownTopic
from regard_server.domain.etag import etag_of
from regard_server.domain.ledger import Caller, CustomerKey, RequestKey
from regard_server.domain.resources import TenantResources
from regard_server.rpc.batches import ANSWER_BYTES_MAX, BatchRoom, breathe
from regard_server.rpc.convert.entries import drafts, entry_message
from regard_server.rpc.convert.names import customer_id, customer_name, split_entry_name
from regard_server.rpc.convert.profiles import profile_message
from regard_server.rpc.errors import status_of
from regard_server.rpc.freshness import require, token_for
from regard_server.rpc.interceptor import Method, StreamMethod, message_of, validate
from regard_server.rpc.profile_memory import Remembered
from regard_server.rpc.tokens import EntryPageToken
from regard_server.rpc.worker import Worker
from regard_server.usecases.list_entries import AFTER_ALL, list_entries
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

    async def list_entries(self, request: pb.ListEntriesRequest, caller: Caller) -> pb.ListEntriesResponse:
        key = CustomerKey(caller.tenant, customer_id(request.customer))
        kinds: list[int] = sorted(set(request.kinds))
        states: list[int] = sorted(set(request.states))
        before = AFTER_ALL
        if request.page_token:
            token = self._worker.tokens.read_page(request.page_token, EntryPageToken)
            if (token.tenant, token.customer, token.kinds, token.states) != (key.tenant, key.customer, kinds, states):
                raise InvalidPageToken
            before = token.revision, token.ordinal
        now = self._worker.clock()
        page = await self._worker.read(
            lambda tx: list_entries(
                tx,
                key,
                kinds=[EntryKind(kind) for kind in kinds],
                states=[EntryState(state) for state in states],
                before=before,
                page_size=request.page_size or PAGE_SIZE_DEFAULT,
                now=now,
            )
        )
        resources = await self._worker.resources(caller.tenant)
        revision = (await self._worker.profile(key)).profile(resources).revision
        require(self._worker.tokens, request.consistency, resources, customer=key.customer, revision=revision)
        response = pb.ListEntriesResponse(
            entries=[entry_message(key.customer, entry, state) for entry, state in page.entries],
            freshness_token=self._token(key, revision, resources),
        )
        if page.next_before is not None:
            response.next_page_token = self._worker.tokens.write(
                EntryPageToken(key.tenant, key.customer, kinds, states, *page.next_before)
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
                request=_request_key(request, caller, "RetractEntry"),
                request_digest=_digest(request),
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
            entry_message(key.customer, entry, state_at(entry, now, retracted=entry.id in recorded.retracted))
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
    try:
        check_drafts(wanted, resources.taxonomy)
    except UnknownTopic as error:
        # Looking through a large taxonomy takes milliseconds, in which the loop can answer others.
        nearest = await asyncio.to_thread(nearest_topics, resources.taxonomy, error.topic)
        raise UnknownTopic(field=error.field, topic=error.topic, nearest=nearest) from None
    return RecordEntries(
        key=CustomerKey(caller.tenant, customer),
        drafts=[filled_in(draft, resources.offers) for draft in wanted],
        policy=resources.policy,
        etag=request.etag,
        request=_request_key(request, caller, "RecordEntries"),
        request_digest=_digest(request),
    )


def _request_key(
    request: pb.RecordEntriesRequest | pb.RetractEntryRequest, caller: Caller, method: str
) -> RequestKey | None:
    """A batch's items are known by the same name as the single call, so that either may repeat the other."""
    if not request.request_id:
        return None
    return RequestKey(caller.tenant, caller.client, method, request.request_id.lower())


def _digest(request: pb.RecordEntriesRequest | pb.RetractEntryRequest) -> bytes | None:
    """Tells one body from another; None where nothing will be compared."""
    if not request.request_id:
        return None
    request_id = request.request_id
    request.ClearField("request_id")
    body = request.SerializeToString(deterministic=True)
    request.request_id = request_id
    return hashlib.sha256(body).digest()
