"""`textback client doubles`, `merge` and `unmerge`: clients who are one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.clients import Client, ClientMerge
    from gateway.use_cases.client_merging import Double


def doubles(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """List pairs of clients who may be one person, the likeliest first."""
    from gateway.cli import json_output, output, store
    from gateway.use_cases import client_merging

    async def work(tx: Transaction) -> tuple[Double, ...]:
        return await client_merging.found(tx, OPERATOR, await store.practice(tx, practice))

    some = store.read(config, work)
    if as_json:
        output.document(
            [
                {
                    "one": json_output.client(one.one),
                    "other": json_output.client(one.other),
                    "reasons": [reason.value for reason in one.reasons],
                    "same_name": one.same_name,
                }
                for one in some
            ]
        )
        return
    rows = [(_told(one.one), _told(one.other), _why(one)) for one in some]
    output.table("", ("one", "other", "why"), rows)


def merge(
    kept: Annotated[str, typer.Argument(metavar="KEPT", help="Mobile or id of who stays.")],
    gone: Annotated[str, typer.Argument(metavar="GONE", help="Mobile or id of the double.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Merge a client into another: visits, messages and consent become the other's."""
    from calendar_store.clients import clients
    from gateway.cli import output, store
    from gateway.use_cases import client_merging

    async def work(tx: Transaction) -> tuple[ClientMerge, Client]:
        where = await store.practice(tx, practice)
        one, other = [await clients.find(tx, where, named) for named in (kept, gone)]
        done = await client_merging.merge(tx, OPERATOR, where, one.id, other.id, now=store.now())
        return done, one

    done, one = store.write(config, work)
    if as_json:
        output.document(_document(done))
        return
    output.line(f"merged into {one.name}, id {one.id}; undo: textback client unmerge {done.id}")


def unmerge(
    merge_id: Annotated[int, typer.Argument(metavar="MERGE", min=1, help="Id of the merge.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Part two clients again who were merged."""
    from gateway.cli import output, store
    from gateway.use_cases import client_merging

    async def work(tx: Transaction) -> ClientMerge:
        where = await store.practice(tx, practice)
        return await client_merging.undo(tx, OPERATOR, where, merge_id, now=store.now())

    undone = store.write(config, work)
    if as_json:
        output.document(_document(undone))
        return
    output.line(f"parted: {undone.kept_id} and {undone.merged_id} are two clients again")


def _document(done: ClientMerge) -> dict[str, str | None]:
    from gateway.cli.json_output import instant

    return {
        "id": str(done.id),
        "kept": str(done.kept_id),
        "merged": str(done.merged_id),
        "at": instant(done.at),
        "undone_at": instant(done.undone_at),
    }


def _told(client: Client) -> str:
    return f"{client.name} {client.mobile} ({client.id})"


def _why(double: Double) -> str:
    told = ", ".join(reason.value.replace("_", " ") for reason in double.reasons)
    return told if double.same_name else f"{told}; other names"
