"""Finds the range of times that a client asks for, in view of earlier ranges and offers.

A range stays valid after "others" and "none of these", until the client names another one. An
answer to a list of times is about the list's range: "mornings" of the week on offer.
"""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from calendar_store.model.statuses import WaitingStatus
from dialogs.conversation import Asked, Question
from dialogs.flows.offered_times.beside_day import without_beside
from dialogs.flows.offered_times.comparing import wants_other_hour
from dialogs.flows.offered_times.list_range import said_to_list, shown_so_far
from dialogs.flows.offered_times.local_days import (
    DAY,
    MOMENT,
    Span,
    days_offered,
    is_whole_day,
    on_days,
    whole_day,
)
from dialogs.flows.offered_times.no_such_day import days_near, no_such_day
from dialogs.flows.offered_times.pointing import names_day, says_another_day, says_other_day
from dialogs.flows.offered_times.slot_request import SlotRequest
from dialogs.flows.offered_times.sooner import sooner_than_visit
from dialogs.flows.offered_times.told_why import wished_before_why
from dialogs.flows.offered_times.which_range import said_to_which
from dialogs.flows.offered_times.wished_days import wished
from dialogs.flows.phrases import left_over, said_apart
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.coming_back import wants_old_time
from dialogs.flows.visits.visit_days import points_from_list
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue, lexicons

_OFFERING = frozenset({Asked.SLOTS, Asked.WHEN})

_BUT = frozenset({Cue.BUT})

_ASKING = frozenset({Cue.ASK, Cue.MOVE, Cue.COURTESY, Cue.THANKS})

_MAY_ASK = frozenset({Intent.UNCLEAR, Intent.AGENDA})

_COMING = frozenset(
    {
        *("i", "it", "we", "be", "come", "that", "can", "could", "have", "you", "me", "move"),
        *("venire", "vengo", "possiamo", "potrei", "essere", "avete", "c", "e", "si", "puo"),
        *("qualcosa", "ich", "kann", "konnte", "koennte", "kommen", "es", "geht", "ginge", "was"),
        *("etwas", "puedo", "podria", "venir", "ir", "ser", "puede", "tienen", "algo", "je"),
        *("peux", "pourrais", "c", "est", "possible", "avez", "vous", "auriez", "vir", "poderia"),
        *("any", "other", "others", "slots", "slot", "times", "there", "are", "else", "got", "do"),
        *("altri", "altre", "orari", "ci", "sono", "posti", "hay", "mas", "otras", "otros"),
        *("horas", "huecos", "horarios", "il", "y", "a", "d", "autres", "horaires", "creneaux"),
        *("plus", "gibt", "gibts", "noch", "andere", "anderen", "zeiten", "termine", "am", "ha"),
        *("mais", "outros", "outras", "vagas", "na", "no", "more", "free", "haben", "sie", "hai"),
        *("pode", "posso", "tem", "alguma", "coisa", "something", "anything"),
    }
)

"""Words of questions for a time, and of coming."""

_DAYS_ON = 15

"""Days to look at for a wish for another day."""


_MORE = ("other", "else", "more", "another", "altr", "otr", "mas", "autre", "ander", "outr", "mais")
_TIMES = (
    *("time", "slot", "opening", "orari", "ora", "post", "hora", "horario", "hueco", "turno"),
    *("horaire", "creneau", "heure", "zeit", "termin", "uhrzeit", "vaga"),
)
"""Beginnings of the words for "other" and for times."""


def asked_spans(turn: TurnContext) -> tuple[Span, ...]:
    """Return the times that the client asks for now, or asked for before our last question.

    An open list of times has a range of its own, which only MORE continues.
    """
    if (only := _plainly_asked(turn)) is not None:
        return only
    question = turn.question
    spans = wished_before_why(turn) or tuple((t.start, t.end) for t in turn.heard.times)
    spans = _beside_visit(turn, without_beside(turn, spans))
    spans = sooner_than_visit(turn, _on_another_day(turn, wished(turn, spans)))
    if question and question.asked is Asked.SLOTS:
        return question.spans if points_from_list(turn) else said_to_list(turn, question, spans)
    if question and question.asked is Asked.WHICH:
        return said_to_which(turn, question, spans)
    if spans or question is None:
        return spans
    if question.asked is Asked.OFFER:
        return _waited_for(turn, question)
    return question.spans if question.asked not in _OFFERING else ()


def _plainly_asked(turn: TurnContext) -> tuple[Span, ...] | None:
    """Return the days near a day that does not exist, or the time of a cancelled visit, or None."""
    if (none := no_such_day(turn)) is not None:
        return days_near(turn, none)
    old = wants_old_time(turn)
    return None if old is None else ((old, old),)


def _beside_visit(turn: TurnContext, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return times cut to those later, or earlier, than the visit on the same day.

    "Something later on Thursday afternoon" is later than Thursday's visit.
    """
    cue = wants_other_hour(turn)
    visits = [a.starts_at for a in turn.ahead if any(s <= a.starts_at < e for s, e in spans)]
    listed = turn.question is not None and turn.question.asked is Asked.SLOTS
    if not cue or len(visits) != 1 or listed:
        return spans
    at = visits[0]
    cut = (
        ((max(start, at + MOMENT), end) if cue > 0 else (start, min(end, at)))
        if start <= at < end and end - start <= DAY
        else (start, end)
        for start, end in spans
    )
    return tuple(span for span in cut if span[0] < span[1] or span in spans)


def _on_another_day(turn: TurnContext, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return times of a visit's day, moved to other days if the text asks for another day."""
    listed = turn.question is not None and turn.question.asked is not Asked.REMINDER
    days = days_offered(turn, (start for start, _ in spans))
    visits = days_offered(turn, (one.starts_at for one in turn.ahead))
    if listed or len(days) != 1 or not days <= visits or not says_another_day(turn):
        return spans
    parts = [span for span in spans if not is_whole_day(turn, span)]
    today = turn.now.astimezone(ZoneInfo(turn.practice.timezone)).date()
    others = [day for n in range(_DAYS_ON) if (day := today + n * DAY) not in days]
    if not parts:
        return tuple(whole_day(turn, day) for day in others)
    return on_days(turn, others, parts[-1])


def asks_other_hour(turn: TurnContext) -> bool:
    """Return whether a question asks for another hour on a visit's day: "later that day?".

    Every word has to be about times or coming: "can I eat earlier that day?" asks something else.
    """
    said, heard = said_apart(turn), turn.heard
    listed = turn.question is not None and turn.question.asked is not Asked.REMINDER
    if heard.intent not in _MAY_ASK or heard.hint or listed or "?" not in said.marks:
        return False
    if not (wants_other_hour(turn) or _asks_more_times(said.words)) or not (
        names_day(turn) or says_other_day(turn)
    ):
        return False
    buts = left_over(said.words, _BUT)
    if heard.intent is Intent.AGENDA and len(buts) == len(said.words):
        return False  # "is it later on Thursday?"
    if any(word not in _times_and_coming() for word in left_over(buts, _ASKING)):
        return False
    days = days_offered(turn, (t.start for t in heard.times))
    visits = days_offered(turn, (one.starts_at for one in turn.ahead))
    return len(days) == 1 and days <= visits


def _asks_more_times(words: tuple[str, ...]) -> bool:
    """Return whether a text asks for other times: "any other slots on Thursday?"."""
    more = any(word.startswith(_MORE) for word in words)
    return more and any(word.startswith(_TIMES) for word in words)


@cache
def _times_and_coming() -> frozenset[str]:
    """Return the words of times in every language, and the words of coming."""
    return _COMING.union(*(read.terms.vocabulary for read in lexicons().values()))


def range_spoken_of(turn: TurnContext) -> tuple[Span, ...]:
    """Return the times asked for now, else the range of the current or the last list."""
    question = turn.question
    kept = question.spans if question and question.asked in _OFFERING else ()
    return asked_spans(turn) or kept


def not_again(
    turn: TurnContext, purpose: SlotRequest, asked: tuple[Span, ...]
) -> tuple[datetime, ...]:
    """Return the starts of offered times that are not to be offered again at once, UTC.

    For the same range these are all times offered so far, for another range those of the last
    list. A time named exactly is always offered.
    """
    question = turn.question
    if question is None or question.asked not in {Asked.SLOTS, Asked.OFFER}:
        return ()
    if points_from_list(turn):
        return ()
    ids = [[each.appointment_id for each in about] for about in (question.about, purpose.about)]
    if ids[0] != ids[1]:
        return ()
    same = not asked or set(asked) == set(question.spans)
    shown = shown_so_far(question) if same else tuple(s.starts_at for s in question.slots)
    exact = {start for start, end in asked if start == end}
    return tuple(at for at in shown if at not in exact)


def _waited_for(turn: TurnContext, question: Question) -> tuple[Span, ...]:
    """Return the times on the waiting list of the client who has the open offer."""
    instead = next((each.appointment_id for each in question.about), None)
    entries = turn.context.waiting
    offered = {e.client_id for e in entries if e.status is WaitingStatus.OFFERED}
    return tuple(
        (entry.starts_at, entry.ends_at)
        for entry in entries
        if entry.appointment_id == instead and entry.client_id in offered
    )
