"""Studies answered together by the kernels of `power`, and the same models fitted one by one, in one run.

.venv/bin/python benchmarks/bench_kernels.py

In time of one core, so that others at work count for little. Kernels draw their studies, too; one by one
each is fitted as a report does, with all that a report tells.
"""

from __future__ import annotations

import copy
import time
import warnings
from typing import Any

from table import Row, show
from threadpoolctl import threadpool_limits

from ikea_effect.analysis.analyze import answer
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.block import drawn_block
from ikea_effect.diagnosis.kernels import kernel_of
from ikea_effect.diagnosis.one_by_one import samplers_of, tables_by
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.models import Protocol

STUDIES, PEOPLE, ALONE = 1_000, 50, 20
LABOR = {"factor": "labor", "contrast": "build - prebuilt"}
PROBLEMS = {"factor": "problems", "contrast": "hard - easy"}
ANSWER = {"factor": "answer", "contrast": "used - ignored"}
OTHER = {"factor": "other", "contrast": "drafts - suggests"}
LISTED = ("job-choice", "a-draft-costs-more")
BIDS, LIKING = ("norton-2012-1a", "builders-bid-more"), ("norton-2012-1a", "builders-like-more")
BOOKCASE = ("mochon-2012-3", "threatened-choose-to-assemble")
OFTEN = ("voice-and-feedback", "bought-more-often")
COMPETENCE = ("mochon-2012-1", "competence-mediates")
THROUGH = {"kind": "mediation", **LABOR, "mediators": ["competence"], "resamples": 1_000}
OWN = ("norton-2012-2", "builders-bid-more-for-their-own")
WITHIN = {
    "kind": "paired-mediation", "factor": "whose", "contrast": "own - partner", "mediators": ["liking"],
    "resamples": 1_000,
}  # fmt: skip
HOLDERS = ("marsh-2018", "holders-do-so-less")
CROSSED = {"factors": ["labor", "whose"], "term": ["labor", "whose"]}
CASES: dict[str, tuple[tuple[str, str], dict[str, Any]]] = {
    "hurdle, 2,000 resamples": (BIDS, {"kind": "hurdle", **LABOR}),
    "demand, 2,000 resamples": (BIDS, {"kind": "demand", **LABOR}),
    "yuen": (BIDS, {"kind": "yuen", **LABOR}),
    "brunner-munzel": (BIDS, {"kind": "brunner-munzel", **LABOR}),
    "ratio, Fieller": (BIDS, {"kind": "ratio", **LABOR}),
    "ratio, 10,000 resamples": (BIDS, {"kind": "ratio", **LABOR, "interval": "bootstrap"}),
    "median, 10,000 resamples": (BIDS, {"kind": "quantile", **LABOR}),
    "logit": (BOOKCASE, {"kind": "logit", **PROBLEMS, "option": "self-assembly"}),
    "logit, a covariate": (
        BOOKCASE,
        {"kind": "logit", **PROBLEMS, "option": "self-assembly", "covariates": ["competence"]},
    ),
    "ordinal": (LIKING, {"kind": "ordinal", **LABOR}),
    "counts, Poisson": (OFTEN, {"kind": "counts", **ANSWER}),
    "counts, negative binomial": (OFTEN, {"kind": "counts", **ANSWER, "distribution": "negative-binomial"}),
    "mediation, moderated, 1,000 resamples": (COMPETENCE, {**THROUGH, "moderator": "age"}),
    "mediation within people, 1,000 resamples": (OWN, WITHIN),
    "Tobit, a spread per cell": (BIDS, {"kind": "tobit", **LABOR, "variances": "per-cell"}),
    "Tobit, a covariate": (BIDS, {"kind": "tobit", **LABOR, "covariates": ["age"]}),
    "Tobit, both": (BIDS, {"kind": "tobit", **LABOR, "covariates": ["age"], "variances": "per-cell"}),
    "interval": (LISTED, {"kind": "interval", **OTHER}),
    "interval, a spread per cell": (LISTED, {"kind": "interval", **OTHER, "variances": "per-cell"}),
    "interval, a covariate": (
        LISTED,
        {"kind": "interval", **OTHER, "covariates": ["liking-of-writing"]},
    ),
    "turnbull, 1,000 resamples": (LISTED, {"kind": "turnbull", **OTHER}),
    "mixed, CR2": (HOLDERS, {"kind": "mixed", **CROSSED, "covariance": "cr2"}),
}
"""A shipped hypothesis with another model in its place."""


def declared(place: tuple[str, str], model: dict[str, Any]) -> tuple[Protocol, Hypothesis]:
    """The protocol with that model, and the hypothesis that has it."""
    said = copy.deepcopy(dict(load_protocol(place[0]).said))
    [number] = (number for number, one in enumerate(said["hypotheses"]) if one["id"] == place[1])
    said["hypotheses"][number]["model"] = model
    protocol = protocol_from_said(said)
    return protocol, protocol.hypotheses[number]


def together(protocol: Protocol, asked: Hypothesis) -> float:
    """Seconds of a core for all studies by the kernel, a hundred at once, after a first hundred."""
    kernel, samplers, rng = kernel_of(protocol, asked, PEOPLE), samplers_of(protocol, asked), generator(1)
    assert kernel is not None
    kernel(drawn_block(samplers, PEOPLE, 100, rng))
    start = time.process_time()
    for _ in range(STUDIES // 100):
        kernel(drawn_block(samplers, PEOPLE, 100, rng))
    return time.process_time() - start


def one_by_one(protocol: Protocol, asked: Hypothesis) -> float:
    """Seconds of a core for as many studies fitted one by one, by so many of them."""
    rngs = [generator(1, study) for study in range(ALONE + 1)]
    [first, *others] = tables_by(samplers_of(protocol, asked), PEOPLE, rngs)
    answer(protocol, asked, first)
    start = time.process_time()
    for one in others:
        answer(protocol, asked, one)
    return (time.process_time() - start) * STUDIES / ALONE


def rows() -> list[Row]:
    """Each model: together, one by one, and as many times as fast."""
    found = []
    for name, (place, model) in CASES.items():
        protocol, asked = declared(place, model)
        quick, slow = together(protocol, asked), one_by_one(protocol, asked)
        found += [
            Row(f"{name}: together", quick, "s"),
            Row(f"  one by one, by {ALONE} studies", slow, "s"),
            Row("  times as fast", slow / quick, "x"),
        ]
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    with threadpool_limits(1):  # as `power` does
        show(f"{STUDIES:,} studies of {PEOPLE} per condition, in time of one core", rows())
