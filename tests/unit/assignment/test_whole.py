"""How many places a desk is prepared with: those at which the blocks of every queue end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from typing import TypeVar

import pytest

from ikea_effect.assignment.blocks import permuted_blocks
from ikea_effect.assignment.slots import queues
from ikea_effect.assignment.whole import whole_places
from ikea_effect.protocol.loading import protocol_from_said
from ikea_effect.protocol.models import Protocol
from ikea_effect.seeds import Stream, stream_key
from tests.unit.assignment.test_queues import study

T = TypeVar("T")


class Told(Stream):
    """A stream that notes how long each block is that is drawn from it."""

    blocks: list[int]

    def shuffled(self, items: Sequence[T]) -> tuple[T, ...]:
        self.blocks.append(len(items))
        return super().shuffled(items)


def ends(protocol: Protocol, secret: bytes, sizes: Sequence[int], upto: int = 400) -> Iterator[set[int]]:
    """Where blocks end in each queue, as its conditions are drawn."""
    for queue in queues(protocol):
        stream = Told(stream_key(secret, "", queue.purpose))
        stream.blocks = []
        for _ in islice(permuted_blocks(queue.conditions(protocol), sizes, stream), upto):
            pass
        yield set(accumulate(stream.blocks))


STRATA = {"strata": {"site": ["delft", "leiden", "breda"]}}


@pytest.mark.parametrize("secret", [bytes([one]) * 32 for one in range(6)])
@pytest.mark.parametrize("more", [{}, STRATA], ids=["one queue", "three"])
@pytest.mark.parametrize(("declared", "sizes"), [([2, 4], (2, 4)), ([2, 6, 10], (2, 6, 10)), ([4], (4,))])
def test_places_are_whole_blocks_in_every_queue_and_no_more(
    secret: bytes, more: dict[str, object], declared: list[int], sizes: tuple[int, ...]
) -> None:
    protocol = study(assignment={"block_sizes": declared, **more})
    of = list(ends(protocol, secret, sizes))
    both = set.intersection(*of)
    for wanted in (1, 2, 3, 7, 8, 20):
        least = min(end for end in both if end >= wanted)
        assert whole_places(protocol, secret, wanted) == least * len(of)


@pytest.mark.parametrize(("wanted", "places"), [(1, 202), (202, 202), (203, 404)])
def test_where_queues_do_not_meet_soon_each_has_room_for_its_largest_block(wanted: int, places: int) -> None:
    sites = [f"site-{number}" for number in range(12)]
    protocol = study(assignment={"block_sizes": [4, 202], "strata": {"site": sites}})
    assert whole_places(protocol, b"k" * 32, wanted) == places * 12


def test_where_each_role_has_one_condition_every_place_is_a_whole_block() -> None:
    said = dict(study()._said) | {"roles": {"maker": {}, "judge": {}}, "assignment": {}}
    said |= {"sample": {"per_role": {"maker": 4, "judge": 4}}}
    protocol = protocol_from_said({name: value for name, value in said.items() if name != "factors"})
    assert [whole_places(protocol, b"k" * 32, wanted) for wanted in range(1, 9)] == list(range(2, 18, 2))
