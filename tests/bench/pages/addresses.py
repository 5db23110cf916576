"""The addresses of a walk: every page that the routes of staff name, with what a store has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from calendar_store.model.imports import ImportStatus
from gateway.web import staff
from gateway.web.machines.feed_page import ADDRESS as FEED
from gateway.web.server.routes import collected, plugins_of
from tests.bench.pages.big_store import StoreFacts
from tests.bench.pages.shape import NOW

_VARIABLE = re.compile(r"{([a-z]+)(:[^{}]*({[^{}]*}[^{}]*)*)?}")
_EVENTS = "/events"
_EVENT = b"\r\n\r\n"
TRIVIAL = "/healthz"
"""The page to which the others are compared: it asks nothing and shows two words."""


@dataclass(frozen=True, slots=True)
class WalkedPage:
    """One address of the walk.

    Attributes:
        name: as the table says it: the route, and what is asked.
        path: what is asked of the service.
        fragment: whether a script asks, for a part of a page.
        until: the octets up to which a stream counts: the end of its first event, or the first
            line of a long file; b"" for a page, which counts whole.
    """

    name: str
    path: str
    fragment: bool = False
    until: bytes = b""

    @property
    def headers(self) -> dict[str, str]:
        """What a browser says when it asks."""
        said = {"HX-Request": "true"} if self.fragment else {}
        return said | ({"Accept": "text/event-stream"} if self.until == _EVENT else {})


def walk(facts: StoreFacts) -> list[WalkedPage]:
    """Return the pages of a walk, each route at least once.

    Raises:
        KeyError: for a route with a variable of which nobody says what it stands for.
    """
    found = [WalkedPage("a trivial page", TRIVIAL)]
    for route in collected(list(plugins_of(staff))):
        if route.method == "GET":
            found += _of_route(route.path, facts)
    return [*found, WalkedPage("/feed/….ics", _filled(FEED, {"token": facts.feed}))]


def _of_route(route: str, facts: StoreFacts) -> list[WalkedPage]:
    name = _VARIABLE.sub(lambda found: "{" + found[1] + "}", route)
    if name in _SINGLE:
        return []
    if route.endswith(_EVENTS):
        path = _filled(route, _values(facts)[0]) + _EVENTS_OF.get(name, "")
        return [WalkedPage(f"{name}, first event", path, until=_EVENT)]
    if name in _LONG_FILES:
        path = _filled(route, _values(facts)[0])
        return [WalkedPage(f"{name}, first line", path, until=b"\n")]
    asked = [] if name in _ONLY_ASKED else [WalkedPage(name, _filled(route, _values(facts)[0]))]
    for words, values, query in _variants(facts).get(name, ()):
        path = _filled(route, _values(facts)[0] | values) + (f"?{query}" if query else "")
        asked.append(WalkedPage(f"{name}, {words}", path, fragment="part" in words))
    return asked


_EVENTS_OF = {"/inbox/events": "?tab=inbox&seen=nothing"}
"""What streams of events are asked for that need to be told."""
_LONG_FILES = frozenset({"/log/export.{form}", "/import/{import}/rows.csv"})
"""Files that are sent in portions, as long as they are."""
_SINGLE = frozenset(
    {
        *("/ending/certificates/{certificate}", "/settings/paper/{version}.pdf"),
        "/support/visits/{visit}",
    }
)
"""What is read by its key alone, and what these stores have none of."""
_ONLY_ASKED = frozenset({"/book/found", "/catch-up/found", "/clients/rows", "/waiting/found"})
"""Pages that show nothing before something is typed."""


def _filled(route: str, values: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda found: values[found[1]], route)


def _values(facts: StoreFacts) -> Sequence[dict[str, str]]:
    known = {
        "announcement": facts.announcement,
        "appointment": facts.appointment,
        "block": facts.block,
        "client": facts.occasional,
        "entry": facts.entry,
        "id": facts.text,
        "import": facts.imports[ImportStatus.READY.value],
        "member": facts.member,
        "what": facts.service,
        "who": facts.practitioner,
    }
    words = {
        "code": "en",
        "date": NOW.date().isoformat(),
        "form": "csv",
        "kind": "text",
        "link": "join",
        "locale": "it",
        "name": "confirmed",
        "plot": "visits",
        "shown": "person",
        "table": "visits",
        "token": "0" * 43,
        "version": "1",
    }
    return [words | {name: str(value) for name, value in known.items()}]


def _variants(facts: StoreFacts) -> dict[str, list[tuple[str, dict[str, str], str]]]:
    """Return what else is asked of a route: words for it, other variables, the query."""
    day = NOW.date().isoformat()
    done = {"import": str(facts.imports[ImportStatus.DONE.value])}
    long_ago = (NOW - timedelta(days=364)).date().isoformat()
    whose = f"practitioner={facts.practitioner}"
    free = f"{whose}&at={day}T10:00Z"
    regular = {"client": str(facts.regular)}
    week = [(NOW + timedelta(days=n)).date().isoformat() for n in (1, 5)]
    typed: list[tuple[str, dict[str, str], str]] = [
        ("two letters", {}, f"q={facts.name}"),
        ("a whole name", {}, f"q={facts.whole.replace(' ', '+')}"),
        ("a name from its first letters", {}, f"q={_beginnings(facts.whole)}"),
        ("four digits", {}, f"q={facts.digits}"),
        ("nobody's name", {}, "q=xyzzy"),
    ]
    return {
        "/day/{date}": [
            ("a panel beside it", {}, f"appointment={facts.appointment}"),
            ("as a grid", {}, "view=grid"),
            ("a year ago", {"date": long_ago}, ""),
        ],
        "/week/{date}": [("one practitioner", {}, whose)],
        "/appointment/{appointment}": [("a part", {}, "")],
        "/alerts/{shown}": [("not delivered", {"shown": "not-delivered"}, "")],
        "/book": [
            ("a free time", {}, free),
            ("a free time, a part", {}, free),
            ("of a client", {}, f"client={facts.occasional}"),
        ],
        "/blocks/new": [("a free time", {}, f"{free}&until={day}T10:30Z")],
        "/book/found": typed,
        "/clients/rows": typed,
        "/waiting/found": typed,
        "/clients": [
            ("two letters", {}, f"q={facts.name}"),
            ("a later page", {}, f"after={facts.occasional}"),
        ],
        "/clients/{client}": [("very many visits", regular, "")],
        "/clients/{client}/export": [("very many visits", regular, "")],
        "/clients/{client}/export.json": [("very many visits", regular, "")],
        "/inbox/{kind}/{id}": [
            ("a regular client", {"kind": "client", "id": str(facts.regular)}, ""),
            ("by mail", {"kind": "email", "id": str(facts.regular)}, ""),
        ],
        "/log": [
            ("failed log-ins", {}, "show=failed"),
            ("of one member", {}, "by=staff7%40example.org"),
            ("far back", {}, f"before={facts.appointment}"),
            ("a client's name", {}, f"q={facts.whole.replace(' ', '+')}"),
            ("nobody's name", {}, "q=xyzzy"),
        ],
        "/tell": [
            ("another day", {}, "first=2029-01-18"),
            ("a full day", {}, f"first={week[0]}&last={week[0]}"),
            ("a week of one practitioner", {}, f"first={week[0]}&last={week[1]}&{whose}"),
            ("nobody", {}, "first=2029-12-18"),
        ],
        "/risk": [
            ("another day", {}, f"day={week[1]}"),
            ("all visits", {}, f"day={week[1]}&least=1"),
        ],
        "/import/{import}": [
            *((one, {"import": str(number)}, "") for one, number in facts.imports.items()),
            *(
                ("wrong rows", {}, "show=wrong"),
                ("a later page", {}, f"after={facts.clients // 2}"),
            ),
            ("refused", done, "show=outcome.refused"),
        ],
        "/waiting": [("a client", {}, f"client={facts.whole.replace(' ', '+')}")],
    }


def _beginnings(name: str) -> str:
    return "+".join(part[:3] for part in name.split())
