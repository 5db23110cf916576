"""`textback serve` and `textback migrate`: run the service, and migrate its store."""

from __future__ import annotations

from gateway.cli.options import ConfigOption, JsonOption


def serve(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Run the service, until SIGTERM or Ctrl-C; with --json its log is JSON."""
    import os

    import structlog
    import uvloop

    from config.choices import LogFormat
    from config.log import configure
    from config.permissions import loose_files
    from gateway import app
    from gateway.cli import store
    from gateway.cli.listening import or_refused

    settings = store.settings(config)
    log = settings.log.model_copy(update={"format": LogFormat.JSON}) if as_json else settings.log
    configure(log)
    for line in loose_files(store.config_file(config), os.environ, settings.store.url):
        structlog.get_logger(__name__).warning(line)
    with or_refused(settings.web.listen):
        uvloop.run(app.serve(settings))


def migrate(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Bring the store to this version."""
    import asyncio

    from calendar_store.database import migrate as migrations
    from calendar_store.database.postgres import PATIENT
    from gateway.cli import output, store

    async def work() -> tuple[str | None, str]:
        url = store.settings(config).store.full_url()
        async with store.opened(url, PATIENT) as database:
            return await migrations.migrate(database)

    before, after = asyncio.run(work())
    if as_json:
        output.document({"from": before, "to": after})
    elif before == after:
        output.line(f"the store is at version {after} already")
    else:
        output.line(f"the store is at version {after} now; before: {before or 'empty'}")
