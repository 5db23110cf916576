"""A client's preferences: which messages on which channel, the language, the waiting list.

Every button is a form of its own and takes effect at once; stopping never needs another step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from aiohttp import web

from calendar_store.clients import muted_kinds
from calendar_store.entry.numbers import national
from calendar_store.model.appointments import Appointment, WaitingEntry
from calendar_store.model.statuses import Channel, MessageKind
from dialogs.languages import writing
from gateway.use_cases import client_consents, client_waiting, consent_of_kinds
from gateway.use_cases.client_consents import OwnStatement
from gateway.use_cases.consent_changes import standing
from gateway.web.client.preferences.whose import LinkedClient, link_of, linked
from gateway.web.client.shared.client_page import client_page
from gateway.web.client.shared.faults import told_to_clients
from gateway.web.client.shared.reader import reader_of
from gateway.web.languages.translation import own_name

_EVIDENCE = "preferences page"
_CHANNELS = {"sms": (Channel.SMS,), "email": (Channel.EMAIL,), "all": client_consents.EVERY}
_SAID = frozenset({"saved", "stopped", "started", "waiting", "left"})


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """One channel on the page.

    Attributes:
        address: the client's address as people write it; "" for none.
        stopped: whether no message goes there.
        proved: whether the client may have messages sent there.
        wanted: the kinds of messages that the client wants.
    """

    channel: Channel
    address: str
    stopped: bool
    proved: bool
    wanted: frozenset[MessageKind]


@told_to_clients
async def show(request: web.Request) -> web.Response:
    """Show the preferences."""
    async with linked(request) as whose:
        channels = await _channels(whose)
        kinds = await _kinds(whose)
        entries = await client_waiting.entries(whose.tx, whose.client, whose.now)
        ahead = await client_waiting.ahead(whose.tx, whose.client, whose.now)
    reader = reader_of(request, whose.practice, whose.client)
    path = f"/p/{request.match_info['token']}"
    said = request.query.get("said", "")
    facts = {
        "title": reader.say("preferences.title"),
        "path": path,
        "client": whose.client,
        "channels": channels,
        "reached": [one for one in channels if one.address],
        "kinds": kinds,
        "all_stopped": all(one.stopped for one in channels),
        "languages": [(code, own_name(code)) for code in writing.spoken()],
        "waiting": _waiting(entries, ahead),
        "open_to_wait": _open_to_wait(entries, ahead),
        "told": reader.say(f"preferences.{said}") if said in _SAID else "",
        "preferences": path,
    }
    return client_page(request, "client/preferences/preferences.html", reader, facts, by_link=True)


@told_to_clients
async def save(request: web.Request) -> web.Response:
    """Save the kinds of messages, the channel preferred and the language."""
    async with linked(request, write=True) as whose:
        form = whose.form
        shown = [one.channel for one in await _channels(whose) if one.address and not one.stopped]
        wanted = _wanted(form, shown, await _kinds(whose))
        await client_consents.prefer(
            whose.tx,
            whose.actor,
            whose.practice,
            whose.client,
            wanted=wanted,
            channels=shown,
            prefers=_CHANNELS.get(form.get("prefers", ""), (None,))[0],
            locale=_spoken(form.get("locale", "")),
            now=whose.now,
        )
        await consent_of_kinds.choose(
            *(whose.tx, whose.client, wanted, shown),
            by=whose.actor,
            evidence=_EVIDENCE,
            now=whose.now,
        )
    _back(request, "saved")


@told_to_clients
async def stop(request: web.Request) -> web.Response:
    """Stop one channel, or everything."""
    async with linked(request, write=True) as whose:
        chosen = _CHANNELS.get(whose.form.get("channel", ""), client_consents.EVERY)
        await client_consents.stop(whose.tx, _said(whose), chosen)
    _back(request, "stopped")


@told_to_clients
async def start(request: web.Request) -> web.Response:
    """Record that the client wants messages on a channel again."""
    async with linked(request, write=True) as whose:
        chosen = _CHANNELS.get(whose.form.get("channel", ""), ())
        await client_consents.allow(whose.tx, _said(whose), chosen)
    _back(request, "started")


@told_to_clients
async def wait(request: web.Request) -> web.Response:
    """Let the client wait for an earlier time of an appointment."""
    async with linked(request, write=True) as whose:
        appointment_id = _id(whose.form.get("appointment", ""))
        await client_waiting.wait(*(whose.tx, whose.actor, whose.client, appointment_id, whose.now))
    _back(request, "waiting")


@told_to_clients
async def leave(request: web.Request) -> web.Response:
    """Take an entry off the waiting list."""
    async with linked(request, write=True) as whose:
        entry_id = _id(whose.form.get("entry", ""))
        await client_waiting.leave(*(whose.tx, whose.actor, whose.client, entry_id, whose.now))
    _back(request, "left")


@told_to_clients
async def again(request: web.Request) -> web.Response:
    """Lead to the page whoever opens the address of a form."""
    await link_of(request)
    raise web.HTTPSeeOther(f"/p/{request.match_info['token']}")


def _said(whose: LinkedClient) -> OwnStatement:
    return OwnStatement(whose.actor, whose.client, _EVIDENCE, whose.now)


def _back(request: web.Request, said: str) -> NoReturn:
    raise web.HTTPSeeOther(f"/p/{request.match_info['token']}?said={said}")


async def _channels(whose: LinkedClient) -> list[ChannelChoice]:
    client = whose.client
    why_not = await standing(whose.tx, client)
    proved = await client_consents.proved(whose.tx, client)
    muted = await muted_kinds.load(whose.tx, [(client.practice_id, client.id)])
    agreed = await consent_of_kinds.standing(whose.tx, client)
    wanted = {kind for kind in client_consents.KINDS if agreed.get(kind, True)}
    return [
        ChannelChoice(
            channel,
            _written(channel, client_consents.address(client, channel)),
            bool(why_not[channel]),
            channel in proved,
            frozenset(wanted - {one[3] for one in muted if one[2] is channel}),
        )
        for channel in client_consents.EVERY
    ]


async def _kinds(whose: LinkedClient) -> list[MessageKind]:
    """Return the kinds of messages that the client may get, or has agreed to get."""
    agreed = await consent_of_kinds.standing(whose.tx, whose.client)
    sent = await consent_of_kinds.sent_by(whose.tx, whose.practice.id)
    return [kind for kind in client_consents.KINDS if kind in sent or agreed.get(kind, True)]


def _written(channel: Channel, address: str) -> str:
    return national(address) if channel is Channel.SMS and address else address


def _wanted(
    form: Mapping[str, str], shown: list[Channel], kinds: list[MessageKind]
) -> set[tuple[Channel, MessageKind]]:
    return {(channel, kind) for channel in shown for kind in kinds if f"{channel}_{kind}" in form}


def _spoken(locale: str) -> str:
    return locale if locale in writing.spoken() else ""


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _waiting(
    entries: list[WaitingEntry], ahead: list[Appointment]
) -> list[tuple[WaitingEntry, Appointment | None]]:
    standing_ones = {one.id: one for one in ahead}
    return [(entry, standing_ones.get(entry.appointment_id or 0)) for entry in entries]


def _open_to_wait(entries: list[WaitingEntry], ahead: list[Appointment]) -> list[Appointment]:
    known = {entry.appointment_id for entry in entries}
    return [one for one in ahead if one.id not in known]
