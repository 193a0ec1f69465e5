"""A server that is slow, or hangs without a word: what waits for it waits no longer than it was given."""

from __future__ import annotations

import contextlib
import socket
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from ikea_effect.operations.desk.study import StudySessions
from ikea_effect.operations.desk.window import DeskWindow
from ikea_effect.operations.run import run_session
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.connections import connected
from ikea_effect.record.database import AwayStoreError
from ikea_effect.record.deadline import left_s, within
from ikea_effect.record.store import Store
from tests.postgres import Server
from tests.relay import Relay, relay
from tests.unit.operations.test_run import STUDY, Opened, asked

SLOW_S = 2.0
PAGE_S, STAGE_S, END_S = 20.0, 60.0, 90.0
"""What a desk declares: for a page, for each stage of a beginning, and for the end of a session."""
LATE_S = SLOW_S + 3.0
"""The answer that is under way when time is up, on a busy machine."""


def _through(server: Server, port: int) -> str:
    return server.url().replace(f":{server.port}/", f":{port}/")


def test_what_is_within_something_shorter_has_no_longer() -> None:
    with within(2.0):
        with within(60.0):
            assert left_s() <= 2.0
        with within(0.0):
            assert left_s() <= 0.0
        assert left_s() > 0.0
    assert left_s() == float("inf")


def test_a_relay_takes_no_timeout_that_a_library_set_for_every_new_socket() -> None:
    """As PsychoPy does, once it is imported: a relay that was quiet for so long was deaf from then on."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(20.0)
    try:
        with (
            socket.create_server(("127.0.0.1", 0)) as door,
            relay(door.getsockname()[1]) as between,
            socket.create_connection(("127.0.0.1", between.port)) as desk,
        ):
            server, _ = door.accept()
            with server:
                desk.sendall(b"x")
                assert server.recv(1) == b"x"
                assert between.timeouts() == {None}
    finally:
        socket.setdefaulttimeout(before)


@pytest.mark.slow
def test_a_server_that_hangs_without_a_word_is_given_up(tmp_path: Path, postgres: Server) -> None:
    with (
        relay(postgres.port) as between,
        contextlib.closing(Store(tmp_path / "s", _through(postgres, between.port), patience_s=0)) as store,
    ):
        assert store.claim(["P1"]) == [0]
        between.hold()
        with pytest.raises(AwayStoreError, match="does not answer"):
            store.claim(["P2"])
        between.let_go()
        assert store.claim(["P2"]) == [1]
        with pytest.raises(AwayStoreError, match="does not answer"):
            look_while(store, between)
        between.let_go()
        assert len(store.seats()) == 2


def look_while(store: Store, between: Relay) -> None:
    """The server hangs in the midst of a look."""
    with within(0.5), store.reading() as look:
        between.hold()
        look.exec_driver_sql("SELECT 1")


@pytest.mark.slow
def test_all_that_is_asked_within_a_time_is_over_by_then(tmp_path: Path, postgres: Server) -> None:
    with (
        relay(postgres.port, slow_s=0.2) as between,
        contextlib.closing(Store(tmp_path / "s", _through(postgres, between.port))) as store,
    ):
        with within(0.5), pytest.raises(AwayStoreError, match="does not answer"):
            store.claim(["P1"])  # some ten answers
        assert store.seats() == []
        assert store.claim(["P1"]) == [0]  # a slow server is not one that is away


@pytest.mark.slow
def test_a_session_goes_on_while_its_server_hangs_and_is_whole_in_it_at_the_end(
    tmp_path: Path, postgres: Server
) -> None:
    with relay(postgres.port) as between:

        def shown(count: int) -> None:
            if count == 4:
                between.hold()
            if count == 20:
                between.let_go()

        url = _through(postgres, between.port)
        assert run_session(asked(tmp_path, study="hung", store=url), Opened(shown)).finished
    with contextlib.closing(Store(tmp_path / "hung", postgres.url())) as store:
        assert [(seat.participant, seat.state) for seat in store.seats()] == [("P001", "finished")]


ANSWERS = 24
"""So many at most are waited for until a session's first screen, at a desk that is connected: 19, and one
more wherever the machine took so long that the connection is asked whether it answers."""


@pytest.mark.slow
def test_a_session_begins_in_few_answers(tmp_path: Path, postgres: Server) -> None:
    with relay(postgres.port) as between:
        request = asked(tmp_path, study="few", store=_through(postgres, between.port), desk="1")
        counts: list[int] = []

        def asks(count: int) -> None:
            if count == 1:
                counts.append(between.answers)

        for who in ("P001", "P002"):
            counts.append(between.answers)
            assert run_session(replace(request, participant=who), Opened(asks)).finished
        alone = counts[3] - counts[2]
        with connected():  # as a desk is for a day
            for who in ("P003", "P004"):
                counts.append(between.answers)
                assert run_session(replace(request, participant=who), Opened(asks)).finished
    assert counts[7] - counts[6] <= ANSWERS
    assert alone <= ANSWERS + 8


@pytest.mark.slow
def test_with_every_answer_two_seconds_late_each_wait_ends_in_its_time_and_sessions_begin(
    tmp_path: Path, postgres: Server
) -> None:
    """A session that runs: no screen waits. One that begins, and the desk's page: within their limits."""
    with relay(postgres.port) as between:
        url = _through(postgres, between.port)
        request = asked(tmp_path, "P001", study="late", store=url, desk="1")
        moments: list[float] = []

        def shown(count: int) -> None:
            moments.append(time.monotonic())
            if count == 4:
                between.slow_s = SLOW_S

        assert run_session(request, Opened(shown)).finished
        ended = time.monotonic()
        assert max(after - before for before, after in pairwise(moments)) < SLOW_S
        assert ended - moments[-1] < END_S + LATE_S

        with contextlib.closing(DeskWindow(load_setup(STUDY), Opened())) as window:
            sessions = StudySessions(request, window)
            began = time.monotonic()
            assert sessions.begun() == {"P001"}
            assert time.monotonic() - began < PAGE_S + LATE_S
            began = time.monotonic()
            assert sessions.run("P002", resume=False).state == "finished"
            assert time.monotonic() - began < 3 * STAGE_S
        between.slow_s = 0.0
        assert run_session(replace(request, participant="P003"), Opened()).finished
    with contextlib.closing(Store(tmp_path / "late", postgres.url())) as store:
        seats = [(seat.participant, seat.slot, seat.state) for seat in store.seats()]
    assert seats == [(f"P00{number}", number - 1, "finished") for number in (1, 2, 3)]
