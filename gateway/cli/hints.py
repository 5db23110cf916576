"""Hints that the command line adds to a refusal: the option or command that helps."""

from collections.abc import Mapping

from calendar_store.model.errors import StoreError
from gateway.use_cases import errors

_HINTS: Mapping[type[StoreError], str] = {
    errors.TooFarAhead: "add --anyway if it is meant",
    errors.AlreadyBegun: "add --anyway for somebody who came today",
    errors.OutsideHours: "add --anyway to book all the same",
    errors.Blocked: "add --anyway to book all the same",
    errors.OverVisits: "nothing was blocked; add --anyway to let them stay in it",
    errors.LeavesOutside: "nothing was changed; add --anyway to change it",
    errors.AlikeClient: (
        "correct them with textback client set, or add --anyway for another person of the same name"
    ),
    errors.SeriesConflicts: "add --skip-conflicts to book what is free",
    errors.NothingAhead: "give --new to wait for a new one",
    errors.SeveralAhead: "give --appointment ID",
    errors.FixedByMove: "or give --new",
}


def told(error: StoreError) -> str:
    """Return the text of a refusal, with its hint if there is one."""
    hint = _HINTS.get(type(error))
    return f"{error}; {hint}" if hint else str(error)
