"""One lab's set-up: found by name, inside its folder, and changing only what may change."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from ikea_effect.cli.runner import results_folder, run_experiment
from ikea_effect.errors import ProtocolError
from ikea_effect.operations.check import check
from ikea_effect.protocol.experiment import Station
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.resources import inside, shipped
from ikea_effect.protocol.setup import load_setup, materials_hash

STUDIES = ("norton-2012-1a", "franke-2010-tshirt", "franke-2010-tshirt-free")


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A copy of the box's experiment."""
    return Path(shutil.copytree(shipped("experiments") / "norton_2012_1a", tmp_path / "box"))


def rewritten(folder: Path, before: str, after: str) -> str:
    path = folder / "experiment.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    return str(folder)


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_shipped_study_is_set_up_in_every_language(study: str, language: str) -> None:
    setup = load_setup(study, language=language)
    assert setup.language == language
    assert set(setup.hashes) == {"texts", "experiment", "materials"}
    assert set(setup.pictures) == set(setup.protocol.goods)


def test_a_copy_elsewhere_is_set_up_like_the_original(tmp_path: Path) -> None:
    copy = tmp_path / "norton_2012_1a.yaml"
    shutil.copy(shipped("protocols") / "norton_2012_1a.yaml", copy)
    assert load_setup(copy).hashes == load_setup("norton-2012-1a").hashes


STATION = "station: {screen: 0, full_screen: true"


def test_a_code_can_be_another_every_day(box: Path) -> None:
    before = load_setup("norton-2012-1a", str(box))
    today = load_setup("norton-2012-1a", rewritten(box, STATION, f"{STATION}, code: Tafel4"))
    assert today.experiment.station.code == "Tafel4"
    assert today.hashes == before.hashes
    assert "Tafel4" not in str(today.experiment.kept)


@pytest.mark.parametrize(
    ("code", "told"),
    [("abc", "A code is 4 to 12 letters and digits."), ("1234", "Put it in quotation marks.")],
)
def test_a_code_that_cannot_be_typed_is_told(box: Path, code: str, told: str) -> None:
    with pytest.raises(ProtocolError, match=told) as error:
        load_setup("norton-2012-1a", rewritten(box, STATION, f"{STATION}, code: {code}"))
    assert error.value.faults[0].path == "station.code"


CHANGES = (
    "overrides:\n  currency: EUR\n  mechanisms: {bid: {high: 6.00, step: 0.05}}\n"
    "  payment: {show_up: 7.00}\n  sample: {per_condition: 40}\n"
)


def test_what_a_lab_changes_is_in_force_and_the_hash_stays_that_of_the_file(box: Path) -> None:
    setup = load_setup("norton-2012-1a", rewritten(box, "overrides: {}", CHANGES))
    bidding = next(step for step in setup.protocol.timeline if step.kind == "bidding")
    assert (setup.protocol.currency, bidding.mechanism.high) == ("EUR", Decimal("6.0"))
    assert setup.protocol.payment.show_up == Decimal("7.0")
    assert setup.protocol.payment.endowment == Decimal("5.0")
    assert setup.protocol.sample.original == 52
    assert setup.protocol.sha256 == load_protocol("norton-2012-1a").sha256
    again = protocol_from_said(setup.protocol.said, setup.protocol.sha256)
    assert (again.currency, again.sha256) == ("EUR", setup.protocol.sha256)


def copied(study: str, folder: Path, overrides: str) -> str:
    """A copy of a study's experiment that changes something."""
    found = Path(shutil.copytree(shipped("experiments") / study.replace("-", "_"), folder / "here"))
    return rewritten(found, "overrides: {}", f"overrides: {overrides}")


def test_a_lab_changes_amounts_of_what_is_asked_at_several_levels(tmp_path: Path) -> None:
    changes = "{mechanisms: {price-of: {high: 80.00}}}"
    setup = load_setup("fuchs-2010-voting", copied("fuchs-2010-voting", tmp_path, changes))
    highest = [step.mechanism.high for step in setup.protocol.timeline if step.kind == "bidding"]
    assert highest == [Decimal(60), *[Decimal(80)] * 10]


def test_a_lab_pays_another_prize(tmp_path: Path) -> None:
    changes = "{payment: {prizes: {first-place: 7.50}}}"
    setup = load_setup("maker-and-judges", copied("maker-and-judges", tmp_path, changes))
    prize = setup.protocol.payment.prizes["first-place"]
    assert (prize.amount, prize.measure, prize.at_most) == (Decimal("7.5"), "others-place", 1)


def test_a_prize_that_there_is_none_of_is_told(tmp_path: Path) -> None:
    changes = "{payment: {prizes: {first-plce: 7.50}}}"
    with pytest.raises(ProtocolError, match="Did you mean 'first-place'"):
        load_setup("maker-and-judges", copied("maker-and-judges", tmp_path, changes))


def test_a_lab_plans_another_number_of_a_role(tmp_path: Path) -> None:
    setup = load_setup(
        "maker-and-judges", copied("maker-and-judges", tmp_path, "{sample: {per_role: {judge: 40}}}")
    )
    assert setup.protocol.sample.per_role == {"maker": 80, "judge": 40}
    assert setup.protocol.planned_in_all == 120


@pytest.mark.parametrize(
    ("study", "sample", "path", "says"),
    [
        ("maker-and-judges", "{per_role: {juge: 40}}", "per_role.juge", "Did you mean 'judge'?"),
        (
            "maker-and-judges",
            "{per_condition: 40}",
            "per_condition",
            "plans by role. Write per_role: {maker: 80}",
        ),
        ("norton-2012-1a", "{per_role: {maker: 4}}", "per_role", "by condition. Write per_condition: 100."),
    ],
)
def test_a_sample_is_planned_here_as_the_protocol_plans_it(
    tmp_path: Path, study: str, sample: str, path: str, says: str
) -> None:
    with pytest.raises(ProtocolError) as caught:
        load_setup(study, copied(study, tmp_path, f"{{sample: {sample}}}"))
    fault, *others = caught.value.faults
    assert (fault.path, others) == (f"overrides.sample.{path}", [])
    assert says in fault.message


@pytest.mark.parametrize(
    ("after", "path", "says"),
    [
        ("overrides: {title: x}", "overrides.title", "is not a key that can stand here"),
        ("overrides: {currency: JPY}", "timeline[4].bidding.mechanism.step", "0.01 JPY, which"),
        ("overrides: {mechanisms: {bit: {high: 6}}}", "overrides.mechanisms.bit", "Did you mean 'bid'?"),
        ("overrides: {mechanisms: {bid: {ties: buys}}}", "overrides.mechanisms.bid.ties", "not an amount of"),
        ("overrides: {mechanisms: {bid: {high: much}}}", "overrides.mechanisms.bid.high", "not an amount."),
        ("overrides: {mechanisms: {bid: {examples: {low: 1}}}}", "overrides.mechanisms.bid.examples", "not"),
        ("overrides: {mechanisms: {bid: {high: 0}}}", "timeline[4].bidding.mechanism.high", "not above low"),
        ("overrides: {goods: {bx: a bag}}", "overrides.goods.bx", "names good 'bx'"),
        ("overrides: {texts: {de: x.yaml}}", "overrides.texts.de", "not one of the protocol's languages"),
        ("overrides: {texts: {en: ../x.yaml}}", "overrides.texts.en", "not inside the experiment's folder"),
    ],
)  # fmt: skip
def test_what_may_not_change_is_refused_at_its_line(box: Path, after: str, path: str, says: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        load_setup("norton-2012-1a", rewritten(box, "overrides: {}", after))
    fault, *others = caught.value.faults
    assert fault.path == path
    assert says in fault.message
    assert "experiment.yaml:3:" in fault.where
    assert all("JPY" in other.message for other in others)  # every amount of the protocol that yen cannot pay


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("language: en", "language: de", "in which the protocol has no texts"),
        ("protocol: norton-2012-1a", "protocol: norton-2012-2", "the protocol to set up is 'norton-2012-1a'"),
        ("{storage-box:", "{storage-bx:", "Did you mean 'storage-box'?"),
        ("kit: materials/box/kit.yaml, ", "", "has no kit for 'storage-box', which the step 'build' needs"),
        ("materials/box/kit.yaml", "materials/box/nothing.yaml", "there is no such file"),
        ("materials/box/kit.yaml", "/etc/passwd", "not inside the experiment's folder"),
        ("materials/box/kit.yaml", "../box2/kit.yaml", "not inside the experiment's folder"),
        ("materials/box/kit.yaml", "materials/../../kit.yaml", "not inside the experiment's folder"),
        ("materials/box/box.png", "https://example.org/box.png", "not inside the experiment's folder"),
        ("screen: 0", "screen: -1", "At least 0 is expected."),
    ],
)
def test_a_set_up_that_cannot_run_is_refused(box: Path, before: str, after: str, says: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        load_setup("norton-2012-1a", rewritten(box, before, after))
    assert says in str(caught.value)


@pytest.mark.parametrize(("mode", "at_most"), [("screen", 7), ("physical", 7)])
def test_an_assembly_that_stops_before_its_first_part_is_refused(
    box: Path, tmp_path: Path, mode: str, at_most: int
) -> None:
    said = (shipped("protocols") / "norton_2012_1a.yaml").read_text("utf-8")
    before = "assembly: {id: build, good: storage-box,"
    for stops in (at_most, at_most + 1, 40):
        path = tmp_path / "norton_2012_1a.yaml"
        path.write_text(said.replace(before, f"{before} mode: {mode}, stop_before: {stops},"), "utf-8")
        if stops == at_most:
            assert load_setup(path, str(box)).kits
            continue
        with pytest.raises(ProtocolError, match=f"the step 'build' stops before the last {stops}") as caught:
            load_setup(path, str(box))
        assert f"stop_before: {at_most} at most" in str(caught.value)


def test_an_assembly_without_any_set_up_tells_the_file_to_write(tmp_path: Path) -> None:
    said = (shipped("protocols") / "norton_2012_1a.yaml").read_text("utf-8")
    own = tmp_path / "my_study.yaml"
    own.write_text(said.replace("norton-2012-1a", "my-study"), "utf-8")
    with pytest.raises(ProtocolError) as caught:
        load_setup(own)
    assert str(caught.value) == (
        "experiments/my_study/experiment.yaml\n"
        "  is not there, and the timeline needs a kit for 'storage-box'.\n"
        "  Write in it: {protocol: my-study, language: en, goods: {storage-box: {kit: materials/...}}}"
    )


def test_a_picture_of_a_page_without_any_set_up_tells_the_file_to_write(tmp_path: Path) -> None:
    said = (shipped("protocols") / "norton_2012_1a.yaml").read_text("utf-8")
    said = said.replace("timeline:\n", "timeline:\n  - page: {text: mug, picture: materials/mug.png}\n")
    own = tmp_path / "my_study.yaml"
    own.write_text(said.replace("norton-2012-1a", "my-study"), "utf-8")
    with pytest.raises(ProtocolError) as caught:
        load_setup(own)
    assert (
        "  is not there, and the timeline needs 'materials/mug.png', which the step 'mug' shows.\n"
        "  Write in it: {protocol: my-study, language: en}"
    ) in str(caught.value)


def test_a_link_out_of_the_folder_is_not_followed(box: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("a: 1", "utf-8")
    (box / "materials" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (box / "materials" / "up").symlink_to(tmp_path)
    for path in ("materials/link.yaml", "materials/up/secret.yaml", "C:\\x", "a\x00b", ""):
        assert inside(box, path) is None
    assert inside(box, "materials/box/kit.yaml") is not None


def test_an_unknown_experiment_lists_the_ones_there_are() -> None:
    with pytest.raises(ProtocolError, match=r"Experiments: .*norton-2012-1a"):
        load_setup("norton-2012-1a", "norton-2012-1c")


def test_the_hash_of_materials_is_of_names_and_contents(box: Path) -> None:
    before = materials_hash(box)
    (box / "materials" / ".hidden").write_text("x", "utf-8")
    assert materials_hash(box) == before
    (box / "materials" / "box" / "note.txt").write_text("x", "utf-8")
    assert materials_hash(box) != before


def test_runner_stands_in_the_experiment_and_results_lie_beside_it(
    box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(box)
    assert results_folder(box) == box.parent.parent / "results"
    monkeypatch.chdir(box.parent)
    assert results_folder(box) == box.parent / "results"


def test_run_py_refuses_a_bad_name_before_it_opens_anything(
    box: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        run_experiment(box, "norton-2012-1a", ["a/b"])
    assert caught.value.code == 2
    assert "participant id 'a/b' cannot be used" in capsys.readouterr().err


def test_an_experiment_keeps_a_desk_from_its_folder(box: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run_experiment(box, "norton-2012-1a", ["desk", "--study", "s", "--roster", "none.csv", "--desk", "3"])
    assert caught.value.code == 2
    assert "none.csv: cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("study", STUDIES)
def test_every_experiment_can_be_started_from_its_folder(study: str) -> None:
    script = shipped("experiments") / study.replace("-", "_") / "run.py"
    assert f'"{study}"' in script.read_text("utf-8")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://lab@server/ikea", ""),
        ("postgresql://lab:secret@server/ikea", "holds a password"),
        ("postgresql://server/ikea?password=secret", "holds a password"),
        ("postgresql://server/ikea?sslmode=require&Password=secret", "holds a password"),
    ],
)
def test_a_store_in_the_file_holds_no_password(url: str, said: str) -> None:
    if not said:
        assert Station(store=url).store == url
        return
    with pytest.raises(ValidationError, match=said):
        Station(store=url)


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own with an experiment that has a shipped protocol's name."""
    here = tmp_path / "experiments" / "norton_2012_1a"
    shutil.copytree(shipped("experiments") / "norton_2012_1a", here)
    rewritten(here, "station: {", "station: {code: abcd, ")
    monkeypatch.chdir(tmp_path)
    return here


def test_where_one_stands_an_experiment_of_a_shipped_protocol_s_name_is_taken_and_said(at_home: Path) -> None:
    setup = load_setup("norton-2012-1a")
    assert (setup.folder, setup.experiment.station.code) == (at_home.resolve(), "abcd")
    said = check("norton-2012-1a", quick=True).text()
    assert (
        f"ok  set up as {at_home.resolve() / 'experiment.yaml'} says, not as the experiment that ships"
        in said
    )
    assert load_setup("norton-2012-1b").folder == shipped("experiments").resolve() / "norton_2012_1b"


@pytest.mark.slow
def test_a_copied_run_py_takes_the_folder_that_it_lies_in(at_home: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(at_home, tmp_path / "elsewhere" / "my_copy"))
    for folder, wrong in ((at_home, "own"), (copied, "copied")):
        path = folder / "experiment.yaml"
        path.write_text(f"{path.read_text('utf-8')}{wrong}: 1\n", "utf-8")  # a fault names its file
        words = [sys.executable, "run.py", "P1"]
        done = subprocess.run(words, cwd=folder, check=False, capture_output=True, text=True, timeout=120)
        assert done.returncode == 2
        assert re.search(rf"experiment\.yaml:\d+.*\b{wrong}\b", done.stderr)
