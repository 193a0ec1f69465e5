"""Every mechanism's bidding step from its rule to its outcome, in both languages, without a window."""

from typing import Any

import pytest

from ikea_effect.screens.prices import PriceList, PriceSlider
from ikea_effect.screens.screens import Amount, Choice, Page
from ikea_effect.seeds import code_of
from tests.unit.tasks.bidding_bench import BDM, Played, context, misreading, play, step, written

GRID = {"low": 0, "high": 5, "step": 0.05}
PRICES = {"prices": [0.5, 1, 1.5, 2, 2.5]}
DECLARED: dict[str, dict[str, Any]] = {
    "bdm": BDM,
    "bdm-own-bid": BDM | {"pays": "own-bid"},
    "bdm-sell": BDM | {"trade": "sell"},
    "bdm-weights": BDM | {"prices": [{"price": 1, "weight": 2}, {"price": 2}, {"price": 4}]},
    "bdm-rounds": BDM | {"rounds": 3},
    "bdm-sell-rounds": BDM | {"trade": "sell", "rounds": 2},
    "bdm-within": BDM | {"within_endowment": True},
    "vickrey": {"kind": "vickrey", **GRID, "group_size": 4},
    "vickrey-units": {"kind": "vickrey", **GRID, "group_size": 4, "units": 2, "reserve": 1},
    "nth-price": {"kind": "nth-price", **GRID, "group_size": 5, "n": 4},
    "random-n": {"kind": "nth-price", **GRID, "group_size": 5, "n": "random", "if_unfilled": "settle"},
    "vickrey-rounds": {"kind": "vickrey", **GRID, "group_size": 4, "rounds": 3},
    "random-n-rounds": {
        "kind": "nth-price", **GRID, "group_size": 5, "n": "random", "rounds": 2, "if_unfilled": "settle",
    },
    "first-price": {"kind": "first-price", **GRID, "group_size": 2},
    "first-price-units": {"kind": "first-price", **GRID, "group_size": 3, "units": 2},
    "english": {"kind": "english", "low": 0.5, "high": 5, "step": 0.5, "group_size": 3},
    "english-rounds": {"kind": "english", "low": 0.5, "high": 5, "step": 0.5, "group_size": 3, "rounds": 3},
    "price-list": {"kind": "price-list", **PRICES},
    "price-list-free": {"kind": "price-list", **PRICES, "switching": "free"},
    "price-list-rounds": {"kind": "price-list", **PRICES, "switching": "free", "rounds": 2},
    "offer-rounds": {"kind": "take-it-or-leave-it", **PRICES, "rounds": 3},
    "take-it-or-leave-it": {"kind": "take-it-or-leave-it", **PRICES},
    "double-bounded": {"kind": "double-bounded", "price_sets": [{"first": 2, "lower": 1, "higher": 3}]},
    "open-ended": {"kind": "open-ended", **GRID},
    "price-slider": {"kind": "price-slider", **GRID},
    "prediction": {
        "kind": "prediction", **GRID, "of": "bid", "scoring": {"kind": "band", "prize": 1, "width": 0.25},
    },
    "prediction-one": {
        "kind": "prediction", **GRID, "of": "bid", "target": "one-other",
        "scoring": {"kind": "quadratic", "prize": 1},
    },
}  # fmt: skip


def declared(name: str, practice: int = 1) -> dict[str, Any]:
    mechanism = DECLARED[name]
    questions = {"questions": mechanism["kind"], "attempts": 2, "then": "flag"}
    return step(mechanism=mechanism, practice_rounds=practice, comprehension=questions)


def valuing(minor: int, eager: bool = True):
    """Answers of one who values the good at this amount; practice is answered in the same way."""

    def answer(page: Page) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for asked in page.asks:
            match asked:
                case Choice():
                    given[asked.id] = page.expects[asked.id]
                case Amount() | PriceSlider():
                    given[asked.id] = min(max(minor, asked.low.minor), asked.high.minor)
                case PriceList():
                    buys = ["buy" if price.minor <= minor else "keep" for price in asked.prices]
                    given[asked.id] = page.expects.get(asked.id, {"rows": buys}) if eager else {"rows": buys}
        return given

    return answer


def run(name: str, minor: int = 150, participant: str = "P001", **changes: Any) -> Played:
    return play(context(declared(name), participant, **changes), answer=valuing(minor))


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", DECLARED)
def test_every_page_of_every_mechanism_has_its_words(name, language):
    for number in range(6):
        for endowment in (0, 2):
            for answer in (valuing(0), valuing(150), valuing(500), valuing(150, eager=False)):
                at = context(declared(name, 2), f"P{number:03}", payment={"endowment": endowment})
                if endowment == 0 and name == "bdm-within":
                    continue
                for page in play(at, answer=answer).pages:
                    words = written(page, language)
                    assert "{" not in words
                    assert words.strip()


@pytest.mark.parametrize("name", DECLARED)
def test_every_question_can_be_misread_and_explains_itself(name):
    at = context(declared(name, 0))
    wrong = valuing(150)
    played = play(at, answer=lambda page: misreading(page) if "question" in page.id else wrong(page))
    assert played.noted()["bid.comprehension"] == "failed"
    for page in played.pages:
        assert written(page, "nl")


@pytest.mark.parametrize("name", DECLARED)
def test_every_mechanism_fills_its_measure(name):
    measured = [fact.data for fact in run(name).facts if fact.kind == "measured"]
    rounds = DECLARED[name].get("rounds", 1)
    assert [entry["repetition"] for entry in measured] == list(range(rounds))
    assert {entry["measure"] for entry in measured} == {"wtp"}


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("price-list", 150, 200),
        ("price-list-free", 150, 200),
        ("double-bounded", 100, 200),
    ],
)
def test_interval_mechanisms_give_bounds_of_the_value(name, low, high):
    value = run(name, 175).fact("measured")["value"]
    assert value == {"low_minor": low, "high_minor": high, "currency": "EUR"}


@pytest.mark.parametrize("value", [0, 90, 175, 260, 9999])
@pytest.mark.parametrize("name", ["price-list", "take-it-or-leave-it", "double-bounded", "english"])
def test_the_value_lies_within_the_bounds(name, value):
    bounds = run(name, value).fact("measured")["value"]
    assert bounds["low_minor"] <= value
    assert bounds["high_minor"] is None or value <= bounds["high_minor"]


def test_inconsistent_answers_are_flagged_and_bounded_by_the_declared_rule():
    rows = {"bid.list": {"list": {"rows": ["buy", "keep", "buy", "keep", "keep"]}}}
    seen = {}
    for rule in ("widest", "first-switch", "last-switch"):
        mechanism = DECLARED["price-list-free"] | {"inconsistent": rule}
        played = play(context(step(mechanism=mechanism)), rows)
        assert played.noted()["bid.consistent"] is False
        value = played.fact("measured")["value"]
        seen[rule] = (value["low_minor"], value["high_minor"])
    assert seen == {"widest": (50, 200), "first-switch": (50, 100), "last-switch": (150, 200)}


def test_the_row_drawn_is_carried_out():
    for number in range(20):
        played = run("price-list", 150, f"P{number:03}")
        row, settled = played.drawn()["bid.row"]["value"], played.fact("settled")
        assert settled["bought"] == (row <= 2)
        assert settled["pays"]["minor"] == ((50, 100, 150)[row] if row <= 2 else 0)


DECIDED_BY_NO_DRAW = ("double-bounded", "open-ended", "price-slider", "prediction")


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", [name for name in DECLARED if name not in DECIDED_BY_NO_DRAW])
def test_every_draw_is_sealed_on_a_page_under_the_code_that_opens_it(name, language):
    played = run(name)
    words = " ".join(written(page, language).replace("\u00a0", " ") for page in played.pages)
    sealed = {
        purpose: code_of(draw["commitment"])
        for purpose, draw in played.drawn().items()
        if "practice" not in purpose
    }
    assert sealed
    assert {purpose: code in words for purpose, code in sealed.items()} == dict.fromkeys(sealed, True)


@pytest.mark.parametrize("name", ["bdm-rounds", "bdm-sell-rounds", "offer-rounds"])
def test_only_the_drawn_round_is_settled(name):
    for number in range(20):
        played = run(name, 300, f"P{number:03}")
        binding = played.drawn()["bid.binding"]["value"]
        assert (
            played.drawn()[f"bid.round-{binding}.price"]["minor"] == played.fact("settled")["price"]["minor"]
        )
        assert [fact.kind for fact in played.facts].count("settled") == 1
        assert played.noted()["bid.round"] == binding


def test_the_row_of_the_drawn_round_is_carried_out_by_that_rounds_answers():
    lists = {"bid.round-1.list": ["buy"] * 5, "bid.round-2.list": ["keep"] * 5}
    seen = set()
    for number in range(20):
        at = context(declared("price-list-rounds", 0), f"P{number:03}")
        played = play(at, {page: {"list": {"rows": rows}} for page, rows in lists.items()})
        binding, settled = played.drawn()["bid.binding"]["value"], played.fact("settled")
        row = played.drawn()[f"bid.round-{binding}.row"]["value"]
        assert settled["bought"] == (binding == 1)
        assert settled["price"]["minor"] == 50 * (row + 1)
        seen.add(binding)
    assert seen == {1, 2}


def test_consistency_is_noted_for_every_round_and_for_all():
    rows = {"bid.round-2.list": {"list": {"rows": ["buy", "keep", "buy", "keep", "keep"]}}}
    noted = play(context(declared("price-list-rounds", 0)), rows, answer=valuing(150)).noted()
    assert (noted["bid.consistent_1"], noted["bid.consistent_2"]) == (True, False)
    assert noted["bid.consistent"] is False


@pytest.mark.parametrize("kind", ["bdm", "price-list", "take-it-or-leave-it", "random-n"])
def test_the_number_of_rounds_moves_no_draw(kind):
    """Rounds 1 and 2 of three draw what they draw of five; so do practice and what ranks equal bids."""

    def drawn(rounds: int) -> dict[str, Any]:
        mechanism = DECLARED[kind] | {"rounds": rounds}
        at = context(step(mechanism=mechanism, practice_rounds=2))
        return dict(play(at, answer=valuing(150)).drawn())

    fewer, more, one = drawn(3), drawn(5), drawn(1)
    assert {key: data for key, data in more.items() if key in fewer and "binding" not in key} == {
        key: data for key, data in fewer.items() if "binding" not in key
    }
    same = {key for key in one if "practice" in key or "group" in key}
    assert {key: one[key] for key in same} == {key: fewer[key] for key in same}


@pytest.mark.slow
def test_declared_prices_are_the_only_ones_drawn():
    drawn = {run("bdm-weights", 300, f"P{n:03}").fact("settled")["price"]["minor"] for n in range(60)}
    assert drawn == {100, 200, 400}


def test_a_seller_gets_the_offer_and_gives_the_good():
    for number in range(20):
        settled = run("bdm-sell", 150, f"P{number:03}").fact("settled")
        offer = settled["price"]["minor"]
        assert settled.get("sold", False) == (offer >= 150)
        assert settled["pays"]["minor"] == (-offer if offer >= 150 else 0)
        assert settled["bought"] is False


def test_no_bid_above_the_endowment_where_the_protocol_says_so():
    played = run("bdm-within", 500, payment={"endowment": 2})
    [asked] = played.page("bid.amount").asks
    assert isinstance(asked, Amount)
    assert asked.high.minor == 200


def test_auction_bids_wait_for_their_group():
    played = run("random-n", 150)
    assert played.fact("pending")["amount"] == {"minor": 150, "currency": "EUR"}
    assert not [fact for fact in played.facts if fact.kind == "settled"]
    assert played.drawn()["bid.group"]["value"] == played.fact("pending")["rank"]


def test_auction_bids_of_all_rounds_wait_together_with_a_share_in_the_round():
    bids = {f"bid.round-{number}.amount": {"amount": 100 * number} for number in (1, 2, 3)}
    played = play(context(declared("vickrey-rounds", 0)), bids)
    [waits] = [fact.data for fact in played.facts if fact.kind == "pending"]
    assert (waits["bids_minor"], waits["amount"]["minor"]) == ([100, 200, 300], 100)
    assert waits["round_share"] == played.drawn()["bid.binding"]["value"] < 3
    assert "€1.00, €2.00 and €3.00" in written(played.page("bid.outcome"), "en")
    assert "bid.round" not in played.noted()  # no one knows it yet


def test_nothing_is_told_between_the_rounds_of_an_auction():
    ids = run("vickrey-rounds").ids
    assert ids[-4:] == ["bid.round-1.amount", "bid.round-2.amount", "bid.round-3.amount", "bid.outcome"]


@pytest.mark.parametrize("name", ["double-bounded", "open-ended", "price-slider"])
def test_hypothetical_answers_settle_nothing(name):
    assert not [fact for fact in run(name).facts if fact.kind in ("settled", "pending")]


def test_the_slider_has_no_start_mark():
    [asked] = run("price-slider").page("bid.amount").asks
    assert isinstance(asked, PriceSlider)


@pytest.mark.parametrize("name", DECLARED)
def test_honest_practice_has_no_error(name):
    def honest(page: Page) -> dict[str, Any]:
        return dict(page.expects) if "practice" in page.id else valuing(150)(page)

    for number in range(10):
        played = play(context(declared(name), f"P{number:03}"), answer=honest)
        assert played.noted()["bid.practice_error"] == {"minor": 0, "currency": "EUR"}


@pytest.mark.parametrize(
    ("first", "second", "worth", "error"),
    [
        ("buy", "buy", 350, 0),  # 3 or more
        ("buy", "keep", 350, -50),  # a no at 3
        ("keep", "buy", 350, -150),  # a no at 2: at most 2
        ("keep", "keep", 50, 0),  # 1 or less
        ("keep", "buy", 50, 50),  # a yes at 1
        ("buy", "buy", 50, 250),  # a yes at 3
        ("buy", "keep", 250, 0),
        ("keep", "keep", 150, -50),
    ],
)
def test_the_practice_error_of_two_answers_is_how_far_their_bounds_lie_from_the_worth(
    first, second, worth, error
):
    given = {
        "bid.practice-1.first": {"list": {"rows": [first]}},
        "bid.practice-1.second": {"list": {"rows": [second]}},
    }
    found = set()
    for number in range(40):
        played = play(context(declared("double-bounded"), f"P{number:03}"), given, valuing(150))
        if played.page("bid.practice-1.first").title.values["worth"].minor == worth:
            found.add(played.noted()["bid.practice_error"]["minor"])
            assert "{" not in written(played.page("bid.practice-1.outcome"), "nl")
    assert found == {error}


def test_first_answers_of_a_double_bounded_choice_can_be_analyzed_alone():
    noted = run("double-bounded", 175).noted()
    assert {key: value for key, value in noted.items() if "first" in key or "second" in key} == {
        "bid.first_price": {"minor": 200, "currency": "EUR"},
        "bid.first_answer": "no",
        "bid.second_price": {"minor": 100, "currency": "EUR"},
        "bid.second_answer": "yes",
    }


def two_steps(participant: str, binding: str):
    first = step(mechanism=DECLARED["bdm"])
    second = step(id="list", mechanism=DECLARED["price-list"])
    declared_steps = [{"bidding": first}, {"bidding": second}]
    payment = {"endowment": 5, "binding": binding}
    at = context(first, participant, timeline=declared_steps, payment=payment)
    return [play(at, answer=valuing(500), number=number) for number in (0, 1)]


def test_of_two_steps_one_is_drawn_to_count_and_both_say_so():
    drawn = set()
    for number in range(12):
        first, second = two_steps(f"P{number:03}", "one-random")
        [counts] = [fact.data for fact in second.facts if fact.data.get("purpose") == "binding"]
        drawn.add(counts["bidding"])
        assert first.fact("settled")["binding"] == (counts["bidding"] == "bid")
        assert second.fact("settled")["binding"] == (counts["bidding"] == "list")
        assert "Only one of them counts" in written(first.page("bid.rule"), "en")
        assert "part 1 of 2" in written(first.page("bid.outcome"), "en")
        assert written(second.page("list.binding"), "nl")
    assert drawn == {"bid", "list"}


def test_a_named_step_counts_without_a_draw():
    first, second = two_steps("P001", "list")
    assert (first.fact("settled")["binding"], second.fact("settled")["binding"]) == (False, True)
    assert not [fact for fact in second.facts if fact.data.get("purpose") == "binding"]
    assert "Part 2 of 2 counts" in written(second.page("list.binding"), "en")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "that is not drawn"), ("nl", "daarover wordt niet geloot")]
)
def test_where_a_step_is_named_no_seal_is_shown_that_is_never_opened(language, words):
    sealed = context(step(mechanism=DECLARED["bdm"]), "P001").stream("binding").code
    for played, other in zip(two_steps("P001", "list"), two_steps("P001", "one-random"), strict=True):
        [page] = [page for page in played.pages if page.id.endswith(".rule")]
        [drawn] = [page for page in other.pages if page.id.endswith(".rule")]
        said = written(page, language).replace("\u00a0", " ")
        assert words in said
        assert sealed not in said
        assert words not in written(drawn, language)


def test_where_all_steps_count_nothing_is_said_about_it():
    first, second = two_steps("P001", "all")
    assert "binding" not in first.fact("settled")
    assert second.ids[-1] == "list.outcome"
