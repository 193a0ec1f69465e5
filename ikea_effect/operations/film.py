"""A film of something being made: the screens of one session's making, played again from its journal.

Each frame stands for as long as the participant saw it. What is shown follows from journal and materials
alone, so that the film of a session is the same whoever makes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ikea_effect.errors import RecordError, StationError, did_you_mean, listed
from ikea_effect.operations.replay import materials_of, played_again
from ikea_effect.protocol.kinds import step_kind
from ikea_effect.protocol.levels import step_of
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.disk import disk_errors
from ikea_effect.record.journal import read_journal
from ikea_effect.record.study import Study
from ikea_effect.screens.screens import Reply, Screen

if TYPE_CHECKING:
    from PIL import Image

FRAMES_PER_S = 25
"""Of an MP4. A GIF counts in hundredths of a second."""

LEAST_MS = 40
"""No frame stands shorter: one of 25 in a second."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FilmRequest:
    """What is asked for. `out` ends in .mp4 or .gif, or is a folder of PNG with frames.json.

    `speed` is how much faster than it was; `longest_s` cuts pauses, in seconds of the film; `view` is the
    whole screen, or the good alone.
    """

    participant: str
    out: Path
    step: str | None = None
    view: Literal["screen", "good"] = "screen"
    speed: float = 1.0
    longest_s: float | None = None
    size: tuple[int, int] = (1280, 1024)


class Frame(NamedTuple):
    """A picture, and for how many milliseconds of the film it stands."""

    picture: Image.Image
    ms: int


class Shown(NamedTuple):
    """A screen and the reply to it."""

    screen: Screen
    reply: Reply


class Film(NamedTuple):
    """What was written: where, how many frames, how long, and which step."""

    out: Path
    frames: int
    seconds: float
    step: str

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {"out": str(self.out), "frames": self.frames, "seconds": self.seconds, "step": self.step}


def film(study: Study, request: FilmRequest, progress: Progress | None = None) -> Film:
    """Plays a participant's making again and writes it.

    Raises: RecordError where there is no such session or nothing was made in it, where its materials are not
    at hand, where it was recorded with another program that gave other screens, or where `out` ends like
    another sort of film; StationError if the disk refuses.
    """
    setup = materials_of(study)
    if setup is None:
        raise RecordError(
            f"{study.name}: the experiment's materials are not at hand, so nothing can be drawn. Run this in "
            "the folder that holds its protocols/ and experiments/; --results says where the study is."
        )
    step, shown = _making(study, setup, request)
    write = _writer(request.out)
    frames = _frames(setup, shown, request, progress)
    counted = _Counted(frames)
    with disk_errors(request.out):
        request.out.parent.mkdir(parents=True, exist_ok=True)
        write(request.out, counted)
    return Film(request.out, counted.frames, counted.ms / 1000, step)


class _Counted:
    """The frames, one after the other, counted as they go by."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        self._frames, self.frames, self.ms = frames, 0, 0

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._frames:
            self.frames, self.ms = self.frames + 1, self.ms + frame.ms
            yield frame


def _making(study: Study, setup: Setup, request: FilmRequest) -> tuple[str, Sequence[Shown]]:
    """The step that is filmed, and its screens that show something being made."""
    who = request.participant
    if not study.journal(who).exists():
        there = study.participants()
        raise RecordError(f"--participant {who}: has no journal in this study.{did_you_mean(who, there)}")
    making = [step.name for step in setup.protocol.timeline if step_kind(step.kind).makes]
    if request.step is not None and request.step not in making:
        raise RecordError(f"--step {request.step}: nothing is made in it. Steps that make: {listed(making)}.")
    shown = [
        Shown(screen, reply)
        for screen, reply in played_again(study, setup, read_journal(study.journal(who)).events)
        if screen.making is not None
    ]
    for step in making if request.step is None else [request.step]:
        if own := [one for one in shown if step_of(one.screen.id) == step]:
            return step, own
    where = f" in {request.step}" if request.step else ""
    raise RecordError(f"{who} made nothing{where} that could be shown. Steps that make: {listed(making)}.")


def _frames(
    setup: Setup, shown: Sequence[Shown], request: FilmRequest, progress: Progress | None
) -> Iterator[Frame]:
    draw = _screen if request.view == "screen" else _good
    for number, one in enumerate(shown, 1):
        picture = draw(setup, one.screen, request.size)
        if picture is not None:
            yield Frame(picture.convert("RGB"), _length(one.reply.rt_ms, request))
        if progress is not None:
            progress(number, len(shown))


def _length(ms: int, request: FilmRequest) -> int:
    """How long a frame stands that was seen for so many milliseconds."""
    longest = ms if request.longest_s is None else request.longest_s * 1000
    return max(LEAST_MS, round(min(ms / request.speed, longest)))


def _screen(setup: Setup, screen: Screen, size: tuple[int, int]) -> Image.Image | None:
    from ikea_effect.session.frontends.lab.canvas import Sheet
    from ikea_effect.session.frontends.lab.views import view_of

    sheet = Sheet(size)
    view_of(screen, setup, size, haste=1000).draw(sheet)
    return sheet.image


def _good(setup: Setup, screen: Screen, size: tuple[int, int]) -> Image.Image | None:
    """The good as far as it has come, on white; nothing for a step by hand, which nobody sees."""
    from PIL import Image, ImageOps

    from ikea_effect.session.pictures import good_picture

    made = screen.making
    if made is None or made.recipe is None:
        return None
    good = good_picture(setup, made.good, made.recipe, size[0])
    if good is None:
        return None
    fitted, whole = ImageOps.contain(good, size), Image.new("RGBA", size, "#ffffff")
    whole.alpha_composite(fitted, ((size[0] - fitted.width) // 2, (size[1] - fitted.height) // 2))
    return whole


# --- files -------------------------------------------------------------------------------------------------


def _gif(path: Path, frames: _Counted) -> None:
    every = list(frames)
    if every:
        first, *rest = [frame.picture for frame in every]
        lengths = [frame.ms for frame in every]
        first.save(path, "GIF", save_all=True, append_images=rest, duration=lengths, loop=0)


def _mp4(path: Path, frames: _Counted) -> None:
    """H.264, which every browser and PsychoPy show."""
    try:
        import imageio_ffmpeg
    except ImportError as error:
        raise StationError(
            "MP4 files are written by imageio-ffmpeg, which is not installed. Install it (pip install "
            "imageio-ffmpeg), or ask for a .gif or a folder."
        ) from error

    file, due = None, 0.0
    for frame in frames:
        if file is None:
            file = imageio_ffmpeg.write_frames(path, frame.picture.size, fps=FRAMES_PER_S, macro_block_size=2)
            file.send(None)
        due += frame.ms * FRAMES_PER_S / 1000
        data, times = frame.picture.tobytes(), max(1, round(due))
        for _ in range(times):
            file.send(data)
        due -= times
    if file is not None:
        file.close()


def _folder(path: Path, frames: _Counted) -> None:
    """001.png and so on, and frames.json with the milliseconds of each: what judges can be shown."""
    path.mkdir(parents=True, exist_ok=True)
    lengths = []
    for number, frame in enumerate(frames, 1):
        name = f"{number:03d}.png"
        frame.picture.save(path / name)
        lengths.append({"file": name, "ms": frame.ms})
    (path / "frames.json").write_text(json.dumps(lengths, indent=1) + "\n", "utf-8")


_WRITERS = {".gif": _gif, ".mp4": _mp4}

_NOT_WRITTEN = {".avi", ".m4v", ".mkv", ".mov", ".mpg", ".webm", ".wmv", ".apng", ".jpg", ".png", ".webp"}
"""Endings of files that are not written: a folder of such a name would look like one that no player opens."""


def _writer(out: Path) -> Callable[[Path, _Counted], None]:
    ending = out.suffix.lower()
    another = ending in _NOT_WRITTEN or re.fullmatch(r"\.[a-z]{3,4}", ending) is not None
    if another and ending not in _WRITERS and not out.is_dir():
        raise RecordError(
            f"--out {out}: a film is not written as {ending}. Name a file that ends in .mp4 or .gif, "
            "or a folder for PNG frames."
        )
    return _WRITERS.get(ending, _folder)
