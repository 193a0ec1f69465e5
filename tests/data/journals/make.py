"""Makes the studies beside this file: four simulated participants of every protocol, settled, one cut off.

They were written by the first version that kept this format, and are read by every later one. Run again only
where a change of the data is meant, and say so in CHANGELOG.md under "Changes to results":
    python tests/data/journals/make.py
The two of `first-release-` are older: the program of the first release (b023f56) wrote them, and nothing
makes them again.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from ikea_effect.operations.data import export
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.record.study import Study

HERE = Path(__file__).parent
PROTOCOLS = HERE.parent / "protocols"
SHIPPED = ("norton-2012-1a", "franke-2010-tshirt", "franke-2010-tshirt-free")
CUT = {"norton-2012-1a": 5, "vickrey": 2, "franke-2010-tshirt-free": 12}
"""Of these studies the last participant was cut off: how many lines are missing."""
KEPT = ("study.json", "protocol.json", "ledger.csv")  # the secret follows from the seed
TABLES = ("observations.csv", "observations-tidy.csv")


def references() -> dict[str, str]:
    """{name of the study: protocol}."""
    return {name: name for name in SHIPPED} | {
        path.stem: str(path) for path in sorted(PROTOCOLS.glob("*.yaml")) if path.stem != "three_ways"
    }


def make(name: str, reference: str, results: Path) -> None:
    """Simulates, cuts off, settles and keeps one study."""
    study = simulate(SimulateRequest(reference, 4, 7, name, results=results))
    if lost := CUT.get(name):
        last = study.journal("S0004")
        last.write_bytes(b"".join(last.read_bytes().splitlines(keepends=True)[:-lost]))
    settle(study, close=True)
    keep(study, HERE / name)


def keep(study: Study, folder: Path) -> None:
    """Copies what a study cannot be without, and the tables that follow from it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copytree(study.journals, folder / "journals")
    if any(study.folder.joinpath("artifacts").iterdir()):
        shutil.copytree(study.folder / "artifacts", folder / "artifacts")
    for name in KEPT:
        if (study.folder / name).exists():
            shutil.copy(study.folder / name, folder / name)
    export(study, folder / "tables")
    for path in folder.joinpath("tables").iterdir():
        if path.name not in TABLES:
            path.unlink()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for name, reference in references().items():
            make(name, reference, Path(scratch))
