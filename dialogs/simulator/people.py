"""The clients of a simulated practice: consent, opt-outs, language and wrong numbers."""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from calendar_store.model.clients import Client
from calendar_store.model.statuses import TO_CLIENTS, Channel, ConsentKind
from dialogs.conversation import Context
from dialogs.effects import (
    ClientEffect,
    ConsentEffect,
    MarkDeceased,
    MarkWrongNumber,
    OptIn,
    OptOut,
    Prefer,
    SetLocale,
)
from dialogs.simulator.practice import SimulatedPractice


def consent(
    simulated: SimulatedPractice, context: Context, effects: Iterable[ConsentEffect]
) -> SimulatedPractice:
    """Stop or allow messages to a number, for every client who has the number."""
    for effect in effects:
        match effect:
            case OptOut(channels=channels):
                for channel in channels:
                    simulated = _stop(simulated, context, channel)
            case OptIn(channels=channels):
                for channel in channels:
                    simulated = _start(simulated, context, channel)
            case _:
                assert_never(effect)
    return simulated


def know(
    simulated: SimulatedPractice, context: Context, effects: Iterable[ClientEffect]
) -> SimulatedPractice:
    """Record what a turn says about the clients with the number: language, channel, marks."""
    for effect in effects:
        match effect:
            case SetLocale(locale=locale):
                simulated = _each(simulated, context, locale=locale)
            case Prefer(channel=channel):
                simulated = _prefer(simulated, context, channel)
            case MarkWrongNumber():
                simulated = _each(simulated, context, mobile_bad=True)
            case MarkDeceased(client_id=client_id):
                for channel in TO_CLIENTS:
                    simulated = _said(simulated, [client_id], channel, ConsentKind.WITHDRAWN)
            case _:
                assert_never(effect)
    return simulated


def hear_from(
    simulated: SimulatedPractice, context: Context, effects: Iterable[ClientEffect]
) -> SimulatedPractice:
    """Clear the mark of a bad number when it texts us, unless its owner said it is not theirs."""
    marked = any(client.mobile_bad for client in context.clients)
    wrong = any(isinstance(effect, MarkWrongNumber) for effect in effects)
    if not marked or wrong or context.key.their_address in simulated.said_wrong:
        return simulated
    return _each(simulated, context, mobile_bad=False)


def _stop(simulated: SimulatedPractice, context: Context, channel: Channel) -> SimulatedPractice:
    reached = {(channel, address) for address in _addresses(context, channel)}
    stopped = replace(simulated, opt_outs=simulated.opt_outs | reached)
    return _said(stopped, [one.id for one in context.clients], channel, ConsentKind.WITHDRAWN)


def _start(simulated: SimulatedPractice, context: Context, channel: Channel) -> SimulatedPractice:
    reached = {(channel, address) for address in _addresses(context, channel)}
    started = replace(simulated, opt_outs=simulated.opt_outs - reached)
    with_one = [one.id for one in context.clients if channel is Channel.SMS or one.email]
    return _said(started, with_one, channel, ConsentKind.GRANTED)


def _addresses(context: Context, channel: Channel) -> list[str]:
    """Return the addresses at which a channel reaches the clients with the number."""
    if channel is Channel.SMS:
        return [context.key.their_address]
    return [client.email for client in context.clients if client.email]


def _said(
    simulated: SimulatedPractice, client_ids: Iterable[int], channel: Channel, kind: ConsentKind
) -> SimulatedPractice:
    said = {(client_id, channel): kind for client_id in client_ids}
    return replace(simulated, consents={**simulated.consents, **said})


def _prefer(simulated: SimulatedPractice, context: Context, channel: Channel) -> SimulatedPractice:
    among = {one.id for one in context.clients if channel is Channel.SMS or one.email}
    return _changed(simulated, among, prefers=channel)


def _each(
    simulated: SimulatedPractice, context: Context, **changes: str | bool
) -> SimulatedPractice:
    return _changed(simulated, {one.id for one in context.clients}, **changes)


def _changed(
    simulated: SimulatedPractice, ids: set[int], **changes: str | bool
) -> SimulatedPractice:
    def now(client: Client) -> Client:
        return replace(client, **changes) if client.id in ids else client  # type: ignore[arg-type]

    return replace(simulated, clients=tuple(map(now, simulated.clients)))
