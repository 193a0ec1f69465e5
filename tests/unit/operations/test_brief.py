"""The verdict in a line, why a criterion, sentences to copy, figures as files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from docs.make_criteria import MARK, PAGE
from ikea_effect.analysis.replication.panel import CRITERIA
from ikea_effect.analysis.replication.why import WHY, as_markdown
from ikea_effect.analysis.results import EffectSize, Estimate, Interval, Statistic
from ikea_effect.errors import AnalysisError
from ikea_effect.operations.analyze import _estimate_lines
from ikea_effect.operations.apa import sentence
from ikea_effect.operations.replicate import Asked, explained, replication_of
from ikea_effect.report.cards import Figure
from ikea_effect.report.figures.standalone import standalone
from ikea_effect.report.pdf import picture

WORKED = Asked(None, original="t=2.12,n=26+26", replication="t=1.30,n=60+60")


def test_the_verdict_stands_first_in_one_line() -> None:
    found = replication_of(WORKED)
    first, empty, *panel = found.text().splitlines()
    assert first.startswith("UNDECIDED (small-telescopes). With n = 26 + 26")
    assert (empty, len(panel)) == ("", len(CRITERIA))
    assert found.brief() == first


@pytest.mark.parametrize(
    ("decides", "word"), [("significance", "NOT REPLICATED"), ("small-telescopes", "UNDECIDED")]
)
def test_the_word_is_that_of_the_criterion_that_decides(decides: str, word: str) -> None:
    asked = Asked(None, original=WORKED.original, replication=WORKED.replication, decides=decides)
    assert replication_of(asked).brief().startswith(f"{word} ({decides}). ")


def test_every_criterion_says_why() -> None:
    assert set(WHY) == set(CRITERIA)
    assert "Simonsohn (2015)" in explained("small-telescopes")
    assert "never decides: it counts the original again" in explained("pooled")


def test_a_criterion_that_is_not_known_is_refused_with_its_neighbor() -> None:
    with pytest.raises(AnalysisError, match="Did you mean 'lebel'"):
        explained("label")


def test_the_page_is_that_of_the_program() -> None:
    assert PAGE.read_text("utf-8").partition(MARK)[2].strip() == as_markdown().strip()


def estimate(**changes: Any) -> Estimate:
    given: dict[str, Any] = {
        "hypothesis": "h", "role": "primary", "measure": "wtp", "unit": "USD", "method": "Welch's t test",
        "term": "build - prebuilt", "n": {"build": 8, "prebuilt": 8},
        "mean": {"build": 1.899, "prebuilt": 1.105}, "sd": {"build": 0.411, "prebuilt": 0.445},
        "estimate": 0.794, "ci": Interval(0.334, 1.254), "statistic": Statistic("t", 3.704, 13.92),
        "p": 0.0012, "alternative": "greater",
        "effect_size": EffectSize("hedges_g", 1.751, Interval(0.602, 2.858)),
    }  # fmt: skip
    return Estimate(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({}, "t(13.92) = 3.70, p = .001 (one-sided, greater), g = 1.75, 95% CI [0.60, 2.86]"),
        ({}, "build: n = 8, M = 1.90, SD = 0.41"),
        ({"p": 0.0004, "alternative": "two-sided"}, "p < .001, g"),
        ({"statistic": Statistic("F", 4.1, (2, 84.0)), "alternative": "any"}, "F(2, 84) = 4.10, p = .001, g"),
        ({"alternative": "equivalence"}, "p = .001, g"),
        ({"statistic": Statistic("chi2", 4.1, 1.0)}, "χ²(1, N = 16) = 4.10"),
        ({"statistic": Statistic("z", -1.96)}, "z = -1.96"),
        (
            {"effect_size": EffectSize("cramers_v", 0.316, Interval(0.05, 1.0), 0.9)},
            "V = .32, 90% CI [.05, 1.00]",
        ),
        ({"estimate": None, "problem": "too few"}, "no test: too few"),
    ],
)
def test_sentences_follow_the_manual(changes: dict[str, Any], part: str) -> None:
    assert part in sentence(estimate(**changes))


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="90" height="30"/></svg>'


def test_a_png_is_a_png_and_a_pdf_a_pdf() -> None:
    figure = Figure("one", SVG, "A square of 30.", "A square.")
    assert picture(figure, "png").startswith(b"\x89PNG\r\n")
    assert picture(figure, "pdf", "Simulated participants").startswith(b"%PDF-")
    assert b"A square of 30." in standalone(figure)


def test_a_picture_of_simulated_people_says_so_below() -> None:
    boxed = SVG.replace("<svg ", '<svg viewBox="0 0 90 30" ')
    drawn = standalone(
        Figure("one", boxed, "A square of 30.", "A square."), "Simulated & not people"
    ).decode()
    assert 'viewBox="0 0 90 46"' in drawn
    assert ">Simulated &amp; not people</text></svg>" in drawn


@pytest.mark.slow
def test_the_figures_of_a_report_are_written(tmp_path: Path) -> None:
    from ikea_effect.operations.analyze import People
    from ikea_effect.operations.data_files import DataFiles
    from ikea_effect.operations.report import report_of

    files = DataFiles((Path("tests/data/cases/clean.csv"),))
    where = tmp_path / "figures"
    report_of("norton-2012-1a", tmp_path, files, People(), tmp_path / "report.html", figures=where)
    names = {path.stem for path in where.iterdir()}
    every = {f"{name}.{end}" for name in names for end in ("svg", "png", "pdf")}
    assert {path.name for path in where.iterdir()} == every
    assert "flow" in names


def test_a_p_of_fisher_is_not_told_as_that_of_chi_square() -> None:
    """chi2 = 12.31 with 9 degrees of freedom has p = .196; what stands beside it has to say whose it is."""
    found = Estimate(
        hypothesis="h", role="primary", measure="favorite", unit="V", term="decision", alternative="any",
        method="chi-square test of independence, Fisher's exact p", n={"a": 100, "b": 98}, mean={}, sd={},
        estimate=0.249, statistic=Statistic("chi2", 12.31, 9.0), p=0.205,
    )  # fmt: skip
    assert "χ²(9, N = 198) = 12.31, Fisher's exact p = .205" in sentence(found)
    plain = replace(found, method="chi-square test of independence", p=0.196)
    assert "χ²(9, N = 198) = 12.31, p = .196" in sentence(plain)
    printed = "\n".join(_estimate_lines(found))
    assert "chi2(9.0) = 12.31, Fisher's exact p = .205 (without a side)" in printed
    drawn = replace(found, method="chi-square test of independence, Fisher's p over drawn tables")
    assert "χ²(9, N = 198) = 12.31, Fisher's p = .205" in sentence(drawn)
    assert "chi2(9.0) = 12.31, Fisher's p = .205 (without a side)" in "\n".join(_estimate_lines(drawn))
