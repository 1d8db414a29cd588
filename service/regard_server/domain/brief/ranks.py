"""How much each sort of line matters: where there is no room for all, those of the lowest number survive.

First comes how to speak to somebody at all, then what would hurt if it were said or done, then what we owe, then what saves
them from saying it again, then what warms, then what may be offered.
"""

ADDRESS = 5
OWNER = 10
RESTRICTED = 12
DONT_CONTACT = 15
PAUSE = 16
DONT_RAISE = 18
OVERDUE = 20
UNDERSTANDING = 25
UNDERSTOOD_SINCE = 27
NEVER = 28
NO_CONSENT = 30
TRIED = 32
ANSWERED = 34
DUE = 40
ENOUGH = 41
LAST_TIME = 44
PROMISED = 46
DONT_RAISE_STORY = 48
WARM = 50
READING = 55
QUIET = 58
PREFERS = 59
ALLOWANCE = 60
GESTURE = 65
UNDERSTOOD_BEFORE = 68
EARLIER = 70
EARLIER_READING = 72
DISLIKE = 75
RESTING = 78
OBSERVED_DISLIKE = 82
LIKE = 85
OBSERVED_LIKE = 90

SELLING_SOONER = 50
"""For selling, what not to offer matters by so much more: it is what would hurt."""
ASKED_THEN_LATER = 2
"""What was asked last time comes after the check-in that asks again."""
PER_MATTER = 1
"""An older open matter matters a little less than a newer one, line by line."""
