"""Options that many commands share.

`--config` and `--json` are accepted before the command and after it; the later one counts.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

DEFAULT_CONFIG = Path("textback.toml")


@dataclass(frozen=True, slots=True)
class GlobalOptions:
    """Options given before the command.

    Attributes:
        config: the configuration file; None if no file was named.
        as_json: whether the command prints JSON.
    """

    config: Path | None = None
    as_json: bool = False


def _config(context: typer.Context, named: Path | None) -> Path | None:
    return named or (context.find_object(GlobalOptions) or GlobalOptions()).config


def _as_json(context: typer.Context, asked: bool) -> bool:
    return asked or (context.find_object(GlobalOptions) or GlobalOptions()).as_json


ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="PATH",
        callback=_config,
        help=f"The configuration; default: {DEFAULT_CONFIG}.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", callback=_as_json, help="Print JSON, for machines.")
]
OverruleOption = Annotated[
    str,
    typer.Option(
        "--overrule",
        metavar="REASON",
        help="Keep words that tell why clients come; your reason is recorded.",
    ),
]
PracticeOption = Annotated[
    str | None,
    typer.Option(
        "--practice",
        metavar="NAME|ID",
        help="Which practice; may be left out where there is only one.",
    ),
]
