"""Check-ins: they come with what they follow, once, and go with it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

import regard
from regard import Client
from regard.v1 import CheckIn, CheckInTrigger, Entry, EntryKind, OpenCommitment, Policy
from regard_server.domain import check_ins
from serving import NOON

from .entries import MIRA, request_id

DAY = timedelta(days=1)
ACCEPTED = CheckInTrigger.CHECK_IN_TRIGGER_ACCEPTED
RESOLVED = CheckInTrigger.CHECK_IN_TRIGGER_RESOLVED
COMPLAINED = CheckInTrigger.CHECK_IN_TRIGGER_COMPLAINED
JONAS = "agents/jonas.weld"


def rule(after: Any, days: int, text: str, owner: str = "") -> CheckIn:
    made = CheckIn(after=after, text=text, owner=owner)
    made.delay.FromTimedelta(days * DAY)
    return made


def set_rules(client: Client, *rules: CheckIn) -> Policy:
    policy = client.get_policy().policy
    policy.ClearField("check_ins")
    policy.check_ins.extend(rules)
    return client.update_policy(policy, recorder=MIRA, reason="We ask.", etag=policy.etag).policy


@pytest.fixture
def asking(client: Client) -> Client:
    set_rules(
        client,
        rule(RESOLVED, 3, "Does it hold?"),
        rule(ACCEPTED, 90, "How is the car?", "teams/aftersales"),
        rule(COMPLAINED, 7, "Is it better?"),
    )
    return client


def fixed(**more: Any) -> Entry:
    return regard.interaction("Freezes", channel="phone", resolved=True, **({"agent": MIRA} | more))


def open_ones(client: Client, **asked: Any) -> list[OpenCommitment]:
    return list(client.iterate_commitments(**asked))


def asked_after(client: Client) -> list[tuple[str, str]]:
    return [(one.customer, one.entry.commitment.what) for one in open_ones(client)]


def due(one: OpenCommitment) -> datetime:
    return one.entry.commitment.due_time.ToDatetime(tzinfo=NOON.tzinfo)


def kinds(client: Client, customer: str = "u1") -> list[int]:
    names = [entry.WhichOneof("content") for entry in client.iterate_entries(customer)]
    return sorted(EntryKind.Value(f"ENTRY_KIND_{name.upper()}") for name in names if name)


@pytest.mark.parametrize(
    ("entry", "what", "days", "owner"),
    [
        (fixed(), "Does it hold?", 3, MIRA),
        (regard.offer_response("car", "accepted"), "How is the car?", 90, "teams/aftersales"),
        (regard.offer_response("car", "complained", recorder=JONAS), "Is it better?", 7, JONAS),
        (regard.offer_response("car", "complained"), "Is it better?", 7, "unassigned"),
    ],
    ids=["resolved", "accepted", "complained", "nobody there"],
)
def test_a_check_in_comes_with_what_it_follows(asking: Client, entry: Entry, what: str, days: int, owner: str) -> None:
    answer = asking.record_entries("u1", [entry])

    [made] = open_ones(asking)
    assert (made.entry.commitment.what, made.entry.commitment.owner, due(made)) == (what, owner, NOON + days * DAY)
    assert made.entry.commitment.follows == answer.entries[0].name
    assert (made.entry.revision, made.entry.provenance.recorder) == (1, "regard")
    assert (len(answer.entries), answer.recorded_count, answer.revision) == (1, 1, 1)
    assert [entry.name for entry in asking.get_profile("u1", view="full").profile.commitments] == [made.entry.name]


@pytest.mark.parametrize(
    "entry",
    [
        regard.interaction("Freezes", channel="phone"),
        regard.offer_response("car", "declined"),
        regard.offer_response("car", "presented"),
        regard.offer_response("car", "accepted", basis="inferred"),
        regard.commitment("Call.", owner=MIRA, due_time=NOON),
    ],
    ids=["unresolved", "declined", "presented", "inferred", "a commitment"],
)
def test_after_anything_else_nobody_asks(asking: Client, entry: Entry) -> None:
    asking.record_entries("u1", [entry])
    assert [one for one in open_ones(asking) if one.entry.commitment.follows] == []


def test_the_person_whom_the_customer_named_comes_first(asking: Client) -> None:
    named = regard.preferred_person(JONAS, quote="I want Jonas.", recorder=MIRA)
    guessed = regard.preferred_person("agents/other", basis="inferred")
    asking.record_entries("u1", [named, guessed])
    asking.record_entries("u1", [regard.offer_response("car", "accepted"), fixed()])

    assert [one.entry.commitment.owner for one in open_ones(asking)] == [JONAS, JONAS]


def test_it_carries_what_was_asked_last_time(asking: Client) -> None:
    asking.record_entries("u1", [fixed(answers={"Which model?": "The grey one"}, effective_time=NOON - DAY)])
    asking.record_entries("u1", [fixed(), regard.offer_response("car", "accepted")])
    asking.record_entries("u2", [fixed()])

    told = [[(one.question, one.answer) for one in made.entry.commitment.asked] for made in open_ones(asking)]

    assert told == [[("Which model?", "The grey one")]] * 2 + [[]] + [[("Which model?", "The grey one")]]


def test_a_request_that_comes_again_asks_once(asking: Client) -> None:
    for _ in range(3):
        asking.record_entries("u1", [fixed()], request_id=request_id(1))

    assert asked_after(asking) == [("customers/u1", "Does it hold?")]


def test_an_import_that_runs_twice_asks_once(asking: Client) -> None:
    def run() -> None:
        asking.batch_record_entries(
            [
                regard.v1.RecordEntriesRequest(
                    customer=f"u{number}",
                    entries=[regard.offer_response("car", "accepted", source_system="crm", source_id=f"sale-{number}")],
                )
                for number in range(5)
            ]
        )

    run()
    first = open_ones(asking)
    run()

    assert open_ones(asking) == first
    assert len(first) == 5


def test_the_ledgers_own_keys_refuse_a_second_one(asking: Client) -> None:
    [cause] = asking.record_entries("u1", [fixed()]).entries
    [made] = open_ones(asking)
    copied = regard.commitment(
        "Does it hold?",
        kind="check-in",
        owner=MIRA,
        due_time=NOON + 3 * DAY,
        source_system=made.entry.provenance.source_system,
        source_id=made.entry.provenance.source_id,
        follows=cause.name,
    )
    with pytest.raises(regard.errors.SourceIdReused):
        asking.record_entries("u1", [copied])


def test_where_somebody_recorded_the_check_in_before_none_is_made(asking: Client) -> None:
    """As when an export of another Regard comes in, the check-in's line first."""
    asking.record_entries(
        "u1",
        [
            regard.commitment(
                "Does it hold?",
                kind="check-in",
                owner=MIRA,
                due_time=NOON + 3 * DAY,
                source_system="regard",
                source_id="check-in/fix/0",
            )
        ],
    )
    asking.record_entries("u1", [fixed(name="customers/u1/entries/fix")])

    assert len(open_ones(asking)) == 1


def test_an_import_of_old_history_makes_none_that_is_overdue_from_the_beginning(asking: Client) -> None:
    sold = [
        regard.offer_response(f"car-{days}", "accepted", effective_time=NOON - days * DAY)
        for days in (4000, 400, 91, 90, 89, 1)
    ]
    asking.record_entries("u1", sold)

    assert [due(one) for one in open_ones(asking)] == [NOON + DAY, NOON + 89 * DAY]
    assert open_ones(asking, overdue=True) == []


def test_a_new_policy_holds_for_what_is_recorded_from_then_on(asking: Client) -> None:
    asking.record_entries("u1", [fixed()])
    set_rules(asking, rule(RESOLVED, 1, "All well?"), rule(RESOLVED, 30, "Still well?"))
    asking.record_entries("u2", [fixed()])
    set_rules(asking)
    asking.record_entries("u3", [fixed()])

    assert asked_after(asking) == [
        ("customers/u2", "All well?"),
        ("customers/u1", "Does it hold?"),
        ("customers/u2", "Still well?"),
    ]


def test_it_goes_when_what_it_follows_is_retracted(asking: Client) -> None:
    [fix] = asking.record_entries("u1", [fixed()]).entries
    [sale] = asking.record_entries("u1", [regard.offer_response("car", "accepted")]).entries
    answer = asking.retract_entry(fix.name, reason="Another customer.", recorder=MIRA)
    again = asking.retract_entry(fix.name, reason="Another customer.", recorder=MIRA)

    assert (answer.revision, again.replayed) == (3, True)
    assert asked_after(asking) == [("customers/u1", "How is the car?")]
    assert [one.commitment.what for one in asking.get_profile("u1", view="full").profile.commitments] == [
        "How is the car?"
    ]
    asking.retract_entry(sale.name, reason="Another customer.", recorder=MIRA)
    assert asked_after(asking) == []


def test_what_was_settled_stays_when_what_it_follows_is_retracted(asking: Client) -> None:
    [fix] = asking.record_entries("u1", [fixed()]).entries
    [made] = open_ones(asking)
    kept = asking.update_commitment(made.entry.name, "kept", recorder=MIRA).commitment
    asking.retract_entry(fix.name, reason="Another customer.", recorder=MIRA)

    states = {entry.name: entry.state for entry in asking.iterate_entries("u1")}
    assert states[kept.name] == regard.v1.EntryState.ENTRY_STATE_ACTIVE
    assert asked_after(asking) == []


def test_one_that_was_put_off_goes_whole(asking: Client) -> None:
    [fix] = asking.record_entries("u1", [fixed()]).entries
    [made] = open_ones(asking)
    asking.supersede_entry(
        made.entry.name, regard.commitment("Next week.", kind="check-in", owner=MIRA, due_time=NOON + 9 * DAY)
    )
    asking.retract_entry(fix.name, reason="Another customer.", recorder=MIRA)

    assert asked_after(asking) == []
    assert not asking.get_profile("u1", view="full").profile.commitments


Correct = Callable[[Client, str], Any]


def _to(entry: Entry) -> Correct:
    return lambda client, name: client.supersede_entry(name, entry).entry.name


SOLD = regard.offer_response("car", "accepted")
DECLINED = regard.offer_response("car", "declined")
UPSET = regard.offer_response("car", "complained")
EARLIER = regard.offer_response("car", "accepted", effective_time=NOON - 30 * DAY)


@pytest.mark.parametrize(
    ("first", "then", "asked"),
    [
        (SOLD, SOLD, [("How is the car?", 90)]),
        (SOLD, DECLINED, []),
        (DECLINED, SOLD, [("How is the car?", 90)]),
        (SOLD, UPSET, [("Is it better?", 7)]),
        (SOLD, EARLIER, [("How is the car?", 60)]),
        (DECLINED, DECLINED, []),
    ],
    ids=["the same", "to another", "from another", "to yet another", "of its time", "nothing to ask"],
)
def test_a_correction_makes_it_follow_what_is_true(
    asking: Client, first: Entry, then: Entry, asked: list[tuple[str, int]]
) -> None:
    before = [("How is the car?", 90)] if first is SOLD else []
    [name] = [entry.name for entry in asking.record_entries("u1", [first]).entries]
    assert _asked(asking) == before

    corrected = asking.supersede_entry(name, then).entry.name
    assert _asked(asking) == asked

    asking.retract_entry(corrected, reason="It was right.", recorder=MIRA)
    assert _asked(asking) == before
    asking.retract_entry(name, reason="Another customer.", recorder=MIRA)
    assert _asked(asking) == []


def _asked(client: Client) -> list[tuple[str, int]]:
    return [(one.entry.commitment.what, (due(one) - NOON).days) for one in open_ones(client)]


def test_one_that_an_agent_took_back_is_not_made_again(asking: Client) -> None:
    [fix] = asking.record_entries("u1", [fixed()]).entries
    [made] = open_ones(asking)
    asking.retract_entry(made.entry.name, reason="They asked us not to.", recorder=MIRA)
    asking.supersede_entry(fix.name, fixed(case_id="case-1"))

    assert asked_after(asking) == []


def test_what_somebody_promised_in_a_call_is_theirs_and_stays(asking: Client) -> None:
    [fix] = asking.record_entries("u1", [fixed()]).entries
    asking.record_entries("u1", [regard.commitment("Send the bill.", owner=MIRA, follows=fix.name)])
    asking.retract_entry(fix.name, reason="Another call.", recorder=MIRA)

    assert asked_after(asking) == [("customers/u1", "Send the bill.")]


def test_of_merged_customers_it_is_in_the_ledger_of_the_one_addressed(asking: Client) -> None:
    asking.record_entries("u1", [regard.commitment("Call.", owner=MIRA)])
    asking.record_entries("u2", [regard.commitment("Write.", owner=MIRA)])
    asking.merge_customers(surviving_customer="u2", merged_customer="u1", reason="One.", recorder=MIRA)
    [fix] = asking.record_entries("u1", [fixed()]).entries
    merged = asked_after(asking)[0]
    asking.unmerge_customers("u1", reason="Two.", recorder=MIRA)
    unmerged = asked_after(asking)[0]
    asking.merge_customers(surviving_customer="u2", merged_customer="u1", reason="One.", recorder=MIRA)
    asking.retract_entry(fix.name, reason="Another customer.", recorder=MIRA)

    assert (merged, unmerged) == (("customers/u2", "Does it hold?"), ("customers/u1", "Does it hold?"))
    assert asked_after(asking) == [("customers/u2", "Call."), ("customers/u2", "Write.")]


def test_without_a_policy_for_it_nothing_is_made(client: Client) -> None:
    client.record_entries("u1", [fixed(), regard.offer_response("car", "accepted")])
    assert open_ones(client) == []


OURS = "regard_server.domain.check_ins"


@pytest.mark.parametrize(
    ("broken", "by", "promise"),
    [
        (f"{OURS}._preferred_person", lambda *_: "", test_the_person_whom_the_customer_named_comes_first),
        (f"{OURS}._asked", lambda *_: (), test_it_carries_what_was_asked_last_time),
        (f"{OURS}._is_settled", lambda _: False, test_what_was_settled_stays_when_what_it_follows_is_retracted),
        (f"{OURS}._retracted_by_agents", lambda _: set(), test_one_that_an_agent_took_back_is_not_made_again),
        (
            f"{OURS}._follows_one_of",
            lambda entry, versions: check_ins._follows(entry) in versions,
            test_what_somebody_promised_in_a_call_is_theirs_and_stays,
        ),
        (
            "regard_server.usecases.check_ins.check_ins_after",
            lambda *args, now, **how: check_ins.check_ins_after(*args, now=NOON - 9999 * DAY, **how),
            test_an_import_of_old_history_makes_none_that_is_overdue_from_the_beginning,
        ),
        (
            "regard_server.usecases.retract_entry.may_ask",
            lambda *_: False,
            test_it_goes_when_what_it_follows_is_retracted,
        ),
        (
            "regard_server.usecases.record_entries._Batch._has_source",
            lambda *_: False,
            test_where_somebody_recorded_the_check_in_before_none_is_made,
        ),
    ],
    ids=lambda given: getattr(given, "__name__", None) if callable(given) else str(given).rpartition(".")[2],
)
def test_control_a_broken_promise_is_seen(
    asking: Client, monkeypatch: pytest.MonkeyPatch, broken: str, by: Any, promise: Callable[[Client], None]
) -> None:
    monkeypatch.setattr(broken, by)
    with pytest.raises((AssertionError, regard.errors.RegardError)):
        promise(asking)
