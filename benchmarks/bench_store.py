"""How many places a store gives in a second: SQLite in a folder, PostgreSQL on loopback, one desk and eight.

.venv/bin/python benchmarks/bench_store.py [FOLDER [OTREE]]      default: results/, that of a real disk

OTREE is a Python that has oTree and psycopg2: its session creation is measured beside, on the same disk and
server.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from table import Row, show

from ikea_effect.record.events import GENESIS, Event, digest
from ikea_effect.record.lines import Lines
from ikea_effect.record.store import Store

sys.path.insert(0, str(Path(__file__).parents[1]))

CLAIMS = 200
DESKS = 8


def _choose(slot: int, _others: Mapping[str, Mapping[str, Any]]) -> tuple[int, Mapping[str, Any]]:
    return slot, {"condition": {"labor": "build"}}


def claims(folder: Path, url: str | None, desk: int, count: int) -> tuple[float, float, list[int]]:
    """When the desk's first claim began, when its last had ended, and the slots."""
    with contextlib.closing(Store(folder, url)) as store:
        began = time.time()
        slots = [store.claim_place(f"D{desk}-{number}", (0, 1), _choose) for number in range(count)]
        return began, time.time(), slots


def rate(folder: Path, url: str | None, desks: int) -> float:
    """Places given per second to so many desks at once. Raises: ValueError if one was given twice."""
    folder.mkdir()
    Store(folder, url).close()
    asks = [(folder, url, desk, CLAIMS // desks) for desk in range(desks)]
    if desks == 1:
        found = [claims(*asks[0])]
    else:
        with multiprocessing.get_context("spawn").Pool(desks) as pool:
            found = pool.starmap(claims, asks)
    slots = [slot for _, _, own in found for slot in own]
    if len(set(slots)) != len(slots):
        raise ValueError("a slot was given twice")
    return len(slots) / (max(end for _, end, _ in found) - min(began for began, _, _ in found))


def lines_sent(folder: Path, url: str) -> float:
    """Lines per second that one desk sends, one at a time as a session writes them."""
    with contextlib.closing(Store(folder, url)) as store:
        lines, began, size, prev = Lines(store), time.time(), 0, GENESIS
        for number in range(CLAIMS):
            line = Event(number, "replied", "2026-03-02T12:00:00.000Z", 0, prev, {"values": {}}).line()
            size, prev = lines.add("P1", size, [line]).size, digest(line)
        return CLAIMS / (time.time() - began)


def of_otree(python: str, folder: Path, url: str | None) -> tuple[float, float]:
    """Participants per second that oTree's session creation makes: in one session, and in sessions of one."""
    folder.mkdir()
    database = {} if url is None else {"DATABASE_URL": url.replace("+psycopg", "")}
    script = Path(__file__).with_name("otree_sessions.py")
    done = subprocess.run(
        [python, script, folder.resolve(), str(CLAIMS)], env={"PATH": os.environ["PATH"], **database},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    together, alone = map(float, done.stdout.split())
    return together, alone


def beside(python: str, folder: Path, url: str) -> list[Row]:
    """What oTree does on the same disk and server."""
    rows = []
    for name, database in (("SQLite", None), ("PostgreSQL", url)):
        together, alone = of_otree(python, folder / f"otree-{name}", database)
        rows.append(Row(f"oTree, {name}, a session of {CLAIMS}", together, "people/s"))
        rows.append(Row(f"oTree, {name}, sessions of one", alone, "people/s"))
    return rows


def main(folder: Path, otree: str | None = None) -> None:
    from tests.postgres import running_server

    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as own, running_server(durable=True) as server:
        places = [
            (
                f"{name}, {desks} desk{'s at once' * (desks > 1)}",
                rate(Path(own) / f"{name}{desks}", url, desks),
            )
            for name, url in (("SQLite", None), ("PostgreSQL", server.url()))
            for desks in (1, DESKS)
        ]
        sent = lines_sent(Path(own) / "lines", server.url())
        others = beside(otree, Path(own), server.url()) if otree else []
    rows = [Row(what, value, "places/s") for what, value in places]
    rows.append(Row("PostgreSQL, a session's lines, one by one", sent, "lines/s"))
    rows += others
    show("Places that a store gives, each committed to disk", rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("results"), *sys.argv[2:3])
