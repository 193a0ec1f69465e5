"""What check says of guidance that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.loading import protocol_from
from ikea_effect.protocol.tree import parse_tree

NORTON = (Path(__file__).parents[3] / "protocols" / "norton_2012_1a.yaml").read_text("utf-8")
STEP = "assembly: {id: build,"
HELP = "factors:\n  help: {between: participant, levels: {lit: {label: Lit}, none: {label: Unguided}}}\n"

REFUSED = {
    "another word": (STEP, f"{STEP} guidance: some,", "lit, named, none, or {by: FACTOR}"),
    "no such factor": (STEP, f"{STEP} guidance: {{by: labour}},", "Did you mean 'labor'?"),
    "other levels": (STEP, f"{STEP} guidance: {{by: labor}},", "build, prebuilt are no guidance"),
    "by hand": (STEP, f"{STEP} mode: physical, guidance: none,", "belongs to assembly on screen"),
    "a picture by hand": (STEP, f"{STEP} mode: physical, consult: true,", "belongs to assembly on screen"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_guidance_that_cannot_be_is_refused(case: str) -> None:
    before, after, says = REFUSED[case]
    assert before in NORTON
    with pytest.raises(ProtocolError) as refused:
        protocol_from(parse_tree(NORTON.replace(before, after), "p.yaml"))
    assert says in str(refused.value)


def test_guidance_by_a_factor_is_taken() -> None:
    said = NORTON.replace("factors:\n", HELP).replace(STEP, f"{STEP} guidance: {{by: help}}, consult: true,")
    said = said.replace("block_sizes: [2, 4]", "block_sizes: [4, 8]")
    assert len(protocol_from(parse_tree(said, "p.yaml")).conditions) == 4
