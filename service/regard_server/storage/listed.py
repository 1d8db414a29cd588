"""Lists in statements, of a few lengths only: so that each is built once, and prepared once by the database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam


def named(name: str, count: int) -> list[BindParameter[Any]]:
    """So many parameters, to be given by `as_values`."""
    return [bindparam(f"{name}_{number}") for number in range(count)]


def as_values(name: str, listed: Sequence[Any]) -> dict[str, Any]:
    """One at least; the last is repeated up to the next power of two."""
    count = 1 << (len(listed) - 1).bit_length()
    repeated = [*listed, *[listed[-1]] * (count - len(listed))]
    return {f"{name}_{number}": value for number, value in enumerate(repeated)}
