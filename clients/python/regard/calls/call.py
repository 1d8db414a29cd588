"""A call that is ready to be sent, and how a client's method is made from the function that describes it."""

import inspect
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, Self, TypeVar, get_type_hints

from google.protobuf.message import Message

Request = TypeVar("Request", bound=Message)
Response = TypeVar("Response", bound=Message)

UNARY_SECONDS = 5.0
# A batch or an import does up to a thousand times the work of one call.
BATCH_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[Request, Response]):
    """One request to one method.

    method: its full name, such as `/regard.v1.ProfileService/GetProfile`.
    timeout: seconds that the caller allows, None where the caller said nothing.
    default_timeout: seconds that hold where neither the caller nor the client says anything.
    """

    method: str
    request: Request
    response_type: type[Response]
    timeout: float | None = None
    default_timeout: float = UNARY_SECONDS

    def __post_init__(self) -> None:
        require_timeout(self.timeout)

    def deadline_seconds(self, client_timeout: float | None) -> float:
        """The caller's timeout, else the client's, else the method's own."""
        if self.timeout is not None:
            return self.timeout
        return self.default_timeout if client_timeout is None else client_timeout

    def page_after(self, page: Message) -> Self | None:
        """The same call for the page after this one; None at the end."""
        token: str = page.next_page_token  # type: ignore[attr-defined]  # every list response has it
        if not token:
            return None
        request = type(self.request)()
        request.CopyFrom(self.request)
        request.page_token = token  # type: ignore[attr-defined]  # every list request has it
        return replace(self, request=request)


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceCall(Call[Request, Response]):
    """A stream: the request opens it, and the customers follow in chunks. The timeout is that of each answer."""

    customers: Iterable[str]
    chunk_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCall(Generic[Request, Response]):
    """One request, answered by a stream that goes on at the cursor of each answer. With `has_an_end` it ends by itself."""

    method: str
    request: Request
    response_type: type[Response]
    has_an_end: bool


def require_timeout(seconds: float | None) -> None:
    """Raises ValueError for a timeout that isn't more than 0; None is one that nobody set."""
    if seconds is not None and not seconds > 0:
        raise ValueError(f"timeout is in seconds and more than 0; got {seconds!r}")


def given_or_new(request_id: str | None) -> str:
    """The caller's request id, or a new one: made with the call, so that each attempt of a retried one carries the same."""
    return request_id or str(uuid.uuid4())


def show_as_method(method: Callable[..., Any], call: Callable[..., Any]) -> None:
    """Gives the method that sends a call the name, docstring and signature of the function that describes it.

    For `help()`, notebooks and editors at run time; type checkers know the same from the ParamSpec.
    """
    response = get_type_hints(call)["return"].__args__[1]
    _show(method, call, call.__name__, call.__doc__, response)


def show_as_pages(method: Callable[..., Any], call: Callable[..., Any], returns: object) -> None:
    """As `show_as_method`, for the method that goes through all pages of a list call."""
    doc = f"Iterates over what `{call.__name__}` lists, page after page; its arguments and errors are the same."
    _show(method, call, call.__name__.replace("list_", "iterate_"), doc, returns)


def show_as_stream(method: Callable[..., Any], call: Callable[..., Any], returns: object) -> None:
    """As `show_as_method`, for the method that iterates over the answers of a stream."""
    _show(method, call, call.__name__, call.__doc__, returns)


def _show(method: Callable[..., Any], call: Callable[..., Any], name: str, doc: str | None, returns: object) -> None:
    plain = inspect.signature(call)
    self = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    signature = plain.replace(parameters=[self, *plain.parameters.values()], return_annotation=returns)
    method.__signature__ = signature  # type: ignore[attr-defined]  # what inspect looks for first
    method.__annotations__ = {**call.__annotations__, "return": returns}
    method.__name__, method.__qualname__, method.__doc__ = name, name, doc
