"""The metrics in the form of Prometheus: with names, explanations and labels.

No label holds personal data: labels are carriers' names in the configuration and words of closed
lists. The name of a metric never changes, because dashboards depend on it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric

from calendar_store.messages.backlog import QueueDepth, QueueKind
from gateway.counting import Histogram
from gateway.metrics.service_metrics import (
    CarrierFigures,
    CountedBackups,
    CountingCarrier,
    ReceivedMailCounts,
    ServiceMetrics,
)


def counted(figures: ServiceMetrics, now: float) -> Iterator[Metric]:
    """Yield the metrics that the service counted.

    Args:
        figures: the current counts.
        now: loop time, seconds.
    """
    carriers = {one.name: one.figures() for one in figures.carriers}
    for carriers_show in (_binds, _windows, _submits, _received):
        yield from carriers_show(carriers)
    yield _counter(
        "textback_messages",
        "Messages by what they came to; one tried again comes to several.",
        ("carrier", "status"),
        {(carrier, status.value): n for (carrier, status), n in figures.fates.statuses.items()},
    )
    yield _histogram(
        "textback_answer_seconds",
        "From a reply's turn to its acceptance by a carrier.",
        (),
        {(): figures.fates.answer},
    )
    turns = figures.turns
    intents = {(intent,): n for intent, n in turns.intents.items()}
    yield _counter("textback_turns", "Texts answered, by intent.", ("intent",), intents)
    yield _histogram(
        "textback_turn_seconds", "From taking a text to its turn's commit.", (), {(): turns.seconds}
    )
    yield _histogram(
        "textback_text_wait_seconds", "From a text's arrival to its turn.", (), {(): turns.wait}
    )
    yield _histogram(
        "textback_store_commit_seconds", "Of commits to the store.", (), {(): figures.commits}
    )
    yield _counter(
        "textback_csp_reports",
        "Reports of browsers about what the content policy forbids.",
        ("directive",),
        {(directive,): float(n) for directive, n in figures.csp_reports.items()},
    )
    if figures.mails is not None:
        yield from _mails(figures.mails)
    yield from _loops(figures, now)


def waiting(
    found: Sequence[QueueDepth] | None, carriers: Sequence[CountingCarrier], now: datetime
) -> Iterator[Metric]:
    """Yield the queues of the store, and whether the store answered.

    Args:
        found: the queues; None if the store did not answer.
        carriers: the carriers whose outbox queues are shown, also when they are empty.
        now: UTC.
    """
    answered = {(): float(found is not None)}
    yield _gauge("textback_store_up", "Whether the store answered in time.", (), answered)
    labels = ("queue", "carrier")
    nothing = [QueueDepth(QueueKind.OUTBOX, one.name, 0, None) for one in carriers]
    shown = {(one.queue.value, one.carrier): one for one in (*nothing, *found)} if found else {}
    depths = {key: float(one.count) for key, one in shown.items()}
    ages = {key: _age(one.since, now) if one.since else 0.0 for key, one in shown.items()}
    yield _gauge("textback_queue_depth", "How much waits.", labels, depths)
    yield _gauge("textback_queue_oldest_seconds", "How long the oldest waits.", labels, ages)


def backups(figures: CountedBackups | None, now: datetime) -> Iterator[Metric]:
    """Yield how the backups stand; nothing where none are made.

    Args:
        figures: their figures.
        now: UTC.
    """
    if figures is None:
        return
    ages = {(what,): age for what, age in figures.ages(now).items()}
    yield _gauge(
        "textback_backup_age_seconds",
        "Since the newest backup, the last drill, the last copy of the store's log.",
        ("what",),
        ages,
    )
    size = {(): float(figures.octets)}
    yield _gauge("textback_backup_bytes", "Size of the newest backup.", (), size)
    wrong = {(): float(len(figures.troubles))}
    yield _gauge(
        "textback_backup_troubles", "What is wrong with backups, as the log says.", (), wrong
    )


_Carriers = Mapping[str, CarrierFigures]
"""Counts by carrier name."""


def _binds(carriers: _Carriers) -> Iterator[Metric]:
    states = {
        (name, state): float(count)
        for name, one in carriers.items()
        for state, count in one.binds.items()
    }
    yield _gauge("textback_binds", "Binds by state.", ("carrier", "state"), states)


def _mails(mails: ReceivedMailCounts) -> Iterator[Metric]:
    kinds = {(kind,): float(count) for kind, count in mails.mails.items()}
    yield _counter("textback_received_mails", "Mails that came in, by kind.", ("kind",), kinds)
    repeated = {(): float(mails.repeated)}
    yield _counter("textback_repeated_mails", "Mails that came again.", (), repeated)
    yield _counter(
        "textback_mail_refusals",
        "Connections, recipients and mails that were refused by SMTP.",
        ("reason",),
        {(why,): float(count) for why, count in mails.refused.items()},
    )
    yield _histogram(
        "textback_mail_commit_seconds", "From a mail's end to its commit.", (), {(): mails.seconds}
    )


def _windows(carriers: _Carriers) -> Iterator[Metric]:
    flying = {(name,): float(one.in_flight) for name, one in carriers.items()}
    allowed = {(name,): float(one.window) for name, one in carriers.items()}
    label = ("carrier",)
    yield _gauge("textback_window_in_flight", "Parts that wait for a response.", label, flying)
    yield _gauge("textback_window_allowed", "Parts that may wait for one.", label, allowed)


def _submits(carriers: _Carriers) -> Iterator[Metric]:
    yield _counter(
        "textback_throttled",
        "Answers of a carrier that wanted fewer parts.",
        ("carrier",),
        {(name,): one.throttled for name, one in carriers.items()},
    )
    yield _counter(
        "textback_submits",
        "Parts submitted, by outcome.",
        ("carrier", "outcome"),
        {
            (name, outcome): count
            for name, one in carriers.items()
            for outcome, count in one.submits.items()
        },
    )
    yield _histogram(
        "textback_submit_response_seconds",
        "From a submit_sm to its response.",
        ("carrier",),
        {(name,): one.response for name, one in carriers.items()},
    )


def _received(carriers: _Carriers) -> Iterator[Metric]:
    yield _counter(
        "textback_texts_received",
        "Texts received, parts counted singly.",
        ("carrier",),
        {(name,): one.texts for name, one in carriers.items()},
    )
    yield _counter(
        "textback_receipts",
        "Receipts, by what they say.",
        ("carrier", "state"),
        {
            (name, state): count
            for name, one in carriers.items()
            for state, count in one.receipts.items()
        },
    )
    yield _histogram(
        "textback_receipt_delay_seconds",
        "From acceptance to the receipt that settled a message.",
        ("carrier", "status"),
        {
            (name, status): delays
            for name, one in carriers.items()
            for status, delays in one.delays.items()
        },
    )


def _loops(figures: ServiceMetrics, now: float) -> Iterator[Metric]:
    yield _counter(
        "textback_loop_failures",
        "Faults after which a loop of the service began again.",
        ("loop",),
        {(name,): course.failures for name, course in figures.loops.items()},
    )
    yield _gauge(
        "textback_loop_failing",
        "Whether a loop keeps failing.",
        ("loop",),
        {(name,): float(course.keeps_failing(now)) for name, course in figures.loops.items()},
    )


def _age(since: datetime, now: datetime) -> float:
    # the clock of the process that wrote the time may run ahead of ours
    return max(0.0, (now - since).total_seconds())


_Values = Mapping[Any, float]
"""Numbers by the values of the labels."""


def _gauge(name: str, words: str, labels: Sequence[str], values: _Values) -> Metric:
    family = GaugeMetricFamily(name, words, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def _counter(name: str, words: str, labels: Sequence[str], values: _Values) -> Metric:
    family = CounterMetricFamily(name, words, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def _histogram(
    name: str, words: str, labels: Sequence[str], values: Mapping[Any, Histogram]
) -> Metric:
    family = HistogramMetricFamily(name, words, labels=labels)
    for key, histogram in values.items():
        family.add_metric(key, histogram.buckets(), histogram.total)
    return family
