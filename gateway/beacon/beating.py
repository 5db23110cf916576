"""What a beacon does: one look a minute, and the paper printed once for each loss of the line."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from calendar_store.model.plain import plain
from gateway.beacon.asking import Asking, NotReached
from gateway.beacon.kept_papers import KeptPapers

_PRINTED_WITHIN = 300.0


@plain
class Look:
    """What came of one look.

    Attributes:
        reached: whether the service answered.
        printed: how many papers were printed.
        words: for people.
    """

    reached: bool
    printed: int
    words: str


class BeaconAtWork:
    """One beacon.

    Args:
        asking: asks the service.
        papers: the folder.
        lost_after: after how much time without an answer the line counts as lost.
        prints: the command that prints, to which the files are added; empty for none.
        clock: gives aware times.
    """

    def __init__(
        self,
        asking: Asking,
        papers: KeptPapers,
        lost_after: timedelta,
        prints: Sequence[str],
        clock: Callable[[], datetime],
    ) -> None:
        self._asking = asking
        self._papers = papers
        self._lost_after = lost_after
        self._prints = tuple(prints)
        self._clock = clock
        self._reached_at = clock()
        self._printed = False

    def look(self) -> Look:
        """Beat once, fetch what is new; print where the line is lost.

        Raises:
            TokenRefused: if the service does not take the token.
        """
        try:
            told = self._asking.beat()
            fetched = 0
            for version in told.papers:
                if version not in self._papers.versions():
                    self._papers.keep(version, self._asking.paper(version))
                    fetched += 1
            self._papers.forget_others(told.papers)
            self._papers.keep_office(told.office)
        except NotReached as error:
            return self._unreached(str(error))
        self._reached_at, self._printed = self._clock(), False
        kept = len(self._papers.versions())
        return Look(reached=True, printed=0, words=f"reached; papers: {kept}, new: {fetched}")

    def _unreached(self, why: str) -> Look:
        now = self._clock()
        silent = now - self._reached_at
        if silent < self._lost_after or self._printed:
            return Look(reached=False, printed=0, words=f"not reached: {why}")
        if not self._prints or not self._papers.office().holds(now):
            return Look(reached=False, printed=0, words=f"the line is lost: {why}")
        printed, words = self._print()
        self._printed = printed > 0
        return Look(reached=False, printed=printed, words=f"the line is lost: {why}; {words}")

    def _print(self) -> tuple[int, str]:
        files = self._papers.files()
        if not files:
            return 0, "there is no paper to print"
        try:
            done = subprocess.run(  # noqa: S603 (the command is the administrator's own)
                [*self._prints, *map(str, files)],
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr,
                timeout=_PRINTED_WITHIN,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return 0, f"it cannot be printed: {error}"
        if done.returncode:
            return 0, f"it was not printed: {self._prints[0]} ended with {done.returncode}"
        return len(files), f"printed: {len(files)}"
