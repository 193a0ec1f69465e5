"""Exported tables and the report, beside what journals and ledger give now."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from ikea_effect.operations.data import export, read_study
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify_papers import Held
from ikea_effect.operations.verify_tables import report_held, tables_held
from ikea_effect.record.study import Study
from tests.unit.operations.settle_bench import Lab
from tests.unit.operations.test_judges import entries

Rows = list[list[str]]
PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"
WIDE, TIDY, BOOK = "observations.csv", "observations-tidy.csv", "codebook.csv"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("exported")
    study = simulate(SimulateRequest("norton-2012-1a", 4, 7, "exported", results=where, processes=1))
    export(study)
    return study.folder


@pytest.fixture
def study(exported: Path, tmp_path: Path) -> Study:
    return Study(Path(shutil.copytree(exported, tmp_path / exported.name)))


def changed(study: Study, name: str, change: Callable[[Rows], None]) -> Held:
    """What is said of the tables once the cells of one are others."""
    path = study.folder / "exports" / name
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return tables_held(study)


def cell(column: str, person: int, value: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[person][rows[0].index(column)] = value

    return change


def test_tables_as_they_were_exported_hold(study: Study) -> None:
    assert tables_held(study) == Held(("exported tables (4): are what journals and ledger give",), (), ())
    shutil.rmtree(study.folder / "exports")
    assert tables_held(study) == Held((), (), ())


@pytest.mark.parametrize(
    ("name", "change", "who"),
    [
        (WIDE, cell("wtp", 2, "9.99"), "S0002"),
        (WIDE, cell("wtp", 2, ""), "S0002"),
        (WIDE, cell("labor", 1, "elsewhere"), "S0001"),
        (WIDE, cell("attitudes.seconds", 2, ""), "S0002"),
        (WIDE, cell("bid.comprehension", 2, ""), "S0002"),
        (WIDE, cell("status", 3, "interrupted"), "S0003"),
        (WIDE, cell("participant", 3, "P999"), "P999, S0003"),
        (TIDY, cell("value", 1, "9.99"), "S0001"),
        (TIDY, cell("value", 1, ""), "S0001"),
    ],
)
def test_what_no_journal_ever_gave_does_not_hold(
    study: Study, name: str, change: Callable[[Rows], None], who: str
) -> None:
    [what] = changed(study, name, change).wrong
    assert what.startswith(f"exports/{name}: says of {who} what journals and ledger never gave.")


def without(which: Callable[[Rows, Callable[[list[str]], str]], list[str]]) -> Callable[[Rows], None]:
    """Takes out the row of whoever finished first or last."""

    def change(rows: Rows) -> None:
        end = rows[0].index("finished_at")
        rows.remove(which(rows[1:], lambda row: row[end]))

    return change


def test_whoever_is_missing_among_people_who_finished_later_was_taken_out(study: Study) -> None:
    [what] = changed(study, WIDE, without(lambda rows, end: min(rows, key=end))).wrong
    assert "what journals and ledger never gave" in what


def test_a_table_from_before_the_last_came_is_older_and_not_edited(study: Study) -> None:
    held = changed(study, WIDE, without(lambda rows, end: max(rows, key=end)))
    assert held.wrong == ()
    assert held.left_out == (f"exports/{WIDE} is older than the journals. Run export",)


def _finished(study: Study) -> list[str]:
    """Who is complete, in the order of ends."""
    rows = [row for row in read_study(study).tables.wide if row["status"] == "complete"]
    return [str(row["participant"]) for row in sorted(rows, key=lambda row: str(row["finished_at"]))]


@pytest.mark.parametrize("line", [0, -1])
@pytest.mark.parametrize("person", [0, -1])
def test_a_line_taken_out_of_the_tidy_table_alone_does_not_hold(study: Study, person: int, line: int) -> None:
    """Of the last who came, the last line alone may be one that was not there yet."""
    who = _finished(study)[person]

    def change(rows: Rows) -> None:
        rows.remove([row for row in rows if row[0] == who][line])

    held = changed(study, TIDY, change)
    if (person, line) == (-1, -1) and not held.wrong:
        assert held.left_out == (f"exports/{TIDY} is older than the journals. Run export",)
    else:
        [what] = held.wrong
        assert what.startswith(f"exports/{TIDY}: says of {who} what journals and ledger never gave.")


def test_a_line_that_stands_twice_does_not_hold(study: Study) -> None:
    [what] = changed(study, TIDY, lambda rows: rows.append(rows[2])).wrong
    assert what.startswith(f"exports/{TIDY}: says of S0001 what")


def test_a_tidy_table_from_before_the_last_came_is_older_and_not_edited(study: Study) -> None:
    who = _finished(study)[-1]
    held = changed(study, TIDY, lambda rows: rows.__setitem__(slice(None), [r for r in rows if r[0] != who]))
    assert (held.wrong, held.left_out) == ((), (f"exports/{TIDY} is older than the journals. Run export",))


def test_of_people_who_ended_at_one_moment_none_can_be_taken_out(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    moment = lab.clock
    for who in ("P001", "P002", "P003"):
        lab.clock = moment
        lab.session(who, bid=0)
    export(lab.study)
    assert len({row["finished_at"] for row in read_study(lab.study).tables.wide}) == 1
    [what] = changed(lab.study, WIDE, lambda rows: rows.remove(rows[2])).wrong
    assert what.startswith(f"exports/{WIDE}: says of P002 what")
    export(lab.study)
    held = changed(lab.study, WIDE, lambda rows: rows.remove(rows[3]))  # P003 was the last to come
    assert (held.wrong, held.left_out) == ((), (f"exports/{WIDE} is older than the journals. Run export",))


def test_a_table_from_before_the_clock_was_set_back_is_older_and_not_edited(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", bid=0)
    export(lab.study)
    lab.clock -= timedelta(hours=2)
    lab.session("P002", bid=0)
    held = tables_held(lab.study)
    assert held.wrong == ()
    assert f"exports/{WIDE} is older than the journals. Run export" in held.left_out


def test_of_whoever_was_in_the_middle_a_table_may_tell_less(study: Study) -> None:
    def earlier(rows: Rows) -> None:  # of S0001, who finished last
        for column in ("status", "wtp", "finished_at"):
            cell(column, 1, "interrupted" if column == "status" else "")(rows)

    assert changed(study, WIDE, earlier).wrong == ()


def test_a_table_that_cannot_be_read_does_not_hold(study: Study) -> None:
    path = study.folder / "exports" / "observations.parquet"
    path.write_bytes(path.read_bytes()[:100])
    assert tables_held(study).wrong == (
        "exports/observations.parquet: is damaged. Run export: it writes the table anew.",
    )


def test_what_is_of_another_version_or_program_is_named(study: Study) -> None:
    (study.folder / "exports" / "mine.csv").write_text("a\n")
    held = changed(study, BOOK, cell("description", 1, "other"))
    assert held.wrong == ()
    assert held.left_out == (
        f"exports/{BOOK} is not what this version writes. Run export, and compare",
        "exports/: nothing was held to mine.csv",
    )


@pytest.mark.slow
def test_a_report_is_made_again_and_an_older_or_edited_one_named(study: Study) -> None:
    from ikea_effect.operations.report import material_of
    from ikea_effect.report.writing import write_report

    assert report_held(study) == Held((), (), ())
    page = write_report(material_of(study), study.folder / "report.html")
    assert report_held(study) == Held(("report.html: says what the data give",), (), ())
    page.write_bytes(page.read_bytes().replace(b"Builders", b"Bakers"))
    [what] = report_held(study).left_out
    assert what.startswith("report.html is not the page that report makes here without options")
    study.journal("S0004").unlink()
    [what] = report_held(study).left_out
    assert what.startswith("report.html is of other journals than these")


# --- what others decide ------------------------------------------------------------------------------------


def tables_of(folder: Path, protocol: str, n: int) -> Study:
    study = simulate(SimulateRequest(protocol, n, 7, "others", results=folder, processes=1))
    export(study)
    return study


def blank(*columns: str) -> Callable[[Rows], None]:
    """Empties these cells of the first person in whom they are filled."""

    def change(rows: Rows) -> None:
        at = [rows[0].index(column) for column in columns]
        row = next(row for row in rows[1:] if all(row[one] for one in at))
        for one in at:
            row[one] = ""

    return change


def blank_of_a_whole_group(columns: tuple[str, ...]) -> Callable[[Rows], None]:
    """Empties these cells of the first group, which the first of the columns names."""

    def change(rows: Rows) -> None:
        at = [rows[0].index(column) for column in columns]
        group = next(row[at[0]] for row in rows[1:] if row[at[0]])
        for row in [row for row in rows if row[at[0]] == group]:
            for one in at:
                row[one] = ""

    return change


@pytest.mark.slow
def test_what_a_group_came_to_is_missing_as_a_whole_or_was_edited(tmp_path: Path) -> None:
    study = tables_of(tmp_path, str(PROTOCOLS / "vickrey.yaml"), 8)
    [what] = changed(study, WIDE, blank("bid.bought")).wrong
    assert "what journals and ledger never gave" in what
    export(study)
    group = ("bid.group", "bid.bought", "bid.price", "bid.paid")
    [what] = changed(study, WIDE, blank(*group)).wrong
    assert "what journals and ledger never gave" in what, "the others of the group have it"
    export(study)
    held = changed(study, WIDE, blank_of_a_whole_group(group))
    assert (held.wrong, held.left_out) == ((), (f"exports/{WIDE} is older than the journals. Run export",))
    export(study)
    assert changed(study, WIDE, blank("wtp", *group)).wrong


@pytest.mark.slow
def test_what_fewer_judges_gave_is_older_and_what_no_fewer_gave_was_edited(tmp_path: Path) -> None:
    study = tables_of(tmp_path, entries(tmp_path), 40)

    def writer(rows: Rows, judges: int, worth: str) -> None:
        count, mean = rows[0].index("uses.judges"), rows[0].index("worth")
        row = next(row for row in rows[1:] if row[count] == "2")
        row[count], row[mean] = str(judges), worth

    assert changed(study, WIDE, lambda rows: writer(rows, 1, "4.0")).wrong == ()
    export(study)
    [what] = changed(study, WIDE, lambda rows: writer(rows, 2, "4.0")).wrong
    assert "what journals and ledger never gave" in what
