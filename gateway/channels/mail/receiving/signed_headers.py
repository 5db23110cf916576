"""Finds the signed address that a mail in a mailbox came to.

SMTP names the recipient; a mailbox keeps it only in headers, each server in another.
"""

from email.utils import getaddresses

from gateway.channels.mail.addresses import SignedAddress, SignedAddresses
from gateway.channels.mail.receiving.fingerprints import fields_of

HEADERS = (
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Delivered-To",
    "X-Rcpt-To",
    "Original-Recipient",
    "To",
    "Cc",
)
"""Headers that may name the recipient, in the order in which they are believed."""

_MOST = 200
"""Most addresses that are looked at."""
_ALSO = ("Message-Id", "Date", "Content-Type")


def wanted_headers() -> str:
    """Return the names of the headers that are fetched, separated by spaces."""
    return " ".join((*HEADERS, *_ALSO))


def signed_address_in(header: bytes, addresses: SignedAddresses) -> SignedAddress | None:
    """Return the first address of ours that a header names; None for a mail that is not ours.

    Args:
        header: the header of a mail.
        addresses: reads addresses of ours.
    """
    fields = fields_of(header)
    for wanted in HEADERS:
        name = wanted.lower().encode()
        values = [value.decode("latin-1") for field, value in fields if field == name]
        if wanted == "Original-Recipient":
            values = [value.partition(";")[2] for value in values]
        for address in _addresses(values):
            if signed := addresses.read(address):
                return signed
    return None


def _addresses(values: list[str]) -> list[str]:
    """Return the addresses of header values; of values that cannot be parsed, their words."""
    try:
        found = [address for _, address in getaddresses(values[:_MOST])]
    except Exception:  # noqa: BLE001 (a header of any form must not stop the mailbox)
        found = []
    words = [word.strip("<>,;:\"'()") for value in values[:_MOST] for word in value.split()[:_MOST]]
    return [one for one in [*found[:_MOST], *words] if "@" in one]
