"""Balanced mixed models of many studies at once, with random slopes and with CR2: what the model finds."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.block import Block, drawn_block
from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.kernels import kernel_of
from ikea_effect.diagnosis.kernels.mixed_by_groups import lowest
from ikea_effect.diagnosis.one_by_one import samplers_of
from ikea_effect.diagnosis.studies import Reported
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.models import Protocol
from tests.unit.diagnosis.kernels.test_kernels import changed, disagreement, table
from tests.unit.diagnosis.kernels.test_kernels_of_mediation import judged_otherwise
from tests.unit.within_bench import changed as within
from tests.unit.within_bench import loop_of

Model = dict[str, Any]
PAIRS = ("norton-2012-2", "labor-by-whose")
OF_PAIRS: Model = {"kind": "mixed", "factors": ["labor", "whose"], "group": "pair"}


def liked(model: Model, frames: int = 2) -> tuple[Protocol, Hypothesis]:
    """Builders and others who say how they like two boxes, each in two frames, or in three."""

    def change(said: dict[str, Any]) -> None:
        names = ["bare", "framed", "lit"][:frames]
        levels = {name: {"label": name} for name in names}
        said["factors"]["frame"] = {"within": True, "levels": levels}
        steps = [{"questionnaire": {"id": "views", "measures": ["liking"]}}]
        loop, inner = loop_of(said), {"factor": "frame", "order": "random", "steps": steps}
        loop["steps"] = [loop["steps"][1], {"for_each": inner}]
        said["timeline"] = [step for step in said["timeline"] if {*step} & {"consent", "for_each", "debrief"}]
        said["measures"] = {"liking": said["measures"]["liking"]}
        said["simulation"] = {"liking": copy.deepcopy(said["simulation"]["liking"])}
        said["payment"] = {"show_up": 6.0}
        del said["exclusions"]
        factors = {"kind": "mixed", "factors": ["labor", "whose", "frame"]}
        asked = {"id": "liked", "claim": "Own boxes are liked more", "measure": "liking"}
        said["hypotheses"] = [{**asked, "model": {**factors, **model}}]

    protocol = within(change)
    return protocol, protocol.hypotheses[0]


SLOPES: list[tuple[Model, int]] = [
    ({"term": ["whose"], "slopes": ["whose"]}, 2),
    ({"term": ["labor", "whose"], "slopes": ["whose"], "contrasts": {"whose": "partner - own"}}, 2),
    ({"term": ["labor"], "slopes": ["whose"]}, 2),
    ({"term": ["frame"], "slopes": ["whose"]}, 3),
    ({"term": ["whose"], "slopes": ["frame", "whose"]}, 2),
    ({"term": ["frame"], "slopes": ["frame"]}, 3),
    ({"term": ["labor", "frame"], "slopes": ["frame"], "covariance": "cr2"}, 3),
]


@pytest.mark.slow
@pytest.mark.parametrize("n", [4, 9])
@pytest.mark.parametrize(("model", "frames"), SLOPES)
def test_random_slopes(model: Model, frames: int, n: int) -> None:
    """Of people whose slopes differ by chance alone some studies have a slope without variance."""
    assert disagreement(*liked(model, frames), n, 3) == ""


ROBUST: list[tuple[Model, int]] = [
    ({"term": ["labor"]}, 2),
    ({"term": ["labor", "whose"], "contrasts": {"labor": "prebuilt - build"}}, 2),
    ({"term": ["frame"]}, 3),
    ({"term": ["labor", "frame"]}, 3),
]


@pytest.mark.slow
@pytest.mark.parametrize("n", [2, 5])
@pytest.mark.parametrize(("model", "frames"), ROBUST)
def test_cr2_by_people(model: Model, frames: int, n: int) -> None:
    assert disagreement(*liked({**model, "covariance": "cr2"}, frames), n, 4) == ""


@pytest.mark.slow
@pytest.mark.parametrize("covariance", ["model", "cr2"])
@pytest.mark.parametrize("n", [2, 4, 6])
@pytest.mark.parametrize(
    "model",
    [
        {"term": ["labor"]},
        {"term": ["labor", "whose"], "contrasts": {"labor": "build - prebuilt"}},
        {"term": ["whose"], "contrasts": {"whose": "partner - own"}},
    ],
)
def test_by_pairs(model: Model, n: int, covariance: str) -> None:
    """Of two per condition one pair is alone in its cell: nothing says how pairs differ."""
    protocol, asked = changed(*PAIRS, {"model": {**OF_PAIRS, **model, "covariance": covariance}})
    assert disagreement(protocol, asked, n, 3) == ""


def answered(protocol: Protocol, asked: Hypothesis, n: int, studies: int) -> tuple[Block, Reported]:
    """Drawn studies, and what the kernel says of them."""
    kernel, block = (
        kernel_of(protocol, asked, n),
        drawn_block(samplers_of(protocol, asked), n, studies, generator(3)),
    )
    assert kernel is not None
    return block, kernel(block)


def test_cr2_between_people_is_welchs_variance_of_their_means() -> None:
    """Independent of any model: people are the groups, and each has one mean."""
    block, found = answered(*liked({"term": ["labor"], "covariance": "cr2"}), 7, 20)
    own = np.mean([*block.columns.values()], axis=0)
    build, others = (own[:, block.rows({"labor": (level,)})] for level in ("build", "prebuilt"))
    np.testing.assert_allclose(found.estimate, build.mean(axis=1) - others.mean(axis=1), atol=1e-12)
    se = np.sqrt(build.var(axis=1, ddof=1) / 7 + others.var(axis=1, ddof=1) / 7)
    assert found.t is not None
    assert found.df is not None
    np.testing.assert_allclose(found.t, found.estimate / se, rtol=1e-10)
    np.testing.assert_allclose(found.df, 12.0, rtol=1e-12)


def test_a_slope_that_varies_is_tested_by_peoples_own_differences() -> None:
    """With more between people than the error the random slope's test is the t test of their differences."""
    protocol, asked = liked({"term": ["whose"], "slopes": ["whose"]})
    block, found = answered(protocol, asked, 8, 30)
    apart = np.mean([block.columns[f"liking.own.{frame}"] for frame in ("bare", "framed")], axis=0)
    apart = apart - np.mean(
        [block.columns[f"liking.partner.{frame}"] for frame in ("bare", "framed")], axis=0
    )
    sides = [apart[:, block.rows({"labor": (level,)})] for level in ("build", "prebuilt")]
    inside = np.sqrt(sum(one.var(axis=1, ddof=1) for one in sides) / 2 / 16)
    assert found.t is not None
    assert found.df is not None
    free = np.isclose(found.df, 14.0)
    assert 3 < free.sum() < 30
    np.testing.assert_allclose(found.t[free], (found.estimate / inside)[free], rtol=1e-10)


def test_of_mean_squares_alike_those_that_pool_most_count() -> None:
    means = np.array([[1.0, 2.0, 3.0], [1.0, 1.5, 3.5], [1.2, 1.5, 2.0]])
    assert lowest(means).tolist() == [1, 2, 2]


@pytest.mark.slow
def test_studies_that_the_model_refuses_have_no_estimate() -> None:
    """Likings all alike, and those whose CR2 of two contrasts has the rank of one: two people per cell."""
    protocol, asked = liked({"term": ["frame"], "covariance": "cr2"}, 3)
    kernel, block = (
        kernel_of(protocol, asked, 2),
        drawn_block(samplers_of(protocol, asked), 2, 3, generator(3)),
    )
    assert kernel is not None
    for name, values in block.columns.items():
        values[1] = 4.0
        if name.endswith("lit"):  # everybody likes what is lit as what is framed
            values[2] = block.columns[name.replace("lit", "framed")][2]
    found = kernel(block)
    fits = [answer(protocol, asked, table(block, study)) for study in range(3)]
    assert [one.estimate is not None for one in fits] == np.isfinite(found.estimate).tolist()
    assert not np.isfinite(found.estimate[1:]).any()
    assert "cr2" in str(fits[2].problem)


@pytest.mark.slow
@pytest.mark.parametrize("model", [{}, {"slopes": ["whose"]}, {"covariance": "cr2"}])
@pytest.mark.parametrize("term", ["labor", "whose"])
def test_people_who_like_all_alike_give_no_estimate(model: Model, term: str) -> None:
    """Their own values differ by nothing, which is no yardstick."""
    protocol, asked = liked({"term": [term], **model})
    kernel, block = (
        kernel_of(protocol, asked, 4),
        drawn_block(samplers_of(protocol, asked), 4, 1, generator(3)),
    )
    assert kernel is not None
    first = next(iter(block.columns.values())).copy()
    for values in block.columns.values():
        values[:] = first
    assert np.isnan(kernel(block).estimate).all()
    assert answer(protocol, asked, table(block, 0)).estimate is None


@pytest.mark.slow
@pytest.mark.parametrize("model", [{"slopes": ["whose"]}, {"covariance": "cr2"}])
def test_criteria_judge_them_as_they_judge_the_model(model: Model) -> None:
    assert judged_otherwise(*liked({"term": ["labor", "whose"], **model}), n=6) == []


def test_slopes_that_cannot_be_told_have_no_kernel() -> None:
    """As many values per person as effects that vary: the model refuses it, and says so."""
    protocol, asked = liked({"term": ["whose"], "slopes": ["labor"]})
    assert kernel_of(protocol, asked) is None
    plain, asked = changed("marsh-2018", "holders-do-so-less", {
        "model": {"kind": "mixed", "factors": ["labor", "whose"], "term": ["whose"], "slopes": ["whose"]},
    })  # fmt: skip
    assert kernel_of(plain, asked) is None


def test_power_answers_them_at_once() -> None:
    for model in ({"term": ["whose"], "slopes": ["whose"]}, {"term": ["labor"], "covariance": "cr2"}):
        protocol, asked = liked(model)
        told = diagnose(protocol, asked.id, 12, studies=100)
        assert told.engine == "batch"
        assert not any("one by one" in note for note in told.notes)
