"""What leaves an agreement or a refusal open, so that nothing is done on it (REPLIES, The frame).

Owns the reasons, which stand in the evidence. An act needs a statement of the writer's own, now,
that depends on nothing: whatever else is said is asked back or passed on.
"""

from dialogs.lexicon import Sign
from dialogs.understand.clauses import AGREEMENTS, OPERATORS
from dialogs.understand.phrases import Signal
from dialogs.understand.signals import Heard
from dialogs.understand.things import governed_by_stranger, of_another_thing, of_somebody_else

REFUSALS = frozenset({Sign.CANCEL, Sign.CANCEL_ASK, Sign.CANNOT, Sign.UNSUITED})
ANSWERED = frozenset({Sign.WHERE, Sign.AGENDA, Sign.CALL_ME, Sign.LATE, Sign.WAITLIST})
"""What a question may ask beside an agreement: it is answered, and the agreement counts."""

_TURNING = OPERATORS | REFUSALS | ANSWERED | {Sign.NO, Sign.ASK, Sign.KEEP}
"""What has to be looked at; most texts have none of it."""
_TURNING_REFUSALS = _TURNING - REFUSALS
_NO_PRAISE = frozenset({Sign.YES, Sign.COMING, Sign.CONFIRM, Sign.THANKS})
_SAYING = frozenset({Sign.COMING, Sign.CONFIRM})
"""What says itself what it agrees to."""
_SAYING_NOTHING = frozenset({Sign.FILLER, Sign.COURTESY, Sign.THANKS})
_OPEN = (Sign.DOUBT, Sign.QUESTION, Sign.WHEN)
_DEPENDS = {
    Sign.CONDITION: "it depends on something",
    Sign.DEFERRAL: "the answer is put off",
    Sign.QUOTATION: "it tells what somebody said",
    Sign.EXCEPTION: "it leaves something out",
}


def against_agreeing(heard: Heard) -> str | None:
    """Say what speaks against an agreement, if anything does.

    Args:
        heard: the text.

    Returns:
        The reason, or None where nothing does.
    """
    if ":" in heard.marks and any(_introduces(heard, e) for e in heard.found(*AGREEMENTS)):
        return "something else is told behind it"
    if heard.named and _told_of_somebody(heard):
        return "it tells how somebody is who is named"
    if (reason := _not_theirs(heard)) is not None:
        return reason
    if heard.clauses.plain and heard.kinds.isdisjoint(_TURNING):
        return "praise of a text of ours" if _praises_texts(heard) else None
    if (reason := _depends(heard)) is not None:
        return f"a yes, and {reason}"
    doubts = (
        (_asks_openly(heard), "a yes, and a question"),
        (_maybe(heard), "a yes, and a maybe"),
        (_praises_texts(heard), "praise of a text of ours"),
        (_unsure(heard), "a yes that something else leaves open"),
        (heard.clauses.negations or heard.found(Sign.NO), "a yes beside a negation"),
        (heard.clauses.hindrances, "a yes, and something that cannot be"),
        (_inside_question(heard), "a yes that is part of something else"),
        (_not_plain(heard, *AGREEMENTS), "a yes that is turned, asked or somebody else's"),
        (heard.found(*REFUSALS), "it agrees, and speaks of not coming"),
    )
    return next((reason for holds, reason in doubts if holds), None)


def against_refusing(heard: Heard) -> str | None:
    """Say what speaks against a refusal; the argument and the result are `against_agreeing`'s."""
    if any(of_another_thing(heard, each) for each in heard.found(Sign.CANCEL, Sign.CANCEL_ASK)):
        return "it may be something else that is cancelled"
    if any(_of_waiting_list(heard, each) for each in heard.found(Sign.CANCEL)):
        return "it may be the waiting list that is left"
    if any(governed_by_stranger(heard, each) for each in heard.found(Sign.CANCEL)):
        return "what governs the cancelling is not known"
    if heard.clauses.plain and heard.kinds.isdisjoint(_TURNING_REFUSALS) and heard.said:
        return "it is somebody else who cannot" if heard.said != heard.kinds else None
    refusals = [each for each in heard.found(*REFUSALS) if each.plain]
    spoken = {heard.clauses.of(each.first) for each in refusals}
    explained = _explained(heard, refusals)
    for sign, reason in _DEPENDS.items():
        if any(
            sign is not Sign.DEFERRAL
            or heard.clauses.of(each.first) <= max(spoken, default=0)
            or any(but.first < each.first for but in heard.found(Sign.BUT))
            for each in heard.found(sign)
            if each.first < explained or sign is Sign.CONDITION
        ):
            return f"a refusal, and {reason}"
    doubts = (
        (_wanted_but(heard, refusals), "a wish of the past, and a but"),
        (_maybe(heard), "a refusal, and a maybe"),
        (_asks_openly(heard), "a refusal, and a question"),
        (
            any(e.first < explained for e in heard.found(*_OPEN)),
            "a refusal that something else leaves open",
        ),
        (_asked_before(heard, refusals), "a refusal that is asked for"),
        (_no_behind(heard), "a cancelling, and a no behind it"),
        (_wished_behind(heard, refusals), "a refusal, and a wish that is not told"),
        (Sign.KEEP in heard.signs(), "cancelling is spoken of, and turned by a negation"),
        (
            any(each.turned for each in heard.found(*REFUSALS)),
            "a negation turns the refusal",
        ),
        (
            any(each.of_others for each in heard.found(*REFUSALS)),
            "it is somebody else who cannot",
        ),
    )
    return next((reason for holds, reason in doubts if holds), None)


def asks_besides(heard: Heard) -> bool:
    """Whether a text asks something that we do not answer by ourselves; a doubt asks nothing.

    Args:
        heard: the text.
    """
    return _asks_openly(heard) or _unsure(heard, Sign.QUESTION, Sign.WHEN)


def _not_theirs(heard: Heard) -> str | None:
    """Say why it may be no confirmation of the writer's, or none of the visit."""
    if heard.said.isdisjoint(_SAYING) and _tells_trouble(heard):
        return "a yes beside what may be a reason not to come"
    if Sign.CONFIRM not in heard.kinds:
        return None
    if of_somebody_else(heard):
        return "somebody else has to confirm"
    confirming = heard.found(Sign.CONFIRM)
    if any(governed_by_stranger(heard, each) for each in confirming):
        return "what governs the confirming is not known"
    if any(of_another_thing(heard, each) for each in confirming):
        return "it may be something else that is confirmed"
    return None


def _tells_trouble(heard: Heard) -> bool:
    """Whether a trouble of no set phrase is told: "great, flat tyre", "yes, still sick"."""
    troubles = heard.lexicon.troubles
    if troubles.isdisjoint(heard.words):
        return False
    set_phrases = {
        at
        for each in heard.phrases
        if each.last > each.first + 1 and each.sign in _SAYING_NOTHING
        for at in range(each.first, each.last + 1)
    }
    return any(word in troubles and at not in set_phrases for at, word in enumerate(heard.words))


def _told_of_somebody(heard: Heard) -> bool:
    """Whether a clause tells how somebody is and agrees to nothing: "Leo is ill, but I come".

    Or asks it: "is Leo coming".
    """
    words, copulas = heard.words, heard.lexicon.copulas
    opening = {0, *(at + 1 for at in heard.clauses.stops)}
    if any(at - 1 in opening and words[at - 1] in copulas for at in heard.named):
        return True
    told = (at for at in heard.named if at + 1 < len(words) and words[at + 1] in copulas)
    agreeing = {heard.clauses.of(each.first) for each in heard.found(*AGREEMENTS)}
    return any(not heard.marks[at] and heard.clauses.of(at) not in agreeing for at in told)


def _introduces(heard: Heard, signal: Signal) -> bool:
    """Whether a colon leads to something else than a time or a yes: "here as ever: my back"."""
    behind = next((at for at in heard.clauses.stops if at >= signal.last), signal.last)
    if heard.marks[behind] != ":" or behind + 1 == len(heard.words):
        return False
    answers = [each.first for each in heard.found(*AGREEMENTS, Sign.THANKS, Sign.COURTESY)]
    return behind + 1 not in {*answers, *(each.first for each in heard.times)}


def _depends(heard: Heard) -> str | None:
    return next((reason for sign, reason in _DEPENDS.items() if heard.found(sign)), None)


def _asks_openly(heard: Heard) -> bool:
    """Whether a sentence asks something that we do not answer by ourselves."""
    answered = [each.last for each in heard.found(*ANSWERED, Sign.CANCEL_ASK)]
    begins = 0
    for at, mark in enumerate(heard.marks):
        if mark == "?" and not any(begins <= each <= at for each in answered):
            return True
        if mark:
            begins = at + 1
    return False


def _unsure(heard: Heard, *signs: Sign) -> bool:
    """Whether a doubt is said or asked, in a clause that asks nothing we answer."""
    answered = {heard.clauses.of(each.first) for each in heard.found(*ANSWERED)}
    answered -= {heard.clauses.of(each.first) for each in heard.found(*AGREEMENTS)}
    return any(
        heard.clauses.of(each.first) not in answered for each in heard.found(*(signs or _OPEN))
    )


def _asked_before(heard: Heard, refusals: list[Signal]) -> bool:
    """Whether "is it possible" or "what about" stands before a refusal in its clause."""
    asks = [(heard.clauses.of(each.first), each.first) for each in heard.found(Sign.ASK)]
    return any(
        clause == heard.clauses.of(each.first) and at < each.first
        for each in refusals
        if each.sign in {Sign.CANNOT, Sign.UNSUITED}
        for clause, at in asks
    )


def _no_behind(heard: Heard) -> bool:
    """Whether a bare no follows all cancelling: "cancel it, ah no"."""
    told = [each.first for each in heard.found(Sign.CANCEL, Sign.CANCEL_ASK) if each.plain]
    if not told or heard.found(Sign.CANNOT):
        return False
    return any(each.first == each.last and each.first > max(told) for each in heard.found(Sign.NO))


def _of_waiting_list(heard: Heard, signal: Signal) -> bool:
    """Whether the waiting list is spoken of in the clause of a cancelling."""
    first, behind = heard.clauses.bounds(signal.first)
    return not heard.lexicon.waiting.isdisjoint(heard.words[first:behind])


def _wished_behind(heard: Heard, refusals: list[Signal]) -> bool:
    """Whether "rather" stands in a later clause than what cannot be, and nothing is cancelled."""
    if not refusals or any(each.sign is not Sign.CANNOT for each in refusals):
        return False
    last = heard.clauses.of(refusals[-1].first)
    return any(heard.clauses.of(each.first) > last for each in heard.found(Sign.ASK))


def _inside_question(heard: Heard) -> bool:
    """Whether an agreement is part of what is asked or waited for: "where are you coming from"."""
    asks = [e.first for e in heard.found(Sign.WHERE, Sign.AGENDA, Sign.WHEN, Sign.WAITLIST)]
    return any(
        at < each.first and not any(heard.marks[at : each.first])
        for each in heard.found(*AGREEMENTS)
        for at in asks
    )


def _wanted_but(heard: Heard, refusals: list[Signal]) -> bool:
    """Whether a but follows what somebody wanted: "volevo annullare ma poi è passata"."""
    words, wanting = heard.words, heard.lexicon.wanting
    buts = [each.first for each in heard.found(Sign.BUT)]
    return any(
        not wanting.isdisjoint(words[max(0, each.first - 2) : each.last + 1]) and at > each.last
        for each in refusals
        for at in buts
    )


def _explained(heard: Heard, refusals: list[Signal]) -> int:
    """Give where the reason of a refusal begins: what is told there leaves nothing open."""
    first = min((each.first for each in refusals), default=0)
    reasons = (each.first for each in heard.found(Sign.REASON) if each.first > first)
    return next(reasons, len(heard.words))


def _praises_texts(heard: Heard) -> bool:
    """Whether all the agreement is praise, and of our texts: "great, another text"."""
    return heard.said.isdisjoint(_NO_PRAISE) and not heard.lexicon.texts.isdisjoint(heard.words)


def _maybe(heard: Heard) -> bool:
    return not heard.lexicon.maybe.isdisjoint(heard.words)


def _not_plain(heard: Heard, *signs: Sign) -> bool:
    return any(not each.plain for each in heard.found(*signs))


def objects(heard: Heard, signal: Signal) -> int:
    """Count the words behind a signal, in its clause, that nothing accounts for.

    "I can't come to the phone" has one, and refuses no appointment.

    Args:
        heard: the text.
        signal: one of its signals.

    Returns:
        How many there are.
    """
    _, behind = heard.clauses.bounds(signal.first)
    behind = min(behind, _explained(heard, [signal]))
    return sum([at not in heard.covered for at in range(signal.last + 1, behind)])


def strangeness(heard: Heard, signal: Signal) -> int:
    """Count the words of a signal's clause, on either side, that nothing accounts for.

    Args:
        heard: the text.
        signal: one of its signals.

    Returns:
        How many there are.
    """
    first, behind = heard.clauses.bounds(signal.first)
    return sum([at not in heard.covered for at in range(first, behind)])
