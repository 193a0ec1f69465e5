"""Several desks with a folder each and one store: a real PostgreSQL server on loopback."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ikea_effect.errors import ParticipantError, RecordError, StationError
from ikea_effect.operations.desk.study import DeskRequest, run_desk
from ikea_effect.operations.pause import go_on, pause
from ikea_effect.operations.run import Answer, RunRequest, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.settle_ledger import Correction
from ikea_effect.operations.status import status
from ikea_effect.operations.stop import stop
from ikea_effect.operations.verify import verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.claims import Claims
from ikea_effect.record.database import Database
from ikea_effect.record.gatherings import Gatherings
from ikea_effect.record.journal import FileJournal, read_journal
from ikea_effect.record.pauses import PauseWatch, pause_of
from ikea_effect.record.store import Store
from ikea_effect.record.store_rebuild import store_of
from ikea_effect.record.store_tables import LEASES
from ikea_effect.record.studies import find_study, join, open_study
from ikea_effect.record.study import Study
from ikea_effect.screens.screens import Reply, Screen
from ikea_effect.session.frontends.base import Halt, SessionInterrupted
from ikea_effect.typed_money import parse_money
from tests.e2e.desk_that_arrives import arrivals, plan
from tests.postgres import Server
from tests.unit.operations.test_run import Opened, asked, stop_before

pytestmark = pytest.mark.slow


def faults(study: str, results: Path) -> list[str]:
    """What verify finds, but for what nobody has settled yet."""
    found = [finding.what for finding in verified(study, results).findings if not finding.holds]
    return [what for what in found if not what.endswith("Run settle.")]


@dataclass
class Starts:
    """A desk's window that is closed on the page of who comes next, which it keeps."""

    pages: list[str] = field(default_factory=list)
    mode: str = "scripted"
    setup: Setup | None = None

    def __call__(self, _setup: Setup, _answer: Answer) -> Any:
        return self

    def show(self, screen: Screen) -> Reply:
        if screen.id == "desk.call":
            return Reply({}, 0, 0)
        self.pages.append(str(screen))
        raise SessionInterrupted("closed")

    def heed(self, halt: Halt | None) -> None: ...

    def close(self) -> None:
        """Nothing is open."""


def test_a_pause_at_one_desk_is_heard_at_the_others_and_so_is_its_end(
    tmp_path: Path, postgres: Server
) -> None:
    url = postgres.url()
    for desk in ("one", "two"):
        run_session(asked(tmp_path / desk, f"P-{desk}", study="alarm", store=url), stop_before(2))
    one, two = (find_study(tmp_path / desk, "alarm") for desk in ("one", "two"))
    watch = PauseWatch(one.journal("P-one"))  # what a session that runs at this desk asks each second
    with contextlib.closing(Database(one.folder, url)) as database:
        watch.look(database)
        assert not watch.paused
        pause(two, "assistant-1", "fire-alarm")
        watch.look(database)
        assert watch.paused
        with pytest.raises(StationError, match="Nobody begins meanwhile"):
            run_session(asked(tmp_path / "one", "P-new", study="alarm", store=url), Opened())
        go_on(find_study(tmp_path / "one", "alarm"), "assistant-2")
        watch.look(database)
        assert not watch.paused
    assert pause_of(find_study(tmp_path / "two", "alarm")) is None


def test_a_new_desk_offers_nobody_who_began_at_another(tmp_path: Path, postgres: Server) -> None:
    url = postgres.url()
    run_session(asked(tmp_path / "one", "P001", study="fresh", store=url), Opened())
    (roster := tmp_path / "today.csv").write_text("participant\nP001\nP002\n", "utf-8")
    window = Starts()
    run_desk(DeskRequest(asked(tmp_path / "new", "", study="fresh", store=url, desk="2"), roster), window)
    assert "who-P002" in window.pages[0]
    assert "who-P001" not in window.pages[0]


def test_eight_desks_that_begin_a_study_together_give_every_slot_once(
    tmp_path: Path, postgres: Server
) -> None:
    desks, each = 8, 3
    asks = [(str(tmp_path), "together", postgres.url(), desk, each) for desk in range(desks)]
    with multiprocessing.get_context("spawn").Pool(desks) as pool:
        found = [one for desk in pool.starmap(arrivals, asks) for one in desk]
    assert sorted(slot for slot, _ in found) == list(range(desks * each))
    counts = Counter(condition for _, condition in found)
    assert abs(counts["build"] - counts["prebuilt"]) <= 2, counts
    secrets = {path.read_bytes() for path in tmp_path.glob("desk*/together/secret")}
    assert len(secrets) == 1


def test_desks_have_one_study_and_whoever_leaves_one_goes_on_at_another(
    tmp_path: Path, postgres: Server
) -> None:
    one, other, url = tmp_path / "one", tmp_path / "other", postgres.url()
    run_session(asked(one, "P001", study="week", store=url), Opened())
    run_session(asked(other, "P002", study="week", store=url), stop_before(5))
    with pytest.raises(ParticipantError, match="was interrupted"):
        run_session(asked(one, "P002", study="week"), Opened())
    resumed = Opened()
    assert run_session(asked(one, "P002", study="week", resume=True), resumed).finished
    assert resumed.hands[0].shown[0] != "consent.page"
    with pytest.raises(ParticipantError, match="has finished"):
        run_session(asked(other, "P002", study="week", resume=True), Opened())
    cells = [status(find_study(desk, "week"))["conditions"] for desk in (one, other)]
    assert cells[0] == cells[1]
    assert sum(cell["complete"] for cell in cells[0].values()) == 2
    for name in ("P001", "P002", "_study"):
        journals = [(desk / "week" / "journals" / f"{name}.jsonl").read_bytes() for desk in (one, other)]
        assert journals[0] == journals[1]
    assert faults("week", one) == []


def test_who_withdraws_at_one_desk_is_gone_from_every_other(tmp_path: Path, postgres: Server) -> None:
    one, other, url = tmp_path / "one", tmp_path / "other", postgres.url()
    for desk, who in ((one, "P001"), (other, "P002")):
        run_session(asked(desk, who, study="leaving", store=url), Opened())
    assert find_study(one, "leaving").participants() == ["P001", "P002"]
    withdraw(find_study(other, "leaving"), "P001")
    left = find_study(one, "leaving")
    assert left.participants() == ["P002"]
    assert not (left.folder / "artifacts" / "P001").exists()
    assert any("1 participant withdrew" in note for note in status(left)["notes"])
    with pytest.raises(ParticipantError, match="withdrew"):
        run_session(asked(one, "P001", study="leaving"), Opened())


def test_a_session_goes_on_when_the_server_dies_and_is_entered_when_it_is_back(
    tmp_path: Path, postgres: Server
) -> None:
    one, other, url = tmp_path / "one", tmp_path / "other", postgres.url()

    def pull_the_plug(shown: int) -> None:
        if shown == 6:
            postgres.stop()

    try:
        outcome = run_session(asked(one, "P001", study="plug", store=url), Opened(pull_the_plug))
        assert outcome.finished
        with pytest.raises(StationError, match="does not answer"):
            run_session(asked(one, "P002", study="plug"), Opened())
    finally:
        postgres.start()
    study = find_study(one, "plug")
    with store_of(study) as store:
        assert [(seat.participant, seat.state) for seat in store.seats()] == [("P001", "finished")]
    run_session(asked(other, "P002", study="plug", store=url), Opened())
    assert (other / "plug" / "journals" / "P001.jsonl").read_bytes() == outcome.journal.read_bytes()
    assert faults("plug", one) == []


def test_a_judge_at_one_desk_is_shown_what_a_maker_made_at_another(tmp_path: Path, postgres: Server) -> None:
    for desk, who, role in (("one", "M1", "maker"), ("other", "J1", "judge")):
        request = RunRequest("maker-and-judges", who, study="roles", results=tmp_path / desk, mode="scripted")
        asks = replace(request, seed=1, role=role, store=postgres.url())
        outcome = run_session(asks, Opened())
        assert outcome.finished
    began = read_journal(outcome.journal).events[0].data
    assert began["condition"]["role"] == "judge"
    assert [piece["participant"] for piece in began["assignment"]["yoked"]] == ["M1"]


def test_members_at_many_desks_join_whole_groups_and_one_holds_the_sale(
    tmp_path: Path, postgres: Server
) -> None:
    def desk(number: int) -> tuple[int, bool]:
        with contextlib.closing(Store(tmp_path / "groups", postgres.url())) as store:
            group = Gatherings(store).join("bid", f"P{number}", 3).number
            return group, Gatherings(store).hold("bid", group, f"P{number}") if number % 2 else False

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(desk, range(9)))
    with contextlib.closing(Store(tmp_path / "groups", postgres.url())) as store:
        groups = [Gatherings(store).join("bid", f"P{number}", 3) for number in range(9)]
    assert [group.number for group in groups] == [number for number, _ in found]
    assert all(len(group.participants) <= 3 for group in groups)
    for number in {number for number, _ in found}:
        assert sum(holds for own, holds in found if own == number) <= 1


def test_the_books_are_one_at_all_desks(tmp_path: Path, postgres: Server) -> None:
    one, other, url = tmp_path / "one", tmp_path / "other", postgres.url()
    for desk, who in ((one, "P001"), (other, "P002")):
        run_session(asked(desk, who, study="books", store=url), Opened())
    by_hand = Correction("P001", parse_money("0.50", "USD", "en"), "bus fare")
    first = settle(find_study(one, "books"), corrections=[by_hand]).books
    stale = Study(other / "books")  # it has not looked since
    with pytest.raises(StationError, match="changed at another desk"):
        settle(stale)
    again = settle(find_study(other, "books")).books
    assert again.new == 0
    assert [row.line for row in again.rows] == [row.line for row in first.rows]
    ledgers = [(desk / "books" / "ledger.csv").read_bytes() for desk in (one, other)]
    assert ledgers[0] == ledgers[1]
    assert [one.what for one in verified("books", other).findings if not one.holds] == []


def test_a_store_that_hangs_holds_no_screen_up(tmp_path: Path, postgres: Server) -> None:
    url, held = postgres.url(), contextlib.ExitStack()

    def hang(shown: int) -> None:
        if shown == 4:
            store = held.enter_context(contextlib.closing(Store(tmp_path / "hangs", url)))
            held.enter_context(store.transaction())
            with (
                contextlib.closing(Store(tmp_path / "hangs", url, patience_s=0.1)) as impatient,
                pytest.raises(StationError, match="keeps it busy"),
            ):
                impatient.claim(["P9"])
        if shown == 20:
            held.close()

    with held:
        assert run_session(asked(tmp_path, study="hangs", store=url), Opened(hang)).finished


def silent(folder: Path, url: str) -> None:
    """Nothing was heard of any desk for a minute."""
    with contextlib.closing(Database(folder, url)) as database, database.transaction() as connection:
        connection.execute(LEASES.update().values(beaten=LEASES.c.beaten - 60))


def test_a_session_whose_desk_fell_silent_goes_on_elsewhere_where_somebody_decides_so(
    tmp_path: Path, postgres: Server
) -> None:
    one, other, url = tmp_path / "one", tmp_path / "other", postgres.url()
    with pytest.raises(KeyboardInterrupt):
        run_session(asked(one, study="silent", store=url, desk="3"), stop_before(9, KeyboardInterrupt))
    elsewhere = asked(other, study="silent", store=url, desk="4", resume=True)
    held = FileJournal(one / "silent" / "journals" / "P001.jsonl", resume=True)
    with held, pytest.raises(ParticipantError, match="runs at desk 3 since"):
        run_session(elsewhere, Opened())
    [row] = status(find_study(other, "silent"))["participants"]
    assert (row["state"], row["desk"]) == ("crashed", "3")
    with pytest.raises(ParticipantError, match=r"was at desk 3 and did not end there.*--even-so"):
        run_session(elsewhere, Opened())
    outcome = run_session(replace(elsewhere, even_so=True), Opened())
    assert outcome.finished
    with pytest.raises(ParticipantError, match="has finished"):
        run_session(asked(one, study="silent", resume=True), Opened())
    assert (one / "silent" / "journals" / "P001.jsonl").read_bytes() == outcome.journal.read_bytes()
    assert faults("silent", one) == []


def test_the_end_of_a_session_that_was_stopped_elsewhere_is_entered(tmp_path: Path, postgres: Server) -> None:
    one, other, url = tmp_path / "one", tmp_path / "other", postgres.url()
    last = len(run_whole(tmp_path / "whole"))

    def stopped_on_the_last_page(shown: int) -> None:
        if shown == last:
            join(other, "ends", url)
            while not stopped_while_silent():
                pass

    def stopped_while_silent() -> bool:
        silent(one / "ends", url)
        try:
            stop(find_study(other, "ends"), "P001")
        except StationError:  # the desk was heard of in between
            return False
        return True

    assert run_session(asked(one, study="ends", store=url), Opened(stopped_on_the_last_page)).finished
    for desk in (one, other):
        claims = Claims(find_study(desk, "ends"))
        assert (claims.stopped("P001"), claims.ended("P001")) == (True, True)
    assert faults("ends", other) == []


def run_whole(results: Path) -> list[str]:
    """The screens of a session that nothing disturbs."""
    opened = Opened()
    run_session(asked(results), opened)
    return opened.hands[0].shown


def test_what_is_wrong_with_a_server_is_a_sentence(tmp_path: Path, postgres: Server) -> None:
    with pytest.raises(StationError, match="createdb"):
        Store(tmp_path, postgres.url("nothing"))
    with pytest.raises(StationError, match="user in the URL"):
        Store(tmp_path, postgres.url(user="nobody"))
    with pytest.raises(StationError, match="It may be a copy of another server"):
        Store(tmp_path, made(postgres, "standby", "default_transaction_read_only = on"))
    run_session(asked(tmp_path / "one", study="rights", store=postgres.url()), Opened())
    said(postgres, "CREATE ROLE guest LOGIN")
    with pytest.raises(StationError, match="Another user began the study there"):
        run_session(
            asked(tmp_path / "two", "P002", study="rights", store=postgres.url(user="guest")), Opened()
        )
    with pytest.raises(StationError, match="Is the server on"):
        Store(tmp_path, "postgresql+psycopg://lab@127.0.0.1:9/ikea")


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_in_another_encoding_keeps_a_study(
    tmp_path: Path, postgres: Server, encoding: str
) -> None:
    url = made(postgres, encoding.lower(), "timezone = 'Asia/Tokyo'", f"ENCODING '{encoding}'")
    run_session(asked(tmp_path / "one", study="signs", store=url), Opened())
    assert faults("signs", tmp_path / "one") == []


def test_a_desk_whose_name_the_database_cannot_hold_is_told_why(tmp_path: Path, postgres: Server) -> None:
    url = made(postgres, "narrow", "timezone = 'UTC'", "ENCODING 'LATIN1'")
    with pytest.raises(StationError, match="not in UTF-8"):
        run_session(asked(tmp_path, study="signs", store=url, desk="\u4e09"), Opened())


def made(server: Server, name: str, setting: str, how: str = "") -> str:
    """The URL of a new database, made and set so."""
    collation = "TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
    said(server, f"CREATE DATABASE {name} {how} {collation if how else ''}")
    said(server, f"ALTER DATABASE {name} SET {setting}")
    return server.url(name)


def said(server: Server, statement: str) -> None:
    """Tells the server something as its owner."""
    engine = sa.create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with contextlib.closing(engine.raw_connection()) as connection:
        connection.cursor().execute(statement)
    engine.dispose()


def test_another_study_of_the_same_name_is_refused(tmp_path: Path, postgres: Server) -> None:
    run_session(asked(tmp_path / "one", study="namesake", store=postgres.url()), Opened())
    own = open_study(tmp_path / "other", plan("namesake", seed=2), "2026-03-02T12:00:00.000Z")
    run_session(replace(asked(tmp_path / "other", study="namesake"), seed=2), Opened())
    with pytest.raises(RecordError, match="another study called 'namesake'"):
        open_study(tmp_path / "other", plan("namesake", seed=2), "", postgres.url())
    assert own.participants() == ["P001"]


def test_a_study_begun_on_one_computer_moves_to_a_server_with_its_sessions(
    tmp_path: Path, postgres: Server
) -> None:
    run_session(asked(tmp_path / "one", study="moved"), Opened())
    run_session(asked(tmp_path / "one", "P002", study="moved", store=postgres.url()), Opened())
    run_session(asked(tmp_path / "other", "P003", study="moved", store=postgres.url()), Opened())
    with store_of(find_study(tmp_path / "one", "moved")) as store:
        assert [(seat.slot, seat.participant) for seat in store.seats()] == [
            (0, "P001"), (1, "P002"), (2, "P003"),
        ]  # fmt: skip
    assert faults("moved", tmp_path / "other") == []
