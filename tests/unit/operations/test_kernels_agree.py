"""On every shipped protocol: the batched kernel and the statsmodels fit that is reported say the same."""

from pathlib import Path

import numpy as np
import pytest

from ikea_effect.analysis.analyze import analyze
from ikea_effect.analysis.bounded import tobit as reported_tobit
from ikea_effect.analysis.kernels import tobit, welch
from ikea_effect.analysis.question import Question
from ikea_effect.analysis.support import support
from ikea_effect.operations.data import read_study
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.protocol.analyses_of_bounds import Tobit
from ikea_effect.protocol.analyses_of_means import Welch
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.loading import load_protocol, protocol_ids
from ikea_effect.protocol.models import Protocol
from ikea_effect.record.observations import frame
from tests.quick import quick

STUDIES = 4
"""Each is one column of the kernel's batch: what it says of one must not depend on the others."""


def simulated(protocol: str, folder: Path) -> tuple[Protocol, list]:
    """Tables of as many simulated studies of the protocol."""
    studies = [
        simulate(SimulateRequest(protocol, 24, seed, study=f"s{seed}", results=folder))
        for seed in range(STUDIES)
    ]
    tables = [frame(read_study(study).tables) for study in studies]
    return studies[0].protocol, [table[table["status"] == "complete"] for table in tables]


def two_cells(protocol: Protocol) -> list[Hypothesis]:
    """The questions on two cells of everyone."""
    return [one for one in protocol.hypotheses if isinstance(one.model, Welch) and not one.model.in_cells]


ASKING = [name for name in protocol_ids() if two_cells(load_protocol(name))]


@pytest.mark.slow
@pytest.mark.parametrize("name", quick(ASKING, "norton-2012-1a"))
def test_kernel_and_statsmodels_agree_on_every_two_cell_hypothesis(name: str, tmp_path: Path) -> None:
    protocol, tables = simulated(name, tmp_path)
    analyses = [analyze(protocol, table, "simulated") for table in tables]
    for hypothesis in two_cells(protocol):
        assert isinstance(hypothesis.model, Welch)
        for table, analysis in zip(tables, analyses, strict=True):
            own = {one.role: one for one in analysis.estimates if one.hypothesis == hypothesis.id}
            reported = own.get("without-exclusions", own["primary"])
            pair = Question(protocol, hypothesis, hypothesis.model, table).pair()
            batch = welch(np.tile(pair.high[:, None], 3), np.tile(pair.low[:, None], 3))
            low, high = batch.interval()
            assert reported.estimate == pytest.approx(batch.estimate[1], rel=1e-9)
            assert reported.se == pytest.approx(batch.se[1], rel=1e-9)
            assert reported.statistic is not None
            assert reported.statistic.value == pytest.approx(batch.t[1], rel=1e-9)
            assert reported.statistic.df == pytest.approx(batch.df[1], rel=1e-9)
            assert reported.p == pytest.approx(batch.p(hypothesis.alternative)[1], rel=1e-7, abs=1e-12)
            assert reported.ci == pytest.approx((low[1], high[1]), rel=1e-5, abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", quick(protocol_ids(), "norton-2012-1a"))
def test_the_tobit_kernel_agrees_with_the_reported_fit_on_every_bid(name: str, tmp_path: Path) -> None:
    protocol, tables = simulated(name, tmp_path)
    bids = [
        one
        for one in protocol.hypotheses
        if isinstance(one.model, Welch) and protocol.measures[one.measure].kind == "money"
    ]
    for hypothesis in bids:
        said = {"factor": hypothesis.model.factor, "contrast": hypothesis.model.contrast}
        asked = hypothesis.model_copy(update={"model": Tobit(kind="tobit", **said)})
        declared = support(protocol, hypothesis.measure)
        ends = (float(declared.low or 0), float(declared.high or np.inf))
        for table in tables:
            question = Question(protocol, asked, asked.model, table)
            pair = question.pair()
            batch = tobit(np.tile(pair.high[:, None], 2), np.tile(pair.low[:, None], 2), *ends)
            fit = reported_tobit(question)
            assert batch.converged.all()
            assert fit.estimate == pytest.approx(batch.estimate[1], rel=1e-6)
            assert fit.se == pytest.approx(batch.se[1], rel=1e-5)
