"""`ikea-effect power`: what it prints, draws and refuses."""

import json
import shutil
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pytest

from ikea_effect.cli.main import main
from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.results import Simulated
from ikea_effect.operations.power import Power
from ikea_effect.operations.power_request import PowerRequest
from ikea_effect.operations.power_text import power_text
from ikea_effect.protocol.loading import load_protocol


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = 0
    try:
        main(["power", *map(str, arguments)])
    except SystemExit as end:
        code = int(end.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.slow
def test_json_holds_every_hypothesis_at_every_n(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("norton-2012-1a", "--n", 50, "--n", 20, "--studies", 1500, "--json")
    code, out, err = call(capsys, *asked)
    assert (code, err) == (0, "")
    found = json.loads(out)
    sizes = [(one["hypothesis"], one["n_per_condition"]) for one in found["diagnoses"]]
    assert sizes == [(h, n) for h in ("builders-bid-more", "builders-like-more") for n in (20, 50)]
    assert found["planned_n_per_condition"] == 100
    assert found["diagnoses"][0]["power"]["value"] < found["diagnoses"][1]["power"]["value"]
    assert set(found["diagnoses"][0]["verdict"]["outcomes"]) == {
        "met",
        "undecided",
        "larger-same-direction",
        "not-met",
        "cannot-be-computed",
    }
    assert call(capsys, *asked)[1] == out


@pytest.mark.slow
def test_of_a_test_without_a_side_it_is_said_what_was_read_and_where(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """V of a sample is never 0: what is read is no planted value, and expects no mean of options."""
    asked = ("--hypothesis", "choices-apart", "--n", 20, "--studies", 100, "--effect", "zero")
    code, out, _ = call(capsys, "fuchs-2010-voting", *asked)
    assert code == 0
    assert "zero, after cap and grid: in 20,000 participants per condition chi-square finds 0.0" in out
    assert " V, chance included\n" in out
    assert "()" not in out


@pytest.mark.slow
def test_the_table_has_a_line_per_n_and_the_rule_that_decides(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(
        capsys, "norton-2012-1a", "--hypothesis", "builders-bid-more", "--n", 20, "--studies", 500
    )
    assert code == 0
    assert "planted, after cap and grid: 0.300 USD" in out
    assert "what small-telescopes says of the original, over 500 studies" in out
    assert [line.split()[0] for line in out.splitlines() if line.strip().startswith("20 ")] == ["20"]


def test_studies_without_an_estimate_are_told_where_there_are_any() -> None:
    norton = load_protocol("norton-2012-1a")
    one = diagnose(norton, "builders-bid-more", 5, 2)
    some = replace(one, not_estimable=Simulated.share(11, 30))
    said = "No estimate in 36.7% (8.8) of studies at n = 5: they count as not significant, and bias, "
    assert said in power_text(Power(norton, (some,), {}, ()))
    assert "No estimate" not in power_text(Power(norton, (one,), {}, ()))


@pytest.mark.slow
def test_without_n_the_sizes_lie_around_the_planned_one(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(call(capsys, "franke-2010-tshirt-free", "--studies", 5, "--json")[1])
    planned = load_protocol("franke-2010-tshirt-free").sample.per_condition
    assert sorted({one["n_per_condition"] for one in found["diagnoses"]}) == [
        planned // 4, planned // 2, planned, 2 * planned,
    ]  # fmt: skip


@pytest.mark.slow
def test_the_picture_stands_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "curves" / "power.svg"
    code, _, err = call(capsys, "norton-2012-1a", "--studies", 300, "--plot", file)
    assert code == 0
    assert err == f"power curve: {file}\n"
    root = ElementTree.parse(file).getroot()
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert "Builders bid more than non-builders: " in (title.text or "")
    assert "@font-face" in file.read_text("utf-8")
    again = tmp_path / "again.svg"
    call(capsys, "norton-2012-1a", "--studies", 300, "--plot", again)
    assert again.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("norton-2012-1a", "--hypothesis", "builders-like"), "has no hypothesis 'builders-like'"),
        (("norton-2012-1c",), "norton-2012-1a"),
        (("norton-2012-1a", "--n", "1"), "analyzed participants per condition, 2 to 1,000,000"),
    ],
)
def test_what_cannot_be_asked_ends_with_2(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(capsys, *arguments, "--studies", 20)
    assert code == 2
    assert out == ""
    assert said in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_hypotheses_that_cannot_be_diagnosed_are_left_out_with_a_reason(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(checkout / "tests/data/protocols", tmp_path / "protocols")
    protocol = folder / "three_ways.yaml"
    said = protocol.read_text("utf-8")
    protocol.write_text("".join(x for x in said.splitlines(keepends=True) if "  listed:     {d" not in x))
    code, out, _ = call(capsys, protocol, "--n", 20, "--studies", 100)
    assert code == 0
    assert "Left out: builders-accept-more: no population is declared for listed" in out
    code, _, err = call(capsys, folder / "english.yaml", "--n", 20, "--studies", 100)
    assert code == 2
    assert "has no hypothesis that can be diagnosed" in err


@pytest.mark.slow
@pytest.mark.parametrize("name", ["price_list", "offer", "double_bounded"])
def test_amounts_known_up_to_an_interval_are_planned_as_others_are(
    name: str, checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    protocol = checkout / f"tests/data/protocols/{name}.yaml"
    code, out, _ = call(capsys, protocol, "--n", "60,30", "--studies", 100, "--page", tmp_path / "plan.html")
    assert code == 0
    assert "wtp, interval, two-sided" in out
    assert "its target is what it finds in 20,000 participants" in out
    assert "wtp" in (tmp_path / "plan.html").read_text("utf-8")
    code, out, _ = call(capsys, protocol, "--find", "n", "--power", "0.5", "--studies", 100, "--json")
    assert code == 0
    assert json.loads(out)["found"][0]["n"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--find", "m"), "--find is 'm'. Allowed: n"),
        (("--find", "n", "--n", "20"), "leave out --n, or leave out --find"),
        (("--power", "0.9"), "add --find n, or leave out --power"),
        (("--n", "20,4x"), "--n holds '4x'"),
        (("--zeros", "0.1,1.2"), "--zeros holds '1.2'. Allowed: shares of people who bid nothing"),
        (("--zeros", "0.3", "--hypothesis", "builders-bid-more"), "gives a mean of build of 0.78"),
        (("--zeros", "0.3", "--hypothesis", "builders-like-more"), "liking is no amount"),
        (("mochon-2012-1", "--json"), "--json is of one study, and 2 are named"),
        (("norton-2012-1a", "--page", "x.html"), "norton-2012-1a is named twice"),
        (("--executor", "cluster"), "Allowed: here, processes, dask, or the address"),
    ],
)
def test_options_that_do_not_fit_end_with_2(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(capsys, "norton-2012-1a", *arguments, "--studies", 2)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.slow
def test_every_decider_stands_side_by_side_and_the_needed_n_is_found(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ("norton-2012-1a", "--hypothesis", "builders-bid-more", "--studies", 200)
    code, out, _ = call(capsys, *asked, "--n", 50, "--effect", "planted", "--effect", "zero", "--deciders")
    assert code == 0
    head = next(line for line in out.splitlines() if "sceptical-p" in line).split()
    assert {"small-telescopes", "significance", "bayes-factor", "edgington", "lebel"} <= set(head)
    code, out, _ = call(capsys, *asked, "--find", "n", "--power", "0.9")
    assert code == 0
    assert "90% power by simulation:" in out
    assert "95% limits" in out


@pytest.mark.parametrize(
    ("studies", "goal", "many"),
    [(None, None, 2500), (300, None, 300), (None, 0.8, 2500), (300, 0.8, 300), (9000, 0.8, 2500)],
)
def test_an_error_takes_as_many_studies_as_the_worst_share_does(
    studies: int | None, goal: float | None, many: int
) -> None:
    """The error of a share is greatest at 1/2: 1/2 over the root of 2,500 is .01."""
    asked = PowerRequest("norton-2012-1a", studies=studies, goal=goal, error=0.01)
    assert asked.many(400) == many


@pytest.mark.slow
def test_a_found_n_tells_how_many_studies_were_run(capsys: pytest.CaptureFixture[str]) -> None:
    """.05 takes 1/2 squared over .05 squared: 100."""
    asked = ("norton-2012-1a", "--hypothesis", "builders-like-more", "--find", "n", "--mcse", 0.05)
    code, out, _ = call(capsys, *asked, "--json")
    assert code == 0
    found = json.loads(out)
    assert {one["studies"] for one in found["diagnoses"]} == {found["found"][0]["studies"]} == {100}


@pytest.mark.slow
def test_a_share_of_zeros_is_an_axis_beside_the_effect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mean and SD of all bids stay as declared, and so does d; the picture is a PNG by its name."""
    picture = tmp_path / "power.png"
    asked = ("norton-2012-1a", "--hypothesis", "builders-bid-more", "--n", 20, "--studies", 40)
    code, out, _ = call(capsys, *asked, "--zeros", "0.02,0.2", "--plot", picture, "--json")
    assert code == 0
    few, many = json.loads(out)["diagnoses"]
    assert [few["effect"], many["effect"]] == ["planted, 2% at zero", "planted, 20% at zero"]
    assert [few["at_zero"]["build"], many["at_zero"]["build"]] == pytest.approx([0.02, 0.2], abs=0.01)
    assert few["planted"] == pytest.approx(many["planted"], abs=0.005)
    assert picture.read_bytes().startswith(b"\x89PNG\r\n")
    assert b"Simulated power by analyzed participants" in picture.read_bytes()


@pytest.mark.slow
def test_several_studies_come_to_one_page_and_keep_their_chunks_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, out = tmp_path / "all.html", tmp_path / "chunks"
    asked = ("norton-2012-1a", "norton-2012-1b", "--n", 20, "--studies", 20, "--out", out, "--page", page)
    code, told, _ = call(capsys, *asked)
    assert code == 0
    assert [line.partition(":")[0] for line in told.splitlines() if "as `simulation` declares" in line] == [
        "norton-2012-1a", "norton-2012-1b",
    ]  # fmt: skip
    assert sorted(one.name for one in out.iterdir()) == ["norton-2012-1a", "norton-2012-1b"]
    assert "<h1>2 studies: before data</h1>" in page.read_text("utf-8")


@pytest.mark.slow
def test_every_decider_judges_as_many_studies(capsys: pytest.CaptureFixture[str]) -> None:
    """The Bayes factor too, which takes long of a study by itself."""
    asked = ("norton-2012-1a", "--hypothesis", "builders-bid-more", "--n", 20, "--deciders", "--json")
    [found] = json.loads(call(capsys, *asked, "--studies", 2_500)[1])["diagnoses"]
    judged = {one["rule"]: one["studies"] for one in found["verdicts"]}
    assert set(judged.values()) == {2_000}
    assert "bayes-factor" in judged


def test_a_reason_that_holds_for_every_share_of_zeros_is_given_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    said = dict(load_protocol("norton-2012-1a").said)
    said["hypotheses"] = said["hypotheses"][1:]  # of the liking, which is no amount
    said["published"] = said["published"][1:]
    path = tmp_path / "liked.yaml"
    path.write_text(json.dumps(said), "utf-8")  # which YAML holds
    code, _, err = call(capsys, path, "--zeros", "0.05,0.1", "--studies", 2)
    assert (code, err.count("liking is no amount")) == (2, 1)
