"""Lazy commands: a command's module is imported when the command is called, not for the list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """A command of the command line, or a group of them.

    Attributes:
        name: the name that people type.
        help: the command's line in the list of all commands; equal to the command's own help.
        source: "module:name" in `gateway.cli` of the command's function or `typer.Typer`.
        added: further commands and groups of a group, each as (name, source), in their order.
    """

    name: str
    help: str
    source: str
    added: tuple[tuple[str, str], ...] = ()


@cache
def loaded(command: LazyCommand) -> TyperCommand | TyperGroup:
    """Import a command and return it; each command is made once."""
    found = _found(command.source)
    parent = typer.Typer(rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        for name, source in command.added:
            _add(found, name, _found(source))
        parent.add_typer(found, name=command.name)
    else:
        parent.command(command.name)(found)
    made = typer.main.get_group(parent).commands[command.name]
    return cast("TyperCommand | TyperGroup", made)


def whole(group: TyperGroup) -> TyperGroup:
    """Return a group with all its commands imported, for callers that inspect every command."""
    if isinstance(group, LazyGroup):
        for one in group.lazy:
            group.add_command(loaded(one))
    return group


def _add(group: typer.Typer, name: str, command: Any) -> None:
    """Add a command, or a group of commands, to a group."""
    if isinstance(command, typer.Typer):
        group.add_typer(command, name=name)
    else:
        group.command(name)(command)


def _found(source: str) -> Any:
    module, _, name = source.partition(":")
    return getattr(import_module(f"gateway.cli.{module}"), name)


class LazyGroup(TyperGroup):
    """A group that holds the name and help of its commands, and imports the called command."""

    lazy: Sequence[LazyCommand] = ()

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self._lazy = {one.name: one for one in self.lazy}
        for one in self.lazy:
            self.add_command(TyperCommand(one.name, help=one.help, rich_markup_mode=None))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the called command's name, the command, and its arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        one = self._lazy.get(name or "")
        return name, loaded(one) if one else command, rest
