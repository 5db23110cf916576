"""The workers of the ends of practices, for the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from calendar_store.database.connection import Database
from gateway.endings.copier import Copier
from gateway.endings.retainer import Retainer
from gateway.endings.suspender import Suspender
from gateway.links.links import Links
from gateway.messaging.channel import Channels
from gateway.supervisor import Runs
from gateway.use_cases.suspending import AdminMails


@dataclass(frozen=True, slots=True)
class EndingWorkers:
    """The workers; `suspender` looks once before any other worker starts."""

    suspender: Suspender
    copier: Copier
    retainer: Retainer

    @property
    def runs(self) -> dict[str, Runs]:
        """Their loops, by name."""
        return {
            "suspensions": self.suspender.run,
            "whole copies": self.copier.run,
            "retention": self.retainer.run,
        }


def ending_workers(
    database: Database, channels: Channels, links: Links | None, clock: Callable[[], datetime]
) -> EndingWorkers:
    """Return the workers of a store."""
    mails = AdminMails(channels, links)
    return EndingWorkers(
        Suspender(database, mails, clock), Copier(database, mails, clock), Retainer(database, clock)
    )
