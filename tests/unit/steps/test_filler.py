"""Something neutral that takes as long as what others do meanwhile."""

from __future__ import annotations

import pytest

from ikea_effect.protocol.kinds.steps.filler import Filler
from ikea_effect.screens.screens import Page, Screen
from tests.unit.measures.bench import faults
from tests.unit.steps.bench import played, step

WRITTEN = "as_long_as: {step: puzzles-of-builders, seconds: 60, yoked: true}"


def counted(screen: Screen) -> dict[str, int]:
    """What someone who counts the letters of the page answers."""
    assert isinstance(screen, Page)
    values = screen.body[0].values
    [asked] = screen.asks
    letter = str(asked.question.values["letter"])  # type: ignore[attr-defined]
    return {"count": str(values["rows"]).count(letter)}


def test_letters_are_counted_for_the_time_that_the_other_step_takes() -> None:
    screens, cells = played(step("pause"), counted, rt_ms=31_000)
    assert [screen.id for screen in screens] == ["pause.puzzle-1", "pause.puzzle-2"]
    assert [screen.minimum_s for screen in screens if isinstance(screen, Page)] == [30, 30]
    of_nobody = {"pause.least": 60, "pause.yoked_to": "stand-in"}
    assert cells == {"pause.right": 2, "pause.seconds": 62.0, **of_nobody}


def test_a_wrong_count_is_not_right_and_every_letter_asked_for_is_there() -> None:
    screens, cells = played(step("pause"), [{"count": 0}, {"count": 0}])
    assert cells["pause.right"] == 0
    assert all(counted(screen)["count"] > 0 for screen in screens)


def test_pages_share_the_time() -> None:
    two = Filler(id="pause", seconds=50, pages=("about", "story"))
    screens, cells = played(two, [{}, {}], rt_ms=26_000)
    assert [screen.minimum_s for screen in screens if isinstance(screen, Page)] == [25, 25]
    assert cells == {"pause.seconds": 52.0}


@pytest.mark.parametrize(
    ("after", "message"),
    [
        (
            "seconds: 60, as_long_as: {step: puzzles, seconds: 60}",
            "both `seconds` and `as_long_as` are given",
        ),
        ("pages: [about]", "neither is given"),
        ("as_long_as: {step: puzles, seconds: 60}", "Did you mean 'puzzles'?"),
        ("as_long_as: {step: puzzles, seconds: 60}", "some do both"),
        ("seconds: 0", "More than 0"),
    ],
)
def test_a_filler_that_stands_for_nothing_is_refused(after: str, message: str) -> None:
    assert message in faults(WRITTEN, after)
