"""Configurations written to a file of their own."""

import pytest

from config.errors import ConfigError
from config.settings import load


@pytest.fixture
def write(tmp_path):
    """Write a configuration and return its path."""

    def to_file(content):
        path = tmp_path / "textback.toml"
        path.write_text(content, "utf-8")
        return path

    return to_file


@pytest.fixture
def faults(write):
    """Load a configuration that is wrong and return its lines."""

    def of(content, **environ):
        with pytest.raises(ConfigError) as refused:
            load(write(content), environ)
        assert all("\n" not in line for line in refused.value.lines)
        return list(refused.value.lines)

    return of
