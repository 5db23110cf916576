"""The likeliest reading of a text, by the labelled texts."""

from pathlib import Path

from calendar_store.model.plain import plain
from dialogs.intents import Frame, Intent
from dialogs.normalise import Said
from dialogs.understand.learned.features import features
from dialogs.understand.learned.weights import weights

READINGS = (
    *(Intent.UNCLEAR, Intent.CONFIRM, Intent.CANCEL, Intent.RESCHEDULE, Intent.BOOK),
    *(Intent.CHOICE, Intent.WRONG_NUMBER, Intent.AGENDA, Intent.WHERE, Intent.LATE),
    *(Intent.CALL_ME, Intent.LANGUAGE, Intent.HELP, Intent.OPT_OUT, Intent.DECEASED),
    *(Intent.WAITLIST, Intent.MORE),
)
"""The readings that are told apart; UNCLEAR stands for every text on which nobody may act."""
FILE = Path(__file__).parent / "weights.bin"


@plain
class Likely:
    """The likeliest reading of a text.

    Attributes:
        intent: the reading; UNCLEAR where the text is likely one on which nobody may act.
        share: its probability.
    """

    intent: Intent
    share: float


def likely(said: Said, frame: Frame) -> Likely:
    """Return the likeliest reading of a text.

    Args:
        said: the text's words.
        frame: the open question, and the names that speak no language.
    """
    found = features(said, frame.names, frame.question.value)
    shares = weights(FILE, len(READINGS)).shares(found)
    best = max(range(len(READINGS)), key=shares.__getitem__)
    return Likely(READINGS[best], shares[best])
