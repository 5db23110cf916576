"""A listener of a session that writes down what it is told."""

from gateway.channels.sms.smpp.session_listener import Request
from gateway.channels.sms.smpp.submits import SubmitResult
from gateway.channels.sms.smpp.window import PendingPart


class Ledger:
    """An owner that writes down what it is told, and acknowledges what arrives."""

    def __init__(self) -> None:
        self.results: list[SubmitResult] = []
        self.throttled_parts: list[PendingPart] = []
        self.arrivals: list[Request] = []

    def freed(self) -> None: ...

    def changed(self) -> None: ...

    def slow(self, flight: PendingPart) -> None: ...

    def throttled(self, flight: PendingPart) -> None:
        self.throttled_parts.append(flight)

    returned = throttled

    def finished(self, flight: PendingPart, result: SubmitResult) -> None:
        assert flight.submit.token == result.token
        self.results.append(result)

    def arrived(self, request: Request) -> None:
        self.arrivals.append(request)
        request.session.respond(request.command, 0, request.sequence)
