"""The studies that come with the program: which there are, that each checks and finds what it plants."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.operations.analyze import analysis_of
from ikea_effect.operations.check import check
from ikea_effect.operations.data import export
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.demo import demo
from ikea_effect.operations.practical import label
from ikea_effect.operations.report import report
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.resources import shipped, underscored

PARADIGMS = (
    "norton-2012-1a", "norton-2012-1b", "norton-2012-2", "norton-2012-3",
    "mochon-2012-1", "mochon-2012-2", "mochon-2012-3",
    "sarstedt-2017", "dohle-2014", "marsh-2018",
    "franke-2010-tshirt", "franke-schreier-2010-scarf",
    "dahl-2015-user-driven", "fuchs-2011-empowerment", "fuchs-2013-luxury", "fuchs-2010-voting",
    "customer-photos",
    "contest-rewards", "engagement-motivators", "voice-and-feedback", "perceived-value",
    "participation-involvement",
    "ai-contribution", "job-choice", "maker-and-judges", "made-for-you", "label-or-fact",
)  # fmt: skip
"""The designs of the field; one not yet written is not shipped."""

MORE = ("franke-2010-tshirt-free",)
"""Variants beside them."""

PER_CONDITION = 40
"""Simulated participants in each condition: what is planted shows, and the machine is not kept long."""

MOST = 480
"""Of a study with many conditions, in all."""

SHIPPED = sorted(path.stem.replace("_", "-") for path in shipped("protocols").glob("*.yaml"))


def experiment_of(protocol: str) -> Path:
    """The folder with a protocol's own set-up."""
    return shipped("experiments") / underscored(protocol)


def test_what_is_shipped_is_a_design_of_the_field_or_a_variant() -> None:
    assert len(PARADIGMS) == len(set(PARADIGMS)) == 27
    assert set(SHIPPED) <= {*PARADIGMS, *MORE}


@pytest.mark.parametrize("protocol", SHIPPED)
def test_a_protocol_checks_and_a_lab_can_plan_with_it(protocol: str) -> None:
    found = check(protocol, quick=True)
    assert found.faults == ()
    loaded = load_protocol(protocol)
    assert set(loaded.languages) >= {"en", "nl"}
    assert loaded.practical is not None
    assert loaded.notes, "what differs from the article, or that the design is ours"
    assert loaded.hypotheses
    for hypothesis in loaded.hypotheses:
        assert hypothesis.measure in loaded.simulation, hypothesis.id


@pytest.mark.parametrize("protocol", SHIPPED)
def test_what_people_suspect_is_asked_before_any_question_names_what_is_varied(protocol: str) -> None:
    loaded = load_protocol(protocol)
    asked = [measure for step in loaded.timeline for measure in getattr(step, "measures", ())]
    if "guess" not in loaded.measures:
        return
    checks = {one.measure for one in loaded.hypotheses if one.purpose == "manipulation-check"}
    names = [one for one in asked if one in checks and loaded.measures[one].kind == "choice"]
    names += [
        one for step in loaded.timeline if step.name == "checks" for one in getattr(step, "measures", ())
    ]
    assert [one for one in names if asked.index(one) < asked.index("guess")] == []


CHILDREN = "marsh-2018"
"""Nobody asks children whether they read questions that are read to them, or what they suspect."""


@pytest.mark.parametrize("protocol", SHIPPED)
def test_who_took_part_is_asked_in_a_block_that_a_lab_may_drop(protocol: str) -> None:
    loaded = load_protocol(protocol)
    asked = {"age", *([] if protocol == CHILDREN else ["guess", "attention"])}
    assert asked <= set(loaded.measures)
    (block,) = (step for step in loaded.timeline if step.name == "about-you")
    gone = set(getattr(block, "measures", ()))
    said = dict(loaded.said)
    said["timeline"] = [one for one in said["timeline"] if _id_of(one) != "about-you"]
    for part in ("measures", "simulation"):
        said[part] = {name: value for name, value in said[part].items() if name not in gone}
    assert gone.isdisjoint(protocol_from_said(said).measures)


def _id_of(step: Mapping[str, Any]) -> str | None:
    """The id of a step as a protocol's file has it."""
    (arguments,) = step.values()
    return arguments.get("id") if isinstance(arguments, Mapping) else None


@pytest.mark.parametrize("protocol", SHIPPED)
def test_a_protocol_comes_with_its_set_up_and_a_way_to_start_it(protocol: str) -> None:
    run = (experiment_of(protocol) / "run.py").read_text("utf-8")
    assert f'run_experiment(Path(__file__).parent, "{protocol}", sys.argv[1:])' in run
    assert (experiment_of(protocol) / "experiment.yaml").is_file()


def test_published_numbers_say_where_they_stand() -> None:
    for protocol in map(load_protocol, SHIPPED):
        for entry in protocol.published:
            assert entry.locator, f"{protocol.id}: {entry.hypothesis}"


def test_what_a_protocol_asks_of_a_lab_is_no_part_of_its_hash() -> None:
    protocol = load_protocol("norton-2012-1a")
    assert "practical" not in protocol.said
    asked = label("norton-2012-1a")
    assert (asked.minutes, asked.together, asked.most.minor) == (20, 1, 1000)
    assert asked.usual is not None
    assert asked.usual.minor <= asked.most.minor


@pytest.mark.slow
@pytest.mark.parametrize("protocol", SHIPPED)
def test_every_screen_of_a_protocol_fits_in_both_languages(protocol: str) -> None:
    assert check(protocol).faults == ()


@pytest.mark.slow
@pytest.mark.parametrize("protocol", SHIPPED)
def test_a_simulated_study_finds_what_its_protocol_plants(protocol: str, tmp_path: Path) -> None:
    """Every condition through the engine, to the report; no interval lies on the other side of a claim."""
    loaded = load_protocol(protocol)
    people = min(PER_CONDITION * len(loaded.conditions), MOST)
    study = simulate(SimulateRequest(protocol, people, 1, results=tmp_path))
    assert export(study)
    estimates = analysis_of(study.name, tmp_path, DataFiles()).to_json()["estimates"]
    found = {one["hypothesis"]: one for one in estimates if one["role"] == "primary"}
    for hypothesis in loaded.hypotheses:
        estimate = found[hypothesis.id]
        assert estimate["estimate"] is not None, hypothesis.id
        if hypothesis.alternative != "two-sided" and estimate["ci"] is not None:
            low, high = estimate["ci"]
            assert high > 0 if hypothesis.alternative == "greater" else low < 0, hypothesis.id
    assert report(study).read_text("utf-8").lower().startswith("<!doctype html>")


def test_a_demonstration_of_a_study_that_is_not_there_opens_no_window(tmp_path: Path) -> None:
    with pytest.raises(ProtocolError, match="no-such-study"):
        next(demo(tmp_path, 1, "1280x1024", print, ["no-such-study"]))
