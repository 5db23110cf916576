"""Which carrier a message goes over."""

from collections.abc import Sequence

from gateway.smpp.values import CarrierConfig


class Routes:
    """The carriers, asked for the one that fits a message."""

    def __init__(self, carriers: Sequence[CarrierConfig]) -> None:
        self._carriers = tuple(carriers)
        self._by_number = {
            number: carrier.name for carrier in carriers for number in carrier.numbers
        }

    def carrier_for(self, sender: str) -> str | None:
        """Return the carrier over which the client can answer to `sender`.

        Args:
            sender: our number, as the practice has it.

        Returns:
            The carrier that has the number; else the first carrier that is not bound to numbers
            of its own; None when there is no such.
        """
        if sender in self._by_number:
            return self._by_number[sender]
        return next((carrier.name for carrier in self._carriers if not carrier.numbers), None)
