"""A front end around another."""

from collections.abc import Callable
from typing import Any

import pytest

from ikea_effect.session.frontends.base import Frontend
from ikea_effect.session.frontends.passing import PassingFrontend

ASKED = [name for name, what in vars(Frontend).items() if callable(what) and not name.startswith("_")]


class Within:
    """Keeps what it was asked, and answers with it."""

    mode = "lab"

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def method(*given: Any) -> Any:
            self.asked.append((name, *given))
            return self.asked[-1]

        return method


@pytest.mark.parametrize("name", ASKED)
def test_everything_that_a_front_end_is_asked_is_asked_of_the_one_within(name: str) -> None:
    within: Any = Within()
    around, given = PassingFrontend(within), (7,) if name in ("show", "resume_at", "heed") else ()
    said = getattr(around, name)(*given)
    assert within.asked == [(name, *given)]
    assert said == (None if name in ("resume_at", "heed", "close") else (name, *given))
    assert around.mode == "lab"
