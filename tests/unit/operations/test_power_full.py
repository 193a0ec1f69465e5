"""Power of studies as they will be run: through the engine, with who is left out, and what they cost."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ikea_effect.assignment.place import Place
from ikea_effect.diagnosis.diagnose import Ask, ask
from ikea_effect.diagnosis.program import program_digest
from ikea_effect.diagnosis.results import PlanCost, PlanDiagnosis, Simulated
from ikea_effect.diagnosis.tally import Moments, Tally
from ikea_effect.errors import StationError
from ikea_effect.operations.power import power_of
from ikea_effect.operations.power_full import (
    FullPiece,
    FullTally,
    FullWork,
    cost_of,
    full_pieces,
    run_full,
    works_of,
)
from ikea_effect.operations.power_plans import with_costs
from ikea_effect.operations.power_request import PowerRequest
from ikea_effect.operations.power_text import power_text
from ikea_effect.operations.simulate import first_as_at_desks
from ikea_effect.operations.simulate_places import refilled
from ikea_effect.operations.simulate_session import leaves_early, simulated_context
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.setup import load_setup
from ikea_effect.tasks.path_model import latent_values

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


def test_a_tally_of_sessions_comes_back_from_its_file_to_the_last_bit() -> None:
    tally = FullTally(
        {"h": Tally(studies=2, significant=1, estimate=Moments(2, 0.1 + 0.2, 1 / 3))},
        *(Moments(2, mean, 1 / 7) for mean in (38.0, 34.0, 390.1, 960.3)),
    )
    assert FullTally.from_json(json.loads(json.dumps(tally.to_json()))) == tally


def test_other_materials_where_a_worker_runs_are_refused() -> None:
    work = replace(work_of(bids(), 10), materials="0" * 32)
    with pytest.raises(StationError, match="are others where a worker runs"):
        run_full(FullPiece(work, 0, 1, program_digest()))


@pytest.mark.slow
def test_a_run_of_sessions_goes_on_from_its_folder_and_comes_to_the_same(tmp_path: Path) -> None:
    """As after a night that ended early: some chunks are there, one is torn, the rest are run."""
    asked = PowerRequest(NORTON, (8,), ("builders-bid-more",), 26, full=True, executor="here")
    whole = power_of(asked).to_json()
    kept = replace(asked, out=tmp_path)
    assert power_of(kept).to_json() == whole
    files = sorted((tmp_path / "chunks").glob("sessions-*"))
    assert len(files) == 3  # of 12, 12 and 2 studies
    files[0].unlink()
    files[1].write_text(files[1].read_text("utf-8")[:50], "utf-8")
    untouched = files[2].stat().st_mtime_ns
    assert power_of(kept).to_json() == whole
    assert files[2].stat().st_mtime_ns == untouched


@pytest.mark.slow
def test_an_n_of_recruited_people_is_found_and_its_cost_told(tmp_path: Path) -> None:
    """Near that of the same studies drawn in batches, since hardly anyone is left out."""
    asked = PowerRequest(
        NORTON, hypotheses=("builders-bid-more",), studies=60, full=True, goal=0.7, executor="here"
    )
    small = replace(asked, protocol=str(smaller(tmp_path)), experiment=NORTON)
    [found] = (whole := power_of(small)).found
    [batched] = power_of(replace(small, full=False, studies=20_000)).found
    assert found.n is not None
    assert found.low is not None
    assert found.high is not None
    assert batched.n is not None
    assert found.low <= batched.n <= found.high
    assert {one.n_per_condition for one in whole.costs} == {one.n_per_condition for one in whole.diagnoses}


def smaller(folder: Path) -> Path:
    """The protocol with a larger effect and a smaller sample, which sessions find sooner."""
    said = copy.deepcopy(dict(load_setup(NORTON).protocol.said))
    said["simulation"]["wtp"]["mean"] = {"build": 0.98, "prebuilt": 0.48}
    said["sample"]["per_condition"] = 12
    said["sequential"] = {"plan": "group-sequential", "hypothesis": "builders-bid-more", "looks": [6, 12]}
    file = folder / "norton_2012_1a.yaml"
    file.write_text(json.dumps(said), "utf-8")
    return file


def test_what_a_plan_takes_is_that_of_the_participants_who_are_expected() -> None:
    """Of 40 recruited 32 are analyzed, for 320 in all and 160 minutes: 10 and 5 each; 24 are expected."""
    share = Simulated(0.5, 0.1)
    plan = PlanDiagnosis(
        "group-sequential", "h", "zero", 20, 2, (10, 20), 9, 1, (share,) * 2, (share,) * 2, share, share,
        Simulated(24.0, 1.0),
    )  # fmt: skip
    tally = FullTally(
        {"h": Tally(studies=1)}, *(Moments(1, mean, 0.0) for mean in (36.0, 32.0, 320.0, 160.0))
    )
    [one] = with_costs([plan], [cost_of("planted", 20, 2, tally, "EUR")])
    assert one.takes == PlanCost("EUR", 240.0, 120.0)
    assert with_costs([plan], []) == (plan,)


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


def test_the_place_of_who_leaves_goes_to_the_next_who_comes_to_that_queue() -> None:
    """The second and the third of six leave: slots 1 and 2 are given again, to the next of their stratum."""
    strata = ["old", "old", "young", "young", "old", "old"]
    places = [Place(slot, {}, {"age": age}) for slot, age in enumerate(strata)]
    given = refilled(places, {1, 2}.__contains__)
    assert [one.slot for one in given] == [0, 1, 2, 2, 1, 4]
    assert [one.strata["age"] for one in given] == strata
    assert refilled(places, lambda _number: False) == places


def test_places_are_given_again_as_long_as_people_come() -> None:
    """Whoever finished sits in a slot of their own; at most the last to leave has left one empty below."""
    setup, secret = load_setup(NORTON), b"x" * 32
    said = {**setup.protocol.said, "simulated": {"leaves": 0.4}}
    setup = replace(setup, protocol=protocol_from_said(said))
    chunk = first_as_at_desks(setup, secret, 60)
    pairs = list(zip(chunk.numbers, chunk.places, strict=True))
    left = {
        number for number, place in pairs if leaves_early(simulated_context(setup, secret, number, place))
    }
    finished = [place.slot for number, place in pairs if number not in left]
    assert 10 < len(left) < 40
    assert len(set(finished)) == len(finished)
    assert len(set(range(max(finished))) - set(finished)) <= 1
    assert max(place.slot for place in chunk.places) <= 60 - len(left)


@pytest.mark.slow
def test_the_lines_tell_money_and_days_and_price_lists_have_power() -> None:
    found = power_of(PowerRequest("job-choice", n=(5,), studies=2, full=True, executor="here"))
    text = power_text(found)
    assert "EUR" in text
    assert "days of 8 hours at one desk" in text
    assert {one.engine for one in found.diagnoses} == {"sessions"}
    assert "a-draft-costs-more" in {one.hypothesis for one in found.diagnoses}


@pytest.mark.slow
def test_people_of_whole_sessions_come_from_the_population_of_the_quick_way_at_cap_and_zero() -> None:
    """Of 200 studies of 56 people, of whom a tenth leave and an eighth reach the cap: within 4 errors."""
    said = copy.deepcopy(dict(load_setup(NORTON).protocol.said))
    said["simulation"]["wtp"] |= {"mean": {"build": 3.2, "prebuilt": 2.2}, "sd": 2.0}
    said["simulated"] = {"leaves": 0.1}
    setup = replace(load_setup(NORTON), protocol=protocol_from_said(said))
    design = ask(setup.protocol, "builders-bid-more").design
    bids: dict[str, list[float]] = {"build": [], "prebuilt": []}
    for number in range(200):
        secret = hashlib.sha256(f"1 {number}".encode()).digest()
        chunk = first_as_at_desks(setup, secret, 56)
        for who, place in zip(chunk.numbers, chunk.places, strict=True):
            context = simulated_context(setup, secret, who, place)
            if not leaves_early(context):
                latent = latent_values(context)["wtp"]
                bids[place.condition["labor"]].append(min(5.0, max(0.0, round(latent, 2))))
    for level, given in bids.items():
        values = np.array(given)
        error = values.std() / np.sqrt(len(values))
        assert values.mean() == pytest.approx(design.expected[level], abs=4 * error)
        for share, at in ((design.at_zero[level], 0.0), (design.at_cap[level], 5.0)):
            expected = np.sqrt(share * (1 - share) / len(values))
            assert (values == at).mean() == pytest.approx(share, abs=4 * expected)
