"""Rules that drop people look at any column, and pass over no one because of a spelling."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ikea_effect.protocol.loading import find_protocol
from tests.unit.cli.people_bench import analyzed, call


def by_misread_rule(found: dict[str, Any]) -> int | None:
    """How many that rule drops; the other one asks for a column that these tables lack."""
    dropped = {one["id"]: one["dropped"] for one in found["exclusions"]}
    assert dropped.pop("inattentive") is None
    (number,) = dropped.values()
    return number


def test_a_rule_does_not_pass_over_a_word_in_other_letters() -> None:
    refused = call("analyze", "norton-2012-1a", "exclusion-case.csv")
    assert refused.code == 2
    assert (
        "rows 2, 5, 8, column bid.comprehension: 'Failed' is not one of passed, failed, not-asked. "
        "Did you mean 'failed'?" in refused.err
    )
    maps = ("bid.comprehension:Failed=failed", "bid.comprehension:Passed=passed")
    for found in (analyzed("exclusion-ok.csv"), analyzed("exclusion-case.csv", maps=maps)):
        assert by_misread_rule(found) == 3
        assert found["n"] == {"recorded": 8, "kept": 5}


def ruled(tmp_path: Path, rule: str, declared: str = "") -> str:
    """A protocol that drops whom the rule says."""
    said = find_protocol("norton-2012-1a").read_text("utf-8")
    asked = said.replace('drop_if: bid.comprehension == "failed"', f"drop_if: {rule}")
    assert asked != said
    (tmp_path / "ruled.yaml").write_text(asked.replace("exclusions:", f"{declared}exclusions:"), "utf-8")
    return str(tmp_path / "ruled.yaml")


ROWS = [
    "a,build,1,3,Fail,1,12", "b,prebuilt,2,4,Pass,0,300",
    "c,build,2,4,Pass,0,200", "d,prebuilt,1,3,Pass,0,99",
]  # fmt: skip
HEAD = "participant,labor,wtp,liking,Q12_attention,bid.bought,Duration (in seconds)"


@pytest.mark.parametrize(
    ("rule", "declared", "maps"),
    [
        ('Q12_attention == "Fail"', "other_columns: {Q12_attention: {values: [Pass, Fail]}}\n", ()),
        ("'Q12_attention in [\"Fail\"]'", "other_columns: {Q12_attention: {}}\n", ()),
        ('careful == "Fail"', "", ("Q12_attention=careful",)),
        ('careful == "failed"', "", ("Q12_attention=careful", "Q12_attention:Fail=failed")),
        ("'`Duration (in seconds)` < 60'", "other_columns: {Duration (in seconds): {}}\n", ()),
        ("bid.bought == true", "", ()),
    ],
)
def test_a_rule_may_look_at_any_column_of_the_data(
    tmp_path: Path, rule: str, declared: str, maps: tuple[str, ...]
) -> None:
    path = tmp_path / "data.csv"
    path.write_text("\n".join([HEAD, *ROWS]), encoding="utf-8")
    found = call("analyze", ruled(tmp_path, rule, declared), path, "--json", maps=maps).json
    assert by_misread_rule(found) == 1
    assert found["n"] == {"recorded": 4, "kept": 3}


@pytest.mark.parametrize(
    ("rule", "declared", "maps", "said"),
    [
        ('Q12_attention == "Fail"', "", (), "looks at 'Q12_attention', which is no column of the data"),
        (
            'Q12_attention == "Failed"', "other_columns: {Q12_attention: {values: [Pass, Fail]}}\n", (),
            "which it never is. Allowed: Pass, Fail.",
        ),
        (
            'careful == "fail"', "", ("Q12_attention=careful",),
            "column careful: 'Fail' is not 'fail', which an exclusion asks for. "
            "Rename with --map careful:Fail=fail",
        ),
        (
            'Q12_attention == "Pass"', "other_columns: {Q12_attention: {values: [Pass, Failed]}}\n", (),
            "'Fail' is not one of Pass, Failed. Did you mean 'Failed'?",
        ),
    ],
)  # fmt: skip
def test_a_rule_that_would_drop_no_one_by_mistake_is_refused(
    tmp_path: Path, rule: str, declared: str, maps: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "data.csv"
    path.write_text("\n".join([HEAD, *ROWS]), encoding="utf-8")
    refused = call("analyze", ruled(tmp_path, rule, declared), path, maps=maps)
    assert refused.code == 2
    assert said in refused.err


def test_a_word_that_no_one_says_is_told(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("\n".join([HEAD, *ROWS]), encoding="utf-8")
    protocol = ruled(tmp_path, 'Q12_attention == "absent"', "other_columns: {Q12_attention: {}}\n")
    notes = call("analyze", protocol, path, "--json").json["notes"]
    assert "exclusion misread-rule: no cell of Q12_attention says absent; it says Fail, Pass." in notes


def test_an_answer_about_the_same_people_is_printed_once(tmp_path: Path) -> None:
    """Whoever misread the rule has no bid here: bids are compared of the same people with and without."""
    rows = ["a,build,1.00,6,passed", "b,prebuilt,2.00,5,passed", "c,build,2.50,4,passed",
            "d,prebuilt,1.50,3,passed", "e,build,,7,failed"]  # fmt: skip
    path = tmp_path / "data.csv"
    path.write_text("\n".join(["participant,labor,wtp,liking,bid.comprehension", *rows]), encoding="utf-8")
    said = call("analyze", "norton-2012-1a", path)
    assert said.code == 0
    line = "  without exclusions: the same values are compared, with the same numbers\n"
    assert said.out.count(line) == 1
    assert "builders-like-more (without-exclusions): liking, build - prebuilt\n  build: n = 3" in said.out
    found = {(one["hypothesis"], one["role"]): one for one in analyzed(path)["estimates"]}
    assert ("builders-bid-more", "without-exclusions") not in found
    assert found["builders-bid-more", "primary"]["unchanged"] == ["without-exclusions"]
    assert "unchanged" not in found["builders-like-more", "primary"]
