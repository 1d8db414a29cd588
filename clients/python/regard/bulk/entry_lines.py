"""From a line `{"customer": "customers/u1", "entry": {…}}` to an entry that may be recorded twice without harm."""

import hashlib

from regard.arguments import customer_name
from regard.bulk.proto_json import read_message, read_object
from regard.bulk.rejects import INVALID_FIELD, FaultyLine
from regard.v1 import Basis, Entry, EntryState

IMPORT = "import"
"""The source system of the source ids that are made here."""
SOURCE_ID_DIGITS = 32
# Looked up once: protobuf looks through its names each time.
STATED = Basis.BASIS_STATED
NO_LONGER_COUNTS = {
    EntryState.ENTRY_STATE_RETRACTED: "was retracted",
    EntryState.ENTRY_STATE_SUPERSEDED: "was replaced by another",
}
WRITTEN_BY = {
    "retraction": "RetractEntry",
    "merge": "MergeCustomers",
    "unmerge": "UnmergeCustomers",
    "restriction": "RestrictProcessing",
    "identity_link": "LinkIdentity and UnlinkIdentity",
    "reservation": "ScreenOffers",
    "release": "ReleaseReservation",
}
"""The kinds that the service writes by itself, each from a call of its own; no file can record them."""
SAID_BY_THE_SERVICE = ("state", "revision", "create_time", "superseded_by", "supersedes")


def read_entry_line(raw: bytes) -> tuple[str, Entry]:
    """The customer's resource name and the entry. Raises FaultyLine."""
    line = read_object(raw)
    for name in line.keys() - {"customer", "entry"}:
        raise FaultyLine(name, INVALID_FIELD, 'is no field of a line, which is {"customer": …, "entry": {…}}')
    customer = line.get("customer")
    if not isinstance(customer, str) or not customer:
        raise FaultyLine("customer", INVALID_FIELD, "is required, as in customers/u1")
    if not customer.isprintable():  # among others half of a surrogate pair, which can't be sent
        raise FaultyLine("customer", INVALID_FIELD, "has characters that no id has")
    if "entry" not in line:
        raise FaultyLine("entry", INVALID_FIELD, "is required")
    return customer_name(customer), read_message(Entry, line["entry"], "entry")


def recordable(customer: str, entry: Entry) -> bytes:
    """The entry to send: of what only the service says nothing, and with an id or a source id wherever it may have one.

    An entry with neither gets a source id from what it says, so that the same line, in whichever file, is the same entry.
    Not so a STATED one without a quote: it has to be traced to its source, and a made-up source is none; the service
    refuses it. Raises FaultyLine for an entry that was retracted or superseded, since recorded anew it would count again,
    and for one of a kind that only the service writes.
    """
    if entry.state in NO_LONGER_COUNTS:
        told = f"{NO_LONGER_COUNTS[entry.state]}, and would count again; leave this line out"
        raise FaultyLine("entry.state", INVALID_FIELD, told)
    kind = entry.WhichOneof("content")
    if kind in WRITTEN_BY:
        raise FaultyLine(f"entry.{kind}", INVALID_FIELD, f"is written by {WRITTEN_BY[kind]} only; leave this line out")
    if entry.state or entry.revision or entry.HasField("create_time") or entry.supersedes or entry.superseded_by:
        for name in SAID_BY_THE_SERVICE:
            entry.ClearField(name)
    origin = entry.provenance
    traced = origin.basis != STATED or origin.quote
    if traced and not (entry.name or origin.source_id or origin.source_system):
        said = b"\0".join([customer.encode(), entry.SerializeToString(deterministic=True)])
        origin.source_system = IMPORT
        origin.source_id = hashlib.sha256(said).hexdigest()[:SOURCE_ID_DIGITS]
    return entry.SerializeToString()
