import gc
import hashlib
from pathlib import Path

import pytest

from ikea_effect.collector import collector_paused
from ikea_effect.errors import RecordError
from ikea_effect.operations.data import export, read_study
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate import SimulateRequest, first_chunk, simulate, simulated_journals
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study_journal import study_journal
from ikea_effect.seeds import secret_from_seed


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.slow
@pytest.mark.parametrize("protocol", ["norton-2012-1a", "franke-2010-tshirt", "franke-2010-tshirt-free"])
def test_simulated_participants_reach_the_end_in_balance(tmp_path: Path, protocol: str) -> None:
    study = simulate(SimulateRequest(protocol, 20, 3, results=tmp_path))
    rows = read_study(study).tables.wide
    assert [row["participant"] for row in rows][:2] == ["S0001", "S0002"]
    assert {row["status"] for row in rows} <= {"complete", "ended-early"}
    factor = next(iter(study.protocol.factors))
    cells = [row[factor] for row in rows]
    assert max(map(cells.count, set(cells))) - min(map(cells.count, set(cells))) <= 2
    assert all(0 <= row["wtp"] <= 100 for row in rows if row["status"] == "complete")


@pytest.mark.slow
def test_the_seed_decides_everything(tmp_path: Path) -> None:
    one = simulate(SimulateRequest("norton-2012-1a", 12, 5, results=tmp_path / "a"))
    same = simulate(SimulateRequest("norton-2012-1a", 12, 5, results=tmp_path / "b"))
    other = simulate(SimulateRequest("norton-2012-1a", 12, 6, results=tmp_path / "c"))
    assert digests(one.journals) == digests(same.journals)
    assert digests(one.journals) != digests(other.journals)


@pytest.mark.slow
def test_the_number_of_processes_changes_no_byte(tmp_path: Path) -> None:
    one = simulate(SimulateRequest("norton-2012-1a", 130, 5, results=tmp_path / "a"))
    three = simulate(SimulateRequest("norton-2012-1a", 130, 5, results=tmp_path / "b", processes=3))
    export(one)
    export(three)
    assert digests(one.folder / "exports") == digests(three.folder / "exports")
    assert digests(one.journals) == digests(three.journals)


def test_more_participants_change_no_earlier_one(tmp_path: Path) -> None:
    few = simulate(SimulateRequest("norton-2012-1a", 5, 5, results=tmp_path / "a"))
    more = simulate(SimulateRequest("norton-2012-1a", 9, 5, results=tmp_path / "b"))
    assert study_journal(more).read_bytes().startswith(study_journal(few).read_bytes())
    for study in (few, more):
        study_journal(study).unlink()
    assert digests(few.journals).items() <= digests(more.journals).items()


def test_a_study_is_not_written_twice_unless_asked(tmp_path: Path) -> None:
    request = SimulateRequest("norton-2012-1a", 4, 5, results=tmp_path)
    study = simulate(request)
    before = digests(study.journals)
    with pytest.raises(RecordError, match="--replace"):
        simulate(request)
    assert digests(study.journals) == before
    again = simulate(SimulateRequest("norton-2012-1a", 2, 5, results=tmp_path, replace=True))
    assert again.participants() == ["S0001", "S0002"]


def test_every_chain_holds(tmp_path: Path) -> None:
    study = simulate(SimulateRequest("norton-2012-1a", 6, 5, results=tmp_path))
    for participant in study.participants():
        events = read_journal(study.journal(participant)).events
        assert events[0].data["mode"] == "simulated"
        assert events[-1].kind == "finished"
        assert [event.clock_ms for event in events] == sorted(event.clock_ms for event in events)


def test_nobody_to_simulate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="at least one"):
        simulate(SimulateRequest("norton-2012-1a", 0, 5, results=tmp_path))
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("protocol", ["norton-2012-1a", "franke-2010-tshirt"])
def test_a_simulated_session_leaves_no_garbage(protocol: str) -> None:
    """Python looks for none while one runs; what refers to itself would stay until it does."""
    setup = load_setup(protocol)
    plan = plan_of(setup, protocol, "study", "simulated", 7)
    secret = secret_from_seed(7, "study")
    chunk = first_chunk(setup, secret, 12)
    kept = list(simulated_journals(setup, plan, secret, chunk))  # what is worked out once is worked out
    gc.collect()
    with collector_paused():
        kept = list(simulated_journals(setup, plan, secret, chunk))
        assert gc.collect() == 0
    assert len(kept) == 12
