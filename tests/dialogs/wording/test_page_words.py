"""The words of the pages for clients: complete and alike in every language."""

import re

import pytest

from dialogs.languages import codes, table
from dialogs.wording.page_words import page_words

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def flat(code: str) -> dict[str, str]:
    return {
        f"{section}.{name}": text
        for section, texts in table(code, "pages").items()
        for name, text in texts.items()
    }


@pytest.mark.parametrize("code", codes())
def test_every_language_has_every_text_with_the_same_placeholders(code: str) -> None:
    english, words = flat("en"), flat(code)
    assert words.keys() == english.keys()
    for name, text in words.items():
        assert text.strip(), name
        assert set(_PLACEHOLDER.findall(text)) == set(_PLACEHOLDER.findall(english[name])), name
        assert text.count("[") == text.count("]"), name


def test_the_first_language_that_we_write_is_taken() -> None:
    assert page_words("xx", "de-CH", "fr").code == "de"
    assert page_words("").code == "en"


def test_a_part_without_its_value_is_left_out() -> None:
    words = page_words("en")
    assert words.say("appointment.call_new", {"phone": ""}) == ""
    assert "06 1" in words.say("appointment.call_new", {"phone": "06 1"})
