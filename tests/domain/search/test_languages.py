"""A word is found however it was typed, in any script."""
# ruff: noqa: RUF001  # letters of many scripts look alike

import pytest

from domain.search.searching import found, marked

SAME = [
    ("calculator", "My old Calculator is broken", "My old [Calculator] is broken"),
    ("dont", "I don’t know", "I [don’t] know"),
    ("don't", "i dont know", "i [dont] know"),
    ("mother", "my mother's house", "my [mother]'s house"),
    ("email", "send an e-mail", "send an [e-mail]"),
    ("e-mail", "send an email", "send an [email]"),
    ("USA", "flown to the U.S.A. twice", "flown to the [U.S.A]. twice"),
    ("smith", "to jo.smith@example.com", "to jo.[smith]@example.com"),
    ("jo.smith@example.com", "to Jo.Smith@example.com", "to [Jo.Smith@example.com]"),
    ("a4711", "order A-4711", "order [A-4711]"),
    ("A-4711", "order A 4711", "order [A] [4711]"),
    ("1200.50", "paid $1,200.50", "paid $[1,200].[50]"),
    ("1200", "paid 1.200,00 €", "paid [1.200],00 €"),
    ("1,200", "paid 1200 twice", "paid [1200] twice"),
    ("customer", "cus\u00adtomer", "[cus\u00adtomer]"),
    ("strasse", "in der Straße", "in der [Straße]"),
    ("Koln", "aus Köln", "aus [Köln]"),
    ("Köln", "aus Koeln", "aus [Koeln]"),
    ("Mueller", "Frau Müller", "Frau [Müller]"),
    ("avion", "l’avion en retard", "l’[avion] en retard"),
    ("cafe\u0301", "un café", "un [café]"),
    ("ISPARTA", "Isparta ısparta", "[Isparta] [ısparta]"),
    ("ılık", "ILIK çay", "[ILIK] çay"),
    ("istanbul", "İstanbul'da", "[İstanbul]'da"),
    ("елка", "Ёлка стоит", "[Ёлка] стоит"),
    ("οδος", "ΟΔΟΣ ΕΡΜΟΥ", "[ΟΔΟΣ] ΕΡΜΟΥ"),
    ("σκυλος", "ο σκύλος", "ο [σκύλος]"),
    ("العربية", "اللغة العَرَبِيَّة", "اللغة [العَرَبِيَّة]"),
    ("4711", "الطلب ٤٧١١", "الطلب [٤٧١١]"),
    ("שלום", "שָׁלוֹם לך", "[שָׁלוֹם] לך"),
    ("कैलकुलेटर", "मेरा कैलकुलेटर टूट गया", "मेरा [कैलकुलेटर] टूट गया"),
    ("计算器", "妈妈的计算器坏了", "妈妈的[计算器]坏了"),
    ("坏", "计算器坏了", "计算器[坏]了"),
    ("了", "计算器坏了", "计算器坏[了]"),
    ("壊れた", "電卓が壊れた。", "電卓が[壊れた]。"),
    ("ネコ", "ねこが好き", "[ねこ]が好き"),
    ("コンピューター", "ｺﾝﾋﾟｭｰﾀｰ", "[ｺﾝﾋﾟｭｰﾀｰ]"),
    ("계산기", "어머니의 계산기가", "어머니의 [계산기가]"),
    ("คิดเลข", "เครื่องคิดเลขเสีย", "เครื่อง[คิดเลข]เสีย"),
    ("ລາວ", "ພາສາລາວ", "ພາສາ[ລາວ]"),
    ("ភាសា", "រៀនភាសាខ្មែរ", "រៀន[ភាសា]ខ្មែរ"),
    ("မြန်မာ", "ဒီမြန်မာစာ", "ဒီ[မြန်မာ]စာ"),
    ("👍", "great 👍🏽!", "great [👍🏽]!"),
    ("👩‍💻", "a 👩🏾‍💻 called", "a [👩🏾‍💻] called"),
    ("🇩🇪", "from 🇫🇷🇩🇪", "from 🇫🇷[🇩🇪]"),
    ("1️⃣", "step 1️⃣ done", "step [1️⃣] done"),
    ("❤", "I ❤️ it", "I [❤️] it"),
    ("🤷", "so 🤷‍♀️", "so [🤷‍♀️]"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "text", "shown"), SAME, ids=[query for query, _, _ in SAME])
def test_a_word_is_found_and_marked_however_it_was_typed(query: str, text: str, shown: str) -> None:
    assert marked(query, text) == shown


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("12", "½ a day"),
        ("4711", "order 4712"),
        ("50", "5000 miles"),
        ("कि", "के"),
        ("か", "が"),
        ("计器", "计算器"),
        ("👍", "👎"),
        ("🇪🇫", "🇩🇪🇫🇷"),
        ("1", "xemoji31x20e3"),
        ("xem", "👍"),
        ("care", "card"),
        ("party", "depart"),
    ],
)
def test_another_word_is_not_found(query: str, text: str) -> None:
    assert found(query, text) == []


def test_a_stretch_of_chinese_finds_an_entry_that_has_a_word_in_between() -> None:
    exact, between, other = "计算器坏了", "计算器昨天已经坏了", "我们去了北京"
    assert found("计算器坏了", other, between, exact) == [exact, between]
