"""A diagnosis as ratios in one run: next to numpy's generator, to fits one by one here and in R, to a budget.

.venv/bin/python benchmarks/bench_ratios.py
"""

from __future__ import annotations

import shutil
import subprocess
import warnings

import numpy as np
from bench_analysis import BLOCK, N, best, tobit_fits, welch_studies
from table import Row, show

from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis.block import drawn_block
from ikea_effect.diagnosis.kernels import kernel_of
from ikea_effect.diagnosis.one_by_one import samplers_of
from ikea_effect.protocol.loading import load_protocol, protocol_from_said

DECLARE_DESIGN = 134.0
"""Studies a second of DeclareDesign, two cells: measured in an earlier run on another day, not here."""
STUDIES, RESAMPLES, PEOPLE = 500, 2_000, 50
DATA = """
set.seed(2)
x <- rep(0:1, each = 50); y <- lapply(1:200, function(i) pmin(pmax(rnorm(100, 2, 3) + x, 0), 10))
each <- function(fit) { fit(y[[1]]); cat(200 / system.time(for (v in y) fit(v))[["elapsed"]]) }
"""
AER = "suppressMessages(library(AER));" + DATA + "each(function(v) tobit(v ~ x, left = 0, right = 10))"
SURVREG = (
    "suppressMessages(library(survival));"
    + DATA
    + """
each(function(v) {
  low <- ifelse(v <= 0, NA, v); high <- ifelse(v >= 10, NA, v)
  survreg(Surv(low, high, type = "interval2") ~ x, dist = "gaussian")
})
"""
)
"""What AER's tobit() calls, without its own checks."""


def generator_alone() -> float:
    """Studies a second if numpy's normal generator drew their numbers and nothing else was done."""
    rng, high, low = generator(1), np.empty((N, BLOCK)), np.empty((N, BLOCK))

    def block() -> object:
        rng.standard_normal(out=high)
        return rng.standard_normal(out=low)

    return 100 * BLOCK / best(lambda: [block() for _ in range(100)])


def fits_in_r(script: str) -> float | None:
    """Fits a second in R; None without R or its package."""
    if shutil.which("Rscript") is None:
        return None
    found = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False)
    return float(found.stdout) if found.returncode == 0 else None


def serial_mediation() -> float:
    """Seconds of 500 studies of a serial mediation, each with 2,000 resamples, 50 people per condition."""
    declared = load_protocol("fuchs-2013-luxury")
    said = {**declared.said, "hypotheses": [*map(dict, declared.said["hypotheses"])]}
    place = next(
        place
        for place, one in enumerate(declared.hypotheses)
        if len(getattr(one.model, "mediators", ())) == 2
    )
    model = {**said["hypotheses"][place]["model"], "structure": "serial", "resamples": RESAMPLES}
    model.pop("compare", None)
    said["hypotheses"][place]["model"] = model
    protocol = protocol_from_said(said)
    asked = protocol.hypotheses[place]
    kernel, samplers = kernel_of(protocol, asked, PEOPLE), samplers_of(protocol, asked)
    assert kernel is not None

    def studies() -> None:
        rng = generator(6)
        for _ in range(STUDIES // 100):
            kernel(drawn_block(samplers, PEOPLE, 100, rng))

    return best(studies, 2)


def rows() -> list[Row]:
    """Every ratio, and what it is of."""
    alone, (welch, loop) = generator_alone(), welch_studies()
    tobit, likelihood = tobit_fits()
    aer, survreg = fits_in_r(AER), fits_in_r(SURVREG)
    found = [
        Row("Welch studies, drawn and tested", welch, "/s"),
        Row("  numpy's generator alone, the same numbers", alone, "/s"),
        Row("  times as long as the generator", alone / welch, "x", 2),
        Row("  against a loop over statsmodels OLS, HC3", welch / loop, "x"),
        Row("  against DeclareDesign's 134/s (of notes, not of this run)", welch / DECLARE_DESIGN, "x"),
        Row("Tobit fits, 50 per cell, of data that are there", tobit, "/s"),
        Row(
            "  against the likelihood in statsmodels, one by one", tobit / likelihood, "x", 500, at_least=True
        ),
    ]
    if aer is not None:
        found.append(Row("  against R's AER::tobit, one by one", tobit / aer, "x", 500, at_least=True))
    if survreg is not None:
        found.append(Row("  against R's survreg alone, as AER calls it", tobit / survreg, "x"))
    serial = serial_mediation()
    return [*found, Row("serial mediation, 500 studies x 2,000 resamples", serial, "s", 10)]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    show("Ratios", rows())
