"""Negative controls: what a broken engine breaks. A mutation that goes unseen means that its promise is no longer tested."""

from collections.abc import Callable
from functools import partial

import pytest

import domain.test_expire_time  # makes one more promise
import domain.test_screening_properties  # noqa: F401  # makes the promises
from domain.case_files import all_cases
from domain.engine_runner import one_by_one, run
from domain.mutations import MUTATIONS, Mutation
from domain.promises import CHECKS

CASES = {case.name: case for case in all_cases()}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_a_broken_engine_is_seen(mutation: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    mutation.engine(monkeypatch)

    unseen = [name for name in mutation.cases if not _fails(partial(run, CASES[name], one_by_one))]
    unseen += [name for name in mutation.properties if not _fails(CHECKS[name])]

    assert not unseen
    assert mutation.cases or mutation.properties


def test_every_promise_has_a_control() -> None:
    assert {name for mutation in MUTATIONS for name in mutation.properties} == set(CHECKS)


def _fails(check: Callable[[], None]) -> bool:
    try:
        check()
    except AssertionError:
        return True
    return False
