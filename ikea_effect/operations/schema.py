"""The JSON Schema of what people write, and of what commands print."""

from __future__ import annotations

from typing import Any

from ikea_effect.errors import Fault, ProtocolError, did_you_mean

KINDS = ("protocol", "experiment", "kit", "sheet", "toolkit", "mapping", "library")
PRINTED = {"analysis": "analyze", "replication": "replicate", "settlement": "settle"}
"""What is printed -> the command that prints it, where the two are called otherwise."""


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of the kind of file, or of what a command prints. Raises: ProtocolError for another."""
    if kind == "mapping":
        from ikea_effect.analysis.reading.mapping_file import mapping_schema

        return mapping_schema()
    if kind == "library":
        from ikea_effect.operations.meta_library import library_schema

        return library_schema()
    if kind in KINDS:
        from ikea_effect.protocol.schema import file_schema

        return file_schema(kind)
    from ikea_effect.operations.json_output import OUTPUTS, output_schema

    if (command := PRINTED.get(kind, kind)) in OUTPUTS:
        return output_schema(command)
    every = (*KINDS, *OUTPUTS)
    message = f"has no schema. There is one of {', '.join(every)}.{did_you_mean(kind, every)}"
    raise ProtocolError([Fault(f"--of {kind}", "", message)])
