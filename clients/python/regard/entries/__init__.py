"""Entries to record, from plain arguments: a function for each kind, and for each sort of contact rule.

What all of them take beside their own arguments is in `EntryArguments`: how we know it (`basis`), in which words
(`quote`), who wrote it down (`recorder`), when it holds.

Left out, the basis is

- `stated` for what customers alone can say: preferences, consents and contact rules. The service then wants a `recorder`,
  and a `quote` or a `source_id`, so that a wish can always be traced to its words;
- for what happened (offer responses, moments, interactions, commitments) `stated` with a quote, else `observed`.

All raise ValueError for an enum's value that isn't one and for a datetime without a time zone. The contract's other rules
are the service's to answer for; the limits of each field are in `proto/regard/v1/`.
"""

from regard.entries.commitments import commitment
from regard.entries.consents import consent
from regard.entries.contact_rules import (
    address_as,
    do_not_contact,
    preferred_channel,
    preferred_person,
    quiet_hours,
    time_zone,
)
from regard.entries.entry import EntryArguments
from regard.entries.interactions import interaction
from regard.entries.moments import moment
from regard.entries.offer_responses import offer_response
from regard.entries.preferences import preference

__all__ = [
    "EntryArguments",
    "address_as",
    "commitment",
    "consent",
    "do_not_contact",
    "interaction",
    "moment",
    "offer_response",
    "preference",
    "preferred_channel",
    "preferred_person",
    "quiet_hours",
    "time_zone",
]
