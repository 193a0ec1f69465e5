"""A number typed in: declared, read by language, asked, simulated."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from ikea_effect.analysis.support import Support, support, unit
from ikea_effect.diagnosis.answers import answers
from ikea_effect.money import number_words
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.number import NumberEntry
from ikea_effect.screens.typed_number import read_number
from ikea_effect.seeds import Stream
from ikea_effect.session.frontends.lab.numbers import NumberField
from ikea_effect.tasks.replies.number import SIMULATED
from tests.unit.measures.bench import changed, clicked, faults, page, shown, typed

DECLARED = "{kind: number, low: 0, high: 120, step: 0.5, unit: minutes, text: minutes}"
QUESTION = Text("minutes.question")
HALVES = NumberEntry("minutes", QUESTION, Decimal(0), Decimal(120), Decimal("0.5"))
WHOLE = NumberEntry("euros", QUESTION, Decimal(0), Decimal(9000), Decimal(1))
THOUSANDTHS = NumberEntry("grams", QUESTION, Decimal(-5), Decimal(5000), Decimal("0.001"))

# --- declared ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        (
            "low: 0, high: 120, step: 7",
            "is 7: from 0 in steps of 7 one does not come to 120, the last is 119.",
        ),
        (
            "low: 0.5, high: 120",
            "is 120: from 0.5 in steps of 1 one does not come to 120, the last is 119.5.",
        ),
        ("low: 9, high: 3", "is 3, which is not above low: 9."),
        ("low: 0, high: 120, step: 0", "is 0. More than 0 is expected."),
        (
            "low: 0, high: 120, step: 0.0001",
            "gives 1,200,000 steps from 0 to 120; allowed: 1,000,000 at most.",
        ),
        ("low: 0, high: 120, decimals: 1", "decimals"),
        ("low: zero, high: 120", "low"),
        ("low: 0, high: 120, unit: ''", "unit"),
    ],
)
def test_a_range_that_cannot_be_answered_is_refused(numbers: str, says: str) -> None:
    assert says in faults(DECLARED, f"{{kind: number, {numbers}, text: minutes}}")


def test_a_model_for_choices_does_not_take_a_number() -> None:
    before = "measure: minutes\n    model: {kind: welch, factor"
    told = faults(before, "measure: minutes\n    model: {kind: proportion, option: yes, factor")
    assert "is proportion, which takes a choice; 'minutes' holds numbers." in told


def test_a_rule_beyond_the_range_is_told() -> None:
    told = faults("drop_if: minutes == 0", "drop_if: minutes > 200")
    assert "asks whether minutes > 200, which it never is: it goes from 0 to 120." in told


@pytest.mark.parametrize(("step", "form"), [("0.5", "number"), ("5", "integer"), ("2.0", "integer")])
def test_the_column_is_whole_where_its_grid_is(step: str, form: str) -> None:
    [column] = [one for one in columns_of(changed("step: 0.5", f"step: {step}")) if one.name == "minutes"]
    assert column.type == form
    assert (column.unit, column.low, column.high, column.step) == ("minutes", 0, 120, Decimal(step))


def test_models_know_its_range_and_unit() -> None:
    assert support(changed(), "minutes") == Support(0.0, 120.0, 0.5)
    assert unit(changed(), "minutes") == "minutes"
    assert unit(changed("unit: minutes, ", ""), "minutes") == "points"


# --- read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "ask", "language", "number"),
    [
        ("12,5", HALVES, "nl", "12.5"),
        ("12.5", HALVES, "nl", "12.5"),
        ("12,5", HALVES, "en", "12.5"),
        (" 7 ", HALVES, "en", "7"),
        (".5", HALVES, "en", "0.5"),
        ("+3", HALVES, "en", "3"),
        ("1.500", WHOLE, "nl", "1500"),
        ("1,500", WHOLE, "en", "1500"),
        ("-1,25", THOUSANDTHS, "nl", "-1.25"),
        ("\u22121.25", THOUSANDTHS, "en", "-1.25"),
        ("1,234.5", THOUSANDTHS, "en", "1234.5"),
    ],
)
def test_numbers_that_are_taken(typed: str, ask: NumberEntry, language: str, number: str) -> None:
    assert read_number(typed, ask, language) == (Decimal(number), "")


@pytest.mark.parametrize(
    ("typed", "ask", "language", "reason"),
    [
        ("", HALVES, "en", "not-read"),
        ("ten", HALVES, "en", "not-read"),
        ("1e2", HALVES, "en", "not-read"),
        ("1..5", HALVES, "en", "not-read"),
        ("٣", HALVES, "en", "not-read"),
        ("12.25", HALVES, "en", "decimals"),
        ("12.0", WHOLE, "en", "whole"),
        ("1.500", WHOLE, "en", "whole"),
        ("1,500", THOUSANDTHS, "en", "two-ways"),
        ("1.500", THOUSANDTHS, "nl", "two-ways"),
        ("-1", HALVES, "en", "below"),
        ("120.5", HALVES, "en", "above"),
        ("12.3", HALVES, "en", "off-grid"),
    ],
)
def test_numbers_that_are_refused(typed: str, ask: NumberEntry, language: str, reason: str) -> None:
    assert read_number(typed, ask, language).reason == reason


def test_a_number_is_written_as_the_language_does_it() -> None:
    assert number_words(Decimal("-12.50"), "nl") == "\u221212,5"
    assert number_words(Decimal(100), "en") == "100"


# --- asked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("number", ["12,5", "12.5"])
def test_both_decimal_signs_give_the_same_answer(number: str, language: str) -> None:
    view = shown(page("minutes"), language)
    view.text(number)
    assert clicked(view, "button") == {"minutes": 12.5}


def test_a_whole_number_is_whole_in_the_data() -> None:
    reply = typed(shown(page("minutes", changed("step: 0.5", "step: 1"))), "4 2 ENTER")
    assert reply == {"minutes": 42}
    assert isinstance(reply["minutes"], int)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Numbers go from 0 in steps of 0.5. The nearest are 12 and 12.5."),
        ("nl", "Getallen beginnen bij 0 en gaan in stappen van 0,5. Het dichtst erbij liggen 12 en 12,5."),
    ],
)
def test_a_refusal_says_what_can_be_typed_and_leaves_the_field(language: str, sentence: str) -> None:
    view = shown(page("minutes"), language)
    assert typed(view, "1 2 . 3 ENTER") is None
    [field] = view.widgets
    assert isinstance(field, NumberField)
    assert field.refused == sentence
    assert typed(view, "BACKSPACE 5 ENTER") == {"minutes": 12.5}


def test_an_empty_field_is_missing() -> None:
    view = shown(page("minutes"))
    assert clicked(view, "button") is None
    assert view.hint == "Please answer everything marked in red."


@pytest.mark.parametrize("size", [(1280, 1024), (800, 600)])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_fits(language: str, size: tuple[int, int]) -> None:
    assert shown(page("minutes"), language, size).fits()


# --- simulated --------------------------------------------------------------------------------------------


class Someone:
    """A simulated participant whose every measure is this."""

    def __init__(self, value: float | None) -> None:
        self._value = value

    def value(self, _measure: str | None) -> float | None:
        return self._value


@pytest.mark.parametrize(
    ("latent", "answer"), [(12.24, 12.0), (12.25, 12.5), (-3.0, 0.0), (500.0, 120.0), (119.9, 120.0)]
)
def test_simulated_people_type_the_nearest_number(latent: float, answer: float) -> None:
    assert SIMULATED.answer(HALVES, Someone(latent), Stream(b"0" * 32)) == answer  # type: ignore[arg-type]


def test_without_a_population_every_number_of_the_grid_can_come() -> None:
    coarse = NumberEntry("n", QUESTION, Decimal(1), Decimal(3), Decimal(1))
    stream = Stream(b"0" * 32)
    assert {SIMULATED.answer(coarse, Someone(None), stream) for _ in range(60)} == {1, 2, 3}  # type: ignore[arg-type]


def test_power_draws_from_the_same_grid() -> None:
    drawn = answers(changed(), "minutes", {"labor": "build"})
    assert np.all(drawn.tickets % 0.5 == 0)
    assert (drawn.tickets.min(), drawn.tickets.max()) == (0.0, pytest.approx(72, abs=3))
    assert drawn.mean == pytest.approx(30.0, abs=0.02)  # 30 is planted; a grid of halves leaves it
    assert drawn.sd == pytest.approx(10.0, abs=0.05)
