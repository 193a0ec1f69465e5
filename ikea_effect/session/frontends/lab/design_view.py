"""The design board: a good to color, and motifs and words to put on it, to move, to size and to turn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from ikea_effect.protocol import glyphs
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import Text
from ikea_effect.protocol.toolkits import Item, Recipe
from ikea_effect.screens.design_board import DesignBoard
from ikea_effect.screens.screens import Values
from ikea_effect.session.frontends.lab import raster
from ikea_effect.session.frontends.lab.board import BoardView, PlainButton
from ikea_effect.session.frontends.lab.canvas import Canvas, Point
from ikea_effect.session.frontends.lab.control import Showing
from ikea_effect.session.frontends.lab.design_art import art_of
from ikea_effect.session.frontends.lab.design_panels import Example, Palette
from ikea_effect.session.frontends.lab.design_stage import HANDLE, Stage
from ikea_effect.session.frontends.lab.moves import design
from ikea_effect.session.frontends.lab.toward import ARROWS
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.widget import BODY, Box
from ikea_effect.tasks.design.draft import inside, text_color

_CLICK = 0.006  # less movement than this is a click
_BLINK_S = 0.6
_NUDGE, _GROW, _TURN = 10, 5, 5  # of one key: thousandths, percent, degrees


class DesignView(BoardView):
    """One state of the design. Everything that changes it is a reply."""

    def __init__(self, screen: DesignBoard, setup: Setup) -> None:
        super().__init__(screen, setup.texts, "design", may_finish=screen.may_finish)
        self.toolkit = setup.toolkits[screen.good]
        self.recipe = Recipe.model_validate(screen.recipe)
        self.art = art_of(self.toolkit)
        self.stage = Stage(self.art)
        self._remember(screen)
        self.plain["delete"] = PlainButton("delete", self.word("delete"), active=self.selected is not None)
        self.given = screen.given  # so many items are given; None: none, and no color
        self.palette = Palette(self.art, self.word, self._priced(screen), colors=self.given is None)
        target = Recipe.model_validate(screen.target) if screen.target is not None else None
        self.example = Example(self.art, target, self.recipe, self.word) if target is not None else None
        self.moving: Item | None = None  # the held item as it would be
        self.grab: Point = (0.0, 0.0)
        self.pressed: Point = (0.0, 0.0)
        self.caret = True

    def _priced(self, screen: DesignBoard) -> Mapping[str, str]:
        """What options cost, in words; and `total`."""
        amounts = dict(screen.prices) | ({"total": screen.total} if screen.total is not None else {})
        return {
            name: self.texts.render(
                Text(f"making.design.{'total' if name == 'total' else 'costs'}", {"amount": amount})
            )
            for name, amount in amounts.items()
        }

    def _remember(self, screen: DesignBoard) -> None:
        """What was added last is selected; what is gone is not."""
        count = len(self.recipe.items)
        if not count and not screen.may_undo:
            self.art.forget()
        if count > self.art.items:
            self.art.selected = count - 1
            if self.art.focus is not None and self.art.focus.startswith(("motif.", "text")):
                self.art.focus = f"item.{count - 1}"
        elif count < self.art.items or (self.art.selected or 0) >= count:
            self.art.selected = None
        self.art.items = count

    @property
    def selected(self) -> int | None:
        """The item with the frame around it."""
        return self.art.selected

    # --- layout -------------------------------------------------------------------------------------------

    @override
    def arrange(self, canvas: Canvas) -> None:
        room = self.room(canvas)
        side = 0.285 + 0.04 * (room.width - 1.1)
        self.palette.arrange(canvas, Box(room.left, room.top, side, room.height))
        self._fits &= self.palette.fits
        left, right = room.left + side + 0.02, room.left + room.width
        if self.example is not None:
            right -= side + 0.02
            self.example.arrange(Box(right + 0.02, room.top, side, room.height))
        self.stage.arrange(canvas, Box(left, room.top, right - left, room.height))
        if total := self.palette.costs.get("total"):
            self._fits &= canvas.text_width(total, BODY, bold=True) < self.stage.bench.width - 0.04
        # The ring stays where it was; only from here on is it known what the palette offers.
        self.focus = self.art.focus if self.art.focus in self.stops() else None

    # --- drawing ------------------------------------------------------------------------------------------

    @override
    def draw_board(self, canvas: Canvas) -> None:
        self.palette.draw(canvas, self.recipe.base, self._text_color(), self.hot, self.focus, self.caret)
        if total := self.palette.costs.get("total"):
            self.stage.total = total
        lifted = self.selected if self.held in ("item", "handle") and self.moving is not None else None
        self.stage.draw_good(canvas, self.recipe, lifted, area=self.moving is not None)
        if self.example is not None:
            self.example.draw(canvas)
        if self.moving is not None:
            known = self.recipe.items[lifted].scale if lifted is not None else self.moving.scale
            self.stage.draw_item(canvas, self.moving, known)
            self.stage.draw_above(canvas)
            self.stage.draw_frame(canvas, self.moving, handle=self.held == "handle")
        elif self.selected is not None:
            self.stage.draw_frame(canvas, self.recipe.items[self.selected], handle=True)

    def _text_color(self) -> str:
        if self.selected is not None and self.recipe.items[self.selected].text is not None:
            return str(self.recipe.items[self.selected].color)
        return self.art.text_color or text_color(self.recipe.base, self.toolkit)

    @override
    def tick(self, elapsed_s: float) -> Values | None:
        caret = int(elapsed_s / _BLINK_S) % 2 == 0
        if caret != self.caret and self.focus == "text":
            self.changed = True
        self.caret = caret
        return None

    # --- pointer ------------------------------------------------------------------------------------------

    def _thing_under(self, at: Point) -> str | None:
        """What can be pressed at a place: a button, something of the palette, the handle, an item."""
        if (button := self.pressed_button(at)) is not None:
            return button
        for name, box in self.palette.boxes.items():
            if box.holds(at):
                return name
        if self.selected is not None:
            handle = self.stage.handle(self.recipe.items[self.selected])
            if math.dist(at, handle) <= HANDLE:
                return "handle"
        return "item" if self._item_under(at) is not None else None

    def _item_under(self, at: Point) -> int | None:
        found = self.stage.item_under(self.recipe.items, at, self.selected)
        return None if found is None or found < (self.given or 0) else found

    @override
    def press(self, at: Point) -> Values | None:
        self.changed, self.pressed, self.refusal = True, at, ""
        self.held = self._thing_under(at)
        self.focus = self.art.focus = "text" if self.held == "text" else None
        if self.held == "item":
            self._select(self._item_under(at))
        elif self.held is None:
            self._select(None)
        if self.held in ("item", "handle") and self.selected is not None:
            item = self.recipe.items[self.selected]
            x, y = self.stage.at(item.x, item.y)
            self.grab = (x - at[0], y - at[1])
        return None

    def _select(self, index: int | None) -> None:
        self.art.selected = index
        self.plain["delete"].active = index is not None

    @override
    def drag(self, at: Point) -> Values | None:
        if self.held is not None and (self.moving is not None or math.dist(at, self.pressed) >= _CLICK):
            self.moving = self._moved(at)
            self.changed = True
        return None

    def _moved(self, at: Point) -> Item | None:
        """The held thing as it would be with the pointer here."""
        if self.held is not None and self.held.startswith("motif."):
            x, y = self.stage.place(at)
            return Item(motif=self.held.removeprefix("motif."), x=x, y=y)
        if self.selected is None or self.held not in ("item", "handle"):
            return None
        item = self.recipe.items[self.selected]
        if self.held == "handle":
            return self.stage.resized(item, self.pressed, at)
        x, y = self.stage.place((at[0] + self.grab[0], at[1] + self.grab[1]))
        return item.model_copy(update={"x": x, "y": y})

    @override
    def release(self, at: Point) -> Values | None:
        held, moved = self.held, None
        if held is not None and (self.moving is not None or math.dist(at, self.pressed) >= _CLICK):
            moved = self._moved(at)
        self.held, self.moving, self.changed = None, None, True
        if held is None:
            return None
        if moved is not None:
            return self._dropped(held, moved, at)
        return self.chosen(held) if self._thing_under(at) == held else None

    def _dropped(self, held: str, moved: Item, at: Point) -> Values | None:
        if held.startswith("motif."):
            return self._add(moved) if self.stage.bench.holds(at) else None
        still = self.selected is not None and moved == self.recipe.items[self.selected]
        return None if still else self._change(moved)

    def _add(self, item: Item) -> Values:
        x, y = inside(self.toolkit, item.x, item.y)
        return {"move": "add", "motif": item.motif, "x": x, "y": y}

    def _change(self, item: Item, **more: Any) -> Values:
        x, y = inside(self.toolkit, item.x, item.y)
        here = {"x": x, "y": y, "scale": item.scale, "angle": item.angle}
        return {"move": "change", "item": self.selected, **here, **more}

    @override
    def chosen(self, name: str) -> Values | None:
        """What a press without a drag, or Enter, does."""
        kind, _, which = name.partition(".")
        self.changed = True
        if kind == "color":
            return {"move": "base", "color": which} if which != self.recipe.base else None
        if kind == "motif":
            return {"move": "add", "motif": which, "x": 0, "y": 0}
        if kind == "textcolor":
            return self._color_text(which)
        if name == "text.add":
            return self._write()
        if name == "delete":
            return {"move": "delete", "item": self.selected} if self.selected is not None else None
        return super().chosen(name) if name in ("button", "undo") else None

    def _color_text(self, color: str) -> Values | None:
        self.art.text_color = color
        if self.selected is None or self.recipe.items[self.selected].text is None:
            return None
        return self._change(self.recipe.items[self.selected], color=color)

    def _write(self) -> Values | None:
        written = self.art.typed.strip()
        if not written:
            self.focus = self.art.focus = "text"
            return None
        color, self.art.typed = self.art.text_color or text_color(self.recipe.base, self.toolkit), ""
        return {"move": "text", "text": written, "x": 0, "y": 0, "color": color}

    @override
    def hover(self, at: Point) -> str:
        hot = self._thing_under(at)
        if hot != self.hot:
            self.hot, self.changed = hot, True
        if hot is None:
            return "arrow"
        return (
            "text"
            if hot == "text"
            else "grab"
            if hot in ("item", "handle") or hot.startswith("motif.")
            else "hand"
        )

    @override
    def targets(self) -> Mapping[str, Point]:
        found = {name: box.middle for name, box in {**self.boxes(), **self.palette.boxes}.items()}
        for index, item in enumerate(self.recipe.items):
            found[f"item.{index}"] = self.stage.grip(self.recipe.items, index)
            found[f"handle.{index}"] = self.stage.handle(item)
        return found | {
            "empty": self.stage.empty(self.recipe.items),
            "canvas.middle": self.stage.at(0, 0),
            "canvas.right": self.stage.at(500, 0),
        }

    # --- keyboard -----------------------------------------------------------------------------------------

    @override
    def stops(self) -> tuple[str, ...]:
        items = tuple(f"item.{index}" for index in range(self.given or 0, len(self.recipe.items)))
        return (*self.palette.stops(), *items, *self.button_stops())

    @override
    def key(self, name: str) -> Values | None:
        self.changed = True
        if name == "CTRL+Z":
            return self.chosen("undo")
        if self.focus == "text" and name in ("BACKSPACE", "ENTER"):
            if name == "ENTER":
                return self._write()
            self.art.typed, self.refusal = self.art.typed[:-1], ""
            return None
        if name in ARROWS and self.selected is not None and (self.focus or "item.").startswith("item."):
            return self._nudge(*ARROWS[name])
        if name in ("DELETE", "BACKSPACE"):
            return self.chosen("delete")
        if name in ("TAB", "SHIFT+TAB", *ARROWS):
            self.move_focus(name)
            return None
        return self._use() if name == "ENTER" else None

    def _use(self) -> Values | None:
        """Space or Enter: what has the ring is used; without one, it shows."""
        if self.focus is not None:
            return self.chosen(self.focus)
        self.move_focus("TAB")
        return None

    @override
    def stop_boxes(self) -> Mapping[str, Box]:
        items = enumerate(self.recipe.items)
        places = {f"item.{index}": Box(*self.stage.at(item.x, item.y), 0, 0) for index, item in items}
        return {**self.boxes(), **self.palette.boxes, **places}

    @override
    def move_focus(self, name: str) -> None:
        super().move_focus(name)
        self.art.focus = self.focus
        if self.focus is not None and self.focus.startswith("item."):
            self._select(int(self.focus.removeprefix("item.")))

    def _nudge(self, x: int, y: int) -> Values | None:
        if self.selected is None:
            return None
        item = self.recipe.items[self.selected]
        return self._change(item.model_copy(update={"x": item.x + _NUDGE * x, "y": item.y + _NUDGE * y}))

    @override
    def text(self, characters: str) -> Values | None:
        self.changed = True
        if self.focus == "text":
            self._take(characters)
            return None
        if characters == " ":
            return self._use()
        return self._sized(characters)

    def _take(self, characters: str) -> None:
        """Takes what the letters on the good have; of the first sign that they have not, the name is told."""
        not_there = glyphs.missing(characters, (raster.font_path(bold=True),))
        values = {"sign": glyphs.unseen(not_there[0])} if not_there else {}
        self.refusal = self.texts.render(Text("ui.cannot-be-shown", values)) if not_there else ""
        drawn = "".join(sign for sign in characters if sign not in not_there)
        room = self.toolkit.text.max_characters - len(self.art.typed)
        self.art.typed += drawn[: max(0, room)]

    def _sized(self, sign: str) -> Values | None:
        """Plus and minus size the selected item, the signs < and > turn it."""
        if self.selected is None:
            return None
        item, limits = self.recipe.items[self.selected], self.toolkit.limits
        grow = {"+": _GROW, "=": _GROW, "-": -_GROW}.get(sign, 0)
        turn = {"<": _TURN, ",": _TURN, ">": -_TURN, ".": -_TURN}.get(sign, 0)
        if not grow and not turn:
            return None
        scale = max(limits.low_scale, min(limits.high_scale, item.scale + grow))
        return self._change(item.model_copy(update={"scale": scale, "angle": (item.angle + turn) % 360}))


def _view(screen: DesignBoard, setup: Setup, _size: tuple[int, int], _haste: float, _paints: bool) -> View:
    return DesignView(screen, setup)


SHOWING = Showing(_view, design)
