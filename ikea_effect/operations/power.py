"""Before data: how likely a study as declared is to find what is planted in its population."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ikea_effect.errors import AnalysisError, ProtocolError
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.disk import disk_errors, write_durably
from ikea_effect.rounding import fixed

if TYPE_CHECKING:
    from ikea_effect.diagnosis.results import Diagnosis, Simulated

GOAL = 0.8
FINE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0)
"""Shares of the planned n at which a curve is drawn where no n are asked for."""


@dataclass(frozen=True, slots=True)
class PowerRequest:
    """What is asked: a protocol, sample sizes per condition (none: around the planned one), hypotheses."""

    protocol: str
    n: tuple[int, ...] = ()
    hypotheses: tuple[str, ...] = ()
    studies: int = 20_000
    seed: int = 1
    experiment: str | None = None
    plot: bool = False


@dataclass(frozen=True, slots=True)
class Power:
    """Every hypothesis at every sample size, and why some hypotheses are left out."""

    protocol: Protocol
    diagnoses: tuple[Diagnosis, ...]
    needed: Mapping[str, int | None]
    left_out: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """One object, the same for the same input."""
        return {
            "protocol": self.protocol.id,
            "protocol_sha256": self.protocol.sha256,
            "planned_n_per_condition": self.protocol.planned_per_condition,
            "needed_n_per_condition": {"power": GOAL, "by": "noncentral t", "n": dict(self.needed)},
            "diagnoses": [one.to_json() for one in self.diagnoses],
            "left_out": list(self.left_out),
        }

    def of(self, hypothesis: str) -> tuple[Diagnosis, ...]:
        """The diagnoses of one hypothesis, by rising n."""
        return tuple(one for one in self.diagnoses if one.hypothesis == hypothesis)


def power_of(request: PowerRequest) -> Power:
    """The diagnosis of every hypothesis asked for, or of all that can be diagnosed.

    Raises: AnalysisError if a hypothesis that was named cannot be diagnosed, or if none can.
    """
    from ikea_effect.diagnosis.diagnose import diagnose, hypothesis_of, needed_n

    protocol = _protocol(request)
    sizes = sorted(set(request.n)) or _sizes(protocol, fine=request.plot)
    named = [hypothesis_of(protocol, name).id for name in request.hypotheses]
    asked = list(dict.fromkeys(named)) or [hypothesis.id for hypothesis in protocol.hypotheses]
    found: list[Diagnosis] = []
    needed: dict[str, int | None] = {}
    left_out: list[str] = []
    for name in asked:
        try:
            found += [diagnose(protocol, name, n, request.studies, request.seed) for n in sizes]
            needed[name] = needed_n(protocol, name, GOAL)
        except AnalysisError as reason:
            if named:
                raise
            left_out.append(str(reason))
    if not found:
        raise AnalysisError("\n".join([f"{protocol.id} has no hypothesis that can be diagnosed.", *left_out]))
    return Power(protocol, tuple(found), needed, tuple(left_out))


def _protocol(request: PowerRequest) -> Protocol:
    if request.experiment is None:
        protocol = load_protocol(request.protocol)
        if protocol.uncollectable:
            raise ProtocolError(protocol.uncollectable)
        return protocol
    from ikea_effect.protocol.setup import load_setup

    return load_setup(request.protocol, request.experiment).protocol


def _sizes(protocol: Protocol, *, fine: bool) -> list[int]:
    planned = protocol.planned_per_condition
    return sorted({max(2, round(planned * part)) for part in (FINE if fine else (0.25, 0.5, 1.0, 2.0))})


# --- in lines ---------------------------------------------------------------------------------------------


def power_text(found: Power) -> str:
    """The diagnosis in lines for a person."""
    lines = [f"{found.protocol.id}: simulated studies of answers as `simulation` declares them"]
    for name in dict.fromkeys(one.hypothesis for one in found.diagnoses):
        lines += ["", *_hypothesis(found, name)]
    lines += ["", *(f"Left out: {reason}" for reason in found.left_out)] if found.left_out else []
    notes = dict.fromkeys(note for one in found.diagnoses for note in one.notes)
    return "\n".join([*lines, "", *(f"Note: {note}" for note in notes)] if notes else lines)


def _hypothesis(found: Power, name: str) -> Iterator[str]:
    mine = found.of(name)
    first = mine[0]
    expected = ", ".join(f"{level} {fixed(value, 2)}" for level, value in first.expected.items())
    d = "" if first.planted_d is None else f", d = {fixed(first.planted_d, 2)}"
    yield f"{name}: {first.measure}, {first.method}, {first.alternative}"
    yield f"  planted, after cap and grid: {_number(first.planted)} {first.unit}{d} ({expected})"
    if first.at_zero:
        zero = ", ".join(f"{level} {fixed(100 * share, 0)}%" for level, share in first.at_zero.items())
        cap = ", ".join(f"{level} {fixed(100 * share, 0)}%" for level, share in first.at_cap.items())
        yield f"  expected at zero: {zero}; at the cap: {cap}"
    yield from _aligned(_rows(mine))
    if verdict := first.verdict:
        yield f"  Last columns: what {verdict.rule} says of the original, over {verdict.studies:,} studies."
    if needed := found.needed.get(name):
        yield f"  {GOAL:.0%} power by noncentral t: {needed} per condition."
    yield f"  {first.studies:,} studies each, seed {first.seed}; in brackets: Monte-Carlo standard errors."


def _rows(mine: tuple[Diagnosis, ...]) -> list[list[str]]:
    """A head, and a line per sample size; outcomes that never occur have no column."""
    head = ["n per condition", "power", "bias", "coverage", "exaggeration", "wrong sign"]
    outcomes = list(mine[0].verdict.outcomes) if mine[0].verdict else []
    shown = [outcome for outcome in outcomes if any(_chance(one, outcome) for one in mine)]
    rows = [
        [str(one.n_per_condition), *_cells(one), *(_share(_outcome(one, outcome)) for outcome in shown)]
        for one in mine
    ]
    return [[*head, *shown], *rows]


def _cells(one: Diagnosis) -> list[str]:
    bias = "-" if one.bias.value is None else f"{one.bias.value:+.3f}"
    times = "-" if one.exaggeration.value is None else f"{fixed(one.exaggeration.value, 2)}x"
    return [_share(one.power), bias, _share(one.coverage), times, _share(one.wrong_sign)]


def _share(found: Simulated | None) -> str:
    """ "99.2% (0.1)"."""
    if found is None or found.value is None or found.mc_error is None:
        return "-"
    return f"{fixed(100 * found.value, 1)}% ({fixed(100 * found.mc_error, 1)})"


def _outcome(one: Diagnosis, name: str) -> Simulated | None:
    return one.verdict.outcomes.get(name) if one.verdict else None


def _chance(one: Diagnosis, name: str) -> float:
    found = _outcome(one, name)
    return 0.0 if found is None or found.value is None else found.value


def _number(value: float | None) -> str:
    return "-" if value is None else fixed(value, 3)


def _aligned(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))


# --- as a picture -----------------------------------------------------------------------------------------


def plot_power(found: Power, path: Path) -> None:
    """Writes the power curves as SVG with an alternative text. Raises: StationError if it cannot."""
    from ikea_effect.report.figures.power import Curve, power_curves
    from ikea_effect.report.figures.standalone import standalone
    from ikea_effect.report.sections.naming import claim_of

    curves = []
    for name in dict.fromkeys(one.hypothesis for one in found.diagnoses):
        mine = found.of(name)
        power = tuple(one.power.value or 0.0 for one in mine)
        errors = tuple(one.power.mc_error or 0.0 for one in mine)
        label = claim_of(found.protocol, name)
        curves.append(Curve(label, tuple(one.n_per_condition for one in mine), power, errors))
    drawn = power_curves("power", curves, found.protocol.planned_per_condition)
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, standalone(drawn))
