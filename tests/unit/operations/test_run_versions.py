"""What check refuses is not run; what is mended during data collection is a new version, told everywhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import IkeaEffectError, ProtocolError, RecordError
from ikea_effect.operations.analyze import analysis_of, printed
from ikea_effect.operations.data import read_study
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.rebuild import rebuild
from ikea_effect.operations.report import report
from ikea_effect.operations.run import Answer, RunRequest, run_session
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.status import status
from ikea_effect.operations.verify import verified
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.journal import read_journal
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Frontend, SessionInterrupted
from ikea_effect.session.frontends.simulation import Simulated

NAME = "norton-2012-1a"
BROKEN = "debrief:\n  title: Thank you\n  body: Please ask {nobody} for your money.\n"
RIGHT = "debrief:\n  title: Thank you\n  body: Please ask for your money.\n"
OTHER = "debrief:\n  title: Many thanks\n  body: Please ask for your money.\n"


class Hand(Simulated):
    """Answers as it is told; stops before a screen."""

    def __init__(self, answer: Answer, stop_before: int) -> None:
        self._answer, self._left, self._clock_ms = answer, stop_before, 0

    def show(self, screen: Screen) -> Reply:
        self._left -= 1
        if self._left == 0:
            raise SessionInterrupted
        values, rt_ms = self._answer(screen)
        return Reply(values, 0, rt_ms)


class Lab:
    """A lab with a set-up of its own, whose texts and pictures it can change."""

    def __init__(self, folder: Path) -> None:
        self.results = folder / "results"
        self.setup = Path(shutil.copytree(shipped("experiments") / "norton_2012_1a", folder / "box"))
        self.opened = 0
        path = self.setup / "experiment.yaml"
        text = path.read_text("utf-8").replace("overrides: {}", "overrides: {texts: {en: materials/en.yaml}}")
        path.write_text(text, "utf-8")
        self.words(RIGHT)

    def words(self, text: str) -> None:
        (self.setup / "materials" / "en.yaml").write_text(text, "utf-8")

    def picture(self) -> None:
        """Mends the picture: other bytes of the same kind."""
        path = self.setup / "materials" / "box" / "box.png"
        from PIL import Image

        with Image.open(path) as image:
            image.rotate(180).save(path)

    def run(self, participant: str, stop_before: int = 0, **more: Any) -> bool:
        def opened(_setup: Setup, answer: Answer) -> Frontend:
            self.opened += 1
            return Hand(answer, stop_before)

        asked = {"experiment": str(self.setup), "mode": "scripted", "seed": 1, **more}
        return run_session(RunRequest(NAME, participant, results=self.results, **asked), opened).finished

    @property
    def study(self) -> Study:
        return Study(self.results / NAME)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def refused(lab: Lab, kind: type[IkeaEffectError], participant: str = "P009", **more: Any) -> str:
    before = lab.opened
    with pytest.raises(kind) as error:
        lab.run(participant, **more)
    assert lab.opened == before
    return str(error.value)


def test_run_refuses_what_check_refuses_before_anything_is_begun(lab: Lab) -> None:
    lab.words(BROKEN)
    assert "debrief.body" in refused(lab, ProtocolError)
    assert not lab.results.exists()


@pytest.mark.slow
def test_a_version_that_was_checked_is_remembered_and_a_changed_one_is_checked_again(lab: Lab) -> None:
    lab.run("P001")
    [kept] = (lab.study.folder / "versions").iterdir()
    first = json.loads(kept.read_bytes())
    assert first["wordings"]["debrief.body"] == "Please ask for your money."
    written = kept.stat().st_mtime_ns
    lab.run("P002")
    assert kept.stat().st_mtime_ns == written
    lab.words(BROKEN)
    assert "debrief.body" in refused(lab, ProtocolError)
    lab.words(RIGHT)
    assert lab.run("P003")
    assert len(list((lab.study.folder / "versions").iterdir())) == 1


@pytest.mark.slow
def test_a_mended_wording_is_a_new_version_told_in_journal_status_analysis_and_report(lab: Lab) -> None:
    lab.run("P001")
    lab.run("P002", stop_before=4)
    lab.words(OTHER)
    lab.run("P003")
    assert lab.run("P002", resume=True)
    first = [read_journal(lab.study.journal(who)).events[0] for who in ("P001", "P003")]
    assert first[0].data["hashes"]["texts"] != first[1].data["hashes"]["texts"]
    resumed = next(e for e in read_journal(lab.study.journal("P002")).events if e.kind == "resumed")
    assert resumed.data["hashes"] == first[1].data["hashes"]

    found = status(lab.study)
    assert [(one["number"], one["sessions"]) for one in found["versions"]] == [(1, 2), (2, 2)]
    assert found["versions"][1]["changed"] == ["texts", "materials"]
    assert found["versions"][1]["wordings"] == ["debrief.title"]
    note = "Texts and materials changed during data collection (debrief.title): version 2 of the study"
    assert any(one.startswith(note) for one in found["notes"])
    tally = "Of 3 sessions, 2 met version 1, 2 met version 2; more than one: P002."
    assert tally in found["notes"]
    assert tally in printed(analysis_of(NAME, lab.results, DataFiles()))
    assert "version 2 of the study" in report(lab.study).read_text("utf-8")
    assert verified(NAME, lab.results).findings


@pytest.mark.slow
def test_a_study_with_one_version_says_nothing_of_versions(lab: Lab) -> None:
    lab.run("P001")
    lab.run("P002")
    assert [one["number"] for one in status(lab.study)["versions"]] == [1]
    assert not any("version" in note for note in status(lab.study)["notes"])


@pytest.mark.slow
def test_a_mended_picture_is_a_new_version(lab: Lab) -> None:
    lab.run("P001")
    lab.picture()
    assert lab.run("P002")
    found = status(lab.study)["versions"]
    assert [(one["changed"], one["wordings"]) for one in found] == [([], []), (["materials"], [])]


@pytest.mark.slow
def test_a_session_that_met_a_broken_text_is_finished_with_the_mended_one(lab: Lab) -> None:
    lab.run("P001", stop_before=5)
    lab.words(BROKEN)
    assert "debrief.body" in refused(lab, ProtocolError, "P001", resume=True)
    lab.words(OTHER)
    assert lab.run("P001", resume=True)
    assert read_study(lab.study).tables.wide[0]["status"] == "complete"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("overrides: {", "overrides: {payment: {show_up: 7.00}, ", "overrides"),
        ("protocol: norton-2012-1a", "protocol: norton-2012-1b", "norton-2012-1b"),
    ],
)
def test_amounts_and_protocol_are_no_wording(lab: Lab, before: str, after: str, says: str) -> None:
    lab.run("P001")
    path = lab.setup / "experiment.yaml"
    path.write_text(path.read_text("utf-8").replace(before, after, 1), "utf-8")
    assert says in refused(lab, IkeaEffectError)


@pytest.mark.slow
def test_another_set_up_is_another_study(lab: Lab) -> None:
    lab.run("P001")
    lab.setup = lab.setup.rename(lab.setup.with_name("crate"))
    assert "was begun with the set-up 'box', not 'crate'" in refused(lab, RecordError)


# --- artifacts --------------------------------------------------------------------------------------------


def builder(lab: Lab) -> str:
    """Somebody who made something and went to the end."""
    for number in range(8):
        lab.run(who := f"P{number:03d}")
        if any(event.kind == "made" for event in read_journal(lab.study.journal(who)).events):
            return who
    raise AssertionError("nobody built")


def cut_before_artifacts(lab: Lab, who: str) -> dict[str, bytes]:
    """Undoes what comes after the last line, as a kill in between would have; returns what was there."""
    folder = lab.study.folder / "artifacts" / who
    there = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder)
    with store_of(lab.study) as store:
        store.mark([who], "taken")
    return there


def found_in(lab: Lab, who: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (lab.study.folder / "artifacts" / who).iterdir()}


@pytest.mark.slow
def test_the_next_start_makes_artifacts_that_a_kill_took(lab: Lab) -> None:
    before = cut_before_artifacts(lab, who := builder(lab))
    assert set(before) == {"storage-box.json", "storage-box.png"}
    lab.run("P100")
    assert found_in(lab, who) == before


@pytest.mark.slow
def test_resuming_makes_artifacts_that_a_kill_took(lab: Lab) -> None:
    before = cut_before_artifacts(lab, who := builder(lab))
    assert "has finished" in refused(lab, IkeaEffectError, who, resume=True)
    assert found_in(lab, who) == before


@pytest.mark.slow
def test_rebuild_makes_every_artifact_and_table_again(tmp_path: Path) -> None:
    study = simulate(SimulateRequest(NAME, 4, 7, "made", results=tmp_path))
    assert not list((study.folder / "artifacts").iterdir())
    names = {path.relative_to(study.folder).as_posix() for path in rebuild(study).files}
    assert "report.html" in names
    assert "exports/observations.csv" in names
    pictures = {name for name in names if name.endswith("/storage-box.png")}
    assert len(pictures) == sum(row["labor"] == "build" for row in read_study(study).tables.wide)


@pytest.mark.slow
def test_without_its_materials_a_recipe_is_kept_and_the_picture_said_to_be_missing(lab: Lab) -> None:
    cut_before_artifacts(lab, who := builder(lab))
    shutil.rmtree(lab.setup)
    found = rebuild(lab.study)
    assert set(found_in(lab, who)) == {"storage-box.json"}
    assert any(who in note for note in found.notes)
