"""A design made by keyboard: where the ring is from one state of the board to the next."""

from __future__ import annotations

from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.design_art import art_of
from ikea_effect.session.frontends.lab.design_view import DesignView
from ikea_effect.tasks.design.draft import Draft, blank, changed
from ikea_effect.tasks.design.task import board
from tests.unit.session.test_design_view import SHIRTS
from tests.unit.tasks.making_bench import design_step


def stated(draft: Draft) -> DesignView:
    """A state of the board, as the window shows it after the one before."""
    here = SHIRTS["free"]
    shown = DesignView(board(draft, design_step("free"), here.toolkits["shirt"], None), here)
    shown.lay_out(Sheet((1280, 1024)))
    return shown


def used(draft: Draft, stop: str, typed: str = "") -> tuple[Draft, DesignView]:
    """The state after Tab went to the stop, something was typed there, and Enter used it."""
    shown = stated(draft)
    while shown.focus != stop:
        shown.key("TAB")
    if typed:
        shown.text(typed)
    reply = shown.key("ENTER")
    assert reply is not None
    draft = changed(draft, reply, SHIRTS["free"].toolkits["shirt"])
    return draft, stated(draft)


def test_after_a_color_by_keyboard_the_ring_is_where_it_was() -> None:
    kit = SHIRTS["free"].toolkits["shirt"]
    art_of(kit).forget()
    draft, color = Draft(blank(kit)), f"color.{list(kit.base_colors)[2]}"
    draft, shown = used(draft, color)
    assert shown.focus == color
    shown.key("RIGHT")
    assert shown.focus == f"color.{list(kit.base_colors)[3]}"


def test_a_text_written_by_keyboard_has_the_ring_so_that_arrows_move_it_and_tab_goes_on_from_it() -> None:
    kit = SHIRTS["free"].toolkits["shirt"]
    art_of(kit).forget()
    draft, _ = used(Draft(blank(kit)), "motif.star")
    draft, shown = used(draft, "text", "Hi")
    assert shown.focus == "item.1"
    moved = shown.key("RIGHT")
    assert moved is not None
    assert (moved["item"], moved["x"]) == (1, 10)
