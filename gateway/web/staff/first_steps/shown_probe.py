"""The probe of a carrier as the page of first steps shows it, in its reader's language."""

from collections.abc import Sequence

from aiohttp import web

from calendar_store.model.actors import Permission, of_staff
from gateway.messaging.probe_findings import ProbedHabit, ProbeRemark
from gateway.use_cases.carrier_probes import CarrierProbe
from gateway.web.languages.reasons import reason_words
from gateway.web.languages.translation import gettext
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.wording.probe_words import said
from gateway.wording.probed_habit_names import habit_name


def probe_of(request: web.Request) -> CarrierProbe | None:
    """Return the probe that runs, or the last one, to who runs the service; else None."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    actor = of_staff(member)
    if site.probes is None or not actor.may(Permission.RUN_SERVICE, member.practice_id):
        return None
    return site.probes.last(actor, member.practice_id)


def carriers_to_probe(request: web.Request) -> list[str]:
    """Return the names of the carriers that whoever reads may probe; [] for none."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    may = of_staff(member).may(Permission.RUN_SERVICE, member.practice_id)
    known = site.probes.carriers if site.probes is not None and may else {}
    return [name for name, one in known.items() if one.numbers]


def remarks_in_words(remarks: Sequence[ProbeRemark]) -> str:
    """Return remarks of a probe in the reader's language."""
    return said(remarks, gettext, reason_words)


def habit_in_words(habit: ProbedHabit) -> str:
    """Return what a finding is about in the reader's language."""
    return gettext(habit_name(habit))
