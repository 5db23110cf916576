"""The fields of the form of the calendar on paper, read and written."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta

from calendar_store.model.errors import InvalidInput
from calendar_store.model.papers import (
    PaperExtent,
    PaperLayout,
    PaperSettings,
    PaperSize,
    PaperWay,
)
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.model.statuses import Channel
from gateway.messaging.phone_words import readable_phone
from gateway.use_cases import papers
from gateway.web.server.forms import Form

WHOSE = "whose-"
"""Beginning of the names of the boxes of practitioners."""
_USUAL_EVENING = "19:00"
_USUAL_LOSS = "10"


def fields_of(wanted: PaperSettings) -> Mapping[str, str]:
    """Return the fields as they are stored."""
    evening, lost = wanted.evening_at, wanted.lost_after
    found = {
        "evening": "1" if evening else "",
        "evening_at": f"{evening:%H:%M}" if evening else _USUAL_EVENING,
        "lost": "1" if lost else "",
        "minutes": str(lost // timedelta(minutes=1)) if lost else _USUAL_LOSS,
        "layout": wanted.layout.value,
        "size": wanted.size.value,
        "extent": wanted.extent.value,
        "mails": _listed(wanted, Channel.EMAIL),
        "faxes": _listed(wanted, Channel.FAX),
    }
    return found | {f"{WHOSE}{one}": "1" for one in wanted.practitioner_ids}


def typed(form: Form, people: Sequence[Practitioner]) -> Mapping[str, str]:
    """Return the fields as they were typed; boxes that are not ticked are not sent."""
    names = [*fields_of(PaperSettings(0)), *(f"{WHOSE}{one.id}" for one in people)]
    return {name: form.get(name, "") for name in names}


def chosen(form: Form, practice: Practice) -> PaperSettings:
    """Return what a form says.

    Raises:
        InvalidInput: if a field cannot be read.
    """
    whose = [name.removeprefix(WHOSE) for name in form if name.startswith(WHOSE)]
    return PaperSettings(
        practice.id,
        _time(form.get("evening_at", "")) if form.get("evening") else None,
        PaperLayout(_one_of(form, "layout", PaperLayout)),
        PaperSize(_one_of(form, "size", PaperSize)),
        PaperExtent(_one_of(form, "extent", PaperExtent)),
        tuple(int(one) for one in whose if one.isascii() and one.isdecimal() and len(one) < 19),
        _minutes(form.get("minutes", "")) if form.get("lost") else None,
        (
            *_ways(form.get("mails", ""), Channel.EMAIL, practice),
            *_ways(form.get("faxes", ""), Channel.FAX, practice),
        ),
    )


def _listed(wanted: PaperSettings, channel: Channel) -> str:
    theirs = [one.address for one in wanted.ways if one.channel is channel]
    written = readable_phone if channel is Channel.FAX else _as_it_is
    return ", ".join(written(one, "") for one in theirs)


def _as_it_is(address: str, region: str) -> str:
    del region
    return address


def _ways(text: str, channel: Channel, practice: Practice) -> list[PaperWay]:
    several = [one.strip() for one in text.replace(";", ",").split(",")]
    return [papers.way(channel, one, practice.region) for one in several if one]


def _one_of(form: Form, name: str, known: type[PaperLayout | PaperSize | PaperExtent]) -> str:
    if form.get(name) not in {one.value for one in known}:
        raise InvalidInput("this page is out of date; open it again")
    return form[name]


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text.strip()[:5])
    except ValueError:
        raise InvalidInput(f'"{text}" is no time of day; write it as 19:00') from None


def _minutes(text: str) -> timedelta:
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise InvalidInput(f'"{text}" is no number of minutes')
    return timedelta(minutes=int(text))
