"""Blocks of resamples and specifications: the same bits at any place, also after a worker was killed."""

from __future__ import annotations

import contextlib
import os
import signal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.resampling import generator
from ikea_effect.analysis.spread import spread, spread_by
from ikea_effect.diagnosis.executors import InOrder, opener_of
from ikea_effect.diagnosis.one_by_one import seeded_tables
from ikea_effect.errors import StationError
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.models import Protocol
from tests.losing import losing

TWO = {"factor": "answer", "contrast": "used - ignored"}
MODELS: dict[str, dict[str, Any]] = {
    "bootstrap": {"kind": "mediation", **TWO, "mediators": ["heard"], "resamples": 1_100},
    "quantile": {"kind": "quantile", **TWO, "resamples": 1_100},
    "ratio": {"kind": "ratio", **TWO, "interval": "bootstrap", "resamples": 1_100},
    "permutation": {
        "kind": "multiverse", **TWO, "outcomes": ["raw", "rank"], "exclusions": ["none", "outliers"],
        "covariates": ["fun", "clarity"], "permutations": 600,
    },
}  # fmt: skip


def asked(name: str) -> tuple[Protocol, Hypothesis]:
    said = dict(load_protocol("voice-and-feedback").said)
    first = {key: value for key, value in said["hypotheses"][0].items() if key in ("id", "claim", "measure")}
    said["hypotheses"] = [{**first, "alternative": "two-sided", "model": MODELS[name]}]
    protocol = protocol_from_said({key: said[key] for key in said if key not in ("claims", "published")})
    return protocol, protocol.hypotheses[0]


def answered(name: str) -> str:
    protocol, hypothesis = asked(name)
    [rows] = seeded_tables(protocol, hypothesis, 12, [generator(3)])
    found = answer(protocol, hypothesis, rows)
    assert found.estimate is not None, found.problem
    return repr(found)


def doubled(value: int) -> int:
    return 2 * value


def ends_once(marker: str, value: int) -> int:
    """Twice the value; whoever comes to 7 first is killed."""
    if value == 7 and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * value


def test_blocks_come_in_their_order_and_lost_ones_are_run_again() -> None:
    losses = [0, 1, 0, 0, 1, 0]
    with spread_by(InOrder(losing(losses), 2)):
        assert spread(doubled, iter(range(20))) == [2 * value for value in range(20)]
    assert losses == []
    assert spread(doubled, range(3)) == [0, 2, 4]


def test_a_place_that_is_lost_again_and_again_is_given_up() -> None:
    place = losing([1], each_time=True)
    with spread_by(InOrder(place, 1)), pytest.raises(StationError, match="Workers ended 5 times"):
        spread(doubled, range(3))


def test_what_goes_wrong_in_a_block_is_said() -> None:
    with spread_by(InOrder(*opener_of("here", None))), pytest.raises(ZeroDivisionError):
        spread(partial(divmod, 1), [0])


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_other_processes_change_no_bit(workers: int) -> None:
    """Five blocks of a bootstrap, eight groups of specifications."""
    expected = {name: answered(name) for name in MODELS}
    mapper = InOrder(*opener_of("processes", workers))
    with contextlib.closing(mapper), spread_by(mapper):
        assert {name: answered(name) for name in MODELS} == expected


@pytest.mark.slow
def test_a_killed_worker_changes_nothing(tmp_path: Path) -> None:
    mapper = InOrder(*opener_of("processes", 2))
    with contextlib.closing(mapper), spread_by(mapper):
        found = spread(partial(ends_once, str(tmp_path / "killed")), range(30))
    assert (tmp_path / "killed").exists()
    assert found == [2 * value for value in range(30)]
