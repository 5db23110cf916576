"""Recognises a "yes" that only opens a text, as on the phone: "yes hello, where can I park".

Such a yes agrees to nothing where something else is told or asked behind the greeting. The words
of greeting are in turning.toml.
"""

from dialogs.languages.lexicon import Cue
from dialogs.understand.frame.turning_words import turners
from dialogs.understand.hearing.phrases import OPENERS, POLITE
from dialogs.understand.hearing.signals import Heard

_SAID = OPENERS - POLITE
"""Cues of an agreement."""


def only_hails(heard: Heard) -> bool:
    """Say whether the only agreement of a text is a yes before a greeting, and more is told.

    Args:
        heard: the text.
    """
    agreed = [each for each in heard.found(*_SAID) if not each.turned]
    if not agreed or agreed[0].cue is not Cue.YES or any(heard.marks[: agreed[0].last + 1]):
        return False
    begins = agreed[0].last + 1
    size = turners(heard.lexicon.locale).size("hailing", heard.words, begins)
    if not size or len(agreed) > 1:
        return False
    quiet = {at for e in heard.found(*POLITE) for at in range(e.first, e.last + 1)}
    quiet |= {at for each in heard.times for at in range(each.first, each.last + 1)}
    quiet |= heard.named | {*range(begins + size)}
    idle = heard.lexicon.idle | heard.lexicon.adverbs
    return any(at not in quiet and word not in idle for at, word in enumerate(heard.words))
