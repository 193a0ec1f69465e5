"""Material in, file out."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ikea_effect.errors import StationError

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


def _write(path: Path, content: bytes) -> Path:
    path = Path(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise StationError(
            f"{path} cannot be written: {error.strerror or error}. Name another place for the report."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return path
