"""Judges rows of clients: new, changed, the same, or twice in the file. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from calendar_store.clients.imported_clients import KnownClients
from calendar_store.entry.search_terms import plain
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.imports import ConsentChoice, ImportChoices, ImportRow, RowVerdict
from calendar_store.model.statuses import Channel, ConsentKind, MessageKind

Entry = Mapping[str, Any]
ReadRow = tuple[int, Entry]
"""Line and checked fields of a row."""
_OF_KIND = {kind: f"consent_{kind}" for kind in KINDS}
CONSENT = ("consent", "consent_sms", "consent_email", *_OF_KIND.values())
"""What rows say of consent."""
_TAKEN = ("first", "last", "mobile", "email", "locale")
_AGREED = {Channel.SMS: "agreed_sms", Channel.EMAIL: "agreed_email"}
_AGREED_KINDS = {kind: f"agreed_{kind}" for kind in KINDS}
AGREED = frozenset({*_AGREED.values(), *_AGREED_KINDS.values()})
"""Names of consent among the changes of a row."""


@dataclass(slots=True)
class JudgedBefore:
    """The people of the rows before.

    Attributes:
        lines: by number and name, the line where they stand first.
        declined: by that line, what a later one does not agree to.
    """

    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    declined: dict[int, dict[str, bool]] = field(default_factory=dict)


def judged(
    read: ReadRow,
    known: KnownClients,
    choices: ImportChoices,
    before: JudgedBefore,
) -> ImportRow:
    """Return what a row without a mistake means.

    Args:
        read: its line and checked fields.
        known: the clients whom it may mean.
        choices: what staff chose about consent.
        before: the rows before; this one is added.
    """
    line, entry = read
    name = _name(entry["first"], entry["last"])
    keys = [(one, name) for one in (entry["mobile"], entry.get("email")) if one]
    first = min(before.lines.setdefault(key, line) for key in keys)
    if first != line:
        said = {name: False for name in CONSENT if entry.get(name) is False}
        if said:
            before.declined.setdefault(first, {}).update(said)
        fault = str(InvalidInput(f"the same person stands in line {first}"))
        return ImportRow(line, (), RowVerdict.DOUBLE, fault, entry)
    client = meant(entry, known)
    if client is None:
        told = told_of_new(entry, choices)
        return ImportRow(line, (), RowVerdict.NEW, "", entry, None, told)
    changes = changes_of(client, entry, known, choices)
    verdict = RowVerdict.CHANGED if changes else RowVerdict.SAME
    return ImportRow(line, (), verdict, "", entry, client.id, changes)


def meant(entry: Entry, known: KnownClients) -> Client | None:
    """Return the client that a row is about; None for somebody new.

    A number and a name are a person, and so are an email address and a name: then the number has
    changed. A number, an address and a first name are a person whose last name has changed.
    """
    same_number = known.by_mobile.get(entry["mobile"], ())
    email = entry.get("email", "")
    same_email = known.by_email.get(email, ()) if email else ()
    if not (same_number or same_email):
        return None
    name = _name(entry["first"], entry["last"])
    for one in same_number:
        if _name(one.first, one.last) == name:
            return one
    for one in same_email:
        if _name(one.first, one.last) == name:
            return one
    for one in same_number:
        if email and one.email == email and plain(one.first) == plain(entry["first"]):
            return one
    return None


def changes_of(
    client: Client, entry: Entry, known: KnownClients, choices: ImportChoices
) -> dict[str, list[str]]:
    """Return old and new value of what a row changes about a client; an empty cell changes nothing.

    Consent that was withdrawn here is not given again by a file.
    """
    changes: dict[str, list[str]] = {}
    is_named = _name(client.first, client.last) == _name(entry["first"], entry["last"])
    for name in (*_TAKEN, "prefers"):
        new, old = entry.get(name, ""), str(getattr(client, name))
        if name in {"first", "last"} and (plain(new) == plain(old) or is_named):
            continue
        if new and new != old:
            changes[name] = [old, new]
    for channel, name in _AGREED.items():
        said = statement(entry, choices, channel)
        old = known.consent.get((client.id, channel.value), "")
        reached = channel is Channel.SMS or (entry.get("email") or client.email)
        if said is ConsentKind.GRANTED and not old and reached:
            changes[name] = ["", said.value]
        elif said is ConsentKind.WITHDRAWN and old == ConsentKind.GRANTED:
            changes[name] = [old, said.value]
    withdrawn = ConsentKind.WITHDRAWN
    stopped = any(known.consent.get((client.id, one.value)) == withdrawn for one in Channel)
    for kind, name in _AGREED_KINDS.items():
        said = kind_statement(entry, choices, kind)
        old = known.kinds.get((client.id, kind.value), "")
        if said is ConsentKind.GRANTED and not old and not stopped:
            changes[name] = ["", said.value]
        elif said is withdrawn and old == ConsentKind.GRANTED:
            changes[name] = [old, said.value]
    return changes


def changed(client: Client, changes: Mapping[str, Sequence[str]]) -> Client:
    """Return a client with the new values of changes; a new address is not marked as bad."""
    new: dict[str, Any] = {name: changes[name][1] for name in _TAKEN if name in changes}
    if "prefers" in changes:
        new["prefers"] = Channel(changes["prefers"][1])
    return replace(
        client,
        **new,
        mobile_bad=client.mobile_bad and "mobile" not in changes,
        email_bad=client.email_bad and "email" not in changes,
    )


def statement(entry: Entry, choices: ImportChoices, channel: Channel) -> ConsentKind | None:
    """Return what a row says about consent on a channel, by what staff chose; None for nothing.

    A column about one channel says nothing about the other; an explicit "no" always counts.
    """
    of_channel = "consent_sms" if channel is Channel.SMS else "consent_email"
    said = entry.get(of_channel, entry.get("consent"))
    if choices.consent is ConsentChoice.NONE:
        return None
    if said is False:
        return ConsentKind.WITHDRAWN
    if choices.consent is ConsentChoice.ALL or said:
        return ConsentKind.GRANTED
    return None


def kind_statement(entry: Entry, choices: ImportChoices, kind: MessageKind) -> ConsentKind | None:
    """Return what a row says about a kind of messages after visits; None for nothing.

    Only its own column says so: what staff know of all rows is about messages at all.
    """
    said = entry.get(_OF_KIND[kind])
    if choices.consent is ConsentChoice.NONE or said is None:
        return None
    return ConsentKind.GRANTED if said else ConsentKind.WITHDRAWN


def kind_changes(changes: Mapping[str, Sequence[str]]) -> dict[MessageKind, ConsentKind]:
    """Return the consent to kinds of messages among the changes of a row."""
    return {
        kind: ConsentKind(changes[name][1])
        for kind, name in _AGREED_KINDS.items()
        if name in changes
    }


def consent_changes(changes: Mapping[str, Sequence[str]]) -> dict[Channel, ConsentKind]:
    """Return the consent among the changes of a row, by channel."""
    return {
        channel: ConsentKind(changes[name][1])
        for channel, name in _AGREED.items()
        if name in changes
    }


def told_of_new(entry: Entry, choices: ImportChoices) -> dict[str, list[str]]:
    """Return the consent of somebody new as changes: what they do not want needs no entry."""
    granted = ConsentKind.GRANTED
    names = [
        name
        for channel, name in _AGREED.items()
        if statement(entry, choices, channel) is granted
        and (channel is Channel.SMS or entry.get("email"))
    ]
    names += [
        name
        for kind, name in _AGREED_KINDS.items()
        if kind_statement(entry, choices, kind) is granted
    ]
    return {name: ["", granted.value] for name in names}


def declining(entry: Entry, said: Mapping[str, bool]) -> dict[str, Any]:
    """Return the fields of a row whose person declines in a later row what this one agrees to."""
    if "consent" in said:
        said = dict.fromkeys(CONSENT, False)
    return {**entry, **said}


def _name(first: str, last: str) -> str:
    # some lists have the last name first
    return " ".join(sorted(plain(f"{first} {last}").split()))
