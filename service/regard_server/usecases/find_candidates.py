"""Asking the full-text index for what may answer a query, and for how rare its words are: candidates, to be ranked.

The work is bounded however common the words are: of very common ones only the newest entries become candidates.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from regard_server.domain.content import EntryKind
from regard_server.domain.ledger import FeedPlace
from regard_server.domain.search import Frequencies, Query, QueryWord, near_misses, query_terms
from regard_server.domain.search.index import COMMON_DOCUMENTS_MIN, COMMON_SHARE, RARE_SHARE
from regard_server.domain.search.pieces import EMOJI_START
from regard_server.domain.search.query import beginning
from regard_server.domain.search.sought import Sort
from regard_server.usecases.ports import FullText

CANDIDATES_MAX = 300
"""Ranking takes some 30 µs for each."""
BEGINNINGS_MAX = 32
NEAR_MISSES_MAX = 16
WORDS_LEFT_OUT_MAX = 6
"""Of longer queries, entries without one of the words are looked for by each word alone only."""
COMMON_ENTRIES_MIN = 20_000
AMONG_NEWEST = 200_000
"""Entries that have several words, each of which so many have, are looked for among so many: the words may have none in
common, and all of both would be gone through."""


@dataclass(slots=True)
class _Asked:
    """A word of the query, with the ways to have it that the index knows, and how many entries have it."""

    word: QueryWord
    rows: list[tuple[str, ...]]
    having: int = 0
    is_misspelled: bool = False


@dataclass(slots=True)
class Candidates:
    places: list[FeedPlace]
    frequencies: Frequencies


@dataclass(slots=True)
class _Search:
    index: FullText
    tenant: str
    sort: Sort
    kinds: Collection[EntryKind]
    entries: int
    counts: dict[str, int] = field(default_factory=dict)


def find_candidates(
    index: FullText, tenant: str, query: Query, *, sort: Sort, kinds: Collection[EntryKind] = ()
) -> Candidates:
    search = _Search(index, tenant, sort, kinds, index.entries())
    asked = _ask(search, query)
    deciding = [one for one in asked if not _is_common(search, one)] or asked
    places = _having_all(search, deciding)
    if not places and len(asked) > 1:
        for one in asked:
            _perhaps_misspelled(search, one)
        places = _having_all(search, deciding)
    if len(places) < CANDIDATES_MAX and len(asked) > 1:
        places = list(dict.fromkeys([*places, *_having_some(search, asked)]))[:CANDIDATES_MAX]
    # Of neighbours the index knows only that an entry has them all; where they are few, the ranking counts for itself.
    told = {terms: count for terms, count in search.counts.items() if " " not in terms or count >= CANDIDATES_MAX}
    return Candidates(places, Frequencies(documents=search.entries, of_terms=told))


def _ask(search: _Search, query: Query) -> list[_Asked]:
    rows_of = {word: query_terms(word) for word in query.words}
    terms = {one.term for rows in rows_of.values() for row in rows for one in row}
    known = search.index.known(search.tenant, search.sort, terms)
    asked = []
    for word, rows in rows_of.items():
        exact: list[tuple[str, ...]] = []
        others: list[tuple[str, ...]] = []
        for number, row in enumerate(rows):
            *head, last = (one.term for one in row)
            if not known.issuperset(head):
                continue
            if last in known:
                (exact if number < len(word.forms) else others).append((*head, last))
            if row[-1].begins:
                others += [(*head, longer) for longer in _longer(search, last)]
        one = _Asked(word, [*exact, *others])
        one.having = _count(search, exact or others)
        if not one.rows:
            _add_near_misses(search, one)
        asked.append(one)
    return asked


def _longer(search: _Search, term: str) -> Iterable[str]:
    found = search.index.beginning(search.tenant, search.sort, beginning(term), terms_max=BEGINNINGS_MAX)
    if EMOJI_START.startswith(term):
        return [one for one in found if not one.startswith(EMOJI_START)]
    return found


def _add_near_misses(search: _Search, asked: _Asked) -> None:
    word = asked.word
    if not word.varies or len(word.forms[0]) > 1:
        return
    term = word.forms[0][0]
    meant = near_misses(term, search.index.perhaps_meant(search.tenant, search.sort, term))[:NEAR_MISSES_MAX]
    slips = [(one.term,) for one in meant]
    having = _count(search, slips)
    if not asked.rows:
        asked.having = having
    asked.rows += slips
    asked.is_misspelled = True


def _perhaps_misspelled(search: _Search, asked: _Asked) -> None:
    """As SearchIndex does: where no entry has all words, a word that hardly any has may be a slip."""
    if not asked.is_misspelled and asked.having <= max(1, search.entries * RARE_SHARE):
        _add_near_misses(search, asked)


def _count(search: _Search, rows: Sequence[tuple[str, ...]]) -> int:
    for row in rows:
        known_as = " ".join(row)
        if known_as not in search.counts:
            search.counts[known_as] = search.index.count(search.tenant, search.sort, row)
    return min(sum(search.counts[" ".join(row)] for row in rows), search.entries)


def _is_common(search: _Search, asked: _Asked) -> bool:
    return search.entries >= COMMON_DOCUMENTS_MIN and asked.having > COMMON_SHARE * search.entries


def _having_all(search: _Search, asked: Sequence[_Asked]) -> list[FeedPlace]:
    if not asked or any(not one.rows for one in asked):
        return []
    all_common = min(one.having for one in asked) >= COMMON_ENTRIES_MIN
    return search.index.newest(
        search.tenant,
        search.sort,
        [one.rows for one in asked],
        kinds=search.kinds,
        rows_max=CANDIDATES_MAX,
        among_newest=AMONG_NEWEST if all_common and (search.kinds or len(asked) > 1) else None,
    )


def _having_some(search: _Search, asked: Sequence[_Asked]) -> list[FeedPlace]:
    """First those that lack one word only, then those with the rarest word, the second rarest, and so on."""
    known = sorted((one for one in asked if one.rows), key=lambda one: one.having)
    found: list[FeedPlace] = []
    if 2 < len(known) <= WORDS_LEFT_OUT_MAX or len(known) < len(asked):
        for left_out in known[::-1] if len(known) == len(asked) else [None]:
            found += _having_all(search, [one for one in known if one is not left_out])
    for one in known:
        if len(found) >= CANDIDATES_MAX:
            break
        found += _having_all(search, [one])
    return found
