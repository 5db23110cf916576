"""Tells the health of one carrier what happens to it: its binds, its answers, its receipts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from calendar_store.messages import attempt_outcomes
from calendar_store.model.messages import Message
from gateway.channels.sms.routing.health import Health
from gateway.channels.sms.routing.routes import Routes
from gateway.channels.sms.sending.attempt import decisive
from gateway.channels.sms.smpp.codes import another_may_take
from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult


@dataclass(frozen=True, slots=True)
class HealthRecorder:
    """Who watches one carrier.

    Attributes:
        carrier: its name.
        routes: the carriers, for the destination that a message counts under.
        health: told what is seen.
    """

    carrier: str
    routes: Routes
    health: Health

    def binds(self, now: datetime, *, bound: bool) -> None:
        """Note whether any bind that sends stands."""
        self.health.binds(self.carrier, now, bound=bound)

    def answered(
        self, message: Message, results: Mapping[int, SubmitResult], now: datetime
    ) -> None:
        """Note what the carrier answered to an attempt.

        Silence is not counted: what a cut leaves unanswered says nothing about the route. Nor is
        a text that every carrier would refuse, nor what a bind refuses that is left out.
        """
        telling = {number: one for number, one in results.items() if not one.of_bind_alone}
        if not telling:
            return
        result = decisive(telling)
        accepted = result.outcome is SubmitOutcome.ACCEPTED
        if accepted or (
            result.outcome is not SubmitOutcome.UNKNOWN and another_may_take(result.status)
        ):
            destination = self._destination(message)
            self.health.attempted(self.carrier, destination, now, refused=not accepted)

    def receipted(self, moved: Iterable[attempt_outcomes.Outcome], now: datetime) -> None:
        """Note what receipts made of messages; each stands there as it was before.

        Where only failures are told, they say nothing of how many texts arrive.
        """
        for one in moved:
            if not one.message.awaits_receipt:
                continue
            self.health.reported(
                self.carrier,
                self._destination(one.message),
                now,
                status=one.status,
                accepted_at=one.message.updated_at or now,
            )

    def _destination(self, message: Message) -> str:
        return self.routes.destination(self.carrier, message.sender, message.recipient)
