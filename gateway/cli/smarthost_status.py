"""The smarthost's part of `textback carriers`: state, connections, pace, queue and last fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gateway.cli.incoming_mail_status import incoming_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.messages.spending import CarrierTexts
    from config.mail_section import MailSettings
    from gateway.cli.json_output import Document

NAME = "mail"
"""The name of the smarthost as a carrier."""
_COUNTED = (
    *("connections", "pace", "slow_domains", "mails_last_minute", "attempts"),
    *("response_seconds", "hindrance", "last_fault", "incoming"),
)
"""Figures that only the running service knows, counted since its start."""


def smarthost_document(
    mail: MailSettings, tallies: Sequence[CarrierTexts], running: Mapping[str, Any]
) -> Document:
    """Return what is known of the smarthost.

    Args:
        mail: the section `[mail]`.
        tallies: the messages in the store, by carrier and status.
        running: what the running service says, by carrier; empty if it does not answer.
    """
    by_status: dict[str, int] = {}
    for tally in tallies:
        if tally.carrier == NAME:
            by_status[tally.status.value] = by_status.get(tally.status.value, 0) + tally.messages
    live = running.get(NAME, {})
    return {
        "carrier": NAME,
        "channel": "email",
        "address": str(mail.smarthost),
        "sender": mail.address,
        "state": live.get("state"),
        **{key: live.get(key) for key in _COUNTED},
        "messages": by_status,
    }


def smarthost_lines(one: Document, days: int, waits: str) -> Iterator[str]:
    """Yield the smarthost's state in lines.

    Args:
        one: from `smarthost_document`.
        days: how far back the store was counted.
        waits: the queue, in words.
    """
    yield f"{one['carrier']}  {one['address']}  {one['state'] or 'not running'}"
    yield f"  sender    {one['sender']}"
    if one["hindrance"]:
        yield f"  trouble   {one['hindrance']}"
    elif one["last_fault"]:
        yield f"  last      {one['last_fault']}"
    if one["connections"]:
        yield f"  pool      {_pool(one['connections'], one['slow_domains'])}"
        yield f"  pace      {_pace(one['pace'])}"
    yield f"  mails     {'; '.join(_mails(one)) or 'not told'}"
    yield f"  waiting   {waits}"
    counts = ", ".join(f"{count} {status}" for status, count in one["messages"].items())
    yield f"  {f'{days} days':<9} {counts or 'no messages'}"
    if one["state"] is not None:
        yield from incoming_lines(one["incoming"])


def _pool(connections: Mapping[str, int], slow: int) -> str:
    words = (
        f"{connections['open']} of {connections['most']} connections, {connections['busy']} busy"
    )
    return f"{words}; {slow} slow {'domain' if slow == 1 else 'domains'}" if slow else words


def _pace(pace: Mapping[str, float]) -> str:
    all_together = f"{pace['per_second']:g} a second" if pace["per_second"] else "no limit of ours"
    if not pace["per_second_per_domain"]:
        return all_together
    return f"{all_together}, {pace['per_second_per_domain']:g} a second to one domain"


def _mails(one: Document) -> Iterator[str]:
    if one["mails_last_minute"] is not None:
        yield f"{one['mails_last_minute']} in the last minute"
    counts = [
        f"{count} {fate.replace('_', ' ')}" for fate, count in (one["attempts"] or {}).items()
    ]
    if counts:
        yield ", ".join(counts)
    seconds = one["response_seconds"]
    if seconds and seconds["median"] is not None:
        yield f"taken in {seconds['median']:.2f} s, 95% in {seconds['p95']:.2f} s"
