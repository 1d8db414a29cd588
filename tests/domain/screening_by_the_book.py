"""The rules a second time, written from their text and from nothing of the engine: slow, plain, independent."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import (
    Consent,
    ConsentStatus,
    ContactRule,
    Content,
    Moment,
    OfferResponse,
    Outcome,
    Preference,
    QuietHours,
    Restriction,
    RestrictionStatus,
    Stance,
)
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.offer import MissingOffer, Offer
from regard_server.domain.policy import Calendar, CapScope, CoolDown, CoolDownScope, FrequencyCap, Policy

BAD = (Stance.DISLIKES, Stance.NEVER)


def deciding(entries: Sequence[Entry[Content]], offer: Offer, at: datetime, aliases: dict[str, str]) -> list[set[str]]:
    """For each topic of the offer and for its type that comes out as disliked: ids that may be told as the reason."""
    paths = [path_to_root(today(topic, aliases)) for topic in offer.topics] + [[f"type {offer.offer_type}"]]
    found = []
    for path in paths:
        stated = [_in_force(entries, node, Basis.STATED, at, aliases) for node in path]
        observed = [_in_force(entries, node, Basis.OBSERVED, at, aliases) for node in path]
        nevers = {each.id for each, stance in filter(None, stated) if stance is Stance.NEVER}
        nearest = next(filter(None, [*stated, *observed]), None)
        if nevers:
            found.append(nevers)
        elif nearest is not None and nearest[1] in BAD:
            found.append({nearest[0].id})
    return found


def _in_force(
    entries: Sequence[Entry[Content]], node: str, basis: Basis, at: datetime, aliases: dict[str, str]
) -> tuple[Entry[Content], Stance] | None:
    best = None
    for each in entries:
        wish = each.content
        if not isinstance(wish, Preference) or each.provenance.basis is not basis:
            continue
        on = today(wish.topic, aliases) if wish.topic else f"type {wish.offer_type}"
        over = each.expire_at is not None and at >= each.expire_at
        if on != node or at < each.effective_at or over:
            continue
        if best is None or (each.effective_at, each.revision) > (best[0].effective_at, best[0].revision):
            best = (each, wish.stance)
    return best


def path_to_root(topic: str) -> list[str]:
    """Nearest first."""
    slugs = topic.split("/")
    return ["/".join(slugs[:length]) for length in range(len(slugs), 0, -1)]


def today(topic: str, aliases: dict[str, str]) -> str:
    """The path that stands for this one now."""
    for old, new in aliases.items():
        if topic == old or topic.startswith(old + "/"):
            return new + topic[len(old) :]
    return topic


SELLING = (Purpose.MARKETING, Purpose.LOYALTY)
OUTBOUND = (Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.PUSH, Channel.POST, Channel.MESSAGING)


class Book:
    """What the text says of a known customer, rule by rule."""

    def __init__(
        self,
        entries: Sequence[Entry[Any]],
        policy: Policy,
        *,
        purpose: Purpose,
        channel: Channel,
        at: datetime,
        aliases: dict[str, str],
        topics: Sequence[str],
    ) -> None:
        self.entries = entries
        self.policy = policy
        self.purpose, self.channel, self.at = purpose, channel, at
        self.aliases = aliases
        self.topics = topics

    def reasons(self, offer: Offer | MissingOffer) -> set[str]:
        rules: dict[str, Callable[[], bool]] = {
            "PROCESSING_RESTRICTED": self.is_restricted,
            "CONSENT_MISSING": self.lacks_consent,
            "DO_NOT_CONTACT": self.is_forbidden,
            "QUIET_HOURS": self.is_quiet,
        }
        if isinstance(offer, MissingOffer):
            rules["OFFER_UNKNOWN"] = lambda: True
        else:
            rules["OFFER_NOT_VALID"] = lambda: not _within(self.at, offer.valid_from, offer.valid_until)
        if self.purpose in SELLING:
            rules["SELLING_PAUSED"] = self.is_paused
            if isinstance(offer, Offer):
                rules["DISLIKED"] = lambda: bool(deciding(self.entries, offer, self.at, self.aliases))
                rules["OFFER_UNCLASSIFIED"] = lambda: any(not self.is_known(topic) for topic in offer.topics)
                rules["ALREADY_ACCEPTED"] = lambda: self.is_accepted(offer)
                rules["DECLINED_RECENTLY"] = lambda: any(
                    self.rests(rule, key) for rule in self.policy.cool_downs for key in self.keys(rule, offer)
                )
            rules["FREQUENCY_CAP"] = lambda: any(self.is_full(cap, offer) for cap in self.policy.frequency_caps)
        return {reason for reason, holds in rules.items() if holds()}

    def said(self, content: type) -> Iterator[Any]:
        """Entries of that content that cover the instant, and that no model guessed."""
        for entry in self.entries:
            covers = _within(self.at, entry.effective_at, entry.expire_at)
            if isinstance(entry.content, content) and entry.provenance.basis is not Basis.INFERRED and covers:
                yield entry

    def is_restricted(self) -> bool:
        naming = [entry for entry in self.said(Restriction) if self.purpose in entry.content.purposes]
        return bool(naming) and _newest(naming).content.status is RestrictionStatus.RESTRICTED

    def lacks_consent(self) -> bool:
        needed = [
            need
            for need in self.policy.consent_needs
            if need.purpose is self.purpose and need.channel in (Channel.UNSPECIFIED, self.channel)
        ]
        if not needed:
            return False
        for channel in (self.channel, Channel.UNSPECIFIED):
            naming = [
                entry
                for entry in self.said(Consent)
                if entry.content.purpose is self.purpose and entry.content.channel is channel
            ]
            if naming:
                return _newest(naming).content.status is not ConsentStatus.GIVEN
        return True

    def is_forbidden(self) -> bool:
        everything_but_service = [purpose for purpose in Purpose if purpose is not Purpose.SERVICE]
        return any(
            self.channel in (rule.channels or tuple(Channel))
            and self.purpose in (rule.purposes or everything_but_service)
            for rule in (entry.content.do_not_contact for entry in self.said(ContactRule))
            if rule is not None
        )

    def is_quiet(self) -> bool:
        if self.channel not in OUTBOUND or self.purpose is Purpose.SERVICE:
            return False
        own = [entry for entry in self.said(ContactRule) if entry.content.quiet_hours is not None]
        hours = _newest(own).content.quiet_hours if own else self.policy.quiet_hours
        return hours is not None and is_quiet(hours, self.zone(), self.at)

    def zone(self) -> ZoneInfo:
        own = [entry for entry in self.said(ContactRule) if entry.content.time_zone]
        return ZoneInfo(_newest(own).content.time_zone if own else self.policy.time_zone)

    def is_paused(self) -> bool:
        return any(
            entry.content.pauses_selling_until is not None and self.at < entry.content.pauses_selling_until
            for entry in self.said(Moment)
        )

    def is_known(self, topic: str) -> bool:
        return topic in self.topics or today(topic, self.aliases) in self.topics

    def responses(self, *outcomes: Outcome) -> list[Any]:
        return [entry for entry in self.said(OfferResponse) if entry.content.outcome in outcomes]

    def is_accepted(self, offer: Offer) -> bool:
        took = [entry for entry in self.responses(Outcome.ACCEPTED) if entry.content.offer_id == offer.id]
        return bool(took) and not offer.repeatable

    def is_full(self, cap: FrequencyCap, offer: Offer | MissingOffer) -> bool:
        about: dict[CapScope, Callable[[OfferResponse], bool]] = {
            CapScope.ALL: lambda _: True,
            CapScope.CHANNEL: lambda seen: seen.channel is self.channel,
            CapScope.OFFER: lambda seen: isinstance(offer, Offer) and seen.offer_id == offer.id,
            CapScope.OFFER_TYPE: lambda seen: (
                isinstance(offer, Offer) and offer.offer_type != "" and seen.offer_type == offer.offer_type
            ),
        }
        seen = [entry.effective_at for entry in self.responses(Outcome.PRESENTED) if about[cap.scope](entry.content)]
        if cap.calendar is None:
            counted = [one for one in seen if cap.window is not None and self.at < one + cap.window]
        else:
            counted = [
                one
                for one in seen
                if _page(cap.calendar, one, self.zone()) == _page(cap.calendar, self.at, self.zone())
            ]
        return len(counted) >= cap.presentations_max

    def keys(self, rule: CoolDown, offer: Offer) -> list[str]:
        if rule.scope is CoolDownScope.OFFER:
            return [offer.id]
        if rule.scope is CoolDownScope.OFFER_TYPE:
            return [offer.offer_type] if offer.offer_type else []
        return [node for topic in offer.topics for node in path_to_root(today(topic, self.aliases))]

    def rests(self, rule: CoolDown, key: str) -> bool:
        counted = [entry for entry in self.responses(*rule.outcomes) if self.is_about(rule, key, entry.content)]
        for last in counted:
            place = (last.effective_at, last.revision)
            alike = [
                one
                for one in counted
                if (one.effective_at, one.revision) <= place and one.effective_at > last.effective_at - rule.window
            ]
            named = rule.scope is not CoolDownScope.TOPIC or any(
                key == today(topic, self.aliases) for one in alike for topic in one.content.topics
            )
            enough = named and len(alike) >= rule.responses_min
            if enough and self.at < last.effective_at + rule.duration_after(len(alike)):
                return True
        return False

    def is_about(self, rule: CoolDown, key: str, response: OfferResponse) -> bool:
        if rule.scope is CoolDownScope.OFFER:
            return response.offer_id == key
        if rule.scope is CoolDownScope.OFFER_TYPE:
            return response.offer_type == key
        return any(key in path_to_root(today(topic, self.aliases)) for topic in response.topics)


def is_quiet(hours: QuietHours, zone: ZoneInfo, at: datetime) -> bool:
    """Whether the clock has shown the start of some night by now, and has yet to be past its end for the last time."""
    until_now, from_now = _latest_and_earliest(at, zone)
    for back in range(-2, 3):
        day = (until_now + timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)
        if hours.days and day.isoweekday() not in hours.days:
            continue
        start = day + timedelta(minutes=hours.start_minute)
        end = day + timedelta(minutes=hours.end_minute, days=hours.end_minute <= hours.start_minute)
        if start <= until_now and from_now < end:
            return True
    return False


@lru_cache(maxsize=1_000)
def _latest_and_earliest(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """What the clock has shown at the latest by now, and will show at the earliest from now on. The same for many offers."""
    minutes = range(150)
    until_now = max(_wall(at - timedelta(minutes=back), zone) for back in minutes)
    from_now = min(_wall(at + timedelta(minutes=on), zone) for on in minutes)
    return until_now, from_now


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def _page(calendar: Calendar, at: datetime, zone: ZoneInfo) -> Any:
    """Of a calendar with a page for each day or each week."""
    day = at.astimezone(UTC).astimezone(zone).date()
    return day if calendar is Calendar.DAY else tuple(day.isocalendar())[:2]


def _within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or since <= at) and (until is None or at < until)


def _newest(entries: Sequence[Any]) -> Any:
    """On the best basis."""
    best = min(entry.provenance.basis for entry in entries)
    return max(
        (entry for entry in entries if entry.provenance.basis is best),
        key=lambda entry: (entry.effective_at, entry.revision),
    )
