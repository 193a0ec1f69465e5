"""A report from files that others made: what it is written from, and what it says of how they were read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ikea_effect.errors import AnalysisError
from ikea_effect.language import speaking
from ikea_effect.operations.analyze import People
from ikea_effect.operations.data_files import DataFiles
from ikea_effect.operations.interim import Look
from ikea_effect.operations.report import in_language, report_of
from ikea_effect.operations.report_files import material_of_files, one_row_each
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.report.document import document
from ikea_effect.report.origins import BEGIN, END, MIDDLE, untagged
from tests.recomputed import wrong_numbers

CASES = Path("tests/data/cases")
QUALTRICS = DataFiles((CASES / "qualtrics-preview.csv",), ("ResponseId=participant", "Q5_1=wtp", "Q7=liking"))


@cache
def cards(files: DataFiles, source: str = "norton-2012-1a") -> dict[str, str]:
    page = document(material_of_files(source, files, People()))
    return {card.id: words(repr(card)) for card in page.cards} | {"footer": page.footer}


def words(written: str) -> str:
    """Without the ids of numbers, whose signs repr() spells out."""
    for sign in (BEGIN, MIDDLE, END):
        written = written.replace(repr(sign)[1:-1], sign)
    return untagged(written)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_number_in_prose_is_what_its_id_gives_and_dutch_is_dutch(language: str) -> None:
    material, spoken = in_language(material_of_files("norton-2012-1a", QUALTRICS, People()), language)
    with speaking(spoken):
        told = document(material)
        assert wrong_numbers(told, material) == []
    read = next(repr(card) for card in told.cards if card.id == "reading")
    assert ("Voorvertoning (Qualtrics)." in read) == (language == "nl")
    assert ("Preview (Qualtrics)." in read) == (language == "en")
    assert ("de tweede kop van Qualtrics" in read) == (language == "nl")


@pytest.mark.slow
def test_what_was_read_left_out_and_unused() -> None:
    told = cards(QUALTRICS)["reading"]
    for words in ("qualtrics-preview.csv", "4,732 bytes", "27 rows read, 3 rows left out, 24 participants",
                  "Preview (Qualtrics)", "Q5_1", "IPAddress", "second header"):  # fmt: skip
        assert words in told


def test_nothing_is_claimed_of_a_session_that_was_not_ours() -> None:
    told = cards(QUALTRICS)
    assert "Participants came to conditions" not in told["balance"]
    assert "ran as the protocol declares" not in told["differences"]
    assert "begun" not in told["footer"]
    assert "files from elsewhere" in told["study"]
    assert "Journals" not in told["provenance"]


def test_the_commands_give_the_page_again() -> None:
    asked = "norton-2012-1a --data qualtrics-preview.csv --map ResponseId=participant --map Q5_1=wtp"
    assert f"ikea-effect report {asked} --map Q7=liking" in cards(QUALTRICS)["provenance"]


@pytest.mark.slow
def test_values_recoded_by_a_mapping_are_told(tmp_path: Path) -> None:
    rows = ["id,cond,bid", *(f"P{n},{1 + n % 2},{1 + n / 10:.2f}" for n in range(12))]
    (tmp_path / "bids.csv").write_text("\n".join(rows))
    mapping = tmp_path / "theirs.yaml"
    mapping.write_text(
        'participant: id\ncolumns: {wtp: bid, labor: {column: cond, values: {"1": build, "2": prebuilt}}}\n'
    )
    told = cards(DataFiles((tmp_path / "bids.csv",), mapping=mapping))
    assert "Values of `labor` were read by the mapping: 1 as build and 2 as prebuilt." in told["reading"]
    assert "--mapping theirs.yaml" in told["provenance"]


@pytest.mark.slow
def test_a_status_of_theirs_leaves_nobody_out(tmp_path: Path) -> None:
    rows = ["participant,labor,wtp,status", *(f"P{n},build,1.0{n},APPROVED" for n in range(4))]
    rows += [f"P{n},prebuilt,0.5{n},APPROVED" for n in range(4, 8)]
    (tmp_path / "prolific.csv").write_text("\n".join(rows))
    assert "0 left out" in cards(DataFiles((tmp_path / "prolific.csv",)))["participants"]


def test_rows_of_one_person_are_one_row_with_the_mean() -> None:
    rows = pd.DataFrame(
        {"participant": ["A", "A", "B"], "labor": ["build", "build", "prebuilt"], "wtp": [1.0, 2.0, 4.0]}
    )
    protocol = load_protocol("norton-2012-1a")
    assert one_row_each(rows, protocol)[["participant", "wtp"]].values.tolist() == [["A", 1.5], ["B", 4.0]]
    assert one_row_each(rows, protocol, "last")["wtp"].tolist() == [2.0, 4.0]


def test_levels_within_a_person_stand_in_columns_of_their_own() -> None:
    protocol = load_protocol("tests/data/protocols/within.yaml")
    (factor,) = (name for name, one in protocol.factors.items() if one.within)
    levels = list(protocol.factors[factor].levels)[:2]
    rows = pd.DataFrame({"participant": ["A", "A"], factor: levels, "wtp": [1.0, 2.0]})
    wide = one_row_each(rows, protocol)
    assert [wide.loc[0, f"wtp.{level}"] for level in levels] == [1.0, 2.0]


@pytest.mark.parametrize(
    ("files", "people", "extra", "message"),
    [
        (QUALTRICS, People(), {"look": Look("report")}, "--data counts as final"),
        (QUALTRICS, People(), {"out": QUALTRICS.paths[0]}, "not written over"),
        (QUALTRICS, People(), {"out": Path("report.odt")}, "ends in .html, .docx"),
        (DataFiles(), People(keep_all=True), {}, "--keep-all is about rows of files"),
        (DataFiles(maps=("a=b",)), People(), {}, "name these with --data"),
    ],
)
def test_refused(files: DataFiles, people: People, extra: dict[str, Any], message: str) -> None:
    with pytest.raises(AnalysisError, match=message):
        report_of("norton-2012-1a", Path("results"), files, people, **extra)


@pytest.mark.slow
def test_the_page_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    path = report_of("norton-2012-1a", tmp_path, QUALTRICS, People(), tmp_path / "to" / "report.html")
    assert path == tmp_path / "to" / "report.html"
    assert "What was read" in path.read_text(encoding="utf-8")
