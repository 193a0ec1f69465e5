"""The making of a good seen again: what the film shows, for how long, and of whom it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.assignment.place import Piece, Place, place_of, tells_place
from ikea_effect.diagnosis.studies import cells_of
from ikea_effect.errors import ProtocolError
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify_yokes import yokes_verified
from ikea_effect.protocol.setup import Setup, load_setup, set_up
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study
from ikea_effect.screens.context import Context
from ikea_effect.screens.reel import Reel
from ikea_effect.screens.screens import Page
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.views import view_of
from ikea_effect.tasks.replay.cut import Frame, distinct, stand_in, thinned, timed
from tests.unit.steps.bench import played

SHOWN = {"role": "judge", "maker": "machine", "replay": "shown"}
MADE = [[{"placed": []}, 2000], [{"placed": ["foot"]}, 1000], [{"placed": ["foot", "stand"]}, 400]]


@cache
def lamp() -> Setup:
    return load_setup("label-or-fact", None, "en", collecting=False)


def context(film: Sequence[Sequence[Any]] | None = None) -> Context:
    """A judge who sees the film of the builder P001, or of nobody."""
    piece = Piece("P001" if film else "", "lamp", {"placed": ["foot", "stand"]} if film else None, film)
    return Context(lamp(), "P002", SHOWN, b"k" * 32, place=Place(0, SHOWN, yoked=(piece,)))


def states(*counts: int, ms: int = 100) -> list[Frame]:
    return [Frame({"placed": list("abcdefgh"[:count])}, ms) for count in counts]


def test_a_move_that_changes_nothing_is_part_of_the_state_before() -> None:
    found = distinct(states(0, 0, 1, 2, 1, 1))
    assert [(len(one.recipe["placed"]), one.ms) for one in found] == [(0, 200), (1, 100), (2, 100), (1, 200)]


def test_of_too_many_states_some_are_left_and_none_of_the_time_is_lost() -> None:
    found = thinned(states(0, 1, 2, 3, 4, 5, 6), most=3)
    assert [(len(one.recipe["placed"]), one.ms) for one in found] == [(0, 300), (3, 300), (6, 100)]


def test_a_film_takes_its_time_in_proportion_and_long_thought_is_cut() -> None:
    paced = timed([Frame({"placed": []}, 1000), Frame({"placed": ["a"]}, 3000), Frame({}, 9)], 5.5)
    assert [one.ms for one in paced] == [1000, 3000, 1500]
    thinking = [Frame({"n": n}, ms) for n, ms in enumerate((100, 100, 100, 100, 100, 9500, 7))]
    # their mean is 1,667 ms: no more than 5,000 of it count, so 5,000 of 5,500 ms of the film
    assert timed(thinking, 7.0)[5].ms == 5000
    assert sum(one.ms for one in timed(thinking, 7.0)) == 7000


def test_a_judge_sees_the_film_of_the_builder_whose_lamp_it_is() -> None:
    step = next(one for one in lamp().protocol.timeline if one.name == "film")
    [page], cells = played(step, [{"film": True}], context(MADE), rt_ms=21_000)
    assert isinstance(page, Page)
    [reel] = page.asks
    assert isinstance(reel, Reel)
    assert [dict(shot.picture.recipe or {}) for shot in reel.shots] == [recipe for recipe, _ in MADE]
    assert [shot.ms for shot in reel.shots] == [12_333, 6_167, 1_500]  # 18.5 s as 2 to 1
    assert page.minimum_s == 20
    assert (cells["film.frames"], cells["film.stand_in"], cells["film.seconds"]) == (3, False, 21.0)
    assert len(cells["film.film"]) == 64


def test_without_a_builder_a_film_of_the_drawing_stands_in_and_the_data_say_so() -> None:
    step = next(one for one in lamp().protocol.timeline if one.name == "film")
    [page], cells = played(step, [{"film": True}], context())
    [reel] = page.asks  # type: ignore[union-attr]
    assert isinstance(reel, Reel)
    parts = [len((shot.picture.recipe or {})["placed"]) for shot in reel.shots]
    assert (parts, cells["film.stand_in"]) == ([0, 1, 2, 3, 4, 5], True)


def test_one_can_go_on_when_the_film_has_ended_and_every_state_was_seen() -> None:
    step = next(one for one in lamp().protocol.timeline if one.name == "film")
    [page], _ = played(step, [{"film": True}], context(MADE))
    view = view_of(page, lamp(), (1280, 1024))
    view.draw(Sheet((1280, 1024)))
    [film] = view.widgets  # type: ignore[attr-defined]
    seen = []
    for elapsed_s in (0.0, 12.3, 12.4, 18.6, 19.9, 20.1):
        view.tick(elapsed_s)
        seen.append((film.at, view.ready()))
    assert seen == [(0, False), (0, False), (1, False), (2, False), (2, False), (2, True)]
    assert view.fits()


def test_a_place_keeps_the_film_and_comes_back_from_a_journal_the_same() -> None:
    place = Place(3, SHOWN, yoked=(Piece("P001", "lamp", {"placed": ["foot"]}, MADE),))
    said = {"slot": 3, "condition": SHOWN, "assignment": place.as_data()}
    assert tells_place(said)
    assert place_of(said).as_data() == place.as_data()
    [piece] = said["assignment"]["yoked"]  # type: ignore[index]
    assert not tells_place({**said, "assignment": {"yoked": [{**piece, "film": [[{}, "2"]]}]}})
    assert "film" not in Piece("P001", "lamp").as_data()


def test_a_good_that_nothing_says_the_making_of_cannot_be_filmed() -> None:
    here = lamp()
    pictured = here.experiment.model_copy(
        update={"goods": {"lamp": here.experiment.goods["lamp"].model_copy(update={"kit": None})}}
    )
    with pytest.raises(ProtocolError, match="whose making the step 'film' shows"):
        set_up(here.protocol, pictured, here.folder)


def test_those_who_only_make_are_not_counted_among_those_who_judge() -> None:
    protocol = lamp().protocol
    cells = cells_of(protocol, protocol.hypotheses[0])
    assert [len(cell.conditions) for cell in cells] == [2, 2]  # making shown and not shown


def test_a_design_stands_in_item_by_item() -> None:
    shirt = load_setup("maker-and-judges", None, "en", collecting=False)
    found = stand_in(shirt, "shirt")
    items = shirt.toolkits["shirt"].company.as_data()["items"]
    assert [len(one.recipe["items"]) for one in found] == list(range(len(items) + 1))


@pytest.mark.slow
def test_the_films_of_a_study_follow_from_the_builders_journals(tmp_path: Path) -> None:
    made = simulate(SimulateRequest("label-or-fact", 52, 7, results=tmp_path))
    study = Study(made.folder)
    assert yokes_verified(study).problems == ()
    began = [read_journal(study.journal(who)).events[0].data for who in study.participants()]
    shown = [place_of(one) for one in began if one["condition"].get("replay") == "shown"]
    films = [piece.film for place in shown if place.role == "judge" for piece in place.yoked]
    assert len(films) == 25
    assert all(film and film[0][0] == {"placed": []} for film in films)
    assert all(len(film[-1][0]["placed"]) == 5 for film in films if film)
    builders = replace(shown[0], yoked=())
    assert "yoked" not in builders.as_data()


@pytest.mark.slow
def test_a_builders_damaged_journal_keeps_nothing_else_from_being_verified(tmp_path: Path) -> None:
    study = Study(simulate(SimulateRequest("label-or-fact", 26, 7, results=tmp_path)).folder)
    began = [read_journal(study.journal(who)).events[0].data for who in study.participants()]
    [builder] = {piece.participant for one in began for piece in place_of(one).yoked if piece.film}
    journal = study.journal(builder)
    journal.write_bytes(journal.read_bytes().replace(b'"kind"', b'"kinb"', 6))
    found = yokes_verified(study)
    assert found.problems == ()
    [left] = found.left_out
    assert left.startswith(f"what {builder} made was shown to 12 participants")
