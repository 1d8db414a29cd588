"""The results of a batch or a chunk, one for each customer, as bytes."""

from google.rpc import status_pb2

from regard.v1 import screening_service_pb2 as pb
from regard_server.rpc.convert.names import customer_name
from regard_server.rpc.convert.wire import tag, with_length

_CUSTOMER = tag(pb.BatchScreenOffersResult, "customer")
_RESPONSE = tag(pb.BatchScreenOffersResult, "response")
_STATUS = tag(pb.BatchScreenOffersResult, "status")


def result_with_length(customer: str, response: bytes) -> bytes:
    """A BatchScreenOffersResult, and before it its length."""
    return with_length(_head(customer) + _RESPONSE + with_length(response))


def failure_with_length(customer: str, status: status_pb2.Status) -> bytes:
    """As `result_with_length`."""
    return with_length(_head(customer) + _STATUS + with_length(status.SerializeToString()))


def _head(customer: str) -> bytes:
    return _CUSTOMER + with_length(customer_name(customer).encode())
