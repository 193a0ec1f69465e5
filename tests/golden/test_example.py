"""The study that comes with the checkout reads, chains and exports today as on the day it was made."""

from pathlib import Path

import pytest

from ikea_effect.operations.data import export
from ikea_effect.operations.replicate import Asked, replication_of
from ikea_effect.operations.status import status
from ikea_effect.record.study import Study


@pytest.fixture
def example(checkout: Path) -> Study:
    return Study(checkout / "results" / "example")


def test_its_tables_are_the_ones_that_were_committed(example: Study, tmp_path: Path) -> None:
    written = {path.name: path for path in export(example, tmp_path)}
    committed = sorted((example.folder / "exports").glob("*.csv"))
    assert [path.name for path in committed] == ["codebook.csv", "observations-tidy.csv", "observations.csv"]
    for path in committed:
        assert written[path.name].read_bytes() == path.read_bytes(), path.name


def test_it_says_that_nobody_took_part(example: Study) -> None:
    assert example.mode == "simulated"
    assert status(example)["n"] == 12
    replicated = replication_of(Asked("example", results=example.folder.parent))
    assert replicated.json["mode"] == "simulated"
    assert replicated.json["results"][0]["decides"] == "small-telescopes"
