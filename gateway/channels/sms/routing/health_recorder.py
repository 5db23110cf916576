"""Reports one carrier's binds, answers and receipts to `Health`."""

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
    """Reports the events of one carrier to `Health`.

    Attributes:
        carrier: name of the carrier.
        routes: the carriers, for the prefix that a message counts for.
        health: gets the reports.
    """

    carrier: str
    routes: Routes
    health: Health

    def binds(self, now: datetime, *, bound: bool) -> None:
        """Report whether the carrier has a bind that can send."""
        self.health.binds(self.carrier, now, bound=bound)

    def answered(
        self, message: Message, results: Mapping[int, SubmitResult], now: datetime
    ) -> None:
        """Report the carrier's answer to an attempt.

        Not counted are: missing responses, since a lost connection tells nothing about the route;
        texts that every carrier would refuse; and refusals that concern only one bind.
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
        """Report the statuses that receipts gave messages.

        Messages for which only receipts of failures were asked for are not counted, since failures
        alone do not tell which share of texts arrives.

        Args:
            moved: the new statuses, with the messages as they were before the receipts.
            now: UTC.
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
