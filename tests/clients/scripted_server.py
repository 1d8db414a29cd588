"""A gRPC server on a free port of this machine that answers what a test has scripted."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable
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
        self._server = grpc.server(
            ThreadPoolExecutor(max_workers=4), handlers=[self], options=[("grpc.so_reuseport", 0)]
        )
        self.target = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def script(self, method: str, *answers: Message) -> None:
        """What the next calls of a method (`GetProfile`) are answered with."""
        self._scripts[method].extend(answers)

    def stop(self) -> None:
        self.speaking.set()
        self._server.stop(grace=None).wait()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[bytes, bytes]":
        return grpc.unary_unary_rpc_method_handler(self._answering(handler_call_details.method))

    def _answering(self, method: str) -> Callable[[bytes, grpc.ServicerContext], bytes]:
        def answer(body: bytes, context: grpc.ServicerContext) -> bytes:
            metadata = dict(context.invocation_metadata())
            self.received.append(Received(method, body, metadata, context.time_remaining() or 0.0))
            self.speaking.wait()
            script = self._scripts[method.rsplit("/", 1)[1]]
            scripted = script.popleft() if script else Status(code=grpc.StatusCode.UNIMPLEMENTED.value[0])
            if isinstance(scripted, Status):
                context.set_trailing_metadata((("grpc-status-details-bin", scripted.SerializeToString()),))
                context.abort(CODES[scripted.code], scripted.message)
            return scripted.SerializeToString()

        return answer
