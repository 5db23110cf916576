"""The page of first steps: what is there, what is missing, and the way to each page that mends it.

Nothing is ticked by hand that shows by itself. The fate of a test message is renewed while it is
under way.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web
from yarl import URL

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.errors import InvalidInput
from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel
from gateway.use_cases import first_steps, trial_messages
from gateway.use_cases.first_step_words import missing_words, title
from gateway.use_cases.first_steps import (
    TESTS,
    CarrierState,
    FirstStep,
    FirstSteps,
    MissingPart,
    ServiceState,
    StepState,
)
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server import phone_numbers
from gateway.web.server.forms import form_of, require_whole
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.first_steps.mail_link import CARRIER_SAMPLE, MAIL_SAMPLE, mail_link
from gateway.web.staff.first_steps.shown_probe import (
    carriers_to_probe,
    habit_in_words,
    probe_of,
    remarks_in_words,
)
from gateway.web.staff.reports.report_words import step_words
from gateway.wording import glyphs
from gateway.wording.glyphs import Glyph

PAGE = "/first-steps"
_TOLD = {"settled": mark("Ticked."), "opened": mark("Open again."), "sent": mark("On its way.")}
_PLACES: Mapping[FirstStep, tuple[str, str]] = {
    FirstStep.PRACTICE: ("/practice", mark("To the practice")),
    FirstStep.PEOPLE: ("/people", mark("To the people")),
    FirstStep.SERVICES: ("/people/services", mark("To the services")),
    FirstStep.WORDING: ("/wording", mark("To the wording")),
    FirstStep.REMINDERS: ("/settings/reminders", mark("To the reminders")),
    FirstStep.CLIENTS: ("/clients", mark("Enter a client")),
    FirstStep.BOOKING: ("/book", mark("Book an appointment")),
}
_IMPORT = "/import"
_SETTLE = {
    FirstStep.SERVICES: mark("We book without services"),
    FirstStep.WORDING: mark("They are right as they are"),
    FirstStep.REMINDERS: mark("They are right as they are"),
    FirstStep.CLIENTS: mark("We enter them as they come"),
    FirstStep.TEST_MAIL: mark("We send no mails"),
}


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step as it is shown.

    Attributes:
        state: the step as it stands.
        title: what it is about.
        missing: what it lacks, in words.
        place: the address of the page that mends it; "" for none.
        place_words: the words of the link.
        settle_words: the words of the button that settles it; "" if it cannot be settled.
        asks_for: what the form of a test asks for: "tel" or "email"; "" for no test.
        to: what stands in the field of a test.
        wrong: why a test was refused.
    """

    state: StepState
    title: str
    missing: list[str]
    place: str = ""
    place_words: str = ""
    settle_words: str = ""
    asks_for: str = ""
    to: str = ""
    wrong: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether its test message is under way, so that its fate is renewed."""
        return any(part is MissingPart.UNDER_WAY for part, _name in self.state.missing)

    @property
    def sign(self) -> Glyph | None:
        """The state of its test message; None for none."""
        trial = self.state.trial
        return glyphs.MESSAGE[trial.status] if trial else None


async def show(request: web.Request) -> web.Response:
    """Show all steps."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await _page(tx, request)


async def settle(request: web.Request) -> web.Response:
    """Settle a step by hand, or open it again."""
    form, site, member = await form_of(request), request.app[WEB_CONTEXT], request[STAFF]
    step, again = _step(form.get("step", "")), bool(form.get("again"))
    change = first_steps.take_back if again else first_steps.settle
    async with site.database.write() as tx:
        await change(tx, of_staff(member), member.practice_id, step, now=site.clock())
    raise _back("opened" if again else "settled", step)


async def test(request: web.Request) -> web.Response:
    """Send a test message to oneself."""
    form, site, member = await form_of(request), request.app[WEB_CONTEXT], request[STAFF]
    step = _step(form.get("step", ""))
    if step not in TESTS:
        raise web.HTTPNotFound
    try:
        require_whole(request)
        async with site.database.write() as tx:
            await trial_messages.send(
                *(tx, of_staff(member), member.practice_id, step, form.get("to", "")),
                channels=site.tariff.channels,
                now=site.clock(),
            )
    except InvalidInput as error:
        async with site.database.read() as tx:
            wrong = {step: (form.get("to", ""), str(error))}
            return await _page(tx, request, wrong=wrong)
    raise _back("sent", step)


async def refused_probe(request: web.Request, typed: str, wrong: str) -> web.Response:
    """Show all steps, with the reason why a probe was refused.

    Args:
        request: the request that asked for the probe.
        typed: the number that was typed.
        wrong: why it was refused.

    Raises:
        InvalidInput: with the reason, to who runs the service and manages no practice.
    """
    member = request[STAFF]
    if not of_staff(member).may(Permission.MANAGE_PRACTICE, member.practice_id):
        raise InvalidInput(wrong)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await _page(tx, request, wrong={FirstStep.CARRIER: (typed, wrong)})


async def close(request: web.Request) -> web.Response:
    """Lead nobody here any more when they log in, or do so again."""
    form, site, member = await form_of(request), request.app[WEB_CONTEXT], request[STAFF]
    again = bool(form.get("again"))
    change = first_steps.begin if again else first_steps.close
    async with site.database.write() as tx:
        await change(tx, of_staff(member), member.practice_id, now=site.clock())
    raise web.HTTPSeeOther(PAGE if again else "/")


def _step(name: str) -> FirstStep:
    try:
        return FirstStep(name)
    except ValueError:
        raise web.HTTPNotFound from None


def _back(said: str, step: FirstStep) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(URL(PAGE).with_query(said=said, step=step.value).with_fragment(step))


def service_state(request: web.Request) -> ServiceState:
    """Return what the running service has, as the pages know it."""
    site = request.app[WEB_CONTEXT]
    links = site.link_status() if site.link_status else ()
    # the smarthost stands among the links, without numbers of ours
    carriers = [
        CarrierState(str(one["carrier"]), tuple(one["numbers"]), str(one.get("hindrance", "")))
        for one in links
        if one.get("numbers")
    ]
    mails = site.tariff.channels.of(Channel.EMAIL) is not None
    return ServiceState(carriers, mails)


async def _page(
    tx: Transaction,
    request: web.Request,
    *,
    wrong: Mapping[FirstStep, tuple[str, str]] | None = None,
) -> web.Response:
    member = request[STAFF]
    found = await first_steps.load(tx, of_staff(member), member.practice_id, service_state(request))
    said = request.query.get("said", "")
    facts = {
        "practice": found.practice,
        "room": "settings",
        "shown": "first-steps",
        "found": found,
        "cards": [_card(request, one, found, wrong or {}) for one in found.steps],
        "said": _TOLD.get(said, ""),
        "said_of": request.query.get("step", "") if said == "settled" else "",
        "probe": probe_of(request),
        "probed": carriers_to_probe(request),
        "mail": mail_link(request),
        "mail_sample": MAIL_SAMPLE.format(name=found.practice.name),
        "carrier_sample": CARRIER_SAMPLE.format(number=found.practice.sender),
        "usual": [step_words(one) for one in found.reminders],
        "remarks_in_words": remarks_in_words,
        "habit_in_words": habit_in_words,
        "trial_at": _Fates(face_of(found.practice), found.practice.region),
    }
    return page(request, "staff/first_steps/first_steps.html", facts, status=422 if wrong else 200)


@dataclass(frozen=True, slots=True)
class _Fates:
    """Says of a test message when it was sent, and to whom."""

    face: LocalCalendar
    region: str

    def clock(self, message: Message) -> str:
        """Return the local time at which it was written."""
        return self.face.clock(message.created_at)

    def recipient(self, message: Message) -> str:
        """Return its recipient as the practice writes it."""
        if message.channel is Channel.SMS:
            return phone_numbers.shown(message.recipient, self.region)
        return message.recipient


def _card(
    request: web.Request,
    state: StepState,
    found: FirstSteps,
    wrong: Mapping[FirstStep, tuple[str, str]],
) -> StepCard:
    step, practice = state.step, found.practice
    place, words = _PLACES.get(step, ("", ""))
    if step is FirstStep.CLIENTS and _has_import(request):
        place, words = _IMPORT, mark("Import your clients")
    if step is FirstStep.PEOPLE and found.hourless:
        place, words = f"/people/{found.hourless[0]}", mark("Enter the hours")
    typed, refused = wrong.get(step, ("", ""))
    asks_for = ""
    if step in TESTS and MissingPart.NO_MAIL not in [part for part, _name in state.missing]:
        asks_for = "tel" if TESTS[step] is Channel.SMS else "email"
    if asks_for and not typed:
        usual = request[STAFF].email if asks_for == "email" else ""
        typed = (
            _Fates(face_of(practice), practice.region).recipient(state.trial)
            if state.trial
            else usual
        )
    return StepCard(
        state,
        _(title(step)),
        [_(missing_words(part)) % {"name": name} for part, name in state.missing],
        *(place, _(words) if words else ""),
        settle_words=_(_SETTLE[step]) if state.may_settle else "",
        asks_for=asks_for,
        to=typed,
        wrong=refused,
    )


def _has_import(request: web.Request) -> bool:
    return any(resource.canonical == _IMPORT for resource in request.app.router.resources())
