"""A gRPC server on a free port of this machine that answers what a test has scripted."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import grpc
from google.protobuf.message import Message
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped, unused-ignore]

CODES = {code.value[0]: code for code in grpc.StatusCode}


@dataclass(frozen=True, slots=True)
class Received:
    """One attempt of a call, as it came in."""

    method: str
    body: bytes
    metadata: dict[str, str | bytes]
    seconds_left: float


Answer = Callable[[bytes], Message]
"""From a request to its response. A Status is an error."""
Stream = Callable[[Iterator[bytes], grpc.ServicerContext], Iterator[Message]]
"""What becomes of one stream: it reads the messages that come in, and yields the answers. A Status is an error."""


class ScriptedServer(grpc.GenericRpcHandler):
    """Answers the calls of each method with its script, in order, and past its end with UNIMPLEMENTED.

    A Status in a script is an error. While `speaking` is cleared, calls wait for their answer. `received` has every
    attempt of a call, as it came in.
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.speaking = threading.Event()
        self.speaking.set()
        self._scripts: defaultdict[str, deque[Message]] = defaultdict(deque)
        self._always: dict[str, Answer] = {}
        self._streams: deque[Stream] = deque()
        self._answer_streams: deque[Sequence[Message]] = deque()
        self._server = grpc.server(
            ThreadPoolExecutor(max_workers=4), handlers=[self], options=[("grpc.so_reuseport", 0)]
        )
        self.target = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def script(self, method: str, *answers: Message) -> None:
        """What the next calls of a method (`GetProfile`) are answered with."""
        self._scripts[method].extend(answers)

    def always(self, method: str, answer: "Answer") -> None:
        """What answers the calls of a method past the end of its script."""
        self._always[method] = answer

    def script_streams(self, *streams: Stream) -> None:
        """What becomes of the next streams; past the end of the script they are UNIMPLEMENTED."""
        self._streams.extend(streams)

    def script_answers(self, *streams: Sequence[Message]) -> None:
        """What the next streams of answers to one request consist of; a Status at the end is an error."""
        self._answer_streams.extend(streams)

    def stop(self) -> None:
        self.speaking.set()
        self._server.stop(grace=None).wait()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[bytes, bytes]":
        if handler_call_details.method.endswith("/ScreenAudience"):
            return grpc.stream_stream_rpc_method_handler(self._streaming)
        if handler_call_details.method.endswith(("/WatchChanges", "/ExportProfiles")):
            return grpc.unary_stream_rpc_method_handler(self._answers_of(handler_call_details.method))
        return grpc.unary_unary_rpc_method_handler(self._answering(handler_call_details.method))

    def _answering(self, method: str) -> Callable[[bytes, grpc.ServicerContext], bytes]:
        def answer(body: bytes, context: grpc.ServicerContext) -> bytes:
            metadata = dict(context.invocation_metadata())
            self.received.append(Received(method, body, metadata, context.time_remaining() or 0.0))
            self.speaking.wait()
            name = method.rsplit("/", 1)[1]
            if self._scripts[name]:
                return serialized(self._scripts[name].popleft(), context)
            if name in self._always:
                return serialized(self._always[name](body), context)
            return serialized(Status(code=grpc.StatusCode.UNIMPLEMENTED.value[0]), context)

        return answer

    def _answers_of(self, method: str) -> Callable[[bytes, grpc.ServicerContext], Iterator[bytes]]:
        def answer(body: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
            self.received.append(Received(method, body, dict(context.invocation_metadata()), 0.0))
            if not self._answer_streams:
                context.abort(grpc.StatusCode.UNIMPLEMENTED, "past the end of the script")
            for scripted in self._answer_streams.popleft():
                yield serialized(scripted, context)

        return answer

    def _streaming(self, messages: Iterator[bytes], context: grpc.ServicerContext) -> Iterator[bytes]:
        metadata = dict(context.invocation_metadata())
        self.received.append(Received("ScreenAudience", b"", metadata, context.time_remaining() or 0.0))
        if not self._streams:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, "past the end of the script")
        for answer in self._streams.popleft()(messages, context):
            yield serialized(answer, context)


def serialized(scripted: Message, context: grpc.ServicerContext) -> bytes:
    if isinstance(scripted, Status):
        context.set_trailing_metadata((("grpc-status-details-bin", scripted.SerializeToString()),))
        context.abort(CODES[scripted.code], scripted.message)
    return scripted.SerializeToString()
