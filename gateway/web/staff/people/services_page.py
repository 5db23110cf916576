"""The list of services, and the form that adds one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practitioner, Service
from gateway.use_cases import practitioners, services
from gateway.use_cases.services import NewService
from gateway.web.server.forms import Form, form_of
from gateway.web.staff.people.people_desk import PeopleDesk, reading, writing

_MINUTE = timedelta(minutes=1)
_LENGTHS = ("minutes", "buffer_before", "buffer_after")
_CHOICES = ("safe_to_name", "by_text", "by_web")


@dataclass(frozen=True, slots=True)
class ServiceForm:
    """The fields of a service, as they stand in its form.

    Attributes:
        values: name and lengths as text.
        checked: which of the choices are made.
        done_by: ids of the practitioners who do it, as text; all of them where everybody does.
        everybody: whether everybody does it, later practitioners too.
    """

    values: Mapping[str, str]
    checked: frozenset[str]
    done_by: frozenset[str]
    everybody: bool

    @classmethod
    def of(cls, one: Service) -> "ServiceForm":
        """Return the form of a service as it is."""
        lengths = (one.duration, one.buffer_before, one.buffer_after)
        values = {"name": one.name} | {
            name: str(length // _MINUTE) for name, length in zip(_LENGTHS, lengths, strict=True)
        }
        checked = frozenset(name for name in _CHOICES if getattr(one, name))
        return cls(values, checked, frozenset(map(str, one.done_by)), not one.done_by)

    @classmethod
    def new(cls) -> "ServiceForm":
        """Return the form of a service to be added."""
        values = {"name": "", "minutes": "30", "buffer_before": "0", "buffer_after": "0"}
        return cls(values, frozenset({"by_text", "by_web"}), frozenset(), everybody=True)

    @classmethod
    def entered(cls, form: Form) -> "ServiceForm":
        """Return the form as somebody filled it."""
        done_by = frozenset(name[4:] for name in form if name.startswith("who-"))
        return cls(
            {name: form.get(name, "") for name in ("name", *_LENGTHS)},
            frozenset(name for name in _CHOICES if name in form),
            done_by,
            form.get("whom") != "some",
        )

    def service(self) -> NewService:
        """Return the service that was entered.

        Raises:
            InvalidInput: if a length is no number of minutes, or nobody is chosen.
        """
        duration, before, after = (self._minutes(name) for name in _LENGTHS)
        if not self.everybody and not self.done_by:
            raise InvalidInput("say who does it, or choose everybody")
        return NewService(
            self.values["name"],
            duration,
            before,
            after,
            safe_to_name="safe_to_name" in self.checked,
            by_text="by_text" in self.checked,
            by_web="by_web" in self.checked,
            done_by=() if self.everybody else tuple(sorted(self.done_by)),
        )

    def _minutes(self, name: str) -> timedelta:
        text = self.values[name].strip() or "0"
        if not (text.isascii() and text.isdecimal() and len(text) < 5):
            raise InvalidInput(f'"{text}" is no number of minutes; write it as 30')
        return int(text) * _MINUTE


async def show(request: web.Request) -> web.Response:
    """List the services."""
    return await reading(request, _page)


async def add(request: web.Request) -> web.Response:
    """Add a service; what was typed stays if it is refused."""
    form = await form_of(request)
    entered = ServiceForm.entered(form)

    async def act(tx: Transaction, desk: PeopleDesk) -> Service:
        return await services.add(
            *(tx, desk.actor, desk.practice, entered.service()),
            now=desk.now,
            overrule=form.get("reason", ""),
        )

    try:
        added = await writing(request, act)
    except (InvalidInput, NotFound) as error:
        wrong = str(error)
        return await reading(request, lambda tx, desk: _page(tx, desk, entered, wrong))
    raise web.HTTPSeeOther(f"/people/services?said=added#s-{added.id}")


async def working(tx: Transaction, desk: PeopleDesk) -> Sequence[Practitioner]:
    """Return the practitioners who can be chosen to do a service."""
    found = await practitioners.listed(tx, desk.actor, desk.practice, now=desk.now)
    return [one.practitioner for one in found if one.practitioner.retired_at is None]


async def _page(
    tx: Transaction, desk: PeopleDesk, entered: ServiceForm | None = None, wrong: str = ""
) -> web.Response:
    everybody = await practitioners.listed(tx, desk.actor, desk.practice, now=desk.now)
    facts = {
        "shown": "services",
        "services": await services.listed(tx, desk.actor, desk.practice),
        "names": {one.practitioner.id: one.practitioner.name for one in everybody},
        "people": await working(tx, desk),
        "minute": _MINUTE,
        "entered": entered or ServiceForm.new(),
        "wrong": wrong,
        "overrulable": "--overrule" in wrong,
    }
    return desk.page("services.html", facts, status=422 if wrong else 200)
