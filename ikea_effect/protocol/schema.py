"""The protocol language as JSON Schema, for editors: completion, descriptions, and red lines while typing.

A protocol's first line can name it: `# yaml-language-server: $schema=protocol.schema.json`.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, TypeAdapter

from ikea_effect.protocol.base import Name
from ikea_effect.protocol.by_kind import AS_AROUND

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema of a protocol's file, as the file is written: a step is one key with its mapping."""
    from ikea_effect.protocol.models import Protocol

    schema: dict[str, Any] = _with_others(as_written(Protocol.model_json_schema()))
    schema["properties"]["factors"].pop("minProperties", None)  # a study of roles may have no other factor
    return {"$schema": DIALECT, **schema, "title": "ikea-effect protocol"}


def file_schema(kind: str) -> dict[str, Any]:
    """The schema of one of the files of a study: protocol, experiment, kit, sheet (of folds) or toolkit."""
    from ikea_effect.protocol.experiment import Experiment
    from ikea_effect.protocol.kits import Kit
    from ikea_effect.protocol.sheets import PaperSheet
    from ikea_effect.protocol.toolkits import Toolkit

    if kind == "protocol":
        return json_schema()
    models: dict[str, type[BaseModel]] = {
        "experiment": Experiment,
        "kit": Kit,
        "sheet": PaperSheet,
        "toolkit": Toolkit,
    }
    schema: dict[str, Any] = as_written(models[kind].model_json_schema())
    return {"$schema": DIALECT, **schema, "title": f"ikea-effect {kind}"}


_NAME = TypeAdapter(Name).json_schema()
_OF_OTHERS = {
    "type": "object",
    "description": "A good that somebody else made, written out before the file is read.",
    "properties": {
        "of": {
            "anyOf": [
                _NAME,
                {"type": "object", "additionalProperties": _NAME, "minProperties": 1, "maxProperties": 12},
            ]
        },
        "piece": {"type": "integer", "minimum": 1, "maximum": 99},
    },
    "required": ["of"],
    "additionalProperties": False,
}


def _with_others(schema: Any) -> Any:
    """The schema, in which a good may be somebody else's wherever it may be said in several ways."""
    if isinstance(schema, list):
        return [_with_others(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: _with_others(inner) for key, inner in schema.items()}
    good = _mappings([(changed.get("properties") or {}).get("good")])
    for way in ("oneOf", "anyOf"):
        if good and way in good[0]:
            ways = {**good[0], way: [*good[0][way], _OF_OTHERS]}
            changed["properties"] = {**changed["properties"], "good": ways}
    return changed


_DECIMAL = [{"type": "number"}, {"type": "string"}]


def as_written(schema: Any) -> Any:
    """The schema with amounts as plain numbers, and mappings that take no keys of another form."""
    if isinstance(schema, list):
        return [as_written(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    if AS_AROUND in schema:
        return {"$ref": "#/properties/timeline/items"}
    changed = {key: as_written(inner) for key, inner in schema.items()}
    if [{"type": one.get("type")} for one in _mappings(changed.get("anyOf"))] == _DECIMAL:
        changed |= {"type": "number", "minimum": changed.pop("ge"), "maximum": changed.pop("le")}
        del changed["anyOf"], changed["decimal_places"]
        if isinstance(changed.get("default"), str):
            changed["default"] = float(changed["default"])
    if "patternProperties" in changed:
        changed.setdefault("additionalProperties", False)
    return changed


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
