"""Every case, through the pure engine."""

import pytest

from domain.case_files import Case, all_cases, common_topics
from domain.engine_runner import Build, all_at_once, one_by_one, run


@pytest.mark.parametrize("build", [one_by_one, all_at_once])
@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
def test_the_engine_decides_as_the_case_says(case: Case, build: Build) -> None:
    run(case, build)


def test_the_topics_and_the_catalogue_of_a_case_are_its_own() -> None:
    seen = {topic.path for topic in common_topics()}
    for case in all_cases():
        names = [topic.path for topic in case.topics] + [offer.offer_id for offer in case.catalogue]
        assert not seen & set(names), case.name
        assert {topic.path for topic in case.moved_later} <= set(names), case.name
        seen |= set(names)
