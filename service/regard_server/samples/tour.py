"""What a newcomer sees: the samples go in, and two questions are asked and answered, by the very commands it shows."""

import asyncio
import contextlib
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from regard import AsyncClient
from regard_server.samples import add_samples

MAY_WE = (
    "screen",
    "frequent-flyer",
    *("--offer", "golf-club-membership", "--offer", "wine-tasting-evening", "--offer", "chefs-table-dinner"),
    *("--offer", "night-train-pass", "--offer", "museum-night"),
    *("--purpose", "loyalty", "--channel", "app"),
)
WHO_IS_THIS = ("brief", "three-calls")
DEFAULT_TARGET = "127.0.0.1:50051"


async def show(target: str) -> None:
    """Adds the samples to an empty database, then prints commands to try and their answers."""
    async with AsyncClient(target) as client:
        added = await add_samples(client)
    if added:
        print(f"regard-server: added the sample customers, {added} entries", flush=True)
    for introduction, question in (
        ("Try, in another terminal:", MAY_WE),
        ("And before you speak to somebody:", WHO_IS_THIS),
    ):
        answer = await asyncio.to_thread(_ask, target, question)
        print(f"\n{introduction}\n\n  {_command(target, question)}\n\n{_indented(answer)}", flush=True)


def _ask(target: str, question: Sequence[str]) -> str:
    """From a thread and by `subprocess`, which doesn't fork: gRPC doesn't like its process forked."""
    command = [sys.executable, "-m", "regard", *question]
    environment = os.environ | {"REGARD_TARGET": target}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def _command(target: str, question: Sequence[str]) -> str:
    """As a reader can paste it: the `regard` beside this Python."""
    regard = Path(sys.executable).with_name("regard")
    with contextlib.suppress(ValueError):  # it is elsewhere
        regard = regard.relative_to(Path.cwd())
    words = [str(regard), *question]
    if target != DEFAULT_TARGET:
        words += ["--target", target]
    return shlex.join(words)


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


if __name__ == "__main__":
    asyncio.run(show(sys.argv[1]))
