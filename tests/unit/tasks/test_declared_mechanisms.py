"""What a mechanism's declaration refuses, and with which words."""

import pytest
from pydantic import TypeAdapter, ValidationError

from ikea_effect.protocol.kinds import kind_of
from ikea_effect.protocol.mechanisms import Mechanism

ANY = TypeAdapter(Mechanism)
GRID = {"low": 0, "high": 5, "step": 0.5}


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"kind": "bdm", "low": 0, "high": 5, "step": 0.3}, "do not reach 5"),
        ({"kind": "bdm", "low": 5, "high": 5, "step": 1}, "do not rise"),
        ({"kind": "bdm", "low": 0, "high": 5, "step": 0}, "do not rise"),
        ({"kind": "bdm", **GRID, "prices": [{"price": 0.25}]}, "not on the grid"),
        ({"kind": "bdm", **GRID, "trade": "sell", "pays": "own-bid"}, "Selling takes"),
        ({"kind": "vickrey", **GRID, "group_size": 1}, "greater than or equal to 2"),
        ({"kind": "vickrey", **GRID, "group_size": 2, "units": 2}, "nobody would have to bid"),
        ({"kind": "vickrey", **GRID, "group_size": 2, "reserve": 0.3}, "reserve 0.3 is not on the grid"),
        ({"kind": "nth-price", **GRID, "group_size": 3, "n": 4}, "nobody would have to bid"),
        ({"kind": "price-list", "prices": [1, 3, 2]}, "do not rise"),
        ({"kind": "price-list", "prices": [1, 1]}, "do not rise"),
        ({"kind": "double-bounded", "price_sets": [{"first": 1, "lower": 2, "higher": 3}]}, "do not rise"),
        ({"kind": "auction"}, "'bdm'"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(declared, words):
    with pytest.raises(ValidationError) as refused:
        ANY.validate_python(declared)
    assert words in str(refused.value)


def test_hypothetical_and_interval_mechanisms_say_so():
    offered = ANY.validate_python({"kind": "take-it-or-leave-it", "prices": [1]})
    stated = ANY.validate_python({"kind": "open-ended", **GRID})
    assert (kind_of(offered).hypothetical, kind_of(offered).yields) == (False, "bounds")
    assert (kind_of(stated).hypothetical, kind_of(stated).yields) == (True, "amount")
