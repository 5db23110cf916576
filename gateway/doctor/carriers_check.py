"""Checks of the carriers: as the running service has them, or by a log-in where nobody is bound.

A carrier may allow one session only, and a second one may throw the first one out. So none
is tried while somebody may be bound: while a service answers, holds the store, was seen a moment
ago or listens, or while the store cannot say.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from config.sections import CarrierSettings
from gateway.channels.sms.smpp.bind_status import BindState
from gateway.doctor.carrier_trial import try_carrier
from gateway.doctor.examined import Examined
from gateway.doctor.findings import Area, Finding, FindingCode, Level, found, length
from gateway.running_service import here

_CARRIERS = Area.CARRIERS
_STANDING = frozenset({BindState.BOUND, BindState.PAUSED, BindState.RESTING})
_ANSWERS_WITHIN = 5.0
"""Seconds for the answer to an enquire_link, after which its lack is told."""
_CONNECTS_WITHIN = 1.0


async def check_carrier(examined: Examined, settings: CarrierSettings) -> list[Finding]:
    """Check one carrier."""
    running = await examined.service()
    facts = await examined.facts()
    findings = []
    if running is not None:
        live = running.carriers.get(settings.name)
        if live is not None:
            findings += judged(settings, live)
    else:
        findings.append(await _tried(examined, settings))
    for number in settings.numbers:
        if facts is not None and number in facts.unowned:
            told = {"number": number}
            findings.append(
                found(
                    *(_CARRIERS, Level.WARNING, FindingCode.NUMBER_UNOWNED, settings.name),
                    facts=told,
                )
            )
    return findings


async def _tried(examined: Examined, settings: CarrierSettings) -> Finding:
    if owners := await examined.others():
        use = {"owners": ", ".join(owners)}
        return found(_CARRIERS, Level.FINE, FindingCode.IN_USE, settings.name, facts=use)
    held = await asyncio.shield(examined.holder)
    # neither does a store of another version tell who is at work
    may_be = held is None and await examined.contents() is None
    if held or may_be or await _listens(examined):
        return found(_CARRIERS, Level.HINT, FindingCode.UNTRIED, settings.name)
    return await try_carrier(settings)


async def _listens(examined: Examined) -> bool:
    """Tell whether anything listens where the service's pages are."""
    listen = examined.asked.settings.web.listen
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_CONNECTS_WITHIN):
            _, writer = await asyncio.open_connection(here(listen), listen.port)
        writer.close()
        return True
    return False


def judged(settings: CarrierSettings, live: Mapping[str, Any]) -> list[Finding]:
    """Return how a carrier of the running service stands.

    Args:
        settings: of the carrier.
        live: what the service says of it.
    """
    name, binds = settings.name, list(live.get("binds") or ())
    standing = [one for one in binds if one.get("state") in _STANDING]
    findings = [_of_binds(name, live, binds, standing)]
    for one in standing:
        silent = one.get("silent_seconds")
        if one.get("asked") and silent is not None:
            waited = float(silent) - settings.enquire_link_interval.total_seconds()
            if waited > _ANSWERS_WITHIN:
                told = {"bind": one["name"], "seconds": f"{waited:.0f}"}
                code = FindingCode.ENQUIRY_UNANSWERED
                findings.append(found(_CARRIERS, Level.WARNING, code, name, facts=told))
    if any(one.get("state") == BindState.PAUSED for one in standing):
        told = {"times": live.get("throttled", 0)}
        findings.append(found(_CARRIERS, Level.WARNING, FindingCode.THROTTLED, name, facts=told))
    poor = (live.get("health") or {}).get("poor") or {}
    for prefix, why in poor.items():
        told = {"prefix": f"+{prefix}", "said": why["words"], "until": why["until"][11:16]}
        findings.append(found(_CARRIERS, Level.WARNING, FindingCode.LEFT_OUT, name, facts=told))
    return findings


def _of_binds(
    name: str,
    live: Mapping[str, Any],
    binds: Sequence[Mapping[str, Any]],
    standing: Sequence[Mapping[str, Any]],
) -> Finding:
    said = "; ".join(sorted({str(one["words"]) for one in binds if one.get("words")}))
    counts = {"bound": len(standing), "of": len(binds)}
    if not standing:
        refused = live.get("state") == BindState.REFUSED
        code = FindingCode.REFUSED if refused else FindingCode.NOT_BOUND
        return found(
            _CARRIERS, Level.TROUBLE, code, name, facts={"said": said or str(live.get("state"))}
        )
    if len(standing) < len(binds):
        part = FindingCode.PARTLY_BOUND
        return found(_CARRIERS, Level.WARNING, part, name, facts={**counts, "said": said or "…"})
    heard = [float(one["silent_seconds"]) for one in standing if one.get("silent_seconds")]
    ago = length(max(heard, default=0.0))
    times = live.get("throttled", 0)
    return found(
        *(_CARRIERS, Level.FINE, FindingCode.BOUND, name),
        facts={**counts, "heard": ago, "times": times},
    )
