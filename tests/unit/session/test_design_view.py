from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikea_effect.protocol.toolkits import Item, Recipe
from ikea_effect.seeds import Stream
from ikea_effect.session.frontends.lab.canvas import Point, Sheet
from ikea_effect.session.frontends.lab.design_art import art_of, turned
from ikea_effect.session.frontends.lab.design_view import DesignView
from ikea_effect.session.frontends.lab.moves import design_actions
from ikea_effect.tasks.design.draft import Draft, blank, changed
from ikea_effect.tasks.design.task import board, simulated_move
from tests.unit.tasks.making_bench import FREE, SHIRT, context, design_step, setup

SIZES = [(1280, 1024), (1920, 1080), (1024, 768), (800, 600), (2560, 1080)]
SHIRTS = {"free": setup(FREE), "reproduce": setup(SHIRT)}


def view(
    items: Sequence[Mapping[str, Any]] = (),
    task: str = "free",
    size: tuple[int, int] = (1280, 1024),
    language: str = "en",
) -> DesignView:
    here = setup(SHIRT if task == "reproduce" else FREE, language)
    kit = here.toolkits["shirt"]
    art_of(kit).forget()
    recipe = Recipe.model_validate({"base": "navy", "items": tuple(items)})
    draft = Draft(recipe, past=(blank(kit),) if items else ())
    target = kit.company if task == "reproduce" else None
    shown = DesignView(board(draft, design_step(task), kit, target), here)
    shown.lay_out(Sheet(size))
    return shown


def dragged(shown: DesignView, start: Point, end: Point) -> Mapping[str, Any] | None:
    shown.press(start)
    shown.drag(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    shown.drag(end)
    return shown.release(end)


def clicked(shown: DesignView, name: str) -> Mapping[str, Any] | None:
    at = shown.targets()[name]
    shown.press(at)
    return shown.release(at)


def near(values: Mapping[str, Any] | None, **wanted: Any) -> bool:
    assert values is not None
    return all(
        abs(values[name] - value) <= 2 if isinstance(value, int) else values[name] == value
        for name, value in wanted.items()
    )


SUN = {"motif": "sun", "x": 50, "y": 100}


# --- the pointer ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_a_motif_dragged_onto_the_good_lands_where_it_was_let_go(size: tuple[int, int]) -> None:
    shown = view(size=size)
    reply = dragged(shown, shown.targets()["motif.fish"], shown.stage.at(-80, 120))
    assert near(reply, move="add", motif="fish", x=-80, y=120)


def test_a_motif_let_go_beside_the_board_is_not_added() -> None:
    shown = view()
    assert dragged(shown, shown.targets()["motif.fish"], shown.targets()["color.sky"]) is None
    assert shown.moving is None


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("color.sky", {"move": "base", "color": "sky"}),
        ("color.navy", None),  # it is navy already
        ("motif.fish", {"move": "add", "motif": "fish", "x": 0, "y": 0}),
        ("undo", {"move": "undo"}),
        ("delete", {"move": "delete", "item": 0}),
        ("button", {"move": "done"}),
        ("text.add", None),  # nothing was written
        ("item.0", None),  # only selected
    ],
)
def test_a_click(name: str, reply: Mapping[str, Any] | None) -> None:
    assert clicked(view([SUN]), name) == reply


def test_an_item_moves_with_the_spot_that_was_grasped() -> None:
    shown = view([SUN])
    start = shown.stage.at(50 + 20, 100 - 10)
    reply = dragged(shown, start, shown.stage.at(-30 + 20, 40 - 10))
    assert near(reply, move="change", item=0, x=-30, y=40, scale=100, angle=0)


def test_an_item_cannot_leave_what_can_be_printed_on() -> None:
    shown = view([SUN])
    reply = dragged(shown, shown.stage.at(50, 100), shown.stage.at(900, 800))
    assert near(reply, x=200, y=350)


@settings(max_examples=60)
@given(st.integers(40, 240), st.integers(0, 359), st.integers(60, 200), st.integers(0, 359))
def test_the_handle_sizes_and_turns_to_any_wish(scale: int, angle: int, before: int, stood: int) -> None:
    """Dragging the corner to where it would be gives exactly that size and angle, within rounding."""
    item = Item(motif="mountains", x=10, y=20, scale=before, angle=stood)
    shown = view([item.model_dump(exclude_none=True)])
    clicked(shown, "item.0")
    start = shown.stage.handle(item)
    middle = shown.stage.at(item.x, item.y)
    dx, dy = turned(start[0] - middle[0], start[1] - middle[1], angle - stood)
    end = (middle[0] + dx * scale / before, middle[1] + dy * scale / before)
    reply = dragged(shown, start, end)
    if reply is None:  # hardly moved
        assert abs(scale - before) < 8
        return
    assert (reply["x"], reply["y"]) == (10, 20)
    assert abs(reply["scale"] - scale) <= 1
    assert min((reply["angle"] - angle) % 360, (angle - reply["angle"]) % 360) <= 1


def test_the_uppermost_item_is_taken_but_the_selected_one_first() -> None:
    shown = view([SUN, {**SUN, "motif": "moon"}])
    at = shown.stage.at(50, 100)
    shown.press(shown.targets()["empty"])
    shown.press(at)
    assert shown.selected == 1
    shown.art.selected = 0
    shown.press(at)
    assert shown.selected == 0


def test_a_press_beside_everything_takes_the_selection_off() -> None:
    shown = view([SUN])
    clicked(shown, "item.0")
    assert shown.selected == 0
    clicked(shown, "empty")
    assert shown.selected is None
    assert clicked(shown, "delete") is None


# --- words ------------------------------------------------------------------------------------------------


def test_a_text_is_typed_and_added_in_the_chosen_color() -> None:
    shown = view([SUN])
    clicked(shown, "empty")
    assert clicked(shown, "textcolor.teal") is None
    clicked(shown, "text")
    for sign in "Hëllo \u4e2d\U0001f600€":
        shown.text(sign)
    shown.key("BACKSPACE")
    assert clicked(shown, "text.add") == {"move": "text", "text": "Hëllo", "x": 0, "y": 0, "color": "teal"}


def test_a_sign_that_the_letters_lack_is_named_until_something_else_is_done() -> None:
    shown = view()
    clicked(shown, "text")
    shown.text("\u4e2d")
    assert shown.refusal == (
        "U+4E2D (cjk unified ideograph-4e2d) cannot be shown here. Please write it in another way."
    )
    shown.text("a")
    assert shown.refusal == ""


def test_no_more_is_typed_than_fits() -> None:
    shown = view()
    clicked(shown, "text")
    shown.text("a" * 50)
    reply = shown.key("ENTER")
    assert reply is not None
    assert reply["text"] == "a" * 14


def test_a_selected_text_takes_a_color_by_a_click() -> None:
    shown = view([{"text": "hi", "x": 0, "y": 0, "color": "ink"}])
    clicked(shown, "item.0")
    reply = clicked(shown, "textcolor.terracotta")
    assert near(reply, move="change", item=0, color="terracotta", x=0, y=0)


# --- the keyboard -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "reply"),
    [
        (["LEFT"], {"x": 40, "y": 100}),
        (["UP"], {"x": 50, "y": 110}),
        (["+"], {"scale": 105}),
        (["-"], {"scale": 95}),
        (["<"], {"angle": 5}),
        ([">"], {"angle": 355}),
        (["DELETE"], {"move": "delete", "item": 0}),
    ],
)
def test_keys_change_the_selected_item(keys: list[str], reply: Mapping[str, Any]) -> None:
    shown = view([SUN])
    clicked(shown, "item.0")
    values = [shown.text(key) if len(key) == 1 else shown.key(key) for key in keys][-1]
    assert values is not None
    assert values | reply == values


def test_everything_can_be_reached_by_tab() -> None:
    shown = view([SUN])
    reached = set()
    for _ in range(len(shown.stops())):
        shown.key("TAB")
        reached.add(shown.focus)
    assert reached == set(shown.stops())
    assert {
        "color.sky",
        "motif.fish",
        "text",
        "text.add",
        "textcolor.ink",
        "item.0",
        "undo",
        "delete",
        "button",
    } <= reached


def test_the_first_key_shows_where_the_keyboard_is_and_does_nothing_else() -> None:
    for press in ("TAB", "DOWN", "ENTER", " "):
        shown = view()
        assert shown.focus is None
        assert (shown.text(press) if press == " " else shown.key(press)) is None
        assert shown.focus == shown.stops()[0]


def test_an_arrow_goes_to_what_lies_there() -> None:
    """Colors stand in rows of four, in the toolkit's order."""
    colors = [stop for stop in view().stops() if stop.startswith("color.")]
    for arrow, reached in (("RIGHT", colors[1]), ("DOWN", colors[4]), ("LEFT", colors[0]), ("UP", colors[0])):
        shown = view()
        shown.key("TAB")
        assert shown.focus == colors[0]
        shown.key(arrow)
        assert shown.focus == reached


def test_a_motif_added_by_keyboard_is_selected_so_that_arrows_move_it() -> None:
    here, step = SHIRTS["free"], design_step("free")
    kit = here.toolkits["shirt"]
    art_of(kit).forget()
    draft = Draft(blank(kit))
    first = DesignView(board(draft, step, kit, None), here)
    first.lay_out(Sheet((800, 600)))
    while first.focus != "motif.star":
        first.key("TAB")
    reply = first.key("ENTER")
    assert reply is not None
    draft = changed(draft, reply, kit)
    second = DesignView(board(draft, step, kit, None), here)
    second.lay_out(Sheet((800, 600)))
    moved = second.key("RIGHT")
    assert moved is not None
    assert (moved["item"], moved["x"]) == (0, 10)


# --- what is seen -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("task", ["free", "reproduce"])
def test_every_word_has_room_and_nothing_lies_on_anything_else(
    size: tuple[int, int], language: str, task: str
) -> None:
    shown = view([SUN], task, size, language)
    assert shown.fits()
    boxes = [*shown.boxes().values(), *shown.palette.boxes.values(), shown.stage.bench]
    if shown.example is not None:
        boxes.append(shown.example.panel)
    for one, other in itertools.combinations(boxes, 2):
        beside = one.left + one.width <= other.left + 1e-9 or other.left + other.width <= one.left + 1e-9
        above = one.top - one.height >= other.top - 1e-9 or other.top - other.height >= one.top - 1e-9
        assert beside or above
    half = size[0] / size[1] / 2
    assert all(-half <= box.left and box.left + box.width <= half for box in boxes)
    assert all(box.top <= 0.5 and box.top - box.height >= -0.5 for box in boxes)


@pytest.mark.parametrize("task", ["free", "reproduce"])
def test_selecting_dragging_and_turning_can_be_seen(task: str) -> None:
    shown = view([SUN, {"text": "hi", "x": 0, "y": -250, "color": "cream"}], task, (640, 512))
    start = shown.targets()["item.0"]
    pictures = []

    def look() -> None:
        sheet = Sheet((640, 512))
        shown.draw(sheet)
        pictures.append(sheet.image.tobytes())

    look()
    shown.press(start)
    look()
    shown.drag((start[0] + 0.03, start[1] + 0.02))
    look()
    shown.release(start)
    shown.press(shown.stage.handle(shown.recipe.items[0]))
    shown.drag((start[0], start[1] + 0.1))
    look()
    assert len(set(pictures)) == 4


# --- the scripted hand ------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", ["free", "reproduce"])
@pytest.mark.parametrize("seed", range(4))
def test_a_hand_that_follows_pixels_makes_what_was_asked(task: str, seed: int) -> None:
    """From wished values to pixels to the view's reply: within what a pixel is worth."""
    here = SHIRTS[task]
    kit, step, sheet = here.toolkits["shirt"], design_step(task), Sheet((1280, 1024))
    target, stream = (kit.company if task == "reproduce" else None), Stream(bytes([seed]) * 32)
    art_of(kit).forget()
    draft = Draft(blank(kit))
    someone = context(SHIRT if task == "reproduce" else FREE)
    for _ in range(40):
        screen = board(draft, step, kit, target)
        shown = DesignView(screen, here)
        shown.lay_out(sheet)
        wished = simulated_move(someone, screen, stream)
        reply = _done_by_hand(shown, wished, sheet)
        assert reply.keys() == wished.keys()
        assert all(
            abs(reply[name] - value) <= 3 or name == "angle"
            if isinstance(value, int)
            else reply[name] == value
            for name, value in wished.items()
        )
        draft = changed(draft, reply, kit, target)
        if draft.finished:
            return
    raise AssertionError("the design did not come to an end")


def _done_by_hand(shown: DesignView, wished: Mapping[str, Any], sheet: Sheet) -> Mapping[str, Any]:
    if wished["move"] == "done":
        return clicked(shown, "button") or {}
    px = {name: tuple(round(at) for at in sheet.to_px(place)) for name, place in shown.targets().items()}
    reply: Mapping[str, Any] | None = None
    for action, *where in design_actions(shown.screen, wished, px):  # type: ignore[arg-type]
        assert reply is None
        match action:
            case "click":
                at = sheet.to_units(*where[0])
                shown.press(at)
                reply = shown.release(at)
            case "drag":
                reply = dragged(shown, sheet.to_units(*where[0]), sheet.to_units(*where[1]))
            case "type":
                reply = shown.text(where[0])
    assert reply is not None
    return reply
