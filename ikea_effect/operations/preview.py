"""Every screen of a study as a picture, without a window: the same pixels a participant sees."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ikea_effect.operations.preview_screens import Kept, photographed
from ikea_effect.protocol.checks.stand_ins import note
from ikea_effect.protocol.models import Condition
from ikea_effect.protocol.setup import Setup, in_language, load_setup
from ikea_effect.record.disk import disk_errors, write_whole
from ikea_effect.screens.screens import Screen

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """What is asked for. `sizes` are (width, height) in pixels."""

    protocol: str
    out: Path
    experiment: str | None = None
    languages: tuple[str, ...] = ()
    sizes: tuple[tuple[int, int], ...] = ((1280, 1024),)


class Shot(NamedTuple):
    """One picture: whose, of which screen, where, whether everything fits on it, and when it is seen."""

    language: str
    condition: str
    screen: str
    size: tuple[int, int]
    path: Path
    fits: bool
    when: str = ""


def screens_of(setup: Setup, condition: Condition) -> list[tuple[str, Screen]]:
    """Every screen that a participant of the condition can see, by id."""
    return [(one.id, one.screen) for one in photographed(setup, condition)]


def preview(request: PreviewRequest, say: Say) -> list[Shot]:
    """Draws every screen of every condition, language and size, and a page that shows them all.

    Returns the shots in order; `out`/index.html shows them.
    """
    first = load_setup(request.protocol, request.experiment)
    if stand_ins := note(first):
        say(stand_ins)
    shots: list[Shot] = []
    for language in request.languages or first.protocol.languages:
        setup = in_language(first, language)
        for condition in setup.protocol.conditions:
            found = photographed(setup, condition)
            for size in request.sizes:
                where = ", ".join([language, *condition.values(), f"{size[0]}x{size[1]}"])
                say(f"{where}: {len(found)} screens")
                shots += _draw(setup, condition, found, size, request.out)
    with disk_errors(request.out):
        write_whole(request.out / "index.html", _index(first, shots, request.out).encode())
    return shots


def _draw(
    setup: Setup, condition: Condition, found: list[Kept], size: tuple[int, int], out: Path
) -> list[Shot]:
    from ikea_effect.session.frontends.lab.canvas import Sheet
    from ikea_effect.session.frontends.lab.views import view_of

    name = "-".join(condition.values())
    folder = out / f"{setup.language}-{name}-{size[0]}x{size[1]}"
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    shots = []
    for number, (screen_id, screen, when) in enumerate(found, 1):
        sheet = Sheet(size)
        view = view_of(screen, setup, size, haste=1000)
        view.draw(sheet)
        path = folder / f"{number:02d}-{screen_id}.png"
        with disk_errors(path):
            sheet.image.save(path)
        shots.append(Shot(setup.language, name, screen_id, size, path, view.fits(), when))
    return shots


_STYLE = """body{font:15px/1.5 system-ui,sans-serif;margin:2rem;background:#f4f1ec;color:#26221f}
section{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:1rem}
figure{margin:0}figcaption{font-size:13px;color:#6d655e}
img{width:100%;border:1px solid #d9d2ca;border-radius:4px}
.bad{color:#b3402e}"""


def _index(setup: Setup, shots: list[Shot], out: Path) -> str:
    name, title = html.escape(setup.protocol.id), html.escape(setup.protocol.title)
    parts = [
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{name}: screens</title>",
        f"<style>{_STYLE}</style><h1>{title}</h1>",
    ]
    group = None
    for shot in shots:
        if group != (shot.language, shot.condition, shot.size):
            parts.append("</section>" if group else "")
            group = (shot.language, shot.condition, shot.size)
            heading = f"{shot.condition} · {shot.language} · {shot.size[0]} x {shot.size[1]}"
            parts.append(f"<h2>{html.escape(heading)}</h2><section>")
        source = html.escape(shot.path.relative_to(out).as_posix())
        screen = html.escape(shot.screen)
        note = f" <em>{html.escape(shot.when)}</em>" if shot.when else ""
        note += "" if shot.fits else " <b class=bad>does not fit</b>"
        parts.append(
            f'<figure><a href="{source}"><img loading=lazy src="{source}" alt="{screen}"></a>'
            f"<figcaption>{screen}{note}</figcaption></figure>"
        )
    return "\n".join([*parts, "</section></html>"])
