"""Finds the appointments that a text is about: clear, several, changed since, or none."""

import re
from dataclasses import dataclass
from enum import StrEnum

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from dialogs.conversation import Asked, AskedAbout
from dialogs.flows.answers.assent import together
from dialogs.flows.family.owners import without_genitives
from dialogs.flows.family.picking import approves_all, approves_both, picked
from dialogs.flows.family.whose import (
    approves,
    asks_for,
    belongs,
    in_one_breath,
    is_for,
    joined,
    only_names,
    wished,
)
from dialogs.flows.likeness.changed_minds import means_its_only_one
from dialogs.flows.numbers import approves_number, number_meant
from dialogs.flows.offered_times.which_range import numbered_before_times, picked_by_time
from dialogs.flows.phrases import apart, as_phrases, longest
from dialogs.flows.plainly import visits_spoken_of
from dialogs.flows.referring.one_of_several import one_of_several
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_days import (
    at_hour,
    covers,
    names_day_plainly,
    names_other_day,
    on_named_days,
    points_from_list,
)
from dialogs.intents import Intent
from dialogs.normalise import fold


class Resolution(StrEnum):
    """How clear it is which appointments are meant."""

    CLEAR = "clear"
    SEVERAL = "several"
    CHANGED = "changed"
    UNSURE = "unsure"
    CANCELLED = "cancelled"
    GONE = "gone"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Target:
    """The appointments that a text is about.

    Attributes:
        sight: how clear it is which appointments are meant.
        appointments: the ones meant when CLEAR; the ones to choose from when SEVERAL; the ones to
            ask about again when CHANGED or UNSURE; the ones that UNDO would restore when CANCELLED.
    """

    sight: Resolution
    appointments: tuple[Appointment, ...] = ()


def target(turn: TurnContext, intent: Intent) -> Target:
    """Return the appointments that a text with an intent is about.

    A reply is bound to the open question. A day, a time or a first name in the text that belongs to
    another appointment is never ignored.
    """
    found = _target(turn, intent)
    if found.sight is Resolution.UNSURE and means_its_only_one(turn, intent):
        return Target(Resolution.CLEAR, found.appointments)
    return found


def _target(turn: TurnContext, intent: Intent) -> Target:
    if (plainly := visits_spoken_of(turn, intent)) is not None:
        return (
            Target(Resolution.CLEAR, plainly.visits)
            if plainly.known
            else _to_choose(plainly.visits)
        )
    question = turn.question
    if (pointed := points_from_list(turn)) is not None:
        return Target(Resolution.CLEAR, (pointed,))
    if question is None or not question.about:
        # a question about a new appointment is bound to no existing one
        return _by_itself(turn, intent)
    if question.asked is not Asked.WHICH:
        return _answering(turn, intent, _as_asked(turn, question.about))
    chosen = chosen_which(turn)
    if chosen:
        return _as_asked(turn, chosen)
    # the intent comes from the question and not from the text: a name in it picks nothing
    asked = tuple(
        a for a in turn.ahead if a.id in {about.appointment_id for about in question.about}
    )
    return (
        _to_choose(asked)
        if asked and (turn.heard.intent in _PICKING or keeps_one(turn))
        else _by_itself(turn, intent)
    )


def chosen_which(turn: TurnContext) -> tuple[AskedAbout, ...]:
    """Return the ones that a text picks from the numbered appointments; () for none."""
    if turn.question is None or turn.question.asked is not Asked.WHICH or keeps_one(turn):
        return ()
    about, choice = turn.question.about, turn.heard.choice
    if named_together := together(turn):
        # of three visits, "both" does not tell which two
        return about if len(about) == named_together else ()
    if several := picked(turn, about):
        return several
    choice = numbered_before_times(turn) if choice is None else choice
    if choice is not None:
        return about if choice == 0 else about[choice - 1 : choice]
    books = turn.heard.intent is Intent.BOOK and not asks_for(turn)  # "Leos Termin bitte"
    if turn.heard.intent not in _CHOOSING and not books:
        return ()
    named = tuple(each for each in about if _only_client_of(turn, turn.appointment(each)))
    found = named or (() if books else picked_by_time(turn, turn.question))
    return found if len(found) == 1 else ()


def keeps_one(turn: TurnContext) -> bool:
    """Return whether a text says of one of the listed appointments that it is fine as it is.

    After "which one to confirm?" such a text chooses that appointment instead.
    """
    question = turn.question
    if question is None or question.then == Intent.CONFIRM.value:
        return False
    words = apart(turn)
    if any(longest(words, at, _SUIT) for at in range(len(words))):
        return True
    if approves_both(turn):
        return True
    if turn.heard.choice is not None:
        return (approves_number if turn.heard.choice else approves_all)(turn)
    owners = (turn.client_of(turn.appointment(each)) for each in question.about)
    named = (owner.first for owner in owners if owner)
    return any(only_names(turn, name) and approves(turn, name) for name in named)


_SUIT = as_phrases(
    *(
        "are fine",
        "are good",
        "are ok",
        "both work",
        "are still on",
        "passen",
        "passt",
        "gehen klar",
    ),
    *(
        "vont bien",
        "me vont",
        "nous vont",
        "sont bons",
        "c est bon",
        "vanno bene",
        "vanno benissimo",
    ),
    *("estan bien", "van bien", "siguen igual", "estao bem", "estao bons", "servem", "ficam"),
)
"""Phrases after a list of visits to cancel which say that some of them suit."""

_TWO = 2
_CHANGING = frozenset({Intent.RESCHEDULE, Intent.CANCEL})
_PICKING = frozenset({Intent.CHOICE, Intent.MORE, Intent.UNCLEAR})
_CHOOSING = frozenset({Intent.CHOICE, Intent.UNCLEAR, Intent.RESCHEDULE, Intent.CONFIRM})
"""Intents of a text that picks one of several only by a name or a time."""


def _as_asked(turn: TurnContext, about: tuple[AskedAbout, ...]) -> Target:
    """Return the target of an answer about some appointments, as they are now."""
    found = tuple((each, turn.appointment(each)) for each in about)
    ahead = tuple(a for _, a in found if a and a in turn.ahead)
    if any(a in ahead and a.starts_at != each.starts_at for each, a in found if a):
        return Target(Resolution.CHANGED, ahead)
    if ahead:
        return Target(Resolution.CLEAR, ahead)
    cancelled = tuple(a for _, a in found if a and a in turn.undoable())
    return Target(Resolution.CANCELLED, cancelled) if cancelled else Target(Resolution.GONE)


def _answering(turn: TurnContext, intent: Intent, asked: Target) -> Target:
    """Return the target of an answer, or of the other appointment that the text names."""
    if asked.sight is not Resolution.CLEAR:
        return _knowing_of_change(turn, intent, asked)
    unsaid = intent in _CHANGING and one_of_several(turn)
    if unsaid or _names_another_client(turn, asked.appointments):
        return _to_choose(turn.ahead)
    chosen = _chosen_by_name(turn, asked.appointments)
    if chosen:
        asked = Target(Resolution.CLEAR, chosen)
    if intent is Intent.CONFIRM and names_other_day(turn, asked.appointments):
        # "perfecto, hasta el viernes", asked about a Thursday
        return Target(Resolution.UNSURE, asked.appointments)
    if intent is Intent.RESCHEDULE or not turn.heard.times or number_meant(turn):
        return asked
    # "Leo is poorly and can't come on Thursday" names the day of the others too
    among = chosen or turn.ahead
    meant = tuple(a for a in among if covers(turn.heard.times, a.starts_at))
    if not meant:
        return Target(Resolution.UNSURE, asked.appointments)
    clear = _inside(meant, asked) or (len(meant) == 1 and names_day_plainly(turn))
    clear = clear and not (intent is Intent.CANCEL and _names_more_days(turn))
    return Target(Resolution.CLEAR, meant) if clear else _to_choose(turn.ahead)


def _names_more_days(turn: TurnContext) -> bool:
    """Return whether a cancelling text names the day of a visit that is not in its times.

    "Monday I can't, please cancel. Thursday stays" may be understood as about Thursday only.
    """
    named, times = on_named_days(turn), turn.heard.times
    return bool(times) and any(not covers(times, visit.starts_at) for visit in named)


def _knowing_of_change(turn: TurnContext, intent: Intent, asked: Target) -> Target:
    """Return the target of a text that knows the changed time: "confirmo la del viernes".

    A wish to move or cancel that names the new day knows the change too.
    """
    if asked.sight is not Resolution.CHANGED:
        return asked
    names_new = intent in {Intent.RESCHEDULE, Intent.CANCEL}
    if names_new and on_named_days(turn) == asked.appointments:
        return Target(Resolution.CLEAR, asked.appointments)
    if intent is not Intent.CONFIRM:
        return asked
    known = tuple(a for a in asked.appointments if covers(turn.heard.times, a.starts_at))
    plain = len(known) == 1 == len(asked.appointments) and names_day_plainly(turn)
    return Target(Resolution.CLEAR, known) if plain else asked


def _by_itself(turn: TurnContext, intent: Intent) -> Target:
    """Return the target of a text that answers no question."""
    ahead = turn.ahead
    if not ahead:
        undoable = turn.undoable()
        return Target(Resolution.CANCELLED, undoable) if undoable else Target(Resolution.NONE)
    # with a wish to move, times name the new time and not the appointment
    times = turn.heard.times if intent is not Intent.RESCHEDULE else ()
    meant = tuple(a for a in ahead if not times or covers(times, a.starts_at))
    meant = at_hour(turn, meant) or meant
    meant = _wished_by_name(turn, meant) or meant
    if intent is Intent.CANCEL and _names_more_days(turn):
        return _to_choose(ahead)
    one = len(meant) == 1 or each_named(turn, meant)
    if one and not _names_another_client(turn, meant):
        return Target(Resolution.CLEAR, meant)
    return _to_choose(meant if len(meant) > 1 else ahead)


def _to_choose(appointments: tuple[Appointment, ...]) -> Target:
    return Target(Resolution.SEVERAL if len(appointments) > 1 else Resolution.UNSURE, appointments)


def _inside(meant: tuple[Appointment, ...], asked: Target) -> bool:
    return all(a in asked.appointments for a in meant)


def names(text: str, client: Client) -> bool:
    """Return whether a text contains the first name of a client."""
    said = _words(without_genitives(text, (client,)))
    return bool(_words(client.first)) and _words(client.first) <= said


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(text)))


def _only_client_of(turn: TurnContext, appointment: Appointment | None) -> bool:
    client = turn.client_of(appointment) if appointment else None
    question = turn.question
    confirms = question is not None and question.then == Intent.CONFIRM.value
    return bool(client and only_names(turn, client.first, introduced=confirms))


def _wished_by_name(
    turn: TurnContext, appointments: tuple[Appointment, ...]
) -> tuple[Appointment, ...]:
    """Return the ones of several whose client a wish names: "cancel Mia's", "Mia can't come".

    A name at the end may be a signature, unless the wish is only a verb and the name. A name that
    is an ordinary word, as "mia", counts only if written as a name.
    """
    if len({a.client_id for a in appointments}) < _TWO:
        return ()
    clients = tuple(c for c in turn.context.clients if wished(turn, c.first))
    return tuple(a for a in appointments if any(c.id == a.client_id for c in clients))


def _chosen_by_name(
    turn: TurnContext, appointments: tuple[Appointment, ...]
) -> tuple[Appointment, ...]:
    """Return the ones of several whose client the text names; () when it names none or all.

    A name at the end may be a signature, and counts only after an "of".
    """
    spoken, _, last = " ".join(re.findall(r"\w+", turn.text)).rpartition(" ")
    owners = {a.id: turn.client_of(a) for a in appointments}
    signed = tuple(client for client in turn.context.clients if names(last, client))
    meant = (belongs, is_for, joined)
    if any(not any(each(turn, c.first) for each in meant) for c in signed):
        return ()
    spoken = turn.text if signed else spoken
    named = tuple(
        a for a in appointments if (client := owners[a.id]) is not None and names(spoken, client)
    )
    return named if len(named) < len(appointments) else ()


def each_named(turn: TurnContext, appointments: tuple[Appointment, ...]) -> bool:
    """Return whether a text names the client of each of several: "cancel Mia's and Leo's"."""
    if len({a.client_id for a in appointments}) < max(_TWO, len(appointments)):
        return False
    firsts = [client.first for a in appointments if (client := turn.client_of(a))]
    return all(wished(turn, first) for first in firsts) and in_one_breath(turn, firsts)


def _names_another_client(turn: TurnContext, appointments: tuple[Appointment, ...]) -> bool:
    """Return whether the text names another client with this number."""
    owners = {a.client_id for a in appointments}
    own = {_words(c.first) for c in turn.context.clients if c.id in owners}
    others = (c for c in turn.context.clients if _words(c.first) not in own)
    return any(names(turn.text, client) for client in others)
