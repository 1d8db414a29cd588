"""The yardstick: a bare grpc.aio + uvloop server that answers any unary call with as many bytes as its path says.

`/bench.Echo/4096` answers 4,096 bytes. Prints its port when it listens.
"""

from typing import Any

import grpc
import uvloop


class Echo(grpc.GenericRpcHandler):
    def __init__(self) -> None:
        self._handlers: dict[str, Any] = {}

    def service(self, details: grpc.HandlerCallDetails) -> Any:
        path = details.method
        if path not in self._handlers:
            answer = bytes(int(path.rpartition("/")[2]))

            async def handle(_request: bytes, _context: Any) -> bytes:
                return answer

            self._handlers[path] = grpc.unary_unary_rpc_method_handler(handle)
        return self._handlers[path]


async def main() -> None:
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((Echo(),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    uvloop.run(main())
