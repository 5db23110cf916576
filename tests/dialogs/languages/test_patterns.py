"""Phrases looked up word by word: the same as if all alternatives were written out."""

import random
import tomllib
from collections.abc import Iterator
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.languages.lexicon import Cue, lexicons
from dialogs.languages.patterns import (
    Pattern,
    Phrases,
    expand,
    phrases_of,
    read_pattern,
    single_words,
)
from dialogs.normalise import normalise

LOCALES = sorted(lexicons())
WORDS = st.sampled_from(["on", "in", "onin", "on in", "in on"])
CHOICES = st.lists(st.one_of(WORDS, WORDS.map("{} ".format), st.just("")), min_size=1, max_size=3)
PIECES = st.one_of(WORDS, st.just(" "), CHOICES.map("|".join).map("({})".format))
MOST_ALTERNATIVES = 200
"""Most alternatives of one phrase that are spelled one by one."""
WRITTEN = st.lists(PIECES, min_size=1, max_size=5).map("".join)


def written_out(phrase: str) -> set[tuple[str, ...]]:
    return {tuple(each.split()) for each in expand(phrase)} - {()}


@given(WRITTEN)
def test_a_pattern_stands_for_what_its_alternatives_written_out_say(phrase: str) -> None:
    pattern = read_pattern(phrase)
    assert set(phrases_of(pattern)) == written_out(phrase)
    assert {(word,) for word in single_words(pattern)} == {
        each for each in written_out(phrase) if len(each) == 1
    }


@given(
    st.lists(WRITTEN, min_size=1, max_size=4),
    st.lists(st.sampled_from(["on", "in", "onin"]), max_size=7),
)
def test_the_phrases_begun_are_those_of_the_first_pattern_that_has_them(
    patterns: list[str], text: list[str]
) -> None:
    cues = list(Cue)[: len(patterns)]
    phrases = Phrases(
        Pattern(read_pattern(each), cue, "", firm=False)
        for each, cue in zip(patterns, cues, strict=True)
    )
    meant = {
        words: cue
        for each, cue in reversed([*zip(patterns, cues, strict=True)])
        for words in written_out(each)
        if words
    }
    words = tuple(text)
    for at in range(len(words)):
        for end in range(at + 1, len(words) + 1):
            found = [(each.words, each.cue) for each in phrases.begun(words, at, end)]
            sizes = (words[at:until] for until in range(at + 1, end + 1))
            assert found == [(each, meant[each]) for each in sizes if each in meant]
    for cue in cues:
        assert phrases.of(cue) == {each for each, by in meant.items() if by is cue}


@given(st.lists(WRITTEN, min_size=1, max_size=4))
def test_each_phrase_of_several_words_has_a_telling_one(patterns: list[str]) -> None:
    cue = Cue.CANCEL
    phrases = Phrases(Pattern(read_pattern(each), cue, "", firm=True) for each in patterns)
    telling = phrases.telling(frozenset({cue}))
    several = (words for words in phrases.of(cue) if len(words) > 1)
    assert all(not telling.isdisjoint(words) for words in several)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_phrase_of_a_lexicon_is_spelled_as_the_same_text_is(locale: str) -> None:
    """All alternatives of a phrase are looked at, or some by chance where it has very many."""
    for phrase in _written_in(locale):
        alternatives = list(expand(phrase))
        some = random.Random(phrase).sample(alternatives, min(len(alternatives), MOST_ALTERNATIVES))
        spelled = {normalise(each).words for each in some}
        pattern = read_pattern(phrase)
        if len(some) == len(alternatives):
            assert set(phrases_of(pattern)) == spelled, phrase
            continue
        phrases = Phrases([Pattern(pattern, Cue.YES, "", firm=False)])
        for words in spelled:
            begun = phrases.begun(words, 0, len(words))
            assert words in {each.words for each in begun}, phrase


def _written_in(locale: str) -> Iterator[str]:
    file = files("dialogs.languages").joinpath(locale, "cues.toml")
    document = tomllib.loads(file.read_text("utf-8"))
    for table in (document["signals"], document["operators"]):
        for written in table.values():
            lists = written.values() if isinstance(written, dict) else [written]
            yield from (each for some in lists if isinstance(some, list) for each in some)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_phrase_of_a_lexicon_signals_two_things(locale: str) -> None:
    meant: dict[tuple[str, ...], Cue] = {}
    for cue in Cue:
        for words in lexicons()[locale].phrases.of(cue):
            assert meant.setdefault(words, cue) is cue, words
