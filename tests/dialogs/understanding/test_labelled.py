"""The labelled texts: what may never happen, and how much must be understood."""

import pytest

from dialogs.intents import Intent
from dialogs.understand import BAR, understand

from .labelled import frame_of, labelled

SHARE = 0.92
ACTS = (Intent.CONFIRM, Intent.CANCEL, Intent.OPT_OUT)


@pytest.fixture(params=["en", "it", "es", "fr", "de", "pt"])
def read(request: pytest.FixtureRequest) -> list[tuple[str, Intent, Intent]]:
    locale = request.param
    return [
        (each.text, each.intent, understand(each.text, frame_of(each, locale)).intent)
        for each in labelled(locale)
    ]


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_acted_on_that_was_not_said(
    act: Intent, read: list[tuple[str, Intent, Intent]]
) -> None:
    assert [text for text, meant, found in read if found is act and meant is not act] == []


def test_no_opt_out_is_missed(read: list[tuple[str, Intent, Intent]]) -> None:
    missed = [t for t, meant, found in read if meant is Intent.OPT_OUT and found is not meant]
    assert missed == []


def test_most_texts_are_understood(read: list[tuple[str, Intent, Intent]]) -> None:
    wrong = [(text, meant, found) for text, meant, found in read if meant is not found]
    assert 1 - len(wrong) / len(read) >= SHARE, wrong


@pytest.mark.parametrize("locale", ["en", "it"])
def test_the_share_also_holds_on_texts_set_aside(locale: str) -> None:
    scored = [each for each in labelled(locale) if each.split == "scored"]
    right = [s for s in scored if understand(s.text, frame_of(s, locale)).intent is s.intent]
    assert len(scored) > 80
    assert len(right) / len(scored) >= SHARE


@pytest.mark.parametrize(
    ("locale", "least"), [("en", 150), ("it", 150), ("es", 40), ("fr", 40), ("de", 40), ("pt", 40)]
)
def test_every_language_is_labelled(locale: str, least: int) -> None:
    assert sum(1 for _ in labelled(locale)) >= least


@pytest.mark.parametrize("locale", ["en", "it"])
def test_whatever_is_understood_is_above_the_bar_and_says_why(locale: str) -> None:
    for each in labelled(locale):
        found = understand(each.text, frame_of(each, locale))
        assert found.evidence, each.text
        assert (found.confidence >= BAR) is (found.intent is not Intent.UNCLEAR), each.text
