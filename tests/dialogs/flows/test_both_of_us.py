"""What a parent says of both, the writer and the child, is done for both or for neither.

"Leo and I can't come", "neither can Leo", "the two of us": a text with such words must never change
the visit of one of them only.
"""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.dialogs.flows.test_mine_and_theirs import CHILD, statuses
from tests.support.dialogs.samples import ADA, MARIE
from tests.support.dialogs.searching import Search, rome, visit

TEXTS = tomllib.loads(Path(__file__).with_name("both_of_us.toml").read_text(encoding="utf-8"))


def each(kind: str) -> list[tuple[str, str]]:
    return [(locale, text) for locale, some in TEXTS[kind].items() for text in some]


def both_on_wednesday(locale: str, *, remind: bool) -> Search:
    own, theirs = visit(ADA, rome(25, "15:00")), visit(MARIE, rome(25, "16:00"))
    search = Search.of(own, theirs, locale=locale, remind=remind)
    child = replace(MARIE, first=CHILD[locale], locale=locale)
    clients = (replace(ADA, locale=locale), child)
    search.simulated = replace(search.simulated, clients=clients)
    return search


@pytest.mark.parametrize("remind", [True, False])
@pytest.mark.parametrize(("locale", "text"), each("refused"))
def test_where_neither_comes_both_are_cancelled(locale: str, text: str, remind: bool) -> None:
    search = both_on_wednesday(locale, remind=remind)
    search.say(text)
    assert statuses(search) == ["cancelled", "cancelled"]


@pytest.mark.parametrize(("locale", "text"), each("coming"))
def test_where_both_come_both_are_confirmed(locale: str, text: str) -> None:
    search = both_on_wednesday(locale, remind=True)
    search.say(text)
    assert statuses(search) == ["confirmed", "confirmed"]


@pytest.mark.parametrize("remind", [True, False])
@pytest.mark.parametrize(("locale", "text"), each("turned"))
def test_what_is_no_act_for_both_changes_neither(locale: str, text: str, remind: bool) -> None:
    search = both_on_wednesday(locale, remind=remind)
    search.say(text)
    assert statuses(search) == ["booked", "booked"]


AGAIN = {
    "en": "both please",
    "de": "beide bitte",
    "fr": "les deux svp",
    "it": "tutti e due",
    "es": "los dos",
    "pt": "os dois",
}


@pytest.mark.parametrize("locale", AGAIN)
def test_both_named_again_after_both_were_cancelled_is_no_alert(locale: str) -> None:
    search = both_on_wednesday(locale, remind=True)
    search.say(TEXTS["refused"][locale][0])
    assert search.say(AGAIN[locale]) == ""
    assert not search.simulated.alerts
    assert statuses(search) == ["cancelled", "cancelled"]
