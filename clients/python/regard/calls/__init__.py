"""Each RPC once: a function from plain arguments to a `Call`, free of I/O. `Client` and `AsyncClient` send the calls.

What the functions share:

customer: `u1` or `customers/u1`.
enums (`purpose`, `channel`, `view`, …): the number, or the short name in any case: `loyalty`, `in-person`.
consistency: `regard.fresh()` (the default), `regard.minimize_latency()` or `regard.at_least_as_fresh(freshness_token)`.
as_of_time: what was true then, as known now; may lie in the future.
known_at_time: what we knew then, without what was recorded or retracted later. Both: what we then knew to be true.
page_size, page_token: 0 leaves the size to the service; the token is the `next_page_token` of the page before.
request_id: a UUID that makes a write safe to repeat. One is made where none is given.
timeout: seconds until the call gives up, retries included; default the client's, else 5, and 60 for batches and
    imports. Of `screen_audience`: seconds until an answer must have come.

A wrong argument (an enum's value that isn't one, a timeout of 0) raises ValueError or TypeError, and nothing is sent.
An answer that is no result is raised as a `regard.errors.RegardError`.
"""

from regard.calls.call import Call
from regard.calls.catalog import get_offer, import_offers, import_topics, list_offers, list_topics, search_topics
from regard.calls.changes import export_profiles, list_changes, watch_changes
from regard.calls.commitments import list_commitments, update_commitment
from regard.calls.context import get_brief
from regard.calls.customers import (
    link_identity,
    list_customers,
    lookup_customer,
    merge_customers,
    search_customers,
    unlink_identity,
    unmerge_customers,
)
from regard.calls.entries import (
    batch_record_entries,
    list_entries,
    record_entries,
    retract_entry,
    search_entries,
    supersede_entry,
)
from regard.calls.insight import compare_tier_with_individual, get_friction_report
from regard.calls.policy import get_policy, list_policies, update_policy
from regard.calls.privacy import restrict_processing
from regard.calls.profiles import batch_get_profiles, get_profile
from regard.calls.screening import batch_screen_offers, release_reservation, screen_audience, screen_offers

__all__ = [
    "Call",
    "batch_get_profiles",
    "batch_record_entries",
    "batch_screen_offers",
    "compare_tier_with_individual",
    "export_profiles",
    "get_brief",
    "get_friction_report",
    "get_offer",
    "get_policy",
    "get_profile",
    "import_offers",
    "import_topics",
    "link_identity",
    "list_changes",
    "list_commitments",
    "list_customers",
    "list_entries",
    "list_offers",
    "list_policies",
    "list_topics",
    "lookup_customer",
    "merge_customers",
    "record_entries",
    "release_reservation",
    "restrict_processing",
    "retract_entry",
    "screen_audience",
    "screen_offers",
    "search_customers",
    "search_entries",
    "search_topics",
    "supersede_entry",
    "unlink_identity",
    "unmerge_customers",
    "update_commitment",
    "update_policy",
    "watch_changes",
]
