"""The languages of messages, each named in itself."""

from functools import cache

from babel import Locale


@cache
def own_name(code: str) -> str:
    """Return the name of a language in that language, with a capital letter: "Italiano".

    Args:
        code: one of our languages.
    """
    name = Locale(code).get_display_name() or code
    return name[:1].upper() + name[1:]
