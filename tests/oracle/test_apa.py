"""Sentences to copy have the numbers that papaja's apa_print() prints, to the last digit, in its order.

The data sets are those of papaja's own tests (test_apa_print_htest.R, _glm.R, _anova.R and _merMod.R, commit
6ef4538): R's `sleep`, `PlantGrowth` and `npk`, the smokers of `prop.test`, the correlation of Hollander and
Wolfe, and the one-way example of the personality project. Their strings are quoted without TeX. Where the
two part, the APA's manual is followed: `N` in chi-square, which papaja writes `n`; two decimals of a share of
variance, which papaja prints with three; no zero before the point of a difference of shares. A mixed model's
interval is of t here, and of z there.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.analysis.results import Estimate, Statistic
from ikea_effect.operations.analyze import protocol_and_analysis
from ikea_effect.operations.apa import sentence
from ikea_effect.operations.data_files import DataFiles
from tests.oracle.conftest import protocol_for
from tests.unit.operations.test_every_model_in_every_output import MODELS, write_example

SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)
CONTROL = [4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14]
TREATED = [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69]
ALERT = {
    "build": [30, 38, 35, 41, 27, 24],
    "prebuilt": [32, 26, 31, 29, 27, 35, 21, 25],
    "unbuild": [17, 21, 20, 19],
}

LENGTHS = (
    [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1],
    [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8],
)
SMOKERS = ((83, 86), (90, 93), (129, 136), (70, 82))
YIELDS = [
    49.5, 62.8, 46.8, 57.0, 59.8, 58.5, 55.5, 56.0, 62.8, 55.8, 69.5, 55.0,
    62.0, 48.8, 45.5, 44.2, 52.0, 51.5, 49.8, 48.8, 57.2, 59.0, 53.2, 56.0,
]  # fmt: skip
NITROGEN = [0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0]


def told(table: pd.DataFrame, model: dict[str, Any]) -> str:
    table = table.assign(participant=[f"P{place}" for place in range(len(table))])
    protocol = protocol_for("buy" if "buy" in table else "skill", model, table, "two-sided")
    return sentence(answer(protocol, protocol.hypotheses[0], checked(protocol, table).data))


def cells(**groups: list[float]) -> pd.DataFrame:
    return pd.DataFrame([(level, value) for level, values in groups.items() for value in values]).set_axis(
        ["labor", "skill"], axis=1
    )


def smokers() -> pd.DataFrame:
    """Of patients of four hospitals, who smoked."""
    rows = [
        (f"hospital-{place}", "yes" if patient < smoking else "no")
        for place, (smoking, patients) in enumerate(SMOKERS)
        for patient in range(patients)
    ]
    return pd.DataFrame(rows, columns=["labor", "buy"])


def plots() -> pd.DataFrame:
    """Peas on six blocks of four plots, half of them with nitrogen."""
    labor = ["build" if given else "prebuilt" for given in NITROGEN]
    return pd.DataFrame({"labor": labor, "skill": YIELDS, "pair": [place // 4 for place in range(24)]})


BETWEEN = {"factor": "labor", "contrast": "build - prebuilt"}


@pytest.mark.parametrize(
    ("table", "model", "theirs"),
    [
        (cells(build=SLEEP[0], prebuilt=SLEEP[1]), {"kind": "welch", **BETWEEN},
         ["= -1.58", "95% CI [-3.37, 0.21], t(17.78) = -1.86, p = .079"]),
        (cells(build=TREATED, prebuilt=CONTROL), {"kind": "student", **BETWEEN},
         ["= -0.37", "95% CI [-1.03, 0.28], t(18) = -1.19, p = .249"]),
        (pd.DataFrame({"labor": "build", "skill": SLEEP[0], "joy": SLEEP[1]}),
         {"kind": "paired", "against": "joy"},
         ["= -1.58", "95% CI [-2.46, -0.70], t(9) = -4.06, p = .003"]),
        (cells(**ALERT), {"kind": "one-way", "factor": "labor", "variances": "pooled"},
         ["skill, labor: F(2, 15) = 8.79, p = .003, ηp² = .54"]),
        (cells(build=SLEEP[0], prebuilt=SLEEP[1]), {"kind": "one-way", "factor": "labor"},
         ["F(1, 17.78) = 3.46, p = .079"]),
        (cells(build=SLEEP[0], prebuilt=SLEEP[1]), {"kind": "mann-whitney", **BETWEEN},
         ["U = 25.50, p = .069"]),
        (cells(build=TREATED, prebuilt=CONTROL), {"kind": "regression", **BETWEEN, "covariance": "classic"},
         ["= -0.37", "95% CI [-1.03, 0.28], t(18) = -1.19, p = .249"]),
        (pd.DataFrame({"labor": "build", "skill": LENGTHS[0], "joy": LENGTHS[1]}),
         {"kind": "regression", "slope": "joy", "covariance": "classic"},
         ["t(7) = 1.84, p = .108", "r = .57"]),
        (smokers(), {"kind": "chi-square", "factor": "labor"}, ["χ²(3, N = 397) = 12.60, p = .006"]),
        (plots(), {"kind": "mixed", "factors": ["labor"], "term": ["labor"], "group": "pair"},
         ["= 5.62", "t(17) = 3.06, p = .007"]),
    ],
    ids=["welch", "student", "paired", "one-way", "welch-one-way", "mann-whitney", "lm", "correlation",
         "chi-square", "mixed"],
)  # fmt: skip
def test_numbers_are_printed_as_papaja_prints_them(
    table: pd.DataFrame, model: dict[str, Any], theirs: list[str]
) -> None:
    said = told(table, model)
    assert [part for part in theirs if part not in said] == [], said


WORDS = {
    "CI_SHARE": r"9[05]% CI \[<SHARE>, <SHARE>\]",
    "CI": r"9[05]% CI \[<VALUE>, <VALUE>\]",
    "T": r"t\(<DF>\)",
    "F": r"F\(<DF>, <DF>\)",
    "DF": r"\d+(?:\.\d\d)?",
    "P": r"p (?:= \.\d{3}|< \.001)",
    "SHARE": r"-?\.\d\d",
    "VALUE": r"-?\d{1,3}(?:,\d{3})*\.\d\d",
}
"""What the words of a rule stand for; the names of tests stand as they are."""
RULES = {
    "b with its interval, t with df, p: apa_print.htest and apa_print.lm": (
        r"wtp, .+ = <VALUE> USD(?: per .+)?, <CI>, <T> = <VALUE>, <P>, \S.* = (?:<VALUE>|<SHARE>)",
        ["welch", "student", "paired", "yuen", "tost", "contrast", "regression", "moderation", "tobit",
         "regression by slope", "regression by product", "moderation by two levels", "welch in a cell"],
    ),
    "a latent b with its interval, t with df, p: apa_print.lm": (
        r"listed, .+ = <VALUE> USD, <CI>, <T> = <VALUE>, <P>, latent d = <VALUE>", ["interval"],
    ),
    "F with both df, p, then the share of variance: apa_print.aov": (
        r"wtp, .+: <F> = <VALUE>, <P>, ηp² = <SHARE>, <CI_SHARE>",
        ["one-way", "factorial", "mixed", "moderation by levels", "factorial of pairs"],
    ),
    "chi-square with df and N, p, then V: apa_print.htest": (
        r"buy, labor: χ²\(<DF>, N = \d+\) = <VALUE>, <P>, V = <SHARE>, <CI_SHARE>", ["chi-square"],
    ),
    "U without df, p: apa_print.htest of wilcox.test": (
        r"wtp, .+ > .+ = <SHARE>, <CI_SHARE>, U = <VALUE>, <P>, r_rb = <SHARE>, <CI_SHARE>",
        ["mann-whitney"],
    ),
    "a probability, t with Welch's df, p: apa_print.htest": (
        r"wtp, .+ > .+ = <SHARE>, <CI_SHARE>, <T> = <VALUE>, <P>, r_rb = <SHARE>, .+",
        ["brunner-munzel"],
    ),
    "a difference of shares, z without df, p: apa_print.glm": (
        r"buy, .+ = <SHARE>, <CI_SHARE>, z = <VALUE>, <P>, OR = <VALUE>, <CI>", ["proportion"],
    ),
    "a difference of shares, t with df, p: apa_print.lm": (
        r"buy, .+ = <SHARE>, <CI_SHARE>, <T> = <VALUE>, <P>, OR = <VALUE>, <CI>", ["logit"],
    ),
    "b in log odds, z without df, p: apa_print.glm": (
        r"liking, .+ = <VALUE> log odds, <CI>, z = <VALUE>, <P>, logistic d = <VALUE>, .+", ["ordinal"],
    ),
    "a ratio without a unit, t with df, p: apa_print.glm": (
        r"(?:wtp|liking), build / prebuilt = <VALUE>, <CI>, <T> = <VALUE>, <P>", ["ratio", "counts"],
    ),
    "a bootstrapped number with its interval and p, without a statistic": (
        r"(?:wtp|listed), .+ = <VALUE> USD, <CI>, <P>(?:, partially standardized = <VALUE>, .+)?",
        ["quantile", "turnbull", "demand", "hurdle", "mediation", "mediation compared", "paired-mediation"],
    ),
    "many specifications: their median, p by permutation": (
        r"wtp, .+ = <VALUE> SD, median t = <VALUE>, <P>", ["multiverse"],
    ),
}  # fmt: skip


def test_every_model_has_its_rule() -> None:
    assert sorted(kind for _, kinds in RULES.values() for kind in kinds) == sorted(MODELS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "rule"), [(kind, rule) for rule, (_, kinds) in RULES.items() for kind in kinds]
)
def test_every_models_sentence_follows_its_rule(tmp_path: Path, kind: str, rule: str) -> None:
    path, data = write_example(tmp_path, kind)
    _, analysis = protocol_and_analysis(str(path), tmp_path, DataFiles((data,)))
    shape = RULES[rule][0]
    for word, meaning in WORDS.items():
        shape = shape.replace(f"<{word}>", meaning)
    said = sentence(analysis.estimates[0])
    assert re.match(shape + r"(?:, 9[05]% CI \[[^]]+\])? \(", said), said


def test_thousands_are_grouped_but_never_degrees_of_freedom() -> None:
    found = Estimate(
        "h", "primary", "wtp", "JPY", "Student's t test", "build - prebuilt",
        n={"build": 1200, "prebuilt": 1200}, mean={"build": 12345.6, "prebuilt": 11000.0},
        sd={"build": 1000.0, "prebuilt": 1000.0}, estimate=1345.6, se=40.8, ci=(1265.6, 1425.6), level=0.95,
        statistic=Statistic("t", 32.96, 2398.00001), p=0.0001,
    )  # fmt: skip
    assert sentence(found) == (
        "wtp, build - prebuilt = 1,345.60 JPY, 95% CI [1,265.60, 1,425.60], t(2398) = 32.96, p < .001 "
        "(Student's t test; build: n = 1,200, M = 12,345.60, SD = 1,000.00; "
        "prebuilt: n = 1,200, M = 11,000.00, SD = 1,000.00)."
    )


def test_an_interval_without_an_end_is_infinite() -> None:
    found = Estimate(
        "h", "primary", "wtp", "ratio", "", "build / prebuilt", estimate=3.0, ci=(1.2, None), p=0.03
    )
    assert sentence(found) == "wtp, build / prebuilt = 3.00, 95% CI [1.20, ∞], p = .030 ()."
