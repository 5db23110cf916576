"""Long texts: whatever a stranger repeats, reading it takes a bounded time."""

from time import process_time

import pytest

from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import LIMIT
from dialogs.understand import understand

from .labelled import LOCALES, frame

MOST = 0.020  # seconds of the processor for a text; a usual one takes less than a tenth of that
ROUNDS = 3
KINDS = {
    "greetings": (Cue.COURTESY,),
    "agreements": (Cue.YES, Cue.ACK),
    "refusals": (Cue.CANNOT, Cue.CANCEL),
    "negations": (Cue.NEGATION, Cue.NO),
    "questions": (Cue.QUESTION, Cue.WHEN),
    "conditions and deferrals": (Cue.CONDITION, Cue.DEFERRAL),
    "somebody else": (Cue.OTHERS, Cue.CANNOT),
    "wishes": (Cue.ASK, Cue.MOVE, Cue.BOOK),
}
BARE = {
    "emoji": "😀 👍 💇 ",
    "hours": "after 3 or 15:30 not 10 ",
    "one letter": "a ",
    "stops": "stop. ",
    "no spaces": "ab",
    "quotations": "“ok” „ja“ ",
}


def texts(locale: str) -> dict[str, str]:
    """Give a text of each kind, as long as is read."""
    found = dict(BARE)
    for name, cues in KINDS.items():
        phrases = sorted(lexicons()[locale].phrases.of(*cues))
        some = phrases[:: max(1, len(phrases) // 7)]
        found[name] = " ".join(" ".join(words) for words in some) + " "
    return {name: (unit * LIMIT)[:LIMIT] for name, unit in found.items()}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", [*BARE, *KINDS])
def test_a_text_of_the_longest_length_is_read_in_a_bounded_time(kind: str, locale: str) -> None:
    text = texts(locale)[kind]
    assert len(text) == LIMIT
    assert min(seconds(text, locale) for _ in range(ROUNDS)) < MOST


def seconds(text: str, locale: str) -> float:
    started = process_time()
    understand(text, frame(locale=locale))
    return process_time() - started
