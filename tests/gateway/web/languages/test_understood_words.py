"""How a text was understood and why, in the language of whoever reads it."""

from datetime import UTC, datetime

import pytest

from calendar_store.model.conversations import ConversationKey, Inbound
from calendar_store.model.statuses import Channel
from gateway.web.languages.evidence import EVIDENCE
from gateway.web.languages.translation import read_in
from gateway.web.languages.understood_words import understood


def text(intent, *evidence):
    key = ConversationKey(Channel.SMS, "+390699000111", "+393331110001")
    read = {"intent": intent, "evidence": list(evidence)}
    now = datetime(2026, 1, 12, tzinfo=UTC)
    return Inbound(1, "", key, "?", b"", now, intent=intent, understood=read)


@pytest.mark.parametrize(
    ("intent", "evidence", "english", "italian"),
    [
        *[
            (
                "unclear",
                ["nothing says what to do"],
                "unclear: nothing says what to do",
                "non chiaro: niente dice che cosa fare",
            ),
            (
                "cancel",
                ["“cannot come”: cancel", "words not accounted for: 2"],
                "cancels: “cannot come”: cancels; words not accounted for: 2",
                "annulla: “cannot come”: annulla; parole non spiegate: 2",
            ),
            (
                "choice",
                ["“1” is choice 1 of 3"],
                "chooses one of the times: “1” is choice 1 of 3",
                "sceglie uno degli orari: “1” è la scelta 1 di 3",
            ),
        ],
        ("", [], "nothing", "niente"),
    ],
)
def test_why_is_told_in_the_readers_language(intent, evidence, english, italian):
    heard = text(intent, *evidence)
    with read_in("en"):
        assert understood(heard) == english
    with read_in("it"):
        assert understood(heard) == italian


def test_every_sentence_has_words_of_its_own():
    assert len(EVIDENCE) == len(set(EVIDENCE))
