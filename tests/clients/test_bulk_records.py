"""The records of a file: whatever its line ends, however long its lines, plain or gzip, from any of them on."""

import gzip
from pathlib import Path

import pytest

from regard.bulk import records
from regard.bulk.records import DamagedFile, Record, open_source
from regard.bulk.rejects import LINE_TOO_LONG, NOT_CSV


def lines(path: Path, *start: int) -> list[Record]:
    with open_source(str(path)) as source:
        return list(source.lines(*start))


def rows(path: Path, *start: int) -> list[Record]:
    with open_source(str(path)) as source:
        return list(source.rows(*start))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


def test_byte_order_mark_crlf_blank_lines_and_a_missing_last_line_end_are_no_part_of_a_line(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfone\r\n\r\n  \t\ntwo\n\nthree")

    assert [(one.number, one.raw.strip()) for one in lines(file)] == [(1, b"one"), (4, b"two"), (6, b"three")]


def test_an_empty_file_has_no_lines(file: Path) -> None:
    file.write_bytes(b"")

    assert lines(file) == rows(file) == []


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_reading_goes_on_where_a_line_ended(file: Path, pack: type[bytes]) -> None:
    file.write_bytes(pack(b"one\r\n\ntwo\nthree\n"))
    whole = lines(file)

    for done, record in enumerate(whole, start=1):
        assert lines(file, record.end, record.next) == whole[done:]


def test_gzip_is_known_by_its_first_bytes_and_several_parts_are_one_file(file: Path) -> None:
    file.write_bytes(gzip.compress(b"one\n") + gzip.compress(b"two\n"))

    assert [record.raw for record in lines(file)] == [b"one\n", b"two\n"]


def test_gzip_that_is_cut_off_or_damaged_is_told_after_the_lines_before(file: Path) -> None:
    text = b"".join(b"%d\n" % number for number in range(200_000))
    whole = gzip.compress(text)
    file.write_bytes(whole[: len(whole) // 2])
    read: list[int] = []

    with open_source(str(file)) as source, pytest.raises(DamagedFile):
        read.extend(record.number for record in source.lines())

    with open_source(str(file)) as source:
        reading = source.lines()
        assert next(reading).raw == b"0\n"


def test_a_line_that_is_too_long_is_a_record_of_its_beginning(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "LINE_BYTES_MAX", 100)
    monkeypatch.setattr(records, "SHOWN_BYTES", 5)
    file.write_bytes(b"one\n" + b"x" * 1000 + b"\ntwo\n" + b"y" * 100 + b"\n")

    found = lines(file)

    assert [(one.number, one.raw, one.unreadable) for one in found] == [
        (1, b"one\n", ""),
        (2, b"xxxxx", LINE_TOO_LONG),
        (3, b"two\n", ""),
        (4, b"yyyyy", LINE_TOO_LONG),
    ]
    assert lines(file, found[1].end, found[1].next) == found[2:]


def test_a_row_of_csv_goes_over_the_lines_of_its_quoted_fields(file: Path) -> None:
    file.write_bytes(b'a,b\r\n\r\nu1,"two\r\n\r\nlines, ""quoted"""\r\nu2,5" pipe\nu3,\n')

    found = rows(file)

    assert [(one.number, one.next, one.raw) for one in found] == [
        (1, 2, b"a,b"),
        (3, 6, b'u1,"two\r\n\r\nlines, ""quoted"""'),
        (6, 7, b'u2,5" pipe'),
        (7, 8, b"u3,"),
    ]
    for done, record in enumerate(found, start=1):
        assert rows(file, record.end, record.next) == found[done:]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line_only(file: Path) -> None:
    file.write_bytes(b'u1,"open\nu2,b\nu3,"c"\nu4,"also open\nu5,d')

    assert [(one.number, one.raw, one.unreadable) for one in rows(file)] == [
        (1, b'u1,"open', NOT_CSV),
        (2, b"u2,b", ""),
        (3, b'u3,"c"', ""),
        (4, b'u4,"also open', NOT_CSV),
        (5, b"u5,d", ""),
    ]


def test_a_quotation_mark_that_is_never_closed_doesnt_swallow_a_long_file(file: Path) -> None:
    file.write_bytes(b'u,"open\n' + b"u,x\n" * 5000)

    found = rows(file)

    assert found[0].unreadable == NOT_CSV
    assert [record.number for record in found] == list(range(1, 5002))
