"""CustomerService."""

from typing import Any

from regard.v1 import customer_pb2
from regard.v1 import customer_service_pb2 as pb
from regard_server.domain.content import IdentityLinkStatus
from regard_server.domain.errors import InvalidPageToken
from regard_server.domain.etag import etag_of
from regard_server.domain.identity import normalised
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.domain.resources import TenantResources
from regard_server.domain.snapshot import Snapshot
from regard_server.rpc.batches import BatchRoom
from regard_server.rpc.convert.customers import customer_message, identity_link
from regard_server.rpc.convert.names import customer_id
from regard_server.rpc.freshness import require, token_for
from regard_server.rpc.interceptor import Method, StreamMethod, message_of
from regard_server.rpc.requests import digest, request_key
from regard_server.rpc.tokens import NamePageToken
from regard_server.rpc.worker import Worker, new_id
from regard_server.usecases.customer_changes import Asked, Changed
from regard_server.usecases.link_identity import link_identity, unlink_identity
from regard_server.usecases.list_customers import list_customers
from regard_server.usecases.lookup_customer import lookup_customer
from regard_server.usecases.merge_customers import merge_customers
from regard_server.usecases.search_customers import search_customers
from regard_server.usecases.unmerge_customers import unmerge_customers

PAGE_SIZE_DEFAULT = 100
MATCHES_DEFAULT = 10


class CustomerService:
    NAME = "regard.v1.CustomerService"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def methods(self) -> dict[str, Method[Any] | StreamMethod]:
        return {
            "LookupCustomer": Method(message_of(pb.LookupCustomerRequest), self.lookup_customer),
            "ListCustomers": Method(message_of(pb.ListCustomersRequest), self.list_customers),
            "SearchCustomers": Method(message_of(pb.SearchCustomersRequest), self.search_customers),
            "LinkIdentity": Method(message_of(pb.LinkIdentityRequest), self.link_identity),
            "UnlinkIdentity": Method(message_of(pb.UnlinkIdentityRequest), self.unlink_identity),
            "MergeCustomers": Method(message_of(pb.MergeCustomersRequest), self.merge_customers),
            "UnmergeCustomers": Method(message_of(pb.UnmergeCustomersRequest), self.unmerge_customers),
        }

    async def lookup_customer(self, request: pb.LookupCustomerRequest, caller: Caller) -> pb.LookupCustomerResponse:
        identity = request.identity
        digest_of_value = self._digest(caller.tenant, identity)
        found = await self._worker.read(lambda tx: lookup_customer(tx, caller.tenant, identity.scheme, digest_of_value))
        resources = await self._worker.resources(caller.tenant)
        require(self._worker.tokens, request.consistency, resources, customer=found.customer, snapshot=found)
        return pb.LookupCustomerResponse(
            customer=self._message(found), freshness_token=self._token(caller, found, found.revision, resources)
        )

    async def list_customers(self, request: pb.ListCustomersRequest, caller: Caller) -> pb.ListCustomersResponse:
        within = "merged ones too" if request.show_merged else ""
        after = ""
        if request.page_token:
            token = self._worker.tokens.read_page(request.page_token, NamePageToken)
            if (token.tenant, token.method, token.within) != (caller.tenant, "ListCustomers", within):
                raise InvalidPageToken
            after = token.after
        page = await self._worker.read(
            lambda tx: list_customers(
                tx,
                caller.tenant,
                after=after,
                show_merged=request.show_merged,
                page_size=request.page_size or PAGE_SIZE_DEFAULT,
            )
        )
        now = self._worker.clock()
        response = pb.ListCustomersResponse()
        room = BatchRoom()
        has_more = page.has_more
        for customer, snapshot in page.customers:
            message = customer_message(customer, snapshot, now)
            if not room.try_take(message.ByteSize()):
                has_more = True
                break
            response.customers.append(message)
            after = customer
        if has_more:
            response.next_page_token = self._worker.tokens.write(
                NamePageToken(caller.tenant, "ListCustomers", within, after)
            )
        return response

    async def search_customers(self, request: pb.SearchCustomersRequest, caller: Caller) -> pb.SearchCustomersResponse:
        now = self._worker.clock()
        page_size = request.page_size or MATCHES_DEFAULT
        found = await self._worker.read(
            lambda tx: search_customers(tx, caller.tenant, request.query, page_size=page_size, now=now)
        )
        return pb.SearchCustomersResponse(
            matches=[
                pb.CustomerMatch(
                    customer=customer_message(one.snapshot.customer, one.snapshot, now),
                    score=one.score,
                    matched=one.matched,
                )
                for one in found
            ]
        )

    async def link_identity(self, request: pb.LinkIdentityRequest, caller: Caller) -> pb.LinkIdentityResponse:
        key = CustomerKey(caller.tenant, customer_id(request.customer))
        link = identity_link(request.identity, IdentityLinkStatus.LINKED, request.reason)
        digest_of_value = self._digest(caller.tenant, request.identity)
        resources = await self._worker.resources(caller.tenant)
        asked = _asked(request, caller, resources, "LinkIdentity")
        changed = await self._worker.change_customers(
            caller.tenant, lambda tx, now: link_identity(tx, key, link, digest_of_value, asked, now=now, new_id=new_id)
        )
        return pb.LinkIdentityResponse(**self._changed(caller, changed, resources))

    async def unlink_identity(self, request: pb.UnlinkIdentityRequest, caller: Caller) -> pb.UnlinkIdentityResponse:
        key = CustomerKey(caller.tenant, customer_id(request.customer))
        link = identity_link(request.identity, IdentityLinkStatus.UNLINKED, request.reason)
        digest_of_value = self._digest(caller.tenant, request.identity)
        resources = await self._worker.resources(caller.tenant)
        asked = _asked(request, caller, resources, "UnlinkIdentity")
        changed = await self._worker.change_customers(
            caller.tenant,
            lambda tx, now: unlink_identity(tx, key, link, digest_of_value, asked, now=now, new_id=new_id),
        )
        return pb.UnlinkIdentityResponse(**self._changed(caller, changed, resources))

    async def merge_customers(self, request: pb.MergeCustomersRequest, caller: Caller) -> pb.MergeCustomersResponse:
        surviving = CustomerKey(caller.tenant, customer_id(request.surviving_customer))
        merged = CustomerKey(caller.tenant, customer_id(request.merged_customer))
        resources = await self._worker.resources(caller.tenant)
        asked = _asked(request, caller, resources, "MergeCustomers")
        changed = await self._worker.change_customers(
            caller.tenant, lambda tx, now: merge_customers(tx, surviving, merged, asked, now=now, new_id=new_id)
        )
        return pb.MergeCustomersResponse(**self._changed(caller, changed, resources))

    async def unmerge_customers(
        self, request: pb.UnmergeCustomersRequest, caller: Caller
    ) -> pb.UnmergeCustomersResponse:
        merged = CustomerKey(caller.tenant, customer_id(request.merged_customer))
        resources = await self._worker.resources(caller.tenant)
        asked = _asked(request, caller, resources, "UnmergeCustomers")
        changed = await self._worker.change_customers(
            caller.tenant, lambda tx, now: unmerge_customers(tx, merged, asked, now=now, new_id=new_id)
        )
        answer = self._changed(caller, changed, resources)
        surviving = answer.pop("customer")
        assert changed.separated is not None
        return pb.UnmergeCustomersResponse(
            surviving_customer=surviving, customer=self._message(changed.separated), **answer
        )

    def _changed(self, caller: Caller, changed: Changed, resources: TenantResources) -> dict[str, Any]:
        """What the answers of all writes have in common."""
        return {
            "customer": self._message(changed.profile),
            "revision": changed.revision,
            "etag": etag_of(changed.revision),
            "freshness_token": self._token(caller, changed.profile, changed.revision, resources),
            "replayed": changed.replayed,
        }

    def _message(self, profile: Snapshot) -> customer_pb2.Customer:
        return customer_message(profile.customer, profile, self._worker.clock())

    def _token(self, caller: Caller, profile: Snapshot, revision: int, resources: TenantResources) -> str:
        return token_for(self._worker.tokens, caller.tenant, resources, customer=profile.customer, revision=revision)

    def _digest(self, tenant: str, identity: customer_pb2.Identity) -> bytes:
        value = normalised(identity.scheme, identity.value)
        return self._worker.tokens.digest("identity", tenant, identity.scheme, value)


def _asked(request: Any, caller: Caller, resources: TenantResources, method: str) -> Asked:
    return Asked(
        reason=request.reason,
        recorder=request.recorder,
        policy=resources.policy,
        etag=request.etag,
        request=request_key(request, caller, method),
        request_digest=digest(request),
    )
