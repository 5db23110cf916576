"""Checks of the store when the service starts: damage, missing texts, numbers of no practice."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog

from calendar_store.conversations import integrity
from calendar_store.database.connection import Database
from calendar_store.model.errors import StoreError
from calendar_store.practices import practices
from config.sections import CarrierSettings
from gateway.wording.reason_words import in_words

_log = structlog.get_logger(__name__)


async def tell_unowned(database: Database, carriers: Sequence[CarrierSettings]) -> None:
    """Log numbers that no practice has: texts to them go to the practice that wrote last.

    Args:
        database: the store.
        carriers: the configured carriers.
    """
    async with database.read() as tx:
        for carrier in carriers:
            for number in await practices.unowned(tx, carrier.numbers):
                # logs never contain a whole number
                _log.warning(
                    "no practice has a configured number",
                    carrier=carrier.name,
                    ending=number[-3:],
                    see="textback carriers",
                )


async def checked(database: Database, now: datetime) -> "asyncio.Task[None] | None":
    """Check that the store is undamaged, a large one in the background; log missing texts.

    Args:
        database: the store.
        now: UTC.

    Returns:
        The check in the background; None where the store was checked at once.

    Raises:
        StoreDamaged: if a store that is checked at once is damaged.
    """
    checking = None
    if integrity.is_small(database):
        await integrity.require_whole(database)
    else:
        checking = asyncio.create_task(_check_beside(database), name="check of the store")
    found = await integrity.look_for_lost(database, now)
    if isinstance(found, integrity.Unchecked):
        _log.warning("whether acknowledged texts are missing was not checked", why=found.words)
    elif found is not None:
        _log.error("acknowledged texts are missing", why=in_words(found.reason))
    return checking


async def _check_beside(database: Database) -> None:
    _log.info("the store is large and is checked beside the service")
    try:
        await integrity.require_whole(database)
    except StoreError as error:
        _log.error("the store is not sound", why=str(error))
    else:
        _log.info("the store was checked and is sound")
