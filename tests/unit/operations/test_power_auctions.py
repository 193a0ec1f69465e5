"""Auctions of whole simulated studies: who pays, and whose group does not fill."""

from __future__ import annotations

import hashlib

import pytest

from ikea_effect.diagnosis.diagnose import unaimed
from ikea_effect.diagnosis.program import program_digest
from ikea_effect.operations.power_full import FullPiece, cost_of, run_full, works_of
from ikea_effect.operations.power_text import cost_lines, unfilled_words
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate import first_chunk, simulated_journals
from ikea_effect.payment.group_columns import sold
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.setup import load_setup

SCARF = "franke-schreier-2010-scarf"
SEED, PER_CONDITION = 3, 3


def bids_of(number: int) -> list[float]:
    """What everybody bids in a study, in the order of places."""
    setup = load_setup(SCARF)
    plan = plan_of(setup, SCARF, setup.protocol.id, "simulated", SEED)
    secret = hashlib.sha256(f"{SEED} {setup.protocol.id} {number}".encode()).digest()
    chunk = first_chunk(setup, secret, 2 * PER_CONDITION)
    journals = [journal.events for _, journal in simulated_journals(setup, plan, secret, chunk)]
    found = []
    for events in sorted(journals, key=lambda events: events[0].data["slot"]):
        found += [event.data["amount"]["minor"] / 100 for event in events if event.kind == "pending"]
    return found


@pytest.mark.slow
def test_of_six_people_four_fill_a_group_whose_second_bid_is_paid_and_two_wait() -> None:
    setup = load_setup(SCARF)
    asked = unaimed(setup.protocol, "order-of-questions")
    [work] = works_of([asked], SCARF, None, PER_CONDITION, SEED)
    tally = run_full(FullPiece(work, 0, 2, program_digest()))
    each = [bids_of(number) for number in range(2)]
    assert [len(bids) for bids in each] == [6, 6]
    assert tally.unfilled.mean == 2
    assert tally.sold.mean == pytest.approx(sum(sorted(bids[:4])[-2] for bids in each) / 2)
    cost = cost_of("planted", PER_CONDITION, 2, tally, "EUR")
    said = "\n".join(cost_lines((cost,), setup.protocol))
    assert "2.0 bids lie in a group that does not fill (nobody buys there)" in said
    assert f"winners of auctions pay EUR {tally.sold.mean:.2f} of it back" in said
    assert "by the 30 minutes that are declared for each: 3.0 hours, 0.4 days at one desk" in said


def test_a_study_without_auctions_has_nothing_to_say_of_them() -> None:
    protocol = load_protocol("norton-2012-1a")
    assert unfilled_words(protocol) == ""
    assert sold(protocol, [], {}) is None
