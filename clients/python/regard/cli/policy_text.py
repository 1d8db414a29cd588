"""The text of `regard policy edit`: in a file until it is in force, so that nobody has to write it twice."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from regard.cli.failures import explain
from regard.errors import EtagMismatch, RegardError
from regard.v1 import UpdatePolicyResponse

Send = Callable[[str], UpdatePolicyResponse]


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"not a policy: {file} is not in UTF-8") from error


class PolicyText:
    def __init__(self, text: str, *, target: str) -> None:
        self._before = text
        self._target = target

    def edited(self, send: Send) -> UpdatePolicyResponse | None:
        """Opens the editor, and sends what was written there; None where nothing was. On a terminal, what is refused may be
        edited further, unless the policy has changed meanwhile, which no editing mends. Raises what `send` raised last, and
        then the text is kept."""
        with self._file() as file:
            while True:
                click.edit(filename=str(file))
                if not file.exists():
                    raise click.ClickException("the editor has removed the file: nothing was changed.")
                if not self._has_more(file):
                    return None
                try:
                    return send(text_of(file))
                except EtagMismatch:
                    raise
                except (click.ClickException, RegardError) as error:
                    if not sys.stdin.isatty():
                        raise
                    click.echo(f"regard: {explain(error, self._target).line}", err=True)
                    if not click.confirm("Go on editing?", default=True, err=True):
                        raise

    @contextmanager
    def _file(self) -> Iterator[Path]:
        """Gone when all went well, or when nothing is in it that wasn't there before."""
        with tempfile.NamedTemporaryFile(prefix="regard-policy-", suffix=".json", delete=False) as opened:
            opened.write(self._before.encode())
        file = Path(opened.name)
        done = False
        try:
            yield file
            done = True
        finally:
            if done or not self._has_more(file):
                file.unlink(missing_ok=True)
            else:
                click.echo(f"regard: what you wrote is in {file}. Mend it, then: regard policy apply {file}", err=True)

    def _has_more(self, file: Path) -> bool:
        return file.exists() and file.read_bytes() != self._before.encode()
