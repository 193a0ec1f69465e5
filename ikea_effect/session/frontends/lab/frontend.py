"""The lab front end: a person at a PsychoPy window."""

from __future__ import annotations

import gc
import hashlib
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ikea_effect.errors import SessionError
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Halt, Said, SessionInterrupted
from ikea_effect.session.frontends.lab import raster
from ikea_effect.session.frontends.lab.code_lock import CodeLock
from ikea_effect.session.frontends.lab.interrupt import InterruptView
from ikea_effect.session.frontends.lab.message_view import MessageView
from ikea_effect.session.frontends.lab.pause import PauseView
from ikea_effect.session.frontends.lab.screen_loop import Shown
from ikea_effect.session.frontends.lab.view import View
from ikea_effect.session.frontends.lab.views import view_of
from ikea_effect.session.frontends.lab.window import LabWindow

OnReady = Callable[[Screen, Mapping[str, tuple[int, int]]], None]
"""Hears of a screen that can be answered: where its targets lie, in pixels of the display.

Besides a view's own targets: "window.middle" and "window.top", (0, 0) and (0, 0.5) in height units.
"""

_POLL_S = 0.001
_TICK_S = 0.005
_REST_S = 0.02  # while the lab pauses: the chord and the window's close button are all that can come


class LabFrontend:
    """Shows screens in one window and takes replies by mouse and keyboard.

    With `screens_folder`, each screen is written there as a PNG before it is shown and, if something was
    filled in, as it was answered. With pace "fast", minimum times are a twentieth. `answer_within_s` ends
    a session that nobody answers (a scripted one).
    """

    def __init__(
        self,
        setup: Setup,
        *,
        mode: str = "lab",
        size: tuple[int, int] | None = None,
        full_screen: bool = False,
        screen: int = 0,
        pace: str = "normal",
        screens_folder: Path | None = None,
        on_ready: OnReady | None = None,
        answer_within_s: float | None = None,
    ) -> None:
        self.mode, self.setup, self.pace = mode, setup, pace
        self.on_ready, self.screens_folder, self.answer_within_s = on_ready, screens_folder, answer_within_s
        self.window = LabWindow(size, full_screen=full_screen, screen=screen, title=window_title(setup.texts))
        self._frame_rate = self.window.frame_rate() if full_screen else None
        self._begun_s = time.perf_counter()
        self._numbered = 0
        self._halt: Halt | None = None
        code = setup.experiment.station.code
        self._lock = CodeLock(code) if code else None
        _collect_what_is_new()

    # --- what the engine asks ------------------------------------------------------------------------------

    def show(self, screen: Screen) -> Reply:
        """The reply to one screen. Raises SessionInterrupted when the experimenter stops the session."""
        view = view_of(screen, self.setup, self.window.size_px, 20 if self.pace == "fast" else 1)
        view.lock_with(self._lock)
        self._numbered += 1
        if self._halt is not None and self._halt.asked():
            self._wait_for(self._halt)
        shown = Shown(self.window, view, 1 / (self._frame_rate or 60))
        shown.open(self._png(screen, ""))
        try:
            values, at_s = self._answer(screen, view, shown)
        finally:
            shown.close()
        if view.filled_in:
            shown.picture(self._png(screen, "_answered"))
        return Reply(
            values=values,
            onset_ms=self._ms(shown.onset_s),
            rt_ms=max(0, round((at_s - shown.onset_s) * 1000)),
            frames_dropped=shown.frames_dropped,
        )

    def clock_ms(self) -> int:
        """Milliseconds of this session."""
        return self._ms(time.perf_counter())

    def now(self) -> datetime:
        """The time of day, UTC."""
        return datetime.now(UTC)

    def resume_at(self, clock_ms: int) -> None:
        """Goes on with the session's clock from here."""
        self._begun_s = time.perf_counter() - clock_ms / 1000

    def heed(self, halt: Halt | None) -> None:
        """Shows a page that asks to wait, over any screen, for as long as the halt asks for it."""
        self._halt = halt
        if self._lock:
            self._lock.tell = halt.mistyped if halt else None
            self._lock.go_on_from(halt.mistyped_before() if halt else 0)

    def facts(self) -> Mapping[str, Any]:
        """Window, frame rate, versions, fonts, clock and pace. JSON-able."""
        fonts = {
            raster.font_path(bold).name: hashlib.sha256(raster.font_path(bold).read_bytes()).hexdigest()
            for bold in (False, True)
        }
        return {
            **self.window.facts(),
            "frame_rate": self._frame_rate,
            "fonts": fonts,
            "clock": "time.perf_counter, onsets after the flip",
            "pace": self.pace,
        }

    def close(self) -> None:
        """Closes the window."""
        self.window.close()

    # --- the loop -----------------------------------------------------------------------------------------

    def _answer(self, screen: Screen, view: View, shown: Shown) -> tuple[Mapping[str, Any], float]:
        told, ticked = False, 0.0
        while shown.answered is None:
            if not told and view.ready():
                told = True
                self._tell(screen, view)
            shown.step()
            now = time.perf_counter()
            if shown.wants_to_leave:
                self._ask_to_leave(shown, self._halt)
            if self._halt is not None and self._halt.asked():
                shown.close()
                shown.onset_s += self._wait_for(self._halt)
                shown.reopen()
                told, now = False, time.perf_counter()  # a scripted hand's keys went to the page
            if now - ticked >= _TICK_S:
                ticked = now
                shown.tick(now)
            if self.answer_within_s is not None and now - shown.onset_s > self.answer_within_s:
                raise SessionError(
                    f"The screen '{screen.id}' was not answered within {self.answer_within_s:g} s."
                )
            time.sleep(_POLL_S)
        return shown.answered

    def _tell(self, screen: Screen, view: View) -> None:
        if self.on_ready:
            left, top = self.window.place_px
            corners = {"window.middle": (0.0, 0.0), "window.top": (0.0, 0.5)}
            places = {name: self.window.to_px(at) for name, at in {**view.targets(), **corners}.items()}
            self.on_ready(
                screen, {name: (round(x) + left, round(y) + top) for name, (x, y) in places.items()}
            )

    def _ask_to_leave(self, shown: Shown, halt: Halt | None = None) -> None:
        """The experimenter's question over the screen; raises SessionInterrupted on yes.

        Whoever left it open sees the page of a halt that is asked for meanwhile, as after a no.
        """
        shown.close()
        view = InterruptView(shown.view, self.setup.texts, self._lock)
        question = Shown(self.window, view, 1 / 60)
        question.open(None)
        while question.answered is None and not (halt is not None and halt.asked()):
            question.step()
            question.tick(time.perf_counter())
            time.sleep(_POLL_S)
        question.close()
        if question.answered is not None and question.answered[0]["leave"]:
            raise SessionInterrupted("The session was interrupted. It can be resumed with --resume.")
        shown.reopen()

    def _wait_for(self, halt: Halt) -> float:
        """Shows the page until the halt is over; returns for how many seconds the session's clock stood."""
        begun_s = time.perf_counter()
        halt.begins()
        try:
            while halt.asked():
                self._show_until_over(halt, halt.says())
        finally:
            stood_s = time.perf_counter() - begun_s
            self._begun_s += stood_s
        halt.ends()
        return stood_s

    def _show_until_over(self, halt: Halt, said: Said | None) -> None:
        """One page of it: until it is over, was answered, or has to say something else."""
        view: View
        if said is None or said.unheard:
            view = PauseView(self.setup.texts, unheard=said is not None)
        else:
            view = MessageView(self.setup.texts, said)
        page = Shown(self.window, view, 1 / 60)
        page.open(self._png_of("pause" if said is None else "told"))
        try:
            while halt.asked() and halt.says() == said:
                page.step()
                if page.answered is not None:
                    halt.answered()
                    return
                if page.wants_to_leave:
                    self._ask_to_leave(page)
                time.sleep(_REST_S)
        finally:
            page.close()

    def _png(self, screen: Screen, state: str) -> Path | None:
        return self._png_of(f"{screen.id}{state}")

    def _png_of(self, name: str) -> Path | None:
        if self.screens_folder is None:
            return None
        self.screens_folder.mkdir(parents=True, exist_ok=True)
        return self.screens_folder / f"{self._numbered:03d}-{name}.png"

    def _ms(self, at_s: float) -> int:
        return round((at_s - self._begun_s) * 1000)


def window_title(texts: Texts) -> str:
    """What a participant may read above the window or in a task bar: the study's words for receipts.

    The protocol's title names conditions and what is expected of them.
    """
    return texts.wordings.get("receipts.study") or texts.render(Text("ui.window"))


def _collect_what_is_new() -> None:
    """Garbage is looked for in small steps, and not in what is loaded: a screen would wait 90 ms for that."""
    gc.freeze()
    gc.set_threshold(700, 10, 10)
