"""Power of studies as they will be run: through the engine, with who is left out, and what they cost."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from ikea_effect.diagnosis.diagnose import Ask, ask
from ikea_effect.diagnosis.program import program_digest
from ikea_effect.diagnosis.tally import Moments, Tally
from ikea_effect.errors import AnalysisError
from ikea_effect.operations.power import PowerRequest, power_of
from ikea_effect.operations.power_full import (
    FullPiece,
    FullTally,
    FullWork,
    cost_of,
    full_pieces,
    run_full,
    works_of,
)
from ikea_effect.operations.power_text import power_text
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.setup import load_setup

NORTON = "norton-2012-1a"


def bids(leaves: float = 0.0) -> Ask:
    said = copy.deepcopy(dict(load_setup(NORTON).protocol.said))
    said["simulated"] = {**said.get("simulated", {}), "leaves": leaves}
    return ask(protocol_from_said(said), "builders-bid-more")


def work_of(one: Ask, n: int) -> FullWork:
    [work] = works_of([one], NORTON, None, n, seed=2)
    return work


def test_what_a_study_takes_is_worked_out_from_all_of_its_people() -> None:
    """Two studies of 2 x 20: 36 and 32 analyzed, 400 and 380 paid, 960 minutes each: 2 days of 8 hours."""
    tally = FullTally(
        {"h": Tally(studies=2)}, Moments(2, 38.0, 0.0), Moments(2, 34.0, 8.0), Moments(2, 390.0, 200.0),
        Moments(2, 960.0, 0.0),
    )  # fmt: skip
    cost = cost_of("planted", 20, 2, tally, "EUR")
    assert (cost.recruited, cost.to_recruit, cost.desk_days) == (40, 24, 2.0)  # 20 / .85 = 23.5
    assert cost.pay.value == 390
    assert cost.pay.mc_error == pytest.approx(10.0)


def test_pieces_hold_about_two_hundred_people_and_every_study_once() -> None:
    pieces = full_pieces(work_of(bids(), 25), 9, conditions=2)
    assert [(one.first, one.count) for one in pieces] == [(0, 4), (4, 4), (8, 1)]


@pytest.mark.parametrize("asked", [{"goal": 0.9}, {"plot": True}])
def test_what_whole_sessions_do_not_do_yet_is_refused(asked: dict[str, object]) -> None:
    with pytest.raises(AnalysisError, match="Leave these out, or leave out --full"):
        power_of(replace(PowerRequest(NORTON, full=True), **asked))  # type: ignore[arg-type]


@pytest.mark.slow
def test_sessions_come_to_what_is_drawn_in_tables_and_pieces_to_the_same_digits() -> None:
    one = bids()
    whole = FullPiece(work_of(one, 10), 0, 8, program_digest())
    tally = run_full(whole)
    told = tally.tallies["builders-bid-more"].estimate
    error = (told.squares / (told.n - 1) / told.n) ** 0.5
    assert one.design.planted is not None
    assert abs(told.mean - one.design.planted) < 4 * error
    assert tally.finished.mean == 20
    first, last = (run_full(replace(whole, first=at, count=4)) for at in (0, 4))
    parts = first.and_those(last)
    assert parts.tallies["builders-bid-more"].significant == tally.tallies["builders-bid-more"].significant
    assert parts.pay.mean == pytest.approx(tally.pay.mean, rel=1e-12)


@pytest.mark.slow
def test_who_leaves_is_recruited_for_and_not_analyzed() -> None:
    work = work_of(bids(leaves=0.4), 12)
    tally = run_full(FullPiece(work, 0, 4, program_digest()))
    assert tally.finished.mean < 20
    assert tally.kept.mean <= tally.finished.mean
    assert tally.tallies["builders-bid-more"].known == 4
    cost = cost_of("planted", 12, 2, tally, "USD")
    assert cost.to_recruit is not None
    assert cost.to_recruit > 15


@pytest.mark.slow
def test_the_lines_tell_money_and_days_and_price_lists_have_power() -> None:
    found = power_of(PowerRequest("job-choice", n=(5,), studies=2, full=True, executor="here"))
    text = power_text(found)
    assert "EUR" in text
    assert "days of 8 hours at one desk" in text
    assert {one.engine for one in found.diagnoses} == {"sessions"}
    assert "a-draft-costs-more" in {one.hypothesis for one in found.diagnoses}
