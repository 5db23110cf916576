"""`textback fax check`: says in words whether the fax server takes a log-in."""

from __future__ import annotations

import typer

from gateway.cli.options import ConfigOption, JsonOption


def check(*, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Log in at the fax server and look into its queues; sends nothing."""
    import asyncio

    from calendar_store.model.errors import NotFound
    from gateway.channels.fax.fax_check import check_fax_server
    from gateway.channels.fax.fax_config import fax_server_config
    from gateway.cli import output, store
    from gateway.cli.refusals import REFUSED

    settings = store.settings(config)
    if settings.fax is None:
        raise NotFound("there is no [fax] in the configuration, so nothing is faxed")
    if settings.fax.server is None:
        raise NotFound("faxes go by mail to a gateway; see: textback mail check")
    address = fax_server_config(settings.fax, "").address
    found = asyncio.run(check_fax_server(address))
    if as_json:
        server = f"{address.host}:{address.port}"
        output.document({"server": server, "fine": found.fine, "words": found.words})
    else:
        output.line(f"{'ok' if found.fine else 'WRONG'}  {found.words}")
    if not found.fine:
        raise typer.Exit(REFUSED)
