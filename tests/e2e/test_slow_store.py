"""A server that is slow, or hangs without a word: what waits for it waits no longer than it was given."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from ikea_effect.operations.run import run_session
from ikea_effect.record.database import AwayStoreError
from ikea_effect.record.deadline import left_s, within
from ikea_effect.record.store import Store
from tests.postgres import Server
from tests.relay import Relay, relay
from tests.unit.operations.test_run import Opened, asked


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
