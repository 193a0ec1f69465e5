"""A check looks at what a window would show: texts that push the button off it, pictures that are damaged."""

from __future__ import annotations

import io
import shutil
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from ikea_effect.cli.main import main
from ikea_effect.errors import Fault, ProtocolError, SessionError
from ikea_effect.operations.check import check
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.picture_files import picture_problem
from ikea_effect.protocol.resources import shipped
from ikea_effect.session.picture_files import picture_file

BOX = Path("experiments/norton_2012_1a/materials/box/box.png")
EXPERIMENT = "experiments/norton_2012_1a/experiment.yaml"


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with copies of the shipped protocols, texts and experiments, where the user stands."""
    for folder in ("protocols", "experiments"):
        shutil.copytree(shipped(folder), tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edit(path: str, before: str, after: str) -> None:
    text = Path(path).read_text("utf-8")
    assert before in text
    Path(path).write_text(text.replace(before, after, 1), "utf-8")


def faults(*, quick: bool = False) -> tuple[Fault, ...]:
    return check("norton-2012-1a", quick=quick).faults


# --- what does not fit ------------------------------------------------------------------------------------

NL = "protocols/texts/norton_2012_1a/nl.yaml"


@pytest.mark.slow
@pytest.mark.usefixtures("lab")
def test_a_text_that_pushes_the_button_off_the_screen_is_told_where_it_stands() -> None:
    fits = "different screens fit a window of 1280 x 1024, in every language"
    assert any(one.endswith(fits) for one in check("norton-2012-1a").proved)
    edit(NL, "welcome:\n  title: ", "welcome:\n  title: " + 500 * "Heel veel " + "\n  titel: ")
    edit(NL, "\n  titel: ", " ")
    (fault,) = faults()
    assert fault.path == "welcome.title"
    assert fault.where.startswith(NL)
    assert "screen 'welcome.page', which does not fit a window of 1280 x 1024" in fault.message
    assert "Shorten it" in fault.message
    with pytest.raises(ProtocolError, match="does not fit a window"):
        simulate(SimulateRequest("norton-2012-1a", 2))
    assert faults(quick=True) == ()


@pytest.mark.slow
@pytest.mark.usefixtures("lab")
def test_a_window_of_the_stations_size_counts_too() -> None:
    edit(NL, "welcome:\n  title: ", "welcome:\n  title: " + 80 * "Heel veel ")
    assert faults() == ()
    edit(EXPERIMENT, "full_screen: true}", "full_screen: false, size: [640, 900]}")
    told = {fault.path: fault.message for fault in faults()}
    assert "does not fit a window of 640 x 900" in told["welcome.title"]


@pytest.mark.slow
@pytest.mark.usefixtures("lab")
def test_a_rating_whose_points_nobody_could_press_is_told() -> None:
    edit("protocols/norton_2012_1a.yaml", "low: 1, high: 7", "low: -100, high: 100")
    assert {fault.path for fault in faults()} == {"liking.question"}


# --- pictures ---------------------------------------------------------------------------------------------


def png(width: int, height: int, packed: bytes = zlib.compress(bytes(1000))) -> bytes:
    """A gray PNG whose packed pixels are these bytes, whether they fit or not."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def saved(kind: str) -> bytes:
    """A small picture as the library writes it."""
    into = io.BytesIO()
    Image.new("RGB", (64, 48), "#aa7744").save(into, kind)
    return into.getvalue()


BROKEN = {
    "cut off": (saved("PNG")[:-20], "damaged or cut off"),
    "a flipped bit": (saved("PNG")[:50] + b"\xff" + saved("PNG")[51:], "damaged or cut off"),
    "half a JPEG": (saved("JPEG")[:-200], "damaged or cut off"),
    "no pixels": (png(64, 64, b"not packed at all"), "cannot be read as a picture"),
    "a bomb": (png(50_000, 50_000), "at most 40 million, 12000 on a side"),
    "a line": (png(1, 60_000), "12000 on a side"),
    "a short line": (png(1, 6000), "at least 16 on a side"),
    "a strip": (png(20, 6000), "at most 10 times the other"),
    "no picture": (b"GIF89a", "neither PNG nor JPEG"),
    "a PNG in name": (b"\x89PNG\r\n\x1a\n", "damaged or cut off"),
}


@pytest.mark.usefixtures("lab")
@pytest.mark.parametrize("name", BROKEN)
def test_a_picture_that_cannot_be_shown_is_told_before_it_is_needed(name: str) -> None:
    raw, told = BROKEN[name]
    BOX.write_bytes(raw)
    (fault,) = faults()
    assert fault.path == "goods.storage-box.picture"
    assert told in fault.message
    with pytest.raises(SessionError, match=r"box\.png"):
        picture_file(BOX.resolve())


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_whole_picture_is_shown(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "picture"
    path.write_bytes(saved(kind))
    assert picture_problem(path) is None
    assert picture_file(path).size == (64, 48)
    assert picture_file(path).mode == "RGBA"


@pytest.mark.slow
@pytest.mark.usefixtures("lab")
def test_a_preview_of_a_damaged_picture_ends_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    BOX.write_bytes(saved("PNG")[:-20])
    with pytest.raises(SystemExit) as ended:
        main(["preview", "norton-2012-1a", "--out", "screens", "--language", "en"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "box.png" in said
    assert "damaged or cut off" in said
