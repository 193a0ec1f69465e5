"""Takes the pictures of the README anew, from the program: `python docs/make_pictures.py`.

Two sessions in a window, played by a scripted hand; a study of 200 simulated participants with its report and
receipts. Needs a display (or Xvfb) and pdftoppm; takes about two minutes. Look at each before it is kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).resolve().parent / "pictures"
SCREEN, SMALL = "1280x1024", (640, 512)
SCREENS = {  # picture: protocol, the end of the screen's file name, which of those (from 0)
    "assembly": ("norton-2012-1a", "build.board.png", 4),
    "bid": ("norton-2012-1a", "bid.amount_answered.png", -1),
    "design": ("franke-2010-tshirt", "make.board.png", 1),
    "rating": ("franke-2010-tshirt", "feelings.accomplishment_answered.png", 0),
}
WIDE = 640
STUDY = "norton-2012-1a-simulated"


def run(*words: str) -> None:
    """One command of the program, in this folder, with a display."""
    display = [] if os.environ.get("DISPLAY") else ["xvfb-run", "-a", "-s", f"-screen 0 {SCREEN}x24"]
    subprocess.run([*display, sys.executable, "-m", "ikea_effect", *words], check=True)


def kept(image: Image.Image, name: str) -> None:
    """The picture in 256 colors, which nobody sees and which halves the file."""
    path = PICTURES / f"{name}.png"
    image.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)
    print(f"{path.name}: {image.width} x {image.height}, {path.stat().st_size // 1024} kB")


def screens() -> None:
    """Each screen as it was in the window, half as large."""
    for protocol in sorted({one for one, _, _ in SCREENS.values()}):
        asked = ("--participant", "P001", "--study", protocol, "--scripted", "--pace", "fast", "--seed", "1")
        run("run", protocol, *asked, "--window", SCREEN, "--screens", protocol)
    for name, (protocol, end, which) in SCREENS.items():
        path = sorted(one for one in Path(protocol).iterdir() if one.name.endswith(end))[which]
        kept(Image.open(path).convert("RGB").resize(SMALL, Image.Resampling.LANCZOS), name)


def page(pdf: Path, number: int, top: float, bottom: float) -> Image.Image:
    """A part of a page, from and to these shares of its height, without its margins."""
    end = Path("page")
    subprocess.run(
        ["pdftoppm", "-r", "160", "-png", "-singlefile", "-f", str(number), "-l", str(number), pdf, end],
        check=True,
    )
    whole = Image.open("page.png").convert("RGB")
    part = whole.crop(
        (
            int(whole.width * 0.07),
            int(whole.height * top),
            int(whole.width * 0.93),
            int(whole.height * bottom),
        )
    )
    return part.resize((WIDE, round(part.height * WIDE / part.width)), Image.Resampling.LANCZOS)


def papers() -> None:
    """The first page of the report, its picture of the bids, and the receipt of somebody who bought."""
    run("simulate", "norton-2012-1a", "--n", "200", "--seed", "7")
    run("report", STUDY, "--pdf")
    run("settle", STUDY)
    report = Path("results", STUDY, "report.pdf")
    kept(page(report, 1, 0.07, 0.465), "report")
    kept(page(report, 3, 0.22, 0.64), "report-bids")
    receipts = sorted(Path("results", STUDY, "receipts").glob("*.html"))
    bought = next(one for one in receipts if "you bought it" in one.read_text("utf-8"))
    kept(page(bought.with_suffix(".pdf"), 1, 0.04, 0.76), "receipt")


def main() -> None:
    """All of them, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        screens()
        papers()


if __name__ == "__main__":
    main()
