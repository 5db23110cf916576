"""Finds a carrier's habits from its responses, its receipts and a phone's answer to a probe. Pure.

The findings name the settings that fit the carrier.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from math import ceil
from statistics import median

from calendar_store.entry.numbers import region_of
from config.choices import MessageIdForm, ReceiptParts, Validity
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.ids import receipt_key, response_key
from gateway.channels.sms.smpp.inbound import PduOrigin, is_marked_receipt, read_inbound
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, ReceiptState
from gateway.channels.sms.smpp.probe import Finding, ProbeAnswer, SentPart, is_from, with_line
from gateway.channels.sms.smpp.probed_alphabets import alphabets
from gateway.channels.sms.smpp.received_address import home_country, our_number, received_address
from gateway.channels.sms.smpp.received_text import is_utf16
from gateway.channels.sms.smpp.udh import UDHI, split

_AMPLE = 2
"""Factor from the slowest measured response to the suggested `response_timeout`."""
_LOST = frozenset(
    {
        ReceiptState.EXPIRED,
        ReceiptState.DELETED,
        ReceiptState.UNDELIVERABLE,
        ReceiptState.REJECTED,
        ReceiptState.SKIPPED,
    }
)
_ALIAS = re.compile(r"[+0-9A-Za-z .\-]{1,20}")


def measured(
    config: CarrierConfig,
    *,
    number: str,
    sender: str,
    sent: Sequence[SentPart],
    heard: Sequence[ProbeAnswer],
    refused: Mapping[Validity, timedelta],
    receipts_refused: bool,
) -> Iterator[Finding]:
    """Conclude the carrier's habits.

    Args:
        config: the carrier's configuration.
        number: the phone's number, E.164.
        sender: our number.
        sent: the accepted parts, at least one.
        heard: the received texts and receipts, in order.
        refused: forms of validity that were refused, with the longest validity tried.
        receipts_refused: whether the request for a receipt was refused.

    Yields:
        The findings, one or more for each habit.
    """
    answers = [one for one in heard if is_from(one, number)]
    receipts = [one for one in heard if one not in answers]
    yield alphabets(config, answers)
    yield from _addresses(config, number, sender, answers)
    yield from _layout(answers)
    yield from _receipts(config, sent, receipts, refused=receipts_refused)
    yield _responses(config, sent)
    yield _validity(config, refused)


def _addresses(
    config: CarrierConfig, number: str, sender: str, answers: Sequence[ProbeAnswer]
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
        yield with_line("clients", words, "country", country, config.country)
    else:
        yield Finding("clients", f"{words}; only those that are known are recognised")
    ours = our_number(body.destination, body.destination_ton, config.numbers, config.aliases, home)
    words = f'our number is written as "{body.destination}" with type {body.destination_ton}'
    if ours == sender:
        yield Finding("our number", words)
    else:
        # a carrier may write an address that the configuration does not accept as an alias
        fits = _ALIAS.fullmatch(body.destination)
        line = f'aliases = {{ "{sender}" = ["{body.destination}"] }}' if fits else ""
        yield Finding("our number", words, line, differs=bool(fits))


def _layout(answers: Sequence[ProbeAnswer]) -> Iterator[Finding]:
    """Report habits that are corrected without a setting."""
    bodies = [one.body for one in answers]
    nulls = [not is_utf16(one.data_coding) and one.user_data.endswith(b"\0") for one in bodies]
    if any(nulls):
        yield Finding("padding", "a null is counted at the end of texts; it is taken off")
    if any(not one.esm_class & UDHI and split(one.user_data, 0)[0].concat for one in bodies):
        yield Finding("headers", "long texts lose the mark of their header; it is known without")


def _receipts(
    config: CarrierConfig,
    sent: Sequence[SentPart],
    receipts: Sequence[ProbeAnswer],
    *,
    refused: bool,
) -> Iterator[Finding]:
    if refused:
        words = "a text that wants a receipt is refused; texts go without"
        yield Finding("receipts", f"{words}; ask it which registered_delivery it takes")
        return
    read = [(one, _receipt(config, one)) for one in receipts]
    said = [(heard, receipt) for heard, receipt in read if receipt is not None]
    ids = {part.result.carrier_message_id or "" for part in sent}
    form = _id_form(config, list(ids), [receipt.message_id for _, receipt in said])
    keys: dict[str, list[SentPart]] = {}
    for part in sent:
        keys.setdefault(response_key(part.result.carrier_message_id or "", form), []).append(part)
    about = list(_about(said, keys, form))
    if not about:
        words = "none came" if not said else "their ids are those of no text, in no known form"
        yield Finding("receipts", words)
        return
    yield with_line(
        "ids", f"answers and receipts agree {form}", "message_id", form, config.message_id
    )
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
    lost = [receipt.state.value for _, receipt, _ in about if receipt.state in _LOST]
    if lost:
        states = " and ".join(sorted(set(lost)))
        words = f"{len(lost)} of {len(about)} receipts say {states}: the phone was not reached"
        yield Finding("fate", words)


def _about(
    said: Sequence[tuple[ProbeAnswer, DeliveryReceipt]],
    keys: Mapping[str, Sequence[SentPart]],
    form: MessageIdForm,
) -> Iterator[tuple[ProbeAnswer, DeliveryReceipt, SentPart]]:
    """Yield every receipt with the part that it is about.

    If several parts have the same id, the first receipt counts for the last of them: a carrier that
    sends a single receipt for a text sends it for the whole text.
    """
    left = {key: list(parts) for key, parts in keys.items()}
    for heard, receipt in said:
        parts = left.get(receipt_key(receipt.message_id, form))
        if parts:
            yield heard, receipt, parts.pop() if len(parts) > 1 else parts[0]


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
        which = form if form is ReceiptParts.ALL else f"the {form}"
        words = f"of a long text, receipts for {which} of its {total} parts"
        yield with_line("parts", words, "receipt_parts", form, config.receipt_parts)


def _id_form(
    config: CarrierConfig, answered: Sequence[str], receipted: Sequence[str]
) -> MessageIdForm:
    """Return the form in which most receipts match a response; the configured form goes first."""

    def matched(form: MessageIdForm) -> int:
        keys = {response_key(one, form) for one in answered}
        return sum(receipt_key(one, form) in keys for one in receipted)

    forms = sorted(MessageIdForm, key=lambda form: form is not config.message_id)
    return max(forms, key=matched)


def _receipt(config: CarrierConfig, heard: ProbeAnswer) -> DeliveryReceipt | None:
    loosely = replace(config, receipts_in_esm_class_0=True)
    read = read_inbound(heard.body, loosely, PduOrigin("", "", heard.at))
    return read if isinstance(read, DeliveryReceipt) else None


def _responses(config: CarrierConfig, sent: Sequence[SentPart]) -> Finding:
    slowest = max(part.result.duration for part in sent)
    words = f"texts are answered within {slowest:.2f} s"
    if slowest <= config.response_timeout:
        return Finding("answers", words)
    line = f'response_timeout = "{ceil(_AMPLE * slowest)}s"'
    return Finding("answers", f"{words}, which counts as slow", line, differs=True)


def _validity(config: CarrierConfig, refused: Mapping[Validity, timedelta]) -> Finding:
    forms = (config.validity, Validity.RELATIVE, Validity.ABSOLUTE)
    taken = next((form for form in forms if form not in refused), Validity.NONE)
    words = f"the validity is taken as {taken}" if taken is not Validity.NONE else "none is taken"
    if refused:
        words += f"; refused as {', '.join(refused)}"
    return with_line("validity", words, "validity", taken, config.validity)
