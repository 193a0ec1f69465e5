"""A measure, a step, a mechanism and a model of another package, through all that a study goes through."""

from __future__ import annotations

import ast
import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import NormalDist, variance

import pytest

DATA = Path(__file__).parents[1] / "data" / "outside-kinds"
MODULES = (
    "ikea_effect.protocol.kinds",
    "ikea_effect.tasks.kinds",
    "ikea_effect.session.kinds",
    "ikea_effect.analysis.kinds",
)
"""What the package may import from, besides the type of a set-up."""

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Outside:
    """A folder with the study, and where the package was installed."""

    study: Path
    installed: Path
    checkout: Path

    def run(self, *words: str, without: bool = False) -> subprocess.CompletedProcess[str]:
        return self.python("-m", "ikea_effect", *words, without=without)

    def python(self, *words: str, without: bool = False) -> subprocess.CompletedProcess[str]:
        path = [str(self.checkout)] if without else [str(self.installed), str(self.checkout)]
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.study,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            capture_output=True,
            text=True,
            check=False,
        )

    def does(self, *words: str) -> str:
        """What a command says that must succeed."""
        done = self.run(*words)
        assert done.returncode == 0, f"{words}\n{done.stdout[-1000:]}\n{done.stderr[-3000:]}"
        return done.stdout


def pip(*words: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Outside:
    folder = tmp_path_factory.mktemp("outside")
    shutil.copytree(DATA / "package", folder / "package")
    shutil.copytree(DATA / "study", folder / "study")
    pip("wheel", "--no-index", "--no-deps", "--no-build-isolation", "-w", folder, folder / "package")
    [wheel] = folder.glob("*.whl")
    pip("install", "--no-index", "--no-deps", "--target", folder / "installed", wheel)
    return Outside(folder / "study", folder / "installed", checkout)


@pytest.fixture(scope="module")
def simulated(outside: Outside) -> Outside:
    outside.does("simulate", "counted-folds", "--n", "24", "--seed", "7")
    outside.does("export", "counted-folds-simulated")
    return outside


def table(outside: Outside, study: str, name: str) -> list[dict[str, str]]:
    path = outside.study / "results" / study / "exports" / name
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# --- what it is made of -----------------------------------------------------------------------------------


def test_it_imports_only_what_is_documented(checkout: Path) -> None:
    said = (checkout / "docs" / "descriptors.md").read_text("utf-8")
    named = {
        (str(node.module), one.name)
        for path in (DATA / "package").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "ikea_effect"
        for one in node.names
    }
    assert named
    for module, name in named:
        if (module, name) != ("ikea_effect.protocol.setup", "Setup"):
            assert module in MODULES
            assert name in import_module(module).__all__
        assert f"`{module}`" in said
        assert f"`{name}`" in said, f"docs/descriptors.md does not name {name}"


def test_without_it_check_names_the_missing_package(outside: Outside) -> None:
    done = outside.run("check", "counted-folds", without=True)
    assert done.returncode == 2
    assert "requires[0]\n  is 'ikea-effect-outside', a package that is not installed" in done.stdout
    assert "Install it: pip install ikea-effect-outside" in done.stdout
    assert "timeline[1].pause\n  is not a kind of step." in done.stdout
    assert "measures.folds.kind\n  is 'tally'." in done.stdout
    assert "hypotheses[0].robustness[0].kind\n  is 'z-test'." in done.stdout
    assert "If a package offers the kind 'tally', it is not installed here" in done.stdout


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("most: 12", "most: 13", "measures.folds.most\n  is 13, which nobody likes to count to."),
        ("most: 12", "mots: 12", "measures.folds.mots\n  is not a key that can stand here."),
        ("most: 12", "most: 0", "measures.folds.most\n  is 0. At least 1 is expected."),
        ("folds > 11", "fold > 11", "exclusions[0].drop_if"),
        (
            "{kind: z-test, factor: rest",
            "{kind: z-test, factr: rest",
            "hypotheses[0].robustness[0].factr\n  is not a key that can stand here.",
        ),
        (
            "measure: folds\n    model: {kind: welch, factor: rest, contrast: paused - straight}",
            "measure: folds\n    model: {kind: z-test, factor: rest, contrast: paused - strait}",
            "hypotheses[0].model.contrast",
        ),
        (
            "requires: [ikea-effect-outside]\n",
            "",
            "a kind of the package ikea-effect-outside, which the file",
        ),
        ("kind: z-test,", "kind: tally,", "'tally' is a kind of measure; it cannot stand here."),
        (
            "kind: welch,",
            "kind: turnbull,",
            "is turnbull, which takes bounds of a value; 'folds' holds numbers",
        ),
    ],
)
def test_what_is_wrong_with_it_is_told_at_its_place(
    outside: Outside, before: str, after: str, told: str
) -> None:
    text = (outside.study / "protocols" / "counted_folds.yaml").read_text("utf-8")
    assert before in text
    (outside.study / "wrong.yaml").write_text(text.replace(before, after, 1), "utf-8")
    done = outside.run("check", "wrong.yaml")
    assert done.returncode == 2
    assert told in done.stderr + done.stdout


def test_kinds_lists_it_with_its_package(outside: Outside) -> None:
    found = {one["name"]: one for one in json.loads(outside.does("kinds", "--json"))["kinds"]}
    assert found["tally"] == {
        "of": "measure",
        "name": "tally",
        "keys": ["optional", "text", "most"],
        "needed": ["text"],
        "meaning": "A whole number, counted by clicks",
        "package": "ikea-effect-outside 0.1.0",
    }
    assert found["pause"]["of"] == "step"
    assert found["anchored-bdm"] == {
        **found["anchored-bdm"],
        "of": "mechanism",
        "package": "ikea-effect-outside 0.1.0",
    }
    assert found["z-test"] == {**found["z-test"], "of": "model", "needed": ["factor", "contrast"]}
    assert found["rating"]["package"] == ""


def test_the_schema_for_editors_has_it(outside: Outside) -> None:
    schema = json.loads(outside.does("schema"))
    assert "pause" in schema["properties"]["timeline"]["items"]["properties"]
    assert "Tally" in schema["$defs"]


def test_a_mechanism_that_is_not_there_is_named(outside: Outside) -> None:
    done = outside.run("check", "anchored-bids", without=True)
    assert done.returncode == 2
    assert "timeline[1].bidding.mechanism.kind\n  is 'anchored-bdm'. Allowed: bdm, first-price" in done.stdout
    assert "If a package offers the kind 'anchored-bdm', it is not installed here" in done.stdout


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("anchor: 4.00, ", "", "timeline[1].bidding.mechanism.anchor\n  is missing"),
        ("anchor: 4.00", "ancor: 4.00", "timeline[1].bidding.mechanism.ancor\n  is not a key that can stand"),
        ("questions: bdm", "questions: vickrey", "which has its own questions: bdm."),
        ("text: shown}", "text: shwn}", "shwn.title"),
        ("requires: [ikea-effect-outside]\n", "", "is 'anchored-bdm', a kind of the package"),
    ],
)
def test_what_is_wrong_with_its_mechanism_is_told(
    outside: Outside, before: str, after: str, told: str
) -> None:
    text = (outside.study / "protocols" / "anchored_bids.yaml").read_text("utf-8")
    assert before in text
    folder = outside.study / "protocols"
    shutil.copytree(folder / "texts" / "anchored_bids", folder / "texts" / "wrong_bids", dirs_exist_ok=True)
    wrong = text.replace(before, after, 1).replace("id: anchored-bids", "id: wrong-bids")
    (folder / "wrong_bids.yaml").write_text(wrong, "utf-8")
    done = outside.run("check", "protocols/wrong_bids.yaml")
    assert done.returncode == 2
    assert told in done.stderr + done.stdout


def test_its_bids_are_paid_verified_and_reported_by_the_rule_that_it_extends(outside: Outside) -> None:
    assert "anchored-bids: in order" in outside.does("check", "anchored-bids")
    outside.does("simulate", "anchored-bids", "--n", "12", "--seed", "7")
    outside.does("settle", "anchored-bids-simulated")
    assert "Everything holds." in outside.does("verify", "anchored-bids-simulated")
    outside.does("export", "anchored-bids-simulated")
    rows = {row["participant"]: row for row in table(outside, "anchored-bids-simulated", "observations.csv")}
    assert {row["high-bid.anchor"] or row["low-bid.anchor"] for row in rows.values()} == {"4.00", "1.00"}
    for name, row in rows.items():
        path = outside.study / "results" / "anchored-bids-simulated" / "receipts" / f"{name}.json"
        [trade] = json.loads(path.read_text("utf-8"))["trades"]
        assert trade["mechanism"] == "bdm"
        bought = round(float(row["wtp"]) * 100) >= trade["price_minor"]
        assert (trade["bought"], trade["pays_minor"]) == (bought, trade["price_minor"] if bought else 0)
    outside.does("report", "anchored-bids-simulated")
    page = (outside.study / "results" / "anchored-bids-simulated" / "report.html").read_text("utf-8")
    assert "procedure after an anchor" in page


# --- what it goes through ---------------------------------------------------------------------------------


def test_it_is_checked_and_every_screen_drawn(outside: Outside) -> None:
    assert "counted-folds: in order" in outside.does("check", "counted-folds")
    outside.does("preview", "counted-folds", "--out", "screens")
    drawn = {path.name for path in (outside.study / "screens" / "nl-paused-1280x1024").glob("*.png")}
    assert {"02-rest-page.page.png", "03-counts.folds.png"} <= drawn


def test_it_is_simulated_exported_and_described(simulated: Outside) -> None:
    rows = table(simulated, "counted-folds-simulated", "observations.csv")
    assert len(rows) == 24
    assert all(0 <= int(row["folds"]) <= 12 for row in rows)
    assert {row["rest"] for row in rows if row["rest-page.seconds"]} == {"paused"}
    book = {row["name"]: row for row in table(simulated, "counted-folds-simulated", "codebook.csv")}
    assert book["folds"]["type"] == "integer"
    assert "How often would you fold the cardboard before the box stands?" in book["folds"].values()
    assert "seconds" in book["rest-page.seconds"].values()


def test_its_rules_are_applied_and_its_hypothesis_answered(simulated: Outside) -> None:
    rows = table(simulated, "counted-folds-simulated", "observations.csv")
    found = json.loads(simulated.does("analyze", "counted-folds-simulated", "--json"))
    dropped = sum(int(row["folds"]) > 11 for row in rows)
    assert found["n"] == {**found["n"], "recorded": 24, "kept": 24 - dropped}
    [estimate] = [one for one in found["estimates"] if one["role"] == "primary"]
    by_level = {
        level: [int(row["folds"]) for row in rows if row["rest"] == level and int(row["folds"]) <= 11]
        for level in ("paused", "straight")
    }
    paused, straight = (sum(values) / len(values) for values in by_level.values())
    assert estimate["estimate"] == pytest.approx(paused - straight)
    [other] = [one for one in found["estimates"] if one["role"] == "robustness"]
    se = sum(variance(values) / len(values) for values in by_level.values()) ** 0.5
    assert (other["method"], other["library"]) == ("z test", "ikea-effect-outside 0.1.0")
    assert other["se"] == pytest.approx(se)
    assert other["p"] == pytest.approx(1 - NormalDist().cdf((paused - straight) / se))


def test_its_population_gives_power(outside: Outside) -> None:
    assert "80% power" in outside.does("power", "counted-folds", "--studies", "50")


def test_a_report_pictures_the_measure_and_tables_the_step(simulated: Outside) -> None:
    simulated.does("report", "counted-folds-simulated")
    [page] = (simulated.study / "results" / "counted-folds-simulated").glob("report.html")
    said = page.read_text("utf-8")
    assert "folds, from 0 to 12" in said.lower()
    assert "Noted by the pause" in said
    assert "z test" in said


def test_it_is_repeated_at_each_level_declined_and_dropped_by_its_columns(outside: Outside) -> None:
    """`for_each`, `optional` and `drop_if` know nothing of the package, and its files nothing of them."""
    outside.does("check", "counted-turns")
    outside.does("simulate", "counted-turns", "--n", "40", "--seed", "7")
    outside.does("export", "counted-turns-simulated")
    rows = table(outside, "counted-turns-simulated", "observations.csv")
    for size in ("small", "large"):
        declined = [row for row in rows if row[f"turns.declined.{size}"] == "true"]
        assert all((row[f"turns.{size}"] == "") == (row in declined) for row in rows)
        assert {row["rest"] for row in rows if row[f"rest-page.seconds.{size}"]} == {"paused"}
    assert any(row["turns.declined.small"] == "true" for row in rows)
    assert {row["size.order"] for row in rows} == {"small, large", "large, small"}
    kept = [
        row for row in rows if row["turns.small"] and row["turns.large"] and int(row["turns.small"]) <= 11
    ]
    found = json.loads(outside.does("analyze", "counted-turns-simulated", "--json"))
    [estimate] = [one for one in found["estimates"] if one["role"] == "primary"]
    differences = [int(row["turns.large"]) - int(row["turns.small"]) for row in kept]
    assert estimate["estimate"] == pytest.approx(sum(differences) / len(differences))
    outside.does("report", "counted-turns-simulated")


@pytest.mark.window
@pytest.mark.parametrize("hand", [(), ("keyboard",)], ids=["mouse", "keyboard"])
def test_a_window_killed_and_resumed_gives_what_a_simulation_gives(
    simulated: Outside, tmp_path: Path, hand: tuple[str, ...]
) -> None:
    rows = table(simulated, "counted-folds-simulated", "observations.csv")
    expected = next(row for row in rows if row["rest"] == "paused")
    script, shown = Path(__file__).with_name("session_that_dies.py"), tmp_path / "shown.txt"
    results = tmp_path / "results"
    for first in rows[: rows.index(expected)]:  # who comes before takes a slot
        run = simulated.python(str(script), str(results), "counted-folds", first["participant"],
                               str(tmp_path / "others.txt"), "never")  # fmt: skip
        assert run.returncode == 0, run.stderr
    command = (str(script), str(results), "counted-folds", expected["participant"], str(shown))
    died = simulated.python(*command, "at:counts.folds", *hand)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert shown.read_text().split()[-1] == "counts.folds"
    again = simulated.python(*command, "never", *hand)
    assert again.returncode == 0, again.stderr

    simulated.does("export", "counted-folds", "--results", str(results))
    with (results / "counted-folds" / "exports" / "observations.csv").open(encoding="utf-8-sig") as file:
        [row] = [one for one in csv.DictReader(file) if one["participant"] == expected["participant"]]
    assert row["interruptions"] == "1"
    assert {name: row[name] for name in ("rest", "folds", "pride", "status")} == {
        name: expected[name] for name in ("rest", "folds", "pride", "status")
    }
    assert float(row["rest-page.seconds"]) >= 1.0  # a fast pace takes a twentieth of 20 s
    journal = results / "counted-folds" / "journals" / f"{row['participant']}.jsonl"
    began = json.loads(journal.read_text("utf-8").splitlines()[0])
    assert began["data"]["kinds"]["tally"]["name"] == "ikea-effect-outside"
    verified = simulated.run("verify", "counted-folds", "--results", str(results)).stdout
    assert "all they tell follows again from keys and replies" in verified


@pytest.mark.window
@pytest.mark.parametrize("hand", [(), ("keyboard",)], ids=["mouse", "keyboard"])
def test_its_bid_in_a_window_is_that_of_a_simulation(
    outside: Outside, tmp_path: Path, hand: tuple[str, ...]
) -> None:
    outside.does(
        "simulate", "anchored-bids", "--n", "1", "--seed", "7", "--study", "anchored-one", "--replace"
    )
    outside.does("export", "anchored-one")
    [expected] = table(outside, "anchored-one", "observations.csv")
    step = "high-bid" if expected["shown"] == "high" else "low-bid"
    script, shown = Path(__file__).with_name("session_that_dies.py"), tmp_path / "shown.txt"
    command = (str(script), str(tmp_path / "results"), "anchored-bids", expected["participant"], str(shown))
    died = outside.python(*command, f"at:{step}.anchor", *hand)
    assert died.returncode == -signal.SIGKILL, died.stderr
    again = outside.python(*command, "never", *hand)
    assert again.returncode == 0, again.stderr
    outside.does("export", "anchored-bids", "--results", str(tmp_path / "results"))
    path = tmp_path / "results" / "anchored-bids" / "exports" / "observations.csv"
    with path.open(encoding="utf-8-sig") as file:
        [row] = csv.DictReader(file)
    same = ("shown", "wtp", f"{step}.anchor", f"{step}.price", f"{step}.bought", "status")
    assert {name: row[name] for name in same} == {name: expected[name] for name in same}
    assert row["interruptions"] == "1"


@pytest.mark.window
def test_a_window_killed_in_a_repetition_goes_on_there(outside: Outside, tmp_path: Path) -> None:
    outside.does("simulate", "counted-turns", "--n", "1", "--seed", "7", "--study", "turns-simulated")
    outside.does("export", "turns-simulated")
    [expected] = table(outside, "turns-simulated", "observations.csv")
    script, shown = Path(__file__).with_name("session_that_dies.py"), tmp_path / "shown.txt"
    second = expected["size.order"].split(", ")[1]
    command = (str(script), str(tmp_path / "results"), "counted-turns", expected["participant"], str(shown))
    died = outside.python(*command, f"at:counts@{second}.turns")
    assert died.returncode == -signal.SIGKILL, died.stderr
    again = outside.python(*command, "never")
    assert again.returncode == 0, again.stderr
    outside.does("export", "counted-turns", "--results", str(tmp_path / "results"))
    path = tmp_path / "results" / "counted-turns" / "exports" / "observations.csv"
    with path.open(encoding="utf-8-sig") as file:
        [row] = csv.DictReader(file)
    same = (
        "rest",
        "size.order",
        "turns.small",
        "turns.large",
        "turns.declined.small",
        "turns.declined.large",
    )
    assert {name: row[name] for name in same} == {name: expected[name] for name in same}
