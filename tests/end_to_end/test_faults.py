"""Texts that nobody can make sense of: kept as they came, answered if there are words to answer.

What has no words draws no paid answer; a person sees it unless nothing was written at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from calendar_store.conversations import alerts
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import practices
from calendar_store.schema import inbound
from tests.bench.seed import mobile
from tests.end_to_end.installed import Installed
from tests.end_to_end.rust_carrier import RustCarrier
from tests.end_to_end.seeded import due_reminders

_UDHI, _GSM, _BINARY, _UCS2, _RESERVED = 0x40, 0, 4, 8, 0x0B
_PER_PART = 153
LONG = ("I would like to tell you the whole of it, from the very beginning. " * 30)[:2000]
"""Two thousand characters, of which none is an appointment."""


@dataclass(frozen=True, slots=True)
class Odd:
    """A text that is hard to read.

    Attributes:
        parts: the user data of each deliver_sm, in the order they are sent.
        reads: what is kept as its text; without any nothing is answered.
    """

    parts: Sequence[bytes]
    reads: str
    data_coding: int = _GSM
    esm_class: int = 0

    @property
    def says_something(self) -> bool:
        """Whether any octet came."""
        return any(self.parts)


def in_parts(text: str, reference: int = 7) -> list[bytes]:
    """Cut a text, each part under its header (3GPP 23.040 §9.2.3.24.1)."""
    pieces = [text[n : n + _PER_PART] for n in range(0, len(text), _PER_PART)]
    return [
        bytes((5, 0, 3, reference, len(pieces), number)) + piece.encode("ascii")
        for number, piece in enumerate(pieces, start=1)
    ]


ODD: Sequence[Odd] = (
    Odd(["Ég kem ekki á morgun".encode("utf-16-be")], "Ég kem ekki á morgun", _UCS2),
    Odd([b""], ""),
    # the last part comes first
    Odd(in_parts(LONG)[::-1], LONG, esm_class=_UDHI),
    Odd(["🦄🌵🫠".encode("utf-16-be")], "🦄🌵🫠", _UCS2),
    Odd([b"\x00\xff\xfe\x9d\x81\x02"], "", _BINARY),
    # half of a surrogate pair
    Odd([b"\xd8\x3e"], "\ufffd", _UCS2),
    Odd([b"\x01\x02\x03"], "", _RESERVED),
)
ANSWERED = [number for number, odd in enumerate(ODD, start=1) if odd.reads]
TO_A_PERSON = [number for number, odd in enumerate(ODD, start=1) if odd.says_something]


@pytest.mark.row("2.undecodable")
async def test_odd_texts_are_kept_and_reach_a_person_and_the_link_is_unhurt(
    textback: Installed, carrier: RustCarrier
) -> None:
    people = len(ODD) + 1
    await due_reminders(textback, people)
    textback.add_carrier(carrier.port)
    async with textback.serving() as served:
        await carrier.arrived(people)
        for number, odd in enumerate(ODD, start=1):
            for part in odd.parts:
                assert await carrier.text(
                    mobile(number), part, data_coding=odd.data_coding, esm_class=odd.esm_class
                )
        await carrier.arrived(people + len(ANSWERED))
        # the link still works: the one who has not texted yet is understood and answered
        assert await carrier.text(mobile(0), b"1")
        assert "confirmed" in (await carrier.arrived(people + len(ANSWERED) + 1)).words
        assert carrier.unbound == 0
        assert await served.stopped() == 0
    await each_was_kept(textback)
    each_with_words_was_answered(carrier)
    await each_reached_a_person(textback)


async def each_was_kept(textback: Installed) -> None:
    async with textback.store() as database, database.read() as tx:
        kept = {row.their_address: row for row in await tx.execute(select(inbound))}
    for number, odd in enumerate(ODD, start=1):
        row = kept[mobile(number)]
        assert (row.text, row.partial, row.intent) == (odd.reads, False, "unclear")
        # the octets too, in the order of their headers: some texts have no reading at all
        assert row.raw == b"".join(sorted(odd.parts))


def each_with_words_was_answered(carrier: RustCarrier) -> None:
    for number in range(1, len(ODD) + 1):
        reminder, *answers = (text for text in carrier.texts if text.number == mobile(number))
        assert "Reply 1 to confirm" in reminder.words
        assert len(answers) == (number in ANSWERED)
        assert all("someone will get back to you" in answer.words for answer in answers)


async def each_reached_a_person(textback: Installed) -> None:
    async with textback.store() as database, database.read() as tx:
        (practice,) = await practices.all_practices(tx)
        raised = await alerts.open_of(tx, practice.id)
        texts = {row.id: row.their_address for row in await tx.execute(select(inbound))}
    assert {alert.kind for alert in raised} == {AlertKind.UNCLEAR}
    about = sorted(texts[alert.inbound_id] for alert in raised if alert.inbound_id)
    assert about == [mobile(number) for number in TO_A_PERSON]
