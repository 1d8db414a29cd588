"""The full-text index across customers: which entries have which words. Optional; see ADR 0015.

It has no text, only terms, and not where they stand: it finds candidates, and `domain/search` decides and orders. A term is
kept with its tenant and its sort before it, so that nobody's words can be found, counted or come near by another tenant. A
row's number is the entry's place in the change feed, seq * 64 + partition: the newest have the highest, and the ledger's own
index leads from there to the entry.

Beside it are the words by themselves, each once, since an index can't tell its own without reading all rows of each.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b

from sqlalchemy import Column, Connection, MetaData, String, Table, bindparam, func, select, update

from regard_server.domain.content import Content, EntryKind
from regard_server.domain.entry import Entry
from regard_server.domain.ledger import FEED_PARTITIONS, FeedPlace
from regard_server.domain.search.entry_texts import NAME_FIELDS, texts_of
from regard_server.domain.search.near_misses import errors_allowed
from regard_server.domain.search.pieces import terms_of as terms_of_word
from regard_server.domain.search.sought import Alternatives, Sort
from regard_server.domain.search.tokens import raw_words
from regard_server.storage.backend import FullTextIndex, Sought
from regard_server.storage.tables import feed_heads, full_text_parts

KNOWN_WORDS_MAX = 200_000
REMEMBERED_WORDS_MAX = 50_000
COUNTED_MAX = 1_000
"""A term's entries are counted so far; beyond, the share of what was gone through tells how many there are."""
_TENANT_DIGEST_BYTES = 5
_KIND = "k"
_AFTER_ALL = "\U0010ffff"

words = Table("full_text_words", MetaData(), Column("word", String, primary_key=True))
"""Made with the index, and gone with it."""
_BEGINNING = (
    select(words.c.word)
    .where(words.c.word > bindparam("begin"), words.c.word < bindparam("until"))
    .order_by(func.length(words.c.word), words.c.word)
    .limit(bindparam("terms_max"))
)
_OF_LENGTH = select(words.c.word).where(
    words.c.word >= bindparam("begin"),
    words.c.word < bindparam("until"),
    func.length(words.c.word).between(bindparam("length_min"), bindparam("length_max")),
)
_KNOWN = select(words.c.word).where(words.c.word.in_(bindparam("wanted", expanding=True)))
_HEADS = select(feed_heads.c.seq).order_by(feed_heads.c.feed_partition)
_parts = full_text_parts.c
_MISSING = (
    select(_parts.feed_partition, _parts.indexed_seq, _parts.until_seq)
    .where(_parts.indexed_seq < _parts.until_seq)
    .order_by(_parts.feed_partition)
    .limit(1)
)
_INDEXED = (
    update(full_text_parts)
    .where(_parts.feed_partition == bindparam("of_partition"))
    .values(indexed_seq=bindparam("indexed"))
)


class FullTextTables:
    """On one connection. `known_words` are in the database already, as committed before."""

    def __init__(self, connection: Connection, index: FullTextIndex, known_words: set[str]) -> None:
        self._connection = connection
        self._index = index
        self._known_words = known_words
        self._new_words: set[str] = set()

    def add(self, added: Iterable[tuple[str, Entry[Content], FeedPlace]]) -> None:
        """Takes in entries of these tenants."""
        rows = sorted((_row_number(place), terms_of(tenant, entry)) for tenant, entry, place in added)
        self._index.add(self._connection, rows)
        new = set(" ".join(terms for _, terms in rows).split()) - self._known_words - self._new_words
        if new:
            self._index.add_words(self._connection, new)
            self._new_words |= new

    def committed(self) -> None:
        """What was written is there for good."""
        if len(self._known_words) + len(self._new_words) > KNOWN_WORDS_MAX:
            self._known_words.clear()
        self._known_words |= self._new_words

    def missing(self) -> tuple[int, int, int] | None:
        """A partition of which entries that were there before the index are still missing: those after this number, up to
        and with that. None where the index has all."""
        row = self._connection.execute(_MISSING).first()
        return None if row is None else (row[0], row[1], row[2])

    def indexed(self, partition: int, seq: int) -> None:
        """No longer missing up to this number of the partition."""
        self._connection.execute(_INDEXED, {"of_partition": partition, "indexed": seq})

    def entries(self) -> int:
        """How many the ledger has, of all tenants: few enough make no difference to what is rare."""
        return sum(self._heads())

    def known(self, tenant: str, sort: Sort, terms: Collection[str]) -> set[str]:
        """Those that some entry has, or had."""
        prefix = _prefix(tenant, sort)
        found = self._connection.execute(_KNOWN, {"wanted": [prefix + term for term in terms]})
        return {word.removeprefix(prefix) for (word,) in found}

    def beginning(self, tenant: str, sort: Sort, begin: str, *, terms_max: int) -> list[str]:
        """Longer terms that begin so, the shortest first."""
        prefix = _prefix(tenant, sort)
        found = self._connection.execute(
            _BEGINNING,
            {"begin": f"{prefix}{begin}", "until": f"{prefix}{begin}{_AFTER_ALL}", "terms_max": terms_max},
        )
        return [word.removeprefix(prefix) for (word,) in found]

    def perhaps_meant(self, tenant: str, sort: Sort, term: str) -> list[str]:
        """Terms among which are all near-misses of this one: those of about its length that begin as it does, and those
        that differ in the first letter only."""
        errors = errors_allowed(term)
        if not errors:
            return []
        prefix = _prefix(tenant, sort)
        length = len(prefix) + len(term)
        first = prefix + term[0]
        same_first = self._connection.execute(
            _OF_LENGTH,
            {
                "begin": first,
                "until": first + _AFTER_ALL,
                "length_min": length - errors,
                "length_max": length + errors,
            },
        )
        letters = set("abcdefghijklmnopqrstuvwxyz") | set(term) | _neighbours(term[0])
        others = {term[1:], term[1] + term[0] + term[2:]}
        others |= {letter + rest for letter in letters for rest in (term, term[1:])}
        return [word.removeprefix(prefix) for (word,) in same_first] + sorted(self.known(tenant, sort, others - {term}))

    def count(self, tenant: str, sort: Sort, row: Sequence[str]) -> int:
        """How many entries have all of these terms: exactly, or of common ones about."""
        counted, lowest = self._index.count(self._connection, _sought(tenant, sort, [[row]], ()), rows_max=COUNTED_MAX)
        if counted < COUNTED_MAX:
            return counted
        heads = self._heads()
        share: float = counted / max(_entries_from(heads, lowest), 1)
        return round(share * sum(heads))

    def newest(
        self,
        tenant: str,
        sort: Sort,
        words: Sequence[Alternatives],
        *,
        kinds: Collection[EntryKind],
        rows_max: int,
        among_newest: int | None = None,
    ) -> list[FeedPlace]:
        """Entries that have all these words, each in one of its ways; of common ones the newest, by their places in the
        feed. `among_newest`: only so many entries back. Empty `kinds` are all."""
        floor = 0 if among_newest is None else _row_with_entries_after(self._heads(), among_newest)
        sought = _sought(tenant, sort, words, kinds)
        found = self._index.newest(self._connection, sought, floor=floor, rows_max=rows_max)
        return [FeedPlace(row % FEED_PARTITIONS, row // FEED_PARTITIONS) for row in found]

    def _heads(self) -> list[int]:
        """The last number of each partition."""
        return [seq for (seq,) in self._connection.execute(_HEADS)]


def terms_of(tenant: str, entry: Entry[Content]) -> str:
    """What the index takes in of an entry; each term once, since it keeps no counts."""
    texts, names = [], []
    for field, text, _ in texts_of(entry):
        texts.append(text)
        if field in NAME_FIELDS:
            names.append(text)
    words = _prefixed(_prefix(tenant, Sort.WORD), texts)
    kind = f"{_tenant_digest(tenant)}{_KIND}{int(entry.kind)}"
    if not names:
        return f"{kind} {words}" if words else kind
    return f"{kind} {words} {_prefixed(_prefix(tenant, Sort.NAME), names)}".rstrip()


class _PrefixedTerms(dict[str, str]):
    """The terms of words as they were typed, with a prefix before each: most words come again and again."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix

    def __missing__(self, raw: str) -> str:
        if len(self) >= REMEMBERED_WORDS_MAX:
            self.clear()
        terms = " ".join(self._prefix + term for terms in terms_of_word(raw) for term in terms)
        self[raw] = terms
        return terms


_prefixed_terms = lru_cache(maxsize=16)(_PrefixedTerms)


def _prefixed(prefix: str, texts: Iterable[str]) -> str:
    terms = _prefixed_terms(prefix)
    return " ".join({terms[raw] for text in texts for raw in raw_words(text)})


def _sought(tenant: str, sort: Sort, words: Sequence[Alternatives], kinds: Collection[EntryKind]) -> Sought:
    prefix = _prefix(tenant, sort)
    sought = [[[prefix + term for term in row] for row in alternatives] for alternatives in words]
    if kinds:
        digest = _tenant_digest(tenant)
        sought.append([[f"{digest}{_KIND}{int(kind)}"] for kind in sorted(kinds)])
    return sought


@lru_cache(maxsize=1024)
def _prefix(tenant: str, sort: Sort) -> str:
    return _tenant_digest(tenant) + sort.value


@lru_cache(maxsize=1024)
def _tenant_digest(tenant: str) -> str:
    """Of one length, so that no tenant's terms begin as another's do."""
    return blake2b(tenant.encode(), digest_size=_TENANT_DIGEST_BYTES).hexdigest()


def _neighbours(letter: str) -> set[str]:
    """Of its alphabet, whichever that is."""
    block = ord(letter) & ~0x3F
    return set() if letter.isascii() else {chr(code) for code in range(block, block + 0x40) if chr(code).isalpha()}


def _row_number(place: FeedPlace) -> int:
    return place.seq * FEED_PARTITIONS + place.partition


def _entries_from(heads: Sequence[int], row: int) -> int:
    """How many entries have this row number or a higher one."""
    return sum(
        max(0, head - max(1, -((partition - row) // FEED_PARTITIONS)) + 1) for partition, head in enumerate(heads)
    )


def _row_with_entries_after(heads: Sequence[int], entries: int) -> int:
    """The row number after which there are about so many entries."""
    rows = range((max(heads) + 1) * FEED_PARTITIONS)
    found: int = bisect_left(rows, -entries, key=lambda row: -_entries_from(heads, row + 1))
    return found
