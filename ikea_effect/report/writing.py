"""Material in, file out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ikea_effect.errors import AnalysisError, StationError
from ikea_effect.record.disk import write_whole

if TYPE_CHECKING:
    from ikea_effect.report.cards import Document
    from ikea_effect.report.material import ReportMaterial


ENDINGS = (".html", ".htm", ".docx", ".pdf")


def ending(path: Path, option: str = "--out") -> str:
    """What a page is written as, by its name. Raises: AnalysisError for a format that is none of ours."""
    found = path.suffix.lower()
    if found not in ENDINGS:
        raise AnalysisError(
            f"{option} {path}: a report ends in .html, .docx (Word) or .pdf, not in '{path.suffix}'. "
            "Give the file one of these endings."
        )
    return found


def drawn_as_svg(path: Path | None, option: str, *, or_png: bool = False) -> None:
    """Raises AnalysisError where a drawing of a command is to bear another ending than its format's."""
    if path is not None and path.suffix.lower() not in ((".svg", ".png") if or_png else (".svg",)):
        raise AnalysisError(
            f"{option} {path}: it is drawn as SVG{' or PNG' if or_png else ''}, not as '{path.suffix}'. "
            f"Name it {path.stem or 'plot'}.svg; `report --figures DIR` draws those of a "
            "report as PNG and PDF, too."
        )


def write_document(told: Document, path: Path) -> Path:
    """The path of one file: a page (.html), Word (.docx) or a tagged PDF, by its ending.

    No other file, no request, the same bytes each time; complete or absent, never half written.
    Raises: AnalysisError for another ending, StationError if it cannot be written.
    """
    form = ending(path)
    if form == ".docx":
        from ikea_effect.report.word import word

        return _write(path, word(told))
    if form == ".pdf":
        from ikea_effect.report.pdf import pdf

        return _write(path, pdf(told))
    from ikea_effect.report.html import page

    return _write(path, page(told).encode())


def write_report(material: ReportMaterial, path: Path) -> Path:
    """The path of the report on this material. Raises as `write_document` does."""
    from ikea_effect.report.document import document

    return write_document(document(material), path)


def write_figures(told: Document, folder: Path) -> list[Path]:
    """The paths of every figure of the report, each as SVG, PNG and PDF, called as in the report.

    Raises: StationError if one cannot be written.
    """
    from ikea_effect.report.cards import Figure
    from ikea_effect.report.figures.standalone import standalone
    from ikea_effect.report.pdf import picture

    blocks = (block for card in told.cards for block in card.blocks)
    written: list[Path] = []
    for figure in (block for block in blocks if isinstance(block, Figure)):
        files = {
            "svg": standalone(figure, told.banner),
            "png": picture(figure, "png", told.banner),
            "pdf": picture(figure, "pdf", told.banner),
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
