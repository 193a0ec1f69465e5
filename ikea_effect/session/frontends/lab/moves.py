"""Which pointer and key actions give a reply on a board: what a scripted hand does.

An action is ("click", at), ("drag", start, end) or ("type", words); places are pixels of the display.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ikea_effect.errors import SessionError
from ikea_effect.screens.assembly_board import AssemblyBoard
from ikea_effect.screens.design_board import DesignBoard
from ikea_effect.screens.screens import Values
from ikea_effect.session.frontends.lab.control import Hand

Px = tuple[int, int]
Targets = Mapping[str, Px]
Action = tuple[Any, ...]

_SAME = 3  # thousandths that a pixel may be worth


def design_actions(screen: DesignBoard, values: Values, targets: Targets) -> Iterator[Action]:
    """What to do for one move, in order. Raises KeyError for what is not on the board."""
    match values["move"]:
        case "base":
            yield "click", targets[f"color.{values['color']}"]
        case "add":
            yield "drag", targets[f"motif.{values['motif']}"], _on_good(targets, values["x"], values["y"])
        case "text":
            yield "click", targets["empty"]
            if values.get("color"):
                yield "click", targets[f"textcolor.{values['color']}"]
            yield "click", targets["text"]
            yield "type", values["text"]
            yield "click", targets["text.add"]
        case "delete":
            yield "click", targets["empty"]
            yield "click", targets[f"item.{values['item']}"]
            yield "click", targets["delete"]
        case "change":
            yield "click", targets["empty"]
            yield from _change(screen.recipe["items"][values["item"]], values, targets)
        case other:
            raise KeyError(other)


def _change(item: Mapping[str, Any], values: Values, targets: Targets) -> Iterator[Action]:
    """One change: the color of a text, else the place, else size and angle together."""
    grip = targets[f"item.{values['item']}"]
    x, y = values.get("x", item["x"]) - item["x"], values.get("y", item["y"]) - item["y"]
    if values.get("color", item.get("color")) != item.get("color"):
        yield "click", grip
        yield "click", targets[f"textcolor.{values['color']}"]
    elif max(abs(x), abs(y)) > _SAME:
        unit = _px_per_thousandth(targets)
        yield "drag", grip, (round(grip[0] + x * unit), round(grip[1] - y * unit))
    else:
        yield "click", grip
        yield _turned(item, values, targets)


def _turned(item: Mapping[str, Any], values: Values, targets: Targets) -> Action:
    """The handle on its way around the item's middle, and nearer to it or farther from it."""
    middle, handle = _on_good(targets, item["x"], item["y"]), targets[f"handle.{values['item']}"]
    across, up = handle[0] - middle[0], middle[1] - handle[1]
    far = math.hypot(across, up) * values.get("scale", item["scale"]) / item["scale"]
    turn = math.atan2(up, across) + math.radians(values.get("angle", item["angle"]) - item["angle"])
    return "drag", handle, (round(middle[0] + far * math.cos(turn)), round(middle[1] - far * math.sin(turn)))


def _px_per_thousandth(targets: Targets) -> float:
    return (targets["canvas.right"][0] - targets["canvas.middle"][0]) / 500


def _on_good(targets: Targets, x: float, y: float) -> Px:
    """A place of the recipe."""
    unit, middle = _px_per_thousandth(targets), targets["canvas.middle"]
    return round(middle[0] + x * unit), round(middle[1] - y * unit)


# --- with a hand ------------------------------------------------------------------------------------------


def assemble(_screen: AssemblyBoard, values: Values, targets: Targets, hand: Hand) -> None:
    """Drags a part, takes one up by a click and turns it by the next, or presses a button."""
    match values["move"]:
        case "place":
            hand.fingers.drag(targets[f"part.{values['part']}"], targets[f"place.{values['part']}"])
        case "turn":
            if f"held.{values['part']}" not in targets:
                hand.fingers.click(targets[f"part.{values['part']}"])
            hand.fingers.click(targets[f"part.{values['part']}"])
        case "remove":
            hand.fingers.drag(targets[f"part.{values['part']}"], targets["slot"])
        case "wrong-drop":
            there = _in_window(values["x"], values["y"], targets)
            hand.fingers.drag(targets[f"part.{values['part']}"], there)
        case other:
            _press(other, targets, hand)


def design(screen: DesignBoard, values: Values, targets: Targets, hand: Hand) -> None:
    """What one move on the board takes."""
    if values["move"] in _BUTTONS:
        _press(values["move"], targets, hand)
        return
    does: Mapping[str, Callable[..., None]] = {
        "click": hand.fingers.click, "drag": hand.fingers.drag, "type": hand.fingers.type,
    }  # fmt: skip
    for action, *where in design_actions(screen, values, targets):
        does[action](*where)


_BUTTONS = {"done": "button", "undo": "undo", "consult": "consult"}


def _press(move: str, targets: Targets, hand: Hand) -> None:
    if move not in _BUTTONS:
        raise SessionError(f"The scripted hand does not know the move '{move}'.")
    hand.fingers.click(targets[_BUTTONS[move]])


def _in_window(x: int, y: int, targets: Targets) -> Px:
    """A place in thousandths of the window's height, in pixels of the display."""
    (middle_x, middle_y), (_, top) = targets["window.middle"], targets["window.top"]
    unit = (middle_y - top) / 500
    return round(middle_x + x * unit), round(middle_y - y * unit)
