"""Explains the choice of a carrier for a message: all carriers, with reasons. Pure.

`gateway.channels.sms.routing.routes` makes the choice; this module puts it into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.channels.sms.routing.health import CarrierStanding
from gateway.channels.sms.routing.routes import Route, Routes
from gateway.messaging.channel import RouteChoice


class RouteReport:
    """The standing of carriers as a running service reports it (`Health.report`).

    Args:
        reports: report by name of the carrier; a carrier without a report counts as healthy.
    """

    def __init__(self, reports: Mapping[str, Mapping[str, Any]]) -> None:
        self._reports = reports

    def standing(self, carrier: str, destination: str, now: datetime) -> CarrierStanding:
        """Return the standing of a carrier for numbers with a common prefix."""
        del now  # the report is of this moment
        report = self._reports.get(carrier, {})
        if report.get("down"):
            return CarrierStanding.DOWN
        return (
            CarrierStanding.POOR
            if destination in report.get("poor", {})
            else CarrierStanding.HEALTHY
        )

    def words(self, way: RouteChoice) -> str:
        """Return in words why a carrier is down or poor, "" if it is healthy."""
        report = self._reports.get(way.carrier, {})
        if report.get("down"):
            return "no session with it stands"
        poor = report.get("poor", {}).get(way.destination)
        return str(poor["words"]) if poor else ""


@dataclass(frozen=True, slots=True)
class CarrierChoice:
    """One carrier considered for a message.

    Attributes:
        carrier: name of the carrier.
        way: its route choice with the price; None if it does not take the message at all.
        standing: its standing.
        taken: whether the message goes over this carrier.
        why: why the carrier is down, poor or not chosen, in words; "" if there is no reason.
    """

    carrier: str
    way: RouteChoice | None
    standing: CarrierStanding
    taken: bool
    why: str


def choices(
    routes: Routes, told: RouteReport, sender: str, recipient: str, now: datetime
) -> list[CarrierChoice]:
    """Return all carriers in the order in which they would be tried.

    Carriers that do not take the message come last.

    Args:
        routes: the carriers, judged by `told`.
        told: the standing of the carriers.
        sender: our number.
        recipient: the client's number.
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
    """Return in words why a carrier does not take a message at all."""
    if not routes.has(sender):
        return f"clients could not answer: no carrier has the number {sender}"
    if route.numbers and sender not in route.numbers:
        return f"does not have the number {sender}"
    return "has no price for this number"
