"""All settings: read once, checked, frozen.

`load` is the only function that reads them. `config.sections` has the keys of each section.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator

from config.backup_section import BackupSettings
from config.checked import SQLITE
from config.complaints import lines_of
from config.errors import ConfigError
from config.fax_section import FaxSettings
from config.mail_section import MailSettings
from config.sections import (
    CarrierSettings,
    DeliverySettings,
    LogSettings,
    MetricsSettings,
    OutsideCalendarSettings,
    Section,
    StoreSettings,
    WebSettings,
)
from config.sources import read

EXAMPLE = Path(__file__).with_name("textback.example.toml")
"""The configuration to start from, with an explanation of every key."""


_MAIL, _FAX = "mail", "fax"
"""The names of smarthost and fax server in the outbox, where carriers' names stand."""


class Settings(Section):
    """All settings.

    Attributes:
        carriers: `[[carrier]]` in the file, in the order of the file.
        mail: None if no mail is sent.
        fax: None if nothing is faxed.
    """

    store: StoreSettings = StoreSettings()
    web: WebSettings = WebSettings()
    carriers: tuple[CarrierSettings, ...] = Field((), alias="carrier")
    mail: MailSettings | None = None
    fax: FaxSettings | None = None
    delivery: DeliverySettings = DeliverySettings()
    outside_calendars: OutsideCalendarSettings = OutsideCalendarSettings()
    backup: BackupSettings = BackupSettings()
    metrics: MetricsSettings = MetricsSettings()
    log: LogSettings = LogSettings()

    @model_validator(mode="after")
    def _carriers_differ(self) -> Self:
        names = [carrier.name for carrier in self.carriers]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two carriers are named {', '.join(twice)}; give each its own name")
        if _MAIL in names:
            raise ValueError(f'the name "{_MAIL}" is the smarthost\'s; give the carrier another')
        if _FAX in names:
            raise ValueError(f'the name "{_FAX}" is the fax server\'s; give the carrier another')
        return self

    @model_validator(mode="after")
    def _gateway_gets_mail(self) -> Self:
        by_mail = self.fax is not None and self.fax.server is None
        if by_mail and self.mail is None:
            raise ValueError("fax.gateway gets mails, and there is no [mail] to send them")
        return self

    @model_validator(mode="after")
    def _frames_are_of_sqlite(self) -> Self:
        if self.backup.frames_to is not None and not self.store.url.startswith(SQLITE):
            raise ValueError(
                "frames_to in [backup] is used only with a store on SQLite; leave it out, and"
                " archive PostgreSQL's log on its server"
            )
        return self


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read and check the configuration.

    Args:
        path: the TOML file; None for no file. Relative paths inside it start from its folder.
        environ: the environment; `TEXTBACK__WEB__LISTEN` overrides `listen` in `[web]`, and
            `TEXTBACK__CARRIER__PRIMARY__PASSWORD` the password of the carrier `primary`.

    Raises:
        ConfigError: with one line for each fault.
    """
    tree = read(path, environ)
    lines = list(tree.faults)
    settings = None
    if tree.values or not lines:
        directory = path.absolute().parent if path else Path()
        # The store's default path depends on the folder, so its section has to be validated.
        values = {"store": {}, **tree.values}
        try:
            settings = Settings.model_validate(values, context={"directory": directory})
        except ValidationError as error:
            lines += lines_of(error, tree, Settings)
    if lines or settings is None:
        # `from None`: the cause would show the values, secrets among them, in a traceback.
        raise ConfigError(tuple(lines)) from None
    return settings
