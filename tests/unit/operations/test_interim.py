"""A study of ours below its planned sample: verdicts withheld by one rule, looks kept, files final."""

import json
from pathlib import Path

import pytest

from ikea_effect.assignment.place import Place
from ikea_effect.assignment.slots import slot_conditions
from ikea_effect.cli.main import main
from ikea_effect.errors import RecordError
from ikea_effect.operations.analyze import analysis_of, printed
from ikea_effect.operations.data import export
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.interim import Look, interim_of
from ikea_effect.operations.report import material_of
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.simulate_session import participant_name, simulate_one
from ikea_effect.operations.status import status
from ikea_effect.protocol.loading import find_protocol
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.claims import ENDED, enter_ended, enter_withdrawal
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study, open_study
from ikea_effect.record.study_acts import acts, add_act
from ikea_effect.record.study_journal import read_study_journal, study_journal
from ikea_effect.record.withdrawals import withdrawn_after
from ikea_effect.report.document import document

PLANNED = 8


@pytest.fixture
def protocol(tmp_path: Path) -> str:
    """Norton's experiment, planned for eight participants."""
    text = find_protocol("norton-2012-1a").read_text("utf-8")
    path = tmp_path / "norton_2012_1a.yaml"
    path.write_text(text.replace("per_condition: 100", f"per_condition: {PLANNED // 2}"), encoding="utf-8")
    return str(path)


def lab(results: Path, protocol: str, n: int) -> Study:
    """A study in mode lab with n sessions, answered as a simulated participant answers."""
    setup = load_setup(protocol, None)
    plan = plan_of(setup, protocol, "ours", "lab", 7)
    study = open_study(results, plan, "2026-03-02T12:00:00.000Z")
    for number, condition in enumerate(slot_conditions(setup.protocol, study.secret, 0, n)):
        journal = simulate_one(setup, plan, study.secret, number, Place(number, condition))
        study.journal(participant_name(number)).write_bytes(journal.content())
    return study


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = 0
    try:
        main(list(words))
    except SystemExit as end:
        code = int(end.code or 0)
    return code, capsys.readouterr().out


@pytest.mark.slow
def test_below_the_planned_sample_every_output_withholds(
    tmp_path: Path, protocol: str, capsys: pytest.CaptureFixture[str]
) -> None:
    study = lab(tmp_path / "r", protocol, 6)
    results = ("--results", str(tmp_path / "r"))
    found = json.loads(call(capsys, "analyze", "ours", "--json", *results)[1])
    assert found["interim"] == {"complete": 6, "planned": 8, "shown": False}
    assert {one["outcome"] for one in found["verdicts"]} == {"withheld"}
    assert found["verdicts"][0]["sentence"].startswith("withheld: 6 of 8 planned participants are complete")
    panel = json.loads(call(capsys, "replicate", "ours", "--json", *results)[1])
    assert panel["results"][0]["outcome"] == "withheld"
    assert {one["outcome"] for result in panel["results"] for one in result["criteria"]} == {"withheld"}
    assert call(capsys, "replicate", "ours", "--fail-on", "withheld", *results)[0] == 3
    told = repr(document(material_of(study)))
    assert "withheld" in told
    assert "did not replicate" not in told
    assert "forest-" not in told  # which would show both studies side by side
    assert (
        "With 6 of 8 planned participants this is an interim look, from which nothing is concluded." in told
    )
    text = call(capsys, "analyze", "ours", *results)[1]
    assert text.startswith("norton-2012-1a - INTERIM: 6 of 8 planned participants")
    copied = call(capsys, "analyze", "ours", "--apa", *results)[1]
    assert copied.startswith("[INTERIM: 6 of 8 planned participants are complete]")
    assert acts(study) == ()


@pytest.mark.slow
def test_a_look_shows_verdicts_and_is_kept(
    tmp_path: Path, protocol: str, capsys: pytest.CaptureFixture[str]
) -> None:
    study = lab(tmp_path / "r", protocol, 6)
    results = ("--results", str(tmp_path / "r"))
    looked = ("--interim", "--who", "JK", "--why", "ethics board asks")
    found = json.loads(call(capsys, "analyze", "ours", "--json", *looked, *results)[1])
    assert "withheld" not in {one["outcome"] for one in found["verdicts"]}
    assert found["interim"]["shown"] is True
    panel = json.loads(call(capsys, "replicate", "ours", "--json", "--interim", *results)[1])
    assert panel["results"][0]["outcome"] != "withheld"
    first, second = acts(study)
    assert (first.kind, first.data["command"]) == ("looked", "analyze")
    assert (first.data["who"], first.data["why"]) == ("JK", "ethics board asks")
    assert (first.data["complete"], first.data["planned"]) == (6, 8)
    assert (second.seq, second.data["command"]) == (first.seq + 1, "replicate")
    assert read_study_journal(study)[-1] == second
    assert study.participants() == [f"S000{i}" for i in range(1, 7)]
    later = json.loads(call(capsys, "analyze", "ours", "--json", *results)[1])
    assert later["source"]["notes"] == [
        "Verdicts were looked at 2 times before the planned sample was complete (at 6 of 8 participants): "
        "error rates of tests hold only if collection did not depend on what was seen."
    ]
    assert later["rows"]["people"] == 6


def test_at_the_planned_sample_nothing_is_withheld_and_no_look_is_kept(tmp_path: Path, protocol: str) -> None:
    study = lab(tmp_path, protocol, 8)
    found = analysis_of("ours", tmp_path, DataFiles(), look=Look("analyze"))
    assert found.basis.interim is None
    assert "interim" not in found.to_json()
    assert "withheld" not in {one.outcome for one in found.verdicts}
    assert acts(study) == ()


@pytest.mark.slow
def test_data_from_files_count_as_final(
    tmp_path: Path, protocol: str, capsys: pytest.CaptureFixture[str]
) -> None:
    export(lab(tmp_path, protocol, 6), tmp_path / "out")
    file = str(tmp_path / "out" / "observations.csv")
    code, out = call(capsys, "replicate", protocol, "--data", file, "--json")
    assert code == 0
    assert json.loads(out)["results"][0]["outcome"] != "withheld"
    assert call(capsys, "analyze", protocol, "--data", file, "--interim")[0] == 2
    assert call(capsys, "analyze", protocol, "--data", file, "--why", "curious")[0] == 2


@pytest.mark.slow
def test_a_simulation_is_complete_at_its_n_and_says_where_it_was_cut(tmp_path: Path) -> None:
    study = simulate(SimulateRequest("norton-2012-1a", 6, 3, study="dry", results=tmp_path))
    whole = analysis_of("dry", tmp_path, DataFiles())
    assert whole.basis.interim is None
    assert whole.basis.source.notes == ()
    for participant in ("S0005", "S0006"):
        study.journal(participant).unlink()
    cut = "The simulation is incomplete: it stopped at 4 of 6 participants."
    assert f"Note: {cut}" in printed(analysis_of("dry", tmp_path, DataFiles()))
    assert cut in status(study)["notes"]


def test_acts_are_chained(tmp_path: Path, protocol: str) -> None:
    study = lab(tmp_path, protocol, 1)
    for why in ("one", "two"):
        add_act(study, "looked", {"command": "analyze", "who": "JK", "why": why, "complete": 1, "planned": 4})
    path = study_journal(study)
    path.write_bytes(path.read_bytes().replace(b'"one"', b'"uno"'))
    with pytest.raises(RecordError, match=r"_study.jsonl:\d+: the chain does not hold"):
        read_study_journal(study)


def test_codes_that_nobody_sat_for_do_not_end_a_study_by_withdrawing(tmp_path: Path, protocol: str) -> None:
    study = lab(tmp_path, protocol, PLANNED - 2)
    for code in ("sent-1", "sent-2"):
        enter_withdrawal(study, code)
    assert interim_of(study, PLANNED - 2) is not None
    last = read_journal(study.journal(participant_name(0))).events[-1]
    for code in ("sat-1", "sat-2"):
        enter_ended(study, last, code)
        enter_withdrawal(study, code)
    assert interim_of(study, PLANNED - 2) is None


def test_whom_a_rule_ended_early_does_not_count_as_collected_by_withdrawing(
    tmp_path: Path, protocol: str
) -> None:
    study = lab(tmp_path, protocol, PLANNED - 2)
    last = read_journal(study.journal(participant_name(0))).events[-1]
    early = last._replace(data={**last.data, "to_end": False})
    for code in ("sent-home-1", "sent-home-2"):
        enter_ended(study, early, code)
        enter_withdrawal(study, code)
    assert withdrawn_after(study, ENDED) == 0
    assert interim_of(study, PLANNED - 2) is not None
