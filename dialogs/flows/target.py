"""Which appointments a text is about, never guessed: clear, several, changed since, or none."""

import re
from dataclasses import dataclass
from enum import StrEnum

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from dialogs.conversation import Asked, AskedAbout
from dialogs.flows.answers.assent import together
from dialogs.flows.family.owners import without_genitives
from dialogs.flows.family.picking import approves_all, picked
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
from dialogs.flows.numbers import approves_number, number_meant
from dialogs.flows.offered_times.which_range import numbered_before_times, picked_by_time
from dialogs.flows.plainly import visits_spoken_of
from dialogs.flows.turn_context import Scene
from dialogs.flows.visits.visit_days import (
    covers,
    names_day_plainly,
    names_other_day,
    on_named_days,
    points_from_list,
)
from dialogs.intents import Intent
from dialogs.normalise import fold


class Sight(StrEnum):
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
    """What a text is about.

    Attributes:
        sight: how clear it is.
        appointments: those meant when CLEAR; those to choose from when SEVERAL; those to ask
            about again when CHANGED or UNSURE; those that UNDO would restore when CANCELLED.
    """

    sight: Sight
    appointments: tuple[Appointment, ...] = ()


def target(scene: Scene, intent: Intent) -> Target:
    """Return which appointments a text with that intent is about.

    A reply binds to the question that was asked; a day, a time or a first name in the text that
    speaks of another appointment than the one asked about is never passed over.
    """
    if (plainly := visits_spoken_of(scene, intent)) is not None:
        return Target(Sight.CLEAR, plainly.visits) if plainly.known else _to_choose(plainly.visits)
    question = scene.question
    if (pointed := points_from_list(scene)) is not None:
        return Target(Sight.CLEAR, (pointed,))
    if question is None or not question.about:
        # what is asked about a new appointment is bound to none
        return _by_itself(scene, intent)
    if question.asked is not Asked.WHICH:
        return _answering(scene, intent, _as_asked(scene, question.about))
    chosen = chosen_which(scene)
    if chosen:
        return _as_asked(scene, chosen)
    # what was asked for comes of the question and not of the text: a name in it picks nothing
    asked = tuple(
        a for a in scene.ahead if a.id in {about.appointment_id for about in question.about}
    )
    return (
        _to_choose(asked)
        if asked and (scene.heard.intent in _PICKING or keeps_one(scene))
        else _by_itself(scene, intent)
    )


def chosen_which(scene: Scene) -> tuple[AskedAbout, ...]:
    """Return those that a text picks from the numbered appointments; () when it picks none."""
    if scene.question is None or scene.question.asked is not Asked.WHICH or keeps_one(scene):
        return ()
    about, choice = scene.question.about, scene.heard.choice
    if named_together := together(scene):
        # of three, "both" leaves open which
        return about if len(about) == named_together else ()
    if several := picked(scene, about):
        return several
    choice = numbered_before_times(scene) if choice is None else choice
    if choice is not None:
        return about if choice == 0 else about[choice - 1 : choice]
    books = scene.heard.intent is Intent.BOOK and not asks_for(scene)  # "Leos Termin bitte"
    if scene.heard.intent not in _CHOOSING and not books:
        return ()
    named = tuple(each for each in about if _only_client_of(scene, scene.appointment(each)))
    found = named or (() if books else picked_by_time(scene, scene.question))
    return found if len(found) == 1 else ()


def keeps_one(scene: Scene) -> bool:
    """Return whether a text says of one of those to choose from that it is well as it is.

    Where it was asked which one to confirm, that chooses it.
    """
    question = scene.question
    if question is None or question.then == Intent.CONFIRM.value:
        return False
    if scene.heard.choice is not None:
        return (approves_number if scene.heard.choice else approves_all)(scene)
    owners = (scene.client_of(scene.appointment(each)) for each in question.about)
    named = (owner.first for owner in owners if owner)
    return any(only_names(scene, name) and approves(scene, name) for name in named)


_TWO = 2
_PICKING = frozenset({Intent.CHOICE, Intent.MORE, Intent.UNCLEAR})
_CHOOSING = frozenset({Intent.CHOICE, Intent.UNCLEAR, Intent.RESCHEDULE, Intent.CONFIRM})
"""What a text may be that picks one of several by a name or a time and says nothing else."""


def _as_asked(scene: Scene, about: tuple[AskedAbout, ...]) -> Target:
    """Return the target of an answer about those appointments, as they stand now."""
    found = tuple((each, scene.appointment(each)) for each in about)
    ahead = tuple(a for _, a in found if a and a in scene.ahead)
    if any(a in ahead and a.starts_at != each.starts_at for each, a in found if a):
        return Target(Sight.CHANGED, ahead)
    if ahead:
        return Target(Sight.CLEAR, ahead)
    cancelled = tuple(a for _, a in found if a and a in scene.undoable())
    return Target(Sight.CANCELLED, cancelled) if cancelled else Target(Sight.GONE)


def _answering(scene: Scene, intent: Intent, asked: Target) -> Target:
    """Return the target of an answer, unless the text speaks of another appointment."""
    if asked.sight is not Sight.CLEAR:
        return _knowing_of_change(scene, intent, asked)
    if _names_another_client(scene, asked.appointments):
        return _to_choose(scene.ahead)
    chosen = _chosen_by_name(scene, asked.appointments)
    if chosen:
        asked = Target(Sight.CLEAR, chosen)
    if intent is Intent.CONFIRM and names_other_day(scene, asked.appointments):
        # "perfecto, hasta el viernes", asked about a Thursday
        return Target(Sight.UNSURE, asked.appointments)
    if intent is Intent.RESCHEDULE or not scene.heard.times or number_meant(scene):
        return asked
    # "Leo is poorly and can't come on Thursday" names the day of the others too
    among = chosen or scene.ahead
    meant = tuple(a for a in among if covers(scene.heard.times, a.starts_at))
    if not meant:
        return Target(Sight.UNSURE, asked.appointments)
    clear = _inside(meant, asked) or (len(meant) == 1 and names_day_plainly(scene))
    clear = clear and not (intent is Intent.CANCEL and _names_more_days(scene))
    return Target(Sight.CLEAR, meant) if clear else _to_choose(scene.ahead)


def _names_more_days(scene: Scene) -> bool:
    """Return whether a text that cancels names a visit's day that its times leave out.

    "Monday I can't, please cancel. Thursday stays" may be read as Thursday alone.
    """
    named, times = on_named_days(scene), scene.heard.times
    return bool(times) and any(not covers(times, visit.starts_at) for visit in named)


def _knowing_of_change(scene: Scene, intent: Intent, asked: Target) -> Target:
    """Return the target of a text that names the new time itself: "confirmo la del viernes".

    Who asks for another time, or cancels, and names the day that it was moved to knows of it too.
    """
    if asked.sight is not Sight.CHANGED:
        return asked
    names_new = intent in {Intent.RESCHEDULE, Intent.CANCEL}
    if names_new and on_named_days(scene) == asked.appointments:
        return Target(Sight.CLEAR, asked.appointments)
    if intent is not Intent.CONFIRM:
        return asked
    known = tuple(a for a in asked.appointments if covers(scene.heard.times, a.starts_at))
    plain = len(known) == 1 == len(asked.appointments) and names_day_plainly(scene)
    return Target(Sight.CLEAR, known) if plain else asked


def _by_itself(scene: Scene, intent: Intent) -> Target:
    """Return the target of a text that answers nothing."""
    ahead = scene.ahead
    if not ahead:
        undoable = scene.undoable()
        return Target(Sight.CANCELLED, undoable) if undoable else Target(Sight.NONE)
    # with a wish to move, times say where to and not which
    times = scene.heard.times if intent is not Intent.RESCHEDULE else ()
    meant = tuple(a for a in ahead if not times or covers(times, a.starts_at))
    meant = _wished_by_name(scene, meant) or meant
    if intent is Intent.CANCEL and _names_more_days(scene):
        return _to_choose(ahead)
    one = len(meant) == 1 or each_named(scene, meant)
    if one and not _names_another_client(scene, meant):
        return Target(Sight.CLEAR, meant)
    return _to_choose(meant if len(meant) > 1 else ahead)


def _to_choose(appointments: tuple[Appointment, ...]) -> Target:
    return Target(Sight.SEVERAL if len(appointments) > 1 else Sight.UNSURE, appointments)


def _inside(meant: tuple[Appointment, ...], asked: Target) -> bool:
    return all(a in asked.appointments for a in meant)


def names(text: str, client: Client) -> bool:
    """Return whether a text has the first name of a client."""
    said = _words(without_genitives(text, (client,)))
    return bool(_words(client.first)) and _words(client.first) <= said


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(text)))


def _only_client_of(scene: Scene, appointment: Appointment | None) -> bool:
    client = scene.client_of(appointment) if appointment else None
    question = scene.question
    confirms = question is not None and question.then == Intent.CONFIRM.value
    return bool(client and only_names(scene, client.first, introduced=confirms))


def _wished_by_name(scene: Scene, appointments: tuple[Appointment, ...]) -> tuple[Appointment, ...]:
    """Return those of several whose client a wish names: "cancel Mia's", "Mia can't come".

    A name at the very end may as well be who wrote it, unless the wish is nothing but a verb and
    the name; one that is an ordinary word, as "mia", counts only where it is written as a name.
    """
    if len({a.client_id for a in appointments}) < _TWO:
        return ()
    clients = tuple(c for c in scene.context.clients if wished(scene, c.first))
    return tuple(a for a in appointments if any(c.id == a.client_id for c in clients))


def _chosen_by_name(scene: Scene, appointments: tuple[Appointment, ...]) -> tuple[Appointment, ...]:
    """Return those of several whose client the text speaks of; () when it names none or all.

    A name at the very end may as well be who wrote it, and chooses nothing but behind "of".
    """
    spoken, _, last = " ".join(re.findall(r"\w+", scene.text)).rpartition(" ")
    owners = {a.id: scene.client_of(a) for a in appointments}
    signed = tuple(client for client in scene.context.clients if names(last, client))
    meant = (belongs, is_for, joined)
    if any(not any(each(scene, c.first) for each in meant) for c in signed):
        return ()
    spoken = scene.text if signed else spoken
    named = tuple(
        a for a in appointments if (client := owners[a.id]) is not None and names(spoken, client)
    )
    return named if len(named) < len(appointments) else ()


def each_named(scene: Scene, appointments: tuple[Appointment, ...]) -> bool:
    """Return whether a text names whose each of several is: "cancel Mia's and Leo's"."""
    if len({a.client_id for a in appointments}) < max(_TWO, len(appointments)):
        return False
    firsts = [client.first for a in appointments if (client := scene.client_of(a))]
    return all(wished(scene, first) for first in firsts) and in_one_breath(scene, firsts)


def _names_another_client(scene: Scene, appointments: tuple[Appointment, ...]) -> bool:
    """Return whether the text has the first name of somebody else who has this number."""
    owners = {a.client_id for a in appointments}
    own = {_words(c.first) for c in scene.context.clients if c.id in owners}
    others = (c for c in scene.context.clients if _words(c.first) not in own)
    return any(names(scene.text, client) for client in others)
