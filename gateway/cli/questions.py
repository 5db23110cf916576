"""Questions in the terminal: each is asked until its answer is valid, and answers are kept."""

import sys
from collections.abc import Callable, Mapping

import typer

from calendar_store.model.errors import InvalidInput
from gateway.cli import output

Check = Callable[[str], object]
"""Raises InvalidInput for an invalid answer."""


class Questions:
    """Asks for answers that were not given as options; if silent, takes the defaults.

    Args:
        given: the answer of each option; None for an option that was not given.
        silent: ask nothing, and take the default of each option that was not given.
    """

    def __init__(self, given: Mapping[str, str | None], *, silent: bool) -> None:
        self._given = given
        self.silent = silent
        self._answers: dict[str, str] = {}

    @property
    def may_ask_again(self) -> bool:
        """Whether a person at a terminal can answer again."""
        return not self.silent and sys.stdin.isatty()

    def was_given(self, option: str) -> bool:
        """Tell whether an answer was given as an option."""
        return self._given.get(option) is not None

    def __call__(
        self, option: str, question: str, usual: str | None = None, *, check: Check | None = None
    ) -> str:
        """Return the answer to one question.

        Args:
            option: the option that gives the same answer.
            question: the text of the question.
            usual: the default; None if there is none. An earlier answer takes its place.
            check: checks an answer from the terminal. An answer given as an option is not
                checked here: the code that uses it does so.

        Raises:
            BadParameter: if there is no answer, no default, and nobody can be asked.
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

    def explain(self, words: str) -> None:
        """Say something before the questions, to a person at a terminal, once."""
        if self.may_ask_again and not self._answers:
            output.line(words)

    def secret(self, question: str) -> str:
        """Ask for a secret, which is not shown while it is typed; return "" if silent."""
        if self.silent:
            return ""
        # without a terminal the input is not shown anyway, and cannot be hidden
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
            # a script that wrote fewer lines than there are questions takes the defaults
            if usual is None:
                raise typer.BadParameter(
                    "is not answered, the input ended before; give it", param_hint=f"'{option}'"
                ) from None
            return usual
        # an empty line of a file from Windows still holds "\r", which `strip` removed
        return said or usual or ""
