"""A longer sentence of preference to the topics that it speaks for and against; and an option to what it is about.

A clause is against what it names after a cue such as "avoid" or "allergic to"; not so where a second negation follows
("avoid places that don't …" asks for something, and no entry can say that), nor where it only gives a reason. What all
of a sentence's kind are about, such as hotels where hotels are compared, is never what is disliked.
"""

import re
from dataclasses import dataclass

from real_input.wording import Vocabulary, plain, tokens

WIDE = frozenset(
    {
        "education",
        "food-and-drink",
        "food-and-drink/diets",
        "food-and-drink/restaurants",
        "health",
        "home-and-garden",
        "home-and-garden/decor",
        "home-and-garden/appliances",
        "pets",
        "shopping",
        "shopping/fashion",
        "shopping/jewellery",
        "sports",
        "travel",
        "travel/hotels",
    }
)
CLAUSES = re.compile(
    r"[;.!]|,? (?:but|and|while|whereas)(?= (?:i |prefer|only|much prefer|tend to|avoid|refuse|don't|do not|would rather))"
    r"|,? (?=because|due to|since|as i |as i'm |as it |as they |so i |for its |instead of)|, (?=so i|i )|,? (?=and prefer)"
)
REASON = re.compile(r"^(?:because|due to|since|as (?:i|i'm|it|they)|for its|instead of)\b")
AGAINST = re.compile(
    r"\b(?:avoid\w*|dislik\w+|aversion to|averse to|distaste for|disdain for|hate|detest|despise|loathe|steer clear of|refus\w+"
    r"|can't stand|cannot stand|can't consume|cannot consume|cannot eat|cannot tolerate|not interested in|no interest in"
    r"|not a fan of|not like|don't like|not enjoy|don't enjoy|not consume|don't consume|not wear|don't wear|never wear|never"
    r"|prefer not to|allergic to|fear of|phobia of|sensitive to|not want|afraid of|don't incorporate|not incorporate)\b"
)
ALLERGY = re.compile(r"\b(?:allergy|allergies|intolerance|intolerances|intolerant)\b")
TWICE = re.compile(r"\b(?:not|don't|doesn't|aren't|isn't|without|unless|other than|non|lack|lacking)\b")
FOR = re.compile(r"\b(?:prefer|love|enjoy|only|follow|adhere|exclusively|fan of|vegan|am on|i'm on)\b")
AWAY = re.compile(r"\b(?:outside|away|far from|rather than|over|instead|than|free from|free of)\b")
TO_BOOK = re.compile(r"\bbook(?:ing)? (?!clubs?\b|shops?\b|stores?\b|lovers?\b)")
"""To reserve; not something to read."""
WITHOUT = frozenset(
    {
        "no",
        "without",
        "non",
        "not",
        "never",
        "avoid",
        "don't",
        "isn't",
        "vegan",
        "faux",
        "fake",
        "imitation",
        "artificial",
        "plant-based",
        "free",
    }
)


@dataclass(frozen=True, kw_only=True)
class Preferences:
    disliked: frozenset[str]
    liked: frozenset[str]
    never: bool = False


def preferences(sentence: str, vocabulary: Vocabulary) -> Preferences:
    disliked: set[str] = set()
    liked: set[str] = set()
    text = TO_BOOK.sub("", plain(sentence).strip(' "'))
    for clause in CLAUSES.split(text):
        said = clause.strip()
        if not said or REASON.match(said):
            continue
        cue = AGAINST.search(said)
        if ALLERGY.search(said) is not None:
            disliked |= _named(said, vocabulary)
        elif cue is not None:
            what = said[cue.end() :]
            disliked |= set() if TWICE.search(what) else _named(what, vocabulary)
        elif FOR.search(said) is not None and not TWICE.search(said) and not AWAY.search(said):
            liked |= _named(said, vocabulary)
    return Preferences(
        disliked=frozenset(disliked), liked=frozenset(liked - disliked), never=re.search(r"\bnever\b", text) is not None
    )


def about(option: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The topics that an option names, kinds included; not those that it says it is without."""
    words = tokens(TO_BOOK.sub("", plain(option)))
    found: set[str] = set()
    for mention in vocabulary.mentions(words, kinds=True):
        before = words[max(0, mention.first - 2) : mention.first]
        after = words[mention.end : mention.end + 1]
        if not WITHOUT.intersection(before) and after != ("free",):
            found |= mention.topics
    return frozenset(found)


def _named(text: str, vocabulary: Vocabulary) -> set[str]:
    return {topic for mention in vocabulary.mentions(tokens(text), kinds=False) for topic in mention.topics} - WIDE
