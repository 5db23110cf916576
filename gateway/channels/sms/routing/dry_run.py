"""Where a message would go: every carrier with what speaks for it or against it.

Pure. The choice itself is that of `gateway.channels.sms.routing.routes`; here it is put into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.channels.sms.routing.health import CarrierStanding
from gateway.channels.sms.routing.routes import Route, Routes
from gateway.messaging.channel import RouteChoice


class RouteReport:
    """How carriers do as a running service tells it (`Health.report`).

    Args:
        reports: by the name of the carrier; one that is missing does well.
    """

    def __init__(self, reports: Mapping[str, Mapping[str, Any]]) -> None:
        self._reports = reports

    def standing(self, carrier: str, destination: str, now: datetime) -> CarrierStanding:
        """Return how a carrier does for numbers that begin alike."""
        del now  # it was told just now
        report = self._reports.get(carrier, {})
        if report.get("down"):
            return CarrierStanding.DOWN
        return (
            CarrierStanding.POOR
            if destination in report.get("poor", {})
            else CarrierStanding.HEALTHY
        )

    def words(self, way: RouteChoice) -> str:
        """Return what speaks against a carrier, "" when nothing does."""
        report = self._reports.get(way.carrier, {})
        if report.get("down"):
            return "no session with it stands"
        poor = report.get("poor", {}).get(way.destination)
        return str(poor["words"]) if poor else ""


@dataclass(frozen=True, slots=True)
class CarrierChoice:
    """A carrier as it is considered for a message.

    Attributes:
        carrier: its name.
        way: with its price; None where it does not take the message at all.
        standing: how it does.
        taken: whether the message goes over it.
        why: what speaks against it, "" when nothing does.
    """

    carrier: str
    way: RouteChoice | None
    standing: CarrierStanding
    taken: bool
    why: str


def choices(
    routes: Routes, told: RouteReport, sender: str, recipient: str, now: datetime
) -> list[CarrierChoice]:
    """Return all carriers in the order in which they would be tried; those that cannot come last.

    Args:
        routes: the carriers, judged by what is told.
        told: how they do.
        sender: our number.
        recipient: the client's.
        now: UTC.
    """
    ways = list(routes.ways(sender, recipient))
    found: list[CarrierChoice] = []
    refused_by: list[str] = []
    while way := routes.way(sender, recipient, now, without=refused_by):
        refused_by.append(way.carrier)
        standing = routes.standing(way, now)
        best = found[0].way if found else None
        why = told.words(way) or (_dearer(way, best) if best else "")
        found.append(CarrierChoice(way.carrier, way, standing, taken=best is None, why=why))
    candidates = {way.carrier for way in ways}
    found += [
        CarrierChoice(
            route.carrier,
            None,
            CarrierStanding.HEALTHY,
            taken=False,
            why=_out(routes, route, sender),
        )
        for route in routes.routes
        if route.carrier not in candidates
    ]
    return found


def _dearer(way: RouteChoice, best: RouteChoice) -> str:
    same = "costs the same and stands later in the configuration"
    return "dearer" if way.price > best.price else same


def _out(routes: Routes, route: Route, sender: str) -> str:
    """Return why a carrier does not take a message at all."""
    if not routes.has(sender):
        return f"clients could not answer: no carrier has the number {sender}"
    if route.numbers and sender not in route.numbers:
        return f"does not have the number {sender}"
    return "has no price for this number"
