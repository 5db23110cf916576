"""Finds the alphabets of a carrier, for sent and received texts, from a phone's answer. Pure.

For every pair of alphabets, the text that the phone would show is compared with the answer that
came back; the pair that fits best is the finding.
"""

from collections.abc import Sequence

from rapidfuzz import fuzz

from config.choices import Alphabet
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.probe import ProbeAnswer, signs_of, with_line
from gateway.channels.sms.smpp.received_text import (
    is_utf16,
    names_alphabet,
    read_text,
    without_padding,
)
from gateway.channels.sms.smpp.udh import split
from gateway.channels.sms.text.alphabet import shown
from gateway.channels.sms.text.parts import prepare
from gateway.messaging.probe_findings import ProbeCode, ProbedHabit, ProbeFinding, ProbeRemark

_LIKE_ENOUGH = 60
_SEVEN_BITS = 0x7F


def alphabets(config: CarrierConfig, answers: Sequence[ProbeAnswer]) -> ProbeFinding:
    """Conclude the carrier's alphabets for sent and for received texts.

    Args:
        config: the carrier's configuration.
        answers: the messages from the phone, in order.
    """
    what = ProbedHabit.ALPHABET
    if not answers:
        return ProbeFinding(what, (ProbeRemark(ProbeCode.UNANSWERED),))
    data, coding = _joined(answers)
    signs = signs_of(config.written_in)
    octets = prepare(signs, config).parts[0].octets
    # an octet above 0x7F is in no 7-bit alphabet, although `read_text` decodes it anyway
    eight_bits = not names_alphabet(coding) and max(data, default=0) > _SEVEN_BITS
    best: tuple[float, int, Alphabet, Alphabet] | None = None
    for out in Alphabet:
        seen = shown(octets, out)
        for back in (Alphabet.LATIN1,) if eight_bits else Alphabet:
            text = read_text(data, coding, alphabet=back) or ""
            verdict, at, typed = _verdict(text)
            if verdict and (at != "@" or (verdict == "1") is not (seen == signs)):
                continue
            likeness = fuzz.ratio(_telling(seen), _telling(typed[: 2 * len(signs)]))
            # of pairs that fit equally, prefer the configured one, then one alphabet for both ways
            rank = 2 * (out is config.written_in and back is config.default_alphabet)
            rank += out is back
            if best is None or (likeness, rank) > best[:2]:
                best = (likeness, rank, out, back)
    if best is None or best[0] < _LIKE_ENOUGH:
        text = read_text(data, coding, alphabet=config.default_alphabet) or ""
        seen_text = ProbeRemark(ProbeCode.UNREADABLE, {"text": " ".join(text.split())})
        return ProbeFinding(what, (seen_text,))
    _, _, out, back = best
    if names_alphabet(coding):
        named = "UCS-2" if is_utf16(coding) else f"data_coding {coding}"
        told = ProbeRemark(ProbeCode.ALPHABET_OUT, {"out": out, "named": named})
        return with_line(what, told, "default_alphabet", out, config.default_alphabet)
    remarks = [ProbeRemark(ProbeCode.ALPHABETS, {"out": out, "back": back})]
    if out is Alphabet.LATIN1 and config.written_in is Alphabet.GSM:
        remarks.append(ProbeRemark(ProbeCode.MAYBE_ASCII))
    if out is not back:
        remarks.append(ProbeRemark(ProbeCode.ALPHABETS_APART))
    return with_line(what, tuple(remarks), "default_alphabet", back, config.default_alphabet)


def _verdict(text: str) -> tuple[str, str, str]:
    """Split an answer into its digit ("" without one), the sign after the digit, and the rest."""
    text = text.strip()
    if text[:1] in {"1", "2"}:
        rest = text[1:].strip()
        return text[0], rest[:1], rest[1:].strip()
    return "", "", text


def _telling(text: str) -> str:
    return "".join(char for char in text if char != "?" and not char.isspace())


def _joined(answers: Sequence[ProbeAnswer]) -> tuple[bytes, int]:
    """Return the octets of the first answer, with its parts joined, and their data_coding."""
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
