"""What the command that begins a study prints with --json, field by field."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from ikea_effect.operations.json_of_studies import FaultFound
from ikea_effect.operations.json_parts import Output, Part


class CheckOfCopy(Part):
    """What `check` says of the copy."""

    protocol: str
    ok: bool
    faults: list[FaultFound]
    warnings: list[FaultFound]
    proved: list[str]


class New(Output):
    """A study that was begun as a copy of another one."""

    id: str
    source: str = Field(alias="from")
    """The protocol that was copied."""
    files: list[str]
    follow: list[str]
    """Amounts that were changed with the prices."""
    check: CheckOfCopy


class NewFromPaper(Output):
    """A study that was begun from the numbers of a paper."""

    files: list[str]


OUTPUTS: Mapping[str, tuple[type[Output], ...]] = {"new": (New, NewFromPaper)}
