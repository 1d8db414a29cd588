"""What the company owes its customers: listing it, and saying what became of it."""

import hashlib
from dataclasses import replace

from regard.v1 import context_service_pb2 as pb
from regard_server.domain.content import Commitment, CommitmentKind, CommitmentStatus
from regard_server.domain.entry import Basis, Draft, EntryState, Provenance
from regard_server.domain.errors import FieldViolation, InvalidFields, InvalidPageToken
from regard_server.domain.etag import etag_of
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.domain.open_commitments import DuePlace
from regard_server.rpc.batches import BatchRoom, breathe
from regard_server.rpc.convert.entries import entry_message, fill_in
from regard_server.rpc.convert.instants import maybe_instant
from regard_server.rpc.convert.names import customer_id, customer_name, split_entry_name
from regard_server.rpc.freshness import require, token_for
from regard_server.rpc.requests import digest, request_key
from regard_server.rpc.tokens import CommitmentPageToken
from regard_server.rpc.worker import Worker
from regard_server.usecases.list_commitments import Question, list_commitments
from regard_server.usecases.read_entry import Found, read_entry
from regard_server.usecases.record_entries import RecordEntries

PAGE_SIZE_DEFAULT = 100


async def commitments_page(
    worker: Worker, request: pb.ListCommitmentsRequest, caller: Caller
) -> pb.ListCommitmentsResponse:
    digest_of_question = _digest_of(request)
    after: DuePlace | None = None
    if request.page_token:
        token = worker.tokens.read_page(request.page_token, CommitmentPageToken)
        if (token.tenant, token.question) != (caller.tenant, digest_of_question):
            raise InvalidPageToken
        after = DuePlace(token.due_at, token.customer, token.entry_id)
    question = Question(
        tenant=caller.tenant,
        customer=customer_id(request.customer) if request.customer else "",
        owner=request.owner,
        kinds=[CommitmentKind(kind) for kind in sorted(set(request.kinds))],
        due_before=maybe_instant(request, "due_before_time", ""),
        overdue=request.overdue,
    )
    page_size = request.page_size or PAGE_SIZE_DEFAULT
    incomplete = await worker.commitments_are_incomplete()
    now = worker.clock()
    found, at = await worker.read(
        lambda tx: list_commitments(tx, question, after=after, rows_max=page_size + 1, now=now)
    )
    response = pb.ListCommitmentsResponse(
        freshness_token=await _token(worker, request, caller, question.customer), incomplete=incomplete
    )
    room = BatchRoom()
    for index, listed in enumerate(found):
        await breathe(index)
        one = response.commitments.add(customer=customer_name(listed.customer))
        one.overdue = listed.place.due_at is not None and listed.place.due_at <= at
        fill_in(one.entry, listed.place.customer, listed.entry, EntryState.ACTIVE)
        if index == page_size or not room.try_take(one.ByteSize()):
            del response.commitments[-1]
            assert after is not None
            token = CommitmentPageToken(caller.tenant, digest_of_question, *after)
            response.next_page_token = worker.tokens.write(token)
            break
        after = listed.place
    return response


async def updated_commitment(
    worker: Worker, request: pb.UpdateCommitmentRequest, caller: Caller
) -> pb.UpdateCommitmentResponse:
    resources = await worker.resources(caller.tenant)
    customer, entry_id = split_entry_name(request.name)
    key = CustomerKey(caller.tenant, customer)
    effective_at = maybe_instant(request, "effective_time", "")
    if effective_at is not None and effective_at > worker.clock():
        raise InvalidFields(FieldViolation("effective_time", "must not be later than now"))
    # What it says never changes; whether it may be replaced is for the write to tell.
    before = (await worker.read(lambda tx: read_entry(tx, key, entry_id))).entry
    if not isinstance(before.content, Commitment):
        raise InvalidFields(FieldViolation("name", "is an entry that is no commitment"))
    settled = Draft(
        provenance=Provenance(basis=Basis.OBSERVED, recorder=request.recorder),
        content=replace(before.content, status=CommitmentStatus(request.status), outcome=request.outcome),
        effective_at=effective_at,
        supersedes=entry_id,
    )
    recorded = await worker.record(
        RecordEntries(
            key=key,
            drafts=[settled],
            policy=resources.policy,
            etag=request.etag,
            request=request_key(request, caller, "UpdateCommitment"),
            request_digest=digest(request),
        )
    )
    superseded = await worker.read(lambda tx: read_entry(tx, key, entry_id))
    found = Found.of(key, recorded.entries[0], recorded.references)
    return pb.UpdateCommitmentResponse(
        commitment=entry_message(customer, *found.at(recorded.at)),
        superseded=entry_message(customer, *superseded.at(recorded.at)),
        revision=recorded.revision,
        etag=etag_of(recorded.revision),
        freshness_token=token_for(worker.tokens, key.tenant, resources, customer=customer, revision=recorded.revision),
        replayed=recorded.replayed,
    )


async def _token(worker: Worker, request: pb.ListCommitmentsRequest, caller: Caller, customer: str) -> str:
    """What the answer has seen at least. Every page is read from the database, as the last acknowledged write left it."""
    if not customer:
        resources = await worker.resources(caller.tenant)
        require(worker.tokens, request.consistency, resources)
        return token_for(worker.tokens, caller.tenant, resources)
    key = CustomerKey(caller.tenant, customer)
    resources, profiles = await worker.known(caller.tenant, [key])
    profile = profiles[key].profile(resources)
    require(worker.tokens, request.consistency, resources, customer=customer, snapshot=profile.snapshot)
    shown = customer if profile.snapshot is None else profile.snapshot.customer
    return token_for(worker.tokens, caller.tenant, resources, customer=shown, revision=profile.revision)


def _digest_of(request: pb.ListCommitmentsRequest) -> bytes:
    """Of what the pages of one listing have in common."""
    common = pb.ListCommitmentsRequest(
        customer=request.customer, owner=request.owner, overdue=request.overdue, kinds=sorted(set(request.kinds))
    )
    if request.HasField("due_before_time"):
        common.due_before_time.CopyFrom(request.due_before_time)
    return hashlib.sha256(common.SerializeToString(deterministic=True)).digest()[:16]
