"""How each part came to its place: at the window, in the data, and what check says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.kinds import step_kind
from ikea_effect.protocol.loading import protocol_from
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.setup import load_setup, set_up
from ikea_effect.protocol.tree import parse_tree
from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.screens import Screen
from ikea_effect.screens.traced_board import MEANS, TracedBoard
from ikea_effect.seeds import Stream
from ikea_effect.session.frontends.lab.assembly_view import TRACED, AssemblyView
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.trace import Trace
from ikea_effect.tasks.assembly.build import moved
from ikea_effect.tasks.assembly.simulation import traced
from ikea_effect.tasks.assembly.task import assembly, board, started
from tests.unit.session.test_assembly_keys import carried
from tests.unit.tasks.making_bench import NORTON, build_step, context, play, setup

KIT = setup(NORTON).kits["storage-box"]
FIRST, SECOND = KIT.order[:2]


def built(*moves: dict[str, Any], **changes: Any) -> dict[str, Any]:
    left = iter(moves)

    def answer(screen: Screen) -> dict[str, Any]:
        if not isinstance(screen, AssemblyBoard):
            return {}
        return next(
            left, {"move": "done"} if screen.complete else {"move": "place", "part": screen.next_part}
        )

    return play(assembly(build_step(consult=True, **changes), context(NORTON)), answer).noted()


def test_path_pauses_attempts_and_looks_are_told_part_by_part() -> None:
    look = {"move": "consult"}
    missed = {"move": "wrong-drop", "part": FIRST, "x": 0, "y": 0, "path": 200, "pauses": 1}
    placed = {"move": "place", "part": FIRST, "path": 500, "pauses": 0}
    noted = built(look, look, missed, look, look, placed, look, look, telemetry=(FIRST, SECOND))
    assert [noted[f"build.{fact}.{FIRST}"] for fact in ("path", "pauses", "attempts", "looks")] == [
        700,
        1,
        2,
        2,
    ]
    assert [noted[f"build.{fact}.{SECOND}"] for fact in ("path", "pauses", "attempts", "looks")] == [
        0,
        0,
        1,
        1,
    ]
    assert noted["build.looks"] == 3


def test_a_part_that_is_taken_back_counts_on() -> None:
    one = {"move": "place", "part": FIRST, "path": 300}
    assert built(one, {"move": "undo"}, one, telemetry=(FIRST,))[f"build.path.{FIRST}"] == 600


@pytest.mark.parametrize("path", [-5, "far", True, 2.5, None])
def test_what_is_no_count_counts_nothing(path: object) -> None:
    noted = built({"move": "place", "part": FIRST, "path": path}, telemetry=(FIRST,))
    assert (noted[f"build.path.{FIRST}"], noted[f"build.attempts.{FIRST}"]) == (0, 1)


def test_without_telemetry_nothing_more_is_noted() -> None:
    assert not [name for name in built() if name.count(".") > 1]


def test_a_trace_adds_up_its_way_and_counts_where_it_rests() -> None:
    trace = Trace((0.0, 0.0), 1.0)
    trace.move((0.3, 0.4), 1.5)  # 0.5 away
    trace.rest(2.4)
    trace.rest(2.6)  # still for 1.1 s
    trace.rest(4.0)  # the same pause
    trace.move((0.301, 0.4), 4.5)  # a hand trembles
    trace.move((0.3, 0.2), 5.0)
    assert trace.words == {"path": 700, "pauses": 1}


def test_by_what_a_part_came_is_told_of_where_it_went_in_last() -> None:
    typed, dragged = ({"move": "place", "part": FIRST, "by": by} for by in ("keys", "drag"))
    missed = {"move": "wrong-drop", "part": FIRST, "x": 0, "y": 0, "by": "click"}
    assert built(missed, typed, telemetry=(FIRST,))[f"build.by.{FIRST}"] == "keys"
    assert built(typed, {"move": "undo"}, dragged, telemetry=(FIRST,))[f"build.by.{FIRST}"] == "drag"


@pytest.mark.parametrize("more", [{}, {"by": "hand"}, {"by": 3}, {"by": ["keys"]}])
def test_what_no_reply_says_is_not_told(more: dict[str, Any]) -> None:
    """Sessions of before keep the facts that they left."""
    noted = built({"move": "place", "part": FIRST, **more}, telemetry=(FIRST,))
    assert f"build.by.{FIRST}" not in noted


def test_the_codebook_says_what_may_have_carried_a_part() -> None:
    here = setup(NORTON).experiment.protocol
    columns = step_kind("assembly").columns(build_step(telemetry=(FIRST,)), here)
    [column] = [one for one in columns if one.name == f"build.by.{FIRST}"]
    assert column.values == MEANS
    assert "arrow keys" in column.meaning


def test_the_keyboard_tells_its_way_too() -> None:
    step = build_step(telemetry=(FIRST,))
    view = TRACED.view(board(started(KIT, step), step), setup(NORTON), (1280, 1024), 1, False)
    assert isinstance(view, AssemblyView)
    view.lay_out(Sheet((1280, 1024)))
    start = view.in_tray(FIRST)
    values = carried(view, FIRST, view.place_of(FIRST))
    assert values is not None
    assert (values["move"], values["by"]) == ("place", "keys")
    way = sum(abs(a - b) for a, b in zip(view.place_of(FIRST), start, strict=True))
    assert values["path"] == pytest.approx(way * 1000, abs=25)


def test_a_drag_at_the_window_tells_its_way() -> None:
    step = build_step(telemetry=(FIRST,))
    screen = board(started(KIT, step), step)
    assert isinstance(screen, TracedBoard)
    view = TRACED.view(screen, setup(NORTON), (1280, 1024), 1, False)
    assert isinstance(view, AssemblyView)
    view.lay_out(Sheet((1280, 1024)))
    targets = view.targets()
    start, end = targets[f"part.{FIRST}"], targets[f"place.{FIRST}"]
    view.tick(0.5)
    view.press(start)
    view.tick(1.6)
    view.drag((start[0], end[1]))
    values = view.release(end)
    assert values is not None
    way = abs(end[1] - start[1]) + abs(end[0] - start[0])
    assert (values["move"], values["pauses"], values["by"]) == ("place", 1, "drag")
    assert values["path"] == pytest.approx(way * 1000, abs=1)


def test_two_clicks_tell_the_way_between_them_and_no_less() -> None:
    step = build_step(telemetry=(FIRST,))
    view = TRACED.view(board(started(KIT, step), step), setup(NORTON), (1280, 1024), 1, False)
    view.lay_out(Sheet((1280, 1024)))
    targets = view.targets()
    start, end = targets[f"part.{FIRST}"], targets[f"place.{FIRST}"]
    view.tick(0.5)
    view.press(start)
    assert view.release(start) is None
    view.tick(1.6)
    view.hover((start[0], end[1]))
    view.hover(end)
    view.press(end)
    values = view.release(end)
    way = abs(end[1] - start[1]) + abs(end[0] - start[0])
    assert (values["move"], values["pauses"], values["by"]) == ("place", 1, "click")
    assert values["path"] == pytest.approx(way * 1000, abs=1)


def test_what_is_taken_back_by_the_hand_is_taken_back_as_by_the_button() -> None:
    step = build_step(telemetry=(FIRST,))
    screen = board(moved(started(KIT, step), {"move": "place", "part": FIRST}), step)
    view = TRACED.view(screen, setup(NORTON), (1280, 1024), 1, False)
    view.lay_out(Sheet((1280, 1024)))
    view.press(view.targets()[f"part.{FIRST}"])
    view.drag(view.in_tray(FIRST))
    values = view.release(view.in_tray(FIRST))
    assert values == {"move": "undo"}
    assert screen.takes(values)


def test_simulated_people_carry_parts_some_way() -> None:
    step = build_step(telemetry=(FIRST,))
    move, _ = traced(board(started(KIT, step), step), None, Stream(b"k" * 32))  # type: ignore[arg-type]
    assert 350 <= move["path"] < 750


def test_a_part_that_the_kit_does_not_have_is_told() -> None:
    said = (shipped("protocols") / "norton_2012_1a.yaml").read_text("utf-8")
    said = said.replace("assembly: {id: build,", "assembly: {id: build, telemetry: [lid, lyd],")
    here = load_setup(NORTON)
    with pytest.raises(ProtocolError, match="has no part 'lyd', which telemetry of the step 'build' names"):
        set_up(protocol_from(parse_tree(said, "p.yaml")), here.experiment, Path(here.folder))


@pytest.mark.parametrize(
    ("more", "takes"),
    [
        ({"path": 700, "pauses": 0}, True),
        ({}, True),
        ({"path": -1}, False),
        ({"path": "far"}, False),
        ({"pauses": True}, False),
        ({"way": 3}, False),
        ({"by": "keys"}, True),
        ({"by": "foot"}, False),
    ],
)
def test_a_reply_that_no_hand_can_have_given_is_refused(more: dict[str, Any], takes: bool) -> None:
    step = build_step(telemetry=(FIRST,))
    assert board(started(KIT, step), step).takes({"move": "place", "part": FIRST, **more}) == takes
    assert not board(started(KIT, step), step).takes({"move": "undo", "path": 3})
