"""The items of the inbox's lists: threads that wait for a person, and those seen to last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.clients import clients
from calendar_store.conversations import conversation_marks, labelled_examples
from calendar_store.conversations.staff_queue import PendingConversation
from calendar_store.database.connection import Transaction
from calendar_store.model.clients import Client
from calendar_store.model.conversation_marks import Address, ConversationMark
from calendar_store.model.conversations import Alert, Inbound
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import TO_CLIENTS, Channel
from gateway.use_cases import inbox_marks
from gateway.web.languages.labels import actor_words
from gateway.web.languages.translation import gettext as _
from gateway.web.server import phone_numbers
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.staff.conversation import meaning_view
from gateway.web.staff.conversation.meaning_view import MeaningView
from gateway.web.staff.inbox.waiting_words import lasting, signs
from gateway.wording import glyphs


@dataclass(frozen=True, slots=True)
class Someone:
    """Who is at an address, and how they are reached.

    Attributes:
        address: the channel, and the number or address on it.
        clients: the clients who have it.
        region: the practice's country.
    """

    address: Address
    clients: Sequence[Client]
    region: str

    @property
    def by_mail(self) -> bool:
        """Whether the address is one of mail."""
        return self.address[0] is Channel.EMAIL

    @property
    def who(self) -> str:
        """Names of the clients who have the address, or "Unknown number"."""
        unknown = _("Unknown address") if self.by_mail else _("Unknown number")
        return ", ".join(one.name for one in self.clients) or unknown

    @property
    def number(self) -> str:
        """The number as the practice dials it; by mail, the address."""
        address = self.address[1]
        return address if self.by_mail else phone_numbers.shown(address, self.region)


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A thread in a list of those that wait.

    Attributes:
        someone: who has written.
        parts: the waiting conversations of the thread, the longest waiting first.
        unread: whether a text has come that nobody of staff has opened.
        assignee: the name of who sees to it; "" for nobody in particular.
        meanings: what its last text may mean, as buttons; None where nothing is offered.
    """

    someone: Someone
    parts: Sequence[PendingConversation]
    unread: bool
    assignee: str
    meanings: MeaningView | None
    face: LocalCalendar
    now: datetime

    @property
    def texts(self) -> Sequence[Inbound]:
        """The waiting texts, oldest first."""
        found = (text for one in self.parts for text in one.texts)
        return sorted(found, key=lambda text: text.id)

    @property
    def earlier(self) -> int:
        """Number of waiting texts that are not shown."""
        return sum(one.earlier for one in self.parts)

    @property
    def signs(self) -> list[glyphs.Glyph]:
        """Signs of the reasons why a person is needed, each once."""
        return list(dict.fromkeys(sign for one in self.parts for sign in signs(one)))

    @property
    def waits(self) -> str:
        """How long the thread has waited, in words."""
        return lasting(self.now, min(one.since for one in self.parts))

    @property
    def path(self) -> str:
        """The path of the thread's page, by its last text."""
        return f"/inbox/text/{self.texts[-1].id}"

    def at(self, moment: datetime) -> str:
        """Return a moment, relative to today."""
        return self.face.near(moment, self.face.day_of(self.now))


@dataclass(frozen=True, slots=True)
class DoneItem:
    """A thread that a person has seen to.

    Attributes:
        text: the last text that waited.
        by: who saw to it.
        at: when, in words.
        meant: what they said that the text means, in words; "" where they did not.
    """

    someone: Someone
    text: Inbound
    by: str
    at: str
    meant: str


async def waiting_items(
    tx: Transaction,
    practice: Practice,
    found: Sequence[PendingConversation],
    meanings: Mapping[int, MeaningView],
    now: datetime,
) -> Sequence[InboxItem]:
    """Return waiting conversations as items, those of the same clients as one, in their order.

    Args:
        tx: any transaction.
        practice: the practice.
        found: the conversations.
        meanings: what texts may mean, by the text's id.
        now: UTC.
    """
    addresses = [(one.key.channel, one.key.their_address) for one in found]
    people = await someones(tx, practice, addresses)
    marks = await conversation_marks.load(tx, practice.id, addresses)
    names = await _names(tx, practice)
    together: dict[tuple[object, ...], list[PendingConversation]] = {}
    for one, address in zip(found, addresses, strict=True):
        known = tuple(client.id for client in people[address].clients)
        together.setdefault(known or address, []).append(one)
    face = face_of(practice)
    return [
        _item(sorted(parts, key=lambda one: one.since), people, marks, names, meanings, face, now)
        for parts in together.values()
    ]


def _item(  # noqa: PLR0917 (what one item is made of)
    parts: Sequence[PendingConversation],
    people: Mapping[Address, Someone],
    marks: Mapping[Address, ConversationMark],
    names: Mapping[int, str],
    meanings: Mapping[int, MeaningView],
    face: LocalCalendar,
    now: datetime,
) -> InboxItem:
    keys = [(one.key.channel, one.key.their_address) for one in parts]
    last = max(parts, key=lambda one: one.texts[-1].id)
    unread = any(
        one.texts[-1].id > marks[key].read_id for one, key in zip(parts, keys, strict=True)
    )
    assigned = (names.get(marks[key].assignee_id or 0, "") for key in keys)
    assignee = next(filter(None, assigned), "")
    someone = people[last.key.channel, last.key.their_address]
    meant = meanings.get(last.texts[-1].id)
    return InboxItem(someone, parts, unread, assignee, meant, face, now)


async def done_items(
    tx: Transaction, practice: Practice, found: Sequence[tuple[Alert, Inbound]], now: datetime
) -> Sequence[DoneItem]:
    """Return texts that a person has seen to as items, in their order."""
    addresses = [(text.key.channel, text.key.their_address) for _, text in found]
    people = await someones(tx, practice, addresses)
    meant = await labelled_examples.of_texts(tx, practice.id, [text.id for _, text in found])
    face = face_of(practice)
    today = face.day_of(now)
    return [
        DoneItem(
            people[address],
            text,
            actor_words(alert.resolved_by),
            face.near(alert.resolved_at or alert.at, today),
            meaning_view.said(meant[text.id]) if text.id in meant else "",
        )
        for (alert, text), address in zip(found, addresses, strict=True)
    ]


async def someones(
    tx: Transaction, practice: Practice, addresses: Sequence[Address]
) -> dict[Address, Someone]:
    """Return who is at each (channel, address)."""
    people: dict[Address, Someone] = {}
    for channel in TO_CLIENTS:
        theirs = {address for each, address in addresses if each is channel}
        some = await clients.by_addresses(tx, [practice.id], channel, theirs)
        for address in theirs:
            who = some.get((practice.id, address), ())
            people[channel, address] = Someone((channel, address), who, practice.region)
    return people


async def _names(tx: Transaction, practice: Practice) -> Mapping[int, str]:
    """Return the names of the members of staff who answer clients, by id."""
    answering = await inbox_marks.answering(tx, practice.id)
    return {one.id: one.name or one.email for one in answering}
