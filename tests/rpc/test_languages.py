"""The caller's language, by every way to ask; what one caller read in German another reads in English."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

import regard
from regard import Client
from regard.cli.app import run
from regard.errors import InvalidField
from regard.v1 import Channel, Purpose, ScreenOffersResponse

ASKED: dict[str, Any] = {
    "offers": [regard.offer("club", topics=["sports/golf"]), regard.offer("mystery", topics=["unheard-of"])],
    "purpose": Purpose.PURPOSE_LOYALTY,
    "channel": Channel.CHANNEL_APP,
}
TEXTS = {
    "de": {
        "Am 3. Mai 2026 haben Sie uns gesagt: „I can't stand golf.“",
        "Wir wissen nicht, wofür „unheard-of“ steht, und also auch nicht, ob es Sie stören würde.",
    },
    "en": {
        "You told us on 3 May 2026: “I can't stand golf.”",
        "We can't tell what “unheard-of” stands for, and so not whether you would mind.",
    },
}


@pytest.fixture(autouse=True)
def _no_golf(client: Client) -> None:
    golf = regard.preference(
        topic="sports/golf", stance="dislikes", quote="I can't stand golf.", recorder="agents/mira.holt"
    )
    golf.provenance.stated_time.FromJsonString("2026-05-03T09:00:00Z")
    client.record_entries("u1", [golf])


def texts(answer: ScreenOffersResponse) -> set[str]:
    return {suppression.text for decision in answer.decisions for suppression in decision.suppressions}


def test_every_way_to_ask_answers_in_the_callers_language(client: Client) -> None:
    for language, wanted in [("de", "de"), ("", "en"), ("de-CH", "de"), ("en-AU", "en"), ("pt-BR", "en")] * 2:
        alone = client.screen_offers("u1", language=language, **ASKED)
        batch = client.batch_screen_offers(["u1"], language=language, **ASKED)
        [chunk] = client.screen_audience(["u1"], language=language, **ASKED)

        for answer in (alone, batch.results[0].response, chunk.results[0].response):
            assert texts(answer) == TEXTS[wanted]


@pytest.mark.parametrize("language", ["de_DE", "-de", "de-", "a" * 9, "de-" * 12 + "de"])
def test_what_is_no_language_tag_is_refused(client: Client, language: str) -> None:
    with pytest.raises(InvalidField):
        client.screen_offers("u1", language=language, **ASKED)


def test_the_asyncio_client_asks_in_a_language_too(target: str) -> None:
    async def ask() -> list[ScreenOffersResponse]:
        async with regard.AsyncClient(target) as client:
            alone = await client.screen_offers("u1", language="de", **ASKED)
            batch = await client.batch_screen_offers(["u1"], language="de", **ASKED)
            [chunk] = [chunk async for chunk in client.screen_audience(["u1"], language="de", **ASKED)]
            return [alone, batch.results[0].response, chunk.results[0].response]

    assert [texts(answer) for answer in asyncio.run(ask())] == [TEXTS["de"]] * 3


def test_the_command_line_says_it_in_sentences_of_the_language_asked_for(
    client: Client, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    client.import_offers([ASKED["offers"][0]])
    question = ["--offer", "club", "--purpose", "loyalty", "--channel", "app", "--target", target]
    german = "Am 3. Mai 2026 haben Sie uns gesagt: „I can't stand golf.“"

    assert run(["screen", "u1", *question, "--language", "de"]) == 0
    assert german in capsys.readouterr().out
    assert run(["screen", "u1", *question]) == 0
    assert "Am 3. Mai" not in capsys.readouterr().out
    (tmp_path / "audience.txt").write_text("u1\n")
    to = ["--customers", str(tmp_path / "audience.txt"), "--output", str(tmp_path / "out.jsonl")]
    assert run(["screen", *to, *question, "--language", "de"]) == 0
    assert german in (tmp_path / "out.jsonl").read_text(encoding="utf-8")
