from __future__ import annotations

from typing import Any

import pytest

from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text
from ikea_effect.screens.prices import PriceList, PriceSlider
from ikea_effect.screens.screens import Agree, Amount, Page
from ikea_effect.session.frontends.lab.amounts import AmountField
from ikea_effect.session.frontends.lab.canvas import Sheet
from ikea_effect.session.frontends.lab.page_view import PageView
from ikea_effect.session.frontends.lab.ratings import Ratings
from tests.unit.session.lab.pages import ANSWERS, PAGES, SIZES, TITLE, box_picture, item, money, texts


def shown(page: Page, size: tuple[int, int] = (1280, 1024), language: str = "en", **more: Any) -> PageView:
    view = PageView(page, texts(language), box_picture() if page.picture else None, **more)
    view.draw(Sheet(size))
    return view


def click(view: PageView, target: str) -> Any:
    at = view.targets()[target]
    assert view.press(at) is None
    return view.release(at)


# --- nothing overflows --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_every_window(name: str, size: tuple[int, int], language: str) -> None:
    view = shown(PAGES[name], size, language)
    assert view.fits()
    right = size[0] / size[1] / 2
    for target, (x, y) in view.targets().items():
        assert -right < x < right, target
        assert -0.5 < y < 0.5, target


def test_a_page_that_holds_too_much_says_so() -> None:
    assert not shown(Page("long", TITLE, (Text("body"),) * 12)).fits()


def test_targets_lie_below_each_other_and_above_the_button() -> None:
    places = shown(PAGES["matrix"]).targets()
    heights = [places[f"i{n}.1"][1] for n in range(8)]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] > places["button"][1]


def test_a_picture_and_the_words_do_not_share_their_place() -> None:
    view = shown(PAGES["amount"])
    assert view.column.left > view.card.left + 0.3


# --- answered by mouse --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "targets", "values"),
    [
        ("text", [], {}),
        ("agree", ["agree"], {"agree": True}),
        ("choice", ["choice.yes", "choice.no"], {"choice": "no"}),
        ("matrix", [f"i{n}.{n % 7 + 1}" for n in range(8)], ANSWERS["matrix"]),
        ("single", ["liking.10"], {"liking": 10}),
        ("list", ["prices.8.buy"], ANSWERS["list"]),
        ("list", ["prices.9.keep"], ANSWERS["list"]),
        ("slider", ["price"], {"price": 250}),
        ("open", [], {"remarks": ""}),
    ],
)
def test_a_page_answered_by_mouse(name: str, targets: list[str], values: dict[str, Any]) -> None:
    view = shown(PAGES[name])
    for target in targets:
        assert click(view, target) is None
    assert click(view, "button") == values


def test_free_price_lists_take_any_pattern() -> None:
    rows = PriceList("p", (money(0), money(50), money(100)), Text("buy"), Text("keep"), single_switch=False)
    view = shown(Page("list", TITLE, (), (rows,)))
    for target in ("p.0.keep", "p.1.buy", "p.2.keep"):
        click(view, target)
    assert click(view, "button") == {"p": {"rows": ["keep", "buy", "keep"]}}


def test_pressed_inside_and_released_outside_is_no_press() -> None:
    view = shown(PAGES["text"])
    view.press(view.targets()["button"])
    assert view.release((0.0, 0.45)) is None
    view.press((0.0, 0.45))
    assert view.release(view.targets()["button"]) is None


def test_a_press_on_one_and_a_release_on_another_control_chooses_neither() -> None:
    view = shown(PAGES["choice"])
    view.press(view.targets()["choice.yes"])
    view.release(view.targets()["choice.no"])
    assert click(view, "button") is None
    assert view.hint


def test_the_button_waits_for_the_minimum_time() -> None:
    view = shown(PAGES["text"], minimum_s=2.0)
    view.tick(1.9)
    assert not view.ready()
    assert click(view, "button") is None
    assert view.key("ENTER") is None
    view.tick(2.0)
    assert view.ready()
    assert click(view, "button") == {}


def test_what_is_missing_is_marked_and_the_page_stays() -> None:
    view = shown(PAGES["matrix"])
    assert click(view, "button") is None
    assert view.hint == texts().render(Text("ui.answer-all"))
    for number in range(8):
        click(view, f"i{number}.4")
    assert not view.hint
    assert click(view, "button") == {f"i{number}": 4 for number in range(8)}


def test_after_a_try_the_keyboard_is_where_something_is_missing() -> None:
    view = shown(PAGES["matrix"])
    click(view, "i0.3")
    click(view, "button")
    assert typed(view, "7 DOWN 2") is None
    assert view.widgets[0].values() == {"i0": 3, "i1": 7, "i2": 2}


def test_after_a_refusal_the_keyboard_is_in_the_amount_field() -> None:
    view = shown(PAGES["amount"])
    view.text("9")
    assert click(view, "button") is None
    assert typed(view, "BACKSPACE 1 ENTER") == {"amount": 100}


def test_a_tick_can_be_taken_back() -> None:
    view = shown(PAGES["agree"])
    click(view, "agree")
    click(view, "agree")
    assert click(view, "button") is None


def test_the_slider_has_no_mark_before_the_first_press() -> None:
    view = shown(PAGES["slider"])
    assert click(view, "button") is None
    view.press(view.targets()["price.low"])
    view.drag((9.0, 0.0))
    view.release((9.0, 0.0))
    assert click(view, "button") == {"price": 500}


# --- answered by keyboard -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "keys", "values"),
    [
        ("text", "ENTER", {}),
        ("text", "TAB space", {}),
        ("agree", "TAB space ENTER", {"agree": True}),
        ("amount", "2 . 7 5 ENTER", {"amount": 275}),
        ("choice", "2 ENTER", {"choice": "no"}),
        ("choice", "TAB DOWN DOWN DOWN ENTER", {"choice": "no"}),
        ("choice", "TAB space TAB space", {"choice": "yes"}),
        ("single", "1 0 ENTER", {"liking": 10}),
        ("single", "TAB RIGHT ENTER", {"liking": 0}),
        ("single", "TAB LEFT ENTER", {"liking": 10}),
        ("single", "TAB 3 RIGHT ENTER", {"liking": 4}),
        ("slider", "TAB END LEFT ENTER", {"price": 495}),
        ("list", "TAB DOWN DOWN LEFT ENTER", {"prices": {"rows": ["buy"] * 3 + ["keep"] * 18}}),
        ("open", "h i ENTER y o u TAB ENTER", {"remarks": "hi\nyou"}),
        ("amount", "9 BACKSPACE 1 TAB ENTER", {"amount": 100}),
    ],
)
def test_a_page_answered_by_keyboard(name: str, keys: str, values: dict[str, Any]) -> None:
    assert typed(shown(PAGES[name]), keys) == values


def typed(view: PageView, keys: str) -> Any:
    """The reply after these keys: names, characters, "space"."""
    reply = None
    for key in keys.split():
        assert reply is None, "answered before the last key"
        character = " " if key == "space" else key
        reply = view.text(character) if len(character) == 1 else view.key(key)
    return reply


def test_a_matrix_goes_row_by_row_with_tab_or_down() -> None:
    keys = " ".join(f"{n % 7 + 1} {'DOWN' if n % 2 else 'TAB'}" for n in range(7)) + " 1 ENTER"
    assert typed(shown(PAGES["matrix"]), keys) == ANSWERS["matrix"]


def test_shift_tab_goes_back_and_around() -> None:
    view = shown(PAGES["agree"])
    assert typed(view, "SHIFT+TAB space") is None  # the button, with nothing ticked: back to the box
    assert typed(view, "SHIFT+TAB SHIFT+TAB space TAB space") == {"agree": True}


def test_escape_like_keys_change_nothing() -> None:
    view = shown(PAGES["choice"])
    for key in ("ESCAPE", "DELETE", "HOME", "PAGEUP"):
        assert view.key(key) is None
    assert click(view, "button") is None


# --- the amount field ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "minor"), [("0,75", 75), ("0.75", 75), ("5", 500), ("0", 0), (",5", 50), ("4,5", 450)]
)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_amounts_that_are_taken(written: str, minor: int, language: str) -> None:
    view = shown(PAGES["amount"], language=language)
    view.text(written)
    assert view.key("ENTER") == {"amount": minor}


@pytest.mark.parametrize(
    ("written", "english", "dutch"),
    [
        ("5.05", "This is too high. The highest possible amount is €5.00.",
         "Dit is te hoog. Het hoogste bedrag is € 5,00."),
        ("0,01", "Amounts go from €0.00 in steps of €0.05. The nearest are €0.00 and €0.05.",
         "Bedragen beginnen bij € 0,00 en gaan in stappen van € 0,05. "
         "Het dichtst erbij liggen € 0,00 en € 0,05."),
        ("4.555", "Please type at most 2 decimals, and no thousands separators.",
         "Vul hooguit 2 decimalen in, en geen scheidingsteken voor duizendtallen."),
        ("-1", "Amounts below zero are not possible.", "Bedragen onder nul zijn niet mogelijk."),
        ("$4.50", "Amounts are in euros here. Please type the number only.",
         "Bedragen zijn hier in euro. Vul alleen het getal in."),
        ("4.50 USD", "Amounts are in euros here.", "Bedragen zijn hier in euro."),
        ("1e3", "This is not an amount. Please type digits", "Dit is geen bedrag. Gebruik cijfers"),
        ("abc", "This is not an amount.", "Dit is geen bedrag."),
        ("€", "This is not an amount.", "Dit is geen bedrag."),
        ("٤٫٥", "Please use the digits 0 to 9.", "Gebruik de cijfers 0 tot en met 9."),
        ("1,2,3", "Please type at most one point or comma, and no spaces",
         "Gebruik hooguit één komma of punt, en geen spaties"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "nl"])
def test_amounts_that_are_refused_in_words(written: str, english: str, dutch: str, language: str) -> None:
    view = shown(PAGES["amount"], language=language)
    view.text(written)
    assert view.key("ENTER") is None
    (field,) = view.widgets
    assert isinstance(field, AmountField)
    assert field.refused is not None
    said = field.refused.replace("\u00a0", " ")
    assert said.startswith(english if language == "en" else dutch)
    view.key("DELETE")
    view.text("1")
    assert view.key("ENTER") == {"amount": 100}


@pytest.mark.parametrize(
    ("written", "currency", "language", "said"),
    [
        ("4,5", "JPY", "en", "Please type a whole amount, without decimals"),
        ("1,500", "JPY", "nl", "Vul een heel bedrag in, zonder decimalen"),
        ("1.500", "KWD", "nl", "Dit is op twee manieren te lezen. Laat scheidingstekens voor duizendtallen"),
        ("1,500", "KWD", "en", "This can be read in two ways. Please leave out thousands separators"),
        ("1.2345", "KWD", "en", "Please type at most 3 decimals"),
        ("€2", "KWD", "en", "Amounts are in Kuwaiti dinars here."),
        ("2", "USD", "nl", "Bedragen beginnen bij US$ 0,25 en gaan in stappen van US$ 0,50. "
                           "Het dichtst erbij liggen US$ 1,75 en US$ 2,25."),
        ("€ 2", "USD", "nl", "Bedragen zijn hier in Amerikaanse dollar."),
    ],
)  # fmt: skip
def test_each_currency_has_its_own_sentence(written: str, currency: str, language: str, said: str) -> None:
    low, step = (Money.of("0.25", "USD"), Money.of("0.50", "USD")) if currency == "USD" else (
        Money(0, currency), Money(1, currency)
    )  # fmt: skip
    high = Money(low.minor + 10 * step.minor, currency)
    view = PageView(Page("amount", TITLE, (), (Amount("amount", low, high, step),)), texts(language))
    view.draw(Sheet((1280, 1024)))
    view.tick(10)
    view.text(written)
    assert view.key("ENTER") is None
    (field,) = view.widgets
    assert isinstance(field, AmountField)
    assert (field.refused or "").replace("\u00a0", " ").startswith(said)


def test_an_empty_amount_is_missing_not_zero() -> None:
    view = shown(PAGES["amount"])
    assert view.key("ENTER") is None
    assert view.hint


@pytest.mark.parametrize(("currency", "first"), [("USD", True), ("EUR", True), ("JPY", True)])
def test_the_currency_sign_stands_where_the_language_writes_it(currency: str, first: bool) -> None:
    zero = Money(0, currency)
    field = AmountField("x", zero, Money(500, currency), Money(1, currency), "en", lambda _key, **_: "")
    assert (field.sign_first, field.sign) == (first, {"USD": "$", "EUR": "€", "JPY": "¥"}[currency])


# --- which controls -----------------------------------------------------------------------------------------


def test_neighboring_items_with_one_range_and_the_same_anchors_are_one_matrix() -> None:
    page = Page(
        "q", TITLE, (), (item("a"), item("b"), item("c", high=5), Agree("d", Text("agree")), item("e"))
    )
    widgets = PageView(page, texts()).widgets
    assert [type(widget).__name__ for widget in widgets] == ["Ratings", "Ratings", "Tick", "Ratings"]
    assert isinstance(widgets[0], Ratings)
    assert [id for id, _ in widgets[0].items] == ["a", "b"]


def test_a_fine_slider_reaches_every_step_by_keys() -> None:
    line = PriceSlider("s", money(0), money(1000), money(1))
    assert typed(shown(Page("s", TITLE, (), (line,))), "TAB RIGHT PAGEUP RIGHT ENTER") == {"s": 11}
