"""A criterion that may accept a true zero too often decides only where the protocol says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ikea_effect.cli.main import main
from ikea_effect.errors import RecordError
from ikea_effect.operations.check import check
from ikea_effect.operations.register import RegisterRequest, register
from ikea_effect.operations.true_zeros import check_in_full, left_to_full_check, true_zeros

BOX = Path(__file__).parents[3] / "protocols" / "norton_2012_1a.yaml"
WHY = "Evidence for either side is what the lab needs."


def _few_by_bayes(folder: Path, because: str = "") -> str:
    """The box study with four people in each condition, decided by a Bayes factor."""
    said = BOX.read_text("utf-8").replace("decides: small-telescopes", f"decides: bayes-factor{because}")
    path = folder / "few.yaml"
    path.write_text(re.sub(r"sample: \{per_condition: \d+", "sample: {per_condition: 4", said), "utf-8")
    return str(path)


@pytest.mark.slow
def test_a_decider_that_may_accept_a_true_zero_needs_a_reason(tmp_path: Path) -> None:
    protocol = _few_by_bayes(tmp_path)
    [said] = true_zeros(protocol)
    assert said.startswith("bayes-factor accepts a true zero in ")
    assert "with 4 per condition, more than 5%" in said
    assert not check(protocol).faults  # only what bounds prove
    [fault] = check_in_full(protocol).faults
    assert fault.path == "replication.decides"
    assert "because:" in fault.message
    with pytest.raises(RecordError, match="because:"):
        register(RegisterRequest(protocol, tmp_path / "plan", screens=False), print)
    assert not (tmp_path / "plan").exists()


def test_simulate_says_what_it_leaves_to_the_full_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    protocol = _few_by_bayes(tmp_path)
    assert "how often bayes-factor accepts a true zero" in left_to_full_check(protocol)
    assert left_to_full_check(_few_by_bayes(tmp_path, f", because: {WHY}")) == ""
    assert left_to_full_check("norton-2012-1a") == left_to_full_check(str(BOX)) == ""
    assert left_to_full_check("maker-and-judges") == ""
    with pytest.raises(SystemExit):  # a protocol that is not in order: the line stands before that
        main(["simulate", _few_by_bayes(tmp_path), "--n", "0", "--results", str(tmp_path)])
    assert f"ikea-effect check {protocol} --full" in capsys.readouterr().err


@pytest.mark.slow
def test_with_its_reason_it_decides_and_the_registration_says_why(tmp_path: Path) -> None:
    protocol = _few_by_bayes(tmp_path, f", because: {WHY}")
    assert true_zeros(protocol) == ()
    assert "the protocol says why its criterion decides" in check_in_full(protocol).proved
    found = register(RegisterRequest(protocol, tmp_path / "plan", screens=False), print)
    assert WHY in (found.folder / "osf.md").read_text("utf-8")


@pytest.mark.slow
def test_what_ships_needs_none() -> None:
    assert true_zeros("norton-2012-1a") == true_zeros("franke-2010-tshirt") == ()
    said = "in 2,000 simulated studies its criterion shows no sign of accepting a true zero in more than 5%"
    assert said in check_in_full("norton-2012-1a", quick=True).proved


def test_what_cannot_be_simulated_is_not_said_to_be_in_order(tmp_path: Path) -> None:
    said, path = BOX.read_text("utf-8"), tmp_path / "unpublished.yaml"
    before, _, rest = said.partition("published:\n")
    path.write_text(before + rest[rest.index("simulation:") :], "utf-8")
    [*_, last] = check_in_full(str(path), quick=True).proved
    assert last.startswith("how often its criterion accepts a true zero is not known")
