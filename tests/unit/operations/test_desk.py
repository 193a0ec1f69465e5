"""A desk between sessions: who takes the seat, what is asked about a code, and what comes after."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.cli.main import main
from ikea_effect.errors import IkeaEffectError, ParticipantError, RecordError
from ikea_effect.money import Money
from ikea_effect.operations.cash import count_box, pay
from ikea_effect.operations.desk import pages
from ikea_effect.operations.desk.desk import Desk, Ended
from ikea_effect.operations.desk.roster import Expected, read_roster
from ikea_effect.operations.desk.study import StudySessions, begun, owed_to, settled
from ikea_effect.operations.desk.window import DeskWindow
from ikea_effect.operations.preview_walk import texts_of
from ikea_effect.operations.run import RunRequest
from ikea_effect.operations.run_lease import UnsentError
from ikea_effect.operations.stop import stop
from ikea_effect.payment.entries import handed_over
from ikea_effect.protocol.setup import load_setup
from ikea_effect.protocol.texts import Texts
from ikea_effect.protocol.wordings import common_wordings
from ikea_effect.record.cash_acts import cash_book
from ikea_effect.record.database import AwayStoreError
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.store_place import keep_url
from ikea_effect.screens.handover import HandoverScreen
from ikea_effect.screens.screens import Choice, Page, Screen, Values
from ikea_effect.session.frontends.base import SessionInterrupted
from tests.unit.operations.settle_bench import Lab
from tests.unit.operations.test_run import Opened

# --- the roster -------------------------------------------------------------------------------------------


def test_a_roster_names_who_comes_and_when(tmp_path: Path) -> None:
    path = tmp_path / "monday.csv"
    path.write_text("\ufeffParticipant;Time\nP001;14:00\n\nP002;\n", "utf-8")
    assert read_roster(path) == (Expected("P001", "14:00"), Expected("P002"))


def test_a_roster_may_have_tabs_and_shows_nothing_that_cannot_be_printed(tmp_path: Path) -> None:
    path = tmp_path / "monday.csv"
    path.write_text("participant\ttime\nP001\t\u202e14\x1b:00\n", "utf-8")
    assert read_roster(path) == (Expected("P001", "14:00"),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("participant,time\nP001,14:00\np001,15:00\n", r":3: p001 stands in line 2 already"),
        ("participant\nP 001\n", r":2: .*cannot be used"),
        ("participants\nP001\n", r"Did you mean 'participant'"),
        ("participant,seat\nP001,3\n", r"the columns are participant, seat"),
        ("participant,time\nP001\n", r":2: has 1 cells, not 2"),
        ("", r"the columns are none"),
        pytest.param(
            'participant,time\n"P1,9\n' + "P2,9\n" * 40_000, r"quotation mark that nothing closes", id="open"
        ),
        pytest.param("participant\n" + "P1\n" * 400_000, r"1,200,012 bytes; a roster has at most", id="long"),
        pytest.param(",".join(["x" * 90] * 900), r"columns are (x{40}, ){4}x{40}\. Write", id="wide"),
    ],
)
def test_a_roster_that_cannot_be_is_refused_at_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "monday.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ParticipantError, match=says):
        read_roster(path)


# --- the desk ---------------------------------------------------------------------------------------------


@dataclass
class Study:
    """Sessions that end as they are told; `log` is what was asked of them."""

    ends: Iterator[Ended | IkeaEffectError] = field(default_factory=lambda: iter(()))
    under_way: frozenset[str] = frozenset()
    cut_off: tuple[str, ...] = ()
    """Whose session stands still at this desk."""
    away: frozenset[str] = frozenset()
    log: list[Any] = field(default_factory=list)
    refuses: Iterator[IkeaEffectError | None] = field(default_factory=lambda: iter(()))
    """What goes wrong each time that somebody is asked for who has begun or can go on."""

    def run(self, participant: str, *, resume: bool, even_so: bool = False) -> Ended:
        self.log.append((participant, resume, even_so) if even_so else (participant, resume))
        end = next(self.ends, Ended("finished", Money(850, "EUR")))
        if isinstance(end, IkeaEffectError):
            raise end
        return end

    def _answers(self) -> None:
        if (error := next(self.refuses, None)) is not None:
            raise error

    def absent(self, participants: Sequence[str]) -> frozenset[str]:
        return self.away & {*participants}

    def unfinished(self) -> Sequence[str]:
        return self.cut_off

    def begun(self) -> frozenset[str]:
        self._answers()
        return frozenset(who for who, *_ in self.log) | self.under_way | {*self.cut_off}

    def can_resume(self, participant: str) -> bool:
        self._answers()
        return participant in {*self.under_way, *self.cut_off}

    def stop(self, participant: str, why: str, pays: str) -> Money:
        self.log.append((participant, why, pays))
        return Money(600, "EUR")


class Experimenter:
    """Comes when called, answers page after page, and keeps them."""

    def __init__(self, *answers: Values | SessionInterrupted) -> None:
        self._answers: Iterable[Values | SessionInterrupted] = iter(answers)
        self.pages: list[Screen] = []

    def __call__(self, screen: Screen) -> Values:
        if screen.id == "desk.call":
            return {}
        self.pages.append(screen)
        answer = next(iter(self._answers))
        if isinstance(answer, SessionInterrupted):
            raise answer
        return answer

    def offered(self, number: int) -> list[str]:
        """The options of a page."""
        screen = self.pages[number]
        page = screen.page if isinstance(screen, HandoverScreen) else screen
        assert isinstance(page, Page)
        [ask] = page.asks
        assert isinstance(ask, Choice)
        return [option.id for option in ask.options]


COMING = (Expected("P001", "14:00"), Expected("P002"), Expected("P003"))
CLOSE, OUT = {"next": pages.CLOSE}, SessionInterrupted("closed")


def at_desk(experimenter: Experimenter, study: Study) -> int:
    return Desk("3", COMING, experimenter, study).open()


def test_the_next_of_the_roster_takes_the_seat_and_the_desk_waits_again() -> None:
    experimenter, study = Experimenter({"next": "who-P001"}, {}, CLOSE), Study()
    assert at_desk(experimenter, study) == 1
    assert study.log == [("P001", False)]
    assert [page.id for page in experimenter.pages] == ["desk.start", "desk.end", "desk.start"]
    assert experimenter.offered(0) == ["who-P001", "who-P002", "who-P003", "type", "close"]
    assert experimenter.offered(2) == ["who-P002", "who-P003", "type", "close"]


def test_who_began_elsewhere_while_the_desk_waited_is_not_offered() -> None:
    study = Study()

    class Late(Experimenter):
        def __call__(self, screen: Screen) -> Values:
            if screen.id == "desk.call":  # the desk waits, and somebody begins at another
                study.under_way = frozenset({"P001"})
            return super().__call__(screen)

    experimenter = Late(CLOSE)
    assert at_desk(experimenter, study) == 0
    assert experimenter.offered(0) == ["who-P002", "who-P003", "type", "close"]


def test_whose_session_was_cut_off_is_offered_and_goes_on() -> None:
    experimenter, study = Experimenter({"next": "who-P001"}, {}, CLOSE), Study(cut_off=("P001",))
    assert at_desk(experimenter, study) == 1
    assert experimenter.offered(0) == ["who-P001", "who-P002", "who-P003", "type", "close"]
    assert study.log == [("P001", True)]


def test_who_was_sent_away_is_not_offered() -> None:
    experimenter, study = Experimenter(CLOSE), Study(away=frozenset({"P002"}))
    assert at_desk(experimenter, study) == 0
    assert experimenter.offered(0) == ["who-P001", "who-P003", "type", "close"]


@pytest.mark.parametrize(
    ("typed", "offers"),
    [("P002", ["who-P002"]), ("P0O2", ["who-P002", "who-P003", "who-P001", "who-P0O2"]), ("X9", ["who-X9"])],
)
def test_a_code_that_is_typed_is_asked_about(typed: str, offers: list[str]) -> None:
    experimenter = Experimenter({"next": "type"}, {"code": typed}, {"sure": "back"}, CLOSE)
    study = Study()
    assert at_desk(experimenter, study) == 0
    assert study.log == []
    assert sorted(experimenter.offered(2)) == sorted([*offers, "back"])
    assert experimenter.offered(2)[0] == offers[0]


def test_whoever_was_interrupted_goes_on_where_the_code_is_typed_again() -> None:
    experimenter = Experimenter({"next": "type"}, {"code": "P001"}, {"sure": "who-P001"}, {}, CLOSE)
    study = Study(under_way=frozenset({"P001"}))
    at_desk(experimenter, study)
    assert study.log == [("P001", True)]


def test_an_interrupted_session_goes_on_or_is_stopped_and_paid() -> None:
    study = Study(iter([Ended("interrupted"), Ended("waiting")]))
    experimenter = Experimenter(
        {"next": "who-P001"}, {"left": "resume"}, {"left": "stop-show-up"}, {"why": "felt ill"}, {}, CLOSE
    )
    assert at_desk(experimenter, study) == 1
    assert study.log == [("P001", False), ("P001", True), ("P001", "felt ill", "show-up")]
    assert experimenter.pages[-2] == pages.owed_page("3", "P001", Money(600, "EUR"))


def test_a_window_that_is_closed_on_what_is_owed_to_who_stopped_leaves_the_session_ended() -> None:
    experimenter = Experimenter({"next": "who-P001"}, {"left": "stop-full"}, {"why": "felt ill"}, OUT, CLOSE)
    assert at_desk(experimenter, Study(iter([Ended("interrupted")]))) == 1


def test_what_does_not_work_is_said_and_the_desk_waits_again() -> None:
    study = Study(iter([ParticipantError("P001 runs at desk 4 since 14:02.")]))
    experimenter = Experimenter({"next": "who-P001"}, {}, OUT)
    assert at_desk(experimenter, study) == 0
    assert "desk 4" in str(experimenter.pages[1])


@pytest.mark.parametrize(("said", "ran"), [("even-so", [("P001", False, True)]), ("back", [])])
def test_a_session_whose_desk_fell_silent_goes_on_here_once_that_is_said(said: str, ran: list[Any]) -> None:
    study = Study(iter([UnsentError("P001", "4", "14:02")]))
    experimenter = Experimenter({"next": "who-P001"}, {"unsent": said}, {}, CLOSE)
    if not ran:
        experimenter = Experimenter({"next": "who-P001"}, {"unsent": said}, CLOSE)
    assert at_desk(experimenter, study) == len(ran)
    assert study.log == [("P001", False), *ran]
    assert experimenter.pages[1] == pages.unsent_page("3", "P001", "4", "14:02")


AWAY = AwayStoreError("the store does not answer.")


def test_a_store_that_blinks_between_sessions_does_not_close_the_desk() -> None:
    study = Study(refuses=iter([AWAY, None, AWAY]))
    experimenter = Experimenter({}, {"next": "who-P001"}, {}, {"next": "who-P001"}, {}, CLOSE)
    assert at_desk(experimenter, study) == 1
    shown = ["desk.cannot", "desk.start", "desk.cannot", "desk.start", "desk.end", "desk.start"]
    assert [page.id for page in experimenter.pages] == shown
    assert study.log == [("P001", False)]


def test_a_desk_whose_store_stays_away_can_be_closed() -> None:
    assert at_desk(Experimenter({}, OUT), Study(refuses=iter([AWAY, AWAY, AWAY]))) == 0


@pytest.mark.slow
def test_who_has_begun_is_told_from_this_desk_where_the_store_is_away(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    lab = Lab(tmp_path)
    lab.session("P001", finish=False, bid=0)
    keep_url(lab.study.folder, "postgresql+psycopg://lab@127.0.0.1:9/ikea")
    request = RunRequest("boxes", "", study=lab.study.name, results=tmp_path)
    with contextlib.closing(DeskWindow(load_setup("norton-2012-1a"), Opened())) as window:
        sessions = StudySessions(request, window)
        assert sessions.begun() == {"P001"}
        assert sessions.can_resume("P001")
        assert not sessions.can_resume("P002")


@pytest.mark.parametrize(("pays", "minor"), [("show-up", 600), ("full", 1100), ("nothing", 0)])
def test_a_desk_that_stops_somebody_tells_what_the_books_say(tmp_path: Path, pays: str, minor: int) -> None:
    lab = Lab(tmp_path)
    lab.session("P001", finish=False, bid=0)
    request = RunRequest("boxes", "", study=lab.study.name, results=tmp_path, desk="3")
    with contextlib.closing(DeskWindow(load_setup("norton-2012-1a"), Opened())) as window:
        owed = StudySessions(request, window).stop("P001", "felt ill", pays)
    assert owed == Money(minor, "EUR")
    assert handed_over(row.line for row in read_ledger(lab.study)).get("P001", 0) == minor


@pytest.mark.parametrize(("pays", "minor"), [("show-up", 600), (None, 1100)])
def test_who_was_stopped_elsewhere_and_finished_is_owed_what_the_books_say(
    tmp_path: Path, pays: str | None, minor: int
) -> None:
    lab = Lab(tmp_path)
    began = lab.clock
    lab.session("P001", finish=False, bid=0)
    stop(lab.study, "P001", "felt ill" if pays else None, pays, "assistant-1")
    lab.clock = began
    journal = lab.session("P001", bid=0)
    assert owed_to(lab.study, "P001", journal) == Money(minor, "EUR")
    pay(lab.study, "P001", "assistant-1")
    if pays:
        assert owed_to(lab.study, "P001", journal) == Money(0, "EUR")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_participants_read_no_command_and_the_experimenter_what_is_owed(language: str) -> None:
    texts = Texts(language, {key: one.text for key, one in common_wordings(language).items()})
    end = pages.end_page("3", "P001", Money(850, "EUR"))
    call = pages.call_page("3")
    assert not any("ikea-effect" in texts.render(text) for text in (*call.call, *end.call))
    assert "3" in texts.render(end.call[1])
    told = " ".join(texts.render(text) for text in texts_of(end.page))
    assert "P001" in told
    assert "8" in told
    for one in (
        pages.sure_page("3", "P0O1", "unlisted", ["P001"]),
        pages.unsent_page("3", "P001", "4", "14:02"),
        pages.left_page("3", "P001", "waiting"),
    ):
        assert [texts.render(text) for text in texts_of(one)]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_page_on_which_a_group_waits_shows_a_command(language: str) -> None:
    waits = ("bidding.", "pair.", "desk.wait", "desk.stay")
    texts = common_wordings(language).items()
    assert not [key for key, one in texts if key.startswith(waits) and "--" in one.text]


# --- the command ------------------------------------------------------------------------------------------


def exit_code(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["desk", *words])
    return int(ended.value.code or 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--study", "none", "--desk", "3"), "no study 'none'"),
        (("mochon-2012-1", "--study", "s"), "--desk"),
        (("mochon-2012-1", "--study", "s", "--desk", "3", "--scripted"), "--roster"),
        (("mochon-2012-1", "--study", "s", "--desk", "3", "--roster", "none.csv"), "cannot be read"),
    ],
)
def test_what_is_wrong_is_told_before_a_window_opens(
    tmp_path: Path, words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(*words, "--results", str(tmp_path)) == 2
    assert says in capsys.readouterr().err


def test_a_study_begun_with_another_protocol_is_refused_by_both_names(tmp_path: Path) -> None:
    request = RunRequest("norton-2012-1a", "", study=Lab(tmp_path).study.name, results=tmp_path, desk="3")
    with pytest.raises(RecordError, match=r"begun with the protocol 'boxes', not 'norton-2012-1a'.*--study"):
        settled(request)


@pytest.mark.slow
def test_the_box_is_counted_before_the_first_comes_once_a_desk_is_open(tmp_path: Path) -> None:
    request = RunRequest("norton-2012-1a", "", study="week", results=tmp_path, desk="3", mode="scripted")
    study = begun(*settled(request))
    counted = count_box(study, True, "20x5 1x10", "assistant-1")
    assert counted.to_json()["counted"] == 110.0
    assert cash_book(study).holds == 11_000


@pytest.mark.slow
def test_a_study_in_which_nobody_took_part_says_how_it_begins_anew(tmp_path: Path) -> None:
    request = RunRequest("norton-2012-1a", "", study="week", results=tmp_path, desk="3", mode="scripted")
    study = begun(*settled(request))
    facts = json.loads((study.folder / "study.json").read_bytes())
    (study.folder / "study.json").write_text(json.dumps(facts | {"protocol_sha256": "0" * 64}))
    with pytest.raises(RecordError, match=r"another version of its protocol .* delete .*week, and it begins"):
        begun(*settled(request))


@pytest.mark.slow
@pytest.mark.window
def test_a_scripted_hand_goes_through_a_roster_at_one_window(tmp_path: Path) -> None:
    roster = tmp_path / "monday.csv"
    roster.write_text("participant,time\nP001,14:00\nP002,14:30\n", "utf-8")
    words = ("mochon-2012-1", "--study", "day", "--desk", "3", "--roster", str(roster), "--scripted")
    more = ("--keyboard", "--window", "1280x1024", "--pace", "fast")
    assert exit_code(*words, *more, "--results", str(tmp_path / "results")) == 0
    for who in ("P001", "P002"):
        lines = (tmp_path / "results" / "day" / "journals" / f"{who}.jsonl").read_text("utf-8").splitlines()
        first, last = json.loads(lines[0]), json.loads(lines[-1])
        assert (first["data"]["participant"], last["kind"]) == (who, "finished")
        assert first["clock_ms"] < 60_000
