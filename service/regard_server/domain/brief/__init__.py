"""Briefs: what an agent reads before speaking to a customer.

`make_brief` finds what there is to tell, and what not to; `tell` puts it into words, in a language and a form, as far as
there is room. Both are pure.
"""

from datetime import datetime

from regard_server.domain.brief.fitting import Budget, Told, ToldLine, tell
from regard_server.domain.brief.line import Audience, Brief, Draft, Line, Section, Withheld, WithheldReason
from regard_server.domain.brief.people import add_address, add_owner
from regard_server.domain.brief.promises import add_commitments
from regard_server.domain.profile import Profile
from regard_server.domain.profile_view import next_change, view_at
from regard_server.domain.span import LATEST

__all__ = [
    "Audience",
    "Brief",
    "Budget",
    "Line",
    "Section",
    "Told",
    "ToldLine",
    "Withheld",
    "WithheldReason",
    "make_brief",
    "tell",
]


def make_brief(
    profile: Profile,
    *,
    now: datetime,
) -> Brief:
    """Of a profile that could be read."""
    draft = Draft()
    owner = ""
    snapshot = profile.snapshot
    if snapshot is not None:
        shown = view_at(snapshot, now, preferences=profile.preferences_in_force(now))
        owner = add_owner(draft, shown.contact_rules)
        add_address(draft, shown.contact_rules)
        add_commitments(draft, shown.commitments, now)
        draft.changes.append(next_change(snapshot, now) or LATEST)
    return Brief(
        status=profile.status,
        lines=tuple(draft.lines),
        withheld=tuple(
            Withheld(section, reason, entries) for (section, reason), entries in sorted(draft.withheld.items())
        ),
        owner=owner,
        until=min((change for change in draft.changes if change > now), default=LATEST),
    )
