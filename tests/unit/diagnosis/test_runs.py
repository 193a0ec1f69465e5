"""Pieces of a diagnosis: the same numbers in whatever pieces, order and place, and after a loss."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ikea_effect.diagnosis.chunks import Chunks
from ikea_effect.diagnosis.diagnose import Ask, ask
from ikea_effect.diagnosis.executors import Here, opener_of
from ikea_effect.diagnosis.pieces import Piece, run_piece
from ikea_effect.diagnosis.program import program_digest, same_program
from ikea_effect.diagnosis.runs import Progress, run_all
from ikea_effect.diagnosis.tally import Moments, Tally, together
from ikea_effect.errors import StationError
from ikea_effect.protocol.loading import load_protocol
from tests.losing import losing


@cache
def bids() -> Ask:
    return ask(load_protocol("norton-2012-1a"), "builders-bid-more")


@cache
def pieces() -> tuple[Piece, ...]:
    """Three small pieces, of which each draws for itself."""
    [whole] = bids().pieces(10, 30, seed=4)
    return tuple(replace(whole, first=first, count=10) for first in (0, 10, 20))


@cache
def expected() -> Tally:
    return together(run_piece(piece) for piece in pieces())


def test_moments_of_parts_are_those_of_the_whole() -> None:
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0])
    parts = Moments.of(values[:3]).and_those(Moments.of(values[3:])).and_those(Moments())
    assert parts.n == 7
    assert parts.mean == pytest.approx(values.mean())
    assert parts.told.mc_error == pytest.approx(values.std(ddof=1) / np.sqrt(7))


def test_a_tally_comes_back_from_its_file_to_the_last_bit() -> None:
    assert Tally.from_json(json.loads(json.dumps(expected().to_json()))) == expected()
    assert expected().studies == 30
    assert sum(expected().outcomes["small-telescopes"].values()) == 30


def test_lost_workers_change_no_digit() -> None:
    losses = [0, 1, 0, 1]
    work = pieces()[0].work
    assert run_all({work: pieces()}, run_piece, losing(losses), at_once=2) == {work: expected()}
    assert losses == []


def test_a_place_that_is_lost_again_and_again_is_given_up() -> None:
    place = losing([1], each_time=True)
    with pytest.raises(StationError, match="Workers ended 5 times before any finished a piece"):
        run_all({pieces()[0].work: pieces()}, run_piece, place, at_once=1)


def test_finished_chunks_are_not_run_again_and_damaged_ones_are(tmp_path: Path) -> None:
    work = pieces()[0].work
    chunks = Chunks.opened(tmp_path, "norton-2012-1a", "abc", program_digest(), Tally.from_json)
    run_all({work: pieces()[:2]}, run_piece, *opener_of("here", None), keeper=chunks)
    files = sorted((tmp_path / "chunks").iterdir())
    assert len(files) == 2
    files[0].write_text(files[0].read_text("utf-8")[:40], "utf-8")  # torn
    run: list[int] = []

    class Counting(Here):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            run.append(args[0].first)
            return super().submit(fn, *args, **kwargs)

    @contextlib.contextmanager
    def opener() -> Iterator[Executor]:
        yield Counting()

    found = run_all({work: pieces()}, run_piece, opener, 1, keeper=chunks)
    assert found == {work: expected()}
    assert run == [0, 20]


def test_a_chunk_whose_numbers_were_changed_by_hand_is_run_again(tmp_path: Path) -> None:
    chunks, piece = Chunks.opened(tmp_path, "norton-2012-1a", "abc", "digest", Tally.from_json), pieces()[0]
    chunks.keep(piece, Tally(studies=10, significant=4))
    assert chunks.kept(piece) == Tally(studies=10, significant=4)
    [file] = (tmp_path / "chunks").iterdir()
    file.write_text(file.read_text("utf-8").replace('"significant": 4', '"significant": 40'), "utf-8")
    assert chunks.kept(piece) is None
    file.write_text("5", "utf-8")
    assert chunks.kept(piece) is None


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (("norton-2012-1a", "abc", "other"), "by another version of the program"),
        (("norton-2012-1a", "xyz", "digest"), "of norton-2012-1a as it was before it was changed"),
        (("sarstedt-2017", "xyz", "digest"), "of norton-2012-1a"),
    ],
)
def test_chunks_of_two_programs_or_protocols_are_not_mixed(
    tmp_path: Path, head: tuple[str, str, str], said: str
) -> None:
    Chunks.opened(tmp_path, "norton-2012-1a", "abc", "digest", Tally.from_json)
    with pytest.raises(StationError, match=said) as refused:
        Chunks.opened(tmp_path, *head, Tally.from_json)
    assert "give --out another folder" in str(refused.value)


def test_a_stop_rule_counts_pieces_in_their_order_whichever_is_done_first() -> None:
    tallies = [Tally(studies=100, significant=share) for share in (50, 60, 10, 90)]
    orders = ((0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1))
    ended = []
    for order in orders:
        one: Progress[Piece, Tally] = Progress([pieces()[0]] * 4)
        for place in order:
            one.add(place, tallies[place], error=0.04)
        ended.append((one.needed, one.tally))
    assert ended == [(2, together(tallies[:2]))] * 3  # .05 after the first hundred, .035 after the second


def test_a_program_of_another_version_is_refused() -> None:
    same_program(program_digest())
    with pytest.raises(StationError, match="A worker runs another version of the program"):
        run_piece(replace(pieces()[0], program="0" * 32))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("procesess", r"--executor is 'procesess'. ?Did you mean 'processes'\?"),
        ("udp://localhost:1", "or the address of a Dask scheduler"),
    ],
)
def test_a_place_that_there_is_not_is_refused(name: str, said: str) -> None:
    with pytest.raises(StationError, match=said):
        opener_of(name, None)
