"""Named streams: recomputable by anyone with the key, none moved by another."""

import hashlib
import hmac
import re
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ikea_effect.payment.redraw import redrawn
from ikea_effect.seeds import (
    CODE_SIGNS_BEFORE,
    Stream,
    code_of,
    keyed_hash,
    scaled,
    secret_from_seed,
    stream_key,
)

SECRET = bytes(range(32))


def test_a_key_is_the_hmac_of_participant_and_purpose():
    expected = hmac.new(SECRET, b"P001|bid.price", hashlib.sha256).digest()
    assert stream_key(SECRET, "P001", "bid.price") == expected


def test_a_key_of_format_2_takes_in_the_claim():
    expected = hmac.new(SECRET, b"2|P001|a1b2|bid.price", hashlib.sha256).digest()
    assert stream_key(SECRET, "P001", "bid.price", "a1b2") == expected


@given(st.binary(min_size=1, max_size=200), st.text(max_size=200))
@example(bytes(64), "a key as long as a block")
@example(bytes(65), "a longer one")
def test_a_keyed_hash_is_the_hmac_of_any_message_under_any_key(key: bytes, message: str):
    assert keyed_hash(key, message) == hmac.new(key, message.encode(), hashlib.sha256).digest()


ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,5}", fullmatch=True)
purposes = st.from_regex(r"[a-z-]+(\.[a-z0-9-]+)?", fullmatch=True)
claims = st.from_regex(r"([0-9a-f]{4})?", fullmatch=True)


@pytest.mark.slow
@given(st.tuples(ids, purposes, claims), st.tuples(ids, purposes, claims))
def test_no_two_streams_of_a_study_share_a_key(one: tuple[str, str, str], other: tuple[str, str, str]):
    assert (stream_key(SECRET, *one) == stream_key(SECRET, *other)) == (one == other)


def test_a_draw_is_recomputed_from_the_key_alone():
    stream = Stream(stream_key(SECRET, "P001", "bid.price"))
    word = hmac.new(stream.key, (0).to_bytes(8, "big"), hashlib.sha256).digest()[:8]
    assert Stream(stream.key).below(501) == int.from_bytes(word, "big") % 501


def test_known_draws_never_change():
    stream = Stream(stream_key(SECRET, "P001", "bid.price"))
    assert [stream.below(501) for _ in range(4)] == [401, 134, 184, 38]


def test_the_commitment_is_the_hash_of_the_key():
    stream = Stream(stream_key(SECRET, "P001", "bid.price"))
    assert stream.commitment == hashlib.sha256(stream.key).hexdigest()


def test_a_code_is_the_first_32_signs_of_the_commitment_in_groups_of_four():
    stream = Stream(stream_key(SECRET, "P001", "bid.price"))
    assert re.fullmatch(r"[0-9a-f]{4}( [0-9a-f]{4}){7}", stream.code)
    assert stream.commitment.startswith(stream.code.replace(" ", ""))
    assert code_of(stream.commitment) == stream.code
    assert stream.code.startswith(code_of(stream.commitment, CODE_SIGNS_BEFORE) + " ")


def test_one_stream_does_not_move_another():
    before = Stream(stream_key(SECRET, "P001", "bid.price")).below(501)
    other = Stream(stream_key(SECRET, "P001", "bid.question-1.1"))
    [other.below(7) for _ in range(100)]
    assert Stream(stream_key(SECRET, "P001", "bid.price")).below(501) == before


@given(st.binary(min_size=32, max_size=32), st.integers(1, 2**64))
def test_draws_stay_below_their_bound(key, n):
    assert 0 <= Stream(key).below(n) < n


@pytest.mark.parametrize("n", [0, -1])
def test_nothing_can_be_drawn_of_nothing(n):
    with pytest.raises(ValueError, match="cannot draw"):
        Stream(SECRET).below(n)


@given(st.binary(min_size=32, max_size=32), st.lists(st.integers(), max_size=30))
def test_shuffling_loses_nothing(key, items):
    assert Counter(Stream(key).shuffled(items)) == Counter(items)


def test_draws_are_spread_evenly():
    stream = Stream(SECRET)
    counts = Counter(stream.below(10) for _ in range(20_000))
    chi_square = sum((count - 2000) ** 2 / 2000 for count in counts.values())
    assert chi_square < 27.9  # the 0.999 quantile for 9 degrees of freedom


@given(st.integers(0, 2**53 - 1), st.integers(1, 10_000))
def test_a_wide_draw_scales_to_any_range(wide, n):
    assert 0 <= scaled(wide, n) < n


WORDS = [int.from_bytes(hmac.digest(SECRET, n.to_bytes(8, "big"), "sha256")[:8], "big") for n in range(64)]


def test_every_word_is_the_hmac_of_its_number():
    """A stream hashes its first words in another way than those that follow."""
    stream = Stream(SECRET)
    assert [stream._word() for _ in WORDS] == WORDS


def test_a_wide_draw_is_the_first_53_bits_of_a_word_and_a_uniform_one_their_share() -> None:
    wide, uniform = Stream(SECRET), Stream(SECRET)
    assert [wide.wide() for _ in WORDS] == [word >> 11 for word in WORDS]
    assert [uniform.uniform() for _ in WORDS] == [(word >> 11) / 2**53 for word in WORDS]


def test_a_choice_is_the_item_whose_number_is_drawn() -> None:
    stream = Stream(SECRET)
    assert [stream.choice("abcde") for _ in WORDS] == ["abcde"[word % 5] for word in WORDS]


@pytest.mark.parametrize("items", ["", "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefgh"])
def test_items_are_shuffled_by_fisher_and_yates_from_the_last_one_on(items: str) -> None:
    """Durstenfeld (1964), Algorithm 235: for each last place, one of those up to it is put there."""
    expected, words = list(items), iter(WORDS)
    for left in range(len(items), 1, -1):
        other = next(words) % left
        expected[left - 1], expected[other] = expected[other], expected[left - 1]
    stream = Stream(SECRET)
    assert stream.shuffled(items) == tuple(expected)
    assert stream.wide() == next(words) >> 11, "as many words are taken as there are places but the first"


def test_a_word_that_would_favor_low_numbers_is_passed_over():
    """Of 2**64 words, those from the largest multiple of n on are left out; here that is nearly half."""
    n = (1 << 63) + 1
    assert {word >= n for word in WORDS} == {True, False}
    stream = Stream(SECRET)
    fair = [word for word in WORDS if word < n]
    assert [stream.below(n) for _ in fair] == fair


def test_a_word_that_equals_the_limit_is_passed_over_here_and_in_receipts():
    """An even word above two thirds of 2**64 is the limit of its half: drawn, it would be one 0 too many."""
    passed_over = 0
    for number in range(40):
        key = stream_key(SECRET, f"P{number:03}", "bid.price")
        words = [hmac.digest(key, at.to_bytes(8, "big"), "sha256")[:8] for at in (0, 1)]
        first, second = (int.from_bytes(word, "big") for word in words)
        if first % 2 == 0 and first > max(second, (2 << 64) // 3):
            passed_over += 1
            n = first // 2
            assert Stream(key).below(n) == redrawn(key, {"below": n}) == second % n
    assert passed_over


def test_receipts_pass_over_the_same_words():
    n = 3 << 61
    passed_over = 0
    for number in range(40):
        key = stream_key(SECRET, f"P{number:03}", "bid.price")
        first = int.from_bytes(hmac.digest(key, bytes(8), "sha256")[:8], "big")
        passed_over += first >= 2 * n
        assert redrawn(key, {"below": n}) == Stream(key).below(n)
    assert passed_over


def test_thirds_of_three_words_in_four_are_each_drawn_as_often():
    """With n = 3 * 2**62 a fourth of all words is passed over; else the lowest third would come twice."""
    n, stream = 3 << 62, Stream(SECRET)
    counts = Counter(stream.below(n) // (1 << 62) for _ in range(6_000))
    assert sum((counts[third] - 2000) ** 2 / 2000 for third in range(3)) < 13.8  # 0.999, 2 degrees of freedom


def test_a_seed_gives_one_secret_per_protocol():
    assert secret_from_seed(7, "a") == secret_from_seed(7, "a")
    assert len({secret_from_seed(7, "a"), secret_from_seed(8, "a"), secret_from_seed(7, "b")}) == 3


@pytest.mark.parametrize(
    ("wide", "n", "number"),
    [(0, 10, 0), (2**52, 10, 5), (2**53 - 1, 10, 9), (2**51, 3, 0)],
)
def test_a_wide_draw_is_scaled_by_its_share_of_2_to_the_53(wide: int, n: int, number: int):
    assert scaled(wide, n) == number


def test_a_code_of_the_first_format_has_16_signs():
    assert code_of("0123456789abcdef" * 4, CODE_SIGNS_BEFORE) == "0123 4567 89ab cdef"
