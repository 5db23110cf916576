"""What a probe of a carrier has to say: codes with facts; `gateway.wording` has the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ProbedHabit(StrEnum):
    """What a finding is about; the values stand in the output of `carriers probe`."""

    ALPHABET = "alphabet"
    CLIENTS = "clients"
    OUR_NUMBER = "our number"
    PADDING = "padding"
    HEADERS = "headers"
    RECEIPTS = "receipts"
    IDS = "ids"
    PARTS = "parts"
    DELAY = "delay"
    FATE = "fate"
    ANSWERS = "answers"
    VALIDITY = "validity"


class ProbeCode(StrEnum):
    """What was seen, what goes on, or why a carrier could not be probed."""

    # the alphabet
    UNANSWERED = "unanswered"
    UNREADABLE = "unreadable"
    ALPHABET_OUT = "alphabet_out"
    ALPHABETS = "alphabets"
    MAYBE_ASCII = "maybe_ascii"
    ALPHABETS_APART = "alphabets_apart"
    # addresses
    CLIENTS_WRITTEN = "clients_written"
    ONLY_KNOWN = "only_known"
    OURS_WRITTEN = "ours_written"
    # what is corrected without a setting
    NULL_COUNTED = "null_counted"
    MARK_LOST = "mark_lost"
    # receipts
    RECEIPTS_REFUSED = "receipts_refused"
    NO_RECEIPTS = "no_receipts"
    FOREIGN_RECEIPTS = "foreign_receipts"
    IDS_AGREE = "ids_agree"
    MARKED = "marked"
    UNMARKED = "unmarked"
    RECEIPTS_AFTER = "receipts_after"
    NOT_REACHED = "not_reached"
    PARTS_ALL = "parts_all"
    PARTS_FIRST = "parts_first"
    PARTS_LAST = "parts_last"
    PARTS_SOME = "parts_some"
    PARTS_NONE = "parts_none"
    # how texts are taken
    ANSWERED = "answered"
    ANSWERED_SLOWLY = "answered_slowly"
    VALIDITY = "validity"
    NO_VALIDITY = "no_validity"
    VALIDITY_REFUSED = "validity_refused"
    # the course of the probe
    SENT = "sent"
    ONLY_RECEIVES = "only_receives"
    NO_SESSION = "no_session"
    NOT_CONNECTED = "not_connected"
    NOT_TAKEN = "not_taken"
    BROKE_OFF = "broke_off"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ProbeRemark:
    """One remark of a probe.

    Attributes:
        code: what it says.
        facts: its values by name: texts as they are shown, a tuple of texts, or a `Reason`.
    """

    code: ProbeCode
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProbeFinding:
    """One result of a probe.

    Attributes:
        habit: the habit of the carrier that it is about.
        remarks: the observation.
        line: the configuration line that fits, "" if there is none.
        differs: whether the current configuration is different.
    """

    habit: ProbedHabit
    remarks: tuple[ProbeRemark, ...]
    line: str = ""
    differs: bool = False


class ProbeFailedError(Exception):
    """A carrier could not be probed.

    Attributes:
        remark: why.
    """

    def __init__(self, code: ProbeCode, **facts: Any) -> None:
        super().__init__(code.value)
        self.remark = ProbeRemark(code, facts)
