"""The chapters of a story, and how long each took."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic


@dataclass(slots=True)
class Chapters:
    """Times the chapters of a story.

    Attributes:
        took: name and seconds of each chapter, in order.
    """

    took: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def chapter(self, name: str) -> Iterator[None]:
        """Time the block, also if it fails."""
        began = monotonic()
        try:
            yield
        finally:
            self.took.append((name, monotonic() - began))

    def __str__(self) -> str:
        """Return a line for each chapter, and one for all."""
        whole = ("all together", sum(seconds for _, seconds in self.took))
        return "\n".join(f"{seconds:7.1f} s  {name}" for name, seconds in [*self.took, whole])
