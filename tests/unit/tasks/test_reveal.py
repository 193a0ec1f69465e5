"""When a bid's outcome is told: at once, after a later step, or before the debriefing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.check import check
from ikea_effect.operations.data import read_study
from ikea_effect.operations.replay import replay
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.record.journal import read_journal
from ikea_effect.record.observations import untimed

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"
NORTON = Path(__file__).parents[3] / "protocols" / "norton_2012_1a.yaml"
TEXTS = NORTON.parent / "texts" / "norton_2012_1a"


def norton(tmp_path: Path, reveal: str) -> str:
    """The Norton protocol with this reveal, its texts beside it."""
    said = NORTON.read_text("utf-8")
    line = next(line for line in said.splitlines() if "reveal:" in line)
    path = tmp_path / "norton_2012_1a.yaml"
    path.write_text(said.replace(line, f"      reveal: {reveal}"), "utf-8")
    return str(path)


def screens(tmp_path: Path, protocol: str, n: int = 1) -> list[str]:
    study = simulate(SimulateRequest(protocol, n, 3, "told", results=tmp_path / "results"))
    assert replay(study).problems == ()
    events = read_journal(study.journal("S0001")).events
    return [event.data["screen"] for event in events if event.kind == "replied"]


LAST = ("about-you.age", "about-you.gender", "about-you.guess", "checks.built", "checks.attention")


def after_the_bid(found: list[str]) -> list[str]:
    return found[found.index("bid.amount") + 1 :]


def test_the_default_tells_at_once(tmp_path: Path) -> None:
    found = screens(tmp_path, norton(tmp_path, "at-once"))
    assert after_the_bid(found) == ["bid.outcome", "attitudes.liking", *LAST, "debrief.page"]


def test_at_the_end_ratings_come_before_the_outcome(tmp_path: Path) -> None:
    found = screens(tmp_path, norton(tmp_path, "end"))
    assert after_the_bid(found) == ["bid.received", "attitudes.liking", *LAST, "bid.outcome", "debrief.page"]


def test_after_a_step_the_outcome_follows_it(tmp_path: Path) -> None:
    found = screens(tmp_path, norton(tmp_path, "{after: attitudes}"))
    assert after_the_bid(found) == ["bid.received", "attitudes.liking", "bid.outcome", *LAST, "debrief.page"]


def test_draw_and_settlement_are_recorded_with_the_bid_whenever_they_are_told(tmp_path: Path) -> None:
    rows = []
    for reveal in ("at-once", "end"):
        folder = tmp_path / reveal
        folder.mkdir()
        study = simulate(SimulateRequest(norton(folder, reveal), 8, 3, "same", results=folder / "results"))
        rows.append([untimed(row) for row in read_study(study).tables.wide])
    assert rows[0] == rows[1]


def several_rounds(tmp_path: Path, name: str, reveal: str) -> str:
    path = tmp_path / f"{name}.yaml"
    if not (tmp_path / "texts").exists():
        shutil.copytree(PROTOCOLS / "texts", tmp_path / "texts")
    said = (PROTOCOLS / f"{name}.yaml").read_text("utf-8")
    path.write_text(
        said.replace("    comprehension:", f"    reveal: {reveal}\n      comprehension:"), "utf-8"
    )
    if "reveal" not in path.read_text("utf-8"):
        path.write_text(
            said.replace("      mechanism:", f"      reveal: {reveal}\n      mechanism:"), "utf-8"
        )
    return str(path)


@pytest.mark.parametrize("name", ["bdm_rounds", "price_list_rounds", "offer_rounds", "bdm_sell"])
def test_no_round_tells_its_outcome_before_all_are_told(tmp_path: Path, name: str) -> None:
    found = screens(tmp_path, several_rounds(tmp_path, name, "end"))
    received = found.index("bid.received")
    told = [screen for screen in found if screen.endswith("outcome") and "practice" not in screen]
    assert told
    assert all(found.index(screen) > received for screen in told)


REFUSED: dict[str, tuple[str, str]] = {
    "nonsense": ("soon", "at-once, end, or {after: STEP}"),
    "a step before": ("{after: build}", "comes before it"),
    "no step": ("{after: attitude}", "Did you mean 'attitudes'?"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_reveal_that_cannot_be_is_refused(tmp_path: Path, case: str) -> None:
    reveal, said = REFUSED[case]
    with pytest.raises(ProtocolError) as refused:
        load_protocol(norton(tmp_path, reveal))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "name", ["english", "vickrey", "first_price", "nth_price", "open_ended", "price_slider"]
)
def test_what_tells_nothing_holds_nothing_back(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProtocolError, match="holds back what is not there"):
        load_protocol(several_rounds(tmp_path, name, "end"))


def doubts(protocol: str) -> str:
    found: Any = check(protocol)
    return "\n".join(map(str, found.warnings))


@pytest.mark.slow
def test_ratings_after_an_outcome_are_warned_about(tmp_path: Path) -> None:
    assert "answers of those who own the good" in doubts(norton(tmp_path, "at-once"))
    assert "answers of those who own the good" not in doubts(norton(tmp_path, "end"))
