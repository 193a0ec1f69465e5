"""Sentences to copy have the numbers that papaja's apa_print() prints, to the last digit, in its order.

The data sets are those of papaja's own tests (test_apa_print_htest.R, test_apa_print_glm.R and
test_apa_print_anova.R, commit 6ef4538): R's `sleep`, `PlantGrowth`, and the one-way example of the
personality project. Their strings are quoted without TeX. Where the two part, the APA's manual is
followed: `N` in chi-square, which papaja writes `n`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.operations.apa import sentence
from tests.oracle.conftest import protocol_for

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


def told(table: pd.DataFrame, model: dict[str, Any]) -> str:
    table = table.assign(participant=[f"P{place}" for place in range(len(table))])
    protocol = protocol_for("skill", model, table, "two-sided")
    return sentence(answer(protocol, protocol.hypotheses[0], checked(protocol, table).data))


def cells(**groups: list[float]) -> pd.DataFrame:
    return pd.DataFrame([(level, value) for level, values in groups.items() for value in values]).set_axis(
        ["labor", "skill"], axis=1
    )


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
         ["F(2, 15) = 8.79, p = .003", "ηp² = .54"]),
    ],
    ids=["welch", "student", "paired", "one-way"],
)  # fmt: skip
def test_numbers_are_printed_as_papaja_prints_them(
    table: pd.DataFrame, model: dict[str, Any], theirs: list[str]
) -> None:
    said = told(table, model)
    assert [part for part in theirs if part not in said] == [], said
