"""The checker finds what no order of writes and reads explains, and only that."""

import random

import pytest

from .history import Attempt, History, Operation, violations


def write(began: float, ended: float, revision: int) -> Operation:
    return Operation("u1", "RecordEntries", began, ended, revision, is_write=True)


def read(began: float, ended: float, revision: int) -> Operation:
    return Operation("u1", "GetProfile", began, ended, revision)


@pytest.mark.parametrize(
    "operations",
    [
        [write(0, 1, 1), read(2, 3, 1)],
        [write(0, 4, 1), read(1, 2, 0), read(2.5, 3, 1)],
        [write(0, 4, 1), read(1, 3, 1), read(2, 5, 0)],
        [write(0, 5, 2), write(0, 5, 1), read(6, 7, 2)],
    ],
)
def test_what_one_order_explains_is_no_violation(operations: list[Operation]) -> None:
    assert violations(History(operations)) == []


@pytest.mark.parametrize(
    "operations",
    [
        [write(0, 1, 1), read(2, 3, 0)],
        [write(0, 9, 1), read(1, 2, 1), read(3, 4, 0)],
        [write(0, 1, 1), write(2, 3, 1)],
        [write(0, 1, 2), write(2, 3, 1), read(0, 1, 0)],
        [read(0, 1, 1), write(2, 3, 1)],
        [read(0, 1, 1)],
    ],
    ids=["stale", "read after read", "two with one number", "out of order", "before it was asked", "from nowhere"],
)
def test_control_what_no_order_explains_is_found(operations: list[Operation]) -> None:
    assert violations(History(operations))


def test_where_only_what_was_acknowledged_binds_reads_need_not_agree() -> None:
    disagreeing = [write(0, 9, 1), read(1, 2, 1), read(3, 4, 0)]
    assert violations(History(disagreeing), of_reads=False) == []
    assert violations(History([*disagreeing, read(10, 11, 0)]), of_reads=False)


def test_an_attempt_may_have_happened_or_not() -> None:
    attempts = [Attempt("u1", 0)]
    assert violations(History([read(1, 2, 1), read(3, 4, 1)], attempts)) == []
    assert violations(History([read(1, 2, 0), read(3, 4, 0)], attempts)) == []
    assert violations(History([read(1, 2, 2)], attempts))


def test_histories_of_a_true_register_pass_and_fail_when_a_read_is_made_older() -> None:
    chance = random.Random(7)
    found = 0
    for _ in range(50):
        operations, now, revision = [], 0.0, 0
        for _ in range(40):
            now += chance.random()
            is_write = chance.random() < 0.3
            revision += is_write
            reach = chance.random() * 3
            make = write if is_write else read
            operations.append(make(now - reach * chance.random(), now + reach * chance.random(), revision))
        assert violations(History(operations)) == []
        place = chance.choice([n for n, one in enumerate(operations) if not one.is_write and one.revision])
        broken = [*operations]
        broken[place] = broken[place]._replace(revision=0)
        found += bool(violations(History(broken)))
    assert found > 30
