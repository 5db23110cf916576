"""How mails go out and come in, in lines: the part of `textback carriers` about mails."""

from collections.abc import Iterator, Mapping
from typing import Any


def lines(mail: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines.

    Args:
        mail: the status of the smarthost and of the ways in.
    """
    yield f"mail  {mail['address']}  {mail['state']}"
    if mail["hindrance"]:
        yield f"  hindered  {mail['hindrance']}"
    sent = f"{mail['mails_last_minute']} in the last minute, {mail['sent']} since the start"
    yield f"  sent      {sent}"
    incoming = mail.get("incoming")
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
