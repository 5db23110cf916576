"""What a family tells of each of its own beside each other, and what of it is asked about."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dialogs.conversation import Asked, Context
from dialogs.engine import step
from dialogs.intents import Intent
from tests.dialogs.flows.test_each_of_family import (
    BOOKED,
    CANCELLED,
    CONFIRMED,
    all_confirmed,
    changed,
    family,
    three,
    visits,
    which_one,
)
from tests.support.dialogs.heard import acts, alerted, then

IDS = {"Ada": 1, "Leo": 2, "Mia": 3}


def two(locale: str) -> Context:
    return family(locale, BOOKED, BOOKED)


def unasked(locale: str) -> Context:
    return family(locale, BOOKED, BOOKED, BOOKED, asked=False)


def after_mias(locale: str) -> Context:
    """Return the facts after Mia's visit of the three was cancelled by text."""
    cancelled = step(three(locale), "cancel Mia's")
    return then(three(locale), cancelled, *visits(BOOKED, BOOKED, CANCELLED))


TOLD: dict[str, Callable[[str], Context]] = {
    "ill": three,
    "me": three,
    "near": three,
    "two": two,
    "done": after_mias,
    "all": all_confirmed,
    "which": which_one,
    "unasked": unasked,
}


def read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def meant(key: str, cue: str) -> set[int]:
    """Return of whom a key says something: "+Ada -Leo" of Ada that she comes."""
    return {IDS[word[1:]] for word in key.split() if word[0] == cue}


def rows(locales: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for locale, keys in locales.items():
        for key, texts in keys.items():
            yield from ((locale, key, text) for text in texts)


APART = [
    (kind, *row) for kind, locales in read("family_apart.toml").items() for row in rows(locales)
]
TURNED = list(rows(read("family_apart_turned.toml")))


@pytest.mark.parametrize(("kind", "locale", "key", "text"), APART)
def test_each_is_done_or_asked_about_as_it_is_told(kind: str, locale: str, key: str, text: str):
    turn = step(TOLD[kind](locale), text)
    assert changed(turn) == (meant(key, "+"), meant(key, "-"))
    question = turn.state.question
    asks = question is not None and question.then == Intent.UNCLEAR.value
    asked = {each.appointment_id for each in question.about} if question and asks else set()
    assert asked == meant(key, "?")
    assert len(turn.replies) == 1


@pytest.mark.parametrize("told", [three, which_one, two])
@pytest.mark.parametrize(("locale", "key", "text"), TURNED)
def test_what_is_turned_does_no_more_than_is_plain(
    told: Callable[[str], Context], locale: str, key: str, text: str
):
    confirmed, cancelled = changed(step(told(locale), text))
    assert confirmed <= meant(key, "+")
    assert cancelled <= meant(key, "-")


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "Ada is coming, Leo is ill"), ("it", "Ada viene, Leo è malato")),
        *(("es", "Ada va, Leo está enfermo"), ("fr", "Ada vient, Leo est malade")),
        *(("de", "Ada kommt, Leo ist krank"), ("pt", "a Ada vai, o Leo está doente")),
    ],
)
def test_whose_visit_is_asked_about_can_be_cancelled_by_number(locale: str, text: str):
    turn = step(two(locale), text)
    assert not alerted(turn)
    assert "Leo" in turn.replies[0]
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.REMINDER
    after = then(two(locale), turn, *visits(CONFIRMED, BOOKED))
    assert changed(step(after, "2")) == (set(), {2})
    assert acts(step(after, "1")) != []


def test_staff_read_what_may_be_no_reason():
    turn = step(two("en"), "Ada is coming. Leo has a lot of questions for you")
    assert changed(turn) == ({1}, set())
    assert alerted(turn)
