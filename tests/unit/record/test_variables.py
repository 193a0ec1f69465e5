"""A column as SPSS and Stata hold it: its name, its label, what its codes mean, its level."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ikea_effect.protocol.kinds import Column
from ikea_effect.record.variables import LIMITS, Variable, cut, names_for, told, variables

TEXTS = {
    "liking.question": "How much do you\n  like it?", "liking.low": "not at all", "liking.high": "very much",
    "labor.build": "Built", "labor.prebuilt": "Ready-made", "empty.question": "",
}  # fmt: skip
RATING = ("liking.question", "liking.low", "liking.high")
ENDS = {"low": Decimal(1), "high": Decimal(7)}


def variable(
    name: str, type: Any, named: tuple[str, ...] = (), program: str = "spss", **more: Any
) -> Variable:
    """The variable of one column whose meaning is "What it is"."""
    [found] = variables([Column(name, type, "What it is", **more)], TEXTS, named, LIMITS[program])
    return found


@pytest.mark.parametrize(
    ("type", "is_numeric", "decimals", "level"),
    [
        ("amount", True, 2, "scale"),
        ("number", True, 3, "scale"),
        ("integer", True, 0, "scale"),
        ("boolean", True, 0, "nominal"),
        ("text", False, 0, "nominal"),
    ],
)
def test_a_column_has_the_decimals_and_the_level_of_its_type(
    type: str, is_numeric: bool, decimals: int, level: str
) -> None:
    found = variable("it", type, unit="EUR" if type == "amount" else "")
    assert (found.numeric, found.decimals, found.level) == (is_numeric, decimals, level)
    assert not found.coded


def test_an_amount_of_a_currency_without_decimals_has_none_and_tells_its_currency() -> None:
    found = variable("wtp", "amount", unit="JPY")
    assert (found.decimals, found.label) == (0, "What it is (JPY)")
    assert variable("wtp", "amount").label == "What it is"
    assert variable("weight", "number", unit="g").label == "What it is"


def test_words_of_what_is_named_become_codes_from_one() -> None:
    labor = variable("labor", "text", ("labor",), values=("build", "prebuilt"))
    assert (labor.codes, labor.coded, labor.numeric) == ({1: "build", 2: "prebuilt"}, True, True)
    assert told(labor) == {"variable": "labor", "codes": "1 = build | 2 = prebuilt", "level": "nominal"}
    for other in (
        variable("labor", "text", ("other",), values=("build", "prebuilt")),
        variable("labor", "text", ("labor",)),
        variable("labor", "text", ("labor",), values=("few", "10")),
        variable("labor", "text", ("labor",), values=("-1,5", "many")),
    ):
        assert (other.codes, other.coded, other.numeric) == ({}, False, False)
    assert variable("labor", "text", ("labor",), values=("10 or more", "a10")).coded
    assert told(variable("note", "text"))["codes"] == ""


def test_codes_of_yes_and_no_and_of_the_ends_of_a_scale() -> None:
    assert variable("done", "boolean").codes == {0: "false", 1: "true"}
    liking = variable("liking", "integer", wording=RATING, **ENDS)
    assert (liking.codes, liking.level) == ({1: "not at all", 7: "very much"}, "ordinal")
    assert liking.label == "How much do you like it?"
    half = variable("liking", "integer", wording=(*RATING[:1], "unknown", RATING[2]), **ENDS)
    assert half.codes == {7: "very much"}
    assert variable("liking", "number", wording=RATING, **ENDS).codes == {}
    below = variable("liking", "integer", wording=RATING, low=Decimal(-3), high=Decimal("3.5"))
    assert below.codes == {-3: "not at all"}


def test_a_question_that_is_not_known_is_told_by_what_the_column_means() -> None:
    assert variable("it", "integer", wording=("empty.question",)).label == "What it is"
    assert variable("it", "integer", wording=("nowhere",)).label == "What it is"


def test_labels_are_as_long_as_the_program_takes_them() -> None:
    long = "x" * 300
    for program, most in (("spss", 256), ("stata", 80)):
        [found] = variables([Column("it", "text", long)], {}, (), LIMITS[program])
        assert found.label == "x" * (most - 3) + "..."
    [coded] = variables([Column("it", "text", "", values=(long, "b"))], {}, ("it",), LIMITS["spss"])
    assert coded.codes == {1: "x" * 117 + "...", 2: "b"}


@pytest.mark.parametrize(
    ("text", "most", "is_cut"),
    [("abcdef", 6, "abcdef"), ("abcdefg", 6, "abc..."), ("ab cdefg", 6, "ab..."), ("één", 5, "één")],
)
def test_a_text_is_cut_to_so_many_bytes(text: str, most: int, is_cut: str) -> None:
    assert cut(text, most) == is_cut


@pytest.mark.parametrize(
    ("program", "ours", "theirs"),
    [
        ("stata", ["Int", "str9", "STR20", "strong", "_n", "_x", "9", "", "é"],
         ["Int_1", "str9_1", "STR20_1", "strong", "v__n", "v__x", "v_9", "v_", "v__"]),
        ("spss", ["And", "a.b", "a.", "$a", "x" * 63 + ".y"],
         ["And_1", "a.b", "a", "v__a", "x" * 63]),
        ("stata", ["a.b", "a-b", "A_b", "a_b_2"], ["a_b", "a_b_2", "A_b_3", "a_b_2_2"]),
        ("stata", ["m" * 33] * 1 + ["m" * 34], ["m" * 32, "m" * 30 + "_2"]),
    ],
)  # fmt: skip
def test_a_name_is_one_that_the_program_takes_and_no_two_are_alike(
    program: str, ours: list[str], theirs: list[str]
) -> None:
    assert list(names_for(ours, LIMITS[program]).values()) == theirs
    assert names_for(ours, LIMITS[program])[ours[-1]] == theirs[-1]


def test_eleven_names_alike_are_told_apart_within_the_length() -> None:
    names = list(names_for([f"{'m' * 32}{n}" for n in range(11)], LIMITS["stata"]).values())
    assert names[0] == "m" * 32
    assert names[1:] == [("m" * 30 + f"_{n}")[:32] if n < 10 else "m" * 29 + f"_{n}" for n in range(2, 12)]


def test_what_each_program_can_take() -> None:
    """SPSS Statistics and Stata, by their manuals: bytes of a name, a label, a value's label, a text."""
    spss, stata = LIMITS["spss"], LIMITS["stata"]
    assert (spss.name, spss.label, spss.value_label, spss.file_label, spss.text) == (64, 256, 120, 64, 32_767)
    assert (stata.name, stata.label, stata.value_label, stata.file_label) == (32, 80, 32_000, 80)
    assert stata.text == 2_045
