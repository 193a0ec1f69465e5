"""Journals and receipts that someone has changed who knows the format: what gives it away, and what cannot.

A journal is written anew with a chain that holds. What its secret draws and what was typed give it away.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.elicitation.receipts import unproven, verify
from ikea_effect.errors import RecordError
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.verify import receipt_verified, study_verified, verified
from ikea_effect.record.events import GENESIS, Event, digest
from ikea_effect.record.study import Study

PROTOCOLS = Path(__file__).parents[2] / "data" / "protocols"
EVERY = sorted(path.stem for path in PROTOCOLS.glob("*.yaml"))
Change = Callable[[list[dict[str, Any]]], None]
Fact = dict[str, Any]


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Study]:
    """A study of each protocol, simulated once, with ten participants, and not settled."""
    made: dict[str, Study] = {}
    results = tmp_path_factory.mktemp("made")

    def study(name: str) -> Study:
        if name not in made:
            request = SimulateRequest(str(PROTOCOLS / f"{name}.yaml"), 10, 7, name, results=results)
            made[name] = simulate(request)
        return made[name]

    return study


@pytest.fixture
def copied(studies: Callable[[str], Study], tmp_path: Path) -> Callable[[str], Study]:
    """A copy of it, to be changed."""

    def copy_of(name: str) -> Study:
        shutil.copytree(studies(name).folder, tmp_path / name)
        return Study(tmp_path / name)

    return copy_of


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


def at_another_time(events: list[dict[str, Any]]) -> None:
    """The bid is said to have been made before all others."""
    for event in events:
        if event["kind"] == "pending":
            event["at"] = "1999-01-01T00:00:00.000Z"


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
    "a bid is moved in time": ("vickrey", at_another_time),
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


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_journal_is_refused_and_shown(copied: Callable[[str], Study], what: str) -> None:
    name, change = FORGED[what]
    study = copied(name)

    def changed(events: list[dict[str, Any]]) -> None:
        with_binding(events)
        change(events)

    forged(study, "S0003", changed)
    with pytest.raises(RecordError, match=r"S0003") as refused:
        settle(study, close=True)
    assert "Nothing was written" in str(refused.value)
    assert not (study.folder / "ledger.csv").exists()
    found = study_verified(study)
    assert not found.holds
    assert "S0003" in found.text()


@pytest.mark.parametrize("name", EVERY)
def test_an_honest_journal_chained_anew_is_settled_and_every_receipt_holds(
    copied: Callable[[str], Study], name: str
) -> None:
    study = copied(name)
    for who in study.participants():
        forged(study, who, lambda _: None)
    settle(study, close=True)
    assert study_verified(study).text().endswith("Everything holds.")
    for found in receipts(study).values():
        assert verify(found) == []
        assert receipt_verified(found).unproven


def test_a_study_without_its_secret_says_so(copied: Callable[[str], Study]) -> None:
    study = copied("vickrey")
    (study.folder / "secret").unlink()
    for run in (settle, study_verified):
        with pytest.raises(RecordError, match=r"secret cannot be read .*: without it no draw"):
            run(study)


# --- receipts ----------------------------------------------------------------------------------------------


def receipts(study: Study) -> dict[str, dict[str, Any]]:
    found = sorted((study.folder / "receipts").glob("*.json"))
    return {path.stem: json.loads(path.read_text("utf-8")) for path in found}


@pytest.fixture(scope="module")
def handed_out(
    studies: Callable[[str], Study], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], dict[str, dict[str, Any]]]:
    """The receipts of a settled study, by participant."""
    made: dict[str, dict[str, dict[str, Any]]] = {}

    def of_study(name: str) -> dict[str, dict[str, Any]]:
        if name not in made:
            folder = tmp_path_factory.mktemp("settled") / name
            shutil.copytree(studies(name).folder, folder)
            settle(Study(folder), close=True)
            made[name] = receipts(Study(folder))
        return made[name]

    return of_study


TOLD_ELSEWHERE = {
    "kind", "format", "protocol", "protocol_sha256", "study_title", "language", "began", "ended", "journal",
    "entry", "booked", "called_off", "points",
}  # fmt: skip
"""What no amount depends on, or what is there only where something has to be told."""


@pytest.mark.parametrize("name", EVERY)
def test_whatever_a_receipt_needs_has_to_be_there(
    handed_out: Callable[[str], dict[str, dict[str, Any]]], name: str
) -> None:
    for found in handed_out(name).values():
        for key in found.keys() - TOLD_ELSEWHERE:
            assert verify({what: part for what, part in found.items() if what != key}), key
        for part in ("draws", "trades", "waited", "lines"):
            for number, one in enumerate(found[part]):
                for key in one.keys() - {"note", "group", "target", "members", "units", "rounds"}:
                    lacking = {what: value for what, value in one.items() if what != key}
                    assert verify(_with(found, part, number, lacking)), (part, key)


def _with(found: Mapping[str, Any], part: str, number: int, one: Mapping[str, Any]) -> dict[str, Any]:
    parts = list(found[part])
    parts[number] = one
    return {**found, part: parts}


SHOWS = ("follows", "was drawn, but", "nothing was settled in bid", "does not say")
"""Who held no bid in open bidding has no line and no draw: nothing is said to have been settled in it."""


@pytest.mark.parametrize("name", EVERY)
def test_no_part_of_a_receipt_can_be_taken_away(
    handed_out: Callable[[str], dict[str, dict[str, Any]]], name: str
) -> None:
    for found in handed_out(name).values():
        for part in ("trades", "waited", "lines"):
            for number in range(len(found[part])):
                left = found[part][:number] + found[part][number + 1 :]
                if part == "lines" and not found[part][number]["amount_minor"]:
                    continue  # a line of nothing keeps a group
                told = verify({**found, part: left}) or unproven({**found, part: left})
                assert any(words in one for one in told for words in SHOWS), (part, found[part][number])


def buyer(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The receipt of someone who bought."""
    return copy.deepcopy(next(one for one in found.values() if one["goods"]))


def show_up(found: dict[str, Any]) -> None:
    found["lines"][0]["amount_minor"] += 5000
    found["total_minor"] += 5000


def for_one_cent(found: dict[str, Any]) -> None:
    [trade] = found["trades"]
    found["total_minor"] += trade["pays_minor"] - 1
    next(line for line in found["lines"] if line["reason"] == "bid")["amount_minor"] = -1
    trade |= {"price_minor": 1, "pays_minor": 1}
    for key in ("ties", "draw", "bid_minor", "answers"):
        trade.pop(key, None)


def nothing_happened(found: dict[str, Any]) -> None:
    """The purchase is denied in the trade, the lines, the goods and the total."""
    [trade] = found["trades"]
    found["total_minor"] += trade["pays_minor"]
    trade |= {"bought": False, "pays_minor": 0}
    found["lines"] = [line for line in found["lines"] if line["reason"] != "bid"]
    found["goods"] = {}


def cheaper(found: dict[str, Any]) -> None:
    [waited] = found["waited"]
    waited["pays_minor"] -= 5
    next(line for line in found["lines"] if line["reason"] == "bid")["amount_minor"] += 5
    found["total_minor"] += 5


LIES: dict[str, tuple[str, Callable[[dict[str, Any]], None]]] = {
    "more for taking part": ("bdm_prices", show_up),
    "a purchase for one cent": ("bdm_prices", for_one_cent),
    "no trades": ("bdm_prices", lambda found: found.update(trades=[])),
    "no purchase": ("bdm_prices", nothing_happened),
    "no purchase from a list": ("price_list", nothing_happened),
    "no purchase from an offer": ("offer", nothing_happened),
    "a hundred mugs": ("bdm_prices", lambda found: found.update(goods={"storage-box": 100})),
    "another participant": ("bdm_prices", lambda found: found.update(participant="P999")),
    "another participant in the title": ("bdm_prices", lambda found: found.update(title="Receipt of P999")),
    "not simulated": ("bdm_prices", lambda found: found.update(mode="lab")),
    "a correction that nobody made": ("bdm_prices", lambda found: found["lines"].append(
        {"posting": "S0001/gift", "reason": "gift", "amount_minor": 1, "good": "", "quantity": 0, "group": ""}
    )),
    "another bid in an auction": ("vickrey", lambda found: found["waited"][0].update(amount_minor=1)),
    "a lower price in an auction": ("vickrey", cheaper),
    "another price in an auction": ("vickrey", lambda found: found["waited"][0].update(price_minor=1)),
    "another n": ("random_nth_price", lambda found: found["waited"][0].update(n=7)),
    "another good": ("vickrey", lambda found: found["waited"][0].update(good="car")),
    "a part that counts": ("vickrey", lambda found: found["waited"][0].update(counts=False)),
}  # fmt: skip


@pytest.mark.parametrize("what", LIES)
def test_a_receipt_that_lies_does_not_hold(
    handed_out: Callable[[str], dict[str, dict[str, Any]]], what: str
) -> None:
    name, lie = LIES[what]
    found = buyer(handed_out(name))
    assert verify(found) == []
    lie(found)
    assert verify(found)
    assert "DO" in receipt_verified(found).text()


def test_what_a_receipt_cannot_prove_is_named_with_its_figures(
    handed_out: Callable[[str], dict[str, dict[str, Any]]],
) -> None:
    """Show-up fee, range of prices and bid: whoever changes all places alike is found by comparing only."""
    found = buyer(handed_out("bdm_within_endowment"))
    [trade] = found["trades"]
    said = " ".join(receipt_verified(found).unproven)
    [draw] = [draw for draw in found["draws"] if draw["purpose"] == "bid.price"]
    how = draw["how"]
    high = how["low_minor"] + (how["below"] - 1) * how["step_minor"]
    assert f"one of {how['below']} prices: {how['low_minor']} to {high} in steps of" in said
    assert f"bid {trade['bid_minor']}" in said
    assert f"{found['payment']['show_up_minor']} for taking part" in said


def test_a_receipt_beside_its_study_is_compared_with_it(
    copied: Callable[[str], Study], tmp_path: Path
) -> None:
    study = copied("bdm_sell")
    settle(study)
    path = study.folder / "receipts" / "S0001.json"
    found = verified(str(path), tmp_path)
    assert found.holds
    assert "journals and ledger say the same" in found.text()
    told = json.loads(path.read_text("utf-8"))
    told["payment"]["show_up_minor"] += 100
    told["lines"][0]["amount_minor"] += 100
    told["total_minor"] += 100
    path.write_text(json.dumps(told), "utf-8")
    found = verified(str(path), tmp_path)
    assert [one.what for one in found.findings if not one.holds] == [
        "compared with the study in bdm_sell/: journals and ledger say something else"
    ]
    alone = tmp_path / "alone.json"
    alone.write_text(json.dumps(told), "utf-8")
    assert "compared with the study" not in verified(str(alone), tmp_path).text()
