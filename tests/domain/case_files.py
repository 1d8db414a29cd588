"""Reads the cases; `cases/README.md` says what they hold. An answer is held against one as plain data: see `Answer`."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from google.protobuf.json_format import ParseDict

from regard.v1 import Entry, Offer, Policy, Topic

FOLDER = Path(__file__).parent
CHOSEN_FIELDS = ("topic", "offer_type", "quote", "recorder", "stated_time", "shadow")
"""Of a suppression, what is compared only where the case gives it."""
ALWAYS_COMPARED = ("reason", "entries", "until")


@dataclass(frozen=True, kw_only=True)
class CaseEntry:
    """`message` has no name: that has the customer in it, whom the runner chooses."""

    id: str
    recorded_at: datetime
    message: Entry


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a runner got. Decisions have the fields of a case's, with all of `CHOSEN_FIELDS` and instants as such."""

    decisions: list[dict[str, Any]]
    expire_at: datetime | None
    profile_status: str


class Case:
    def __init__(self, name: str, data: dict[str, Any]) -> None:
        self.name = name
        self.purpose: str = data.pop("purpose")
        self.channel: str = data.pop("channel")
        self.on_unknown: str | None = data.pop("on_unknown", None)
        self.at = datetime.fromisoformat(data.pop("at"))
        self.retracted_at = self.at - timedelta(minutes=30)
        self.topics = [ParseDict(topic, Topic()) for topic in data.pop("topics", [])]
        self.moved_later = [ParseDict(topic, Topic()) for topic in data.pop("moved_later", [])]
        self.catalogue = [ParseDict(offer, Offer()) for offer in data.pop("catalogue", [])]
        self.offers = [ParseDict(offer, Offer()) for offer in data.pop("offers", [])]
        self.offer_ids: list[str] = data.pop("offer_ids", [])
        self.entries = [self._entry(entry) for entry in data.pop("entries")]
        self.retracted: list[str] = data.pop("retracted", [])
        policy: dict[str, Any] = data.pop("policy", {})
        self._policy = ParseDict(policy, Policy())
        self._policy_fields = {_snake(name) for name in policy}
        self.unavailable: bool = data.pop("unavailable", False)
        """The profile can't be read, which no caller can bring about: only the engine is asked."""
        self.decisions: list[dict[str, Any]] = data.pop("decisions")
        self._wants_expire_time = "expire_time" in data
        self.expire_at = _instant(data.pop("expire_time", None))
        self.profile_status: str | None = data.pop("profile_status", None)
        assert data.pop("description"), f"{name} describes itself"
        assert not data, f"{name} has fields that nobody reads: {sorted(data)}"

    @property
    def has_policy(self) -> bool:
        return bool(self._policy_fields)

    def policy_from(self, default: Policy) -> Policy:
        """The default, with what the case says otherwise."""
        message = Policy()
        message.CopyFrom(default)
        for name in self._policy_fields:
            message.ClearField(name)
        message.MergeFrom(self._policy)
        return message

    def hold_against(self, answer: Answer) -> None:
        """Raises AssertionError where the answer isn't what the case expects."""
        expected = [_expected(decision) for decision in self.decisions]
        assert [_like(expected, decision) for decision in answer.decisions] == expected
        for decision in answer.decisions:
            order = [suppression["place"] for suppression in decision["suppressions"]]
            assert order == sorted(order), "suppressions come in the order of their reasons"
        if self._wants_expire_time:
            assert answer.expire_at == self.expire_at
        if self.profile_status is not None:
            assert answer.profile_status == self.profile_status

    def _entry(self, data: dict[str, Any]) -> CaseEntry:
        entry_id = data.pop("id")
        recorded = data.pop("recorded", None)
        basis = "BASIS_OBSERVED" if "offerResponse" in data else "BASIS_STATED"
        usual = {"basis": basis, "recorder": "agents/mira.holt", "sourceSystem": "cases", "sourceId": entry_id}
        data["provenance"] = usual | data.get("provenance", {})
        return CaseEntry(
            id=entry_id,
            recorded_at=_instant(recorded) or self.at - timedelta(hours=1),
            message=ParseDict(data, Entry()),
        )


@cache
def common_topics() -> tuple[Topic, ...]:
    topics = json.loads((FOLDER / "common_topics.json").read_text())
    return tuple(ParseDict(topic, Topic()) for topic in topics)


@cache
def all_cases() -> tuple[Case, ...]:
    return tuple(Case(path.stem, json.loads(path.read_text())) for path in sorted((FOLDER / "cases").glob("*.json")))


def _expected(decision: dict[str, Any]) -> dict[str, Any]:
    suppressions = [
        {"reason": wanted["reason"], "entries": wanted.get("entries", []), "until": _instant(wanted.get("until"))}
        | {field: wanted[field] for field in CHOSEN_FIELDS if field in wanted}
        for wanted in decision.get("suppressions", [])
    ]
    for suppression in suppressions:
        if "stated_time" in suppression:
            suppression["stated_time"] = _instant(suppression["stated_time"])
    return {
        "offer": decision["offer"],
        "verdict": decision["verdict"],
        "suppressions": sorted(suppressions, key=_sort_key),
    }


def _like(expected: list[dict[str, Any]], decision: dict[str, Any]) -> dict[str, Any]:
    """The answer's decision, without the fields that the case says nothing of."""
    wanted: list[dict[str, Any]] = next(
        (other["suppressions"] for other in expected if other["offer"] == decision["offer"]), []
    )
    got = sorted(decision["suppressions"], key=_sort_key)
    fields = [like.keys() for like in wanted] if len(wanted) == len(got) else [ALWAYS_COMPARED] * len(got)
    return {
        "offer": decision["offer"],
        "verdict": decision["verdict"],
        "suppressions": [
            {field: suppression[field] for field in compared} for suppression, compared in zip(got, fields, strict=True)
        ],
    }


def _sort_key(suppression: dict[str, Any]) -> tuple[Any, ...]:
    return suppression["reason"], suppression["entries"], str(suppression["until"]), suppression.get("topic", "")


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
