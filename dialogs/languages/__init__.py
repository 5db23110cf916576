"""The languages: a folder for each, with all that is written in it.

cues.toml: what clients write, by what it signals, and words of time; messages.toml: what we write;
families.toml, turning.toml, channels.toml, reactions.toml: words of some rooms of `flows` and
`understand`; absences.toml: by what a refusal tells that it is somebody else's; disclosing.toml:
words that tell others why a client comes. The English files say what each of their tables is for.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of the languages there is a folder for, in order."""
    folders = resources.files(__package__).iterdir()
    return tuple(sorted(each.name for each in folders if each.joinpath("cues.toml").is_file()))


@cache
def table(code: str, name: str) -> Mapping[str, Any]:
    """Return what a file of a language says.

    Args:
        code: one of `codes()`.
        name: the file, without ".toml".

    Raises:
        FileNotFoundError: if the language has no such file.
    """
    file = resources.files(__package__).joinpath(code, f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
