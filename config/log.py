"""Sets up logging: events as keys and values, for people or for machines, without personal data.

Logs tell what happened, not to whom: ids are kept, phone numbers keep their last three digits, mail
addresses their domain, and texts are replaced by their length. Log lines of other libraries and
tracebacks are masked in the same way.
"""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from config.choices import LogFormat
from config.sections import LogSettings

TEXT_KEYS = frozenset(
    {"text", "texts", "body", "content", "message", "short_message", "subject", "reply", "words"}
)
"""Keys whose values are texts that people wrote: only the length is logged."""

NUMBER_KEYS = frozenset(
    {"number", "numbers", "mobile", "phone", "msisdn", "source", "destination", "sender"}
    | {"recipient", "ours", "theirs"}
)
"""Keys whose values are numbers: every long run of digits is masked, in any notation."""

_INTERNATIONAL = re.compile(r"(?:\+|(?<![\w.-])00)[1-9](?:[\s()./-]{0,2}\d){6,14}")
_NATIONAL = re.compile(r"(?<![\w.-])\d{9,15}(?![\w-])")
_ANY_NUMBER = re.compile(r"\+?\d(?:[\s()./-]{0,2}\d){4,}")
_MAILBOX = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@(?=[\w-]+\.)")
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that control a terminal or reverse a line; a carrier's text may contain them."""
_SQL_PARAMETERS = re.compile(r"\[parameters: .*\]")


def mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Mask numbers, addresses and texts in an event; a structlog processor."""
    return {key: _masked(key, value) for key, value in event.items()}


def configure(settings: LogSettings, out: TextIO = sys.stderr) -> None:
    """Write all log lines, ours and those of other libraries, to `out` in the chosen form.

    Args:
        settings: the form, and the lowest level that is logged.
        out: the stream to write to.
    """
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    structlog.configure(
        processors=[*_common(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_common(),
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                mask,
                _renderer(settings.format, colours=out.isatty()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # alembic logs at every start how it inspects the store, even when the service refuses to start
    logging.getLogger("alembic").setLevel(max(level, logging.WARNING))


def _common() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _renderer(form: LogFormat, *, colours: bool) -> Processor:
    if form is LogFormat.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=colours, exception_formatter=structlog.dev.plain_traceback
    )


def _masked(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _masked(str(name), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(key, inner) for inner in value]
    if key in NUMBER_KEYS:
        return _ANY_NUMBER.sub(_last_three, _STEERING.sub("?", str(value)))
    if value is None or isinstance(value, bool | int | float):
        return value
    if key in TEXT_KEYS:
        return f"[{len(value)} characters]" if isinstance(value, str | bytes) else "[left out]"
    return _without_people(key, str(value))


def _without_people(key: str, words: str) -> str:
    words = _STEERING.sub("\N{REPLACEMENT CHARACTER}", words)
    # a carrier's message id has only digits, too, but a support case needs the whole id
    if key == "id" or key.endswith("_id"):
        return words
    words = _SQL_PARAMETERS.sub("[parameters left out]", words)
    words = _MAILBOX.sub("…@", words)
    words = _INTERNATIONAL.sub(_last_three, words)
    return _NATIONAL.sub(_last_three, words)


def _last_three(number: re.Match[str]) -> str:
    return f"…{number[0][-3:]}"
