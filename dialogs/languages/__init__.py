"""The languages: one folder for each, with all the words of the language.

cues.toml: phrases that clients write, by cue, and words of time. messages.toml: our texts.
mail.toml: what mails say in other words than texts. families.toml, turning.toml, opting.toml,
channels.toml, reactions.toml: words for parts of `flows` and `understand`. absences.toml: words of
other people's refusals. regrets.toml: words of somebody who takes an act back. choosing.toml: words
around a choice among offered times. symptoms.toml: symptoms of an emergency. stories.toml: what is
told around a plain act. disclosing.toml: words that tell others why a client comes. visits.toml:
words that refer to one of several visits. after.toml: words of what a text means after something
else. asides.toml: words of what is told beside an act. strangers.toml: words of somebody who is not
the client. together.toml: phrases that mean an act only together. jointly.toml: phrases that speak
of the writer and another of the family together. The English files say what each table is for.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of the languages that have a folder, in order."""
    folders = resources.files(__package__).iterdir()
    return tuple(sorted(each.name for each in folders if each.joinpath("cues.toml").is_file()))


@cache
def table(code: str, name: str) -> Mapping[str, Any]:
    """Return the content of a file of a language.

    Args:
        code: one of `codes()`.
        name: the name of the file, without ".toml".

    Raises:
        FileNotFoundError: if the language has no such file.
    """
    file = resources.files(__package__).joinpath(code, f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
