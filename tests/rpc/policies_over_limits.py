"""Every limit of PolicyService, each just past it, with the field named."""

from collections.abc import Iterator
from typing import Any

from google.protobuf.duration_pb2 import Duration

from regard import v1

from .one_field_changed import Case, cases, edited
from .wire import POLICY

MINUTE, DAY = Duration(seconds=60), Duration(seconds=86_400)
UNDER_A_MINUTE, OVER_1100_DAYS = Duration(seconds=59), Duration(seconds=95_040_001)
MODE = v1.ReasonMode(reason="SUPPRESSION_REASON_DISLIKED", mode="MODE_SHADOW")
COOL_DOWN = v1.CoolDown(
    scope="COOL_DOWN_SCOPE_OFFER", outcomes=["OUTCOME_DECLINED"], window=MINUTE, duration=MINUTE, duration_max=MINUTE
)
CAP = v1.FrequencyCap(scope="CAP_SCOPE_ALL", presentations_max=1, window=MINUTE)

NEED = v1.ConsentNeed(purpose="PURPOSE_MARKETING", channel="CHANNEL_EMAIL")
ALLOWANCE = v1.Allowance(text="Credit a return before it is posted back.", roles=["desk"])
CHECK_IN = v1.CheckIn(after="CHECK_IN_TRIGGER_ACCEPTED", delay=MINUTE, text="Does it still do?")
KEPT = v1.Retention(kind="ENTRY_KIND_PREFERENCE", period=DAY)

RULES: dict[str, tuple[Any, int, list[tuple[str, Any]]]] = {
    "reason_modes": (MODE, 20, [("reason", 0), ("reason", 999), ("mode", 0), ("mode", 3)]),
    "cool_downs": (
        COOL_DOWN,
        50,
        [
            ("scope", 0),
            ("scope", 4),
            ("outcomes", []),
            ("outcomes", [3, 3]),
            ("outcomes", [3, 4, 5, 3]),
            ("responses_min", -1),
            ("responses_min", 21),
            ("window", UNDER_A_MINUTE),
            ("window", OVER_1100_DAYS),
            ("duration", UNDER_A_MINUTE),
            ("duration", OVER_1100_DAYS),
            ("growth_factor", -0.1),
            ("growth_factor", 10.1),
            ("duration_max", UNDER_A_MINUTE),
            ("duration_max", OVER_1100_DAYS),
        ],
    ),
    "frequency_caps": (
        CAP,
        20,
        [
            ("scope", 0),
            ("scope", 5),
            ("presentations_max", 0),
            ("presentations_max", 1001),
            ("window", UNDER_A_MINUTE),
            ("window", Duration(seconds=34_560_001)),
            ("calendar", 0),
            ("calendar", 3),
        ],
    ),
    "consent_needs": (NEED, 50, [("purpose", 0), ("purpose", 5), ("channel", 11)]),
    "allowances": (
        ALLOWANCE,
        100,
        [
            ("text", ""),
            ("text", "t" * 501),
            ("text", "\0"),
            ("roles", [f"r{number}" for number in range(21)]),
            ("roles", ["desk", "desk"]),
        ],
    ),
    "check_ins": (
        CHECK_IN,
        20,
        [
            ("after", 0),
            ("after", 4),
            ("delay", UNDER_A_MINUTE),
            ("delay", OVER_1100_DAYS),
            ("text", ""),
            ("text", "t" * 501),
            ("text", "\0"),
            ("owner", "o" * 201),
            ("owner", "\0"),
        ],
    ),
    "retention": (
        KEPT,
        20,
        [
            ("kind", 0),
            ("kind", 99),
            ("period", Duration(seconds=86_399)),
            ("period", Duration(seconds=3_153_600_001)),
        ],
    ),
}
"""By the policy's list: a good rule, how many there may be, and what is past the limits of one."""


def policy_cases() -> Iterator[Case]:
    yield from cases(f"{POLICY}/GetPolicy", v1.GetPolicyRequest(), [("version", -1)])
    pages: list[tuple[str, Any]] = [("page_size", -1), ("page_size", 101), ("page_token", "t" * 1001)]
    yield from cases(f"{POLICY}/ListPolicies", v1.ListPoliciesRequest(), pages)
    method, good = f"{POLICY}/UpdatePolicy", v1.UpdatePolicyRequest(policy=v1.Policy())
    yield method, v1.UpdatePolicyRequest(), "policy"
    changes: list[tuple[str, Any]] = [
        ("etag", "e" * 101),
        ("sample_customers", ["customers/u1"] * 1001),
        ("sample_offer_ids", ["o1"] * 201),
        ("sample_purpose", 5),
        ("sample_channel", 11),
        ("recorder", "r" * 201),
        ("recorder", "\0"),
        ("reason", "r" * 2001),
        ("reason", "\0"),
        ("request_id", "one"),
        ("policy.name", "n" * 101),
        ("policy.etag", "e" * 101),
        ("policy.time_zone", "z" * 65),
        ("policy.time_zone", "\0"),
        ("policy.unclassified_offers", 3),
        ("policy.reservation_time_to_live", Duration(nanos=999_999_999)),
        ("policy.reservation_time_to_live", Duration(seconds=604_800, nanos=1)),
    ]
    yield from cases(method, good, changes)
    yield from cases(method, good, [("sample_customers", ["customers/u1", "u2"])], "sample_customers[1]")
    for wrong in ("", "i" * 129, "a\0b"):
        yield from cases(method, good, [("sample_offer_ids", ["fine", wrong])], "sample_offer_ids[1]")
    for name, (rule, count_max, wrongs) in RULES.items():
        yield from cases(method, good, [(f"policy.{name}", [rule] * (count_max + 1))])
        for path, value in wrongs:
            yield from cases(
                method, good, [(f"policy.{name}", [rule, edited(rule, path, value)])], f"policy.{name}[1].{path}"
            )
    for name, wrong_rule, field in (
        ("cool_downs", edited(COOL_DOWN, "outcomes", [3, 1]), "outcomes[1]"),
        ("cool_downs", v1.CoolDown(scope=1, outcomes=[3], duration=MINUTE), "window"),  # type: ignore[arg-type, list-item]
        ("cool_downs", v1.CoolDown(scope=1, outcomes=[3], window=MINUTE), "duration"),  # type: ignore[arg-type, list-item]
        ("frequency_caps", v1.FrequencyCap(scope="CAP_SCOPE_ALL", presentations_max=1), "span"),
        ("allowances", edited(ALLOWANCE, "roles", ["desk", ""]), "roles[1]"),
        ("allowances", edited(ALLOWANCE, "roles", ["desk", "r" * 101]), "roles[1]"),
        ("allowances", edited(ALLOWANCE, "roles", ["desk", "\0"]), "roles[1]"),
        ("check_ins", v1.CheckIn(after="CHECK_IN_TRIGGER_ACCEPTED", text="Does it still do?"), "delay"),
        ("retention", v1.Retention(kind="ENTRY_KIND_PREFERENCE"), "period"),
    ):
        yield from cases(method, good, [(f"policy.{name}", [wrong_rule])], f"policy.{name}[0].{field}")
