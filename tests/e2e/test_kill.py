"""Kill -9 a real windowed session; after resuming, nothing but times and interruptions differs."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.operations.data import read_study
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.record.journal import read_journal
from ikea_effect.record.observations import untimed
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study

PROTOCOL = "norton-2012-1a"
SCRIPT = Path(__file__).with_name("session_that_dies.py")
BUILDER, OTHER = "S0002", "S0001"  # the first slots of seed 7: prebuilt, build
SEED = 7

pytestmark = [pytest.mark.window, pytest.mark.slow]


class Session:
    """Runs one participant in a study of its own."""

    def __init__(self, folder: Path, protocol: str = PROTOCOL) -> None:
        self.results, self.shown_file, self.protocol = folder / "results", folder / "shown.txt", protocol
        folder.mkdir(parents=True)

    def run(self, participant: str, point: str = "never") -> int:
        command = [sys.executable, str(SCRIPT), str(self.results), self.protocol, participant]
        done = subprocess.run(
            [*command, str(self.shown_file), point], capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        return done.returncode

    @property
    def study(self) -> Study:
        return Study(self.results / self.protocol)

    @property
    def shown(self) -> list[str]:
        return self.shown_file.read_text().split()

    def row(self, participant: str) -> dict[str, Any]:
        """The participant's exported columns, without times and interruptions."""
        rows = read_study(self.study).tables.wide
        row = next(row for row in rows if row["participant"] == participant)
        return untimed(row)


def seat_first(session: Session) -> None:
    """The builder is the second to come; the first takes a slot and is never run."""
    from ikea_effect.operations.session_facts import plan_of
    from ikea_effect.protocol.setup import load_setup
    from ikea_effect.record.study import open_study

    setup = load_setup(session.protocol)
    study = open_study(
        session.results, plan_of(setup, session.protocol, session.protocol, "scripted", SEED), ""
    )
    with store_of(study) as store:
        store.claim([OTHER, BUILDER])


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, x_display: str) -> Session:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", x_display)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        session = Session(tmp_path_factory.mktemp("undisturbed") / "run")
        seat_first(session)
        assert session.run(BUILDER) == 0
    assert session.row(BUILDER)["labor"] == "build"
    return session


@pytest.mark.parametrize("point", ["in-the-assembly", "half-typed", "after-the-bid"])
def test_a_killed_session_goes_on_where_it_was(tmp_path: Path, undisturbed: Session, point: str) -> None:
    session = Session(tmp_path / "run")
    seat_first(session)
    assert session.run(BUILDER, point) == -signal.SIGKILL
    before, answered = session.shown, len(_replies(session))
    assert "bid.outcome" not in before
    if point == "in-the-assembly":
        assert before[-1] == "build.board"
        assert before.count("build.board") >= 3
    else:
        assert before[-1] == "bid.amount"
    assert answered == len(before) - (point != "after-the-bid")

    assert session.run(BUILDER) == 0
    assert before[:answered] + session.shown[len(before) :] == undisturbed.shown
    assert session.row(BUILDER) == undisturbed.row(BUILDER)
    wide = {row["participant"]: row for row in read_study(session.study).tables.wide}
    assert wide[BUILDER]["interruptions"] == 1


def _replies(session: Session) -> list[str]:
    events = read_journal(session.study.journal(BUILDER)).events
    return [event.data["screen"] for event in events if event.kind == "replied"]


def sequence(study: Study, participant: str) -> list[tuple[str, str | None]]:
    events = read_journal(study.journal(participant)).events
    return [(event.kind, event.data.get("screen")) for event in events]


def test_a_window_and_a_simulation_write_the_same_kinds_and_screens(
    tmp_path: Path, undisturbed: Session
) -> None:
    simulated = simulate(SimulateRequest(PROTOCOL, 2, SEED, results=tmp_path))
    assert sequence(undisturbed.study, BUILDER) == sequence(simulated, BUILDER)
    assert undisturbed.row(BUILDER)["wtp"] == read_study(simulated).tables.wide[1]["wtp"]


@pytest.mark.parametrize("protocol", ["franke-2010-tshirt", "franke-2010-tshirt-free"])
def test_a_designed_shirt_gives_the_same_screens_in_window_and_simulation(
    tmp_path: Path, protocol: str
) -> None:
    session = Session(tmp_path / "run", protocol)
    simulated = simulate(SimulateRequest(protocol, 2, SEED, results=tmp_path / "simulated"))
    for participant in (OTHER, BUILDER):
        assert session.run(participant) == 0
        assert sequence(session.study, participant) == sequence(simulated, participant)
