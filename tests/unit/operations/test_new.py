"""A study of one's own: a copy that says what it was told and is in order, and a protocol from a paper."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.cli.main import main
from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.errors import ProtocolError
from ikea_effect.operations.new import NewStudy, Prices, begin
from ikea_effect.operations.new_from_paper import Paper, PaperCell, from_paper
from ikea_effect.operations.recheck import rechecked
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.loading import load_protocol, protocol_ids
from tests.quick import quick

CENTS = Prices(Decimal(0), Decimal(5), Decimal("0.01"))
CELLS = (
    PaperCell("build", 26, Decimal("0.78"), Decimal("0.63")),
    PaperCell("prebuilt", 26, Decimal("0.48"), Decimal("0.40")),
)


@pytest.mark.parametrize("source", quick(protocol_ids(), "norton-2012-1a"))
def test_a_copy_of_any_protocol_is_in_order_and_differs_in_what_was_named(
    source: str, tmp_path: Path
) -> None:
    begun = begin(NewStudy("own-study", source, tmp_path, title='A "new" study: ours', currency="GBP"))
    assert begun.checked.faults == ()
    made, before = load_protocol(begun.protocol).said, load_protocol(source).said
    assert made["title"] == 'A "new" study: ours'
    differs = {key for key in before if made[key] != before[key]}
    assert differs <= {"id", "version", "title", "currency"}
    assert {path.name for path in begun.files} >= {"own_study.yaml", "experiment.yaml", "run.py", "en.yaml"}


def test_amounts_and_languages_are_those_named_and_examples_stay_at_their_part_of_the_range(
    tmp_path: Path,
) -> None:
    wanted = NewStudy(
        "shelf-pilot",
        folder=tmp_path,
        languages=("nl",),
        show_up=Decimal("2.50"),
        endowment=Decimal(10),
        prices=Prices(Decimal(0), Decimal(10), Decimal("0.10")),
    )
    begun = begin(wanted)
    said = load_protocol(begun.protocol).said
    assert begun.checked.faults == ()
    assert said["languages"] == ["nl"]
    assert said["payment"] == {"show_up": 2.5, "endowment": 10}
    [bidding] = [step["bidding"] for step in said["timeline"] if "bidding" in step]
    assert bidding["mechanism"]["high"] == 10
    assert bidding["mechanism"]["examples"] == {"low": 0.2, "high": 3.0}  # 0.10 and 1.50 of 5.00, twice
    assert not (tmp_path / "protocols" / "texts" / "shelf_pilot" / "en.yaml").exists()


def test_a_copy_names_no_set_up_that_is_not_there(tmp_path: Path) -> None:
    begin(NewStudy("shelf-pilot", folder=tmp_path))
    written = (tmp_path / "experiments" / "shelf_pilot" / "experiment.yaml").read_text("utf-8")
    assert "--experiment" not in written
    assert "picture: materials/box/box.png}}\n" in written


def test_what_is_new_runs_at_once(tmp_path: Path) -> None:
    begun = begin(NewStudy("shelf-pilot", folder=tmp_path))
    study = simulate(SimulateRequest(str(begun.protocol), 4, 1, "pilot", results=tmp_path / "results"))
    assert len(study.participants()) == 4


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (NewStudy("Shelf Pilot"), "'Shelf Pilot' cannot be. Lower case letters"),
        (NewStudy("norton-2012-1a"), "is a protocol that is there already"),
        (NewStudy("mine", languages=("fr",)), "'fr' is no language of norton-2012-1a. It has en, nl"),
        (NewStudy("mine", "norton-2012-1", title="x"), "no protocol has the id 'norton-2012-1'"),
        (NewStudy("mine", "voice-and-feedback", prices=CENTS), "no bid of voice-and-feedback has a range"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    wanted: NewStudy, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ProtocolError, match=says):
        begin(wanted)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--currency XYZ", "--currency currency is 'XYZ', which is not an ISO 4217 currency"),
        ("--currency EURO", "--currency currency is 'EURO'. At most 3 characters"),
        ("--currency JPY", "is 0.01 JPY, which cannot be paid. The smallest amount is 1"),
        ("--prices 0:5:0.03", "which does not divide the range from 0 to 5: the last price is 4.98"),
        ("--prices 0:5:0.001", "is 0.001 USD, which cannot be paid"),
        ("--show-up 0.005", "--show-up payment.show_up is 0.005 USD, which cannot be paid"),
        ("--endowment 0.005", "--endowment payment.endowment is 0.005 USD, which cannot be paid"),
    ],
)
def test_a_currency_and_amounts_that_cannot_be_leave_nothing_behind(
    words: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "protocols" / "texts").mkdir(parents=True)
    (tmp_path / "protocols" / "other.yaml").write_text("id: other\n")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SystemExit) as ended:
        main(["new", "lab-g", "--from", "norton-2012-1a", "--out", str(tmp_path), *words.split()])
    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert says in " ".join(printed.err.split())
    assert "nothing was written" in printed.err
    assert printed.out == ""
    assert sorted(tmp_path.rglob("*")) == before
    with pytest.raises(SystemExit, match="0"):
        main(["new", "lab-g", "--from", "norton-2012-1a", "--out", str(tmp_path), "--currency", "EUR"])


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    first = begin(NewStudy("shelf-pilot", folder=tmp_path))
    before = first.protocol.read_bytes()
    first.protocol.parent.joinpath("texts", "shelf_pilot", "en.yaml").unlink()
    with pytest.raises(ProtocolError, match="is there already, and nothing is overwritten"):
        begin(NewStudy("shelf-pilot", "franke-2010-tshirt", tmp_path))
    assert first.protocol.read_bytes() == before


@pytest.mark.slow
def test_a_paper_s_cells_are_what_is_planned_replicated_and_rechecked(tmp_path: Path) -> None:
    printed = {"t": Decimal("2.12"), "df": Decimal(50)}
    path = from_paper(
        Paper("lab-a", "Norton et al. (2012)", CELLS, CENTS, "USD", "labor", "wtp", printed), tmp_path
    )
    assert "prebuilt: 0.40" in path.read_text("utf-8")
    found = diagnose(load_protocol(path), "main", 65, studies=2_000)
    assert found.planted == pytest.approx(0.30, abs=0.005)
    assert found.verdict is not None
    assert rechecked(str(path)).text().count("  consistent  ") == 2


def test_a_scale_may_go_from_below_zero_and_a_measure_need_not_be_named(tmp_path: Path) -> None:
    cells = ["--cell", "build:m=1.20,sd=1.10,n=20", "--cell", "bought:m=-0.40,sd=1.30,n=20"]
    with pytest.raises(SystemExit, match="0"):
        main(["new", "lab-d", "--from-paper", "A paper", "--rating", "-3:3", *cells, "--out", str(tmp_path)])
    said = load_protocol(tmp_path / "protocols" / "lab_d.yaml").said
    assert said["measures"]["outcome"] == {"kind": "rating", "low": -3, "high": 3, "text": "outcome"}


def test_a_t_alone_tells_how_far_apart_the_simulated_means_are(tmp_path: Path) -> None:
    cells = (PaperCell("build", 26), PaperCell("prebuilt", 26))
    scale = Prices(Decimal(1), Decimal(7), Decimal(1))
    paper = Paper("lab-b", "A paper", cells, scale, statistic={"t": Decimal("3.58")}, measure="liking")
    means = load_protocol(from_paper(paper, tmp_path)).said["simulation"]["liking"]["mean"]
    assert means["build"] - means["prebuilt"] == pytest.approx(3.58 * (2 / 26) ** 0.5, abs=0.011)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--rating 1:7 --cell a:n=9", "Name two conditions"),
        ("--rating 1:7 --cell a:n=9 --cell b:n=9", "Give m and sd of both cells"),
        ("--rating 1:7 --cell a:n=9 --cell b:n=9 --statistic F=4", "a t is needed"),
        ("--rating 1:7 --cell a:m=9,sd=1,n=9 --cell b:m=2,sd=1,n=9", "a mean of 9 is not between 1 and 7"),
        ("--rating 1:7 --cell a:m=3,sd=-1,n=9 --cell b:m=2,sd=1,n=9", "An SD below zero cannot be"),
        ("--rating 7:1", "Write the lowest and the highest point"),
        ("--rating 1:7 --prices 0:5:0.05", "a bid and a rating are two measures"),
        ("--rating 1:7 --cell a:n=nine", "'n=nine' is no number"),
        ("--rating 1:7 --title x", "--from-paper copies no protocol"),
        ("--rating 1:7 --cell a:m=2,sd=1,n=9 --cell b:m=3,sd=1,n=9", "condition that was higher first"),
        ("--rating 1:7 --cell a:n=9 --cell b:n=9 --statistic t=-2,df=16", "t without its sign"),
        ("", "name the measure"),
    ],
)
def test_a_paper_that_says_too_little_is_told_what_is_missing(
    words: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["new", "lab-c", "--from-paper", "A paper", "--out", str(tmp_path), *words.split()])
    assert ended.value.code == 2
    assert says in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["--rating 1:7", "--cell a:n=9", "--read", "--factor labor"])
def test_a_paper_s_numbers_are_not_ignored_by_a_copy(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["new", "lab-f", "--from", "norton-2012-1a", "--out", str(tmp_path), *words.split()])
    assert ended.value.code == 2
    assert "add --from-paper" in " ".join(capsys.readouterr().err.split())


def _numbers_of(tmp_path: Path, words: str) -> Mapping[str, Any]:
    with pytest.raises(SystemExit, match="0"):
        main(["new", "lab-e", "--from-paper", "A paper", "--out", str(tmp_path), *words.split()])
    return load_protocol(tmp_path / "protocols" / "lab_e.yaml").said


def test_unequal_cells_are_planned_with_two_and_a_half_times_all_of_the_original_s_people(
    tmp_path: Path,
) -> None:
    said = _numbers_of(
        tmp_path, "--rating 1:7 --cell a:m=3.8,sd=1.6,n=20 --cell b:m=2.5,sd=0.4,n=60 --currency USD"
    )
    # Simonsohn (2015): 2.5 x 80. With 50 each, an effect of zero is called too small in 64 of 100 studies
    assert said["sample"] == {"per_condition": 100, "original": 80}
    assert said["currency"] == "USD"
    assert said["simulation"]["outcome"]["sd"] == {"a": 1.6, "b": 0.4}  # each its own, as in the paper


def test_a_t_is_of_the_pooled_sd(tmp_path: Path) -> None:
    said = _numbers_of(
        tmp_path, "--prices 0:5:0.05 --cell a:sd=1.6,n=20 --cell b:sd=0.4,n=60 --statistic t=2"
    )
    means = said["simulation"]["outcome"]["mean"]
    pooled = ((19 * 1.6**2 + 59 * 0.4**2) / 78) ** 0.5
    assert means["a"] - means["b"] == pytest.approx(2 * pooled * (1 / 20 + 1 / 60) ** 0.5, abs=1e-3)


@pytest.mark.parametrize(
    "paper", [(), ("--from-paper", "A paper", "--rating", "1:7", "--statistic", "t=2,df=9")]
)
def test_a_folder_that_cannot_be_written_is_told(
    paper: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    cells = ["--cell", "a:n=9", "--cell", "b:n=9"] if paper else []
    with pytest.raises(SystemExit) as ended:
        main(["new", "lab-f", *paper, *cells, "--out", str(tmp_path / "file")])
    assert ended.value.code == 2
    assert (
        "a file stands where a folder is needed. Choose another folder: --results or --out."
        in capsys.readouterr().err
    )
