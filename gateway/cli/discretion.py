"""What a practice enters about itself and messages quote: discreet, or overruled with a reason."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput
from gateway.cli import output

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction

_QUOTED = {
    "name": "name",
    "message_name": "name for messages",
    "address": "address",
    "directions": "directions",
    "practitioner": "practitioner's name",
    "service": "service's name",
}
"""What messages quote, by field."""


def asked_name(name: str, message_name: str | None, overrule: str) -> str | None:
    """Return what messages call a practice; ask for it where its own name discloses.

    Args:
        name: the practice's own.
        message_name: as given; None where it was not.
        overrule: why its own name stands in messages all the same; "" for no reason.

    Raises:
        InvalidInput: if one is needed and nobody can be asked.
    """
    from dialogs.disclosure import disclosing

    words = disclosing(name)
    if message_name is not None or not words or overrule.strip():
        return message_name
    why = f"“{words[0]}” in the name would tell whoever sees the phone why they come"
    if not sys.stdin.isatty():
        raise InvalidInput(
            f"{why}; say what messages call the practice, as --message-name "
            '"Studio Aurora", or give your reason for keeping its name with --overrule'
        )
    output.complaint(f"{why}.")
    return str(typer.prompt("Name of the practice in messages"))


def require(entered: Mapping[str, Any], overrule: str) -> dict[str, Sequence[str]]:
    """Refuse what discloses among fields that messages quote; return what is overruled.

    Raises:
        InvalidInput: naming the word.
    """
    from gateway.use_cases import overruling

    quoted = {_QUOTED[field]: str(text) for field, text in entered.items() if field in _QUOTED}
    return overruling.require_discreet(quoted, overrule)


async def record(
    tx: Transaction, practice_id: int, overruled: Mapping[str, Sequence[str]], reason: str
) -> None:
    """Record what was overruled, and why."""
    from gateway.cli import store
    from gateway.use_cases import overruling

    await overruling.record(tx, practice_id, overruled, reason, by=OPERATOR, now=store.now())
