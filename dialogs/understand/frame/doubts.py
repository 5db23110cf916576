"""Finds doubts that leave an agreement open, so that the service does not act.

The reasons stand in the evidence. The service acts only on a statement of the writer's own, about
now, without a condition; any other text is asked back or passed to a person. Doubts about a
refusal are in `refusal_doubts`.
"""

from dialogs.intents import INFORMING
from dialogs.languages.lexicon import Cue, Lexicon
from dialogs.understand.frame.habits import habitual
from dialogs.understand.frame.hailing import only_hails
from dialogs.understand.frame.intimacy import said_to_loved
from dialogs.understand.frame.sequence import comes_after_something
from dialogs.understand.frame.spoken_of import only_spoken_of
from dialogs.understand.frame.things import governed_by_stranger, of_another_thing, of_somebody_else
from dialogs.understand.frame.turning_words import turners
from dialogs.understand.hearing.clauses import AGREEMENTS, OPERATORS
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard

REFUSALS = frozenset({Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.UNSUITED})
ANSWERED = frozenset(Cue(intent.value) for intent in INFORMING)
"""Cues of questions or wishes beside an agreement: they are answered, the agreement counts."""

TURNING = OPERATORS | REFUSALS | ANSWERED | {Cue.NO, Cue.ASK, Cue.KEEP}
"""Cues that have to be checked; most texts have none of them."""
_NO_PRAISE = frozenset({Cue.YES, Cue.COMING, Cue.CONFIRM, Cue.THANKS})
_SAYING = frozenset({Cue.COMING, Cue.CONFIRM})
"""Cues that state what the client agrees to."""
_PLAIN = frozenset({Cue.YES, Cue.CONFIRM})
"""Cues that agree by themselves, whatever is asked beside them."""
_SAYING_NOTHING = frozenset({Cue.FILLER, Cue.COURTESY, Cue.THANKS})
OPEN = (Cue.DOUBT, Cue.QUESTION, Cue.WHEN)
DEPENDS = {
    Cue.CONDITION: "it depends on something",
    Cue.DEFERRAL: "the answer is put off",
    Cue.QUOTATION: "it tells what somebody said",
    Cue.EXCEPTION: "it leaves something out",
}


def against_agreeing(heard: Heard) -> str | None:
    """Return the reason against counting an agreement, if any.

    Args:
        heard: the text.

    Returns:
        The reason, or None.
    """
    if ":" in heard.marks and any(_introduces(heard, e) for e in heard.found(*AGREEMENTS)):
        return "something else is told behind it"
    if heard.named and _told_of_somebody(heard):
        return "it tells how somebody is who is named"
    if (reason := _not_theirs(heard) or _not_for_now(heard)) is not None:
        return reason
    if heard.clauses.plain and heard.kinds.isdisjoint(TURNING):
        return "praise of a text of ours" if _praises_texts(heard) else None
    if (reason := _depends(heard)) is not None:
        return f"a yes, and {reason}"
    doubts = (
        (asks_openly(heard), "a yes, and a question"),
        (asks_for_what_is_brought(heard), "a coming that may depend on what is asked"),
        (maybe(heard), "a yes, and a maybe"),
        (_praises_texts(heard), "praise of a text of ours"),
        (_unsure(heard), "a yes that something else leaves open"),
        (heard.clauses.negations or heard.found(Cue.NO), "a yes beside a negation"),
        (heard.clauses.hindrances, "a yes, and something that cannot be"),
        (_inside_question(heard), "a yes that is part of something else"),
        (_wished_besides(heard), "a yes, and a wish that is not told or somebody else's"),
        (_not_plain(heard, *AGREEMENTS), "a yes that is turned, asked or somebody else's"),
        (heard.found(*REFUSALS), "it agrees, and speaks of not coming"),
    )
    return next((reason for holds, reason in doubts if holds), None)


def _not_for_now(heard: Heard) -> str | None:
    """Return why the text is no answer to the practice, or none yet."""
    lexicon, words = heard.lexicon, heard.words
    loved = not (lexicon.endearing.isdisjoint(words) and lexicon.beloved.isdisjoint(words))
    if loved and said_to_loved(heard):
        return "it is said to somebody who is loved"
    if only_hails(heard):
        return "a yes that only opens the text"
    return "something else comes before it" if comes_after_something(heard) else None


def asks_besides(heard: Heard) -> bool:
    """Say whether a text asks a question that the service does not answer; a doubt is no question.

    Args:
        heard: the text.
    """
    return asks_openly(heard) or _unsure(heard, Cue.QUESTION, Cue.WHEN)


def _not_theirs(heard: Heard) -> str | None:
    """Return why the text may not confirm for the writer, or not confirm the visit."""
    if heard.said.isdisjoint(_SAYING) and _tells_trouble(heard):
        return "a yes beside what may be a reason not to come"
    if not heard.lexicon.habits.isdisjoint(heard.words) and habitual(heard, AGREEMENTS):
        return "it tells what is always so"
    if Cue.CONFIRM not in heard.kinds:
        return None
    if only_spoken_of(heard):
        return "confirming is only spoken of"
    return "a confirmation is thanked for" if _thanked_for(heard) else _not_of_visit(heard)


def _not_of_visit(heard: Heard) -> str | None:
    """Return why the confirmation may be somebody else's, or of another thing."""
    if of_somebody_else(heard):
        return "somebody else has to confirm"
    confirming = heard.found(Cue.CONFIRM)
    if any(governed_by_stranger(heard, each) for each in confirming):
        return "what governs the confirming is not known"
    if any(of_another_thing(heard, e) or _of_paper(heard, e) for e in confirming):
        return "it may be something else that is confirmed"
    return None


def _of_paper(heard: Heard, confirming: Signal) -> bool:
    """Say whether a paper is named behind a confirming: "I confirm that the bill came"."""
    words, behind = heard.words, confirming.last + 1
    if behind == len(words) or words[behind] not in heard.lexicon.content:
        return False
    _, ends = heard.clauses.sentence(confirming.last)
    return turners(heard.lexicon.locale).says("papers", words[behind:ends])


def _thanked_for(heard: Heard) -> bool:
    """Say whether the only agreement is a thanks for ours: "thanks for the confirmation"."""
    if Cue.CONFIRM not in heard.kinds or Cue.THANKS not in heard.kinds:
        return False
    lexicon = heard.lexicon
    thanked = [each.last for each in heard.found(Cue.THANKS)]
    return all(
        each.cue is Cue.CONFIRM and any(_leads(heard, at, each.first, lexicon) for at in thanked)
        for each in heard.found(*AGREEMENTS)
    )


def _leads(heard: Heard, last: int, first: int, lexicon: Lexicon) -> bool:
    """Say whether only prepositions and articles, at least one, stand between two positions."""
    between = heard.words[last + 1 : first]
    leading = (lexicon.away, lexicon.determiners, lexicon.articles)
    return (
        bool(between)
        and between[-1] not in lexicon.adding
        and not any(heard.marks[last:first])
        and all(any(word in words for words in leading) for word in between)
    )


def _wished_besides(heard: Heard) -> bool:
    """Say whether another way or another person is asked for: "sure, by phone is better"."""
    agreed = {each.first for each in heard.found(*AGREEMENTS)}
    # "I'd like to confirm" asks for nothing else
    wishes = [e for e in heard.found(Cue.ASK) if e.plain and e.last + 1 not in agreed]
    preferring = heard.lexicon.preferring
    rather = any(
        not preferring.isdisjoint(heard.words[each.first : each.last + 1])
        # "that would be great" is praise
        and not heard.lexicon.accepting.issuperset(
            heard.words[each.last + 1 : heard.clauses.sentence(each.last)[1]]
        )
        for each in wishes
    )
    return rather or any(
        any(first <= at < each.first for at in heard.clauses.others)
        for each in wishes
        for first in (heard.clauses.bounds(each.first)[0],)
    )


def _tells_trouble(heard: Heard) -> bool:
    """Say whether a problem is told in free words: "great, flat tyre", "yes, still sick"."""
    troubles = heard.lexicon.troubles
    if troubles.isdisjoint(heard.words):
        return False
    set_phrases = {
        at
        for each in heard.phrases
        if each.last > each.first + 1 and each.cue in _SAYING_NOTHING
        for at in range(each.first, each.last + 1)
    }
    return any(word in troubles and at not in set_phrases for at, word in enumerate(heard.words))


def _told_of_somebody(heard: Heard) -> bool:
    """Say whether a clause without agreement says how a person is: "Leo is ill, but I come".

    The clause may also ask: "is Leo coming".
    """
    words, copulas = heard.words, heard.lexicon.copulas
    opening = {0, *(at + 1 for at in heard.clauses.stops)}
    if any(at - 1 in opening and words[at - 1] in copulas for at in heard.named):
        return True
    told = (at for at in heard.named if at + 1 < len(words) and words[at + 1] in copulas)
    agreeing = {heard.clauses.of(each.first) for each in heard.found(*AGREEMENTS)}
    return any(not heard.marks[at] and heard.clauses.of(at) not in agreeing for at in told)


def _introduces(heard: Heard, signal: Signal) -> bool:
    """Say whether a colon leads to anything but a time or a yes: "here as ever: my back"."""
    behind = next((at for at in heard.clauses.stops if at >= signal.last), signal.last)
    if heard.marks[behind] != ":" or behind + 1 == len(heard.words):
        return False
    answers = [each.first for each in heard.found(*AGREEMENTS, Cue.THANKS, Cue.COURTESY)]
    return behind + 1 not in {*answers, *(each.first for each in heard.times)}


def _depends(heard: Heard) -> str | None:
    return next((reason for cue, reason in DEPENDS.items() if heard.found(cue)), None)


def asks_openly(heard: Heard) -> bool:
    """Say whether a sentence asks a question that the service does not answer by itself.

    Args:
        heard: the text.
    """
    answered = [each.last for each in heard.found(*ANSWERED, Cue.CANCEL_ASK)]
    begins = 0
    for at, mark in enumerate(heard.marks):
        if mark == "?" and not any(begins <= each <= at for each in answered):
            return True
        if (
            mark == "?"
            and heard.unknown
            and any(each not in heard.covered for each in range(begins, at + 1))
        ):
            return True  # "is your lift still broken?" is more than a question about the place
        if mark:
            begins = at + 1
    return False


def asks_for_what_is_brought(heard: Heard) -> bool:
    """Say whether who comes brings what needs room, and asks: "with the pram, is there a lift?".

    An explicit yes or "I confirm" does not depend on the answer.

    Args:
        heard: the text.
    """
    if "?" not in heard.marks or not heard.said.isdisjoint(_PLAIN):
        return False
    begins, _ = heard.clauses.sentence(heard.marks.index("?"))
    return turners(heard.lexicon.locale).says("brought", heard.words[:begins])


def _unsure(heard: Heard, *cues: Cue) -> bool:
    """Say whether a doubt is said or asked, in a clause without a question that we answer."""
    answered = {heard.clauses.of(each.first) for each in heard.found(*ANSWERED)}
    answered -= {heard.clauses.of(each.first) for each in heard.found(*AGREEMENTS)}
    return any(
        heard.clauses.of(each.first) not in answered for each in heard.found(*(cues or OPEN))
    )


def _inside_question(heard: Heard) -> bool:
    """Say whether an agreement is part of a question or a wait: "where are you coming from"."""
    asks = [e.first for e in heard.found(Cue.WHERE, Cue.AGENDA, Cue.WHEN, Cue.WAITLIST)]
    return any(
        at < each.first and not any(heard.marks[at : each.first])
        for each in heard.found(*AGREEMENTS)
        for at in asks
    )


def _praises_texts(heard: Heard) -> bool:
    """Say whether the only agreement is praise of our texts: "great, another text"."""
    if not heard.said.isdisjoint(_NO_PRAISE):
        return False
    lexicon = heard.lexicon
    return not (lexicon.texts.isdisjoint(heard.words) and lexicon.selection.isdisjoint(heard.words))


def praises_choice(heard: Heard) -> bool:
    """Say whether the times on offer are praised for being several: "good to have a choice".

    Args:
        heard: the text.
    """
    lexicon = heard.lexicon
    if lexicon.selection.isdisjoint(heard.words) or any(word.isdigit() for word in heard.words):
        return False
    return heard.said.isdisjoint(_NO_PRAISE)


def maybe(heard: Heard) -> bool:
    """Say whether a "maybe" word leaves open the words beside it.

    Args:
        heard: the text.
    """
    return not heard.lexicon.maybe.isdisjoint(heard.words)


def _not_plain(heard: Heard, *cues: Cue) -> bool:
    return any(not each.plain for each in heard.found(*cues))
