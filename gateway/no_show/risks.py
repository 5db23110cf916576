"""How likely given visits are missed, by what the store knows of them now."""

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from calendar_store.database.connection import Transaction
from calendar_store.model.practices import Practice
from calendar_store.practices import no_show_models
from calendar_store.views import visit_records
from gateway.no_show.history import REMEMBERED, facts_at
from gateway.no_show.model import NoShowModel
from gateway.no_show.reasons import VisitRisk, judged


async def model_of(tx: Transaction, practice_id: int) -> NoShowModel | None:
    """Return what was learnt of a practice; None if nothing was yet."""
    kept = await no_show_models.get(tx, practice_id)
    return None if kept is None else NoShowModel.of_json(kept.rows, kept.weights)


async def of_visits(
    tx: Transaction,
    practice: Practice,
    ids: Collection[int],
    now: datetime,
    *,
    model: NoShowModel | None = None,
) -> Mapping[int, VisitRisk]:
    """Return how likely visits are missed, and why, by id; those that are not there are left out.

    Args:
        tx: any transaction.
        practice: their practice.
        ids: the visits.
        now: UTC; what becomes known later is not used.
        model: the practice's, where it was read already.
    """
    if not ids:
        return {}
    model = model or await model_of(tx, practice.id)
    visits = await visit_records.of_visits(tx, practice.id, ids)
    who = {one.client_id for one in visits}
    others = await visit_records.of_clients(tx, practice.id, who, now - REMEMBERED, now)
    zone = ZoneInfo(practice.timezone)
    return {
        one.id: judged(
            model,
            facts_at(one, others.get(one.client_id, ()), now, zone),
            reminded_later=one.reminded_later,
        )
        for one in visits
    }
