"""The configuration that `textback init` writes: what was answered, and where the carrier goes."""

import json

_TEXT = """\
# Textback. Every key is explained in textback.example.toml, beside the settings of the service.

[store]
url = {store}

[web]
listen = {listen}
public_url = {public_url}

# Your account with a carrier (SMPP 3.4); without one nothing is texted. Take the # away and enter
# what the carrier gave you. Its number has to be the practice's.
# [[carrier]]
# name = "primary"
# host = "smpp.example.org"
# port = 2775
# system_id = "esme"
# password = "secret"
# numbers = [{number}]
# prices = {{ "" = 0.05 }}
"""


def text(*, store: str, listen: str, public_url: str, number: str) -> str:
    """Return the configuration as TOML.

    Args:
        store: the store's URL.
        listen: host and port of the pages.
        public_url: how browsers reach them.
        number: the practice's sender.
    """
    return _TEXT.format(
        store=_quoted(store),
        listen=_quoted(listen),
        public_url=_quoted(public_url),
        number=_quoted(number),
    )


def _quoted(value: str) -> str:
    """Return a TOML string; JSON's is one, but for a control character that TOML has escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
