"""The window, next to a bare PsychoPy script: how soon the first screen shows, how long a redraw takes.

.venv/bin/python benchmarks/bench_window.py            opens windows on an Xvfb of its own
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

from table import Row, show

SIZE = (1280, 1024)
ITEMS, POINTS = 8, 7
REDRAWS = 60


# --- what is measured, each in a process of its own -------------------------------------------------------


def first_screen_bare() -> None:
    """A PsychoPy script that shows one line of text."""
    from psychopy import visual

    window = visual.Window(SIZE, units="height", checkTiming=False)
    visual.TextStim(window, text="Welcome").draw()
    window.flip()
    print("READY", flush=True)


def first_screen_ours() -> None:
    """The first page of a shipped study: set-up loaded, fonts read, text laid out."""
    from ikea_effect.protocol.setup import load_setup
    from ikea_effect.screens.context import Context
    from ikea_effect.screens.screens import Page
    from ikea_effect.session.frontends.lab.frontend import LabFrontend
    from ikea_effect.tasks.timeline import timeline

    setup = load_setup("norton-2012-1a")
    frontend = LabFrontend(setup, size=SIZE, pace="fast", on_ready=lambda *_: print("READY", flush=True))
    context = Context(setup, "P001", setup.protocol.conditions[0], bytes(32))
    screen = next(item for item in timeline(context) if isinstance(item, Page))
    frontend.answer_within_s = 0.05
    frontend.show(screen)


def redraw_sliders() -> None:
    """Eight PsychoPy Sliders and their questions."""
    from psychopy import visual

    window = visual.Window(SIZE, units="height", checkTiming=False)
    places = [0.4 - 0.1 * row for row in range(ITEMS)]
    ends = {"labels": ["not at all", *[""] * (POINTS - 2), "very much"], "granularity": 1}
    ticks = range(1, POINTS + 1)
    made = [visual.Slider(window, ticks=ticks, pos=(0.3, y), size=(0.5, 0.02), **ends) for y in places]
    made += [visual.TextStim(window, text=f"Statement {y}", pos=(-0.3, y), height=0.025) for y in places]

    def redraw() -> None:
        for stimulus in made:
            stimulus.draw()
        window.flip()

    _print_median(redraw)


def redraw_ours() -> None:
    """A page with a matrix of eight rated items, one of them answered anew before each redraw."""
    from ikea_effect.protocol.texts import Text, Texts
    from ikea_effect.screens.screens import Page, RatingItem
    from ikea_effect.session.frontends.lab.page_view import PageView
    from ikea_effect.session.frontends.lab.window import LabWindow

    texts = Texts(
        "en", {"ui.continue": "Continue", "low": "not at all", "high": "very much", "ask": "Statement"}
    )
    low, high = Text("low"), Text("high")
    asks = tuple(RatingItem(f"item-{n}", Text("ask"), 1, POINTS, low, high) for n in range(ITEMS))
    window = LabWindow(SIZE)
    view = PageView(Page("matrix", asks=asks), texts)
    view.draw(window)
    places = [view.targets()[f"item-{n}.{point}"] for n in range(ITEMS) for point in range(1, POINTS + 1)]
    done = 0

    def redraw() -> None:
        nonlocal done
        done += 1
        view.press(places[done % len(places)])
        view.release(places[done % len(places)])
        view.draw(window)
        window.flip()

    _print_median(redraw)


WITH_SPACES = ("made by my own hands " * 100)[:2000]
WITHOUT_SPACES = ("madebymyownhands" * 125)[:2000]


def writing_with_spaces() -> None:
    """A keystroke at the end of an open answer of 2,000 characters."""
    _write(WITH_SPACES)


def writing_without_spaces() -> None:
    """The same in an answer without one space."""
    _write(WITHOUT_SPACES)


def _write(answer: str) -> None:
    from ikea_effect.protocol.texts import Text, Texts
    from ikea_effect.protocol.wordings import common_wordings
    from ikea_effect.screens.screens import AnswerText, Page
    from ikea_effect.session.frontends.lab.page_view import PageView
    from ikea_effect.session.frontends.lab.window import LabWindow

    texts = Texts("en", {key: one.text for key, one in common_wordings("en").items()} | {"why": "Why?"})
    window = LabWindow(SIZE)
    view = PageView(Page("open", asks=(AnswerText("why", Text("why"), 5000),)), texts)
    view.draw(window)
    view.text(answer)
    typed = 0

    def keystroke() -> None:
        nonlocal typed
        view.text(answer[typed])
        typed += 1
        view.draw(window)
        window.flip()

    _print_median(keystroke)


def _print_median(redraw: object) -> None:
    assert callable(redraw)
    times = []
    for _ in range(REDRAWS):
        start = time.perf_counter()
        redraw()
        times.append(1000 * (time.perf_counter() - start))
    print(f"READY {statistics.median(times[5:])}", flush=True)


# --- the table --------------------------------------------------------------------------------------------

PARTS = {
    work.__name__: work
    for work in (
        first_screen_bare, first_screen_ours, redraw_sliders, redraw_ours,
        writing_with_spaces, writing_without_spaces,
    )
}  # fmt: skip


def measured(name: str, display: str) -> tuple[float, str]:
    """Milliseconds until the part said READY, and what it said after that."""
    with tempfile.TemporaryDirectory() as home:
        surroundings = {**os.environ, "DISPLAY": display, "HOME": home}
        surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
        start = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, __file__, name],
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("READY"):
                    took = 1000 * (time.perf_counter() - start)
                    process.communicate()
                    return took, line.removeprefix("READY").strip()
    raise SystemExit(f"{name} ended without a word; run: DISPLAY=... {sys.executable} {__file__} {name}")


def main() -> None:
    if len(sys.argv) > 1:
        PARTS[sys.argv[1]]()
        return
    from ikea_effect.session.frontends.xvfb import own_display

    with own_display(SIZE) as display:

        def first(*names: str) -> list[float]:
            """The medians of seven runs each, by turns, so that a busy moment of the machine hits all."""
            runs = [[measured(name, display)[0] for name in names] for _ in range(7)]
            return [statistics.median(times) for times in zip(*runs, strict=True)]

        def redraw(name: str) -> float:
            return float(measured(name, display)[1])

        bare, ours = first("first_screen_bare", "first_screen_ours")
        sliders = redraw("redraw_sliders")
        spaced = redraw("writing_with_spaces")
        rows = [
            Row("first screen, bare PsychoPy script", bare, "ms"),
            Row("first screen, norton-2012-1a", ours, "ms", bare + 500),
            Row(f"redraw, {ITEMS} PsychoPy Sliders", sliders, "ms"),
            Row(f"redraw, our matrix of {ITEMS} ratings", redraw("redraw_ours"), "ms", sliders / 5),
            Row("a keystroke after 2,000 characters with spaces", spaced, "ms"),
            Row("... without spaces", redraw("writing_without_spaces"), "ms", 1.5 * spaced),
        ]
    show("Window, software OpenGL on Xvfb (medians; from the start of the process)", rows)


if __name__ == "__main__":
    main()
