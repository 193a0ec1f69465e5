"""Material in, file out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ikea_effect.errors import StationError
from ikea_effect.record.disk import write_whole

if TYPE_CHECKING:
    from ikea_effect.report.material import ReportMaterial


def write_report(material: ReportMaterial, path: Path) -> Path:
    """The path of one self-contained HTML file: no other file, no request, the same bytes each time.

    The file is complete or absent, never half written. Raises: StationError if it cannot be written.
    """
    from ikea_effect.report.document import document
    from ikea_effect.report.html import page

    return _write(path, page(document(material)).encode())


def write_pdf(material: ReportMaterial, path: Path) -> Path:
    """The path of the same report as a tagged PDF (PDF/UA-1), the same bytes each time.

    Raises: StationError if it cannot be written.
    """
    from ikea_effect.report.document import document
    from ikea_effect.report.pdf import pdf

    return _write(path, pdf(document(material)))


def write_word(material: ReportMaterial, path: Path) -> Path:
    """The path of the same report as a Word document, to write in; the same bytes each time.

    Raises: StationError if it cannot be written.
    """
    from ikea_effect.report.document import document
    from ikea_effect.report.word import word

    return _write(path, word(document(material)))


def write_figures(material: ReportMaterial, folder: Path) -> list[Path]:
    """The paths of every figure of the report, each as SVG, PNG and PDF, called as in the report.

    Raises: StationError if one cannot be written.
    """
    from ikea_effect.report.cards import Figure
    from ikea_effect.report.document import document
    from ikea_effect.report.figures.standalone import standalone
    from ikea_effect.report.pdf import picture

    whole = document(material)
    blocks = (block for card in whole.cards for block in card.blocks)
    written: list[Path] = []
    for figure in (block for block in blocks if isinstance(block, Figure)):
        files = {
            "svg": standalone(figure, whole.banner),
            "png": picture(figure, "png", whole.banner),
            "pdf": picture(figure, "pdf", whole.banner),
        }
        written += [_write(folder / f"{figure.name}.{end}", content) for end, content in files.items()]
    return written


def _write(path: Path, content: bytes) -> Path:
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except (OSError, StationError) as error:
        why = error.__cause__ if isinstance(error, StationError) else error
        reason = getattr(why, "strerror", None) or why
        raise StationError(
            f"{path} cannot be written: {reason}. Name another place for the report."
        ) from error
    return path
