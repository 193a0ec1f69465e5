"""Makes the README's pictures from what a demonstration left: screens, and parts of a report.

.venv/bin/python docs/pictures/make.py [RESULTS]        RESULTS: results/ by default

Needs Chromium and poppler.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
WIDTH = 640

SCREENS = {  # picture: study, screen, which showing of it
    "assembly": ("demo-norton-2012-1a", "build.board", 4),
    "bid": ("demo-norton-2012-1a", "bid.amount_answered", 0),
    "design": ("demo-franke-2010-tshirt", "make.board", 6),
    "rating": ("demo-franke-2010-tshirt", "feelings.accomplishment_answered", 0),
}
REPORTS = {  # picture: the report's sections that it shows, and its height
    "report": ("#summary", 740),
    "report-bids": ("#money-wtp", 740),
}


def small(image: Image.Image, name: str) -> None:
    """Writes the picture at the README's width."""
    height = round(image.height * WIDTH / image.width)
    scaled = image.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    scaled.save(HERE / f"{name}.png", optimize=True)


def screen(results: Path, study: str, name: str, showing: int) -> Image.Image:
    """One screen of the first participant who saw it."""
    found = sorted((results / study / "screens").glob(f"P*-{name}.png"))
    first = [path for path in found if path.name[:4] == found[0].name[:4]]
    return Image.open(first[showing])


def report(page: Path, sections: str, height: int) -> Image.Image:
    """The report as a browser shows it, with these of its sections only."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("Chromium is needed to take a picture of the report.")
    style = f"<style>main section, section {{display: none}} {sections} {{display: block}}</style>"
    if sections != "#summary":
        style += "<style>header {display: none}</style>"
    with tempfile.TemporaryDirectory() as folder:
        part, png = Path(folder, "part.html"), Path(folder, "part.png")
        part.write_text(page.read_text("utf-8").replace("</head>", f"{style}</head>", 1), "utf-8")
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        command += [
            f"--user-data-dir={folder}/profile",
            f"--window-size=1000,{height}",
            f"--screenshot={png}",
        ]
        subprocess.run([*command, part.as_uri()], check=True, capture_output=True, timeout=60)
        return Image.open(png).copy()


def receipt(study: Path) -> Image.Image:
    """The upper part of the receipt of the first participant who bought something."""
    from ikea_effect.operations.settle import settle
    from ikea_effect.record.study import Study

    (who, _), *_ = sorted(settle(Study(study)).handed.goods)
    pdf = study / "receipts" / f"{who}.pdf"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "110", "-png", "-singlefile", pdf, f"{folder}/page"], check=True)
        page = Image.open(f"{folder}/page.png")
        return page.crop((60, 60, page.width - 60, round(0.74 * page.height)))


def main() -> None:
    results = Path(sys.argv[1] if len(sys.argv) > 1 else "results")
    for name, (study, shown, showing) in SCREENS.items():
        small(screen(results, study, shown, showing), name)
    for name, (sections, height) in REPORTS.items():
        small(report(results / "demo-norton-2012-1a-simulated/report.html", sections, height), name)
    small(receipt(results / "demo-norton-2012-1a-simulated"), "receipt")


if __name__ == "__main__":
    main()
