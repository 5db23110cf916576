"""The words of a probe's remarks and findings, in English; pages translate them (`_WORDS`)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from calendar_store.model.reasons import Reason
from gateway.messaging.probe_findings import ProbeCode, ProbeRemark
from gateway.wording.reason_words import in_words

_WORDS: Mapping[str, str] = {
    ProbeCode.UNANSWERED: "not known: no answer came from the phone",
    ProbeCode.UNREADABLE: "not known: the answer does not hold the signs, or not the digit that"
    " fits them: “%(text)s”",
    ProbeCode.ALPHABET_OUT: "texts are taken for %(out)s; the answer came as %(named)s and tells"
    " nothing of the way in",
    ProbeCode.ALPHABETS: "texts are taken for %(out)s, and come in %(back)s",
    ProbeCode.MAYBE_ASCII: "or ascii: set it and probe again to tell them apart",
    ProbeCode.ALPHABETS_APART: "one setting covers both ways only where data_coding 3 says Latin-1"
    " of the way out",
    ProbeCode.CLIENTS_WRITTEN: "clients are written as “%(number)s” with type %(type)s",
    ProbeCode.ONLY_KNOWN: "only those that are known are recognised",
    ProbeCode.OURS_WRITTEN: "our number is written as “%(number)s” with type %(type)s",
    ProbeCode.NULL_COUNTED: "a null is counted at the end of texts; it is taken off",
    ProbeCode.MARK_LOST: "long texts lose the mark of their header; it is known without",
    ProbeCode.RECEIPTS_REFUSED: "a text that wants a receipt is refused; texts go without; ask the"
    " carrier which registered_delivery it takes",
    ProbeCode.NO_RECEIPTS: "none came",
    ProbeCode.FOREIGN_RECEIPTS: "their ids are those of no text, in no known form",
    ProbeCode.IDS_AGREE: "answers and receipts agree %(form)s",
    ProbeCode.MARKED: "receipts are marked as such",
    ProbeCode.UNMARKED: "receipts come unmarked",
    ProbeCode.RECEIPTS_AFTER: "receipts after %(seconds)s s at the median",
    ProbeCode.NOT_REACHED: "%(count)s of %(of)s receipts say that the phone was not"
    " reached: %(why)s",
    ProbeCode.PARTS_ALL: "of a long text, receipts for all of its %(of)s parts",
    ProbeCode.PARTS_FIRST: "of a long text, receipts for the first of its %(of)s parts",
    ProbeCode.PARTS_LAST: "of a long text, receipts for the last of its %(of)s parts",
    ProbeCode.PARTS_SOME: "of %(of)s parts these had receipts: %(parts)s",
    ProbeCode.PARTS_NONE: "of %(of)s parts none had a receipt",
    ProbeCode.ANSWERED: "texts are answered within %(seconds)s s",
    ProbeCode.ANSWERED_SLOWLY: "texts are answered within %(seconds)s s, which counts as slow",
    ProbeCode.VALIDITY: "the validity is taken as %(form)s",
    ProbeCode.NO_VALIDITY: "none is taken",
    ProbeCode.VALIDITY_REFUSED: "refused as %(forms)s",
    ProbeCode.SENT: "%(parts)s parts are sent; waiting %(seconds)s s at most for receipts and the"
    " answer",
    ProbeCode.ONLY_RECEIVES: "%(carrier)s only receives; there is nothing to send over",
    ProbeCode.NO_SESSION: "no session with %(carrier)s: %(said)s",
    ProbeCode.NOT_CONNECTED: "no session with %(carrier)s: not connected yet",
    ProbeCode.NOT_TAKEN: "%(carrier)s took no text: %(why)s",
    ProbeCode.BROKE_OFF: "the probe broke off",
    ProbeCode.OTHER: "%(said)s",
}
"""What each remark says, with its facts."""


def english(remarks: Sequence[ProbeRemark]) -> str:
    """Return remarks in English, as commands show them."""
    return said(remarks, str, in_words)


def said(
    remarks: Sequence[ProbeRemark],
    translated: Callable[[str], str],
    reason_words: Callable[[Reason], str],
) -> str:
    """Return remarks in a reader's language.

    Args:
        remarks: what is said, in order.
        translated: gives the sentence of a remark in that language.
        reason_words: puts a reason into words of that language.
    """
    return "; ".join(
        translated(_WORDS[one.code])
        % {name: _shown(value, reason_words) for name, value in one.facts.items()}
        for one in remarks
    )


def _shown(value: Any, reason_words: Callable[[Reason], str]) -> str:
    if isinstance(value, Reason):
        return reason_words(value)
    return ", ".join(value) if isinstance(value, tuple) else str(value)
