"""Changes as CloudEvents 1.0 in their JSON format, for whatever takes in events.

By hand, since it is a dictionary of nine names: the package `cloudevents` would bring two more along into every installation
of the command line. It reads what is written here in a test.
"""

from typing import Any

from google.protobuf.json_format import MessageToDict

from regard.arguments import short_name
from regard.v1 import Change, EntryKind

TYPE = "regard.v1.change"


def cloud_event(change: Change, *, source: str) -> dict[str, Any]:
    """source and id together are the same for the same change, so that what comes twice is recognised. The type ends with
    the kind of the entry, and the subject is the entry; `partitionkey` keeps a customer's events together and in order."""
    return {
        "specversion": "1.0",
        "id": change.event_id,
        "source": source,
        "type": f"{TYPE}.{short_name(EntryKind, change.kind).replace('-', '_')}",
        "subject": change.entry,
        "time": change.create_time.ToJsonString(),
        "partitionkey": change.customer,
        "datacontenttype": "application/json",
        "data": MessageToDict(change),
    }
