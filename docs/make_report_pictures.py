"""Takes a picture of the report of each study that ships: `python docs/make_report_pictures.py [ID..]`.

The first page of the PDF, of as many simulated participants as the study plans, but 200 at least. Needs
pdftoppm; takes some seconds a study.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from ikea_effect.protocol.loading import load_protocol, protocol_ids

PICTURES = Path(__file__).resolve().parent / "pictures" / "reports"
WIDE = 640
MARGIN = 0.05  # of the page's width, left away on every side


def run(*words: str, folder: Path) -> None:
    """One command of the program, in this folder."""
    subprocess.run([sys.executable, "-m", "ikea_effect", *words], cwd=folder, check=True, capture_output=True)


def first_page(pdf: Path) -> Image.Image:
    """The first page without its margins."""
    target = pdf.with_name("page")
    words = ("pdftoppm", "-r", "150", "-png", "-singlefile", "-f", "1", "-l", "1")
    subprocess.run([*words, pdf, target], check=True)
    whole = Image.open(target.with_suffix(".png")).convert("RGB")
    edge = round(whole.width * MARGIN)
    part = whole.crop((edge, edge, whole.width - edge, whole.height - edge))
    return part.resize((WIDE, round(part.height * WIDE / part.width)), Image.Resampling.LANCZOS)


def drawn(name: str, folder: Path) -> Image.Image:
    """The first page of the report of a simulated study."""
    protocol = load_protocol(name)
    people = max(200, protocol.sample.per_condition * len(protocol.conditions))
    run("simulate", name, "--n", str(people), "--seed", "7", folder=folder)
    run("report", f"{name}-simulated", "--out", f"{name}.pdf", folder=folder)
    return first_page(folder / f"{name}.pdf")


def main(names: list[str]) -> None:
    """Draws the reports of these studies, or of all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in names or protocol_ids():
        with tempfile.TemporaryDirectory() as folder:
            path = PICTURES / f"{name}.webp"
            drawn(name, Path(folder)).save(path, quality=60, method=6)
            print(f"{path.name}: {path.stat().st_size // 1024} kB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
