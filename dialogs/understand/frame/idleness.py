"""Says whether a text has no content beside thanks, a greeting or a yes.

Such a text may have signals, names, times, and the few words of each language without content.
"Thanks, I'll bring the x-rays" has content: a person has to see it.
"""

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.signals import Heard


def tells_nothing(heard: Heard) -> bool:
    """Say whether every word without a signal is a word without content.

    Args:
        heard: the text; a word that is merely known to the language is not enough.
    """
    signals = [each for each in heard.signals if each.cue is not Cue.REASON]
    told = {at for each in signals for at in range(each.first, each.last + 1)}
    told |= {at for each in heard.times for at in range(each.first, each.last + 1)}
    told |= heard.named | heard.owning | heard.parting
    idle = heard.lexicon.idle
    return all(at in told or word in idle for at, word in enumerate(heard.words))
