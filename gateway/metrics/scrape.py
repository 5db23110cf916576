"""Answers Prometheus: the current value of every metric, in Prometheus' text formats."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from calendar_store.database.connection import Database
from calendar_store.messages import backlog
from calendar_store.messages.backlog import QueueDepth
from calendar_store.model.statuses import Channel
from gateway.cached_probe import CachedProbe
from gateway.metrics import collector
from gateway.metrics.service_metrics import ServiceMetrics

_FRESH = 5.0
_PATIENCE = 2.0
"""Seconds for which one look at the queues is reused, and seconds that a scrape waits for it."""


class Scrape(Collector):
    """The metrics of one service.

    Args:
        figures: the counts of the service.
        database: the store with the queues.
        clock: gives aware UTC times.
        kinds: the configured channels, whose reminders are waited for.
    """

    def __init__(
        self,
        figures: ServiceMetrics,
        database: Database,
        clock: Callable[[], datetime],
        kinds: Collection[Channel] = (Channel.SMS,),
    ) -> None:
        self._kinds = kinds
        self._figures = figures
        self._database = database
        self._clock = clock
        self._backlog = CachedProbe("queues", self._look, fresh=_FRESH, patience=_PATIENCE)
        self._waiting: Sequence[QueueDepth] | None = None
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    async def page(self, accept: str) -> tuple[bytes, str]:
        """Return the metrics and their content type.

        Args:
            accept: the formats that the client accepts, as in HTTP's Accept header.
        """
        self._waiting = await self._backlog.seen()
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type

    def describe(self) -> Iterator[Metric]:
        """Return nothing: the metrics are known only when they are collected."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield every metric, for the registry."""
        yield from collector.counted(self._figures, asyncio.get_running_loop().time())
        yield from collector.backups(self._figures.backups, self._clock())
        yield from collector.waiting(self._waiting, self._figures.carriers, self._clock())

    async def _look(self) -> Sequence[QueueDepth]:
        async with self._database.read() as tx:
            return await backlog.look(tx, self._clock(), self._kinds)
