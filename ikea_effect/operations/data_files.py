"""Files from elsewhere as a command names them, and what it says about how they are to be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.numerals import DECIMALS, THOUSANDS

if TYPE_CHECKING:
    from ikea_effect.analysis.reading.options import Reading


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The files after --data, and the options that say how to read them, as they were typed."""

    paths: tuple[Path, ...] = ()
    maps: tuple[str, ...] = ()
    decimal: str | None = None
    thousands: str | None = None
    missing: tuple[str, ...] = ()
    mapping: Path | None = None

    def reading(self) -> Reading:
        """How to read the files. Raises AnalysisError for an option that means nothing."""
        from ikea_effect.analysis.reading.mapping_file import read_mapping
        from ikea_effect.analysis.reading.options import Reading

        one_of("--decimal", self.decimal, DECIMALS)
        one_of("--thousands", self.thousands, THOUSANDS)
        if self.decimal and self.decimal == self.thousands:
            raise AnalysisError(f"--decimal and --thousands cannot both be {self.decimal}.")
        codes = tuple(code.strip() for word in self.missing for code in word.split(",") if code.strip())
        values = tuple(code for code in codes if code != "none")
        file = read_mapping(self.mapping) if self.mapping else None
        decimal, thousands = self.decimal, self.thousands
        if file is not None and decimal is None and thousands is None:
            decimal, thousands = file.decimal, file.thousands
        values += file.missing if file else ()
        return Reading(mapping_of(self.maps), decimal, thousands, values, "none" in codes, file)

    def refuse_options(self) -> None:
        """Raises AnalysisError where options say how to read files and there are none."""
        if self != DataFiles(self.paths):
            raise AnalysisError(
                "--map, --mapping, --decimal, --thousands, --missing are about files: name these with --data."
            )


def one_of(option: str, value: str | None, allowed: Iterable[str]) -> None:
    """Raises AnalysisError if the option has a value that is not allowed."""
    names = list(allowed)
    if value is not None and value not in names:
        raise AnalysisError(f"{option} {value}: one of {listed(names)}.{did_you_mean(value, names)}")


def mapping_of(maps: Sequence[str]) -> dict[str, str]:
    """{theirs: ours} of "theirs=ours" words. Raises AnalysisError."""
    pairs = [word.partition("=") for word in maps]
    for theirs, sign, ours in pairs:
        if not (theirs and sign and ours):
            raise AnalysisError(f"--map {theirs}{sign}{ours}: write THEIRS=OURS, such as --map group=labor.")
    names = [theirs for theirs, _, _ in pairs]
    if twice := sorted({theirs for theirs in names if names.count(theirs) > 1}):
        raise AnalysisError(f"--map renames {', '.join(twice)} more than once.")
    return {theirs: ours for theirs, _, ours in pairs}
