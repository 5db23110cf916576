"""Compiles the reading of texts to machine code where TEXTBACK_COMPILE=1 is set; plain Python else.

Everything else about the package is in pyproject.toml. Compiled are the modules between a text
and its meaning, by mypyc, from the types that they have anyway: a text is read in less than half
the time. The sources stay what they are, and run without it.
"""

import os
from pathlib import Path

from setuptools import setup

_COMPILED = ("dialogs/languages", "dialogs/times", "dialogs/understand")
_MODULES = ("dialogs/intents.py", "dialogs/normalise.py")


def _extensions() -> list[object]:
    if os.environ.get("TEXTBACK_COMPILE") != "1":
        return []
    from mypyc.build import mypycify

    files = [str(path) for folder in _COMPILED for path in sorted(Path(folder).rglob("*.py"))]
    options = ["--config-file", "pyproject.toml"]
    # a file of C for each module: one for all takes the compiler's memory and time
    return mypycify([*options, *_MODULES, *files], multi_file=True, debug_level="0", opt_level="2")


setup(ext_modules=_extensions())
