"""A study that bids on one good in three ways, through settlement and receipts to its analysis.

What everyone is paid is worked out a second time here, by plain arithmetic on the journals' lines.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.record.study import Study
from tests.quick import quick

HERE = Path(__file__).parent
THREE_WAYS = HERE.parent / "data" / "protocols" / "three_ways.yaml"
GROUP, SHOW_UP, ENDOWMENT, COIN = 4, 600, 500, 5
N = 27


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Study:
    results = tmp_path_factory.mktemp("three-ways")
    return simulate(SimulateRequest(str(THREE_WAYS), N, 11, "boxes", results=results))


@pytest.fixture
def study(simulated: Study, tmp_path: Path) -> Study:
    """A copy that a test may settle."""
    return Study(Path(shutil.copytree(simulated.folder, tmp_path / "boxes")))


def ikea_effect(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ikea_effect", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def facts(study: Study) -> Iterator[tuple[str, int, str, dict[str, Any]]]:
    """Participant, place, kind and data of every line of every journal."""
    for path in sorted(study.journals.glob("[!_]*.jsonl")):
        events = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for event in events:
            yield path.stem, events[0]["data"]["slot"], event["kind"], event["data"]


def paid_by_hand(study: Study, close: bool) -> dict[str, int]:
    """What everyone is handed, in cents, worked out from the journals without the package."""
    counts: dict[str, str] = {}
    pays: dict[str, dict[str, int]] = {}
    sealed = []
    for who, slot, kind, data in facts(study):
        mine = pays.setdefault(who, {})
        if kind == "drawn" and data["purpose"] == "binding":
            counts[who] = data["bidding"]
        elif kind == "settled":
            mine[data["bidding"]] = data["pays"]["minor"]
        elif kind == "pending":
            sealed.append((slot, who, data["amount"]["minor"], data["rank"]))
    sealed.sort()
    for first in range(0, len(sealed), GROUP):
        group = sealed[first : first + GROUP]
        if len(group) < GROUP and (not close or len(group) == 1):
            continue
        ranked = sorted(group, key=lambda bid: (bid[2], bid[3]), reverse=True)
        pays[ranked[0][1]]["auction"] = ranked[1][2]
    due = {who: SHOW_UP + ENDOWMENT - mine.get(counts[who], 0) for who, mine in pays.items()}
    return {who: -(-minor // COIN) * COIN for who, minor in due.items()}


def handed(study: Study) -> dict[str, int]:
    """What the ledger's file says everyone is handed, in cents."""
    found: dict[str, int] = {}
    with (study.folder / "ledger.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["account"] == row["participant"]:
                found[row["account"]] = found.get(row["account"], 0) + int(100 * Decimal(row["amount"]))
    return found


@pytest.mark.slow
def test_a_study_in_three_ways_is_settled_closed_verified_and_analyzed(study: Study, tmp_path: Path) -> None:
    where = ("--results", str(study.folder.parent))
    first = ikea_effect("settle", "boxes", *where, "--json", folder=tmp_path)
    assert first.returncode == 0, first.stderr
    told = json.loads(first.stdout)
    assert len(told["waiting"]["auction"]) == N % GROUP
    assert told["title"] == "Study boxes (simulated: nothing is paid)"
    assert handed(study) == paid_by_hand(study, close=False)
    closed = ikea_effect("settle", "boxes", *where, "--close", "--json", folder=tmp_path)
    assert json.loads(closed.stdout)["waiting"] == {}
    assert handed(study) == paid_by_hand(study, close=True)
    assert json.loads(closed.stdout)["total"] == sum(handed(study).values()) / 100
    for path in sorted((study.folder / "receipts").glob("*.json"))[:5]:
        assert ikea_effect("verify", str(path), folder=tmp_path).returncode == 0
    whole = ikea_effect("verify", "boxes", *where, folder=tmp_path)
    assert whole.returncode == 0, whole.stdout
    before = (study.folder / "ledger.csv").read_bytes()
    assert ikea_effect("settle", "boxes", *where, folder=tmp_path).returncode == 0
    assert (study.folder / "ledger.csv").read_bytes() == before
    analyzed = ikea_effect("analyze", "boxes", *where, "--json", folder=tmp_path)
    assert analyzed.returncode == 0, analyzed.stderr
    assert {one["measure"] for one in json.loads(analyzed.stdout)["estimates"]} == {
        "bid",
        "sealed-bid",
        "listed",
    }


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize(
    ("number", "when"),
    quick(
        [(1, "before"), (1, "after"), (2, "before"), (5, "after"), (9, "before")],
        (2, "before"), several=True,
    ),
)  # fmt: skip
def test_killed_at_any_file_the_next_run_makes_it_whole(
    study: Study, tmp_path: Path, number: int, when: str
) -> None:
    arguments = [str(study.folder.parent), "boxes", str(number), when]
    died = subprocess.run(
        [sys.executable, HERE / "settle_that_dies.py", *arguments], check=False, timeout=120
    )
    assert died.returncode == -9
    where = ("--results", str(study.folder.parent))
    assert ikea_effect("settle", "boxes", *where, folder=tmp_path).returncode == 0
    assert handed(study) == paid_by_hand(study, close=False)
    assert ikea_effect("verify", "boxes", *where, folder=tmp_path).returncode == 0


@pytest.mark.slow
def test_a_receipt_is_verified_by_two_files_and_the_standard_library(study: Study, tmp_path: Path) -> None:
    """As a participant would: two files side by side, a Python without any package, no site folder."""
    from ikea_effect.payment import receipts, redraw

    ikea_effect("settle", "boxes", "--results", str(study.folder.parent), folder=tmp_path)
    shutil.copy(str(redraw.__file__), tmp_path / "redraw.py")
    program = Path(shutil.copy(str(receipts.__file__), tmp_path / "receipts.py"))
    receipt = study.folder / "receipts" / "S0001.json"
    command = [sys.executable, "-E", "-s", "-S", str(program), str(receipt)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("Everything that a receipt can prove holds.\ncompare with")
    receipt.write_text(receipt.read_text("utf-8").replace('"total_minor": ', '"total_minor": 9'), "utf-8")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "but the total says" in done.stdout) == (3, True)
