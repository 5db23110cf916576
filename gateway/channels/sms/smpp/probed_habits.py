"""Finds a carrier's habits from its responses, its receipts and a phone's answer to a probe. Pure.

The findings name the settings that fit the carrier.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from math import ceil
from statistics import median

from calendar_store.entry.numbers import region_of
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from config.choices import MessageIdForm, ReceiptParts, Validity
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.ids import receipt_key, response_key
from gateway.channels.sms.smpp.inbound import PduOrigin, is_marked_receipt, read_inbound
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, ReceiptState
from gateway.channels.sms.smpp.probe import ProbeAnswer, SentPart, is_from, with_line
from gateway.channels.sms.smpp.probed_alphabets import alphabets
from gateway.channels.sms.smpp.received_address import home_country, our_number, received_address
from gateway.channels.sms.smpp.received_text import is_utf16
from gateway.channels.sms.smpp.udh import UDHI, split
from gateway.messaging.probe_findings import ProbeCode, ProbedHabit, ProbeFinding, ProbeRemark

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
_RECEIPTED = {
    ReceiptParts.ALL: ProbeCode.PARTS_ALL,
    ReceiptParts.FIRST: ProbeCode.PARTS_FIRST,
    ReceiptParts.LAST: ProbeCode.PARTS_LAST,
}
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
) -> Iterator[ProbeFinding]:
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
) -> Iterator[ProbeFinding]:
    if not answers:
        return
    body = answers[0].body
    home = home_country(config.country, config.numbers)
    country = region_of(number)
    facts = {"number": body.source, "type": body.source_ton}
    written = ProbeRemark(ProbeCode.CLIENTS_WRITTEN, facts)
    if received_address(body.source, body.source_ton, home) == number:
        yield ProbeFinding(ProbedHabit.CLIENTS, (written,))
    elif received_address(body.source, body.source_ton, country) == number:
        yield with_line(ProbedHabit.CLIENTS, written, "country", country, config.country)
    else:
        yield ProbeFinding(ProbedHabit.CLIENTS, (written, ProbeRemark(ProbeCode.ONLY_KNOWN)))
    ours = our_number(body.destination, body.destination_ton, config.numbers, config.aliases, home)
    facts = {"number": body.destination, "type": body.destination_ton}
    told = (ProbeRemark(ProbeCode.OURS_WRITTEN, facts),)
    if ours == sender:
        yield ProbeFinding(ProbedHabit.OUR_NUMBER, told)
    else:
        # a carrier may write an address that the configuration does not accept as an alias
        fits = _ALIAS.fullmatch(body.destination)
        line = f'aliases = {{ "{sender}" = ["{body.destination}"] }}' if fits else ""
        yield ProbeFinding(ProbedHabit.OUR_NUMBER, told, line, differs=bool(fits))


def _layout(answers: Sequence[ProbeAnswer]) -> Iterator[ProbeFinding]:
    """Report habits that are corrected without a setting."""
    bodies = [one.body for one in answers]
    nulls = [not is_utf16(one.data_coding) and one.user_data.endswith(b"\0") for one in bodies]
    if any(nulls):
        yield _seen(ProbedHabit.PADDING, ProbeCode.NULL_COUNTED)
    if any(not one.esm_class & UDHI and split(one.user_data, 0)[0].concat for one in bodies):
        yield _seen(ProbedHabit.HEADERS, ProbeCode.MARK_LOST)


def _receipts(
    config: CarrierConfig,
    sent: Sequence[SentPart],
    receipts: Sequence[ProbeAnswer],
    *,
    refused: bool,
) -> Iterator[ProbeFinding]:
    if refused:
        yield _seen(ProbedHabit.RECEIPTS, ProbeCode.RECEIPTS_REFUSED)
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
        code = ProbeCode.FOREIGN_RECEIPTS if said else ProbeCode.NO_RECEIPTS
        yield _seen(ProbedHabit.RECEIPTS, code)
        return
    agree = ProbeRemark(ProbeCode.IDS_AGREE, {"form": form})
    yield with_line(ProbedHabit.IDS, agree, "message_id", form, config.message_id)
    unmarked = any(not is_marked_receipt(heard.body.esm_class) for heard, _, _ in about)
    yield ProbeFinding(
        ProbedHabit.RECEIPTS,
        (ProbeRemark(ProbeCode.UNMARKED if unmarked else ProbeCode.MARKED),),
        f"receipts_in_esm_class_0 = {str(unmarked).lower()}",
        unmarked is not config.receipts_in_esm_class_0,
    )
    yield from _receipted_parts(config, [part for _, _, part in about], sent)
    waits = [(heard.at - part.at).total_seconds() for heard, _, part in about]
    seconds = f"{max(0.0, median(waits)):.1f}"
    yield _seen(ProbedHabit.DELAY, ProbeCode.RECEIPTS_AFTER, seconds=seconds)
    lost = Counter(receipt.state.value for _, receipt, _ in about if receipt.state in _LOST)
    if lost:
        yield ProbeFinding(
            ProbedHabit.FATE,
            tuple(
                ProbeRemark(
                    ProbeCode.NOT_REACHED,
                    {"count": count, "of": len(about), "why": _receipt_says(state)},
                )
                for state, count in sorted(lost.items())
            ),
        )


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
) -> Iterator[ProbeFinding]:
    total = max((part.total for part in sent if part.long), default=1)
    numbers = {part.number for part in receipted if part.long}
    forms = {
        frozenset(range(1, total + 1)): ReceiptParts.ALL,
        frozenset({1}): ReceiptParts.FIRST,
        frozenset({total}): ReceiptParts.LAST,
    }
    form = forms.get(frozenset(numbers)) if total > 1 else None
    if form is None:
        which = tuple(map(str, sorted(numbers)))
        code = ProbeCode.PARTS_SOME if which else ProbeCode.PARTS_NONE
        facts = {"of": total, "parts": which} if which else {"of": total}
        yield _seen(ProbedHabit.PARTS, code, **facts)
    else:
        told = ProbeRemark(_RECEIPTED[form], {"of": total})
        yield with_line(ProbedHabit.PARTS, told, "receipt_parts", form, config.receipt_parts)


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


def _responses(config: CarrierConfig, sent: Sequence[SentPart]) -> ProbeFinding:
    slowest = max(part.result.duration for part in sent)
    seconds = f"{slowest:.2f}"
    if slowest <= config.response_timeout:
        return _seen(ProbedHabit.ANSWERS, ProbeCode.ANSWERED, seconds=seconds)
    line = f'response_timeout = "{ceil(_AMPLE * slowest)}s"'
    slowly = ProbeRemark(ProbeCode.ANSWERED_SLOWLY, {"seconds": seconds})
    return ProbeFinding(ProbedHabit.ANSWERS, (slowly,), line, differs=True)


def _validity(config: CarrierConfig, refused: Mapping[Validity, timedelta]) -> ProbeFinding:
    forms = (config.validity, Validity.RELATIVE, Validity.ABSOLUTE)
    taken = next((form for form in forms if form not in refused), Validity.NONE)
    told = [
        ProbeRemark(ProbeCode.NO_VALIDITY)
        if taken is Validity.NONE
        else ProbeRemark(ProbeCode.VALIDITY, {"form": taken})
    ]
    if refused:
        told.append(ProbeRemark(ProbeCode.VALIDITY_REFUSED, {"forms": tuple(refused)}))
    return with_line(ProbedHabit.VALIDITY, tuple(told), "validity", taken, config.validity)


def _seen(habit: ProbedHabit, code: ProbeCode, **facts: object) -> ProbeFinding:
    """Return a finding of one remark, to which no setting belongs."""
    return ProbeFinding(habit, (ProbeRemark(code, facts),))


def _receipt_says(state: str) -> Reason:
    return Reason(ReasonCode.RECEIPT, {"state": state})
