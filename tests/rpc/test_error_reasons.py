"""Every reason for an error is documented: with the code that it comes with, and with an example."""

import re
from pathlib import Path

import pytest

from regard.v1 import ErrorReason
from regard_server.rpc.errors import TABLE

CONTRACT = Path(__file__).parents[2] / "proto" / "regard" / "v1" / "error_reason.proto"
PREFIX = "ERROR_REASON_"
_VALUE = re.compile(rf"((?:^  //.*\n)+)^  {PREFIX}(\w+) = \d+;", re.MULTILINE)
COMMENTS = {name: comment for comment, name in _VALUE.findall(CONTRACT.read_text(encoding="utf-8"))}
REASONS = [name.removeprefix(PREFIX) for name in ErrorReason.keys() if name != f"{PREFIX}UNSPECIFIED"]  # noqa: SIM118
CODES = {
    reason: {mapped.code.name for mapped in TABLE.values() if mapped.reason == reason}
    for reason in {mapped.reason for mapped in TABLE.values()}
}


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_has_its_code_and_an_example(reason: str) -> None:
    comment = COMMENTS[reason]
    codes = re.match(r"  // ([A-Z_]+(?: or [A-Z_]+)*)\.", comment)
    assert codes is not None, "it begins with the code that it comes with"
    assert "// Example: " in comment
    if reason in CODES:
        assert CODES[reason] <= set(codes[1].split(" or "))


def test_the_table_knows_no_reason_beside_the_contract() -> None:
    assert CODES.keys() <= set(REASONS)
    assert CODES
