"""What there is to tell of a customer, in its order, and what is withheld from whoever asks."""

from regard_server.domain.brief.allowances import add_allowances
from regard_server.domain.brief.conversations import add_conversations
from regard_server.domain.brief.dos import (
    add_contact,
    add_hours_and_channel,
    add_instructions,
    add_other_restrictions,
    add_pauses,
    add_restriction,
)
from regard_server.domain.brief.line import Asked, Brief, Draft, Section, Withheld, WithheldReason, each_quote_once
from regard_server.domain.brief.moments import add_moments, add_what_not_to_raise
from regard_server.domain.brief.offers import add_dislikes, add_likes, add_nevers, add_resting, that_count
from regard_server.domain.brief.people import add_address, add_owner
from regard_server.domain.brief.promises import add_commitments
from regard_server.domain.profile import Profile, ProfileStatus
from regard_server.domain.profile_view import next_change, restrictions_in_force, view_at
from regard_server.domain.snapshot import Snapshot
from regard_server.domain.span import LATEST

_BEYOND = {"moments": Section.MOMENTS, "commitments": Section.COMMITMENTS}


def make_brief(profile: Profile, asked: Asked) -> Brief:
    """Of a profile that could be read."""
    draft = Draft()
    snapshot = profile.snapshot
    if snapshot is None:
        add_contact(draft, profile, asked)
        add_allowances(draft, profile.policy.allowances, asked.roles)
        return _finished(draft, profile.status, asked)
    draft.changes.append(next_change(snapshot, asked.now) or LATEST)
    for restriction in restrictions_in_force(snapshot, asked.now, []):
        if asked.purpose in restriction.content.purposes:
            add_restriction(draft, restriction, asked.purpose)
            withheld = (Withheld(None, WithheldReason.RESTRICTED, 0),)
            return _finished(draft, ProfileStatus.RESTRICTED, asked, withheld=withheld)
    return _whole(draft, profile, snapshot, asked)


def _whole(draft: Draft, profile: Profile, snapshot: Snapshot, asked: Asked) -> Brief:
    in_force = profile.preferences_in_force(asked.now)
    shown = view_at(snapshot, asked.now, preferences=in_force)
    wishes = that_count(in_force, profile.taxonomy)
    owner = add_owner(draft, shown.contact_rules)
    add_address(draft, shown.contact_rules)
    add_other_restrictions(draft, shown.restrictions)
    add_instructions(draft, shown.contact_rules)
    add_pauses(draft, shown.moments, asked.now)
    add_what_not_to_raise(draft, shown.moments, asked)
    add_nevers(draft, wishes, profile.taxonomy)
    add_contact(draft, profile, asked)
    add_hours_and_channel(draft, shown.contact_rules)
    add_conversations(draft, [one for one in snapshot.interactions if one.covers(asked.now)], asked.purpose)
    add_commitments(draft, shown.commitments, asked.now)
    add_moments(draft, shown.moments, asked)
    add_allowances(draft, profile.policy.allowances, asked.roles)
    add_resting(draft, profile, asked)
    add_dislikes(draft, wishes, profile.taxonomy, asked.purpose)
    add_likes(draft, wishes, profile.taxonomy)
    for name, section in _BEYOND.items():
        if name in snapshot.left_out:
            draft.beyond[section] += snapshot.left_out[name]
    return _finished(draft, profile.status, asked, owner=owner)


def _finished(
    draft: Draft,
    status: ProfileStatus,
    asked: Asked,
    *,
    owner: str = "",
    withheld: tuple[Withheld, ...] = (),
) -> Brief:
    counted = tuple(Withheld(section, reason, entries) for (section, reason), entries in sorted(draft.withheld.items()))
    return Brief(
        status=status,
        lines=tuple(sorted(each_quote_once(draft.lines, draft.secrets), key=lambda line: line.section)),
        withheld=withheld + counted,
        owner=owner,
        until=min((change for change in draft.changes if change > asked.now), default=LATEST),
        beyond=draft.beyond,
    )
