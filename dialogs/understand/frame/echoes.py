"""Finds questions that only repeat the time of our text: "Thursday? let me ask"."""

from dialogs.understand.hearing.signals import Heard
from dialogs.understand.hearing.timed import places


def only_echoes(heard: Heard) -> bool:
    """Return whether each question of a text has only words of time, and something is said too.

    Args:
        heard: the text.
    """
    timed, begins, said = places(heard.times), 0, False
    for at, mark in enumerate(heard.marks):
        if mark == "?" and not timed.issuperset(range(begins, at + 1)):
            return False
        said = said or (mark != "?" and at not in timed)
        begins = at + 1 if mark else begins
    return said
