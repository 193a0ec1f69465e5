"""Values that depend on the condition: of one factor, of several, inside a repetition."""

from __future__ import annotations

import pickle

import pytest

from ikea_effect.protocol.by_levels import ByLevels, at, every
from ikea_effect.protocol.kinds import columns_of
from ikea_effect.protocol.kinds.steps.product_page import ProductPage
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.setup import load_setup
from ikea_effect.protocol.texts_by_file import own_texts
from tests.unit.measures.bench import EVERYTHING, changed, faults

CELLS = {"customer.similar": 1, "customer.other": 2, "studio.similar": 3, "studio.other": 4}
BOTH = ByLevels[int](by=("photo", "person"), levels=CELLS)


def test_a_value_is_looked_up_by_level_or_by_a_combination_of_levels() -> None:
    assert BOTH.at({"photo": "studio", "person": "similar", "age": "old"}) == 3
    assert at(ByLevels[int](by="photo", levels={"customer": 1, "studio": 2}), {"photo": "studio"}) == 2
    assert at(7, {"photo": "studio"}) == 7
    assert every(BOTH) == (1, 2, 3, 4)


def test_a_repetition_settles_its_own_factor_and_leaves_the_others() -> None:
    inside = BOTH.at_levels({"person": "other"})
    assert isinstance(inside, ByLevels)
    assert [inside.at({"photo": photo}) for photo in ("customer", "studio")] == [2, 4]
    assert inside.at_levels({"person": "other", "photo": "customer"}) == 2
    assert BOTH.at_levels({"age": "old"}) is BOTH


FACTOR = """      prebuilt: {label: Non-builders}
"""
WITHIN = (
    FACTOR
    + """  whose:
    within: true
    levels: {own: {label: Own}, partner: {label: Partner's}}
"""
)
STEP = """  - product-page:
      id: shop
"""
CELLS_OF_PRICES = "build.own: 5, build.partner: 6, prebuilt.own: 7, prebuilt.partner: 8"
PRICE = f"price: {{by: [labor, whose], levels: {{{CELLS_OF_PRICES}}}}}"


def repeated(price: str) -> str:
    """The shop once for each level of a factor within participants."""
    text = EVERYTHING.read_text("utf-8").replace(FACTOR, WITHIN, 1).replace("price: 19.95", price, 1)
    before, _, rest = text.partition(STEP)
    body, _, after = rest.partition("  - vote:\n")
    lines = "".join(f"      {line}\n" for line in (STEP + body).splitlines())
    loop = "  - for_each:\n      factor: whose\n      order: latin\n      steps:\n"
    return f"{before}{loop}{lines}  - vote:\n{after}"


def test_a_page_that_is_repeated_shows_what_holds_at_each_level() -> None:
    protocol = changed(EVERYTHING.read_text("utf-8"), repeated(PRICE))
    shops = [step for step in protocol.timeline if isinstance(step, ProductPage)]
    prices = [at(shop.price, {"labor": labor}) for labor in ("build", "prebuilt") for shop in shops]
    assert [float(price) for price in prices] == [5, 6, 7, 8]
    columns = {column.name for column in columns_of(protocol)}
    assert {"shop.seconds.own", "shop.openings.partner"} <= columns


@pytest.mark.parametrize(
    ("price", "message"),
    [
        (PRICE.replace(", prebuilt.partner: 8", ""), "says nothing for prebuilt.partner"),
        (PRICE.replace("build.own", "build.ones"), "build.ones"),
    ],
)
def test_a_repeated_page_that_lacks_a_level_is_refused(price: str, message: str) -> None:
    assert message in faults(EVERYTHING.read_text("utf-8"), repeated(price))


@pytest.mark.parametrize(
    "protocol", ["ai-contribution", "customer-photos", "dahl-2015-user-driven", "job-choice", str(EVERYTHING)]
)
def test_a_protocol_with_such_values_goes_to_another_process(protocol: str) -> None:
    """Simulations and power by several processes send it there."""
    said = load_protocol(protocol)
    there = pickle.loads(pickle.dumps(said))  # noqa: S301 - our own
    assert there == said
    assert there.timeline == said.timeline
    assert there.conditions == said.conditions


@pytest.mark.parametrize("protocol", ["norton-2012-1a", "job-choice"])
def test_a_study_that_is_set_up_goes_there_with_its_texts(protocol: str) -> None:
    here = load_setup(protocol)
    there = pickle.loads(pickle.dumps(here))  # noqa: S301 - our own
    assert dict(there.texts.wordings) == dict(here.texts.wordings)
    assert own_texts(there.texts.wordings) == own_texts(here.texts.wordings)
    assert there.protocol == here.protocol
