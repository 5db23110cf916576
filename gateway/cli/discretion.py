"""The name of a practice in messages: asked for if its own name would tell why clients come."""

from __future__ import annotations

import sys

import typer

from calendar_store.model.errors import InvalidInput
from gateway.cli import output


def asked_name(name: str, message_name: str | None, overrule: str) -> str | None:
    """Return a practice's name in messages; ask for it if the own name would disclose something.

    Args:
        name: the practice's own name.
        message_name: the name in messages that was given; None if none was given.
        overrule: the reason why messages have the own name all the same; "" for no reason.

    Raises:
        InvalidInput: if a name in messages is needed and nobody can be asked.
    """
    from dialogs.wording.disclosure import disclosing

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
