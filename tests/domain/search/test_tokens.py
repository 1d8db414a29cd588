"""The tokeniser, and that a full-text index can't but agree with it."""
# ruff: noqa: RUF001  # letters of many scripts look alike

import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard_server.domain.search import index_text, parse_query, query_terms, tokens
from regard_server.domain.search.folding import TERM_LENGTH_MAX, fold

TEXTS = st.text(max_size=60) | st.text(
    st.sampled_from("aA1Ööİıß.,'’-@&_ \n\u00ad\u200d\ufe0f\u20e3\u0301\u0316кёΣς計カｶﾞกิ한मि👍🏽👩💻🇩🇪#*½ﷺ٣"), max_size=40
)


def terms(text: str) -> list[tuple[str, str]]:
    return [(token.term, text[token.start : token.end]) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mother's", [("mothers", "Mother's"), ("mother", "Mother"), ("s", "s")]),
        ("1,200.50", [("1200", "1,200"), ("50", "50")]),
        ("one,two", [("one", "one"), ("two", "two")]),
        ("計算機", [("計算", "計算"), ("算機", "算機"), ("機", "機")]),
        ("iPhone手机", [("iphone", "iPhone"), ("手机", "手机"), ("机", "机")]),
        ("👍🏽👩‍💻", [("xemoji1f44d", "👍🏽"), ("xemoji1f469x1f4bb", "👩‍💻")]),
        ("می‌خواهم", [("ميخواهم", "می‌خواهم")]),
        ("\u202emoc\u202c \u200f!", [("moc", "moc")]),
    ],
)
def test_a_text_is_made_of_these(text: str, found: list[tuple[str, str]]) -> None:
    assert terms(text) == found


@given(TEXTS)
def test_tokens_are_in_order_and_within_the_text(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert token.position >= last
        assert 0 <= token.start < token.end <= len(text)
        assert 0 < len(token.term) <= 2 * TERM_LENGTH_MAX
        last = token.position


@given(TEXTS)
def test_folding_a_term_changes_nothing(text: str) -> None:
    for token in tokens(text):
        assert fold(token.term) == token.term[:TERM_LENGTH_MAX]


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_a_plain_text_has_the_same_terms_beside_others(text: str) -> None:
    assert [term for term, _ in terms(text)] == [term for term, _ in terms(text + " é")][:-1]


@given(TEXTS)
def test_an_index_has_the_terms_of_the_tokens(text: str) -> None:
    assert index_text([text]).split() == [token.term for token in tokens(text)]


@given(TEXTS)
def test_some_positions_have_the_same_tokens_as_all(text: str) -> None:
    everything = list(tokens(text))
    odd = {token.position for token in everything if token.position % 2}
    assert list(tokens(text, positions=odd)) == [token for token in everything if token.position in odd]


def vocabulary(tokenizer: str, text: str) -> set[str]:
    with sqlite3.connect(":memory:") as database:
        database.execute(f"CREATE VIRTUAL TABLE entries USING fts5(terms, content='', tokenize={tokenizer})")
        database.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(entries, row)")
        database.execute("INSERT INTO entries (rowid, terms) VALUES (1, ?)", (index_text([text]),))
        found = {term for (term,) in database.execute("SELECT term FROM vocabulary")}
    database.close()
    return found


@given(TEXTS)
def test_a_full_text_index_takes_the_terms_as_they_are(text: str) -> None:
    assert vocabulary("ascii", text) == {token.term for token in tokens(text)}


def test_control_a_tokeniser_with_a_mind_of_its_own_splits_them() -> None:
    assert vocabulary("unicode61", "मेरा") != {"मेरा"}


@given(TEXTS.filter(lambda text: '"' not in text))
def test_what_a_query_asks_of_the_index_is_in_a_text_that_says_the_same(text: str) -> None:
    index = set(index_text([text]).split())
    for word in parse_query(text).words:
        assert any(all(asked.term in index for asked in row) for row in query_terms(word)), word


def test_every_mark_of_unicode_is_part_of_a_word() -> None:
    """The tables are read by block; a block that is left out would split words."""
    for code in range(0x110000):
        mark = chr(code)
        if unicodedata.category(mark)[0] == "M":
            positions = {token.position for token in tokens(f"ab{mark}cd")}
            assert len(positions) == 1 or {"ab", "cd"} <= {term for term, _ in terms(f"ab{mark}cd")}, hex(code)


def test_a_query_asks_the_index_for_beginnings_parts_spellings_and_words_without_an_ending() -> None:
    asked = {
        word.text: [[(term.term, term.begins) for term in row] for row in query_terms(word)]
        for word in parse_query('Köln e-mail refunds 👍 "on hold" no').words
    }
    assert asked == {
        "Köln": [[("koln", True)], [("koeln", False)]],
        "e-mail": [[("email", True)], [("e", False), ("mail", False)]],
        "refunds": [[("refunds", True)], [("refund", False)], [("refun", False)]],
        "👍": [[("xemoji1f44d", True)]],
        "on hold": [[("on", False), ("hold", False)]],
        "no": [[("no", False)]],
    }
