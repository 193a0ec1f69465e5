import json
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ikea_effect.analysis.analyze import analyze
from ikea_effect.errors import AnalysisError
from ikea_effect.operations.analyze import printed

BUILD, PREBUILT = "build", "prebuilt"


def _cells(table: pd.DataFrame, measure: str) -> tuple[Any, Any]:
    return table[measure][table.labor == BUILD], table[measure][table.labor == PREBUILT]


@pytest.mark.parametrize(
    ("index", "measure", "alternative"), [(0, "wtp", "greater"), (1, "liking", "two-sided")]
)
def test_the_numbers_are_those_of_scipys_welch(
    declare: Any, two_cells: pd.DataFrame, index: int, measure: str, alternative: str
) -> None:
    kept = two_cells[two_cells["bid.comprehension"] == "passed"]
    primary = [e for e in analyze(declare(), two_cells, "lab").estimates if e.role == "primary"][index]
    high, low = _cells(kept, measure)
    test = stats.ttest_ind(high, low, equal_var=False, alternative=alternative)
    both = stats.ttest_ind(high, low, equal_var=False).confidence_interval()
    assert primary.estimate == pytest.approx(high.mean() - low.mean(), rel=1e-12)
    assert (primary.statistic.value, primary.statistic.df) == pytest.approx(
        (test.statistic, test.df), rel=1e-12
    )
    assert primary.p == pytest.approx(test.pvalue, rel=1e-10)
    assert primary.ci == pytest.approx((both.low, both.high), rel=1e-10)
    assert primary.n == {BUILD: len(high), PREBUILT: len(low)}


def test_each_rule_is_counted_and_results_stand_with_and_without(
    declare: Any, two_cells: pd.DataFrame
) -> None:
    found = analyze(declare(), two_cells, "lab")
    assert (found.recorded, found.kept) == (40, 38)
    assert [(one.id, one.dropped) for one in found.exclusions] == [("misread-rule", 2)]
    assert [e.role for e in found.estimates] == ["primary", "without-exclusions"] * 2
    assert [sum(e.n.values()) for e in found.estimates] == [38, 40, 38, 40]


def test_a_rule_that_cannot_be_decided_drops_no_one(declare: Any, two_cells: pd.DataFrame) -> None:
    found = analyze(declare(), two_cells.drop(columns="bid.comprehension"), "lab")
    assert found.kept == 40
    assert found.exclusions[0].dropped is None
    assert "do not hold" in found.exclusions[0].reason


def test_order_of_rows_changes_nothing_and_the_same_input_gives_the_same_bytes(
    declare: Any, two_cells: pd.DataFrame
) -> None:
    def text(table: pd.DataFrame) -> str:
        return json.dumps(analyze(declare(), table, "lab").to_json(), allow_nan=False)

    assert text(two_cells) == text(two_cells)
    mixed = two_cells.sample(frac=1, random_state=3)
    one, other = analyze(declare(), two_cells, "lab"), analyze(declare(), mixed, "lab")
    assert one.estimates[0].p == pytest.approx(other.estimates[0].p, rel=1e-12)


BAD = {
    "one participant": lambda t: t.iloc[[0]],
    "one cell empty": lambda t: t[t.labor == BUILD],
    "all bids equal": lambda t: t.assign(wtp=0.1),
    "all bids zero": lambda t: t.assign(wtp=0.0),
    "all at the cap": lambda t: t.assign(wtp=5.0),
    "no variance in either cell": lambda t: t.assign(wtp=np.where(t.labor == BUILD, 1.1, 0.3)),
    "all bids missing": lambda t: t.assign(wtp=np.nan),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_data_give_a_sentence_and_no_number(declare: Any, two_cells: pd.DataFrame, name: str) -> None:
    estimate = analyze(declare(), BAD[name](two_cells), "lab").estimates[0]
    assert estimate.problem
    assert estimate.problem.endswith(".")
    body = json.loads(json.dumps(estimate.to_json(), allow_nan=False))
    assert all(body[key] is None for key in ("estimate", "se", "ci", "statistic", "p", "effect_size"))


def test_two_per_cell_is_answered_with_a_warning_sentence(declare: Any, two_cells: pd.DataFrame) -> None:
    estimate = analyze(declare(), two_cells.iloc[5:9], "lab").estimates[0]
    assert estimate.n == {BUILD: 2, PREBUILT: 2}
    assert estimate.estimate is not None
    assert "Few values" in estimate.notes[0]


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("wtp", np.inf, "not a number"),
        ("labor", "bild", "Did you mean 'build'"),
        ("participant", "p1", "once"),
    ],
)
def test_cells_that_cannot_be_read_are_refused_by_row_and_column(
    declare: Any, two_cells: pd.DataFrame, column: str, value: object, says: str
) -> None:
    table = two_cells.astype({"labor": object, "participant": object})
    table.loc[9, column] = value
    with pytest.raises(AnalysisError, match=rf"(?s)9.*column {column}.*{says}"):
        analyze(declare(), table, "lab")


def test_declared_robustness_follows_the_primary(declare: Any, two_cells: pd.DataFrame) -> None:
    welch = {"kind": "welch", "factor": "labor", "contrast": "prebuilt - build"}
    hypothesis = {
        "id": "h", "measure": "wtp", "robustness": [welch],
        "model": {"kind": "welch", "factor": "labor", "contrast": "build - prebuilt"},
    }  # fmt: skip
    found = analyze(declare(hypotheses=[hypothesis], exclusions=[]), two_cells, "lab").estimates
    assert [e.role for e in found] == ["primary", "robustness"]
    assert found[0].estimate == pytest.approx(-found[1].estimate)


def test_several_rules_are_also_shown_one_by_one(declare: Any, two_cells: pd.DataFrame) -> None:
    rules = [
        {"id": "misread-rule", "drop_if": 'bid.comprehension == "failed"'},
        {"id": "low-liking", "drop_if": "liking < 2", "report_both": True},
    ]
    found = analyze(declare(exclusions=rules), two_cells, "lab")
    roles = [(e.role, e.method) for e in found.estimates if e.hypothesis == "bid-more"]
    assert [role for role, _ in roles] == ["primary", "without-exclusions", "robustness", "robustness"]
    assert roles[2][1] == "Welch's t test, only exclusion misread-rule"
    assert found.kept == len(
        two_cells[(two_cells["bid.comprehension"] == "passed") & (two_cells.liking >= 2)]
    )


def test_p_values_of_a_family_are_also_given_as_holm_adjusts_them(
    declare: Any, two_cells: pd.DataFrame
) -> None:
    welch = {"kind": "welch", "factor": "labor", "contrast": "build - prebuilt"}
    asked = [{"id": m, "measure": m, "model": welch, "family": "main"} for m in ("wtp", "liking")]
    found = analyze(declare(hypotheses=asked, exclusions=[]), two_cells, "lab").estimates
    low, high = sorted(found, key=lambda e: e.p)
    assert low.details["p_holm"] == pytest.approx(min(1, 2 * low.p))
    assert high.details["p_holm"] == pytest.approx(max(low.details["p_holm"], high.p))


def test_a_failure_counts_in_the_family_that_was_declared(declare: Any, two_cells: pd.DataFrame) -> None:
    """Three were declared: Holm multiplies the smallest p by 3, as with a third p of 1."""
    from statsmodels.stats.multitest import multipletests

    welch = {"kind": "welch", "factor": "labor", "contrast": "build - prebuilt"}
    through = {**welch, "kind": "mediation", "mediators": ["missing"]}
    asked = [{"id": m, "measure": m, "model": welch, "family": "main"} for m in ("wtp", "liking")]
    asked.append({"id": "through", "measure": "wtp", "model": through, "family": "main"})
    found = analyze(declare(hypotheses=asked, exclusions=[]), two_cells, "lab")
    answered = [found.primary(id) for id in ("wtp", "liking")]
    _, theirs, *_ = multipletests([*(one.p for one in answered), 1.0], method="holm")
    assert [one.details["p_holm"] for one in answered] == pytest.approx(list(theirs[:2]))
    failed = found.primary("through")
    assert failed.problem
    assert (failed.details["family_size"], failed.details["p_holm"]) == (3, None)
    assert "Holm over the 3 of family main: p = " in printed(found)


def test_a_mediation_counts_in_its_family_by_its_own_p(declare: Any, two_cells: pd.DataFrame) -> None:
    two = {"factor": "labor", "contrast": "build - prebuilt"}
    asked = [
        {"id": "bids", "measure": "wtp", "model": {"kind": "welch", **two}, "family": "main"},
        {"id": "through", "measure": "wtp", "family": "main",
         "model": {"kind": "mediation", **two, "mediators": ["liking"], "resamples": 500}},
    ]  # fmt: skip
    found = analyze(declare(hypotheses=asked, exclusions=[]), two_cells, "lab")
    low, high = sorted((found.primary("bids"), found.primary("through")), key=lambda one: one.p)
    assert low.details["p_holm"] == pytest.approx(min(1, 2 * low.p))
    assert high.details["p_holm"] == pytest.approx(max(low.details["p_holm"], high.p))


def test_tables_of_sessions_hold_exact_amounts_and_columns_without_values(
    declare: Any, two_cells: pd.DataFrame
) -> None:
    protocol = declare()
    within = {"within": True, "levels": {name: {"label": name} for name in ("first", "second")}}
    with_round = declare(factors={**_plain(protocol.factors), "round": within})
    session = two_cells.assign(
        wtp=[Decimal(f"{bid:.2f}") for bid in two_cells.wtp],
        liking=two_cells.liking.astype(object),
        round=None,
    )
    one, other = (
        analyze(protocol, two_cells, "lab").estimates[0],
        analyze(with_round, session, "lab").estimates[0],
    )
    assert (other.estimate, other.p, other.ci) == (one.estimate, one.p, one.ci)


def _plain(factors: Any) -> dict[str, Any]:
    return {name: factor.model_dump(exclude_none=True) for name, factor in factors.items()}


def test_repetitions_beside_each_other_are_one_mixed_model(declare: Any) -> None:
    rng = np.random.default_rng(2)
    person = np.repeat(rng.normal(2, 0.8, 30), 3)
    long = pd.DataFrame(
        {
            "participant": np.repeat([f"p{i}" for i in range(30)], 3),
            "labor": np.repeat(["build", "prebuilt"] * 15, 3),
            "repetition": ["1", "2", "3"] * 30,
            "wtp": np.clip(person + rng.normal(0, 0.5, 90), 0, 5).round(2),
        }
    )
    wide = long.pivot(index=["participant", "labor"], columns="repetition", values="wtp").reset_index()
    wide = wide.rename(columns={"1": "wtp", "2": "wtp.2", "3": "wtp.3"})
    model = {"kind": "mixed", "factors": ["labor", "repetition"], "term": ["labor"]}
    protocol = declare(hypotheses=[{"id": "h", "measure": "wtp", "model": model}], exclusions=[])
    one, other = (analyze(protocol, table, "lab").estimates[0] for table in (long, wide))
    assert one.estimate == pytest.approx(other.estimate, rel=1e-9)
    assert one.statistic.df == pytest.approx(28, rel=1e-3)
    assert other.p == pytest.approx(one.p, rel=1e-6)


def test_a_measure_that_is_asked_by_a_rule_is_told_to_be_of_some_only(declare: Any, two_cells: Any) -> None:
    mechanism = {"kind": "bdm", "low": 0, "high": 5, "step": 0.01}
    bidding = {"bidding": {"id": "bid", "good": "box", "measure": "wtp", "mechanism": mechanism}}
    asked = {"questionnaire": {"id": "views", "measures": ["liking"], "only_if": "wtp > 1"}}
    data = two_cells.assign(liking=two_cells["liking"].where(two_cells["wtp"] > 1))
    found = analyze(declare(timeline=[bidding, asked]), data, "lab")
    assert "liking is asked only if wtp > 1: of those alone" in " ".join(found.primary("like-more").notes)
    assert "asked only if" not in " ".join(found.primary("bid-more").notes)
    assert any("of 40; it is asked only if wtp > 1." in note for note in found.basis.notes)
    assert not any("liking is missing" in note for note in found.basis.notes)
