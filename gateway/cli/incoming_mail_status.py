"""How mails come in, in lines: a part of `textback carriers`."""

from collections.abc import Iterator, Mapping
from typing import Any


def incoming_lines(incoming: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield the lines.

    Args:
        incoming: the status of the ways in; None where none is configured.
    """
    if incoming is None:
        yield "  received  nothing: neither listen nor imap is set under [mail]"
        return
    yield f"  received  {_counts(incoming['mails']) or 'nothing yet'}"
    if smtp := incoming.get("smtp"):
        yield f"  smtp      port {smtp['port']}, {smtp['connections']} connections"
        if refused := _counts(smtp["refused"]):
            yield f"  refused   {refused}"
    if mailbox := incoming.get("mailbox"):
        why = f": {mailbox['why']}" if mailbox["why"] else ""
        yield f"  mailbox   {mailbox['state']}{why}"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in counts.items())
