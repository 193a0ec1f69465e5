"""What the command says on a file of data, in this process."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any, NamedTuple

from ikea_effect.cli.main import main

CASES = Path(__file__).parents[2] / "data" / "cases"
QUALTRICS = ("ResponseId=participant", "Q5_1=wtp", "Q7=liking")


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


def call(command: str, protocol: str, file: str | Path, *options: str, maps: tuple[str, ...] = ()) -> Said:
    """What the command says on a file of data, in this process."""
    source = str(CASES / protocol) if protocol.endswith(".yaml") else protocol
    renamed = [word for one in maps for word in ("--map", one)]
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([command, source, "--data", str(CASES / file), *renamed, *options])
        except SystemExit as end:
            code = int(end.code or 0)
    return Said(code, out.getvalue(), err.getvalue())


def analyzed(file: str | Path, *options: str, maps: tuple[str, ...] = ()) -> Any:
    """The JSON of an analysis of a storage box's bids."""
    return call("analyze", "norton-2012-1a", file, *options, "--json", maps=maps).json


def primary(found: Any, hypothesis: str = "builders-bid-more") -> Any:
    return next(
        one for one in found["estimates"] if one["hypothesis"] == hypothesis and one["role"] == "primary"
    )
