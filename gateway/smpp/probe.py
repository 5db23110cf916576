"""What a carrier does with texts, told from a few of them and one answer.

Owns the texts that are sent to try a carrier, and what is concluded from its responses, its
receipts and the answer from the phone. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from rapidfuzz import fuzz

from calendar_store.numbers import region_of
from gateway.smpp.alphabet import shown
from gateway.smpp.body import Body
from gateway.smpp.ids import receipt_key, response_key
from gateway.smpp.inbound import Arrival, is_marked_receipt, read_inbound
from gateway.smpp.received_address import home_country, our_number, received_address
from gateway.smpp.received_text import is_utf16, read_text, without_padding
from gateway.smpp.text import prepare
from gateway.smpp.udh import UDHI, split
from gateway.smpp.values import (
    Alphabet,
    CarrierConfig,
    MessageIdForm,
    PreparedText,
    Receipt,
    ReceiptParts,
    SubmitResult,
    Validity,
)

SIGNS = "@_é€{}[]"
# The first @ is typed by hand: it tells how texts come in, whatever the signs look like.
_NAMED = "Textback: if these read at, underscore, {}braces, brackets, reply 1@ and the signs; else"
_ASKED = " 2@ and the signs as you see them: "
_LONG = "Textback: this is long, to see how parts travel. There is nothing to answer. "
_LONG_LENGTH = 330
_TELLING = 7
_LIKE_ENOUGH = 60
_ALIAS = re.compile(r"[+0-9A-Za-z .\-]{1,20}")


@dataclass(frozen=True, slots=True)
class SentPart:
    """A part that was sent.

    Attributes:
        long: whether it is of the long text.
        number: which part it is, with
        total: of how many.
        result: the carrier's response.
        at: when that came, UTC.
    """

    long: bool
    number: int
    total: int
    result: SubmitResult
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """A deliver_sm or data_sm.

    Attributes:
        at: when it came, UTC.
        body: as it came.
    """

    at: datetime
    body: Body


@dataclass(frozen=True, slots=True)
class Finding:
    """Something measured.

    Attributes:
        what: of which habit.
        words: what was seen.
        line: the line of the configuration that fits, "" where there is none.
        differs: whether the configuration says otherwise.
    """

    what: str
    words: str
    line: str = ""
    differs: bool = False


def short_text(config: CarrierConfig) -> str:
    """Return the text with the signs, as far as the carrier's alphabet has them."""
    signs = signs_of(config.written_in)
    letters = "".join(
        f"{name}, " for sign, name in (("é", "e acute"), ("€", "euro")) if sign in signs
    )
    return _NAMED.format(letters) + _ASKED + signs


def long_text() -> str:
    """Return a text of three parts."""
    digits = "0123456789 " * 40
    return (_LONG + digits)[:_LONG_LENGTH]


def signs_of(alphabet: Alphabet) -> str:
    """Return those of the signs that can be sent in an alphabet."""
    config = CarrierConfig("", "", 0, "", "", default_alphabet=alphabet)
    return "".join(sign for sign in SIGNS if not is_utf16(prepare(sign, config).data_coding))


def is_from(heard: Heard, number: str) -> bool:
    """Tell whether a phone sent this: the last digits are its, and it is no receipt."""
    digits = "".join(filter(str.isdigit, heard.body.source))
    same = len(digits) >= _TELLING and digits[-_TELLING:] == number[-_TELLING:]
    return same and not is_marked_receipt(heard.body.esm_class) and not _looks_receipt(heard)


def measured(
    config: CarrierConfig,
    *,
    number: str,
    sender: str,
    sent: Sequence[SentPart],
    heard: Sequence[Heard],
    refused: Mapping[Validity, timedelta],
    receipts_refused: bool,
) -> Iterator[Finding]:
    """Conclude what the carrier does.

    Args:
        config: as configured.
        number: the phone's, E.164.
        sender: ours.
        sent: what was accepted, at least one part.
        heard: what came, in order.
        refused: forms of validity that were refused, with the longest tried.
        receipts_refused: whether a receipt was.

    Yields:
        One finding for each habit.
    """
    answers = [one for one in heard if is_from(one, number)]
    receipts = [one for one in heard if one not in answers]
    yield _alphabets(config, answers)
    yield from _addresses(config, number, sender, answers)
    yield from _layout(answers)
    yield from _receipts(config, sent, receipts, refused=receipts_refused)
    yield _responses(sent)
    yield _validity(config, refused)


def _alphabets(config: CarrierConfig, answers: Sequence[Heard]) -> Finding:
    what = "alphabet"
    if not answers:
        return Finding(what, "not known: no answer came from the phone")
    data, coding = _joined(answers)
    signs = signs_of(config.written_in)
    octets = prepare(signs, config).parts[0].octets
    best: tuple[float, int, Alphabet, Alphabet] | None = None
    for out in Alphabet:
        seen = shown(octets, out)
        for back in Alphabet:
            text = read_text(data, coding, alphabet=back) or ""
            verdict, at, typed = _verdict(text)
            if verdict and (at != "@" or (verdict == "1") is not (seen == signs)):
                continue
            likeness = fuzz.ratio(_telling(seen), _telling(typed[: 2 * len(signs)]))
            # of what fits alike, what is configured; then one alphabet for both ways
            rank = 2 * (out is config.written_in and back is config.default_alphabet)
            rank += out is back
            if best is None or (likeness, rank) > best[:2]:
                best = (likeness, rank, out, back)
    if best is None or best[0] < _LIKE_ENOUGH:
        return Finding(what, "not known: the answer does not hold the signs")
    _, _, out, back = best
    if is_utf16(coding):
        words = (
            f"texts are taken for {out}; the answer came as UCS-2 and tells nothing of the way in"
        )
        return _line(what, words, "default_alphabet", out, config.default_alphabet)
    words = f"texts are taken for {out}, and come in {back}"
    if out is Alphabet.LATIN1 and config.written_in is Alphabet.GSM:
        words += "; or ascii: set it and probe again to tell them apart"
    if out is not back:
        words += (
            "; one setting covers both ways only where data_coding 3 says Latin-1 of the way out"
        )
    return _line(what, words, "default_alphabet", back, config.default_alphabet)


def _verdict(text: str) -> tuple[str, str, str]:
    """Part an answer into its digit, "" without one, the sign typed after it, and the signs."""
    text = text.strip()
    if text[:1] in {"1", "2"}:
        rest = text[1:].strip()
        return text[0], rest[:1], rest[1:].strip()
    return "", "", text


def _telling(text: str) -> str:
    return "".join(char for char in text if char != "?" and not char.isspace())


def _joined(answers: Sequence[Heard]) -> tuple[bytes, int]:
    """Return the octets of the first answer, its parts put together, and their coding."""
    first = answers[0].body
    header, data = split(first.user_data, first.esm_class)
    if header.concat is None:
        return without_padding(data, first.data_coding), first.data_coding
    parts: dict[int, bytes] = {}
    for one in answers:
        part, rest = split(one.body.user_data, one.body.esm_class)
        if part.concat and part.concat.reference == header.concat.reference:
            more = part.concat.number < part.concat.total
            parts[part.concat.number] = without_padding(
                rest, one.body.data_coding, more_follows=more
            )
    return b"".join(parts[number] for number in sorted(parts)), first.data_coding


def _addresses(
    config: CarrierConfig, number: str, sender: str, answers: Sequence[Heard]
) -> Iterator[Finding]:
    if not answers:
        return
    body = answers[0].body
    home = home_country(config.country, config.numbers)
    country = region_of(number)
    words = f'clients are written as "{body.source}" with type {body.source_ton}'
    if received_address(body.source, body.source_ton, home) == number:
        yield Finding("clients", words)
    elif received_address(body.source, body.source_ton, country) == number:
        yield _line("clients", words, "country", country, config.country)
    else:
        yield Finding("clients", f"{words}; only those that are known are recognised")
    ours = our_number(body.destination, body.destination_ton, config.numbers, config.aliases, home)
    words = f'our number is written as "{body.destination}" with type {body.destination_ton}'
    if ours == sender:
        yield Finding("our number", words)
    else:
        # a carrier may write what no configuration takes
        fits = _ALIAS.fullmatch(body.destination)
        line = f'aliases = {{ "{sender}" = ["{body.destination}"] }}' if fits else ""
        yield Finding("our number", words, line, differs=bool(fits))


def _layout(answers: Sequence[Heard]) -> Iterator[Finding]:
    """Tell of what is put right without a setting."""
    bodies = [one.body for one in answers]
    nulls = [not is_utf16(one.data_coding) and one.user_data.endswith(b"\0") for one in bodies]
    if any(nulls):
        yield Finding("padding", "a null is counted at the end of texts; it is taken off")
    if any(not one.esm_class & UDHI and split(one.user_data, 0)[0].concat for one in bodies):
        yield Finding("headers", "long texts lose the mark of their header; it is known without")


def _receipts(
    config: CarrierConfig, sent: Sequence[SentPart], receipts: Sequence[Heard], *, refused: bool
) -> Iterator[Finding]:
    if refused:
        yield Finding("receipts", "a text that wants a receipt is refused; texts go without")
        return
    read = [(one, _receipt(config, one)) for one in receipts]
    said = [(heard, receipt) for heard, receipt in read if receipt is not None]
    ids = {part.result.carrier_message_id or "": part for part in sent}
    form = _id_form(config, list(ids), [receipt.message_id for _, receipt in said])
    keys = {response_key(one, form): part for one, part in ids.items()}
    about = [
        (heard, receipt, keys[receipt_key(receipt.message_id, form)])
        for heard, receipt in said
        if receipt_key(receipt.message_id, form) in keys
    ]
    if not about:
        words = "none came" if not said else "their ids are those of no text, in no known form"
        yield Finding("receipts", words)
        return
    yield _line("ids", f"answers and receipts agree {form}", "message_id", form, config.message_id)
    unmarked = any(not is_marked_receipt(heard.body.esm_class) for heard, _, _ in about)
    words = "receipts come unmarked" if unmarked else "receipts are marked as such"
    yield Finding(
        "receipts",
        words,
        f"receipts_in_esm_class_0 = {str(unmarked).lower()}",
        unmarked is not config.receipts_in_esm_class_0,
    )
    yield from _receipted_parts(config, [part for _, _, part in about], sent)
    waits = [(heard.at - part.at).total_seconds() for heard, _, part in about]
    yield Finding("delay", f"receipts after {max(0.0, median(waits)):.1f} s at the median")


def _receipted_parts(
    config: CarrierConfig, receipted: Sequence[SentPart], sent: Sequence[SentPart]
) -> Iterator[Finding]:
    total = max((part.total for part in sent if part.long), default=1)
    numbers = {part.number for part in receipted if part.long}
    forms = {
        frozenset(range(1, total + 1)): ReceiptParts.ALL,
        frozenset({1}): ReceiptParts.FIRST,
        frozenset({total}): ReceiptParts.LAST,
    }
    form = forms.get(frozenset(numbers)) if total > 1 else None
    if form is None:
        told = ", ".join(map(str, sorted(numbers))) or "none"
        yield Finding("parts", f"of {total} parts these had receipts: {told}")
    else:
        words = f"of a long text, receipts for {form} of its {total} parts"
        yield _line("parts", words, "receipt_parts", form, config.receipt_parts)


def _id_form(
    config: CarrierConfig, answered: Sequence[str], receipted: Sequence[str]
) -> MessageIdForm:
    """Return the form in which most receipts meet a response; the configured one goes first."""

    def matched(form: MessageIdForm) -> int:
        keys = {response_key(one, form) for one in answered}
        return sum(receipt_key(one, form) in keys for one in receipted)

    forms = sorted(MessageIdForm, key=lambda form: form is not config.message_id)
    return max(forms, key=matched)


def _receipt(config: CarrierConfig, heard: Heard) -> Receipt | None:
    loosely = replace(config, receipts_in_esm_class_0=True)
    read = read_inbound(heard.body, loosely, Arrival("", "", heard.at))
    return read if isinstance(read, Receipt) else None


def _looks_receipt(heard: Heard) -> bool:
    text = heard.body.user_data.replace(b"\0", b"").lower()
    return b"id:" in text and b"stat:" in text


def _responses(sent: Sequence[SentPart]) -> Finding:
    slowest = max(part.result.duration for part in sent)
    return Finding("answers", f"texts are answered within {slowest:.2f} s")


def _validity(config: CarrierConfig, refused: Mapping[Validity, timedelta]) -> Finding:
    forms = (config.validity, Validity.RELATIVE, Validity.ABSOLUTE)
    taken = next((form for form in forms if form not in refused), Validity.NONE)
    words = f"the validity is taken as {taken}" if taken is not Validity.NONE else "none is taken"
    if refused:
        words += f"; refused as {', '.join(refused)}"
    return _line("validity", words, "validity", taken, config.validity)


def _line(what: str, words: str, key: str, value: str, configured: str) -> Finding:
    return Finding(what, words, f'{key} = "{value}"', value != configured)


def prepared_texts(config: CarrierConfig, reference: int) -> tuple[PreparedText, PreparedText]:
    """Return both texts as the carrier is sent them.

    Args:
        config: as configured.
        reference: marks the parts of the long one.
    """
    return prepare(short_text(config), config), prepare(long_text(), config, reference)
