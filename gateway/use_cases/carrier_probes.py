"""Probes of carriers from a page, over the running service: begun, followed, their findings shown.

A probe lives in this process alone, and its findings until the next one or the end of the service.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.entry import numbers
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel
from gateway.messaging.probe_findings import (
    ProbeCode,
    ProbeFailedError,
    ProbeFinding,
    ProbeRemark,
)
from gateway.use_cases.trial_messages import require_wanted

WAIT = 300.0
"""Seconds to wait for the phone's answer."""


@dataclass(slots=True)
class CarrierProbe:
    """A probe.

    Attributes:
        carrier: the carrier's name.
        number: the phone that is texted.
        began_at: when it began, UTC.
        told: the remarks on its progress.
        findings: what was found.
        failure: why it failed; None if it did not.
        is_over: whether it has ended.
    """

    carrier: str
    number: str
    began_at: datetime
    told: list[ProbeRemark] = field(default_factory=list)
    findings: Sequence[ProbeFinding] = ()
    failure: ProbeRemark | None = None
    is_over: bool = False

    @property
    def differing(self) -> Sequence[str]:
        """The lines that fit where the configuration says something else."""
        return [one.line for one in self.findings if one.line and one.differs]

    @property
    def lines(self) -> Sequence[str]:
        """The lines that fit, for the configuration."""
        return [one.line for one in self.findings if one.line]


RunProbe = Callable[[str, str, Callable[[ProbeRemark], None]], Awaitable[Sequence[ProbeFinding]]]
"""Probes one carrier: (number of the phone, our number, called with remarks on the progress)."""


@dataclass(frozen=True, slots=True)
class ProbedCarrier:
    """A carrier that can be probed.

    Attributes:
        numbers: our numbers at it.
        run: probes it; raises ProbeFailedError.
    """

    numbers: Sequence[str]
    run: RunProbe


class CarrierProbes:
    """The probes of one process.

    Args:
        carriers: the carriers that can be probed, by name.
    """

    def __init__(self, carriers: Mapping[str, ProbedCarrier]) -> None:
        self.carriers = carriers
        self._last: CarrierProbe | None = None
        self._task: asyncio.Task[None] | None = None

    def last(self, actor: Actor, practice_id: int) -> CarrierProbe | None:
        """Return the probe that runs, or the last one; None for none.

        Raises:
            NotPermitted: if the actor does not run the service.
        """
        require(actor, Permission.RUN_SERVICE, practice_id)
        return self._last

    async def begin(
        self,
        tx: Transaction,
        actor: Actor,
        practice: Practice,
        carrier: str,
        number: str,
        *,
        now: datetime,
    ) -> CarrierProbe:
        """Begin a probe: four parts go out, which cost what they cost.

        Args:
            tx: a writing transaction, for the audit log.
            actor: who probes.
            practice: whose number texts the phone, where the carrier has it.
            carrier: the carrier's name.
            number: the number of one's own phone.
            now: UTC.

        Raises:
            NotPermitted: if the actor does not run the service.
            InvalidInput: if there is no such carrier or number, or a probe runs already.
        """
        require(actor, Permission.RUN_SERVICE, practice.id)
        known = self.carriers.get(carrier)
        if known is None or not known.numbers:
            raise InvalidInput("there is no such carrier, or it has no number of yours")
        phone = numbers.mobile(number, practice.region)
        await require_wanted(tx, practice.id, Channel.SMS, phone)
        if self._last is not None and not self._last.is_over:
            raise InvalidInput("a probe is running already; wait for its end")
        ours = practice.sender if practice.sender in known.numbers else known.numbers[0]
        begun = CarrierProbe(carrier, phone, now)
        await audit.record(
            *(tx, practice.id), by=actor, action="carrier.probed", subject=carrier, now=now
        )
        self._last = begun
        self._task = asyncio.create_task(_run(known, begun, ours), name=f"probe {carrier}")
        return begun

    async def ended(self) -> None:
        """Wait until no probe runs."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def close(self) -> None:
        """End a probe that runs."""
        if self._task is not None:
            self._task.cancel()


async def _run(known: ProbedCarrier, probe: CarrierProbe, ours: str) -> None:
    failure: ProbeRemark | None = ProbeRemark(ProbeCode.BROKE_OFF)
    try:
        probe.findings = await known.run(probe.number, ours, probe.told.append)
        failure = None
    except ProbeFailedError as error:
        failure = error.remark
    finally:
        probe.failure, probe.is_over = failure, True
