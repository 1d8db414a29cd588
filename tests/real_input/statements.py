"""One short sentence about oneself to what it says for or against topics. Careful with "not": rather nothing than wrong.

Only a sentence about the speaker counts, in the present; and only where the thing liked or disliked is a phrase of the
vocabulary, whole: "I can't stand cleaning X" says nothing about X, nor does "I haven't got an X", "my brother hates X" or
"I have never been on an X". Lists are taken apart: all parts must be known where "and" joins them. What somebody doesn't
do ("I don't X") is taken for a dislike and marked as `abstains`; with "never" it is NEVER. Said with a measure ("not much",
"not often", "not well") it says nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from real_input.wording import Vocabulary, plain

ADVERB = (
    r"(?:(?:really|also|just|absolutely|strongly|simply|particularly|personally|always|truly|especially|even|ever) )*"
)
NOT = r"(?:do not|don't|dont)"
SUBJECT = re.compile(r"^(?:my name is \w+ and )?(i am|i'm|im|i)\b ?")
LIKES = re.compile(
    rf"^{ADVERB}(?:like|love|enjoy|adore|prefer|(?:a )?(?:big |huge )?fan of|fond of|into)\b (?P<what>.+)$"
)
DISLIKES = re.compile(
    rf"^{ADVERB}(?:{NOT} {ADVERB}(?:like|love|enjoy|care for)|hate|dislike|despise|detest|loathe|can't stand"
    rf"|can ?not stand|avoid|not {ADVERB}(?:much of )?(?:very |really )?(?:a fan of|fond of|into|interested in))\b (?P<what>.+)$"
)
ABSTAINS = re.compile(
    rf"^{ADVERB}(?P<how>{NOT}|never) {ADVERB}"
    r"(?P<verb>drink|eat|smoke|gamble|golf|ski|hunt|hike|run|swim|travel|read|cook|dance|play|watch|listen to)\b ?(?P<what>.*)$"
)
WITHOUT_OBJECT = {
    "drink": "alcohol",
    "smoke": "tobacco",
    "gamble": "gambling",
    "golf": "golf",
    "ski": "skiing",
    "hunt": "hunting",
    "hike": "hiking",
    "run": "running",
    "swim": "swimming",
    "travel": "travel",
    "read": "reading",
    "cook": "cooking",
    "dance": "dancing",
    "shop": "shopping",
    "garden": "gardening",
    "camp": "camping",
    "surf": "surfing",
    "jog": "jogging",
    "kayak": "kayak",
    "knit": "knitting",
    "sew": "sewing",
    "bake": "baking",
    "fish": "fishing",
    "bowl": "bowling",
    "paint": "painting",
    "draw": "drawing",
    "exercise": "exercise",
    "work out": "working out",
    "eat out": "eating out",
}
"""What somebody does, and the word for it that a vocabulary may know."""

WITH_OBJECT = ("drink", "eat", "smoke", "play", "read", "watch", "listen to")
"""Who doesn't do these to something wants none of it; who doesn't cook it may well eat it."""

REASON = re.compile(r",? \b(?:because|since|due to|as i)\b.*$")
CLAUSES = re.compile(
    r"\s*[,;]?\s+(?:but|and|while|although)\s+(?=(?:i|i'm|im|hate|dislike|love|not|do not|don't)\b)|[;.!]"
)
TAIL = re.compile(
    r" (?:at all|either|any ?more|now|myself|with a passion|for health reasons|too|especially in traffic)$"
)
MEASURE = re.compile(r" (?:very much|much|a lot|so much)$")
LEAD = re.compile(
    r"^(?:the taste of|the smell of|eating|drinking|playing|watching|listening to|visiting|wearing|going to(?: the)?|eat|drink"
    r"|play|watch|listen to|visit|wear|go to(?: the)?|going|go|all (?:kinds|types) of|any|some|most|the|an|a) "
)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """`what` is the thing in their words. Without topics the vocabulary has no word for it, or none that is sure.

    abstains: what they don't do, rather than what they said they mind.
    """

    stance: str
    what: str
    topics: frozenset[str]
    abstains: bool = False

    def is_about_a_kind(self, vocabulary: Vocabulary) -> bool:
        """Whether it could only be put under a topic that is wider than what they said."""
        return not self.topics and any(vocabulary.is_kind(phrase) for phrase in _shorter(self.what))


def statements(sentence: str, vocabulary: Vocabulary) -> list[Statement]:
    """What the sentence says for or against something, also where no topic is certain enough."""
    found: list[Statement] = []
    about_self = False
    stance = ""
    for raw in CLAUSES.split(plain(sentence)):
        clause = REASON.sub("", raw.strip())
        subject = SUBJECT.match(clause)
        about_self = about_self if subject is None else True
        if not clause or not about_self:
            about_self = False
            continue
        said = clause if subject is None else clause[subject.end() :]
        if subject is None and said.startswith("not ") and stance == "likes":
            said = f"dislike {said.removeprefix('not ')}"
        statement = _statement(said, vocabulary)
        stance = "" if statement is None else statement.stance
        found += [] if statement is None else [statement]
    return found


def _statement(said: str, vocabulary: Vocabulary) -> Statement | None:
    disliked = DISLIKES.match(said)
    if disliked is not None:
        what = MEASURE.sub("", TAIL.sub("", disliked["what"]))
        return Statement(stance="dislikes", what=what, topics=_named(what, vocabulary, negated=True))
    abstained = ABSTAINS.match(said)
    if abstained is not None:
        what = TAIL.sub("", f" {abstained['what']}").strip()
        if not what:
            topics = vocabulary.exactly(WITHOUT_OBJECT.get(abstained["verb"], ""))
        elif abstained["verb"] in WITH_OBJECT:
            topics = _named(what, vocabulary, negated=True)
        else:
            topics = frozenset()
        stance = "never" if abstained["how"] == "never" else "dislikes"
        return Statement(stance=stance, what=what, topics=topics, abstains=True)
    liked = LIKES.match(said)
    if liked is not None:
        what = MEASURE.sub("", TAIL.sub("", liked["what"]))
        return Statement(stance="likes", what=what, topics=_named(what, vocabulary, negated=False))
    return None


def _named(what: str, vocabulary: Vocabulary, *, negated: bool) -> frozenset[str]:
    """The topics of the thing itself, or of each thing in a list."""
    whole = _named_alone(what, vocabulary)
    if whole:
        return whole
    alternatives = re.split(r",? or |, ", what) if negated and " or " in what else re.split(r",? and |, ", what)
    if what.startswith("to "):
        alternatives = [f"to {one.removeprefix('to ')}" for one in alternatives]
    if len(alternatives) < 2:
        return frozenset()
    each = [_named_alone(one, vocabulary) for one in alternatives]
    if not all(each) and not (negated and " or " in what):
        return frozenset()
    return frozenset().union(*each)


def _named_alone(what: str, vocabulary: Vocabulary) -> frozenset[str]:
    what = what.strip(" \"'")
    if what.startswith("to "):
        what = what.removeprefix("to ")
        if what in WITHOUT_OBJECT:
            return vocabulary.exactly(WITHOUT_OBJECT[what])
        if LEAD.match(what) is None:
            return frozenset()
    for shorter in _shorter(what):
        topics = vocabulary.exactly(shorter)
        if topics:
            return topics
    return frozenset()


def _shorter(what: str) -> Iterator[str]:
    """The phrase, and what is left of it as words that add nothing are taken from its beginning."""
    yield what
    while (lead := LEAD.match(what)) is not None:
        what = what[lead.end() :]
        yield what
