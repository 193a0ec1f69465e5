"""How files from elsewhere are to be read, as far as a person said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ikea_effect.analysis.reading.formats import Written
from ikea_effect.analysis.reading.mapping_file import MappingFile
from ikea_effect.analysis.support import support
from ikea_effect.protocol.kinds import form_of
from ikea_effect.protocol.models import Protocol


@dataclass(frozen=True, slots=True)
class Reading:
    """What was said; what was not said is decided by the cells, or refused.

    `names` renames columns {"theirs": "ours"} and values {"their column:their value": "ours"}.
    `decimal` and `thousands` name signs, as in `numerals`. `missing` are codes that stand for no answer.
    `codes_are_values`: what looks like such a code is a number.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    decimal: str | None = None
    thousands: str | None = None
    missing: tuple[str, ...] = ()
    codes_are_values: bool = False
    mapping: MappingFile | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """Our names for columns of theirs."""
        return (*self.names.values(), *(self.mapping.columns if self.mapping else ()))


def written(protocol: Protocol, measure: str, reading: Reading) -> Written:
    """What is known of how the cells of a measure are written."""
    declared = support(protocol, measure)
    column = reading.mapping.columns.get(measure) if reading.mapping else None
    if column and (column.decimal or column.thousands):
        reading = replace(reading, decimal=column.decimal, thousands=column.thousands)
    if form_of(protocol, measure) == "amount":
        return Written(reading.decimal, reading.thousands, protocol.currency)
    small = None not in (declared.low, declared.high) and max(abs(declared.low or 0), abs(declared.high or 0))
    below = bool(small) and float(small) < 1000
    thousands = None if below else reading.thousands
    percent = {1.0: 1, 100.0: 100}.get(declared.high or 0.0)
    return Written(reading.decimal, thousands, below_thousand=below, percent=percent)
