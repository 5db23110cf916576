"""A carrier tried with its habits switched on, one by one: what is measured, and the lines told."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config.choices import Alphabet, BindKind, LongMessages, MessageIdForm, ReceiptParts, Validity
from gateway.channels.sms.probing import probe
from gateway.channels.sms.smpp.body import read_deliver_sm
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.probe import SIGNS, ProbeAnswer, signs_of
from gateway.channels.sms.smpp.probed_alphabets import alphabets
from gateway.channels.sms.text.alphabet import shown
from gateway.demo.carrier import SandboxCarrier
from gateway.demo.habits import Habits, Spelling
from gateway.messaging.probe_findings import ProbeFailedError, ProbeFinding
from gateway.wording.probe_words import english
from tests.support.carrier import BIND_TRX, SUBMIT_SM, Carrier, Got, message, receipt

PHONE, OURS = "+393331234014", "+390699000111"


def words_of(finding: ProbeFinding) -> str:
    return english(finding.remarks)


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxCarrier]:
    carrier = SandboxCarrier()
    await carrier.start()
    yield carrier
    await carrier.stop()


def account(port: int, **settings: Any) -> CarrierConfig:
    quick = {"reconnect_min": 0.01, "reconnect_max": 0.02, "numbers": (OURS,)}
    return CarrierConfig("sandbox", "127.0.0.1", port, "esme", "secret", **quick | settings)


async def person(sandbox: SandboxCarrier, *, answers: bool = True, more: str = "") -> None:
    """Whoever holds the phone: reads the first text and does as it says."""
    with sandbox.subscribe() as changes:
        text = (await changes.get()).text.text
    signs = text.rpartition(": ")[2]
    named = signs in {signs_of(alphabet) for alphabet in Alphabet}
    if answers:
        await sandbox.send(PHONE, OURS, f"{'1' if named else '2'}@ {signs}{more}")


async def measure(
    sandbox: SandboxCarrier, habits: Habits, wait: float = 10.0, more: str = "", **settings: Any
) -> dict[str, ProbeFinding]:
    sandbox.habits = habits
    someone = asyncio.create_task(person(sandbox, more=more))
    found = await probe(
        account(sandbox.port, **settings),
        number=PHONE,
        sender=OURS,
        wait=wait,
        clock=lambda: datetime.now(UTC),
        told=str,
    )
    await someone
    return {one.habit: one for one in found}


@pytest.mark.row("probe.measures")
async def test_a_carrier_without_habits_fits_the_defaults(sandbox: SandboxCarrier) -> None:
    found = await measure(sandbox, Habits())
    lines = {one.line for one in found.values() if one.line}
    assert lines == {
        'default_alphabet = "gsm"',
        'message_id = "as-is"',
        "receipts_in_esm_class_0 = false",
        'receipt_parts = "all"',
        'validity = "relative"',
    }
    assert not any(one.differs for one in found.values())
    assert "393331234014" in words_of(found["clients"])
    assert "at the median" in words_of(found["delay"])


@pytest.mark.parametrize("configured", Alphabet)
@pytest.mark.parametrize("real", Alphabet)
@pytest.mark.row("probe.measures")
async def test_the_alphabet_both_ways(
    sandbox: SandboxCarrier, real: Alphabet, configured: Alphabet
) -> None:
    settings = [configured]
    while True:
        found = await measure(sandbox, Habits(alphabet=real), default_alphabet=settings[-1])
        told = found["alphabet"].line.removeprefix('default_alphabet = "').rstrip('"')
        if not found["alphabet"].differs:
            break
        settings.append(Alphabet(told))
        assert len(settings) <= 3, settings
    # what is written in ASCII reads the same in Latin-1: nothing is wrong then
    harmless = (configured, real) == (Alphabet.ASCII, Alphabet.LATIN1)
    assert told == (configured if harmless else real), settings


@pytest.mark.parametrize(
    ("habits", "settings", "what", "line"),
    [
        ({"message_id": MessageIdForm.HEX_TO_DEC}, {}, "ids", 'message_id = "hex-to-dec"'),
        ({"message_id": MessageIdForm.DEC_TO_HEX}, {}, "ids", 'message_id = "dec-to-hex"'),
        ({"refused_validity": {Validity.RELATIVE}}, {}, "validity", 'validity = "absolute"'),
        ({"refused_validity": set(Validity)}, {}, "validity", 'validity = "none"'),
        ({"alias": "48222"}, {}, "our number", f'aliases = {{ "{OURS}" = ["48222"] }}'),
        (
            {"spelling": Spelling.NATIONAL},
            {"numbers": (OURS, "+441632960001")},
            "clients",
            'country = "IT"',
        ),
    ],
)
@pytest.mark.row("probe.measures")
async def test_a_habit_is_told_with_its_line(
    sandbox: SandboxCarrier,
    habits: dict[str, Any],
    settings: dict[str, Any],
    what: str,
    line: str,
) -> None:
    found = await measure(sandbox, Habits(**habits), **settings)
    assert (found[what].line, found[what].differs) == (line, True)
    # and, once it is set, nothing differs
    fits = {
        'message_id = "hex-to-dec"': {"message_id": MessageIdForm.HEX_TO_DEC},
        'message_id = "dec-to-hex"': {"message_id": MessageIdForm.DEC_TO_HEX},
        'validity = "absolute"': {"validity": Validity.ABSOLUTE},
        'validity = "none"': {"validity": Validity.NONE},
        'country = "IT"': {"country": "IT"},
    }.get(line, {"aliases": {"48222": OURS}})
    again = await measure(sandbox, Habits(**habits), **settings | fits)
    assert not any(one.differs for one in again.values())


@pytest.mark.parametrize("spelling", Spelling)
@pytest.mark.row("probe.measures")
async def test_addresses_in_any_spelling_are_recognised(
    sandbox: SandboxCarrier, spelling: Spelling
) -> None:
    found = await measure(sandbox, Habits(spelling=spelling))
    assert found["clients"].line == ""
    assert "recognised" not in words_of(found["clients"])


@pytest.mark.parametrize("parts", [ReceiptParts.FIRST, ReceiptParts.LAST])
@pytest.mark.parametrize("way", LongMessages)
@pytest.mark.row("probe.measures")
async def test_receipts_for_some_parts(
    sandbox: SandboxCarrier, parts: ReceiptParts, way: LongMessages
) -> None:
    # the receipts that are missing are waited for: a second is enough on one machine
    found = await measure(sandbox, Habits(receipt_parts=parts), 1.0, long_messages=way)
    if way is LongMessages.PAYLOAD:
        assert found["parts"].line == ""
    else:
        assert found["parts"].line == f'receipt_parts = "{parts}"'
        assert (
            words_of(found["parts"]) == f"of a long text, receipts for the {parts} of its 3 parts"
        )


@pytest.mark.row("probe.measures")
async def test_what_is_put_right_without_a_setting_is_told(sandbox: SandboxCarrier) -> None:
    found = await measure(sandbox, Habits(counts_null=True))
    assert "taken off" in words_of(found["padding"])
    assert found["alphabet"].line == 'default_alphabet = "gsm"'


@pytest.mark.row("probe.measures")
async def test_a_long_answer_whose_headers_lost_their_mark(sandbox: SandboxCarrier) -> None:
    more = " and more" * 30
    found = await measure(sandbox, Habits(loses_udhi=True, counts_null=True), more=more)
    assert "known without" in words_of(found["headers"])
    assert found["alphabet"].line == 'default_alphabet = "gsm"'


@pytest.mark.row("probe.measures")
async def test_receipts_that_are_refused(sandbox: SandboxCarrier) -> None:
    found = await measure(sandbox, Habits(refuses_receipts=True))
    assert "refused" in words_of(found["receipts"])


@pytest.mark.row("probe.measures")
async def test_without_an_answer_the_rest_is_told(sandbox: SandboxCarrier) -> None:
    someone = asyncio.create_task(person(sandbox, answers=False))
    found = await probe(
        account(sandbox.port),
        number=PHONE,
        sender=OURS,
        wait=1.0,
        clock=lambda: datetime.now(UTC),
        told=str,
    )
    await someone
    by = {one.habit: one for one in found}
    assert "no answer" in words_of(by["alphabet"])
    assert by["ids"].line == 'message_id = "as-is"'


async def tried(port: int, **settings: Any) -> list[ProbeFinding]:
    return await probe(
        account(port, **settings),
        number=PHONE,
        sender=OURS,
        wait=1.0,
        clock=lambda: datetime.now(UTC),
        told=str,
    )


async def refusal(port: int, **settings: Any) -> str:
    with pytest.raises(ProbeFailedError) as caught:
        await tried(port, **settings)
    return english([caught.value.remark])


@pytest.mark.row("probe.refuses")
async def test_a_carrier_that_cannot_be_tried_is_told(carrier: Carrier) -> None:
    carrier.rules[BIND_TRX] = lambda got: got.peer.answer(got, 0x0E)
    assert "refused the password" in await refusal(carrier.port)
    carrier.rules[BIND_TRX] = carrier.behave
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, 0x0A)
    assert "does not allow this sender" in await refusal(carrier.port)
    assert "only receives" in await refusal(carrier.port, bind=BindKind.RECEIVER)
    await carrier.stop()
    assert "nothing listens" in await refusal(carrier.port)
    await carrier.start()


def test_what_phones_show_of_octets_meant_otherwise() -> None:
    octets = SIGNS.encode("cp1252")
    assert shown(octets, Alphabet.GSM) == "¡§??äñÄÑ"
    assert shown(octets, Alphabet.ASCII) == "@_??{}[]"
    assert shown(b"\x00\x11\x1b(", Alphabet.LATIN1) == "???("


@pytest.mark.parametrize(
    ("octets", "coding", "words", "differs"),
    [
        # the way out is GSM, the way in Latin-1: an accented letter must not hide it
        ("1@ @_é{}[]".encode("latin-1"), 0, "taken for gsm, and come in latin1", True),
        ("1@ @_é{}[]".encode("latin-1"), 3, "as data_coding 3 and tells nothing", False),
        ("1@ @_é€{}[]".encode("utf-16-be"), 8, "as UCS-2 and tells nothing", False),
    ],
)
def test_what_an_answer_says_of_the_way_in(
    octets: bytes, coding: int, words: str, *, differs: bool
) -> None:
    body = read_deliver_sm(message(octets, data_coding=coding))
    found = alphabets(account(0), [ProbeAnswer(datetime.now(UTC), body)])
    assert words in words_of(found)
    assert found.differs is differs


@pytest.mark.row("probe.measures")
async def test_answers_slower_than_they_may_be_are_told_with_their_line(
    sandbox: SandboxCarrier,
) -> None:
    slow = Habits(answer_delay=timedelta(seconds=1))
    found = await measure(sandbox, slow, response_timeout=0.5)
    assert (found["answers"].line, found["answers"].differs) == ('response_timeout = "3s"', True)
    assert words_of(found["answers"]).startswith("texts are answered within 1.0")
    quick = await measure(sandbox, Habits())
    assert quick["answers"].line == ""


@pytest.mark.row("probe.measures")
async def test_a_phone_that_is_not_reached_is_told(sandbox: SandboxCarrier) -> None:
    sandbox.habits = Habits(refused=frozenset({PHONE}))
    by = {one.habit: one for one in await tried(sandbox.port)}
    assert words_of(by["fate"]) == (
        "4 of 4 receipts say that the phone was not reached:"
        " not delivered: the number cannot be reached"
    )


@pytest.mark.row("probe.measures")
async def test_an_answer_that_does_not_hold_the_signs_is_shown(sandbox: SandboxCarrier) -> None:
    someone = asyncio.create_task(sandbox.send(PHONE, OURS, "1 what is this?"))
    by = {one.habit: one for one in await tried(sandbox.port)}
    await someone
    assert "“1 what is this?”" in words_of(by["alphabet"])


@pytest.mark.parametrize(
    ("ids", "receipts", "line"),
    [
        ("9999", "9999", 'receipt_parts = "all"'),
        ("9777", "9777", 'receipt_parts = "all"'),
        ("9777", "97", 'receipt_parts = "last"'),
        ("9773", "973", ""),
    ],
)
@pytest.mark.row("probe.measures", "7.one-id-for-all-parts")
async def test_one_id_for_all_parts(carrier: Carrier, ids: str, receipts: str, line: str) -> None:
    """The id is given to several parts; how many receipts come tells what they are about."""
    left = iter(ids)

    def take(got: Got) -> None:
        got.peer.answer(got, body=f"{next(left)}\0".encode())
        if carrier.count(SUBMIT_SM) == len(ids):
            for one in receipts:
                carrier.deliver(receipt(one.encode(), source=PHONE[1:].encode()))

    carrier.rules[SUBMIT_SM] = take
    by = {one.habit: one for one in await tried(carrier.port)}
    assert by["parts"].line == line
