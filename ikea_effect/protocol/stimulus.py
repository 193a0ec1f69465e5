"""What is shown to be judged: a good in a state, a picture of the experiment's own, or a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from ikea_effect.errors import Fault
from ikea_effect.protocol.base import Declared, Line, Name, Relative
from ikea_effect.protocol.problem import Problem

if TYPE_CHECKING:
    from ikea_effect.protocol.experiment import Experiment

LACKING = 2
"""How many parts an unfinished good lacks: "two steps short", as in Norton et al. (2012), experiment 3."""

SOURCES = ("good", "picture", "text")


class Stimulus(Declared):
    """One of a `picture` ("materials/..."), a `text` (its key), or a `good`.

    A good is shown as it is by then for the participant or, with `state`, `plain` (nothing made of it yet),
    `made`, or `unfinished` (without its last two parts).
    """

    picture: Relative | None = None
    text: Line | None = None
    good: Name | None = None
    state: Literal["plain", "made", "unfinished"] | None = None


def stimulus_problems(body: Mapping[str, Any], at: tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong with what a file says of a stimulus, beyond its keys; `at` is the way to it."""
    given = [key for key in SOURCES if key in body]
    if len(given) != 1:
        found = " and ".join(given) if given else "none of them"
        yield Problem(at, f"is one of picture, text and good, and {found} is given. Write one of the three.")
    if "state" in body and "good" not in body:
        yield Problem((*at, "state"), "is the state of a good, and no good is named. Leave it out.", True)


_DRAWN_FROM = {
    None: ("picture", "kit", "toolkit", "sheet"),
    "made": ("picture", "kit", "toolkit", "sheet"),
    "plain": ("kit", "toolkit", "sheet"),
    "unfinished": ("kit",),
}
"""Materials from which a good can be shown in a state."""


def stimulus_faults(stimulus: Stimulus, step: str, here: Experiment) -> Iterator[Fault]:
    """What the experiment's materials cannot show of it."""
    materials, allowed = here.goods.get(stimulus.good or ""), _DRAWN_FROM[stimulus.state]
    if stimulus.good is None or any(getattr(materials, part, None) for part in allowed):
        return
    shown = f" {stimulus.state}" if stimulus.state else ""
    message = f"has no {' or '.join(allowed)} for '{stimulus.good}', which the step '{step}' shows{shown}.\n"
    yield here.fault(("goods", stimulus.good), f"{message}Write {allowed[0]}: materials/...")
