"""The command, in this process: what it prints, where, and how it exits."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from ikea_effect.cli.main import COMMANDS, main
from ikea_effect.cli.main import command as with_commands


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, stdout and stderr."""
    code = 0
    try:
        main([str(argument) for argument in arguments])
    except SystemExit as end:
        code = int(end.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    with pytest.raises(SystemExit) as end:
        main(
            [
                "simulate",
                "norton-2012-1a",
                "--n",
                "40",
                "--seed",
                "7",
                "--study",
                "dry-run",
                "--results",
                str(folder),
            ]
        )
    assert not end.value.code
    return folder


def foreign(path: Path, rows: int = 60) -> dict[str, dict[str, np.ndarray]]:
    """A CSV from elsewhere, and the same numbers as arrays."""
    rng = np.random.default_rng(3)
    cells = {level: {"wtp": rng.gamma(2, 0.4, rows).round(2).clip(0, 5), "liking": rng.integers(1, 8, rows)}
             for level in ("build", "prebuilt")}  # fmt: skip
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["participant", "labor", "wtp", "liking"])
        number = 0
        for level, cell in cells.items():
            for wtp, liking in zip(cell["wtp"], cell["liking"], strict=True):
                number += 1
                writer.writerow([f"X{number}", level, f"{wtp:.2f}", liking])
    return cells


def test_an_unknown_command_is_told_from_all_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = call(capsys, "chek", "norton-2012-1a")
    assert code == 2
    assert "No such command 'chek'. Did you mean 'check'" in err


def test_a_command_that_is_asked_for_alone_is_still_one_of_several(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, _, err = call(capsys, "check")
    assert code == 2
    assert "check [OPTIONS] {PROTOCOL}" in err
    assert "Missing argument 'PROTOCOL'" in err


def test_a_foreign_csv_gives_the_numbers_of_scipys_welch_test(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = foreign(tmp_path / "bids.csv")
    code, out, _ = call(capsys, "analyze", "norton-2012-1a", "--data", tmp_path / "bids.csv", "--json")
    assert code == 0
    primary = {e["measure"]: e for e in json.loads(out)["estimates"] if e["role"] == "primary"}
    for measure, alternative in (("wtp", "greater"), ("liking", "two-sided")):
        build, prebuilt = cells["build"][measure], cells["prebuilt"][measure]
        expected = stats.ttest_ind(build, prebuilt, equal_var=False, alternative=alternative)
        interval = stats.ttest_ind(build, prebuilt, equal_var=False).confidence_interval()
        found = primary[measure]
        assert math.isclose(found["estimate"], build.mean() - prebuilt.mean(), rel_tol=1e-12)
        assert math.isclose(found["statistic"]["value"], expected.statistic, rel_tol=1e-10)
        assert math.isclose(found["statistic"]["df"], expected.df, rel_tol=1e-10)
        assert math.isclose(found["p"], expected.pvalue, rel_tol=1e-9)
        assert found["ci"] == pytest.approx([interval.low, interval.high], rel=1e-9)
        assert found["unit"] == {"wtp": "USD", "liking": "points"}[measure]


def test_a_simulated_study_goes_to_verdict_and_report(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = call(capsys, "analyze", "dry-run", "--results", results, "--json")
    assert code == 0
    found = json.loads(out)
    assert found["mode"] == "simulated"
    assert found["n"]["recorded"] == 40
    assert [e["role"] for e in found["estimates"]].count("primary") == 2
    code, out, _ = call(capsys, "replicate", "dry-run", "--results", results)
    assert code == 0
    assert "-> small-telescopes" in out
    assert "secondary" in out
    code, out, _ = call(capsys, "report", "dry-run", "--results", results)
    assert code == 0
    page = Path(out.strip()).read_text("utf-8")
    assert "imulated" in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_the_same_study_gives_the_same_bytes(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = call(capsys, "analyze", "dry-run", "--results", results, "--json")
    assert first == call(capsys, "analyze", "dry-run", "--results", results, "--json")


def test_replicate_takes_two_results_in_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("replicate", "--original", "t=2.12,n=26+26", "--replication", "t=1.30,n=60+60", "--json")
    code, out, _ = call(capsys, *arguments)
    assert code == 0
    found = json.loads(out)
    assert found["original"]["d"] == pytest.approx(2.12 * math.sqrt(2 / 26), rel=1e-12)
    assert {"significance", "prediction-interval", "small-telescopes"} <= {c["id"] for c in found["criteria"]}
    assert call(capsys, *arguments, "--fail-on", "met")[0] == (3 if _decided(found) == "met" else 0)
    assert call(capsys, *arguments, "--fail-on", _decided(found))[0] == 3


def _decided(found: dict) -> str:
    return next(c["outcome"] for c in found["criteria"] if c["id"] == found["decides"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "norton-2012-1aa"], "norton-2012-1a"),
        (["analyze", "no-study"], "no study 'no-study'"),
        (["analyze", "../../etc"], "cannot be used"),
        (["analyze", "protocols/mine.yaml"], "take a protocol where data are given: add --data FILE"),
        (["replicate", "mine.yaml"], "is a protocol's file, and the name of a study is expected here"),
        (["analyze", "norton-2012-1a", "--data", "nowhere.csv"], "nowhere.csv"),
        (["analyze", "norton-2012-1a", "--map", "a=b"], "--data"),
        (["replicate"], "--original"),
        (["replicate", "--why", "lebel", "--json"], "leave out --json"),
        (["replicate", "--original", "t=2.12,n=26+26"], "go together"),
        (["run", "norton-2012-1a", "--participant", "a/b"], "letters a-z"),
        (["run", "norton-2012-1a", "--participant", "P1", "--seed", "1"], "--scripted"),
        (["run", "norton-2012-1a", "--participant", "P1", "--pace", "warp"], "normal and fast"),
        (["run", "norton-2012-1a", "--participant", "P1", "--window", "10x10"], "WIDTHxHEIGHT"),
        (["simulate", "norton-2012-1a", "--n", "0"], "at least one"),
    ],
)
def test_what_is_wrong_is_said_on_stderr_with_exit_2_and_no_trace(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = call(capsys, *arguments)
    assert code == 2
    assert says in err + out
    assert "Traceback" not in err
    assert not (tmp_path / "results").exists()


def test_every_command_has_help_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "--help")
    assert code == 0
    commands = [line.split()[0] for line in out.split("Commands:")[1].splitlines() if line.strip()]
    assert len(commands) >= 12
    for command in commands:
        code, out, _ = call(capsys, command, "--help")
        assert code == 0
        assert "Example" in out, command


def test_it_says_which_version_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    from ikea_effect import __version__

    assert call(capsys, "--version") == (0, f"ikea-effect {__version__}\n", "")


def test_each_command_is_found_in_the_file_that_adds_it() -> None:
    every = [str(one.name) for one in with_commands([]).registered_commands]
    assert every == [name for names in COMMANDS.values() for name in names]
    for name in every:
        assert [one.name for one in with_commands([name]).registered_commands] == [name]
