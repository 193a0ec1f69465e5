"""The smallest line of every kind, as its page has it, makes a study that can be collected."""

from __future__ import annotations

import pytest

from docs.kind_pages import FOLDER, file_of, names, page, smallest
from docs.kind_screens import PICTURES, picture_of, shown
from docs.smallest import OF, examples
from ikea_effect.protocol.kinds import known
from ikea_effect.protocol.registry import BUILT_IN

EVERY = [(of, name) for of in OF for name in examples()[of]]


@pytest.mark.parametrize(("of", "name"), EVERY)
def test_the_smallest_line_of_a_kind_makes_a_study(of: str, name: str) -> None:
    study = smallest(of, name)
    assert not study.uncollectable
    shown = page(of, name, study)
    assert name in shown.partition("```yaml")[2].partition("```")[0]
    assert file_of(of, name).read_text("utf-8") == shown  # python docs/make_kinds.py


def test_every_page_of_a_kind_is_of_one() -> None:
    assert {file_of(*one) for one in names()} == set(FOLDER.iterdir())


def test_every_kind_with_a_screen_shows_it() -> None:
    without = {("measure", "score")}  # worked out, never asked
    assert {*shown()} == {(of, name) for of, name in EVERY if of != "model"} - without
    assert {picture_of(*one) for one in shown()} == set(PICTURES.iterdir())  # docs/make_kind_pictures.py


@pytest.mark.parametrize("of", OF)
def test_every_kind_has_its_smallest_line(of: str) -> None:
    assert {*examples()[of]} == {*BUILT_IN[of]} <= {*known(of)}
