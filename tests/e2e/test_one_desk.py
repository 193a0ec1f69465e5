"""Open bids: three participants at one window, one after the other, and their simulated twins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.operations.data import read_study
from ikea_effect.operations.run import RunRequest, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.payment.entries import goods_moved, handed_over
from ikea_effect.record.events import GENESIS, digest, event_from
from ikea_effect.record.study import Study
from tests.e2e.one_window import Room, data_of, opened_room, sequence

PROTOCOLS = Path(__file__).parents[1] / "data" / "protocols"
GROUP = ("S0001", "S0002", "S0003")
SEED = 7


@pytest.fixture(scope="module")
def room(x_display: str, home: Path) -> Iterator[Room]:
    yield from opened_room(x_display, home)


def run(room: Room, name: str, participant: str, results: Path, language: str, resume: bool = False) -> str:
    request = RunRequest(
        str(PROTOCOLS / f"{name}.yaml"), participant, name, language=language, results=results,
        mode="scripted", seed=SEED, resume=resume,
    )  # fmt: skip
    return run_session(request, lambda setup, answer: room.opened(setup, answer, language == "nl")).state


@pytest.mark.window
@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), [("english", "en"), ("english_rounds", "nl")])
def test_three_at_one_desk_leave_and_come_back_and_all_of_them_are_settled(
    room: Room, tmp_path: Path, name: str, language: str
) -> None:
    """The first two leave their sessions where they wait; the third one's holds the bidding."""
    assert [run(room, name, who, tmp_path, language) for who in GROUP] == ["waiting", "waiting", "finished"]
    study = Study(tmp_path / name)
    states = {row["participant"]: row["status"] for row in read_study(study).tables.wide}
    assert list(states.values()) == ["waiting", "waiting", "complete"]
    assert [run(room, name, who, tmp_path, language, resume=True) for who in GROUP[:2]] == ["finished"] * 2

    path = str(PROTOCOLS / f"{name}.yaml")
    twins = simulate(SimulateRequest(path, 3, SEED, name, results=tmp_path / "simulated"))
    for who in GROUP:
        asked = [
            (kind, screen) for kind, screen in sequence(study, who) if kind not in ("interrupted", "resumed")
        ]
        assert asked == sequence(twins, who)
        assert data_of(study, who) == data_of(twins, who)

    settled = settle(study)
    bought = goods_moved(settled.books.lines)
    assert sum(bought.values()) == 1
    [(winner, _)] = bought
    [paid] = [row["bid.paid"] for row in read_study(study).tables.wide if row["participant"] == winner]
    handed = handed_over(settled.books.lines)
    assert {who: minor for who, minor in handed.items() if who != winner} == dict.fromkeys(
        {*GROUP} - {winner}, 1100
    )
    assert handed[winner] == 1100 - paid * 100
    assert settle(study).books.new == 0


@pytest.mark.slow
def test_a_group_that_tells_its_sale_in_two_ways_is_set_apart_and_the_other_is_settled(
    tmp_path: Path,
) -> None:
    path = str(PROTOCOLS / "english.yaml")
    study = simulate(SimulateRequest(path, 6, SEED, "english", results=tmp_path))
    assert len(goods_moved(settle(study).books.lines)) == 2
    (study.folder / "ledger.csv").unlink()
    (study.journals / "_ledger.csv").unlink()
    for receipt in (study.folder / "receipts").iterdir():
        receipt.unlink()
    assert settle(study).books.new
    (study.folder / "ledger.csv").unlink()
    (study.journals / "_ledger.csv").unlink()
    for receipt in (study.folder / "receipts").iterdir():
        receipt.unlink()
    tell_otherwise(study, "S0002", '"held_by":"S0003"', '"held_by":"S0002"')
    books = settle(study).books
    assert set(books.apart) == {"S0001", "S0002", "S0003"}
    assert all("S0002 and S0001 were at one desk, but tell" in why for why in books.apart.values())
    assert len(goods_moved(books.lines)) == 1


def tell_otherwise(study: Study, participant: str, said: str, instead: str) -> None:
    """Changes a journal and mends its chain, as someone who knows the format can."""
    path, prev, lines = study.journal(participant), GENESIS, []
    for line in path.read_text("utf-8").replace(said, instead).splitlines():
        event = event_from(line.encode(), participant)
        mended = type(event)(event.seq, event.kind, event.at, event.clock_ms, prev, event.data).line()
        prev = digest(mended)
        lines.append(mended)
    path.write_bytes(b"\n".join(lines) + b"\n")


def test_simulated_groups_are_filled_in_the_order_of_the_participants(tmp_path: Path) -> None:
    path = str(PROTOCOLS / "english_rounds.yaml")
    study = simulate(SimulateRequest(path, 11, SEED, "english", results=tmp_path))
    rows = read_study(study).tables.wide
    assert [row["bid.group"] for row in rows] == [f"bid/{1 + place // 3}" for place in range(11)]
    assert [row["bid.paddle"] for row in rows] == [1 + place % 3 for place in range(11)]
    for number in range(4):
        group = rows[3 * number : 3 * number + 3]
        assert sum(row["bid.bought"] for row in group) == 1
        assert len({(row["bid.winner"], row["bid.price"], row["bid.round"]) for row in group}) == 1


def test_a_group_too_few_of_which_came_buys_nothing_and_is_paid(tmp_path: Path) -> None:
    path = str(PROTOCOLS / "english.yaml")
    study = simulate(SimulateRequest(path, 5, SEED, "english", results=tmp_path))
    rows = read_study(study).tables.wide
    assert [row["bid.bought"] is None for row in rows] == [False] * 3 + [True] * 2
    assert [row["status"] for row in rows] == ["complete"] * 5
    handed = handed_over(settle(study).books.lines)
    assert handed["S0004"] == handed["S0005"] == 1100
