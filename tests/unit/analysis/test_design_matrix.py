from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.design_matrix import crossed, design
from ikea_effect.analysis.question import CannotEstimate, Question
from ikea_effect.analysis.reading.column_types import checked


@pytest.fixture
def question(declare: Any) -> Question:
    levels = {name: {"label": name} for name in ("build", "prebuilt", "unbuild")}
    fates = {name: {"label": name} for name in ("kept", "destroyed")}
    protocol = declare(
        factors={"labor": {"between": "participant", "levels": levels},
                 "fate": {"between": "participant", "levels": fates}},
        exclusions=[],
    )  # fmt: skip
    table = pd.DataFrame(
        {
            "participant": range(12), "labor": ["build", "prebuilt", "unbuild"] * 4,
            "fate": ["kept"] * 6 + ["destroyed"] * 6, "wtp": np.linspace(0, 5, 12).round(2), "liking": 4,
            "age": [20, 31, 40, 25, 33, 41, 22, 35, 44, 28, np.nan, 39], "constant": 1,
        }
    )  # fmt: skip
    return Question(
        protocol, protocol.hypotheses[0], protocol.hypotheses[0].model, checked(protocol, table).data
    )


def test_treatment_coding_compares_with_the_reference(question: Question) -> None:
    made = design(question, [("labor",)], references={"labor": "prebuilt"})
    assert made.columns == ("Intercept", "labor[build]", "labor[unbuild]")
    assert made.matrix[:3].tolist() == [[1, 1, 0], [1, 0, 0], [1, 0, 1]]
    assert made.formula == "wtp ~ C(labor, Treatment('prebuilt'))"


def test_sum_coding_adds_up_to_zero_over_cells(question: Question) -> None:
    made = design(question, crossed(("labor", "fate")), coding="sum")
    assert made.columns[-2:] == ("labor[build]:fate[kept]", "labor[prebuilt]:fate[kept]")
    assert made.matrix[:, 1:].sum(axis=0).tolist() == [0, 0, 0, 0, 0]
    assert made.terms["labor", "fate"] == (4, 5)


def test_rows_without_a_covariate_are_left_out_and_told(question: Question) -> None:
    made = design(question, [("labor",), ("age",)])
    assert len(made.outcome) == 11
    assert made.notes == ("1 row without a value that the model asks for was left out.",)


def test_rows_of_levels_that_are_not_asked_for_are_no_loss(question: Question) -> None:
    made = design(question, [("labor",)], levels={"labor": ("build", "prebuilt")})
    assert len(made.outcome) == 8
    assert made.notes == ()


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ([("labor",), ("constant",)], "constant is the same for everyone"),
        ([("labor",), ("nothing",)], "no column nothing"),
        ([("age",), ("age", "labor"), ("labor",), ("age",)], "cannot be told apart"),
    ],
)
def test_terms_that_cannot_be_estimated_say_why(question: Question, terms: Any, says: str) -> None:
    with pytest.raises(CannotEstimate, match=says):
        design(question, terms)


def test_what_looks_like_code_is_a_name_that_does_not_exist(question: Question) -> None:
    with pytest.raises(CannotEstimate, match="no column I"):
        design(question, [("I(__import__('os').getpid())",)])
