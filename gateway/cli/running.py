"""`textback serve` and `textback migrate`: the service itself, and its store brought up to date."""

from __future__ import annotations

from gateway.cli.options import ConfigOption, JsonOption


def migrate(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Bring the store to this version."""
    import asyncio

    from calendar_store import migrate as migrations
    from gateway.cli import output, store

    async def work() -> tuple[str | None, str]:
        async with store.opened(store.settings(config).store.full_url()) as database:
            return await migrations.migrate(database)

    before, after = asyncio.run(work())
    if as_json:
        output.document({"from": before, "to": after})
    elif before == after:
        output.line(f"the store is at version {after} already")
    else:
        output.line(f"the store is at version {after} now; before: {before or 'empty'}")
