"""A stand-in for data that may not be shared: as many sessions in each cell, and no value of anybody in it.

Simulated participants play the study's protocol through the engine, by the population that the protocol
declares before data. Of the people only the counts per cell are taken; every file says SIMULATED.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ikea_effect.assignment.place import Place
from ikea_effect.errors import IkeaEffectError, RecordError
from ikea_effect.operations.data import read_study
from ikea_effect.operations.simulate import SimulateRequest, meets, schemes_hold, simulate
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.study import Study

NOTE = "SIMULATED.md"
Cell = tuple[tuple[str, str], ...]
"""A condition: its factors with their levels, sorted."""


@contextmanager
def stand_in(study: Study, seed: int = 1) -> Iterator[Study]:
    """A simulated study with the study's counts per cell, there until the end of the `with`.

    Raises: RecordError where sessions rest on each other, nobody is there, or the protocol has changed since.
    """
    reference = _reference(study)
    counts = cells_of(study)
    with TemporaryDirectory() as folder:
        request = SimulateRequest(
            str(reference),
            sum(counts.values()),
            another_seed(study, seed),
            f"{study.name}-synthetic",
            str(study.facts["experiment"] or "") or None,
            str(study.facts["language"]),
            Path(folder),
        )
        yield simulate(request, chosen=lambda places: fill(counts, places))


def another_seed(study: Study, seed: int) -> int:
    """The seed, or the next where the study itself was drawn from it: one seed gives the same people."""
    return seed + 1 if study.facts["seed"] == seed else seed


def cells_of(study: Study) -> Counter[Cell]:
    """How many sessions were recorded in each cell. Raises: RecordError where there is none."""
    factors = [name for name, factor in study.protocol.factors.items() if not factor.within]
    rows = read_study(study).tables.wide
    if not rows:
        raise RecordError(f"{study.name} holds no session yet: there is nothing that --synthetic stands for.")
    return Counter(tuple(sorted((name, str(row[name])) for name in factors)) for row in rows)


def fill(counts: Mapping[Cell, int], places: Sequence[Place]) -> list[int] | None:
    """The first places that fill every cell, by their numbers; None where there are too few."""
    left, found = Counter(counts), []
    for number, place in enumerate(places):
        cell = tuple(sorted((name, level) for name, level in place.condition.items()))
        if left[cell] > 0:
            left[cell] -= 1
            found.append(number)
    return None if +left else found


def note_of(study: Study) -> bytes:
    """What lies beside the files: that nobody took part in them, and what they are for."""
    counts = ", ".join(
        f"{'/'.join(level for _, level in cell) or 'all'}: {n}" for cell, n in sorted(cells_of(study).items())
    )
    return (
        "# SIMULATED\n\n"
        f"Nobody took part in what lies here. It stands in for the data of the study {study.name}, which are "
        "not shared: the same columns, the same checks, and as many sessions in each cell "
        f"({counts}). Answers were drawn from what the protocol takes its population to be before data; of "
        "the people in the study nothing but these counts was used. Try analyses on it; conclude nothing "
        "from it.\n"
    ).encode()


def _reference(study: Study) -> Path | str:
    """The protocol as it can be loaded again: the shipped one, or the study's own copy."""
    protocol = study.protocol
    _refuse_together(protocol)
    for reference in (protocol.id, study.folder / "protocol.json"):
        try:
            setup = load_setup(reference, study.facts["experiment"], study.facts["language"])
        except IkeaEffectError as error:
            why = str(error)
            continue
        if setup.protocol.sha256 == study.facts["protocol_sha256"]:
            return reference
        why = "it is another version by now"
    raise RecordError(
        f"--synthetic plays {study.name} again by its protocol {protocol.id}, which is not there as it ran: "
        f"{why}."
    )


def _refuse_together(protocol: Protocol) -> None:
    if meets(protocol) or schemes_hold(protocol) or protocol.is_paired or protocol.roles:
        raise RecordError(
            f"--synthetic: sessions of {protocol.id} rest on each other (pairs, roles, or what others made), "
            f"so that cells cannot be filled one by one. Use: ikea-effect simulate {protocol.id} --n N."
        )
