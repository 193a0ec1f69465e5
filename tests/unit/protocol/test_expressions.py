"""Rules and contrasts: what they say, what they refuse, and that nothing in them runs."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.expressions import (
    And,
    Comparison,
    Expression,
    ExpressionError,
    Membership,
    Name,
    Not,
    Or,
    Value,
    evaluate,
    names_in,
    parse_contrast,
    parse_expression,
)
from ikea_effect.protocol.scanning import WORDS


@pytest.mark.parametrize(
    ("text", "row", "answer"),
    [
        ('bid.comprehension == "failed"', {"bid.comprehension": "failed"}, True),
        ('bid.comprehension == "failed"', {"bid.comprehension": "passed"}, False),
        ('bid.comprehension == "failed"', {}, None),
        ("wtp > 0.1", {"wtp": 0.1}, False),
        ("wtp >= 0.1", {"wtp": 0.1}, True),
        ("wtp == 0.1", {"wtp": Decimal("0.10")}, True),
        ("wtp < -0.5", {"wtp": -1}, True),
        ("wtp > 1", {"wtp": float("nan")}, None),
        ("wtp > 1", {"wtp": None}, None),
        ("wtp > 1", {"wtp": "many"}, None),
        ("liking in [1, 7]", {"liking": 7}, True),
        ("liking not in [1, 7]", {"liking": 4}, True),
        ("liking not in [1, 7]", {"liking": None}, None),
        ("seen == true", {"seen": True}, True),
        ("seen == 1", {"seen": True}, None),
        ("not (a == 1 or b == 2)", {"a": 0, "b": 0}, True),
        ("a == 1 or b == 2 and c == 3", {"a": 1, "b": 0, "c": 0}, True),
    ],
)
def test_a_rule_decides(text: str, row: dict[str, Any], answer: bool | None) -> None:
    assert evaluate(parse_expression(text), row) is answer


@pytest.mark.parametrize("other", [True, False, None])
def test_missing_values_follow_kleene(other: bool | None) -> None:
    row = {"known": None if other is None else int(other)}
    either = evaluate(parse_expression("gone == 1 or known == 1"), row)
    both = evaluate(parse_expression("gone == 1 and known == 1"), row)
    assert either is (True if other else None)
    assert both is (False if other is False else None)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 1, "has the end"),
        ("wtp", 4, "a comparison (== != < <= > >= in) is expected"),
        ("wtp <", 6, "has the end"),
        ("wtp = 3", 5, "has '='"),
        ('wtp < "x"', 10, "a text has no order"),
        ("1 < wtp < 3", 9, "second comparison"),
        ("(wtp == 1", 10, "')' is expected"),
        ("wtp == 1 liking == 2", 10, "'and', 'or' or the end"),
        ("wtp == 1 AND liking == 2", 10, "'and', 'or' or the end"),
        ("wtp in [1, liking]", 12, "has 'liking'"),
        ("not not", 8, "has the end"),
        ('__import__("os").system("x")', 1, "has '_'"),
        ("(" * 200 + "a == 1", 41, "nested too deeply"),
        ("not " * 200 + "a == 1", 161, "nested too deeply"),
        ("a == 1" + " and a == 1" * 200, 1, "longer than 1000"),
    ],
)
def test_an_error_names_the_column_and_what_is_allowed(text: str, column: int, says: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    assert caught.value.column == column
    assert says in str(caught.value)


def test_a_rule_names_its_columns_once() -> None:
    assert names_in(parse_expression("a == 1 and (b < 2 or not a in [3])")) == ("a", "b")


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("build - prebuilt", {"build": 1, "prebuilt": -1}),
        ("-prebuilt + build", {"prebuilt": -1, "build": 1}),
        ("build - 0.5*prebuilt - 0.5*unbuild", {"build": 1, "prebuilt": -0.5, "unbuild": -0.5}),
        ("a - 1/3*b - 1/3*c - 1/3*d", {"a": 1, "b": -1 / 3, "c": -1 / 3, "d": -1 / 3}),
        ("take-apart - build", {"take-apart": 1, "build": -1}),
    ],
)
def test_a_contrast_gives_each_level_its_weight(text: str, weights: dict[str, float]) -> None:
    assert parse_contrast(text) == weights


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("build-prebuilt", "spaces around the sign"),
        ("build", "compares two levels"),
        ("build + prebuilt", "add up to 2"),
        ("build - build", "a second time"),
        ("0*build - 0*prebuilt", "Every weight is 0"),
        ("build - 1/0*prebuilt", "other than 0"),
        ("build * prebuilt", "'+' or '-'"),
        ("2 build - prebuilt", "'*' is expected"),
        ("", "a level is expected"),
    ],
)
def test_a_contrast_that_is_none_is_refused(text: str, says: str) -> None:
    with pytest.raises(ExpressionError, match=r"column \d+") as caught:
        parse_contrast(text)
    assert says in str(caught.value)


# --- laws -------------------------------------------------------------------------------------------------

words = st.from_regex(r"[a-z][a-z0-9]{0,4}([-_][a-z0-9]{1,3})?(\.[a-z][a-z0-9]{0,3})?", fullmatch=True)
names = words.filter(lambda word: word not in WORDS).map(Name)
numbers = st.decimals(-(10**6), 10**6, allow_nan=False, allow_infinity=False, places=3).map(
    lambda number: Value(Decimal(0) if number == 0 else number)
)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12).map(Value)
values = st.one_of(numbers, texts, st.booleans().map(Value))
numeric = st.one_of(names, numbers)
leaves: st.SearchStrategy[Expression] = st.one_of(
    st.builds(Comparison, names, st.sampled_from(["==", "!="]), st.one_of(names, values)),
    st.builds(Comparison, numeric, st.sampled_from(["<", "<=", ">", ">="]), numeric),
    st.builds(Membership, names, st.lists(values, min_size=1, max_size=4).map(tuple), st.booleans()),
)
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=6,
).filter(lambda one: len(str(one)) <= 1000)


@pytest.mark.slow
@given(expressions)
def test_what_is_printed_reads_the_same(expression: Expression) -> None:
    assert parse_expression(str(expression)) == expression


@pytest.mark.slow
@given(expressions, st.dictionaries(words, st.one_of(st.none(), st.integers(-3, 3), st.text(max_size=3))))
def test_not_turns_the_answer_round(expression: Expression, row: dict[str, Any]) -> None:
    answer = evaluate(expression, row)
    assert evaluate(Not(expression), row) is (None if answer is None else not answer)


@given(st.one_of(st.text(max_size=80), st.text("()[]<>=!\"'\\.,*/+- abnotridx01_", max_size=60)))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (parse_expression, parse_contrast):
        with contextlib.suppress(ExpressionError):
            read(text)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('touch {mark}')",
        "open('{mark}', 'w') == 1",
        "a == (lambda: open('{mark}','w'))()",
        "a == 1; open('{mark}','w')",
        "a == f'{open}'",
        "eval('open(\"{mark}\")') == 1",
        "I(open('{mark}', 'w')) - prebuilt",
    ],
)
def test_nothing_in_a_text_runs(text: str, tmp_path: Any) -> None:
    mark = tmp_path / "ran"
    hostile = text.replace("{mark}", str(mark))
    for read in (parse_expression, parse_contrast):
        with pytest.raises(ProtocolError):
            read(hostile)
    assert not mark.exists()
