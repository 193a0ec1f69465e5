"""The JSON Schema of what people write."""

from __future__ import annotations

from typing import Any

from ikea_effect.errors import Fault, ProtocolError, did_you_mean

KINDS = ("protocol", "mapping")


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of the kind of file. Raises: ProtocolError for another kind."""
    if kind == "mapping":
        from ikea_effect.analysis.reading.mapping_file import mapping_schema

        return mapping_schema()
    if kind == "protocol":
        from ikea_effect.protocol.schema import json_schema

        return json_schema()
    message = f"is no kind of file with a schema. Kinds: {', '.join(KINDS)}.{did_you_mean(kind, KINDS)}"
    raise ProtocolError([Fault(f"--of {kind}", "", message)])
