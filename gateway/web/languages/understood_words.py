"""How a text was understood and why, in the reader's language.

Readings give their evidence in English, as short sentences with quoted words of the text in them;
the catalogues hold these sentences like refusals, with numbers in place of what they quote.
"""

import re

from calendar_store.model.conversations import Inbound
from gateway.web.languages.labels import INTENTS, intent_words
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _

_SIGNALS = re.compile(r"(.+): (\w+)")
"""What signals an intent: "“stop texting”: opt_out"."""


def understood(text: Inbound) -> str:
    """Return intent and evidence of a text, in words for staff."""
    evidence = (text.understood or {}).get("evidence", ())
    why = "; ".join(_because(one) for one in evidence)
    intent = intent_words(text.intent) or _("nothing")
    return f"{intent}: {why}" if why else intent


def _because(evidence: str) -> str:
    signals = _SIGNALS.fullmatch(evidence)
    if signals and signals[2] in INTENTS:
        return f"{refusal(signals[1])}: {intent_words(signals[2])}"
    return refusal(evidence)
