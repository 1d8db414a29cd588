"""What a search answers is put together from bytes, and is what protobuf would have written."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.v1 import Entry, EntryMatch, SearchEntriesResponse, Snippet, Span
from regard_server.domain.content import Preference, Stance
from regard_server.domain.entry import Basis, EntryState, Provenance
from regard_server.domain.entry import Entry as DomainEntry
from regard_server.domain.search import Snippet as DomainSnippet
from regard_server.rpc.convert import matches
from regard_server.rpc.convert.matches import matches_bytes
from regard_server.rpc.convert.wire import varint, with_length
from regard_server.usecases.search_entries import FoundEntry

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PLACES = st.integers(min_value=0, max_value=2**31 - 1)
SNIPPETS = st.builds(
    DomainSnippet,
    field=st.sampled_from(["provenance.quote", "moment.story"]),
    text=st.text("aé計👍 ", min_size=1, max_size=200),
    hits=st.lists(st.tuples(PLACES, PLACES.filter(bool)), max_size=4).map(tuple),
    is_cut_before=st.booleans(),
    is_cut_after=st.booleans(),
)
SHOWN = st.tuples(st.floats(min_value=0.000001, max_value=1e6), st.lists(SNIPPETS, max_size=3))


def found(score: float, snippets: list[DomainSnippet]) -> FoundEntry:
    entry = DomainEntry(
        id="e1",
        provenance=Provenance(basis=Basis.STATED, quote="No golf.", recorder="agents/mira"),
        content=Preference(topic="sports/golf", stance=Stance.DISLIKES),
        effective_at=NOON,
        expire_at=None,
        revision=1,
        ordinal=0,
        created_at=NOON,
    )
    return FoundEntry("u1", entry, EntryState.ACTIVE, score, snippets)


def as_protobuf_writes_it(shown: list[tuple[float, list[DomainSnippet]]]) -> None:
    entry = Entry(name="customers/u1/entries/e1")
    written = matches_bytes(
        [found(score, snippets) for score, snippets in shown], [with_length(entry.SerializeToString())] * len(shown)
    )
    expected = [
        EntryMatch(
            entry=entry,
            score=score,
            snippets=[
                Snippet(
                    field=one.field,
                    text=one.text,
                    hits=[Span(start=start, end=end) for start, end in one.hits],
                    cut_before=one.is_cut_before,
                    cut_after=one.is_cut_after,
                )
                for one in snippets
            ],
        )
        for score, snippets in shown
    ]
    assert written == SearchEntriesResponse(matches=expected).SerializeToString(deterministic=True)


@given(st.lists(SHOWN, max_size=3))
def test_it_is_what_protobuf_would_have_written(shown: list[tuple[float, list[DomainSnippet]]]) -> None:
    as_protobuf_writes_it(shown)


def test_control_a_length_that_is_wrong_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matches, "with_length", lambda data: varint(len(data) & 0x7F) + data)
    with pytest.raises(AssertionError):
        as_protobuf_writes_it(
            [(1.0, [DomainSnippet("f", "long" * 50, ((0, 4),), is_cut_before=False, is_cut_after=False)])]
        )
