"""Finds opt-out phrases that ask for nothing: about others or other things, or only wondered about.

Each function is a reason why an opt-out phrase is no opt-out.
"""

from dialogs.intents import Frame, OpenQuestion
from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard

_LISTING = frozenset({OpenQuestion.SLOTS, OpenQuestion.OFFER})
_ALWAYS = frozenset({"stop", "stopp", "stopall", "unsubscribe", "optout"})
"""Opt-out words that nobody says to friends (CTIA Messaging Principles 5.1.3)."""
_BY = frozenset({"per", "by", "via", "par", "por"})
_VERBS = ("rmi", "rci", "rme", "rnos", "ing", "re", "er")
"""Endings of verbs of writing: "mandarmi", "texting", "écrire"."""
_CARERS = frozenset(
    {
        *("dentist", "doctor", "gp", "therapist", "physio", "clinic", "practice", "surgery"),
        *("zahnarzt", "zahnarztin", "arzt", "arztin", "hausarzt", "praxis", "dentiste", "medecin"),
        *("docteur", "cabinet", "kine", "dentista", "medico", "medica", "dottore", "dottoressa"),
        *(
            "studio",
            "fisioterapista",
            "fisioterapeuta",
            "fisio",
            "doctora",
            "clinica",
            "consultorio",
        ),
        *("doutor", "doutora", "consultorio", "physiotherapeut", "hairdresser", "salon"),
    }
)
"""Words for who may be the practice: texts from them are ours."""
_NEAR = 2  # words between "why would I" and an opt-out


def said_apart(heard: Heard, signal: Signal) -> bool:
    """Say whether an opt-out is about another person or thing, or only wondered about."""
    if _of_somebody(heard, signal) or names_other_things(heard, signal.last):
        return True
    first, _ = heard.clauses.sentence(signal.first)
    # "if I want no more of this, what do I write"
    asks = heard.found(Cue.QUESTION, Cue.WHEN)
    asked = "?" in heard.marks[signal.last :] or any(each.first > signal.last for each in asks)
    supposed = asked and any(first <= e.first < signal.first for e in heard.found(Cue.CONDITION))
    return supposed or _why_should_they(heard, signal) or _asked_of(heard, signal)


def _asked_of(heard: Heard, signal: Signal) -> bool:
    """Say whether a question without its mark asks somebody: "why did you stop texting me".

    "Could you stop texting me" is a request, and "who is this stop texting me" are two sentences.
    """
    lexicon, first = heard.lexicon, heard.clauses.sentence(signal.first)[0]
    subjects = lexicon.subjects - lexicon.determiners
    if signal.first == first or heard.words[signal.first - 1] not in subjects:
        return False
    asks = [e for e in heard.found(Cue.QUESTION, Cue.WHEN) if first <= e.first < signal.first]
    requests = not lexicon.requesting.isdisjoint(heard.words[first : signal.first])
    behind = heard.clauses.sentence(signal.first)[1]
    supposed = any(signal.last < each.first < behind for each in heard.found(Cue.CONDITION))
    return bool(asks) and (supposed or not requests)


def _why_should_they(heard: Heard, signal: Signal) -> bool:
    """Say whether the writer asks why to opt out: "why would I want to unsubscribe"."""
    near = (e for e in heard.found(Cue.QUESTION) if 0 <= signal.first - e.last - 1 < _NEAR)
    asked = [heard.words[each.first : signal.first] for each in near]
    return any(not heard.lexicon.writer.isdisjoint(words) for words in asked)


def _of_somebody(heard: Heard, signal: Signal) -> bool:
    """Say whether another person is the subject: "Mum wants no more texts from my aunt"."""
    first, _ = heard.clauses.bounds(signal.first)
    others = [at for at in heard.clauses.others if first <= at < signal.first]
    return bool(others) and not any(others[0] < at < signal.first for at in heard.clauses.writers)


def names_other_things(heard: Heard, last: int) -> bool:
    """Say whether an unknown thing is to stop, or another's texts: "stop sending stickers"."""
    behind = last + 1
    if heard.marks[last] or behind == len(heard.words):
        return False
    if _sent_by_others(heard, behind):
        return True
    if behind in heard.named or (behind + 1 in heard.named and not heard.marks[behind]):
        return heard.lexicon.texts.isdisjoint(heard.words[behind:])  # "stop sending me Sara"
    strange = behind not in heard.covered and heard.words[behind].isalpha()
    return strange and heard.words[last] in heard.lexicon.sending


def _sent_by_others(heard: Heard, at: int) -> bool:
    """Say whether somebody of the writer's sends the texts: "no more texts from my ex".

    Who cares for the writer may be the practice: "no more texts from my dentist".
    """
    if heard.words[at] not in heard.lexicon.sources:
        return False
    return any(
        at < each.first <= at + _NEAR
        and not heard.lexicon.possessive.isdisjoint(heard.words[at + 1 : each.first + 1])
        and _CARERS.isdisjoint(heard.words[each.first : each.last + 2])
        for each in heard.phrases
        if each.cue is Cue.OTHERS
    )


def names_unsent(heard: Heard, first: int, last: int) -> bool:
    """Say whether letters, invoices or calls are what is to stop, and no texts of ours.

    Args:
        heard: the text.
        first: position of the first word of the opt-out.
        last: position of its last word.
    """
    lexicon = heard.lexicon
    if lexicon.unsent.isdisjoint(heard.words):
        return False
    begins, behind = heard.clauses.sentence(first)
    if any(_way(heard, at) for at in range(begins, behind)):
        return False
    beside = {*heard.words[begins:first], *heard.words[last + 1 : behind]}
    inside = {*heard.words[first : last + 1]}
    if lexicon.unsent.isdisjoint(beside | inside):
        return False
    return lexicon.texts.isdisjoint(beside) and (inside - lexicon.unsent).isdisjoint(_nouns(heard))


def _way(heard: Heard, at: int) -> bool:
    """Say whether letters or calls are the way that is wanted instead: "only by post"."""
    return at > 0 and heard.words[at] in heard.lexicon.unsent and heard.words[at - 1] in _BY


def _nouns(heard: Heard) -> frozenset[str]:
    """Return the words for our texts that are no verbs of sending."""
    lexicon = heard.lexicon
    return frozenset(word for word in lexicon.texts - lexicon.sending if not word.endswith(_VERBS))


def jokes(heard: Heard, core: str) -> bool:
    """Say whether somebody is laughed with: "hör auf haha"; STOP itself always counts.

    Args:
        heard: the text.
        core: its words without courtesies.
    """
    return Cue.LAUGH in heard.kinds and core not in _ALWAYS


def names_none_of_ours(heard: Heard, signal: Signal, frame: Frame) -> bool:
    """Say whether "I don't want any" is about offered times or an unknown thing.

    Examples: "I don't want any of those" with times on offer, or "any of those teeth pulled".

    Args:
        heard: the text.
        signal: a phrase that asks for no more texts.
        frame: the offered times.
    """
    lexicon, words = heard.lexicon, heard.words
    if words[signal.last] not in lexicon.unnamed or not lexicon.texts.isdisjoint(words):
        return False
    if frame.question in _LISTING:
        return True
    at, behind = signal.last + 1, heard.clauses.sentence(signal.last)[1]
    while at < behind and words[at] in lexicon.unnamed | lexicon.determiners:
        at += 1
    return at < behind and at not in heard.covered and words[at].isalpha()
