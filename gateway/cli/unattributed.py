"""`textback inbox unattributed`, `assign`, `dismiss`: texts that belong to no practice.

The operator of the service uses these commands. The texts came to a number that no practice has,
from a number that no practice wrote to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.conversations import Inbound
    from calendar_store.model.practices import Practice
    from gateway.cli.json_output import Document

_Which = Annotated[
    int,
    typer.Argument(
        metavar="TEXT_ID", min=1, max=(1 << 63) - 1, help="As textback inbox unattributed shows."
    ),
]


def list_all(
    *,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=10_000)] = 200,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the texts that belong to no practice, the oldest first."""
    from gateway.cli import json_output, output, store
    from gateway.use_cases import unattributed_texts

    async def work(tx: Transaction) -> tuple[Sequence[Inbound], int]:
        return await unattributed_texts.listed(tx, OPERATOR, limit)

    found, total = store.read(config, work)
    if as_json:
        output.document([_document(one) for one in found])
        return
    if not found:
        output.line("every text belongs to a practice")
        return
    output.line(json_output.unattributed(total))
    for one in found:
        shown = _document(one)
        output.line(f"{one.id}  {one.key.their_address} → {one.key.our_address}  {shown['at']}")
        output.line(f"    “{' '.join(one.text.split())}”")


def assign(
    text_id: _Which,
    *,
    practice: Annotated[
        str, typer.Option("--practice", metavar="NAME|ID", help="Whose text it is.")
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a text that belongs to no practice to one; it is then answered as the practice's own."""
    from gateway.cli import output, store
    from gateway.use_cases import unattributed_texts

    async def work(tx: Transaction) -> Practice:
        where = await store.practice(tx, practice)
        await unattributed_texts.assign(tx, OPERATOR, text_id, where)
        return where

    where = store.write(config, work)
    if as_json:
        output.document({"id": str(text_id), "practice_id": str(where.id)})
    else:
        output.line(f"text {text_id} belongs to {where.name} now")


def dismiss(text_id: _Which, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Note that somebody saw to a text that belongs to no practice."""
    from gateway.cli import output, store
    from gateway.use_cases import unattributed_texts

    async def work(tx: Transaction) -> None:
        await unattributed_texts.dismiss(tx, OPERATOR, text_id, now=store.now())

    store.write(config, work)
    if as_json:
        output.document({"id": str(text_id), "seen_by": OPERATOR.label})
    else:
        output.line(f"text {text_id} is seen to")


def _document(one: Inbound) -> Document:
    from gateway.cli import json_output

    return {
        "id": str(one.id),
        "at": json_output.instant(one.received_at, "UTC"),
        "carrier": one.carrier,
        "to": one.key.our_address,
        "from": one.key.their_address,
        "text": one.text,
        "raw": one.raw.hex(),
    }
