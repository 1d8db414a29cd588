"""Lines of offers: proto-JSON, or CSV with these columns."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from regard.arguments import timestamp
from regard.bulk.columns import Columns, joined, require_readable
from regard.bulk.proto_json import read_message, read_object
from regard.bulk.records import Record, Source
from regard.bulk.rejects import INVALID_FIELD, FaultyLine
from regard.v1 import Offer

Column = Callable[[Offer, str, str], None]
"""Puts the text of a column into the offer's field of that name. Raises ValueError."""
YES_OR_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_json_offer(record: Record) -> tuple[str, Offer]:
    """The offer's id and the offer. Raises FaultyLine."""
    require_readable(record)
    offer = read_message(Offer, read_object(record.raw), "")
    return offer.offer_id, offer


class CsvOffers:
    """Offers in CSV. Raises WrongHeader."""

    def __init__(self, source: Source) -> None:
        self._columns, self.rows = Columns.of(source, required="offer_id", known=COLUMNS)

    def read(self, record: Record) -> tuple[str, Offer]:
        """The offer's id and the offer. Raises FaultyLine."""
        offer = Offer()
        for name, text in self._columns.read(record).items():
            try:
                COLUMNS[name](offer, name, text)
            except ValueError as error:
                raise FaultyLine(name, INVALID_FIELD, str(error)) from error
        return offer.offer_id, offer


def read_offers(source: Source, *, csv: bool) -> Iterator[tuple[Record, Offer | FaultyLine]]:
    """All offers of a file, with the lines that aren't any. Raises WrongHeader."""
    rows = CsvOffers(source) if csv else None
    for record in rows.rows if rows else source.lines():
        try:
            yield record, (rows.read if rows else read_json_offer)(record)[1]
        except FaultyLine as error:
            yield record, error


def _text(offer: Offer, name: str, text: str) -> None:
    setattr(offer, name, text)


def _topics(offer: Offer, _name: str, text: str) -> None:
    offer.topics.extend(joined(text))


def _instant(offer: Offer, name: str, text: str) -> None:
    """A date is its first instant in UTC."""
    instant = datetime.fromisoformat(text)
    if len(text) <= len("2024-05-03"):
        instant = instant.replace(tzinfo=UTC)
    getattr(offer, name).CopyFrom(timestamp(name, instant))


def _yes_or_no(offer: Offer, name: str, text: str) -> None:
    if text.lower() not in YES_OR_NO:
        raise ValueError(f"{text!r} is none of {', '.join(YES_OR_NO)}")
    setattr(offer, name, YES_OR_NO[text.lower()])


COLUMNS: Mapping[str, Column] = {
    "offer_id": _text,
    "offer_type": _text,
    "topics": _topics,
    "title": _text,
    "description": _text,
    "valid_from": _instant,
    "valid_until": _instant,
    "repeatable": _yes_or_no,
}
