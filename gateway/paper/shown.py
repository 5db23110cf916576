"""What a paper shows, in short and without names, to see later what has changed. Pure."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2s

_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A visit on a paper.

    Attributes:
        client_id: who came then.
        starts_at: UTC.
        ends_at: UTC.
        digest: of the name, the number and the service.
    """

    practitioner_id: int
    client_id: int
    starts_at: datetime
    ends_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class ShownVisits:
    """The visits on a paper.

    Attributes:
        form: the layout, the size and the practitioners; an addition has the same.
        visits: by id of the appointment.
        hours: digests of hours and absences, by practitioner and day.
        also: clients on it whose visits are none any more: it says that they were cancelled.
    """

    form: str
    visits: Mapping[int, ShownVisit]
    hours: Mapping[tuple[int, date], str]
    also: frozenset[int] = frozenset()

    @property
    def client_ids(self) -> frozenset[int]:
        """Who is on the paper."""
        return self.also.union(one.client_id for one in self.visits.values())

    def write(self) -> bytes:
        """Return it as octets."""
        visits = [
            (
                key,
                *(v.practitioner_id, v.client_id),
                *map(_minutes, (v.starts_at, v.ends_at)),
                v.digest,
            )
            for key, v in self.visits.items()
        ]
        hours = [[whose, day.toordinal(), text] for (whose, day), text in self.hours.items()]
        plain = json.dumps([self.form, visits, hours, sorted(self.also)], separators=(",", ":"))
        return zlib.compress(plain.encode(), 6)

    @classmethod
    def read(cls, octets: bytes) -> "ShownVisits":
        """Return it from octets."""
        form, visits, hours, also = json.loads(zlib.decompress(octets))
        return cls(
            form,
            {
                key: ShownVisit(whose, who, _moment(start), _moment(end), digest)
                for key, whose, who, start, end, digest in visits
            },
            {(whose, date.fromordinal(day)): text for whose, day, text in hours},
            frozenset(also),
        )


def digest(*texts: str) -> str:
    """Return a short digest of texts, which does not tell them."""
    return blake2s("\0".join(texts).encode(), digest_size=6).hexdigest()


def _minutes(at: datetime) -> int:
    return (at - _EPOCH) // _MINUTE


def _moment(minutes: int) -> datetime:
    return _EPOCH + minutes * _MINUTE
