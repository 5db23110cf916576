"""The words of a copy's README and overview, in the practice's language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"
_ENGLISH = "en"


@cache
def words_of(locale: str) -> Mapping[str, str]:
    """Return the words in the language of a locale, as "it_IT"; English where there are none."""
    code = locale.partition("_")[0]
    path = _FOLDER / f"{code}.toml"
    if not code.isalpha() or not path.exists():
        path = _FOLDER / f"{_ENGLISH}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
