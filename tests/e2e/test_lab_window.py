"""A real PsychoPy window: what the person in front of it can do, by events dispatched to the window."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from ikea_effect.errors import SessionError
from ikea_effect.protocol.experiment import Experiment
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.setup import Setup, load_setup
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.screens import Page, Screen
from ikea_effect.session.frontends.base import SessionInterrupted
from ikea_effect.session.frontends.lab.canvas import Sheet, Unseen
from ikea_effect.session.frontends.lab.frontend import LabFrontend, window_title
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.frontends.lab.views import view_of
from tests.unit.session.lab.pages import ANSWERS, PAGES, texts

pytestmark = [pytest.mark.window, pytest.mark.slow]

Targets = Mapping[str, tuple[int, int]]


class Person:
    """Acts in the window, once, when a screen can be answered; `act` is set by the test."""

    def __init__(self) -> None:
        self.frontend: LabFrontend
        self.act: Callable[[Person, Targets], None] = lambda _person, _targets: None

    def __call__(self, screen: Screen, targets: Targets) -> None:
        del screen
        self.act(self, targets)

    def send(self, event: str, *values: Any) -> None:
        """Hands the window an event at once, as pyglet does with what X sends."""
        from pyglet.event import EventDispatcher

        EventDispatcher.dispatch_event(self.frontend.window.handle, event, *values)

    def _place(self, at: tuple[int, int]) -> tuple[int, int]:
        left, top = self.frontend.window.place_px
        return at[0] - left, self.frontend.window.size_px[1] - (at[1] - top)

    def down(self, at: tuple[int, int], button: int = 1) -> None:
        self.send("on_mouse_press", *self._place(at), button, 0)

    def up(self, at: tuple[int, int], button: int = 1) -> None:
        self.send("on_mouse_release", *self._place(at), button, 0)

    def click(self, at: tuple[int, int], button: int = 1) -> None:
        self.down(at, button)
        self.up(at, button)

    def key(self, name: str, modifiers: int = 0) -> None:
        from pyglet.window import key

        self.send("on_key_press", getattr(key, name), modifiers)
        self.send("on_key_release", getattr(key, name), modifiers)

    def chord(self) -> None:
        from pyglet.window import key

        self.key("Q", key.MOD_CTRL | key.MOD_SHIFT)


@pytest.fixture(scope="module")
def person(x_display: str, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """A person at one window, which all tests here share."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", x_display)
        patch.setenv("HOME", str(home))
        person = Person()
        protocol = load_protocol("norton-2012-1a")
        experiment = Experiment.model_construct()
        setup = Setup(protocol, experiment, texts("nl"), tmp_path_factory.mktemp("experiment"))
        person.frontend = LabFrontend(
            setup, size=(1280, 1024), pace="fast", on_ready=person, answer_within_s=20
        )
        yield person
        person.frontend.close()


def page(name: str, **changes: Any) -> Page:
    return dataclasses.replace(PAGES[name], picture=None, **changes)


def test_the_window_shows_the_pixels_that_a_sheet_shows(person: Person, tmp_path: Path) -> None:
    person.frontend.screens_folder = tmp_path
    person.act = lambda person, targets: (person.click(targets["choice.no"]), person.click(targets["button"]))
    person.frontend.show(page("choice"))
    person.frontend.screens_folder = None
    first, answered = sorted(tmp_path.iterdir())
    assert first.name.endswith("-choice.png")
    assert answered.name.endswith("-choice_answered.png")
    assert differing(first, page("choice")) < 40


def differing(picture: Path, shown: Page) -> int:
    """How many pixels, of 1.3 million, differ from the page on a sheet by more than rounding."""
    sheet = Sheet((1280, 1024))
    PageView(shown, texts("nl")).draw(sheet)
    with Image.open(picture) as seen:
        difference = ImageChops.difference(seen.convert("RGB"), sheet.image)
    return sum(difference.convert("L").histogram()[9:])


def test_nothing_of_a_screen_stays_under_the_next(person: Person, tmp_path: Path) -> None:
    """The picture of a screen as it was answered is drawn after it was shown: it must not remain."""
    tall, low = page("matrix"), page("text")
    rated = [f"i{n}.{value}" for n, value in enumerate(ANSWERS["matrix"].values())]

    def rate(person: Person, targets: Targets) -> None:
        for target in [*rated, "button"]:
            person.click(targets[target])

    person.frontend.screens_folder = tmp_path
    person.act = rate
    person.frontend.show(tall)
    person.act = lambda person, targets: person.click(targets["button"])
    person.frontend.show(low)
    person.frontend.screens_folder = None
    shown, answered, then = sorted(tmp_path.iterdir())
    assert differing(shown, tall) < 40
    assert differing(answered, tall) > 1000  # the ratings
    assert differing(then, low) < 40


def test_presses_without_duration_are_presses(person: Person) -> None:
    person.act = lambda person, targets: person.click(targets["button"])
    begun = time.perf_counter()
    reply = person.frontend.show(page("text"))
    assert reply.values == {}
    assert 0 <= reply.rt_ms <= (time.perf_counter() - begun) * 1000


def test_only_the_left_button_counts(person: Person) -> None:
    seen = []

    def act(person: Person, targets: Targets) -> None:
        person.click(targets["choice.yes"], button=4)
        seen.append(PageView.ready)  # still here
        person.click(targets["choice.no"])
        person.click(targets["button"])

    person.act = act
    assert person.frontend.show(page("choice")).values == {"choice": "no"}
    assert seen


def test_input_from_before_the_screen_counts_for_nothing(person: Person) -> None:
    """A button held over from the screen before is released here, and a key held there goes on repeating."""
    from pyglet.window import key

    def hold(person: Person, targets: Targets) -> None:
        person.click(targets["button"])
        person.down(targets["button"])
        person.send("on_key_press", key.SPACE, 0)

    person.act = hold
    person.frontend.show(page("text"))
    happened: list[str] = []

    def go_on(person: Person, targets: Targets) -> None:
        person.up(targets["button"])
        person.send("on_text", " ")
        happened.append("still shown")
        person.send("on_key_release", key.SPACE, 0)
        person.click(targets["button"])

    person.act = go_on
    reply = person.frontend.show(page("text"))
    assert happened == ["still shown"]
    assert reply.values == {}


def test_typed_text_reaches_the_amount_field_whole(person: Person) -> None:
    def act(person: Person, targets: Targets) -> None:
        del targets
        for sign in "€ 2,75":
            person.send("on_text", sign)
        person.key("RETURN")

    person.act = act
    assert person.frontend.show(page("amount")).values == {"amount": 275}


def test_a_refused_amount_keeps_the_screen_until_it_is_mended(person: Person) -> None:
    def act(person: Person, targets: Targets) -> None:
        from pyglet.window import key

        person.send("on_text", "9,99")
        person.click(targets["button"])
        for _ in range(4):
            person.send("on_text_motion", key.MOTION_BACKSPACE)
        person.send("on_text", "1")
        person.click(targets["button"])

    person.act = act
    assert person.frontend.show(page("amount")).values == {"amount": 100}


def test_escape_does_nothing(person: Person) -> None:
    def act(person: Person, targets: Targets) -> None:
        person.key("ESCAPE")
        person.click(targets["button"])

    person.act = act
    assert person.frontend.show(page("text")).values == {}


def test_what_stands_above_the_window_tells_neither_conditions_nor_expectations(person: Person) -> None:
    assert person.frontend.window.handle.caption == "Onderzoek"
    setup = load_setup("norton-2012-1a")
    assert window_title(setup.texts) == "Bidding on a storage box"


LONG = Page("long", Text("title"), (Text("body"),) * 12)


@pytest.mark.parametrize("screen", [*PAGES.values(), LONG], ids=lambda screen: screen.id)
def test_the_window_puts_everything_where_a_check_without_a_window_does(person: Person, screen: Page) -> None:
    screen = dataclasses.replace(screen, picture=None)
    window = person.frontend.window
    drawn, laid = (view_of(screen, person.frontend.setup, window.size_px) for _ in range(2))
    drawn.draw(window)
    laid.lay_out(Unseen(window.size_px))
    assert laid.targets() == drawn.targets()
    assert laid.fits() == drawn.fits() == (screen.id != "long")
    below = drawn.targets()["button"][1] < -0.5
    assert below == (screen.id == "long")


@pytest.mark.parametrize("way", ["chord", "close"])
def test_the_experimenter_interrupts_after_a_question(person: Person, way: str) -> None:
    def act(person: Person, targets: Targets) -> None:
        del targets
        if way == "chord":
            person.chord()
        else:
            person.send("on_close")
        person.frontend.window.handle.dispatch_events = answering(person, "j")

    person.act = act
    with pytest.raises(SessionInterrupted):
        person.frontend.show(page("text"))
    del person.frontend.window.handle.dispatch_events


def test_after_no_the_screen_goes_on_as_it_was(person: Person) -> None:
    def act(person: Person, targets: Targets) -> None:
        person.click(targets["choice.yes"])
        person.chord()
        person.frontend.window.handle.dispatch_events = answering(person, "n", then=targets["button"])

    person.act = act
    assert person.frontend.show(page("choice")).values == {"choice": "yes"}
    del person.frontend.window.handle.dispatch_events


def answering(person: Person, letter: str, then: tuple[int, int] | None = None) -> Callable[[], None]:
    """Types the letter once the question is there, and then clicks, as the window looks for events."""
    from ikea_effect.session.frontends.lab.interrupt import InterruptView

    asked: list[bool] = []

    def dispatch() -> None:
        view = getattr(person.frontend.window.listener, "view", None)
        if isinstance(view, InterruptView):
            asked.append(True)
            person.send("on_text", letter)
        elif asked and then and view is not None:
            person.click(then)

    return dispatch


def test_a_screen_that_nobody_answers_ends_a_scripted_session(person: Person) -> None:
    person.act = lambda _person, _targets: None
    person.frontend.answer_within_s = 0.2
    with pytest.raises(SessionError, match=r"'text' was not answered within 0\.2 s"):
        person.frontend.show(page("text"))
    person.frontend.answer_within_s = 4


def test_an_error_in_a_handler_comes_out(person: Person) -> None:
    def act(person: Person, targets: Targets) -> None:
        del targets
        person.send("on_text", "1")

    person.act = act
    view_text, PageView.text = PageView.text, lambda *_: 1 / 0  # type: ignore[method-assign, assignment, return-value]
    try:
        with pytest.raises(ZeroDivisionError):
            person.frontend.show(page("amount"))
    finally:
        PageView.text = view_text  # type: ignore[method-assign]


def test_minimum_times_hold_and_the_clock_goes_on_from_where_it_stopped(person: Person) -> None:
    person.act = lambda person, targets: person.click(targets["button"])
    person.frontend.resume_at(90_000)
    reply = person.frontend.show(page("text", minimum_s=4.0))  # a twentieth, at this pace
    assert reply.rt_ms >= 200
    assert 90_000 <= reply.onset_ms < 100_000
    assert person.frontend.clock_ms() >= reply.onset_ms + reply.rt_ms


def test_facts_are_written_as_json(person: Person) -> None:
    import json

    facts = person.frontend.facts()
    assert json.loads(json.dumps(facts)) == facts
    assert facts["size_px"] == [1280, 1024]
    assert set(facts) >= {"psychopy", "pyglet", "fonts", "input", "pace", "frame_rate", "full_screen"}
    assert all(len(sha) == 64 for sha in facts["fonts"].values())


def test_every_page_can_be_answered_in_the_window(person: Person) -> None:
    """By the same targets that a scripted hand is given."""
    presses = {
        "agree": ["agree"],
        "choice": ["choice.no"],
        "matrix": [f"i{n}.{value}" for n, value in enumerate(ANSWERS["matrix"].values())],
        "single": ["liking.10"],
        "list": ["prices.8.buy"],
    }
    for name, targets in presses.items():

        def act(person: Person, places: Targets, targets: list[str] = targets) -> None:
            for target in [*targets, "button"]:
                person.click(places[target])

        person.act = act
        assert person.frontend.show(page(name)).values == ANSWERS[name]
