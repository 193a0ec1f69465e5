"""Pieces that are judged: goods in a state, pictures and texts, rated one by one or ranked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.kinds.steps.judging import Judging
from ikea_effect.protocol.setup import load_setup, set_up
from ikea_effect.protocol.stimulus import Stimulus
from ikea_effect.screens.gallery import Gallery
from ikea_effect.screens.pictures import PictureFile
from ikea_effect.screens.screens import GoodPicture, Page, Screen
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.frontends.lab.views import view_of
from ikea_effect.tasks.stimuli import picture_of, words_of
from tests.unit.measures.bench import EVERYTHING, changed, clicked, faults
from tests.unit.steps.bench import context, played, step

PIECES = ("shirt", "idea", "box")
RATINGS = {"shirt": (7, 5), "idea": (4, 6), "box": (1, 4)}


def judging(**changes: Any) -> Judging:
    found = step("judge")
    assert isinstance(found, Judging)
    return found.model_copy(update=changes)


def rated(screen: Screen) -> Mapping[str, Any]:
    piece = screen.id.rpartition(".")[2]
    return dict(zip(("original", "useful"), RATINGS[piece], strict=True))


def test_each_piece_has_a_page_and_its_ratings_are_kept_with_their_mean() -> None:
    screens, cells = played(judging(), rated, rt_ms=2000)
    assert sorted(screen.id for screen in screens) == ["judge.box", "judge.idea", "judge.shirt"]
    assert [cells[f"judge.original.{piece}"] for piece in PIECES] == [7, 4, 1]
    assert (cells["judge.original"], cells["judge.useful"]) == (4, 5)
    assert cells["judge.seconds"] == 6
    assert set(cells) <= {column.name for column in columns_of(changed())}


def test_the_order_is_drawn_for_each_participant_and_kept() -> None:
    orders = set()
    for number in range(6):
        screens, cells = played(judging(), rated, context(participant=f"P{number}"))
        assert [f"judge.{piece}" for piece in cells["judge.order"].split()] == [one.id for one in screens]
        orders.add(cells["judge.order"])
    assert len(orders) > 1
    assert played(judging(order="fixed"), rated)[1]["judge.order"].split() == list(PIECES)


def test_what_is_seen_stands_beside_the_scales_and_what_is_read_above_them() -> None:
    screens, _ = played(judging(order="fixed"), rated)
    shirt, idea, box = (screen for screen in screens if isinstance(screen, Page))
    assert shirt.picture == PictureFile("materials/shirts/cat.png")
    assert idea.picture is None
    assert idea.body[-1].key == "judge.ideas.first"
    assert isinstance(box.picture, GoodPicture)
    assert [text.key for text in box.body] == ["judge.question"]


@pytest.mark.parametrize(("state", "lacking"), [("plain", 8), ("unfinished", 2)])
def test_a_good_is_shown_in_the_state_that_is_declared(state: str, lacking: int) -> None:
    here = context()
    shown = picture_of(Stimulus(good="storage-box", state=state), here)  # type: ignore[arg-type]
    assert isinstance(shown, GoodPicture)
    assert shown.recipe is not None
    kit = here.setup.kits["storage-box"]
    assert shown.recipe["placed"] == list(kit.order[: len(kit.order) - lacking])


def test_without_a_state_a_good_is_as_it_is_by_then() -> None:
    here = context()
    here.made["storage-box"] = {"placed": ["base"]}
    assert picture_of(Stimulus(good="storage-box"), here) == GoodPicture("storage-box", {"placed": ["base"]})
    assert picture_of(Stimulus(good="storage-box", state="made"), here) == GoodPicture("storage-box")
    assert words_of(Stimulus(good="storage-box")) is None


def test_all_can_be_put_in_order_on_one_page() -> None:
    ranking = judging(how="rank", measures={}, scales={}, order="fixed")
    [page], cells = played(ranking, [{"pieces": ["box", "shirt", "idea"]}])
    assert [cells[f"judge.rank.{piece}"] for piece in PIECES] == [2, 3, 1]
    assert isinstance(page, Page)
    [gallery] = page.asks
    assert isinstance(gallery, Gallery)
    assert [bool(card.picture) for card in gallery.cards] == [True, False, True]
    setup = load_setup(EVERYTHING)
    view = view_of(_worded(page, gallery), setup, (1280, 1024))
    assert isinstance(view, PageView)
    view.draw(Sheet((1280, 1024)))
    assert view.fits()
    view.tick(60)
    pressed = [f"pieces.{piece}" for piece in ("box", "shirt", "idea")]
    assert clicked(view, *pressed, "button") == {"pieces": ["box", "shirt", "idea"]}


def _worded(page: Page, gallery: Gallery) -> Page:
    """The page with a question that has no places to fill."""
    return replace(page, asks=(replace(gallery, question=page.title or gallery.question),))


IDEA = "idea: {text: judge.ideas.first}"
SCALES = "scales: {original: {low: 1, high: 7}, useful: {low: 1, high: 7}}"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (SCALES, "order: fixed", "rates pieces on no scale"),
        (SCALES, f"how: rank\n      {SCALES}", "belong to how: rate"),
        (SCALES, SCALES.replace("low: 1", "low: 7", 1), "is 7, which is not below high: 7"),
        ("idea: {text: judge.ideas.first}", "idea: {}", "none of them is given"),
        ("idea: {text: judge.ideas.first}", "idea: {text: a, picture: b}", "picture and text is given"),
        (
            "idea: {text: judge.ideas.first}",
            "idea: {text: judge.ideas.first, state: made}",
            "state of a good",
        ),
        ("box: {good: storage-box", "box: {good: storage-bx", "good 'storage-bx', which is not declared"),
        ("state: unfinished", "state: broken", "unfinished"),
    ],
)
def test_what_cannot_be_judged_is_refused_at_its_place(before: str, after: str, message: str) -> None:
    assert message in faults(before, after)


def test_a_state_that_the_materials_cannot_show_is_named() -> None:
    here = load_setup(EVERYTHING)
    goods = {"storage-box": here.experiment.goods["storage-box"].model_copy(update={"kit": None})}
    bare = here.experiment.model_copy(update={"goods": goods})
    with pytest.raises(ProtocolError, match="has no kit for 'storage-box', which the step 'judge' shows"):
        set_up(here.protocol, bare, here.folder)
