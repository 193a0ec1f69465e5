"""A paper's printed results from a YAML of their own."""

import pytest

from ikea_effect.analysis.replication.paper import recheck_reference
from ikea_effect.errors import ProtocolError

PAPER = """\
paper: "Norton, Mochon & Ariely (2011), working paper 11-091"
results:
  - name: liking
    scale: {low: 1, high: 7}
    n: {per_condition: {build: 26, prebuilt: 26}, inferred: "only split that fits"}
    mean: {build: 3.81, prebuilt: 2.50}
    sd: {build: 1.56, prebuilt: 1.03}
    statistic: {t: 3.58, df: 50}
    p_below: 0.001
    provenance: secondary
  - name: hedonic check
    scale: {low: 1, high: 9}
    n: {total: 52, per_condition: {all: 52}}
    mean: {all: 3.13}
    sd: {all: 1.83}
    statistic: {t: 7.36, df: 51}
  - name: choice
    n: {total: 51}
    mean: {preassembled: 0.92}
    statistic: {chi2: 36.26, df: 1}
    p_below: 0.001
"""


def test_a_paper_is_rechecked_result_by_result(tmp_path):
    file = tmp_path / "paper.yaml"
    file.write_text(PAPER)
    found = {(one.result, one.id, one.inputs.get("level")): one.outcome for one in recheck_reference(file)}
    assert found == {
        ("liking", "grim", "build"): "consistent",
        ("liking", "grimmer", "build"): "inconsistent",
        ("liking", "grim", "prebuilt"): "consistent",
        ("liking", "grimmer", "prebuilt"): "consistent",
        ("liking", "df", None): "consistent",
        ("liking", "test-from-means", None): "consistent",
        ("liking", "p-from-test", None): "consistent",
        ("hedonic check", "grim", "all"): "consistent",
        ("hedonic check", "grimmer", "all"): "consistent",
        ("hedonic check", "df", None): "consistent",
        ("choice", "p-from-test", None): "consistent",
        ("choice", "chi2-from-share", None): "last-digit",
    }


def test_what_is_misspelt_is_told_at_its_place(tmp_path):
    file = tmp_path / "paper.yaml"
    file.write_text(PAPER.replace("sd: {build", "sds: {build").replace("low: 1, high: 9", "low: 9, high: 1"))
    with pytest.raises(ProtocolError) as wrong:
        recheck_reference(file)
    assert "paper.yaml:7:" in str(wrong.value)
    assert "sds" in str(wrong.value)
    assert "`high` must be above `low`" in str(wrong.value)


def test_a_protocol_is_rechecked_by_its_id():
    assert {one.result for one in recheck_reference("norton-2012-1a")} == {
        "builders-bid-more", "builders-like-more",
    }  # fmt: skip


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_the_last_zero_counts_quoted_or_not(tmp_path, quote):
    """29 whole answers have means of n/29: 151/29 = 5.207, 150/29 = 5.172; none is printed 5.20."""
    file = tmp_path / "paper.yaml"
    file.write_text(
        "paper: zeros\nresults:\n  - name: liking\n    scale: {low: 1, high: 7}\n"
        "    n: {per_condition: {build: 29, prebuilt: 29}}\n"
        f"    mean: {{build: {quote}5.20{quote}, prebuilt: {quote}4.72{quote}}}\n"
    )
    found = recheck_reference(file)
    assert [(one.inputs["level"], one.id, one.outcome) for one in found] == [
        ("build", "grim", "inconsistent"),
        ("prebuilt", "grim", "consistent"),
    ]
    assert found[0].sentence == "build: 5.20 cannot be the mean of 29 whole answers."


@pytest.mark.parametrize(
    ("p", "outcome", "printed"),
    [
        ('"< .05"', "consistent", "p < .05"),
        ('"< .001"', "inconsistent", "p < .001"),
        ('"> .05"', "inconsistent", "p > .05"),
        ('"= .04"', "consistent", "p = .04"),
        ("0.040", "last-digit", "p = .040"),
    ],
)
def test_p_as_papers_print_it(tmp_path, p, outcome, printed):
    """2 pt(-2.12, 50) = .0390."""
    file = tmp_path / "paper.yaml"
    file.write_text(f"paper: p\nresults:\n  - {{name: bids, statistic: {{t: 2.120, df: 50}}, p: {p}}}\n")
    (found,) = recheck_reference(file)
    assert (found.outcome, found.inputs["printed"]) == (outcome, printed)


def test_words_in_place_of_numbers_are_refused(tmp_path):
    file = tmp_path / "paper.yaml"
    file.write_text("paper: p\nresults:\n  - {name: bids, mean: {build: about five}, p: n.s.}\n")
    with pytest.raises(ProtocolError, match=r"(?s)mean.build.*A number is expected.*results\[0\].p"):
        recheck_reference(file)
