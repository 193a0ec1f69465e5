from collections import Counter
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikea_effect.assignment.blocks import permuted_blocks
from ikea_effect.seeds import Stream


@given(key=st.binary(min_size=32, max_size=32), cells=st.integers(2, 5), n=st.integers(1, 200))
def test_imbalance_never_exceeds_half_the_largest_block(key: bytes, cells: int, n: int) -> None:
    conditions = [f"c{cell}" for cell in range(cells)]
    sequence = list(islice(permuted_blocks(conditions, (cells, 2 * cells), Stream(key)), n))
    counts = Counter(sequence)
    assert max(counts[c] for c in conditions) - min(counts[c] for c in conditions) <= 2


def test_the_same_key_gives_the_same_sequence_and_another_does_not() -> None:
    def sequence(key: bytes) -> list[str]:
        return list(islice(permuted_blocks("ab", (2, 4), Stream(key)), 100))

    assert sequence(b"k" * 32) == sequence(b"k" * 32)
    assert sequence(b"k" * 32) != sequence(b"l" * 32)


def test_every_block_is_a_permutation() -> None:
    sequence = "".join(islice(permuted_blocks("abc", (3,), Stream(b"k" * 32)), 300))
    assert {"".join(sorted(sequence[i : i + 3])) for i in range(0, 300, 3)} == {"abc"}
    assert len({sequence[i : i + 3] for i in range(0, 300, 3)}) == 6


@pytest.mark.parametrize("conditions", ["a", "ab"])
def test_a_block_of_nothing_is_refused(conditions: str) -> None:
    with pytest.raises(ValueError, match="block of 0"):
        next(permuted_blocks(conditions, (2, 0), Stream(b"k" * 32)))


def test_one_condition_can_be_given_in_blocks_of_one() -> None:
    assert list(islice(permuted_blocks("a", (1,), Stream(b"k" * 32)), 3)) == ["a", "a", "a"]


def test_a_block_that_cannot_be_balanced_is_refused() -> None:
    with pytest.raises(ValueError, match="block of 3"):
        next(permuted_blocks("ab", (2, 3), Stream(b"k" * 32)))
