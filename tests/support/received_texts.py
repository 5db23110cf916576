"""Texts as a carrier link hands them to the store's inbox."""

from collections.abc import Sequence

from calendar_store.conversations.long_texts import StoredPart


def joins(parts: Sequence[StoredPart], total: int) -> str:
    """Read parts together, as a service does; here they are UTF-8, with a sign at each gap."""
    there = {part.number: part.raw for part in parts}
    octets = b"".join(there.get(number, b"~") for number in range(1, total + 1))
    return octets.decode("utf-8", "surrogatepass")
