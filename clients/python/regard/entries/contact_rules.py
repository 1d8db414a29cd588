"""How, when and by whom the customer wants to be contacted and addressed: a function for each sort of rule.

All are `stated`, unless `basis` says otherwise. Their other arguments are those of `regard.EntryArguments`.
"""

from collections.abc import Iterable
from datetime import time
from typing import Unpack

from google.type.dayofweek_pb2 import DayOfWeek
from google.type.timeofday_pb2 import TimeOfDay

from regard.arguments import enum_value, several
from regard.entries.entry import EntryArguments, entry
from regard.v1 import AddressAs, Channel, ContactRule, DoNotContact, Entry, Purpose, QuietHours


def quiet_hours(
    start: time | str,
    end: time | str,
    *,
    days: Iterable[str | int] = (),
    **arguments: Unpack[EntryArguments],
) -> Entry:
    """When not to reach out, by the customer's clock: `regard.quiet_hours("22:00", "07:30")`.

    start, end: from one to before the other, in hours and minutes; an end that isn't later is on the following day, and
        `"24:00"` is the end of the day.
    days: on which they start, such as `["saturday", "sunday"]`; left out, every day.
    """
    hours = QuietHours(
        start=_time_of_day("start", start),
        end=_time_of_day("end", end),
        days=[enum_value(DayOfWeek, day) for day in several("days", days)],
    )
    return entry({"contact_rule": ContactRule(quiet_hours=hours)}, **arguments)


def do_not_contact(
    *,
    channels: Iterable[str | int] = (),
    purposes: Iterable[str | int] = (),
    **arguments: Unpack[EntryArguments],
) -> Entry:
    """A standing instruction not to reach out; never `inferred`.

    channels: by these; left out, by any.
    purposes: for these; left out, for all but `service`.
    """
    instruction = DoNotContact(
        channels=[enum_value(Channel, channel) for channel in several("channels", channels)],
        purposes=[enum_value(Purpose, purpose) for purpose in several("purposes", purposes)],
    )
    return entry({"contact_rule": ContactRule(do_not_contact=instruction)}, **arguments)


def preferred_channel(preferred: str | int, /, **arguments: Unpack[EntryArguments]) -> Entry:
    """The channel that the customer likes best, such as `email`; `channel` is by which way they told us."""
    return entry({"contact_rule": ContactRule(preferred_channel=enum_value(Channel, preferred))}, **arguments)


def preferred_person(person: str, /, **arguments: Unpack[EntryArguments]) -> Entry:
    """The relationship owner, such as `agents/mira.holt`."""
    return entry({"contact_rule": ContactRule(preferred_person=person)}, **arguments)


def address_as(
    called: str = "",
    /,
    *,
    pronouns: str = "",
    language: str = "",
    **arguments: Unpack[EntryArguments],
) -> Entry:
    """How to address the customer: `regard.address_as("Frau Dr. Brandt", language="de")`; at least one of the three.

    called: the name that they want to be called by.
    pronouns: such as `they/them`.
    language: a tag after BCP 47, such as `pt-BR`.
    """
    address = AddressAs(name=called, pronouns=pronouns, language=language)
    return entry({"contact_rule": ContactRule(address_as=address)}, **arguments)


def time_zone(zone: str, /, **arguments: Unpack[EntryArguments]) -> Entry:
    """The customer's time zone, a name of the IANA time zone database such as `Europe/Lisbon`."""
    return entry({"contact_rule": ContactRule(time_zone=zone)}, **arguments)


def _time_of_day(field: str, given: time | str) -> TimeOfDay:
    """Raises ValueError for what is no time of day in hours and minutes."""
    if isinstance(given, time):
        if given.tzinfo or given.second or given.microsecond:
            raise ValueError(f"{field} is in hours and minutes of the customer's clock; got {given!r}")
        return TimeOfDay(hours=given.hour, minutes=given.minute)
    if given == "24:00":  # which no datetime.time can be
        return TimeOfDay(hours=24)
    try:
        return _time_of_day(field, time.fromisoformat(given))
    except ValueError:
        raise ValueError(f"{field} is a time of day such as '22:00'; got {given!r}") from None
