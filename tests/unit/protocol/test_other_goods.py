"""Experiments that put another good in a shipped study's place: drawn by a program, checked, simulated."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

from ikea_effect.operations.check import check
from ikea_effect.operations.data import read_study
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.kits import Kit, load_kit
from ikea_effect.protocol.resources import shipped
from ikea_effect.protocol.toolkits import load_toolkit
from ikea_effect.session.pictures import design_picture
from ikea_effect.tasks.design.draft import text_color

OTHER_GOODS = {
    "norton-2012-2-bird": "norton-2012-2",
    "norton-2012-2-dog": "norton-2012-2",
    "norton-2012-2-helicopter": "norton-2012-2",
    "norton-2012-1a-shelf": "norton-2012-1a",
    "franke-2010-tshirt-free-watch": "franke-2010-tshirt-free",
    "franke-2010-tshirt-free-sneaker": "franke-2010-tshirt-free",
}
"""{experiment: its protocol}."""

SETS = (
    "norton_2012_2/materials/duck",
    "norton_2012_2_bird/materials/bird",
    "norton_2012_2_dog/materials/dog",
    "norton_2012_2_helicopter/materials/helicopter",
)


def test_kits_and_toolkits_are_those_that_the_program_draws(checkout: Path) -> None:
    drawn = runpy.run_path(str(checkout / "pictures" / "materials.py"))["files"]()
    assert {name: (checkout / "experiments" / name).read_text("utf-8") for name in drawn} == drawn, (
        "python pictures/materials.py writes them anew"
    )


def stands(kit: Kit, part: str) -> bool:
    """Whether a brick rests on the floor or on the top of one that stands before it."""
    box = kit.part(part).box
    before = [kit.part(one).box for one in kit.order[: kit.order.index(part)]]
    on_floor = box.bottom == max(kit.part(one).box.bottom for one in kit.order)
    return on_floor or any(
        abs(below.top + 14 - box.bottom) < 0.01 and below.left < box.right and box.left < below.right
        for below in before
    )


@pytest.mark.parametrize("place", SETS)
def test_every_brick_of_a_set_rests_on_others_when_it_goes_in(place: str) -> None:
    kit = load_kit(shipped("experiments") / place / "kit.yaml")
    assert len(kit.parts) == 12
    assert [part for part in kit.order if not stands(kit, part)] == []


def test_nothing_that_is_printed_covers_the_metal_of_the_watch() -> None:
    """Suns all over the watch: its ring and its crown stay as they are, its dial and its strap do not."""
    place = shipped("experiments") / "franke_2010_tshirt_free_watch/materials/watch/toolkit.yaml"
    watch = load_toolkit(place)
    around = [(round(230 * np.cos(turn)), round(230 * np.sin(turn))) for turn in np.arange(0, 6.2, 0.45)]
    places = [*around, (0, 0), (0, 400), (0, -400), (280, 0)]
    suns = [{"motif": "sun", "x": x, "y": y, "scale": 120, "angle": 0} for x, y in places]
    bare, full = (
        np.asarray(design_picture(watch, {"base": "black", "items": items}, 250), dtype=int)
        for items in ([], suns)
    )
    changed = np.abs(full - bare).max(axis=2) > 12
    rows, columns = 4 * np.indices(changed.shape)
    far = np.hypot(columns - 500, rows - 600)
    assert not changed[(far > 232) & (far < 248)].any()
    assert not changed[145:156, 192:197].any()  # the crown
    assert changed[far < 215].any()
    assert changed[230:270, 105:145].any()  # the strap


@pytest.mark.parametrize("strap", ["black", "brown", "plum"])
def test_a_text_can_be_read_on_the_dial_of_the_watch_that_it_is_first_laid_on(strap: str) -> None:
    place = shipped("experiments") / "franke_2010_tshirt_free_watch/materials/watch/toolkit.yaml"
    watch = load_toolkit(place)
    text = {"text": "Zon", "x": 0, "y": 0, "scale": 100, "angle": 0, "color": text_color(strap, watch)}
    bare, full = (
        np.asarray(design_picture(watch, {"base": strap, "items": items}, 500), dtype=int)
        for items in ([], [text])
    )
    assert np.abs(full - bare)[250:350, 150:350].max() > 100


SHIRTS = ("franke_2010_tshirt", "franke_2010_tshirt_free", "made_for_you", "maker_and_judges")


@pytest.mark.parametrize("experiment", SHIRTS)
def test_nothing_is_printed_into_the_neck_of_a_shirt(experiment: str) -> None:
    """A sun as large as can be, right under it: the chest changes, inside and rib of the neck do not."""
    shirt = load_toolkit(shipped("experiments") / experiment / "materials/shirt/toolkit.yaml")
    sun = {"motif": "sun", "x": 0, "y": 350, "scale": shirt.limits.high_scale, "angle": 0}
    bare, full = (
        np.asarray(design_picture(shirt, {"base": "navy", "items": items}, 250), dtype=int)
        for items in ([], [sun])
    )
    changed = np.abs(full - bare).max(axis=2) > 12
    assert not changed[22:48, 118:132].any()
    assert changed[52:70, 118:132].all()


@pytest.mark.slow
@pytest.mark.parametrize("experiment", OTHER_GOODS)
def test_all_of_its_screens_fit_in_both_languages_and_name_its_good(experiment: str) -> None:
    found = check(OTHER_GOODS[experiment], experiment=experiment)
    assert (found.faults, found.warnings) == ((), ())


@pytest.mark.slow
@pytest.mark.parametrize("experiment", OTHER_GOODS)
def test_simulated_participants_come_to_the_end(experiment: str, tmp_path: Path) -> None:
    study = simulate(SimulateRequest(OTHER_GOODS[experiment], 6, 1, experiment=experiment, results=tmp_path))
    rows = read_study(study).tables.wide
    assert len(rows) == 6
    assert {row["status"] for row in rows} == {"complete"}
