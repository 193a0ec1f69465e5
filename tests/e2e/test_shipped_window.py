"""Every study that is shipped, once in a real window: half of them by the mouse, half by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.operations.data import read_study
from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify_yokes import yokes_verified
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.resources import shipped
from ikea_effect.record.study import Study
from tests.e2e.one_window import Room, opened_room, sequence

SHIPPED = sorted(path.stem.replace("_", "-") for path in shipped("protocols").glob("*.yaml"))
SEED = 3


def needs_others(protocol: Protocol) -> bool:
    """Whether a session needs others, who have to make something before it or beside it."""
    yoked = protocol.assignment.yoke is not None
    return yoked or bool(protocol.roles) or any(one.between == "pair" for one in protocol.factors.values())


FIRST = ("contest-rewards", "label-or-fact")
"""Studies of several roles whose first participant needs nobody; the others are tried further on."""
ALONE = [name for name in SHIPPED if name in FIRST or not needs_others(load_protocol(name))]


def people(protocol: Protocol) -> int:
    """So many that the first has the role that comes first, as the first who comes to a desk."""
    planned = protocol.sample.per_role.values()
    return -(-sum(planned) // min(planned)) if planned else 1


@pytest.fixture(scope="module")
def room(x_display: str, home: Path) -> Iterator[Room]:
    yield from opened_room(x_display, home)


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize(
    ("protocol", "language", "keyboard"),
    [(name, ("en", "nl")[place // 2 % 2], place % 2 == 1) for place, name in enumerate(ALONE)],
)
def test_a_hand_at_the_window_sees_what_a_simulated_participant_sees(
    room: Room, tmp_path: Path, protocol: str, language: str, keyboard: bool
) -> None:
    simulated = simulate(
        SimulateRequest(
            protocol,
            people(load_protocol(protocol)),
            SEED,
            protocol,
            language=language,
            results=tmp_path / "simulated",
        )
    )
    request = RunRequest(
        protocol, "S0001", protocol, language=language, results=tmp_path, mode="scripted", seed=SEED
    )
    assert run_session(request, lambda setup, answer: room.opened(setup, answer, keyboard)).finished
    seen = Study(tmp_path / protocol)
    assert sequence(seen, "S0001") == sequence(simulated, "S0001")
    assert settle(seen).books.apart == {}  # played again from the study alone, without its texts


@pytest.mark.window
@pytest.mark.slow
def test_a_judge_sees_the_film_of_the_builder_who_came_before(room: Room, tmp_path: Path) -> None:
    for who, role in (("P001", "builder"), ("P002", "judge")):
        request = RunRequest("label-or-fact", who, role=role, results=tmp_path, mode="scripted", seed=SEED)
        assert run_session(request, lambda setup, answer: room.opened(setup, answer, False)).finished
    study = Study(tmp_path / "label-or-fact")
    builder, judge = read_study(study).tables.wide
    assert (builder["role"], judge["role"], judge["replay"]) == ("builder", "judge", "shown")
    assert (judge["film.stand_in"], judge["film.frames"]) == (False, 6)  # five parts, and none
    assert yokes_verified(study) == ((), ())
    assert settle(study).books.apart == {}
