"""The demo's inbox, as it is in life: texts to read, canned answers, a note, and examples kept.

They came before the demo began, so that they need no phone: two wait for an answer, and two were
seen to yesterday, of which staff have said what they mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.conversations import (
    alerts,
    canned_answers,
    conversation_notes,
    inbox,
    labelled_examples,
)
from calendar_store.conversations.inbox import Handled, ReceivedText
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import DEMO
from calendar_store.model.canned_answers import CannedAnswer
from calendar_store.model.clients import Client
from calendar_store.model.conversation_marks import ConversationNote
from calendar_store.model.conversations import Alert, ConversationKey
from calendar_store.model.labelled_examples import LabelledExample
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, Channel
from gateway.channels.sms.smpp.concat import join
from gateway.demo.account import NAME
from gateway.demo.people import People

ANSWERS: Mapping[str, Mapping[str, str]] = {
    "Parking": {
        "en": "There is parking in the yard behind the house, {address}.",
        "it": "Si può parcheggiare nel cortile dietro la casa, {address}.",
        "fr": "Vous pouvez vous garer dans la cour derrière la maison, {address}.",
        "de": "Sie können im Hof hinter dem Haus parken, {address}.",
    },
    "Way in": {
        "en": "We are at {address}.[ {directions}]",
        "it": "Siamo in {address}.[ {directions}]",
    },
    "We call you": {
        "en": "Thank you, {first}. We will call you today.",
        "it": "Grazie, {first}. La chiamiamo oggi.",
    },
}
"""Canned answers: name -> language -> text."""
_SEEN_AFTER = timedelta(minutes=15)
_NOTE = "Comes with a guide dog, which is welcome."


@dataclass(frozen=True, slots=True)
class DemoText:
    """A text that the service could not understand.

    Attributes:
        client: the client's last name.
        text: what it says.
        ago: how long before the demo it came.
        means: what staff have said that it means; "" if it waits for them.
    """

    client: str
    text: str
    ago: timedelta
    means: str = ""


TEXTS = (
    DemoText("Bassi", "Arrivo appena il treno si muove", timedelta(days=1, hours=3), "late"),
    DemoText("Curie", "Comme la dernière fois, à bientôt", timedelta(days=1, hours=2), "confirm"),
    DemoText("Bassi", "Posso portare mia figlia?", timedelta(minutes=50)),
    DemoText("Turing", "Can I bring my dog?", timedelta(minutes=20)),
)


async def fill(tx: Transaction, people: People, now: datetime) -> None:
    """Fill the inbox of the demo's practice.

    Args:
        tx: a writing transaction; no text waits to be handled.
        people: the practice and its clients.
        now: the moment that the demo begins, UTC.
    """
    practice_id = people.practice.id
    for name, texts in ANSWERS.items():
        for locale, text in texts.items():
            answer = CannedAnswer(practice_id, tx.ids.new(), name, locale, text)
            await canned_answers.save(tx, answer, by=DEMO, now=now)
    for one in TEXTS:
        await _receive(tx, people, one, now - one.ago)
    dog = people.clients[TEXTS[-1].client]
    note = ConversationNote(
        *(practice_id, tx.ids.new(), Channel.SMS, dog.mobile, dog.id),
        *(now - timedelta(days=30), DEMO.label, _NOTE),
    )
    await conversation_notes.add(tx, note)


async def _receive(tx: Transaction, people: People, one: DemoText, at: datetime) -> None:
    practice, client = people.practice, people.clients[one.client]
    key = ConversationKey(Channel.SMS, practice.sender, client.mobile)
    octets = one.text.encode()
    await inbox.store(tx, [ReceivedText(NAME, key, one.text, octets, octets, "", at)], {}, join)
    (claimed,) = await inbox.claim(tx, 1)
    understood = {"intent": "unclear", "evidence": ["nothing says what to do"]}
    handled = Handled(claimed.id, practice.id, client.id, "unclear", understood)
    await inbox.finish(tx, [handled], at)
    why = Reason(ReasonCode.NOT_UNDERSTOOD, {"who": client.name, "text": one.text})
    alert = Alert(
        *(practice.id, tx.ids.new(), AlertKind.UNCLEAR, why, at, client.id), inbound_id=claimed.id
    )
    await alerts.raise_all(tx, [alert])
    if one.means:
        seen_at = at + _SEEN_AFTER
        await labelled_examples.keep(tx, _example(tx, one, client, claimed.id, seen_at))
        await alerts.resolve(tx, practice.id, alert.id, now=seen_at, by=DEMO)


def _example(
    tx: Transaction, one: DemoText, client: Client, inbound_id: int, at: datetime
) -> LabelledExample:
    return LabelledExample(
        *(client.practice_id, tx.ids.new(), inbound_id, one.text, client.locale),
        *("reminder", "unclear", one.means, DEMO.label, at),
    )
