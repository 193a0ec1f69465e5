"""Where a study's store is: in its folder, or at the URL of a server that several desks share.

The URL is kept beside the secret, for this computer's user alone: it may hold a password.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from ikea_effect.errors import StationError
from ikea_effect.record.database import shown, without_passwords
from ikea_effect.record.disk import write_durably

FILE = "store.url"

VARIABLE = "IKEA_STORE"
"""The environment variable that tells a computer's store."""

EXAMPLE = "postgresql+psycopg://lab@server/ikea"


def checked_url(url: str, where: str = "--store ") -> str:
    """The URL, with the driver named. Raises StationError if it is none of a PostgreSQL database.

    `where` is how the message begins: the option, or the file in which the URL stands.
    """
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StationError(f"{where}{_masked(url)}: this is no URL. Write for example {EXAMPLE}.") from error
    if parts.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise StationError(
            f"{where}{shown(url)}: a store that several desks share is in PostgreSQL. Write for example "
            f"{EXAMPLE}; on one computer leave --store out."
        )
    if not parts.database:
        raise StationError(f"{where}{shown(url)}: it names no database. Write for example {EXAMPLE}.")
    return parts.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _masked(url: str) -> str:
    """What was written, without what may be a password."""
    return without_passwords(re.sub(r"(//[^:/@]*):[^@]*@", r"\1:***@", url))


def url_of(folder: Path) -> str | None:
    """The URL of the store of the study in this folder; None where the store lies in the folder itself."""
    try:
        url = (folder / FILE).read_text("utf-8-sig").strip()  # editors may put a mark before it
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise StationError(
            f"{folder / FILE} cannot be read. It holds the URL of the study's store: write it anew, such as "
            f"{EXAMPLE}."
        ) from error
    return checked_url(url, f"{folder / FILE}: ") if url else None


def keep_url(folder: Path, url: str) -> None:
    """Keeps where the study's store is."""
    write_durably(folder / FILE, f"{url}\n".encode(), mode=0o600)
