"""What each condition was given, and who is in no row: the table, the figure and the record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ikea_effect.operations.report import material_of, took_no_part
from ikea_effect.operations.simulate import SimulateRequest, simulate
from ikea_effect.operations.withdraw import withdraw
from ikea_effect.record.absences import NO_SHOW, enter_absence
from ikea_effect.record.studies import find_study
from ikea_effect.report.cards import Figure, Prose, Table
from ikea_effect.report.figures.flow import flow
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.people import people
from ikea_effect.report.sections.delivery import delivery
from ikea_effect.report.sections.participants import participants


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> ReportMaterial:
    """Eight simulated participants, of whom one withdrew; somebody else did not come."""
    results = tmp_path_factory.mktemp("results")
    simulate(SimulateRequest("norton-2012-1a", 8, seed=4, results=results))
    study = find_study(results, "norton-2012-1a-simulated")
    withdraw(study, "S0004")
    enter_absence(study, "S0099", NO_SHOW, 0, "assistant")
    assert took_no_part(study) == {"no-show": 1, "sent-away": 0, "withdrawn": 1}
    return material_of(study)


@pytest.mark.slow
def test_each_condition_has_the_steps_of_its_own_with_the_seconds_they_took(material: ReportMaterial) -> None:
    everyone = people(material)
    table = delivery(material, everyone)
    assert isinstance(table, Table)
    for row, group, step in zip(table.rows, everyone.groups, ("build", "look"), strict=True):
        seconds = everyone.table[everyone.table["labor"] == group.key][f"{step}.seconds"].astype(float)
        ends = (seconds.median(), seconds.min(), seconds.max())
        met = f"{len(seconds)} of {len(seconds)}"
        assert row.cells == (group.label, step, met, *(f"{value:.1f}" for value in ends))


@pytest.mark.slow
def test_the_figure_and_the_chapter_say_who_is_in_no_row_and_how_many_were_too_many(
    material: ReportMaterial,
) -> None:
    everyone = people(material)
    figure = flow(everyone, material.study["took_no_part"], [3, 4])
    assert isinstance(figure, Figure)
    assert " In no row: did not come: 1 and withdrew, nothing kept: 1." in figure.alt
    began = [everyone.of(group, kept=False).shape[0] for group in everyone.groups]
    assert ("1 more than planned" in figure.alt) == (began[0] == 4 or began[1] == 5)
    said = [block.text for block in participants(material, everyone).blocks if isinstance(block, Prose)]
    assert "Besides these, in no row: did not come: 1 and withdrew, nothing kept: 1." in said


@pytest.mark.slow
def test_where_nobody_is_missing_nothing_is_said(material: ReportMaterial) -> None:
    everyone = people(material)
    figure = flow(everyone, {"no-show": 0, "sent-away": 0, "withdrawn": 0}, [100, 100])
    assert figure is not None
    assert "In no row" not in figure.alt
    quiet = replace(material, study={**material.study, "took_no_part": {}})
    assert not [
        block
        for block in participants(quiet, everyone).blocks
        if isinstance(block, Prose) and "in no row" in block.text
    ]
