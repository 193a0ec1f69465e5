"""A lab that wants other numbers, with desks without a network and with bundles: what tells, what cannot.

Whatever is edited here is edited by somebody who knows the format: every chain is made anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ikea_effect.errors import RecordError
from ikea_effect.operations.collect import collect
from ikea_effect.operations.data import export, read_study
from ikea_effect.operations.hand_over.write import Request, hand_over
from ikea_effect.operations.interim import Look
from ikea_effect.operations.verify import study_verified
from ikea_effect.operations.verify_claims import places_verified
from ikea_effect.record.desks import journal_copy
from ikea_effect.record.events import GENESIS, Event, digest
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import study_journal
from tests.unit.operations.test_collect import files, run, two_desks
from tests.unit.operations.test_run import STUDY
from tests.unit.operations.test_verify_claims import changed

pytestmark = pytest.mark.slow

Facts = dict[str, Any]
LOOK = Look("hand-over", "mod", "a test")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study and two desks, at each of which somebody came."""
    folder = tmp_path_factory.mktemp("prepared")
    _, desks = two_desks(folder)
    for desk, who in zip(desks, ("P001", "P002"), strict=True):
        run(desk, who)
    return folder


@pytest.fixture
def there(prepared: Path, tmp_path: Path) -> tuple[Study, list[Path]]:
    shutil.copytree(prepared, tmp_path / "it")
    desks = [tmp_path / "it" / "desks" / f"desk-{number}" for number in (1, 2)]
    return Study(tmp_path / "it" / "results" / STUDY), desks


def chained(path: Path, change: Callable[[Facts], None]) -> tuple[dict[str, str], list[str]]:
    """Writes a journal anew with a chain that holds; the digests that became others, and all of them."""
    before = [digest(line) for line in path.read_bytes().splitlines()]
    head, lines = GENESIS, []
    for line in path.read_bytes().splitlines():
        event = json.loads(line)
        change(event)
        lines.append(Event(**(event | {"prev": head})).line())
        head = digest(lines[-1])
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    after = [digest(line) for line in lines]
    return dict(zip(before, after, strict=True)), after


def edited(desk: Study, who: str, change: Callable[[Facts], None]) -> None:
    """Changes a session, and makes the desk's journal tell of it as if it had been so."""
    now, _ = chained(desk.journal(who), change)

    def told(event: Facts) -> None:
        event["data"] = {name: now.get(value, value) for name, value in event["data"].items()}

    chained(study_journal(desk), told)


def other_condition(event: Facts) -> None:
    if event["seq"] == 0:
        condition = event["data"]["condition"]
        condition["labor"] = {"build": "prebuilt", "prebuilt": "build"}[condition["labor"]]


def longer(event: Facts) -> None:
    """Another time of day: nothing follows from it."""
    event["at"] = event["at"].replace("2000-", "2001-")


def test_a_desk_whose_folder_is_left_out_is_named(there: tuple[Study, list[Path]]) -> None:
    study, desks = there
    assert "desks 1, 2 were prepared and never collected" in places_verified(study).left_out[0]
    collect(study, desks[:1])
    found = study_verified(study, quick=True)
    [said] = [one for one in found.left_out if "never collected" in one]
    assert said.startswith("desk 2 was prepared and never collected: who came there")
    assert "Everything holds" not in found.text()
    collect(study, desks[1:])
    assert places_verified(study) == (2, (), ())


def test_a_desk_where_nobody_came_is_collected_too(tmp_path: Path) -> None:
    study, desks = two_desks(tmp_path, places=1)
    collect(study, desks)
    assert journal_copy(study, 1).read_bytes() == b""
    assert places_verified(study).left_out == ()


@pytest.mark.parametrize("change", [longer, other_condition])
def test_a_folder_that_was_edited_after_it_was_collected_is_refused(
    there: tuple[Study, list[Path]], change: Callable[[Facts], None]
) -> None:
    study, desks = there
    collect(study, desks)
    before = files(study)
    edited(Study(desks[0] / STUDY), "P001", change)
    with pytest.raises(RecordError, match=r"edited"):
        collect(study, desks)
    assert files(study) == before


def test_a_session_that_ran_again_at_a_desk_put_back_is_refused(there: tuple[Study, list[Path]]) -> None:
    study, [desk, _] = there
    yesterday = shutil.copytree(desk, desk.parent / "yesterday")
    run(desk, "P003")
    collect(study, [desk])
    run(yesterday, "P003")  # the same person, and answers that are liked better
    with pytest.raises(RecordError, match="another folder of desk 1 was collected before"):
        collect(study, [yesterday])


def test_yesterday_s_copy_is_told_and_takes_nothing_away(there: tuple[Study, list[Path]]) -> None:
    study, [desk, _] = there
    yesterday = shutil.copytree(desk, desk.parent / "yesterday")
    run(desk, "P003")
    assert "older copy" not in collect(study, [desk]).text()
    before = files(study)
    assert "is an older copy of desk 1 than was collected before" in collect(study, [yesterday]).text()
    assert files(study) == before


def test_conditions_that_were_swapped_in_a_prepared_desk_are_refused(there: tuple[Study, list[Path]]) -> None:
    study, desks = there
    edited(Study(desks[0] / STUDY), "P001", other_condition)
    with pytest.raises(RecordError, match=r"was edited or damaged: P001\.jsonl"):
        collect(study, desks)


@pytest.mark.parametrize("name", ["secret", "study.json"])
def test_desks_whose_blocks_were_swapped_are_refused(there: tuple[Study, list[Path]], name: str) -> None:
    study, desks = there
    one, other = (desk / STUDY / name for desk in desks)
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)
    with pytest.raises(RecordError):
        collect(study, desks)
    assert list(study.participants()) == []


def test_places_that_were_skipped_at_a_desk_to_choose_a_condition_are_named(
    there: tuple[Study, list[Path]],
) -> None:
    study, desks = there
    desk = Study(desks[0] / STUDY)
    changed(desk, "UPDATE slots SET slot = slot + 1 WHERE participant = 'P001'")
    run(desks[0], "P003")
    changed(desk, "UPDATE slots SET slot = slot - 1 WHERE participant = 'P001'")
    collect(study, desks)
    assert any("passed over" in what for what in places_verified(study).left_out)


def test_what_only_paper_tells_is_not_told(there: tuple[Study, list[Path]]) -> None:
    """Whoever has a desk's folder can bring yesterday's copy first, or write times anew. The page says so."""
    study, [desk, other] = there
    yesterday = shutil.copytree(desk, desk.parent / "yesterday")
    run(desk, "P003")
    edited(Study(other / STUDY), "P002", longer)
    collect(study, [yesterday, other])
    assert (places_verified(study).problems, places_verified(study).left_out) == ((), ())
    page = (Path(__file__).parents[3] / "docs" / "what-it-does-not-say.md").read_text("utf-8")
    assert "first time that it is collected" in page


# --- hand-over ---------------------------------------------------------------------------------------------


def test_tables_that_were_edited_before_a_hand_over_do_not_come_into_it(
    there: tuple[Study, list[Path]], tmp_path: Path
) -> None:
    study, desks = there
    collect(study, desks)
    export(study)
    [table] = (study.folder / "exports").glob("observations.csv")
    table.write_text(table.read_text("utf-8").replace("complete", "interrupted"), "utf-8")
    assert hand_over(study, Request(tmp_path / "out", "2026-05-04", look=LOOK)).wrong == ()
    told = pd.read_csv(tmp_path / "out" / "data" / "observations.csv")
    assert told["status"].tolist() == ["complete", "complete"]


def test_a_hand_over_of_edited_journals_or_of_a_store_put_back_says_so(
    there: tuple[Study, list[Path]], tmp_path: Path
) -> None:
    study, desks = there
    collect(study, desks)
    changed(study, "DELETE FROM slots WHERE participant = 'P002'")
    chained(study.journal("P001"), longer)
    done = hand_over(study, Request(tmp_path / "out", "2026-05-04", look=LOOK))
    assert any("P001" in what for what in done.wrong)
    assert any("store: does not know P002" in what for what in done.wrong)
    readme = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert f"{len(done.wrong)} things in the records that this was made from did not hold" in readme
    assert "P001" not in readme


def test_a_bundle_that_was_edited_is_told_by_another_from_the_same_folder(
    there: tuple[Study, list[Path]], tmp_path: Path
) -> None:
    study, desks = there
    collect(study, desks)
    for name in ("one", "two"):
        hand_over(study, Request(tmp_path / name, "2026-05-04", look=LOOK))
    one, two = tmp_path / "one", tmp_path / "two"
    assert data_hashes(one) == data_hashes(two)
    table = one / "data" / "observations.csv"
    table.write_bytes(table.read_bytes().replace(b"complete", b"Complete"))
    assert hashlib.sha256(table.read_bytes()).hexdigest() != data_hashes(one)["data/observations.csv"]
    assert data_hashes(two)["data/observations.csv"] == data_hashes(one)["data/observations.csv"]
    assert {row["status"] for row in read_study(study).tables.wide} == {"complete"}


def data_hashes(bundle: Path) -> Mapping[str, str]:
    """The hashes of a bundle's data, as its own list tells them."""
    lines = (bundle / "sha256.txt").read_text("utf-8").splitlines()
    told = {name: value for value, name in (line.split("  ", 1) for line in lines)}
    return {name: value for name, value in told.items() if name.startswith("data/")}
