"""A fax modem of class 2.0 (EIA-592) on a pseudo terminal, with the line that it calls over.

HylaFAX's own faxsend talks to it; the modem plays the other fax machine too, as such modems do
T.30 by themselves. The pages that it "receives" are counted, their coded image kept.
"""

import os
import pwd
import threading
import tty
from enum import StrEnum

_DLE = b"\x10"
_MORE_PAGES, _LAST_PAGE = _DLE + b",", _DLE + b"."


class Line(StrEnum):
    """What happens when the modem dials."""

    TAKEN = "taken"
    BUSY = "BUSY"
    NO_ANSWER = "NO ANSWER"
    NO_CARRIER = "NO CARRIER"


class FaxModem:
    """The modem; it runs in a thread until it is closed.

    Args:
        line: what happens when it dials; may be changed at any time.

    Attributes:
        dialled: the numbers that it dialled.
        pages: the coded image of each page that the other machine took.
    """

    def __init__(self, line: Line = Line.TAKEN) -> None:
        self.line = line
        self.dialled: list[str] = []
        self.pages: list[bytes] = []
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.device = os.ttyname(self._theirs)
        fax = pwd.getpwnam("uucp")
        os.chown(self.device, fax.pw_uid, fax.pw_gid)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        """The modem's name in HylaFAX: its device without /dev/, slashes as underlines."""
        return self.device.removeprefix("/dev/").replace("/", "_")

    def close(self) -> None:
        """End the modem."""
        os.close(self._theirs)
        os.close(self._ours)

    def _run(self) -> None:
        waiting = b""
        try:
            while True:
                waiting += os.read(self._ours, 1 << 16)
                while b"\r" in waiting:
                    command, _, waiting = waiting.partition(b"\r")
                    if command.strip().upper().startswith(b"AT"):
                        waiting = self._answer(command.strip().upper().decode("latin-1"), waiting)
        except OSError:
            return  # closed

    def _answer(self, command: str, rest: bytes) -> bytes:
        if command.startswith("ATD"):
            self.dialled.append(command.removeprefix("ATDT"))
            if self.line is Line.TAKEN:
                self._say("+FCO", '+FCI:"39021234"', "+FIS:1,5,0,2,1,0,0,0", "OK")
            else:
                self._say(self.line)
        elif command.startswith("AT+FDT"):
            self._say("CONNECT")
            return self._take_page(rest)
        elif command == "AT+FCLASS=?":
            self._say("0,2.0", "OK")
        elif command == "AT+FCC=?":
            self._say("(0,1),(0-5),(0-2),(0-2),(0-1),(0),(0),(0-7)", "OK")
        elif command == "AT+FAP=?":
            self._say("(0),(0),(0)", "OK")
        elif command.endswith("=?"):
            self._say("(0,1)", "OK")
        else:
            self._say("OK")
        return rest

    def _take_page(self, data: bytes) -> bytes:
        while _MORE_PAGES not in data and _LAST_PAGE not in data:
            data += os.read(self._ours, 1 << 16)
        is_last = _MORE_PAGES not in data
        page, _, rest = data.partition(_LAST_PAGE if is_last else _MORE_PAGES)
        self.pages.append(page)
        self._say("+FPS:1,1000,0,0,0", *(["+FHS:00"] if is_last else []), "OK")
        return rest

    def _say(self, *lines: str) -> None:
        os.write(self._ours, b"".join(f"\r\n{line}\r\n".encode() for line in lines))
