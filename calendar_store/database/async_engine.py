"""Import SQLAlchemy's asyncio engine without the ORM.

The package `sqlalchemy.ext.asyncio` also imports the ORM, which we do not use and which costs every
command a tenth of a second. A later import of the package by other code works as usual.
"""

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

_PACKAGE = "sqlalchemy.ext.asyncio"

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
else:
    spec = find_spec(_PACKAGE)
    if _PACKAGE in sys.modules or spec is None:
        engine = import_module(_PACKAGE)
    else:
        # the package is registered but not executed: executing it would import the ORM's sessions
        sys.modules[_PACKAGE] = module_from_spec(spec)
        try:
            engine = import_module(f"{_PACKAGE}.engine")
        finally:
            del sys.modules[_PACKAGE]
    AsyncConnection, AsyncEngine = engine.AsyncConnection, engine.AsyncEngine
    create_async_engine = engine.create_async_engine

__all__ = ["AsyncConnection", "AsyncEngine", "create_async_engine"]
