"""What check says of guidance, contribution and prices that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.experiment import Experiment
from ikea_effect.protocol.faults import read_as
from ikea_effect.protocol.loading import protocol_from
from ikea_effect.protocol.setup import set_up
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


SHIRT = (Path(__file__).parents[3] / "protocols" / "franke_2010_tshirt_free.yaml").read_text("utf-8")
FREE = "task: free,"
DESIGNS = {
    "a word": (f"{FREE} contribution: some,", "full, little, {by: FACTOR} with such levels"),
    "no such factor": (f"{FREE} contribution: {{by: desing}},", "Did you mean 'design'?"),
    "other levels": (f"{FREE} contribution: {{by: design}},", "self, company are no contribution"),
    "no such level": (
        f"{FREE} contribution: {{by: design, levels: {{self: full, they: little}}}},",
        "is no level of design",
    ),
    "a level that is lacking": (
        f"{FREE} contribution: {{by: design, levels: {{company: little}}}},",
        "says nothing for self",
    ),
    "one's own anyway": (f"{FREE} keeps: own,", "belongs to task: reproduce"),
}


@pytest.mark.parametrize("case", DESIGNS)
def test_a_contribution_that_cannot_be_is_refused(case: str) -> None:
    after, says = DESIGNS[case]
    with pytest.raises(ProtocolError) as refused:
        protocol_from(parse_tree(SHIRT.replace(FREE, after), "p.yaml"))
    assert says in str(refused.value)


PRICED = {
    "no prices": ("", "has no prices, and the step 'make' shows them"),
    "cents": ("prices: {motifs: {sun: 1.505}}\n", "prices motif.sun at 1.505"),
    "in order": ("prices: {motifs: {sun: 1.50}}\n", ""),
}


@pytest.mark.parametrize("case", PRICED)
def test_prices_that_cannot_be_shown_are_told_before_anybody_sits_down(case: str, tmp_path: Path) -> None:
    prices, says = PRICED[case]
    home = Path(__file__).parents[3] / "experiments" / "franke_2010_tshirt_free" / "materials" / "shirt"
    folder = tmp_path / "experiments" / "franke_2010_tshirt_free"
    (folder / "materials").mkdir(parents=True)
    toolkit = prices + (home / "toolkit.yaml").read_text("utf-8")
    (folder / "materials" / "toolkit.yaml").write_text(toolkit, "utf-8")
    said = (
        "protocol: franke-2010-tshirt-free\nlanguage: en\ngoods: {shirt: {toolkit: materials/toolkit.yaml}}\n"
    )
    tree = parse_tree(SHIRT.replace(FREE, f"{FREE} prices: true,"), "p.yaml")
    here = read_as(Experiment, parse_tree(said, "experiment.yaml"))
    told = ""
    try:
        set_up(protocol_from(tree), here, folder)
    except ProtocolError as error:
        told = str(error)
    assert says in told
    assert bool(says) == bool(told)
