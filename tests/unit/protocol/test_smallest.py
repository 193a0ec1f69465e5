"""The smallest line of every kind, as the documents have it, makes a study that can be collected."""

from __future__ import annotations

import pytest
import yaml

from docs.smallest import OF, examples, study_of
from ikea_effect.protocol.kinds import known
from ikea_effect.protocol.loading import protocol_from
from ikea_effect.protocol.registry import BUILT_IN
from ikea_effect.protocol.tree import parse_tree

EVERY = [(of, name) for of in OF for name in examples()[of]]


@pytest.mark.parametrize(("of", "name"), EVERY)
def test_the_smallest_line_of_a_kind_makes_a_study(of: str, name: str) -> None:
    said = yaml.safe_dump(study_of(of, name), sort_keys=False)
    assert not protocol_from(parse_tree(said, "ten-lines.yaml")).uncollectable
    assert name in said


@pytest.mark.parametrize("of", OF)
def test_every_kind_has_its_smallest_line(of: str) -> None:
    assert {*examples()[of]} == {*BUILT_IN[of]} <= {*known(of)}
