"""Briefs of entries that a test writes, without a service."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.ledgers import NOW, TAXONOMY
from regard_server.domain.brief import Asked, Audience, Brief, Budget, Teller, Told, make_brief, tell
from regard_server.domain.brief.forms import MARKDOWN, PLAIN, PROMPT, Form
from regard_server.domain.brief.tongues import LANGUAGES
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.compile import append
from regard_server.domain.content import Content
from regard_server.domain.entry import Basis, Entry, Provenance
from regard_server.domain.policy import DEFAULT_POLICY, Policy
from regard_server.domain.profile import Profile
from regard_server.domain.snapshot import empty_snapshot
from regard_server.domain.time_zones import zone_of

FORMS = {"plain": PLAIN, "markdown": MARKDOWN, "prompt": PROMPT}
DAY = timedelta(days=1)
ASKED = Asked(Purpose.SERVICE, Channel.AGENT_CALL, Audience.HUMAN, NOW)
LONG = Budget(characters=50_000)


def entry(
    content: Content,
    *,
    quote: str = "",
    at: datetime = NOW - DAY,
    until: datetime | None = None,
    basis: Basis = Basis.STATED,
    ordinal: int = 0,
    name: str = "",
) -> Entry[Any]:
    return Entry(
        id=name or f"e{ordinal}",
        provenance=Provenance(basis=basis, quote=quote, recorder="agents/mira.holt"),
        content=content,
        effective_at=at,
        expire_at=until,
        revision=1,
        ordinal=ordinal,
        created_at=NOW - DAY,
    )


def profile_of(*entries: Entry[Any], policy: Policy = DEFAULT_POLICY) -> Profile:
    numbered = [replace(one, id=f"e{place}", ordinal=place) for place, one in enumerate(entries)]
    snapshot = append(empty_snapshot("u1", NOW - DAY), numbered, now=NOW - DAY, reach=policy.reach)
    return Profile(snapshot if numbered else None, policy=policy, taxonomy=TAXONOMY)


def brief_of(*entries: Entry[Any], asked: Asked = ASKED, policy: Policy = DEFAULT_POLICY) -> Brief:
    return make_brief(profile_of(*entries, policy=policy), asked)


def teller(form: Form = PLAIN, language: str = "en") -> Teller:
    return Teller(LANGUAGES[language], form, zone_of("UTC"))


def told(brief: Brief, form: Form = PLAIN, budget: Budget = LONG, language: str = "en") -> Told:
    return tell(brief, teller(form, language), budget)


def texts(*entries: Entry[Any], asked: Asked = ASKED, policy: Policy = DEFAULT_POLICY) -> Sequence[str]:
    return [line.text for line in told(brief_of(*entries, asked=asked, policy=policy)).lines]
