"""Understands a client's text: the intent, the confidence, and the evidence.

Decides in this order: opt-out and help, emergencies, the open question, the text by itself, and
otherwise a person. The functions are pure: the same text in the same frame always gives the
same understanding.
"""

from datetime import timedelta

from calendar_store.model.plain import changed
from dialogs.intents import Frame, Hint, Intent, OpenQuestion, Understanding
from dialogs.languages.lexicon import Cue, every_word
from dialogs.normalise import Said, normalise, without_signs
from dialogs.understand.answers.choices import says_only
from dialogs.understand.answers.menu import stray_digits, with_menu_digit
from dialogs.understand.answers.offer_answers import KEEPS, TAKES, offer_answer
from dialogs.understand.answers.open_question import answer
from dialogs.understand.frame.doubts import asks_for_what_is_brought
from dialogs.understand.frame.intimacy import said_to_loved
from dialogs.understand.hearing.asides import AFTERWARDS, BESIDE_YES, Aside, Rest, without_asides
from dialogs.understand.hearing.dictation import dictated
from dialogs.understand.hearing.every_language import foreign_phrases
from dialogs.understand.hearing.language import language_of, speaks
from dialogs.understand.hearing.requests import unparted
from dialogs.understand.hearing.sessions import as_visits
from dialogs.understand.hearing.signals import LONGEST, Heard, hear
from dialogs.understand.learned.second_reading import second_reading
from dialogs.understand.opting_out.channels import choosing
from dialogs.understand.opting_out.opting import opting
from dialogs.understand.readings.speech import speech
from dialogs.understand.readings.together import told_together
from dialogs.understand.result import BAR, verdict
from dialogs.understand.safety.emergencies import emergency
from dialogs.understand.safety.machines import machine
from dialogs.understand.safety.reactions import reaction

_OF_VISITS = frozenset({Intent.CONFIRM, Intent.CANCEL})
_ACTS = _OF_VISITS | {Intent.RESCHEDULE}
_CANCELLING = (Cue.CANCEL, Cue.CANCEL_ASK)
_STATING = frozenset({Cue.COMING, Cue.CONFIRM})
_SAYING = _STATING | {Cue.YES}
_OPEN = frozenset({Intent.UNCLEAR, Intent.RESCHEDULE, Intent.LATE})
"""Readings after which phrases that mean an act only together are looked for."""
_BESIDE_CHOICE = frozenset({Aside.TOLD, Aside.ASKING, Aside.EXCUSING, Aside.EXCUSED})
"""Kinds of clauses that leave a choice among offered times as it is."""
_VISIT = timedelta(minutes=30)
"""Least time after the start of a visit at which its client may have to leave."""
_PART_OF_DAY = timedelta(hours=3)
"""Shortest span that is a part of the day, and not about some hour."""
_UNLISTED = frozenset({OpenQuestion.REMINDER, OpenQuestion.NONE})
"""Questions without a list of times, whose answers may have talk around them."""

__all__ = ["BAR", "KEEPS", "TAKES", "understand"]


def understand(text: str, frame: Frame) -> Understanding:
    """Understand a client's text.

    Args:
        text: the text as it was received.
        frame: the moment, the time zone, the languages, the open question and the appointment.

    Returns:
        The intent with its confidence, evidence, times and further intents; UNCLEAR where the
        text is empty, ambiguous, or in no known language.
    """
    if (reacted := reaction(text, frame)) is not None:
        return reacted
    said = normalise(text)
    if not text.isascii() or "@" in text:
        said = without_signs(said, every_word())
    if not said.words:
        return verdict(Intent.UNCLEAR, 0.0, ["the text has no words"], frame.locale)
    if (chosen := choosing(said)) is not None:
        return chosen
    written = said
    lexicon = language_of(said, frame)
    said = as_visits(unparted(dictated(said, lexicon), lexicon), lexicon)
    heard = hear(said, lexicon, frame)
    foreign = foreign_phrases(heard)
    found = (
        opting(heard, frame, foreign)
        or emergency(heard, foreign)
        or ((frame.partial or len(said.words) > LONGEST) and _not_whole(heard, frame))
        or machine(heard, text)
    )
    if found is None and (rest := _without_asides(said, heard, frame)) is not None:
        heard, found = rest
    if found is None:
        found = _answer(heard, frame) or _unless_stray(heard, frame)
        found = second_reading(found, written, frame)
    plain = frame.question is not OpenQuestion.SLOTS or says_only(heard)
    several = found.intent in _OF_VISITS and not lexicon.several.isdisjoint(heard.words)
    speaking = lexicon.locale == frame.locale or speaks(said, lexicon, frame)
    if plain and speaking and not several:
        return found
    return changed(found, plain=plain, speaks=speaking, several=several)


def _not_whole(heard: Heard, frame: Frame) -> Understanding:
    """Leave a text that was not read to its end to a person: the rest may change its meaning."""
    locale = heard.lexicon.locale
    if frame.partial:
        evidence = ["a part of a text whose rest has not come"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, locale, hint=Hint.PARTIAL)
    evidence = [f"longer than the {LONGEST} words that are read"]
    return verdict(Intent.UNCLEAR, 0.4, evidence, locale)


def _without_asides(said: Said, heard: Heard, frame: Frame) -> tuple[Heard, Understanding] | None:
    """Read a text without the clauses that leave its act as it is, if the rest acts plainly.

    Beside what the writer does afterwards ("I'll ring you in January") only a cancellation counts.
    """
    rest = None if frame.question is OpenQuestion.OFFER else without_asides(said, heard.lexicon)
    if rest is not None and frame.question is OpenQuestion.SLOTS:
        return _chosen_beside(rest, heard, frame)
    if rest is None or (said_to_loved(heard) and Aside.ASKING not in rest.kinds):
        return None  # "can I bring my baby?" is said to nobody who is loved
    left = hear(rest.said, heard.lexicon, frame)
    found = _answer(left, frame) or _unless_stray(left, frame)
    if found.intent not in _ACTS:
        return None
    afterwards = not rest.kinds.isdisjoint(AFTERWARDS)
    if afterwards and not (found.intent is Intent.CANCEL and left.found(*_CANCELLING)):
        return None
    if not rest.kinds.isdisjoint(BESIDE_YES):
        # "ok" alone only leads to a question, "ok, Wednesday then" agrees
        asked = Aside.ASKING in rest.kinds and left.cues().isdisjoint(_SAYING) and not left.times
        leads_on = asked or not said.marks[min(rest.left_out) - 1]
        others = not heard.named.isdisjoint(rest.left_out)  # "can I bring Mia too?"
        others = others or asks_for_what_is_brought(heard)
        doubtful = leads_on or others or _leaves_before(heard, rest, frame)
        doubtful = doubtful or _answered(heard, rest) or _comes_elsewhen(left, frame)
        if found.intent is not Intent.CONFIRM or doubtful:
            return None  # "ok and do I need to fast?" only leads to a question
        evidence = (*found.evidence, "a question or news beside it is for staff")
        locale = heard.lexicon.locale
        # a bare yes beside a question is weighed by who knows what else was asked
        told = bool(left.times) or not left.cues().isdisjoint(_STATING)
        answered = told and frame.question is OpenQuestion.REMINDER
        intent, sure = (found.intent, found.confidence) if answered else (Intent.UNCLEAR, 0.4)
        found = verdict(intent, sure, evidence, locale, hint=Hint.BESIDES)
    return left, found


def _chosen_beside(rest: Rest, heard: Heard, frame: Frame) -> tuple[Heard, Understanding] | None:
    """Read the choice beside which something is told or asked: "the second, do I need to fast?"."""
    if not rest.kinds <= _BESIDE_CHOICE or not heard.named.isdisjoint(rest.left_out):
        return None
    left = hear(rest.said, heard.lexicon, frame)
    found = _answer(left, frame) or _unless_stray(left, frame)
    if found.intent is not Intent.CHOICE or "?" in left.marks:
        return None
    if Aside.ASKING in rest.kinds:
        evidence = (*found.evidence, "a question beside it is for staff")
        found = changed(found, evidence=evidence, hint=Hint.BESIDES)
    return left, found


def _leaves_before(heard: Heard, rest: Rest, frame: Frame) -> bool:
    """Say whether the writer has to leave before or when the visit begins, or on another day."""
    if Aside.LEAVING not in rest.kinds or frame.appointment is None:
        return Aside.LEAVING in rest.kinds
    start = frame.appointment
    told = [each for each in heard.times if each.first in rest.left_out and each.firm]
    ends = [span.end.astimezone(start.tzinfo) for each in told for span in each.ranges]
    return any(end < start + _VISIT or end.date() != start.date() for end in ends)


def _answered(heard: Heard, rest: Rest) -> bool:
    """Say whether the calendar answers what is left out: "yes. how long does it take?".

    Where a word of the question is not known, more is asked: "is there a lift in the building?".
    """
    asked = heard.found(Cue.AGENDA, Cue.WHERE)
    left_out = [e for e in asked if {*range(e.first, e.last + 1)} <= rest.left_out]
    sentences = [range(*heard.clauses.sentence(each.first)) for each in left_out]
    return any(heard.covered.issuperset(each) for each in sentences)


def _comes_elsewhen(left: Heard, frame: Frame) -> bool:
    """Say whether the writer comes at about some hour, which is for staff: "in at ten past".

    The visit's own start and its whole day are no other time.
    """
    spans = [span for each in left.times if each.firm for span in each.ranges]
    return any(
        span.start != frame.appointment if span.exact else span.end - span.start < _PART_OF_DAY
        for span in spans
    )


def _answer(heard: Heard, frame: Frame) -> Understanding | None:
    """Read the text as an answer to the open question."""
    if frame.question is OpenQuestion.OFFER:
        return offer_answer(heard, frame)
    return answer(heard, frame)


def _unless_stray(heard: Heard, frame: Frame) -> Understanding:
    if heard.numerals and frame.question is OpenQuestion.REMINDER:
        heard = with_menu_digit(heard)
    found = speech(heard, frame)
    if found.intent in _OPEN and frame.question in _UNLISTED and frame.appointment is not None:
        found = told_together(heard, frame) or found
    if heard.numerals and found.intent in _OF_VISITS and stray_digits(heard):
        return verdict(
            Intent.UNCLEAR, 0.4, ["a number stands in it that answers nothing"], found.locale
        )
    return found
