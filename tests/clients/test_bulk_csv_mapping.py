"""A mapping file says what the columns of a CSV file are."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

import regard
from regard.bulk.csv_mapping import CsvEntries, CsvMapping, WrongMapping
from regard.bulk.rejects import INVALID_FIELD, NOT_CSV, NOT_UTF8, FaultyLine
from regard.v1 import Entry

MAPPING = """
[columns]
customer = "Member No"
topic = "Interest"
stance = "Attitude"
quote = "Comment"
recorder = "Agent"
stated_time = "Said on"
source_id = "Row"
offer_id = "Offer"
outcome = "Result"
reason = "Why"

[constants]
source_system = "crm"
channel = "phone"
recorder = "agents/import"

[values.topic]
Golf = "sports/golf"

[values.stance]
hates = "dislikes"

[values.outcome]
no = "declined"

[times]
formats = ["%d.%m.%Y %H:%M", "%d.%m.%Y", "iso"]
zone = "Europe/Vienna"

[csv]
delimiter = ";"
"""
HEADER = b"Row;Member No;Interest;Attitude;Comment;Agent;Said on;Offer;Result;Why;Colour"
VIENNA_IN_SUMMER = timezone(timedelta(hours=2))


@pytest.fixture
def mapping(tmp_path: Path) -> CsvMapping:
    return load(tmp_path, MAPPING)


def load(folder: Path, text: str) -> CsvMapping:
    file = folder / "mapping.toml"
    file.write_text(text, encoding="utf-8")
    return CsvMapping.load(file)


def read(mapping: CsvMapping, row: str, header: bytes = HEADER) -> tuple[str, Entry]:
    return CsvEntries.under(mapping, header).read(row.encode())


def fault(mapping: CsvMapping, row: str) -> tuple[str, str]:
    with pytest.raises(FaultyLine) as raised:
        read(mapping, row)
    return raised.value.fault.field, raised.value.fault.reason


def test_a_row_is_the_preference_that_its_columns_constants_and_values_say(mapping: CsvMapping) -> None:
    customer, entry = read(mapping, '7;m-17;Golf;hates;"I can\'t; really";agents/mira;3.5.2024 14:30;;;;red')

    assert customer == "customers/m-17"
    assert entry == regard.preference(
        topic="sports/golf",
        stance="dislikes",
        quote="I can't; really",
        recorder="agents/mira",
        channel="phone",
        stated_time=datetime(2024, 5, 3, 14, 30, tzinfo=VIENNA_IN_SUMMER),
        source_system="crm",
        source_id="7",
    )


def test_a_row_with_an_offer_is_an_offer_response(mapping: CsvMapping) -> None:
    _, entry = read(mapping, "8;customers/m-18;;;;;;golf-club;no;too dear;")

    assert entry == regard.offer_response(
        "golf-club",
        "declined",
        reason="too dear",
        channel="phone",
        recorder="agents/import",
        source_system="crm",
        source_id="8",
    )


def test_values_that_no_table_names_are_the_contracts_own(mapping: CsvMapping) -> None:
    _, entry = read(mapping, "7;m-17;sports/tennis;Likes;Love it;;;;;;")

    assert entry.preference == regard.preference(topic="sports/tennis", stance="likes").preference


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("iso", "2024-05-03", datetime(2024, 5, 3, tzinfo=UTC)),
        ("iso", "2024-05-03T10:00:00+02:00", datetime(2024, 5, 3, 8, tzinfo=UTC)),
        ("unix", "1714723200.5", datetime(2024, 5, 3, 8, 0, 0, 500_000, tzinfo=UTC)),
        ("unix-ms", "1714723200500", datetime(2024, 5, 3, 8, 0, 0, 500_000, tzinfo=UTC)),
        ("%Y%m%d%z", "20240503+0200", datetime(2024, 5, 2, 22, tzinfo=UTC)),
    ],
)
def test_times_are_read_in_the_formats_of_the_mapping(form: str, text: str, expected: datetime) -> None:
    mapping = CsvMapping(time_formats=(form,))
    _, entry = read(mapping, f"u1,a,likes,{text}", b"customer,topic,stance,effective_time")

    assert entry.effective_time.ToDatetime(tzinfo=UTC) == expected


def test_without_a_mapping_the_columns_are_named_as_the_fields() -> None:
    header = b"customer,offer_type,stance,basis,confidence,expire_time,name,note"
    _, entry = read(
        CsvMapping(), "u1,credit-card,never,inferred,0.5,2030-01-01,customers/u1/entries/1,a note", header=header
    )

    assert entry == regard.preference(
        offer_type="credit-card",
        stance="never",
        basis="inferred",
        confidence=0.5,
        expire_time=datetime(2030, 1, 1, tzinfo=UTC),
        name="customers/u1/entries/1",
        note="a note",
    )


def test_topics_of_an_offer_are_joined_by_a_bar() -> None:
    _, entry = read(CsvMapping(), "u1,golf,ignored,a|b ,email", b"customer,offer_id,outcome,topics,offer_channel")

    assert entry == regard.offer_response("golf", "ignored", topics=["a", "b"], offer_channel="email")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("7;;Golf;hates;;;;;;;", "customer"),
        ("7;u1;Golf;detests;;;;;;;", "entry.preference.stance"),
        ("7;u1;Golf;;;;;;;;", "entry.preference.stance"),
        ("7;u1;Golf;hates;;;yesterday;;;;", "entry.provenance.stated_time"),
        ("7;u1;;hates;;;;;;;", "entry"),
        ("7;u1;;;;;;golf;;;", "entry.offer_response.outcome"),
        ("7;u1;Golf;;;;;golf;no;;", "entry.preference.topic"),
        ("7;u1;Golf;hates;;;;;;too dear;", "entry.offer_response.reason"),
    ],
)
def test_a_faulty_row_names_the_field(mapping: CsvMapping, row: str, field: str) -> None:
    assert fault(mapping, row) == (field, INVALID_FIELD)


@pytest.mark.parametrize("row", ["7;u1", "7;u1;;;;;;;;;;;", '"7"x;u1'])
def test_a_row_of_another_width_is_no_row(mapping: CsvMapping, row: str) -> None:
    assert fault(mapping, row) == ("", NOT_CSV)


def test_a_row_that_is_not_utf_8_is_faulty(mapping: CsvMapping) -> None:
    with pytest.raises(FaultyLine) as raised:
        CsvEntries.under(mapping, HEADER).read(b"7;u1;\xff")

    assert raised.value.fault.reason == NOT_UTF8


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[columns", "declaration"),
        ("[colums]\na = 'b'", "colums"),
        ("[columns]\nattitude = 'Attitude'", "attitude"),
        ("[constants]\nstance = 1", "stance"),
        ("columns = 1", "columns"),
        ("[values.colour]\nred = 'likes'", "colour"),
        ("[values]\nstance = 'likes'", "values.stance"),
        ("[times]\nzone = 'Europe/Wien'", "Europe/Wien"),
        ("[csv]\ndelimiter = '::'", "::"),
    ],
)
def test_a_wrong_mapping_names_what_is_wrong(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(WrongMapping, match=named):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("mapping", "header", "named"),
    [
        (CsvMapping(columns={"customer": "id", "topic": "Interest"}), b"id,interest", "Interest"),
        (CsvMapping(columns={"topic": "Interest"}), b"Interest", "customer"),
        (CsvMapping(), b"customer,topic,stanse", "stanse"),
        (CsvMapping(), b"\xff", "header"),
    ],
    ids=["a column that isn't there", "no customer", "a column of another name", "no text"],
)
def test_a_header_that_doesnt_fit_is_told_before_anything_is_read(
    mapping: CsvMapping, header: bytes, named: str
) -> None:
    with pytest.raises(WrongMapping, match=named):
        CsvEntries.under(mapping, header)
