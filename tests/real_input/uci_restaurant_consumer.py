"""138 people and 130 restaurants: what they answered in a questionnaire, where they ate, and what each place serves.

- `drink_level` abstemious is the person's own answer: STATED, DISLIKES alcohol, the answer as quote. Not NEVER, which is
  more than the word says. The other two levels are no wish and become nothing.
- A cuisine that they ticked: STATED, LIKES. Cuisines that the taxonomy lacks are imported below restaurants. To tick `Bar`
  is to like a kind of place: no like of alcohol.
- A rating says that they ate there: OBSERVED, ACCEPTED, the points as reason. A rating of 0 stays that: the API has no
  place for "not this restaurant", only for a topic or a kind of offer.
- A non-smoker may mind smoke or not: INFERRED, DISLIKES tobacco, confidence one half.

Dates by convention: the questionnaire 30 days ago, each rating 10 days ago.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import regard
from real_input.data import read_csv
from real_input.material import Material, slug
from regard.v1 import Entry, Offer, Topic

SYSTEM = "uci-restaurant-consumer"
RECORDER = "systems/questionnaire"
ALCOHOL = "food-and-drink/alcohol"
RESTAURANTS = "food-and-drink/restaurants"
TOBACCO = "tobacco"
VENUE = "restaurant"

SERVED = {
    "No_Alcohol_Served": (),
    "Wine-Beer": (f"{ALCOHOL}/wine", f"{ALCOHOL}/beer"),
    "Full_Bar": (ALCOHOL,),
}
SMOKE_FREE = ("none", "not permitted")
KNOWN_CUISINES = {
    "Bakery": "food-and-drink/breakfast",
    "Barbecue": "food-and-drink/meat",
    "Breakfast-Brunch": "food-and-drink/breakfast",
    "Burgers": "food-and-drink/fast-food",
    "Cafe-Coffee_Shop": "food-and-drink/coffee",
    "Dessert-Ice_Cream": "food-and-drink/chocolate-and-sweets",
    "Doughnuts": "food-and-drink/chocolate-and-sweets",
    "Fast_Food": "food-and-drink/fast-food",
    "Fine_Dining": "food-and-drink/fine-dining",
    "Game": "food-and-drink/meat/game",
    "Juice": "food-and-drink/soft-drinks",
    "Kosher": "food-and-drink/diets/kosher",
    "Seafood": "food-and-drink/fish-and-seafood",
    "Steaks": "food-and-drink/meat/beef",
    "Sushi": "food-and-drink/fish-and-seafood",
    "Tea_House": "food-and-drink/tea",
    "Vegetarian": "food-and-drink/diets/vegetarian",
}


def read(folder: Path, now: datetime) -> Material:
    people = read_csv(folder / "userprofile.csv")
    venues = read_csv(folder / "geoplaces.csv")
    ticked = read_csv(folder / "usercuisine.csv")
    served = read_csv(folder / "chefmozcuisine.csv")
    ratings = read_csv(folder / "rating_final.csv")
    entries: dict[str, list[Entry]] = {person["userID"]: [] for person in people}
    for person in people:
        entries[person["userID"]] += _from_questionnaire(person, now)
    for row in ticked:
        entries[row["userID"]].append(_from_cuisine(row, now))
    for row in ratings:
        entries[row["userID"]].append(_from_rating(row, now))
    cuisines: dict[str, list[str]] = {}
    for row in served:
        cuisines.setdefault(row["placeID"], []).append(row["Rcuisine"])
    lacking = sorted({row["Rcuisine"] for row in [*ticked, *served]} - KNOWN_CUISINES.keys())
    return Material(
        name=folder.name,
        customers=list(entries),
        entries=entries,
        offers=[_offer(venue, cuisines.get(venue["placeID"], [])) for venue in venues],
        topics=[Topic(path=_topic(cuisine), label=cuisine.replace("_", " ")) for cuisine in lacking],
        counts={
            "cuisine ticks on topics that the taxonomy lacked": sum(row["Rcuisine"] in lacking for row in ticked),
            "cuisine ticks in all": len(ticked),
            "cuisines that the taxonomy lacked": len(lacking),
            "ratings of 0, which say only that they ate there": sum(row["rating"] == "0" for row in ratings),
        },
    )


def serves_alcohol(offer: Offer) -> bool:
    return any(topic.startswith(ALCOHOL) for topic in offer.topics)


def abstemious(folder: Path) -> list[str]:
    """The people who answered that they are, from the data itself."""
    return [row["userID"] for row in read_csv(folder / "userprofile.csv") if row["drink_level"] == "abstemious"]


def enjoyed(folder: Path) -> set[tuple[str, str]]:
    """Person and restaurant where the person gave the most points."""
    return {(row["userID"], row["placeID"]) for row in read_csv(folder / "rating_final.csv") if row["rating"] == "2"}


def _topic(cuisine: str) -> str:
    return KNOWN_CUISINES.get(cuisine) or f"{RESTAURANTS}/{slug(cuisine)}"


def _from_questionnaire(person: dict[str, str], now: datetime) -> Iterator[Entry]:
    answered = now - timedelta(days=30)
    if person["drink_level"] == "abstemious":
        yield regard.preference(
            topic=ALCOHOL,
            stance="dislikes",
            quote=person["drink_level"],
            recorder=RECORDER,
            stated_time=answered,
            source_system=SYSTEM,
            source_id=f"{person['userID']}:drink_level",
        )
    if person["smoker"] == "FALSE":
        yield regard.preference(
            topic=TOBACCO,
            stance="dislikes",
            basis="inferred",
            confidence=0.5,
            recorder="models/adapter",
            effective_time=answered,
            source_system=SYSTEM,
            source_id=f"{person['userID']}:smoker",
        )


def _from_cuisine(row: dict[str, str], now: datetime) -> Entry:
    return regard.preference(
        topic=_topic(row["Rcuisine"]),
        stance="likes",
        quote=row["Rcuisine"],
        recorder=RECORDER,
        stated_time=now - timedelta(days=30),
        source_system=SYSTEM,
        source_id=f"{row['userID']}:cuisine:{row['Rcuisine']}",
    )


def _from_rating(row: dict[str, str], now: datetime) -> Entry:
    return regard.offer_response(
        row["placeID"],
        "accepted",
        basis="observed",
        reason=f"rated {row['rating']}, food {row['food_rating']}, service {row['service_rating']} of 2",
        recorder=RECORDER,
        effective_time=now - timedelta(days=10),
        source_system=SYSTEM,
        source_id=f"{row['userID']}:rating:{row['placeID']}",
    )


def _offer(venue: dict[str, str], cuisines: list[str]) -> Offer:
    topics = [RESTAURANTS, *SERVED[venue["alcohol"]], *map(_topic, cuisines)]
    if venue["smoking_area"] not in SMOKE_FREE:
        topics.append(TOBACCO)
    return regard.offer(
        venue["placeID"], offer_type=VENUE, topics=dict.fromkeys(topics), title=venue["name"], repeatable=True
    )
