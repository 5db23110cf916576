"""Questions in the terminal: asked one by one, each until its answer can be, none of them lost."""

import sys
from collections.abc import Callable, Mapping

import typer

from calendar_store.model.errors import InvalidInput
from gateway.cli import output

Check = Callable[[str], object]
"""Raises InvalidInput for an answer that cannot be."""


class Questions:
    """Asks for what was not given; asks nobody when silent.

    Args:
        given: answers that were given as options, by option; None for those that were not.
        silent: take the default of what is not given.
    """

    def __init__(self, given: Mapping[str, str | None], *, silent: bool) -> None:
        self._given = given
        self.silent = silent
        self._answers: dict[str, str] = {}

    @property
    def may_ask_again(self) -> bool:
        """Whether somebody sits there who can answer once more."""
        return not self.silent and sys.stdin.isatty()

    def was_given(self, option: str) -> bool:
        """Tell whether an answer was given as an option."""
        return self._given.get(option) is not None

    def __call__(
        self, option: str, question: str, usual: str | None = None, *, check: Check | None = None
    ) -> str:
        """Return the answer to one question.

        Args:
            option: that gives the answer, too.
            question: as it is asked.
            usual: the default; None where there is none. An earlier answer comes before it.
            check: what the answer has to pass; one that was given is left to who uses it.

        Raises:
            BadParameter: if it was not given, has no default, and nobody can be asked.
        """
        given = self._given.get(option)
        if given is not None:
            return given
        if self.silent:
            if usual is None:
                raise typer.BadParameter("has no default; give it", param_hint=f"'{option}'")
            return usual
        while True:
            answer = self._asked(option, question, self._answers.get(option, usual))
            try:
                if check is not None:
                    check(answer)
            except InvalidInput as refusal:
                output.complaint(f"  {refusal}")
            else:
                self._answers[option] = answer
                return answer

    def secret(self, question: str) -> str:
        """Return what is not shown while it is typed; "" where nobody may be asked."""
        if self.silent:
            return ""
        # where there is no terminal nothing that is typed can be seen, and nothing be hidden
        hidden = sys.stdin.isatty()
        try:
            said = typer.prompt(question, default="", show_default=False, hide_input=hidden)
        except typer.Abort:
            if hidden:
                raise
            return ""
        return str(said).rstrip("\r")

    @staticmethod
    def _asked(option: str, question: str, usual: str | None) -> str:
        try:
            said = str(typer.prompt(question, default=usual, show_default=bool(usual))).strip()
        except typer.Abort:
            if sys.stdin.isatty():
                raise
            # a script that gave fewer lines than there are questions takes the defaults
            if usual is None:
                raise typer.BadParameter(
                    "is not answered, the input ended before; give it", param_hint=f"'{option}'"
                ) from None
            return usual
        # a line of a file with ends as on Windows is not quite empty
        return said or usual or ""
