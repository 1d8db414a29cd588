"""GetBrief: what is known as it is now, for whoever asks, whichever customer it is."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

import regard
from regard import Client, errors
from regard.v1 import (
    Allowance,
    BriefSection,
    Entry,
    GetBriefResponse,
    Policy,
    ProfileStatus,
    WithheldReason,
)
from regard_server.rpc import briefing
from serving import NOON, Clock

MIRA = "agents/mira.holt"
U1 = "u1"
SON = "His son died"


def brief(client: Client, customer: str = U1, *, purpose: str = "service", **asked: object) -> GetBriefResponse:
    return client.get_brief(customer, purpose=purpose, channel="agent-call", **asked)  # type: ignore[arg-type]


def lines(found: GetBriefResponse) -> list[str]:
    return [line.text for line in found.lines]


def name(called: str) -> Entry:
    return regard.address_as(called, quote=f"I'm {called}.", recorder=MIRA)


def never_mention(title: str = SON) -> Entry:
    return regard.moment(title, kind="loss", handling="avoid", recorder=MIRA)


def withheld(found: GetBriefResponse) -> Sequence[tuple[int, int, int]]:
    return [(one.section, one.reason, one.count) for one in found.withheld]


MOMENTS = BriefSection.BRIEF_SECTION_MOMENTS


def test_the_next_brief_sees_what_was_written_and_what_was_retracted(client: Client) -> None:
    assert lines(brief(client)) == []
    [first] = client.record_entries(U1, [name("Jon")]).entries
    told = brief(client)
    assert told.lines[0].text.startswith("Call them Jon.")
    assert list(told.lines[0].entries) == [first.name]

    client.retract_entry(first.name, reason="Misheard.", recorder=MIRA)

    assert lines(brief(client)) == []


def test_the_next_brief_sees_a_new_policy(client: Client) -> None:
    client.record_entries(U1, [name("Jon")])
    before = brief(client)
    policy = client.get_policy().policy
    policy.allowances.append(Allowance(text="Credit a return before it is posted back"))
    client.update_policy(policy, recorder=MIRA)

    after = brief(client)

    [allowed] = [line for line in after.lines if line.section == BriefSection.BRIEF_SECTION_ALLOWANCES]
    assert (allowed.text, allowed.policy, list(allowed.entries)) == (
        "Without asking: Credit a return before it is posted back.",
        True,
        [],
    )
    assert after.policy_version == before.policy_version + 1


def test_time_alone_makes_a_promise_overdue(client: Client, clock: Clock) -> None:
    due = NOON + timedelta(hours=2)
    client.record_entries(U1, [regard.commitment("Call about the refund", kind="callback", owner=MIRA, due_time=due)])
    before = brief(client)
    assert before.lines[0].text == f"Call-back due 15 June 2026, 14:00 (UTC): Call about the refund. Owner: {MIRA}."
    assert before.expire_time.ToDatetime(tzinfo=due.tzinfo) == due

    clock.now = due

    assert brief(client).lines[0].text.startswith("Call-back overdue since 15 June 2026, 14:00 (UTC)")


def test_a_customer_nobody_knows_is_told_apart_from_one_who_minds_nothing(client: Client) -> None:
    found = brief(client, "nobody", format="markdown")

    assert found.profile_status == ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER
    assert "It doesn't mean that they mind nothing" in found.text
    assert (found.revision, found.customer) == (0, "customers/nobody")


def test_of_merged_customers_either_name_answers_with_what_both_have_told(client: Client) -> None:
    client.record_entries("old", [name("Jonathan")])
    client.record_entries("new", [never_mention()])
    client.merge_customers(surviving_customer="new", merged_customer="old", reason="One person.", recorder=MIRA)

    found, other = brief(client, "old"), brief(client, "new")

    assert lines(found) == lines(other)
    assert found.customer == "customers/new"
    owners = {entry.split("/")[1] for line in found.lines for entry in line.entries}
    assert owners == {"old", "new"}


def test_what_is_never_to_be_brought_up_is_told_to_people_who_serve_and_counted_for_others(client: Client) -> None:
    client.record_entries(U1, [never_mention()])

    assert f"Never bring up: {SON}." in lines(brief(client, audience="human"))
    for asked, reason in (
        ({"audience": "ai"}, WithheldReason.WITHHELD_REASON_AUDIENCE),
        ({"format": "prompt", "audience": "human"}, WithheldReason.WITHHELD_REASON_AUDIENCE),
        ({"purpose": "marketing"}, WithheldReason.WITHHELD_REASON_PURPOSE),
        ({"purpose": "loyalty", "audience": "human"}, WithheldReason.WITHHELD_REASON_PURPOSE),
    ):
        found = brief(client, **asked)
        assert SON.encode() not in found.SerializeToString()
        assert withheld(found) == [(MOMENTS, reason, 1)]


def test_what_was_said_in_one_breath_with_a_secret_is_not_quoted_elsewhere(client: Client) -> None:
    quote = "No Mother's Day mails, please. I lost mine in March."
    loss = regard.moment(
        "Her mother died", kind="loss", handling="know-dont-raise", sensitivity="private", quote=quote, recorder=MIRA
    )
    no = regard.preference(topic="communication/newsletters", stance="dislikes", quote=quote, recorder=MIRA)
    client.record_entries(U1, [loss, no])

    to_serve, to_sell = lines(brief(client)), lines(brief(client, purpose="loyalty"))

    assert sum(quote in line for line in to_serve) == 1
    assert to_sell == ["They don't like: Newsletters."]


def test_a_pause_is_told_even_where_its_reason_is_withheld(client: Client) -> None:
    until = NOON + timedelta(days=90)
    loss = regard.moment(SON, kind="loss", handling="avoid", recorder=MIRA, pauses_selling_until=until)
    client.record_entries(U1, [loss])

    found = brief(client, purpose="loyalty")

    assert lines(found) == ["Sell them nothing before 13 September 2026."]


def test_what_was_restricted_is_told_and_nothing_else(client: Client) -> None:
    client.record_entries(U1, [name("Jon"), never_mention()])
    client.restrict_processing(U1, purposes=["marketing"], status="restricted", reason="Article 18.", recorder=MIRA)

    found = brief(client, purpose="marketing", format="markdown")
    other = brief(client)

    assert found.profile_status == ProfileStatus.PROFILE_STATUS_RESTRICTED
    assert lines(found) == [
        "Use nothing that we know of them for marketing: they restricted that on 15 June 2026. Reason: Article 18."
    ]
    assert withheld(found) == [(0, WithheldReason.WITHHELD_REASON_RESTRICTED, 0)]
    assert "All else is withheld." in found.text
    assert other.profile_status == ProfileStatus.PROFILE_STATUS_KNOWN
    assert any(line.startswith("Use nothing of this for marketing") for line in lines(other))


def test_a_consent_that_nobody_gave_is_said_to_be_missing_and_by_whose_rule(client: Client) -> None:
    client.record_entries(U1, [name("Jon")])

    found = client.get_brief(U1, purpose="marketing", channel="email")

    [missing] = [line for line in found.lines if line.policy]
    assert missing.text == "There is no consent for marketing by e-mail: leave it."


def test_within_its_budget_a_brief_says_what_it_left_out(client: Client) -> None:
    client.record_entries(U1, [name("Jon")])
    topics = ("sports/golf", "food-and-drink/alcohol", "travel/cruises", "food-and-drink/fine-dining", "shopping")
    no = "No, thank you, that is nothing for me, and I would be glad not to be asked again"
    client.record_entries(
        U1,
        [regard.preference(topic=topic, stance="dislikes", quote=f"{topic}? {no}.", recorder=MIRA) for topic in topics],
    )
    whole = brief(client, format="markdown")

    short = brief(client, format="markdown", characters=500)
    by_tokens = brief(client, format="prompt", tokens=250)

    assert len(whole.lines) == len(short.lines) + short.omitted
    assert short.omitted > 0
    assert len(short.text) <= 500
    assert f"Left out for want of room: {short.omitted}." in short.text
    assert short.lines[0].text.startswith("Call them Jon.")
    assert [(one.section, one.count) for one in short.omitted_lines] == [
        (BriefSection.BRIEF_SECTION_OFFERS_NOT_TO_MAKE, short.omitted)
    ]
    assert len(by_tokens.text.encode()) <= 250 * 3


def test_a_brief_is_told_in_german(client: Client) -> None:
    client.record_entries(U1, [name("Jon"), never_mention()])

    found = brief(client, language="de-AT", format="markdown")

    assert found.text.startswith("\n## Anrede\n- Ansprechen als Jon. „I'm Jon.“ (15. Juni 2026).\n")


def test_an_agent_is_told_what_their_roles_allow(client: Client) -> None:
    policy = Policy(
        allowances=[
            Allowance(text="Credit a return", amount={"currency_code": "EUR", "units": 50}),
            Allowance(text="Waive a fee", roles=["team-lead", "desk"]),
            Allowance(text="Book a taxi", roles=["desk"]),
        ]
    )
    client.update_policy(policy, recorder=MIRA)

    assert lines(brief(client)) == [
        "Without asking: Credit a return. Up to EUR 50.00.",
        "Without asking, for team-lead, desk only: Waive a fee.",
        "Without asking, for desk only: Book a taxi.",
    ]
    assert lines(brief(client, roles=["team-lead"])) == [
        "Without asking: Credit a return. Up to EUR 50.00.",
        "Without asking: Waive a fee.",
    ]


def test_a_brief_is_as_fresh_as_the_token_wants_it(client: Client) -> None:
    token = client.record_entries(U1, [name("Jon")]).freshness_token

    assert lines(brief(client, consistency=regard.at_least_as_fresh(token)))
    with pytest.raises(errors.InvalidFreshnessToken):
        brief(client, consistency=regard.at_least_as_fresh("else"))


def test_many_questions_about_one_customer_are_each_answered_as_asked(client: Client) -> None:
    client.record_entries(U1, [name("Jon"), never_mention()])
    questions = [
        {"characters": characters, "audience": audience}
        for characters in range(500, 512)
        for audience in ("ai", "human")
    ]

    for asked in (*questions, *questions):
        told = SON in " ".join(lines(brief(client, **asked)))  # type: ignore[arg-type]
        assert told is (asked["audience"] == "human")


def test_a_customer_with_hundreds_of_wishes_is_answered_in_a_thread_with_the_same(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.record_entries(U1, [name("Jon"), never_mention()])
    before = brief(client)
    monkeypatch.setattr(briefing, "MADE_ON_THE_LOOP_MAX", 0)
    monkeypatch.setattr(briefing, "BRIEF_BYTES_KEPT_MAX", 0)
    client.record_entries("u2", [name("Jon"), never_mention()])

    assert lines(brief(client, "u2")) == lines(before) == lines(brief(client, "u2"))


def test_what_ends_by_itself_says_when_and_is_told_until_then(client: Client, clock: Clock) -> None:
    until = NOON + timedelta(days=30)
    no = regard.preference(
        topic="sports/golf", stance="dislikes", quote="No golf this month.", recorder=MIRA, expire_time=until
    )
    client.record_entries(U1, [no])
    assert lines(brief(client)) == [
        "They don't like: Golf. That holds until 15 July 2026. “No golf this month.” (15 June 2026)."
    ]

    clock.now = until

    assert lines(brief(client)) == []
