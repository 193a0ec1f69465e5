"""One box bid on in three ways: simulated, settled, handed receipts, verified and analyzed by the command."""

from __future__ import annotations

import csv
import json
import statistics
import subprocess
import sys
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

PROTOCOL = Path(__file__).parents[1] / "data" / "protocols" / "three_ways.yaml"
EVERYONE = 80
COIN = Decimal("0.05")


class Study:
    """A study that only the command line has touched."""

    def __init__(self, results: Path) -> None:
        self.results = results
        self.folder = results / "three"
        self.run("simulate", str(PROTOCOL), "--n", str(EVERYONE), "--seed", "3", "--study", "three")

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "ikea_effect", *arguments, "--results", str(self.results)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json"))

    @property
    def rows(self) -> list[dict[str, str]]:
        self.run("export", "three")
        with (self.folder / "exports" / "observations.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def pending(self) -> list[dict[str, Any]]:
        """Every sealed bid, in the order in which groups form: that of the places in the study."""
        found = []
        for journal in sorted((self.folder / "journals").glob("[!_]*.jsonl")):
            events = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
            slot = events[0]["data"]["slot"]
            for event in events:
                if event["kind"] == "pending":
                    found.append({"slot": slot, "participant": journal.stem, **event["data"]})
        return sorted(found, key=lambda bid: bid["slot"])


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return Study(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def settled(study: Study) -> Any:
    return study.json("settle", "three", "--close")


def auction_payments(study: Study) -> dict[str, Decimal]:
    """What the highest bidder of every four pays: the second-highest bid."""
    found: dict[str, Decimal] = {}
    bids = study.pending()
    for first in range(0, len(bids), 4):
        ranked = sorted(bids[first : first + 4], key=lambda bid: (-bid["amount"]["minor"], -bid["rank"]))
        found[ranked[0]["participant"]] = Decimal(ranked[1]["amount"]["minor"]) / 100
    return found


def test_everyone_is_handed_what_the_part_that_counts_comes_to(study: Study, settled: Any) -> None:
    won = auction_payments(study)
    counted = set()
    for row in study.rows:
        counts = row["counts"]
        counted.add(counts)
        if counts == "auction":
            pays = won.get(row["participant"], Decimal(0))
        else:
            pays = Decimal(row[f"{counts}.paid"])
        exact = Decimal("11.00") - pays
        in_coins = (exact / COIN).to_integral_value(ROUND_CEILING) * COIN
        assert Decimal(str(settled["handed"][row["participant"]])) == in_coins, row["participant"]
    assert counted == {"drawn-price", "auction", "list"}
    assert settled["waiting"] == {}


def test_a_box_goes_to_whoever_bought_in_the_part_that_counts(study: Study, settled: Any) -> None:
    won = auction_payments(study)
    buyers = {
        row["participant"]
        for row in study.rows
        if (
            row["participant"] in won
            if row["counts"] == "auction"
            else row[f"{row['counts']}.bought"] == "true"
        )
    }
    assert {entry["participant"] for entry in settled["goods"]} == buyers
    assert 0 < len(buyers) < EVERYONE


def test_the_ledger_balances_and_settling_twice_pays_once(study: Study, settled: Any) -> None:
    with (study.folder / "ledger.csv").open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert sum(Decimal(line["amount"]) for line in lines) == 0
    assert sum(int(line["quantity"]) for line in lines) == 0
    assert {line["mode"] for line in lines} == {"simulated"}
    again = study.json("settle", "three")
    assert (again["added"], again["handed"]) == (0, settled["handed"])


@pytest.mark.usefixtures("settled")
def test_every_receipt_can_be_recomputed(study: Study) -> None:
    receipts = sorted((study.folder / "receipts").glob("*.json"))
    assert len(receipts) == EVERYONE
    assert all(receipt.with_suffix(".html").exists() for receipt in receipts)
    assert all(receipt.with_suffix(".pdf").read_bytes().startswith(b"%PDF") for receipt in receipts)
    assert study.json("verify", str(receipts[0]))["holds"]
    assert study.json("verify", "three")["holds"]


def test_each_way_of_bidding_is_analyzed_by_its_own_model(study: Study) -> None:
    found = study.json("analyze", "three")
    primary = {one["hypothesis"]: one for one in found["estimates"] if one["role"] == "primary"}
    assert found["mode"] == "simulated"
    kept = [row for row in study.rows if row["drawn-price.comprehension"] != "failed"]
    for hypothesis, column in (("builders-bid-more", "bid"), ("builders-bid-more-in-auctions", "sealed-bid")):
        by_hand = {
            level: statistics.mean(float(row[column]) for row in kept if row["labor"] == level)
            for level in ("build", "prebuilt")
        }
        estimate = primary[hypothesis]
        assert estimate["method"].startswith("Welch")
        assert estimate["estimate"] == pytest.approx(by_hand["build"] - by_hand["prebuilt"], abs=1e-12)
    listed = primary["builders-accept-more"]
    assert listed["method"].startswith("interval regression")
    assert listed["estimate"] == pytest.approx(0.6, abs=3 * listed["se"])
    assert all(row["listed.low"] and "listed" not in row for row in kept)
