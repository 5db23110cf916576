"""What a record keeps of a carrier's habits, and what it must not keep of anybody."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_store.model.errors import InvalidInput
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, InboundText
from gateway.channels.sms.smpp.masking import Mask
from gateway.channels.sms.smpp.recorder import MOST_OCTETS
from gateway.channels.sms.smpp.replay import NotARecordError, Replayed, replayed
from gateway.channels.sms.smpp.submits import SubmitOutcome
from gateway.cli.replay import _read as read_file
from tests.support.carrier import Carrier, message, receipt, tlv
from tests.support.link import Connect, Service, part
from tests.support.record_habits import ALL, HABITS, KEY, write

ADA = b"393331234014"
MASKED = "+393331571363"
OURS = "+390692031072"


def said(name: str) -> list[InboundText | DeliveryReceipt]:
    lines = (HABITS / f"{name}.jsonl").read_text("ascii").splitlines()
    return [one.said for one in replayed(lines) if one.said is not None]


def words(name: str) -> list[str]:
    """Texts with their letters told only by kind: a for a letter, 0 for a digit."""
    return [
        "".join("a" if char.isalpha() else "0" if char.isdigit() else char for char in one.text)
        for one in said(name)
        if isinstance(one, InboundText)
    ]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.row("rec.habits")
async def test_every_habit_is_kept_as_the_recorder_writes_it(name: str, tmp_path: Path) -> None:
    kept = (HABITS / f"{name}.jsonl").read_bytes()
    assert (await write(name, tmp_path)).read_bytes() == kept
    assert ADA not in kept
    assert ADA.hex().encode() not in kept


@pytest.mark.row("rec.habits")
def test_addresses_in_their_spellings() -> None:
    assert {one.source for one in said("address-spellings")} == {MASKED, "0" + MASKED[3:]}
    sources = [one.source for one in said("address-without-country")]
    assert sources == [MASKED[3:], MASKED[3:], MASKED[-7:]]
    assert {one.destination for one in said("our-number-aliases")} == {OURS}


@pytest.mark.row("rec.habits")
def test_alphabets_padding_and_headers() -> None:
    assert words("gsm") == words("ascii") == ["aaa_a@aaaaaaa.aaa [aaaa]"]
    assert words("latin-1") == ["aaa_a@aaaaaaa.aaa [aaaa] a"]
    assert words("counted-null") == ["aaaa", "aaaa", "a" * 153, "aaa"]
    places = [(one.concat.number, one.concat.total) for one in said("lost-udhi")]
    assert places == [(1, 2), (2, 2), (1, 2)]
    assert words("data-sm") == ["aaa aaa"]
    assert words("nothing-written") == [""]


@pytest.mark.parametrize("name", [name for name in ALL if name.startswith(("ids", "receipts"))])
@pytest.mark.row("rec.habits")
def test_receipts_meet_their_responses(name: str) -> None:
    lines = (HABITS / f"{name}.jsonl").read_text("ascii").splitlines()
    receipts = [one for one in replayed(lines) if isinstance(one.said, DeliveryReceipt)]
    assert [(one.said.state.value, one.answers) for one in receipts] == [("delivered", True)]


@pytest.mark.row("rec.habits")
def test_receipts_of_odd_ids_words_and_errors() -> None:
    two = said("id-of-two-messages")
    assert len({(one.message_id, one.source) for one in two}) == 2
    assert len({one.message_id for one in two}) == 1
    for name in ("id-of-two-messages", "delivered-after-failed"):
        assert [one.state.value for one in said(name)] == ["undeliverable", "delivered"]
    (one,) = said("one-id-for-all-parts")
    assert one.state.value == "delivered"
    (coded,) = said("network-error-in-ascii")
    assert coded.error == "306"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("session-refused", ["the carrier does not let this connection send"] * 2),
        ("bind-failed", ["the carrier refused the log-in"]),
        ("answers-after-unbind", ["", *["accepted by the carrier"] * 2]),
        (
            "refused-wishes",
            [
                "the carrier refuses the validity",
                "the carrier refuses to report delivery",
                "accepted by the carrier",
            ],
        ),
    ],
)
@pytest.mark.row("rec.habits")
def test_what_carriers_say_of_a_session_is_told_in_words(name: str, told: list[str]) -> None:
    lines = (HABITS / f"{name}.jsonl").read_text("ascii").splitlines()
    assert [one.status for one in replayed(lines)] == told


@pytest.mark.row("rec.nobody")
async def test_a_record_holds_nobody_and_replays(
    carrier: Carrier, connect: Connect, service: Service, tmp_path: Path
) -> None:
    path = tmp_path / "primary.smpp"
    link = await connect(record=str(path))
    assert (await link.submit(part(b"see you, Ada"))).outcome is SubmitOutcome.ACCEPTED
    extra = tlv(0x0381, b"393331234014")
    for body in (
        message(b"can't come, Ada 77", source=ADA, tlvs=extra),
        message("Привет 🎉".encode("utf-16-be"), source=ADA, data_coding=8),
        receipt(b"id1"),
        message(b"broken", source=ADA)[:40],
    ):
        assert await carrier.answered(carrier.deliver(body)) == 0
    await link.stop(0.2)
    kept = path.read_text("ascii")
    lines = [json.loads(line) for line in kept.splitlines()]
    bodies = b"".join(bytes.fromhex(line.get("body", "")) for line in lines)
    for secret in (ADA, ADA[-7:], b"393331234567", b"Ada", b"secret", b"esme", b"0699000111"):
        assert secret not in bodies
        assert secret.decode() not in kept
    assert "Привет".encode("utf-16-be") not in bodies
    assert path.stat().st_mode & 0o777 == 0o600
    shown = list(replayed(kept.splitlines()))
    inbound = [one.said for one in shown if one.said is not None]
    assert [type(one).__name__ for one in inbound] == ["InboundText"] * 2 + [
        "DeliveryReceipt",
        "InboundText",
    ]
    assert len(inbound[1].text) == len("Привет 🎉")
    sent = [one for one in shown if one.command == "submit_sm"]
    assert len(sent) == 1
    assert next(one for one in shown if isinstance(one.said, DeliveryReceipt)).answers


@given(st.binary(max_size=200), st.sampled_from([4, 5, 0x103, 9, 0x80000004, 0x77]))
@pytest.mark.row("rec.nobody")
def test_whatever_octets_a_body_has_it_is_masked(body: bytes, command: int) -> None:
    masked = Mask(KEY).body(command, body)
    assert len(masked) == (0 if command in {9, 0x77} else len(body))


@given(st.from_regex(r"[1-9][0-9]{6,13}", fullmatch=True), st.sampled_from(["", "+", "00", "0"]))
@pytest.mark.row("rec.nobody")
def test_one_number_is_one_in_every_spelling(digits: str, before: str) -> None:
    mask = Mask(KEY)
    masked = mask.number((before + digits).encode())
    assert masked.endswith(mask.number(digits.encode())[-7:])
    assert len(masked) == len(before + digits)
    assert masked[:-7] == (before + digits).encode()[:-7]


@pytest.mark.row("rec.harmless")
async def test_a_record_that_cannot_be_written_stops_nothing(
    connect: Connect, tmp_path: Path
) -> None:
    store = tmp_path / "textback.db"
    store.write_bytes(b"SQLite format 3\0")
    for path in (tmp_path, tmp_path / "nowhere" / "file", store):
        link = await connect(record=str(path))
        assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED
        await link.stop(0.1)
    assert store.read_bytes() == b"SQLite format 3\0"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.row("rec.harmless")
async def test_a_full_disk_stops_the_record_and_nothing_else(connect: Connect) -> None:
    link = await connect(record="/dev/full")
    for _ in range(200):
        assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED


@pytest.mark.row("rec.harmless")
async def test_a_record_stays_within_its_bound(connect: Connect, tmp_path: Path) -> None:
    path = tmp_path / "primary.smpp"
    path.write_text('{"textback": 1}\n')
    os.truncate(path, MOST_OCTETS - 1000)
    link = await connect(record=str(path))
    for _ in range(20):
        assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED
    await link.stop(0.1)
    assert MOST_OCTETS - 1000 < path.stat().st_size <= MOST_OCTETS


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{}",
        "[]",
        "null",
        "nonsense",
        '{"textback": 2, "carrier": {}}',
        '{"textback": 1, "carrier": {"name": "x"}}',
        '{"at": "2026-01-12T09:00:00+00:00", "command": "0x00000005"}',
    ],
)
@pytest.mark.row("rec.harmless")
def test_what_is_no_record_is_told_with_its_line(line: str, tmp_path: Path) -> None:
    with pytest.raises(NotARecordError, match="line 1 "):
        list(replayed([line]))
    path = tmp_path / "file"
    path.write_text(line + "\n")
    with pytest.raises(InvalidInput, match="line 1 "):
        list(read_file(path))


@given(
    st.fixed_dictionaries(
        {
            "command": st.sampled_from(["0x00000005", "0x80000004", "0x103", "zz", "-1"]),
            "body": st.binary(max_size=80).map(bytes.hex) | st.just("0"),
            "status": st.integers(-5, 2**33) | st.none(),
            "sequence": st.integers(),
            "bind": st.just("primary/1"),
            "way": st.sampled_from(["in", "out"]),
            "at": st.sampled_from(["2026-01-12T09:00:00+00:00", "2026-01-12", "x"]),
        }
    )
)
@pytest.mark.row("rec.harmless")
def test_any_line_is_read_or_told(line: dict[str, object]) -> None:
    first = (HABITS / "gsm.jsonl").read_text("ascii").splitlines()[0]
    told, read = "", []
    try:
        read = list(replayed([first, json.dumps(line)]))
    except NotARecordError as error:
        told = str(error)
    assert "line 2 " in told or isinstance(read[0], Replayed)
