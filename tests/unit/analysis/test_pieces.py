"""Who made a piece and who saw it belong together: what is said of one piece is alike."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.results import Estimate

PAIR = {"factor": "labor", "contrast": "build - prebuilt"}


def _judged(judges: int) -> pd.DataFrame:
    """20 pieces, each bid on by whoever made it and by as many judges."""
    rng = np.random.default_rng(3)
    rows = []
    for piece in range(20):
        looks = rng.normal(0, 1)
        rows.append((f"M{piece}", "", "build", 6 + looks + rng.normal(0, 0.5), piece))
        rows += [
            (f"J{piece}-{n}", f"M{piece}", "prebuilt", 5 + looks + rng.normal(0, 0.5), piece)
            for n in range(judges)
        ]
    return pd.DataFrame(rows, columns=["participant", "yoked", "labor", "wtp", "pair"])


def _asked(declare: Any, data: pd.DataFrame, **model: Any) -> Estimate:
    protocol = declare(hypotheses=[{"id": "h", "measure": "wtp", "model": {**PAIR, **model}}])
    [estimate] = analyze(protocol, data, "session").estimates
    return estimate


@pytest.mark.parametrize("kind", ["regression", "welch"])
def test_several_judges_of_one_piece_are_told(declare: Any, kind: str) -> None:
    told = "40 of 40 who saw what others made saw the same as another of them."
    assert any(note.startswith(told) for note in _asked(declare, _judged(2), kind=kind).notes)
    assert not any("saw the same" in note for note in _asked(declare, _judged(1), kind=kind).notes)


def test_a_piece_is_a_group_as_a_pair_is(declare: Any) -> None:
    """Maker and judges of a piece, numbered by hand as those who belong together, give the same numbers."""
    data = _judged(2)
    by_piece = _asked(declare, data, kind="regression", unit="piece")
    by_pair = _asked(declare, data, kind="regression", unit="pair")
    assert by_piece.estimate is not None
    assert (by_piece.estimate, by_piece.se, by_piece.p) == (by_pair.estimate, by_pair.se, by_pair.p)
    assert by_piece.method == "least squares, CR2 by piece, Satterthwaite df"
    assert not any("saw the same" in note for note in by_piece.notes)


def test_judges_of_pieces_of_two_conditions_count_by_their_mean(declare: Any) -> None:
    data = _judged(3).query("yoked != ''")
    data["labor"] = np.where(data["pair"] % 2, "build", "prebuilt")
    estimate = _asked(declare, data, kind="welch", unit="piece")
    means = data.groupby(["labor", "pair"])["wtp"].mean().groupby("labor").mean()
    assert estimate.n == {"build": 10, "prebuilt": 10}
    assert estimate.estimate == pytest.approx(means["build"] - means["prebuilt"])


def test_a_mixed_model_has_no_group_for_a_piece_with_its_maker(declare: Any) -> None:
    mixed = {"factor": None, "contrast": None, "kind": "mixed", "factors": ["labor"], "term": ["labor"]}
    model = {name: value for name, value in {**PAIR, **mixed}.items() if value is not None}
    for unit, words in (
        ({"unit": "piece"}, "has a piece for both who made it and who saw it. Declare regression"),
        ({}, "Of 20 values yoked is empty; without them a cell has fewer than 2"),
    ):
        asked = {"id": "h", "measure": "wtp", "model": {**model, "group": "yoked", **unit}}
        data = _judged(2).assign(yoked=lambda table: table["yoked"].replace("", None))
        [estimate] = analyze(declare(hypotheses=[asked]), data, "session").estimates
        assert words in str(estimate.problem)


def test_who_saw_the_good_as_it_comes_is_a_unit_of_their_own(declare: Any) -> None:
    data = _judged(1).assign(yoked="expert")
    assert _asked(declare, data, kind="welch", unit="piece").n == {"build": 20, "prebuilt": 20}


@pytest.mark.parametrize(
    ("yoked", "words"),
    [("M1 M2", "saw several pieces each (yoked: M1 M2)"), (None, "Rename theirs with --map THEIRS=yoked")],
)
def test_where_no_piece_is_known_there_is_no_estimate(declare: Any, yoked: str | None, words: str) -> None:
    data = _judged(1).drop(columns="yoked")
    data = data if yoked is None else data.assign(yoked=yoked)
    assert words in str(_asked(declare, data, kind="regression", unit="piece").problem)


@pytest.mark.parametrize(("maker", "seen"), [("1", "1.0"), ("M1", "m1"), ("M01", "M1")])
def test_a_maker_whose_name_is_spelled_otherwise_where_the_piece_was_seen_is_no_stranger(
    declare: Any, maker: str, seen: str
) -> None:
    """A column of numbers with gaps is written 1.0 by spreadsheets; makers were then taken for strangers."""
    data = _judged(1).replace({"participant": {"M1": maker}, "yoked": {"M1": seen}})
    found = _asked(declare, data, kind="regression", unit="piece")
    assert f"yoked says '{seen}', which is no participant, though '{maker}' is one." in str(found.problem)
    alike = _judged(1).replace({"participant": {"M1": maker}, "yoked": {"M1": maker}})
    assert _asked(declare, alike, kind="regression", unit="piece").problem is None
