"""An answer holds until its `expire_time`, to the microsecond, whichever rules have a part in it: followed from one answer
to the next through days when the clocks change, and held against the rules as written a second time."""

from datetime import datetime, timedelta

from domain.busy_days import busy_days
from domain.ledgers import ALIASES, PATHS, Dice
from domain.promises import promise
from domain.screening_by_the_book import Book
from domain.situations import MICROSECOND, Situation
from regard_server.domain.offer import Offer

FOLLOWED = timedelta(hours=30)
ANSWERS_MAX = 60


@promise
def test_an_answer_is_the_same_until_it_expires_whatever_has_a_part_in_it(situation: Situation, dice: Dice) -> None:
    """The situation that is given is too quiet for this one; the dice make another."""
    busy = busy_days(dice)
    profile, at, end_of_walk = busy.profile(), busy.at, busy.at + FOLLOWED
    changes = set(busy.changes())
    answers = 0
    while at < end_of_walk:
        answer = busy.screen(profile, at=at)
        end = answer.expire_at
        last = end_of_walk if end is None else end
        assert at < last
        middle = min(at + dice.pick(range(64)) * (last - at) / 64, last - MICROSECOND)
        before = busy.screen(at=last - MICROSECOND)
        assert (before.decisions, before.status) == (answer.decisions, answer.status)
        assert {
            each.offer_id: {one.reason.name for one in each.suppressions} for each in answer.decisions
        } == by_the_book(busy, middle)
        # Nights and days begin and end on the minute. Answers that expire all the time would be right, and of no use.
        assert end is None or end in changes or (end.second, end.microsecond) == (0, 0)
        answers += 1
        assert answers <= ANSWERS_MAX
        at = last


def by_the_book(situation: Situation, at: datetime) -> dict[str, set[str]]:
    book = Book(
        situation.entries,
        situation.policy,
        purpose=situation.purpose,
        channel=situation.channel,
        at=at,
        aliases=ALIASES,
        topics=PATHS,
    )
    return {offer.id: book.reasons(offer) for offer in situation.offers if isinstance(offer, Offer)}
