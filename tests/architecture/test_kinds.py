"""A kind is known in its own files alone: elsewhere it is found by name."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.protocol.kinds import MECHANISMS
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.registry import BUILT_IN, measure_kind, step_kind

HOMES = ("protocol/kinds/", "tasks/", "session/frontends/lab/", "screens/")
"""Folders that hold a kind's own files."""

KNOWN_BY_NAME = {"Bidding"}
"""Payment, receipts and the rules on incentives are about bids."""


def classes() -> dict[str, str]:
    """Model -> kind, of every kind but those that are known by name."""
    found = {step_kind(name).model.__name__: name for name in BUILT_IN["step"]}
    found |= {measure_kind(name).model.__name__: name for name in BUILT_IN["measure"]}
    return {model: kind for model, kind in found.items() if model not in KNOWN_BY_NAME}


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """What a file imports from the files of kinds: module and name."""
    source = path.read_text("utf-8")
    for node in ast.walk(ast.parse(source if "ikea_effect.protocol.kinds." in source else "")):
        module = str(getattr(node, "module", ""))
        if isinstance(node, ast.ImportFrom) and module.startswith(
            ("ikea_effect.protocol.kinds.steps.", "ikea_effect.protocol.kinds.measures.")
        ):
            yield from ((module, one.name) for one in node.names)


def test_no_other_file_imports_the_class_of_a_kind(checkout: Path) -> None:
    package = checkout / "ikea_effect"
    found = []
    for path in package.rglob("*.py"):
        place = path.relative_to(package).as_posix()
        if not place.startswith(HOMES):
            names = {name for _, name in imported(path)} & set(classes())
            found += [f"{place}: {name}" for name in sorted(names)]
    assert not found


def test_an_import_of_such_a_class_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "knows.py"
    file.write_text("from ikea_effect.protocol.kinds.measures.rating import Rating\n", "utf-8")
    assert [name for _, name in imported(file)] == ["Rating"]
    assert {"Rating", "Assembly"} <= set(classes())


def test_one_protocol_shows_every_kind_of_step_and_measure(checkout: Path) -> None:
    shows = load_protocol(checkout / "tests" / "data" / "protocols" / "everything.yaml")
    repeated = {"for_each"} if any(step.loops for step in shows.timeline) else set()
    assert {step.kind for step in shows.timeline} | repeated == set(BUILT_IN["step"])
    assert {measure.kind for measure in shows.measures.values()} == set(BUILT_IN["measure"])


NOT_NEEDED = (
    *("analysis", "assignment", "collector", "diagnosis", "language", "numerals", "payment", "report"),
    *("cli.printing", "record.disk", "record.journal", "typed_money"),
    *("session.frontends.base", "session.gathering", "session.meeting"),
    *("screens.choices", "screens.decline", "screens.design_board", "screens.every_fact"),
    *("screens.facts_of_groups", "screens.facts_of_points", "screens.gallery", "screens.hand_step"),
    *("screens.handover", "screens.heading", "screens.moves", "screens.pictures", "screens.prices"),
    *("screens.traced_board", "screens.typed_number", "screens.waiting"),
    *("tasks.answers", "tasks.assembly.telemetry", "tasks.bidding.interval", "tasks.kinds"),
    *("tasks.pages.one_page", "tasks.pairs", "tasks.path_model", "tasks.population", "tasks.texts_inside"),
)
"""What a study of one participant, with pages, assembly, bids and ratings, does without."""


def test_all_that_a_quick_check_need_not_load_is_there_under_its_name(checkout: Path) -> None:
    """A file that was renamed could come back unseen."""
    places = [checkout / "ikea_effect" / name.replace(".", "/") for name in NOT_NEEDED]
    assert all(one.is_dir() or one.with_suffix(".py").is_file() for one in places)


@pytest.mark.slow
def test_a_quick_check_loads_the_steps_that_the_study_has_and_no_others(checkout: Path) -> None:
    """Kinds are many, and each takes milliseconds to load."""
    source = (
        "import sys; from ikea_effect.operations.check import check\n"
        "assert not check('norton-2012-1a', quick=True).faults; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=checkout, capture_output=True, text=True, check=True
    )
    there = "ikea_effect.protocol.kinds.steps."
    loaded = {name.removeprefix(there) for name in done.stdout.split() if name.startswith(there)}
    has = {step.kind.replace("-", "_") for step in load_protocol("norton-2012-1a").timeline}
    assert loaded == has
    mechanisms = "ikea_effect.protocol.kinds.mechanisms."
    assert {name for name in done.stdout.split() if name.startswith(mechanisms)} == {f"{mechanisms}bdm"}
    few = {"closeness", "prizes", "registration", "scales", "sequential", "sheets", "toolkits"}
    assert not {f"ikea_effect.protocol.{name}" for name in few} & set(done.stdout.split())
    models = "ikea_effect.protocol.kinds.models."
    assert {name for name in done.stdout.split() if name.startswith(models)} == {f"{models}means"}
    assert not [f"ikea_effect.{name}" for name in NOT_NEEDED if f"ikea_effect.{name}" in done.stdout.split()]


# --- what is asked of a kind by its class or name, where a trait could say it -----------------------------


def asked_by_name(source: str) -> list[str]:
    """Each `isinstance` of a mechanism's class or of Bidding, and each comparison with a kind's name."""
    if "isinstance" not in source and ".kind" not in source:
        return []
    classes = {one.model.__name__ for one in MECHANISMS.values()} | {"Bidding", "Auction", "Rounds"}
    names = {*BUILT_IN["step"], *BUILT_IN["measure"], *MECHANISMS}
    found = []
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") == "isinstance"
            and len(node.args) == 2
        ):
            asked = {one.id for one in ast.walk(node.args[1]) if isinstance(one, ast.Name)} & classes
            found += [f"{node.lineno}: {', '.join(sorted(asked))}"] if asked else []
        if isinstance(node, ast.Compare) and getattr(node.left, "attr", "") == "kind":
            said = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)} & names
            found += [f"{node.lineno}: {', '.join(sorted(said))}"] if said else []
    return found


LEFT = {
    "operations/practical.py": 1,
    "operations/receipts.py": 1,
    "operations/verify_draws.py": 6,
    "operations/verify_groups.py": 4,
    "operations/verify_sales.py": 1,
    "payment/group_columns.py": 3,
    "payment/group_terms.py": 5,
    "payment/payout.py": 2,
    "payment/receipt_of.py": 12,
    "protocol/checks/reveals.py": 1,
    "report/sections/checks.py": 1,
}
"""File -> how many such lines are left in it. May shrink, never grow: a new kind brings traits instead.

What is left are rules of payment, receipts and their verification, each of which is about one mechanism.
"""


def test_no_file_asks_more_often_than_before_of_which_kind_something_is(checkout: Path) -> None:
    package = checkout / "ikea_effect"
    found = {}
    for path in package.rglob("*.py"):
        place = path.relative_to(package).as_posix()
        if not place.startswith(HOMES) and (lines := asked_by_name(path.read_text("utf-8"))):
            found[place] = lines
    assert {place: len(lines) for place, lines in found.items()} == LEFT, found


def test_such_a_line_is_seen() -> None:
    assert asked_by_name("x = isinstance(step.mechanism, Auction | Prediction)") == ["1: Auction, Prediction"]
    assert asked_by_name('x = step.kind == "bidding"') == ["1: bidding"]
    assert asked_by_name("x = step.bids or isinstance(said, dict)") == []
