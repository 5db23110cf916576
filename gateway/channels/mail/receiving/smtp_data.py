"""The body of a mail on an SMTP connection: its end, its dots, and ends that are none. Pure.

Only CR LF "." CR LF ends a mail (RFC 5321 §4.1.1.4). Servers that took other line ends for it let
a mail smuggle a second one in; a mail that holds such an end is refused.
"""

import re

END = b"\r\n.\r\n"
_LOOK_ALIKE = re.compile(
    rb"(?:(?<!\r)\n|\r(?!\n))\.(?:\r\n|\n|\r)"  # a bare line end before the dot
    rb"|\r\n\.(?:\n|\r(?!\n))"  # a bare one behind it
)


class MailBody:
    """Collects the octets after DATA until the end of the mail.

    Attributes:
        size: octets collected, with the dots that were added for the way.
        ended: whether the end has come.
    """

    def __init__(self) -> None:
        # the line end of the DATA command: a mail may be a dot alone
        self._octets = bytearray(b"\r\n")
        self._dropped = False
        self.size = 0
        self.ended = False

    def feed(self, chunk: bytes) -> bytes:
        """Add octets.

        Args:
            chunk: octets as they came.

        Returns:
            What came after the end of the mail.
        """
        began = max(0, len(self._octets) - len(END) + 1)
        self._octets += chunk
        at = self._octets.find(END, began)
        if at < 0:
            self.size += len(chunk)
            if self._dropped:
                del self._octets[: -len(END)]
            return b""
        rest = bytes(self._octets[at + len(END) :])
        self.size += len(chunk) - len(rest)
        self.ended = True
        del self._octets[at + 2 :]
        return rest

    def drop(self) -> None:
        """Keep nothing more than is needed to find the end."""
        self._dropped = True
        del self._octets[: -len(END)]

    def has_look_alike(self) -> bool:
        """Tell whether the mail holds a line end that other servers may take for its end.

        It takes up to half a second for a mail of 20 MB that has a line with a dot in front.
        """
        if b"\n." not in self._octets and b"\r." not in self._octets:
            return False
        return _LOOK_ALIKE.search(self._octets) is not None

    def content(self) -> bytes:
        """Return the mail, without the dots that were added for the way (RFC 5321 §4.5.2)."""
        return bytes(self._octets.replace(b"\r\n.", b"\r\n")[2:])
