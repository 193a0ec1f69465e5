"""Journals that someone has changed who knows the format: what gives it away.

A journal is written anew with a chain that holds. What its secret draws and what was typed give it away.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ikea_effect.errors import RecordError
from ikea_effect.operations.settle import settle
from ikea_effect.operations.verify import receipt_verified, study_verified
from ikea_effect.payment.receipts import verify
from ikea_effect.record.events import GENESIS, Event, digest
from ikea_effect.record.study import Study
from ikea_effect.tasks.bidding.english.rule import english_grid, sale_from, settlement
from tests.unit.operations.forged_bench import EVERY, copied, receipts, studies

__all__ = ["copied", "studies"]

Change = Callable[[list[dict[str, Any]]], None]
Fact = dict[str, Any]


# --- journals ----------------------------------------------------------------------------------------------


def forged(study: Study, who: str, change: Change) -> None:
    """Writes a journal with changed events and a chain that holds."""
    path = study.journal(who)
    events = [json.loads(line) for line in path.read_bytes().splitlines()]
    change(events)
    head, lines = GENESIS, []
    for seq, event in enumerate(events):
        line = Event(**(event | {"seq": seq, "prev": head})).line()
        lines.append(line)
        head = digest(line)
    path.write_bytes(b"".join(line + b"\n" for line in lines))


def facts(events: list[dict[str, Any]], kind: str) -> list[Fact]:
    return [event["data"] for event in events if event["kind"] == kind]


def of(kind: str, **changed: Any) -> Change:
    """The last fact of a kind says something else: a value, or what a function makes of it."""

    def change(events: list[dict[str, Any]]) -> None:
        data = facts(events, kind)[-1]
        for key, value in changed.items():
            data[key] = value(data[key]) if callable(value) else value

    return change


def more(by: int) -> Callable[[Any], Any]:
    return lambda value: value | {"minor": value["minor"] + by} if isinstance(value, dict) else value + by


def dollars(amount: dict[str, Any]) -> dict[str, Any]:
    return amount | {"currency": "USD"}


def flipped(events: list[dict[str, Any]]) -> None:
    """The purchase is the opposite of what was answered, and the last screen says so, too."""
    data = facts(events, "settled")[-1]
    data["bought"] = not data["bought"]
    pays = data["price"]["minor"] if data["bought"] else 0
    before, data["pays"]["minor"] = data["pays"]["minor"], pays
    for noted in facts(events, "noted"):
        if noted["name"] == "owed":
            noted["value"]["minor"] += before - pays


def settled_by_hand(events: list[dict[str, Any]]) -> None:
    """A group's good is said to have been bought at once, for one cent."""
    place = next(number for number, event in enumerate(events) if event["kind"] == "pending")
    money = {"minor": 1, "currency": "EUR"}
    data = {"bidding": "bid", "bought": True, "price": money, "pays": money}
    events[place] = events[place] | {"kind": "settled", "data": data}


def without(kind: str) -> Change:
    def change(events: list[dict[str, Any]]) -> None:
        events[:] = [event for event in events if event["kind"] != kind]

    return change


def twice(kind: str) -> Change:
    def change(events: list[dict[str, Any]]) -> None:
        place = next(number for number, event in enumerate(events) if event["kind"] == kind)
        events.insert(place, events[place])

    return change


def bid_of(minor: int) -> Change:
    """Another bid is measured and waits than was typed."""

    def change(events: list[dict[str, Any]]) -> None:
        for kind, key in (("measured", "value"), ("pending", "amount")):
            facts(events, kind)[-1][key] = {"minor": minor, "currency": "EUR"}

    return change


def other_draw(events: list[dict[str, Any]]) -> None:
    """The rank is another one in the draw, too."""
    facts(events, "drawn")[-1]["value"] = facts(events, "pending")[-1]["rank"] = 2**53 - 1


def other_share(events: list[dict[str, Any]]) -> None:
    """The share is another one in the draw, too."""
    for data in (facts(events, "drawn")[-1], facts(events, "pending")[-1]):
        data["share"] = (data["share"] + 1) % 60


FORGED: dict[str, tuple[str, Change]] = {
    "a share steers n": ("random_nth_price", of("pending", share=more(1))),
    "a share and its draw steer n": ("random_nth_price", other_share),
    "a rank steers a tie": ("vickrey", of("pending", rank=2**53 - 1)),
    "a rank and its draw steer a tie": ("vickrey", other_draw),
    "another bid waits than was measured": ("vickrey", of("pending", amount=more(100))),
    "another bid waits than was typed": ("vickrey", bid_of(500)),
    "a bid in another currency waits": ("vickrey", of("pending", amount=dollars)),
    "a share steers the round": ("vickrey_rounds", of("pending", round_share=lambda one: (one + 1) % 3)),
    "other bids wait than were measured": ("vickrey_rounds", of("pending", bids_minor=lambda one: one[1:])),
    "a bid waits twice": ("vickrey", twice("pending")),
    "a bid is settled by hand": ("vickrey", settled_by_hand),
    "no draw is told": ("vickrey", without("drawn")),
    "nothing is measured": ("vickrey", without("measured")),
    "nothing was typed": ("vickrey", without("replied")),
    "another bid is predicted": ("prediction_score", of("pending", rank=5)),
    "another prediction waits": ("prediction_band", of("pending", amount=more(5))),
    "a row is answered otherwise": ("price_list", flipped),
    "a free row is answered otherwise": ("price_list_free", flipped),
    "a row of a round is answered otherwise": ("price_list_rounds", flipped),
    "an offer is answered otherwise": ("offer", flipped),
    "an offer of a round is answered otherwise": ("offer_rounds", flipped),
    "other bounds are measured": ("price_list", of("measured", value=lambda one: one | {"low_minor": 1})),
    "the endowment is another one": ("price_list", of("settled", endowment=more(-1))),
    "a purchase is said not to count": ("price_list", of("settled", binding=lambda _: False)),
    "a step that nobody declared is settled": ("price_list", of("settled", bidding="gift")),
    "a purchase is settled twice": ("price_list", twice("settled")),
    "a row is another one": ("price_list", of("drawn", value=lambda one: (one + 1) % 10)),
    "a step is drawn to count": ("price_list", of("drawn", purpose="binding")),
}  # fmt: skip


def with_binding(events: list[dict[str, Any]]) -> None:
    """Adds what the engine leaves out where all steps count."""
    for data in (*facts(events, "settled"), *facts(events, "pending")):
        data.setdefault("binding", True)


@pytest.mark.slow
@pytest.mark.parametrize("what", FORGED)
def test_a_forged_journal_is_not_paid_and_shown(copied: Callable[[str], Study], what: str) -> None:
    name, change = FORGED[what]
    study = copied(name)

    def changed(events: list[dict[str, Any]]) -> None:
        with_binding(events)
        change(events)

    forged(study, "S0003", changed)
    books = settle(study, close=True).books
    assert books.apart.keys() == {"S0003"}
    paid = {line.participant for line in books.lines}
    assert paid == {*study.participants()} - {"S0003"}
    found = study_verified(study)
    assert not found.holds
    assert "S0003" in found.text()


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_an_honest_journal_chained_anew_is_settled_and_every_receipt_holds(
    copied: Callable[[str], Study], name: str
) -> None:
    study = copied(name)
    for who in study.participants():
        forged(study, who, lambda _: None)
    settle(study, close=True)
    assert study_verified(study).holds
    for found in receipts(study).values():
        assert verify(found) == []
        assert receipt_verified(found).unproven


def test_the_round_of_a_whole_desk_cannot_be_steered_though_all_tell_it_alike(
    copied: Callable[[str], Study],
) -> None:
    study = copied("english_rounds")
    mechanism = next(step.mechanism for step in study.protocol.timeline if step.kind == "bidding")
    grid = english_grid(mechanism, study.protocol.currency)

    def another_round(events: list[dict[str, Any]]) -> None:
        sale = next((one for one in facts(events, "sale") if one["group"] == 1), None)
        if sale is None:
            return
        sale["counts"] = sale["counts"] % len(sale["rounds"]) + 1
        told, [settled] = sale_from(sale), facts(events, "settled")
        due = settlement(grid, told.counting, told.paddle(events[0]["data"]["participant"]))
        owed = next(noted for noted in facts(events, "noted") if noted["name"] == "owed")
        owed["value"]["minor"] += settled["pays"]["minor"] - due.pays.minor
        settled["bought"] = due.bought
        settled["price"]["minor"], settled["pays"]["minor"] = due.price.minor, due.pays.minor

    for who in study.participants():
        forged(study, who, another_round)
    apart = settle(study).books.apart
    assert apart.keys() == {"S0001", "S0002", "S0003"}
    assert all("is said to count, but the shares give" in why for why in apart.values())


def test_a_study_without_its_secret_says_so(copied: Callable[[str], Study]) -> None:
    study = copied("vickrey")
    (study.folder / "secret").unlink()
    for run in (settle, study_verified):
        with pytest.raises(RecordError, match=r"secret cannot be read .*: without it no draw"):
            run(study)
