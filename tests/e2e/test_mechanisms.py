"""Every way of asking for a price: simulated, exported, and at a real window by a scripted hand."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.operations.data import export
from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.simulate_session import participant_name
from ikea_effect.protocol.kinds import kind_of
from ikea_effect.protocol.kinds.steps.bidding import Bidding
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.journal import read_journal
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.study import Study, open_study
from tests.e2e.one_window import Room, data_of, opened_room
from tests.quick import quick

PROTOCOLS = Path(__file__).parents[1] / "data" / "protocols"
OF_SEVERAL = ("makers_and_judges", "partners", "within")
"""Designs with others' pieces or levels within participants, which have tests of their own."""
MECHANISMS = tuple(path.stem for path in sorted(PROTOCOLS.glob("*.yaml")) if path.stem not in OF_SEVERAL)
ALONE = [name for name in MECHANISMS if not name.startswith("english")]
"""Those whose sessions wait for nobody; the others are in test_one_desk.py."""
EACH_TIME = ("bdm_own_bid", "english")
SEED = 7
N = 42
Row = dict[str, str]


def reference(name: str) -> str:
    return str(PROTOCOLS / f"{name}.yaml")


# --- simulated and exported -------------------------------------------------------------------------------


class Exported:
    """The observations of simulated participants, as they stand in the CSV file."""

    def __init__(self, name: str, results: Path) -> None:
        self.protocol: Protocol = load_protocol(reference(name))
        self.study = simulate(SimulateRequest(reference(name), N, SEED, name, results=results))
        with export(self.study)[0].open(newline="", encoding="utf-8") as file:
            self.rows: list[Row] = list(csv.DictReader(file))

    def amounts(self, column: str) -> list[Decimal | None]:
        return [Decimal(row[column]) if row[column] else None for row in self.rows]

    def steps(self) -> list[Bidding]:
        return [step for step in self.protocol.timeline if isinstance(step, Bidding)]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Exported]:
    kept: dict[str, Exported] = {}

    def of(name: str) -> Exported:
        if name not in kept:
            kept[name] = Exported(name, tmp_path_factory.mktemp("simulated"))
        return kept[name]

    return of


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", quick(MECHANISMS, *EACH_TIME, "double_bounded", "everything", "vickrey_units")
)
def test_simulated_participants_fill_every_column(exported: Callable[[str], Exported], name: str) -> None:
    found = exported(name)
    assert [row["status"] for row in found.rows] == ["complete"] * N
    for step in found.steps():
        if kind_of(step.mechanism).yields == "bounds":
            lows, highs = found.amounts(f"{step.measure}.low"), found.amounts(f"{step.measure}.high")
            assert None not in lows
            assert all(high is None or low < high for low, high in zip(lows, highs, strict=True))  # type: ignore[operator]
            assert len({*zip(lows, highs, strict=True)}) > 2
        else:
            low, high = step.mechanism.low, step.mechanism.high  # type: ignore[union-attr]
            bids = found.amounts(step.measure)
            assert all(bid is not None and low <= bid <= high for bid in bids)
            assert len(set(bids)) > 2
        if step.practice_rounds:
            assert None not in found.amounts(f"{step.id}.practice_error")
        if step.comprehension:
            assert {row[f"{step.id}.comprehension"] for row in found.rows} <= {"passed", "failed"}
            assert all(1 <= int(row[f"{step.id}.attempts"]) <= 6 for row in found.rows)


SETTLED_AT_ONCE = [
    "bdm_own_bid", "bdm_prices", "bdm_rounds", "bdm_sell", "bdm_within_endowment", "english", "induced_value",
    "offer", "price_list", "price_list_free", "price_list_rounds", "offer_rounds", "bdm_sell_rounds",
]  # fmt: skip


@pytest.mark.parametrize("name", quick(SETTLED_AT_ONCE, *EACH_TIME))
def test_what_was_settled_stands_in_the_row(exported: Callable[[str], Exported], name: str) -> None:
    found = exported(name)
    payment = found.protocol.payment
    prices, paid = found.amounts("bid.price"), found.amounts("bid.paid")
    for row, price, pays, owed in zip(found.rows, prices, paid, found.amounts("owed"), strict=True):
        assert price is not None
        assert owed == payment.show_up + payment.endowment - pays
        if row["bid.bought"] == "true":
            assert pays == (Decimal(row["wtp"]) if name == "bdm_own_bid" else price)
        elif name.startswith("bdm_sell"):
            round_ = row.get("bid.round", "1")
            asked = Decimal(row["wtp" if round_ == "1" else f"wtp.{round_}"])
            assert pays == (-price if price >= asked else 0)
        else:
            assert pays == 0


# --- at a real window -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def room(x_display: str, home: Path) -> Iterator[Room]:
    yield from opened_room(x_display, home)


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize(
    ("participant", "language", "keyboard"), [("S0001", "en", False), ("S0002", "nl", True)]
)
@pytest.mark.parametrize("name", ALONE)
def test_a_hand_at_the_window_does_what_the_simulated_participant_does(
    room: Room,
    exported: Callable[[str], Exported],
    tmp_path: Path,
    name: str,
    participant: str,
    language: str,
    keyboard: bool,
) -> None:
    """One in English with the mouse alone, one in Dutch with the keyboard on every other page."""
    request = RunRequest(
        reference(name), participant, name, language=language, results=tmp_path, mode="scripted", seed=SEED
    )
    take_the_seats(request)
    assert run_session(request, lambda setup, answer: room.opened(setup, answer, keyboard)).finished
    simulated, seen = exported(name).study, Study(tmp_path / name)
    assert own_sequence(seen, participant) == own_sequence(simulated, participant)
    assert in_any_language(data_of(seen, participant)) == in_any_language(data_of(simulated, participant))


OF_ANOTHER = ("pause.", "cover-of-others.")
"""The steps of `everything` that take from another session; at the window there is no other."""


def own_sequence(study: Study, participant: str) -> list[tuple[str, str | None]]:
    """Kinds and screens of what happened, but for what follows from another session."""
    events = read_journal(study.journal(participant)).events
    return [
        (event.kind, event.data.get("screen"))
        for event in events
        if not str(event.data.get("screen") or event.data.get("name") or "").startswith(OF_ANOTHER)
    ]


def in_any_language(row: Mapping[str, Any]) -> dict[str, Any]:
    """Without anagrams and what a machine wrote, and how much of it, which are of the session's language, and
    without what comes from another session.
    """
    differing = ("words.answer_", "tag", *OF_ANOTHER)
    return {name: value for name, value in row.items() if not name.startswith(differing)}


def take_the_seats(request: RunRequest) -> None:
    """This participant's slot, and those of the participants before, who are never run."""
    setup = load_setup(request.protocol, language=request.language)
    study = open_study(
        request.results, plan_of(setup, request.protocol, str(request.study), "scripted", SEED), ""
    )
    with store_of(study) as store:
        store.claim([participant_name(number) for number in range(int(request.participant[1:]))])
