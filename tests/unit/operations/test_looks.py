"""Planned looks at a study of ours: taken in their order, when they are due, kept, and told everywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scipy import stats

from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.analysis.sequential.looks import judged
from ikea_effect.errors import AnalysisError
from ikea_effect.operations.analyze import analysis_of
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.interim import Look, interim_of
from ikea_effect.operations.json_output import Analyze
from ikea_effect.operations.looks import KIND, looks_of
from ikea_effect.operations.report import material_of
from ikea_effect.operations.status import status
from ikea_effect.protocol.loading import find_protocol
from ikea_effect.protocol.sequential import EValues
from ikea_effect.record.study import Study
from ikea_effect.record.study_acts import acts
from ikea_effect.report.document import document
from tests.unit.operations.test_interim import call, lab

PLAN = """
sequential:
  plan: group-sequential
  hypothesis: builders-bid-more
  looks: [3, 6, 9]
  alpha: 0.05
"""


@pytest.fixture
def protocol(tmp_path: Path) -> str:
    return written(tmp_path)


def written(folder: Path, build: float = 0.78) -> str:
    """Norton's experiment for 18 participants, looked at by 6, 12 and 18; `build` is what builders bid."""
    text = find_protocol("norton-2012-1a").read_text("utf-8")
    text = text.replace("per_condition: 100", "per_condition: 9")
    text = text.replace("{build: 0.78,", f"{{build: {build},")
    path = folder / "norton_2012_1a.yaml"
    path.write_text(text + PLAN, encoding="utf-8")
    return str(path)


def refused(results: Path, look: int) -> str:
    with pytest.raises(AnalysisError) as error:
        analysis_of("ours", results, DataFiles(), look=Look("analyze", "JK", "", look))
    return str(error.value)


def more(results: Path, protocol: str, study: Study, n: int) -> None:
    """The study with so many participants in all."""
    other = lab(results / "again", protocol, n)
    for path in sorted((other.folder / "journals").glob("S*.jsonl")):
        (study.folder / "journals" / path.name).write_bytes(path.read_bytes())


@pytest.mark.slow
def test_looks_are_taken_in_order_when_they_are_due(tmp_path: Path, protocol: str) -> None:
    results = tmp_path / "r"
    study = lab(results, protocol, 5)
    assert "look 1 of 3 is due when 6 participants have finished (3 per condition), and 5" in refused(
        results, 1
    )
    assert "look 1 comes before look 2 and was not taken" in refused(results, 2)
    assert "--look 4: norton-2012-1a plans 3 looks, at 3, 6, 9 participants per condition" in refused(
        results, 4
    )
    assert acts(study) == ()
    more(results, protocol, study, 7)
    found = analysis_of("ours", results, DataFiles(), look=Look("analyze", "JK", "as planned", 1))
    [look] = looks_of(study)
    assert (look.complete, look.planned, look.share, look.decision) == (7, 18, 7 / 18, "go-on")
    assert look.value == next(one.p for one in found.estimates if one.hypothesis == "builders-bid-more")
    assert look.bound == pytest.approx(
        0.00168, abs=1e-5
    )  # 2 (1 - Phi(2.2414 / sqrt(7 / 18))), alpha / 4 above
    [act] = acts(study)
    assert (act.kind, act.data["who"], act.data["why"]) == (KIND, "JK", "as planned")
    assert "look 1 was taken. Look 1 of 3, at 7 of 18 participants" in refused(results, 1)
    assert "look 2 of 3 is due when 12 participants have finished" in refused(results, 2)


@pytest.mark.slow
def test_verdicts_wait_for_the_plan_and_every_output_tells_the_look(tmp_path: Path, protocol: str) -> None:
    results = tmp_path / "r"
    study = lab(results, protocol, 6)
    before = analysis_of("ours", results, DataFiles())
    assert {one.outcome for one in before.verdicts} == {"withheld"}
    assert (
        "Look 1 of 3 is due at 6 participants: ikea-effect analyze ours --look 1"
        in before.verdicts[0].sentence
    )
    found = analysis_of("ours", results, DataFiles(), look=Look("analyze", "JK", "", 1))
    assert {one.outcome for one in found.verdicts} == {"withheld"}  # for collection goes on
    told = found.to_json()
    Analyze.model_validate({"format": 1, **told})
    assert told["sequential"]["taken"][0]["decision"] == "go-on"
    sentence = looks_of(study)[0].sentence
    assert sentence in told["source"]["notes"]
    assert sentence in status(study)["notes"]
    page = repr(document(material_of(study)))
    assert "Looks during collection" in page
    assert "collection went on" in page
    assert "O’Brien-Fleming" in page


def test_a_look_that_ends_collection_makes_results_final(tmp_path: Path) -> None:
    results = tmp_path / "r"
    study = lab(results, written(tmp_path, build=1.4), 8)  # so much that a small study reaches the bound
    found = analysis_of("ours", results, DataFiles(), look=Look("analyze", "JK", "", 1))
    [look] = looks_of(study)
    if look.decision == "go-on":
        pytest.fail(f"the example should end: {look.sentence}")
    assert look.sentence.endswith("an effect of this sign is shown, and collection ends.")
    assert f"estimate {look.estimate:.4g}, p = " in look.sentence
    assert interim_of(study, 8) is None
    assert "withheld" not in {one.outcome for one in found.verdicts}
    assert "no look is left" in refused(results, 2)
    assert look.interval is not None
    assert look.interval[0] is not None
    assert look.interval[0] > 0  # as the bound was reached


@pytest.mark.slow
def test_the_last_look_is_at_all_and_spends_what_is_left(tmp_path: Path, protocol: str) -> None:
    results = tmp_path / "r"
    study = lab(results, protocol, 18)
    analysis_of("ours", results, DataFiles(), look=Look("analyze", "JK", "", 1))
    [look] = looks_of(study)
    assert (look.share, look.spent, look.ends) == (1.0, pytest.approx(0.05), True)
    assert look.bound == pytest.approx(0.05)


def test_the_command_says_what_does_not_go_together(
    tmp_path: Path, protocol: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lab(tmp_path / "r", protocol, 6)
    results = ("--results", str(tmp_path / "r"))
    assert call(capsys, "analyze", "ours", "--look", "1", "--interim", *results)[0] == 2
    code, out = call(capsys, "analyze", "ours", "--look", "1", "--json", *results)
    assert code == 0
    assert json.loads(out)["sequential"]["taken"][0]["look"] == 1


def test_a_protocol_without_a_plan_has_no_looks(tmp_path: Path) -> None:
    lab(tmp_path / "r", "norton-2012-1a", 2)
    assert "norton-2012-1a plans no looks" in refused(tmp_path / "r", 1)


def estimated(difference: float, n: int, recorded: str = "equivalence") -> Estimate:
    """A test of equivalence of two cells of n, SD 1."""
    return Estimate(
        "builders-bid-more", "primary", "wtp", "USD", "tost", "",
        n={"build": n, "prebuilt": n}, mean={"build": 1 + difference, "prebuilt": 1.0},
        sd={"build": 1.0, "prebuilt": 1.0}, estimate=difference, p=0.04, alternative=recorded,
        statistic=Statistic("t", -1.9, 2.0 * n - 2),
    )  # fmt: skip


def test_a_look_that_is_to_rule_an_effect_out_goes_by_both_bounds() -> None:
    """Against scipy's noncentral t at d = 0.4: the weaker of both sides."""
    plan = EValues(
        plan="e-values", hypothesis="builders-bid-more", looks=(80, 160), d=0.4, shows="equivalence"
    )
    first = judged(plan, [], 160, 320, estimated(0.05, 80))
    t, shift = 0.05 * 80**0.5 / 2**0.5, 0.4 * (80 / 2) ** 0.5
    assert first.value == pytest.approx(stats.t.pdf(t, 158) / stats.nct.pdf(t, 158, shift), rel=1e-6)
    assert (first.evidence, first.bound, first.decision) == ("e", 20.0, "go-on")
    assert judged(plan, [first], 320, 320, estimated(0.0, 160)).decision == "no-effect"
    last = judged(plan, [first], 320, 320, estimated(0.3, 160))
    assert last.decision == "not-ruled-out"
    assert last.sentence.endswith("an effect of the size that matters is not ruled out.")
    assert last.ends
