"""Every kind of file that may hold something of a participant, to be taken out when they withdraw."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ikea_effect.record.copies import SET_ASIDE
from ikea_effect.record.database import FILE as STORE
from ikea_effect.record.study import Study, checked_id

EARLIER = "earlier"
"""The folder, inside receipts/, of PDFs that were there before they were made anew."""

ONE_PDF = ("receipts.pdf", "receipts-selected.pdf")
"""The file beside receipts/ that holds many of them, for printing: everyone's, or those of a selection."""

DAMAGED_STORE = f"{STORE}.damaged"
"""What a damaged store is renamed to; the last one is kept."""


def own_files(study: Study, participant: str) -> list[Path]:
    """Files and folders that hold nothing but this participant's."""
    checked_id(participant)
    name = re.escape(participant)
    receipts, earlier = study.folder / "receipts", study.folder / "receipts" / EARLIER
    found = [
        study.journal(participant),
        study.folder / "artifacts" / participant,
        *_named(receipts, rf"\.?{name}\.(html|pdf|json)(\..*)?"),
        *_named(earlier, rf"{name}-[0-9]+\.pdf"),
        *_named(study.folder / SET_ASIDE, rf"{name}-[0-9]+\.jsonl"),
        *_named(study.folder / "screens", rf"{name}-[0-9]+-(?![0-9]).*\.png"),
        *_copies(study, participant),
    ]
    return [path for path in found if path.exists()]


def _named(folder: Path, pattern: str) -> list[Path]:
    return sorted(path for path in folder.glob("*") if re.fullmatch(pattern, path.name))


def _copies(study: Study, participant: str) -> list[Path]:
    """Files beside the journals, and those set aside, that begin as this participant's journal does."""
    own, aside = study.journal(participant), study.folder / SET_ASIDE
    there = [*study.journals.glob("*"), *aside.glob("*")]
    return sorted(path for path in there if path != own and path.is_file() and _begun_by(path) == participant)


def _begun_by(path: Path) -> str:
    """Whose session the file begins with, or nothing."""
    try:
        with path.open("rb") as file:
            first = json.loads(file.readline(1 << 20))
        return str(first["data"]["participant"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def shared_files(study: Study) -> list[Path]:
    """What was made from everyone's data: tables, reports, lists, PDFs of many receipts, a damaged store."""
    folder = study.folder
    kinds = ("cash-box*", "transfers*", "goods*.csv", "report.*", f"{SET_ASIDE}/ledger-*.csv")
    lists = [path for kind in kinds for path in folder.glob(kind)]
    single = (folder / name for name in (*ONE_PDF, DAMAGED_STORE))
    return sorted(path for path in (folder / "exports", *lists, *single) if path.exists())
