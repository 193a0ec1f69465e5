"""Clocks that jump by hours and disks that fill up: no bid, payment or measure depends on either."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ikea_effect.errors import IkeaEffectError, StationError
from ikea_effect.operations.cash import pay
from ikea_effect.operations.collect import collect
from ikea_effect.operations.run import Answer, run_session
from ikea_effect.operations.settle import settle
from ikea_effect.operations.status import status
from ikea_effect.operations.stop import stop
from ikea_effect.operations.verify import study_verified
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.protocol.setup import Setup
from ikea_effect.record.journal import read_journal
from ikea_effect.record.ledger import read_ledger
from ikea_effect.record.study import Study
from ikea_effect.session.frontends.base import Frontend
from tests.unit.operations.settle_bench import PAIRS, Lab
from tests.unit.operations.test_collect import request, two_desks
from tests.unit.operations.test_pause import Patient
from tests.unit.operations.test_run import STUDY, Hand, Opened, asked, exported
from tests.unit.operations.test_verify_claims import run

# --- clocks ---


class Jumping(Patient):
    """A desk whose time of day is set forward by five hours and back by nine with the journal's lines.

    Its participant also waits through a pause.
    """

    _by = itertools.cycle((5, -9, 0))

    def now(self) -> datetime:
        return super().now() + timedelta(hours=next(self._by))


def jumping(_setup: Setup, answer: Answer) -> Frontend:
    return Jumping(answer, lambda _: None)


@pytest.mark.slow
def test_a_clock_that_jumps_at_every_line_and_in_a_pause_changes_no_data_and_no_payment(
    tmp_path: Path,
) -> None:
    run_session(asked(tmp_path / "jumps", "P1"), jumping)
    run_session(asked(tmp_path / "steady", "P1"), Opened())
    jumps, steady = (Study(tmp_path / name / STUDY) for name in ("jumps", "steady"))
    times = [event.at for event in read_journal(jumps.journal("P1")).events]
    assert times != sorted(times)
    clocks = [event.clock_ms for event in read_journal(jumps.journal("P1")).events]
    assert clocks == sorted(clocks)
    assert exported(tmp_path / "jumps") == exported(tmp_path / "steady")
    assert settle(jumps).handed.amounts == settle(steady).handed.amounts
    assert study_verified(jumps).holds


@pytest.mark.slow
@pytest.mark.parametrize("hours", [-30, 30])
def test_a_clock_that_jumps_between_a_waiting_bid_and_its_page_moves_no_group(
    tmp_path: Path, hours: int
) -> None:
    settled = []
    for jump in (0, hours):
        lab = Lab(tmp_path / str(jump), {"auction": PAIRS})
        lab.set_back = timedelta(hours=-jump)
        for who, bid in (("P1", 500), ("P2", 300), ("P3", 200), ("P4", 100)):
            lab.session(who, auction=bid)
        settled.append([(row.line, row.note) for row in settle(lab.study).books.rows])
        assert study_verified(lab.study, quick=True).holds
    assert settled[0] == settled[1]


class Ahead(Hand):
    """A desk whose clock is half a day ahead."""

    def now(self) -> datetime:
        return super().now() + timedelta(hours=12)


def ahead(_setup: Setup, answer: Answer) -> Frontend:
    return Ahead(answer, lambda _: None)


@pytest.mark.slow
def test_who_came_first_at_a_desk_without_network_is_told_by_its_journal_not_its_clock(
    tmp_path: Path,
) -> None:
    study, [desk] = two_desks(tmp_path, desks=1)
    run_session(request(desk, "P1"), ahead)
    run_session(request(desk, "P2"), Opened())
    collect(study, [desk])
    settle(study)
    found = study_verified(study)
    assert found.holds
    assert [one for one in found.left_out if "passed over" in one] == []


# --- disks ---


@contextlib.contextmanager
def full(most: int) -> Iterator[None]:
    """A disk on which no file takes more than so many bytes: what is written beyond is refused."""
    resource = pytest.importorskip("resource", reason="limits of POSIX")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One who finished and was settled, one who left after some screens, and one who finished since."""
    results = tmp_path_factory.mktemp("lab")
    study = run(results, "P1")
    settle(study)
    run(results, "P2", screens=6)
    run(results, "P3")
    return study.folder


ACTS: dict[str, Callable[[Study], object]] = {
    "settle": settle,
    "pay": lambda study: pay(study, "P1", "assistant-1"),
    "stop": lambda study: stop(study, "P2", "felt ill", "show-up", "assistant-1"),
    "withdraw": lambda study: withdraw(study, "P3"),
}
SIZES = (0, 700, 3000, 20_000)
"""Below every file, and between the sizes of journals, ledger, pages, PDFs and store."""


def amounts(study: Study) -> list[tuple[str, str, int]]:
    return [(row.line.account, row.line.participant, row.line.amount_minor) for row in read_ledger(study)]


@pytest.mark.slow
@pytest.mark.parametrize("what", ACTS)
def test_what_a_full_disk_cuts_off_is_told_in_a_sentence_and_is_whole_the_next_time(
    lab: Path, tmp_path: Path, what: str
) -> None:
    act, told = ACTS[what], list[str]()
    due = Study(Path(shutil.copytree(lab, tmp_path / "undisturbed" / lab.name)))
    act(due)
    settle(due)
    for most in SIZES:
        study = Study(Path(shutil.copytree(lab, tmp_path / str(most) / lab.name)))
        with full(most):
            try:
                act(study)
            except StationError as error:
                told.append(str(error))
        with contextlib.suppress(IkeaEffectError):  # what was entered before the disk was full is not again
            act(study)
        settle(study)
        assert amounts(study) == amounts(due)
        assert [one.what for one in study_verified(study).findings if not one.holds] == []
        assert status(study)["conditions"] == status(due)["conditions"]
        assert not list(study.folder.rglob(".*.tmp"))
    assert told
    assert all(": the " in sentence for sentence in told)
