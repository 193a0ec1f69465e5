"""Cash and books at two desks with one store: a real PostgreSQL server on loopback."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ikea_effect.errors import ParticipantError, StationError
from ikea_effect.operations.cash import count_box, pay
from ikea_effect.operations.run import run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_ledger import Correction
from ikea_effect.operations.stop import stop
from ikea_effect.record.cash_acts import cash_book, enter_count, enter_payment
from ikea_effect.record.ledger import kept_ledger, read_ledger, without, write_ledger
from ikea_effect.record.store_place import url_of
from ikea_effect.record.studies import find_study
from ikea_effect.record.study import Study
from ikea_effect.record.study_journal import legible
from ikea_effect.typed_money import parse_money
from tests.postgres import Server
from tests.unit.operations.test_run import Opened, asked, stop_before

pytestmark = pytest.mark.slow


@pytest.fixture
def desks(tmp_path: Path, postgres: Server, request: pytest.FixtureRequest) -> Callable[[str], Study]:
    """The study as a desk finds it, brought up to what the other did; P001 took part and is settled."""
    name = f"cash-{request.node.name.removeprefix('test_')}"[:40].strip("-_")
    run_session(asked(tmp_path / "one", study=name, store=postgres.url()), Opened())
    run_session(asked(tmp_path / "other", "P002", study=name, store=postgres.url()), Opened())
    settle(find_study(tmp_path / "one", name))
    return lambda desk: find_study(tmp_path / desk, name)


def test_two_desks_do_not_pay_one_person_twice(desks: Callable[[str], Study]) -> None:
    one, other = desks("one"), desks("other")  # both have looked
    paid = pay(one, "P001", "assistant-1").amount
    assert paid.minor > 0
    with pytest.raises(StationError, match="changed at another desk"):
        pay(other, "P001", "assistant-2")
    again = pay(desks("other"), "P001", "assistant-2")
    assert (again.amount.minor, again.in_all, again.by) == (0, paid, "assistant-1")
    assert [(act.minor, act.by) for act in cash_book(desks("one")).payments] == [(paid.minor, "assistant-1")]


def test_a_look_that_is_old_pays_nobody_also_where_the_desk_was_brought_up_since(
    desks: Callable[[str], Study],
) -> None:
    study, book = desks("one"), cash_book(desks("one"))
    paid = pay(desks("other"), "P001", "assistant-1").amount.minor
    desks("one")
    with pytest.raises(StationError, match="Nothing was written"):
        enter_payment(study, book, "P001", paid, "assistant-2")
    assert cash_book(desks("other")).acts == cash_book(desks("one")).acts != book.acts


def test_a_box_is_opened_at_one_of_two_desks(desks: Callable[[str], Study]) -> None:
    one, other, book = desks("one"), desks("other"), cash_book(desks("one"))
    opened = count_box(one, True, "10x2", "assistant-1").count
    with pytest.raises(StationError, match="changed at another desk"):
        count_box(other, True, "10x2", "assistant-2")
    with pytest.raises(StationError, match="changed at another desk"):
        enter_count(one, book, opened)
    assert [act.by for act in cash_book(desks("other")).acts] == ["assistant-1"]


def test_a_ledger_that_was_read_before_another_desk_wrote_is_not_written(
    desks: Callable[[str], Study],
) -> None:
    study, read = desks("one"), kept_ledger(desks("one"))
    extra = Correction("P001", parse_money("5.00", "USD", "en"), "fee was forgotten")
    books = settle(desks("other"), corrections=[extra]).books
    desks("one")  # another program at this desk looks meanwhile
    with pytest.raises(StationError, match="changed at another desk"):
        write_ledger(study, without(read.rows, "P002"), read.times)
    assert read_ledger(desks("one")) == read_ledger(desks("other")) == list(books.rows)
    write_ledger(study, without(books.rows, "P002"), kept_ledger(study).times)
    assert read_ledger(desks("other")) == without(books.rows, "P002")


def test_a_stop_and_its_payment_are_of_one_person_though_two_desks_stop_at_once(
    desks: Callable[[str], Study], tmp_path: Path
) -> None:
    one = desks("one")
    run_session(asked(tmp_path / "one", "P003", study=one.name, store=url_of(one.folder)), stop_before(5))
    stop(desks("one"), "P003", by="assistant-0")  # and it is left open what is paid

    def stopped(desk: str) -> str:
        try:
            stop(desks(desk), "P003", f"told at {desk}", "show-up", desk)
        except (ParticipantError, StationError) as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as both:
        said = dict(zip(("one", "other"), both.map(stopped, ("one", "other")), strict=True))
    [desk] = [desk for desk, refused in said.items() if not refused]
    *_, last = [event.data for event in legible(desks("one")) if event.kind == "stopped"]
    assert (last["by"], last["pays"]) == (desk, "show-up")
    notes = {row.note for row in read_ledger(desks("other")) if row.line.participant == "P003"}
    assert notes == {f"stopped: told at {desk}"}
