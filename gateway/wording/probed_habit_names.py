"""The names of the habits that a probe finds, in English; pages translate them (`_WORDS`)."""

from collections.abc import Mapping

from gateway.messaging.probe_findings import ProbedHabit

_WORDS: Mapping[str, str] = {
    ProbedHabit.ALPHABET: "Letters and signs",
    ProbedHabit.CLIENTS: "Numbers of clients",
    ProbedHabit.OUR_NUMBER: "Your own number",
    ProbedHabit.PADDING: "End of texts",
    ProbedHabit.HEADERS: "Long texts",
    ProbedHabit.RECEIPTS: "Receipts",
    ProbedHabit.IDS: "Ids of texts",
    ProbedHabit.PARTS: "Receipts of long texts",
    ProbedHabit.DELAY: "How fast receipts come",
    ProbedHabit.FATE: "Arrival",
    ProbedHabit.ANSWERS: "How fast texts are taken",
    ProbedHabit.VALIDITY: "How long a text is tried",
}


def habit_name(habit: ProbedHabit) -> str:
    """Return what a finding is about, in English."""
    return _WORDS[habit]
