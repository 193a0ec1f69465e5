"""A file or a name of one kind in place of another is named in one sentence, with what takes it."""

from pathlib import Path

import pytest

from ikea_effect.cli.main import main
from ikea_effect.protocol.resources import shipped

PROTOCOL = str(shipped("protocols") / "norton_2012_1a.yaml")
EXPERIMENT = str(shipped("experiments") / "norton_2012_1a" / "experiment.yaml")
PAPER = "paper: A\nresults:\n  - {name: a, statistic: {t: 1.8, df: 40}, p: 0.04}\n"


@pytest.mark.parametrize(
    ("arguments", "is_a", "way"),
    [
        (("check", EXPERIMENT), "a lab's set-up", f"check norton-2012-1a --experiment {EXPERIMENT}"),
        (("recheck", EXPERIMENT), "a lab's set-up", f"check norton-2012-1a --experiment {EXPERIMENT}"),
        (("check", "paper.yaml"), "a paper's printed numbers", "recheck paper.yaml"),
        (("check", "norton-2012-1a", "--experiment", PROTOCOL), "a protocol", f"check {PROTOCOL}"),
        (("meta", "--library", PROTOCOL), "a protocol", f"check {PROTOCOL}"),
        (("meta", "--library", "paper.yaml"), "a paper's printed numbers", "recheck paper.yaml"),
        (
            ("analyze", "norton-2012-1a", "--data", "data.csv", "--mapping", PROTOCOL),
            "a protocol", f"check {PROTOCOL}",
        ),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_one_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...], is_a: str, way: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("paper.yaml").write_text(PAPER)
    Path("data.csv").write_text("participant,labor,wtp\na,build,1.00\n")
    with pytest.raises(SystemExit, match="2"):
        main(list(arguments))
    said = "".join(capsys.readouterr())
    assert f"is {is_a}" in said
    assert f"It is taken by: ikea-effect {way}" in said
    assert "is missing" not in said


@pytest.mark.parametrize("command", ["analyze", "replicate", "report"])
def test_a_protocols_id_in_place_of_a_study_says_where_data_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="2"):
        main([command, "norton-2012-1a"])
    assert "'norton-2012-1a' is a protocol: analyze, report and replicate take it where data are given" in (
        capsys.readouterr().err
    )
