"""The error of the configuration: all faults, one line each."""


class ConfigError(Exception):
    """The configuration cannot be used.

    Attributes:
        lines: one line for each fault, saying where it is, what is wrong and what to do. No line
            holds a secret.
    """

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
