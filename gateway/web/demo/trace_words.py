"""The demo's story in the reader's language: what dialogs note of a turn, and the steps' names.

Dialogs note their decisions in English, for the log and for whoever develops them. What is listed
here is found again by its fixed words, as refusals are; another line stays as it is.
"""

from collections.abc import Iterable, Sequence

from gateway.web.languages.labels import intent_words
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import ENGLISH, mark, reader_language
from gateway.web.languages.translation import gettext as _

TRACES = (
    mark("a death in the family: another time offered, staff told"),
    mark("a death in the family: staff told"),
    mark("a no to a reminder: asked whether to cancel or to move, nothing changed"),
    mark("a visit stays as it is"),
    mark("a yes to an open question: asked for the day and time"),
    mark("a yes to several: asked which number"),
    mark("already cancelled: nothing to do"),
    mark("an acknowledgement: nothing to do"),
    mark("another time of the list: moved to {0}"),
    mark("appointment {0} cancelled"),
    mark("appointment {0} confirmed"),
    mark("appointment {0} moved to {1}"),
    mark("appointment {0} restored"),
    mark("asked which practice is meant: nothing changed"),
    mark("booked {0} with {1} for {2}"),
    mark("bound of automatic texts reached: nothing sent"),
    mark("explained what can be texted"),
    mark("greeted"),
    mark("inside the minimum notice: nothing changed, told to call, staff alerted"),
    mark("is not to be cancelled: said what stands, nothing changed"),
    mark("keeps what stands: the offers are closed, nothing changed"),
    mark("language set to {0}"),
    mark("left the new one; the one that stands too? asked, nothing changed"),
    mark("move undone: back to {0}"),
    mark("needs no answer"),
    mark("no coming appointment under this number"),
    mark("no email address is known: nothing changed, staff told"),
    mark("no further free times: asked for another day"),
    mark("no plain choice: asked which number"),
    mark("no such choice: the same times offered again"),
    mark("not a plain answer to the offer: asked again, nothing changed"),
    mark("not on the waiting list: nothing to do"),
    mark("not the number of one of the family: staff told, texts to the others go on"),
    mark("nothing done: {0}"),
    mark("nothing to undo"),
    mark("nothing was asked: said what stands"),
    mark("off the waiting list"),
    mark("offered {0}"),
    mark("opted back in"),
    mark("opted back in to emails"),
    mark("opted out: nothing more goes to {0}, one text confirms it"),
    mark("parts of the text are missing: nothing changed, staff told"),
    mark("passed to a person"),
    mark("passed to a person, the client knows already"),
    mark("passed to staff: {0}"),
    mark("regrets the move perhaps: asked, nothing changed"),
    mark("running late: staff told"),
    mark("said no to what was asked: nothing changed"),
    mark("said where it is"),
    mark("texts to this number are stopped: no answer"),
    mark("texts were not stopped: nothing to do"),
    mark("that time is taken already: said what stands"),
    mark("the appointment is cancelled: nothing changed"),
    mark("the booking was left: nothing booked"),
    mark("the time before was taken meanwhile: nothing changed"),
    mark("the time for undoing is over"),
    mark("the time was taken already: said what stands"),
    mark("the time was taken meanwhile: nothing restored, staff alerted"),
    mark("told a practitioner who comes: {0} appointments"),
    mark("told of a trouble: asked whether to cancel or to move, nothing changed"),
    mark("told that it no longer stands"),
    mark("told what an appointment is like: the same times stay on offer"),
    mark("told what the calendar says"),
    mark("told whether it is open that day"),
    mark("told with whom the times on offer are"),
    mark("took the freed time: {0}"),
    mark("waits for a time instead of {0}"),
    mark("waits for a time to book"),
    mark("wants to be called: staff asked to"),
    mark("will answer later: the question stays open"),
    mark("words of an emergency: advice given, staff alerted"),
    mark("wrong number: no more texts to it, staff told"),
    mark("{0} appointments under this number: asked which one"),
    mark("{0}: nothing changed, staff alerted"),
    mark("{0}: said what stands now and asked again, nothing changed"),
)
"""What dialogs note; {0} stands for a value."""
_STEPS = {
    "committed": mark("committed"),
    "understood": mark("understood"),
    "free times": mark("free times"),
    "decided": mark("decided"),
    "performed": mark("performed"),
    "answer in the phone after": mark("answer in the phone after"),
}
"""The steps of the way of a text, as the service measures them."""


def trace_words(trace: Iterable[str]) -> tuple[str, ...]:
    """Return what dialogs noted, each line in the reader's language."""
    return tuple(refusal(line) for line in trace)


def step_words(step: str) -> str:
    """Return the name of a step."""
    return _(_STEPS[step]) if step in _STEPS else step


def reading_words(intent: str, evidence: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return an intent in words, and its evidence; that is written in English, for who reads it."""
    words = intent_words(intent) if intent else ""
    return words, tuple(evidence) if reader_language() == ENGLISH else ()
