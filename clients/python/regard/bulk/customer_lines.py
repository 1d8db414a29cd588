"""Lines with a customer each: an id or a resource name."""

import re

from regard.arguments import customer_name
from regard.bulk.parsing import UNREADABLE
from regard.bulk.records import Record
from regard.bulk.rejects import INVALID_FIELD, FaultyLine

CUSTOMER = re.compile(r"customers/[A-Za-z0-9][A-Za-z0-9._~-]{0,127}")


def read_customer(record: Record) -> str:
    """The customer's resource name. Raises FaultyLine for what isn't one, which would end a whole stream."""
    if record.unreadable:
        raise FaultyLine("", record.unreadable, UNREADABLE[record.unreadable])
    name = customer_name(record.raw.decode(errors="replace").strip())
    if not CUSTOMER.fullmatch(name):
        raise FaultyLine("customer", INVALID_FIELD, "is no customer: an id is 1 to 128 of A-Z a-z 0-9 . _ ~ -")
    return name
