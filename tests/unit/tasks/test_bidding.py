"""A bidding step from its rule to its outcome, without a window."""

import hashlib
import re

import pytest

from tests.unit.tasks.bidding_bench import BDM, context, misreading, play, step, texts, written

QUESTIONS = {"questions": "bdm", "attempts": 3, "then": "flag"}


def bid(minor):
    return {"bid.amount": {"amount": minor}}


def test_pages_come_in_the_order_rule_practice_questions_bid_outcome():
    played = play(context(step(practice_rounds=1, comprehension=QUESTIONS)), bid(75))
    assert played.ids == [
        "bid.rule", "bid.example", "bid.practice-1.amount", "bid.practice-1.outcome",
        "bid.question-1", "bid.question-1.feedback", "bid.question-2", "bid.question-2.feedback",
        "bid.question-3", "bid.question-3.feedback", "bid.amount", "bid.outcome",
    ]  # fmt: skip


def test_facts_say_what_was_drawn_measured_and_settled():
    played = play(context(step()), bid(75))
    price = played.drawn()["bid.price"]["minor"]
    assert played.fact("measured") == {
        "measure": "wtp", "repetition": 0, "value": {"minor": 75, "currency": "EUR"},
    }  # fmt: skip
    assert played.fact("settled") == {
        "bidding": "bid",
        "bought": price <= 75,
        "price": {"minor": price, "currency": "EUR"},
        "pays": {"minor": price if price <= 75 else 0, "currency": "EUR"},
        "endowment": {"minor": 500, "currency": "EUR"},
    }


@pytest.mark.parametrize("minor", [0, 500])
def test_the_ends_of_the_grid_can_be_bid(minor):
    assert play(context(step()), bid(minor)).fact("measured")["value"]["minor"] == minor


def test_the_code_shown_before_the_bid_opens_to_the_price_drawn():
    at = context(step())
    played = play(at, bid(75))
    code = re.search(r"code \*\*([0-9a-f\u00a0]{39})\*\*", written(played.page("bid.amount"), "en"))
    key = at.stream("bid.price").key
    assert code is not None
    assert hashlib.sha256(key).hexdigest()[:32] == code[1].replace("\u00a0", "")
    assert played.drawn()["bid.price"]["commitment"] == hashlib.sha256(key).hexdigest()


def test_nothing_but_the_purpose_moves_the_price():
    plain = play(context(step()), bid(75))
    full = play(context(step(practice_rounds=2, comprehension=QUESTIONS)), bid(10), answer=misreading)
    assert plain.drawn()["bid.price"] == full.drawn()["bid.price"]


def test_without_questions_comprehension_was_not_asked():
    assert play(context(step()), bid(75)).noted() == {"bid.comprehension": "not-asked"}


def test_who_understands_passes_at_once():
    noted = play(context(step(comprehension=QUESTIONS)), bid(75)).noted()
    assert noted == {"bid.comprehension": "passed", "bid.attempts": 3, "bid.right_at_once": 3}


def test_who_misreads_is_asked_again_with_other_numbers_and_fails_after_the_last_attempt():
    played = play(context(step(comprehension=QUESTIONS)), bid(75), answer=misreading)
    asked = [written(page, "en") for page in played.pages if page.id == "bid.question-1"]
    assert played.noted() == {"bid.comprehension": "failed", "bid.attempts": 9, "bid.right_at_once": 0}
    assert len(asked) == len(set(asked)) == 3
    assert played.ids[-2:] == ["bid.amount", "bid.outcome"]


def test_feedback_explains_whether_right_or_wrong():
    right = play(context(step(comprehension=QUESTIONS)), bid(75)).page("bid.question-2.feedback")
    wrong = play(context(step(comprehension=QUESTIONS)), bid(75), answer=misreading)
    assert right.tone == "right"
    assert "What you pay is the price drawn" in written(right, "en")
    assert wrong.page("bid.question-2.feedback").tone == "wrong"
    assert "What you pay is the price drawn" in written(wrong.page("bid.question-2.feedback"), "en")


def test_explain_shows_the_rule_once_more_before_the_bid():
    explained = play(context(step(comprehension=QUESTIONS | {"then": "explain"})), bid(75), answer=misreading)
    assert explained.ids.count("bid.rule") == 2
    assert explained.ids[-4:] == ["bid.rule", "bid.example", "bid.amount", "bid.outcome"]


def test_end_ends_the_session_without_a_bid():
    ended = play(context(step(comprehension=QUESTIONS | {"then": "end"})), bid(75), answer=misreading)
    assert ended.ended
    assert ended.ids[-1] == "bid.ended"
    assert not [fact for fact in ended.facts if fact.kind in ("measured", "settled")]


def test_practice_error_is_the_bid_less_what_the_token_was_worth():
    at = context(step(practice_rounds=1))
    worth = play(at, bid(75)).page("bid.practice-1.amount").expects["amount"]
    played = play(at, bid(75) | {"bid.practice-1.amount": {"amount": worth - 50}})
    assert played.noted()["bid.practice_error"] == {"minor": -50, "currency": "EUR"}


def test_several_practice_rounds_keep_each_error_and_the_last_as_the_steps_own():
    noted = play(context(step(practice_rounds=2)), bid(75)).noted()
    assert [name for name in noted if "practice" in name] == [
        "bid.practice_error_1", "bid.practice_error_2", "bid.practice_error",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("pays", ["drawn-price", "own-bid"])
@pytest.mark.parametrize("ties", ["buys", "does-not-buy"])
@pytest.mark.parametrize("endowment", [0, 2, 5])
def test_every_page_has_its_words(language, pays, ties, endowment):
    declared = step(practice_rounds=2, comprehension=QUESTIONS, mechanism=BDM | {"pays": pays, "ties": ties})
    for participant in ("P001", "P002", "P003", "P004"):
        at = context(declared, participant, payment={"endowment": endowment})
        for answer in (lambda page: dict(page.expects), misreading):
            for amount in (0, 75, 500):
                for page in play(at, bid(amount), answer).pages:
                    words = written(page, language)
                    assert "{" not in words
                    assert words.strip()


def test_both_languages_have_the_same_keys_and_places():
    english, dutch = texts("en").wordings, texts("nl").wordings
    assert english.keys() == dutch.keys()
    for key in english:
        assert set(re.findall(r"\{\w+\}", english[key])) == set(re.findall(r"\{\w+\}", dutch[key])), key
