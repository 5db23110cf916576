"""The JSON Schema (draft 2020-12) of a copy: of the manifest, and of a line of each table."""

from typing import Any

from calendar_store.endings.carried import CARRIED
from gateway.copies.values import schema_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ID = "urn:textback:whole-copy:1"


def copy_schema() -> dict[str, Any]:
    """Return the schema; a line of json/TABLE.jsonl is a `$defs/TABLE`."""
    tables = {
        one.name: {
            "type": "object",
            "properties": {column.name: schema_of(column) for column in one.columns},
            "required": [column.name for column in one.columns],
            "additionalProperties": False,
        }
        for one in CARRIED
    }
    file = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "size": {"type": "integer", "minimum": 0},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "rows": {"type": "integer", "minimum": 0},
        },
        "required": ["name", "size", "sha256"],
        "additionalProperties": False,
    }
    manifest = {
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "store": {"type": "string"},
            "practice": {
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "name": {"type": "string"},
                    "timezone": {"type": "string"},
                },
                "required": ["id", "name", "timezone"],
            },
            "made_at": {"type": "string", "format": "date-time"},
            "rows": {"type": "integer"},
            "left_out": {"type": "object"},
            "files": {"type": "array", "items": file},
        },
        "required": ["format", "store", "practice", "made_at", "rows", "left_out", "files"],
    }
    return {
        "$schema": DIALECT,
        "$id": _ID,
        "title": "A whole copy of a practice",
        "$defs": {"manifest": manifest, **tables},
        "$ref": "#/$defs/manifest",
    }


FORMAT = "textback whole copy 1"
"""What a manifest begins with; another number is another form."""
