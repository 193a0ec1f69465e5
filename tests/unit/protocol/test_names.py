"""Names for reports in another language: every shipped protocol has its Dutch, and a wrong name is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.language import name, speaking, spoken_language
from ikea_effect.operations.check import check
from ikea_effect.operations.report import in_language
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.names import name_faults, named, names_of, spoken_words
from ikea_effect.protocol.resources import shipped
from ikea_effect.report.sections.naming import level_label, measure_label
from tests.golden.test_report import of_models

SHIPPED = sorted(shipped("protocols").glob("*.yaml"))


def words_of(protocol: Protocol) -> Iterator[str]:
    """What a report writes of the protocol besides titles, claims and labels."""
    yield from (*protocol.factors, *protocol.measures, *protocol.goods, *protocol.roles)
    yield from (one.id for one in protocol.exclusions)
    yield from (step.name.partition("@")[0] for step in protocol.timeline)
    for measure in protocol.measures.values():
        yield from getattr(measure, "options", None) or ()
        yield from map(str, getattr(measure, "items", None) or ())
        if (scale := getattr(measure, "scale", None)) is not None:
            yield from (scale.title, scale.status, scale.source)


@pytest.mark.slow
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_everything_that_a_shipped_protocol_declares_has_its_dutch(path: Path) -> None:
    protocol = load_protocol(path)
    names = names_of(protocol, "nl")
    claims = {one.id: one.claim for one in (*protocol.hypotheses, *protocol.claims) if one.claim}
    labels = {(factor, level) for factor, one in protocol.factors.items() for level in one.levels}
    assert name_faults(protocol, "nl") == []
    assert names.title
    assert {(factor, level) for factor, one in names.labels.items() for level in one} == labels
    assert names.claims.keys() == claims.keys()
    program = spoken_language("nl").names
    spoken = {*spoken_words(names), *program}
    said = [one for one in words_of(protocol) if {one, one.replace("-", " ").replace("_", " ")} & spoken]
    assert set(words_of(protocol)) - set(said) == set()


def test_a_report_in_dutch_calls_levels_and_measures_in_dutch_and_the_plan_stays_as_declared() -> None:
    protocol = load_protocol("norton-2012-1a")
    dutch = named(protocol, names_of(protocol, "nl"))
    assert [one.label for one in dutch.factors["labor"].levels.values()] == ["Bouwers", "Niet-bouwers"]
    assert dutch.hypotheses[0].claim == "Bouwers bieden meer dan niet-bouwers"
    assert (dutch.sha256, dutch.said) == (protocol.sha256, protocol.said)


def test_only_a_report_in_another_language_is_renamed() -> None:
    material = of_models()
    english, _ = in_language(material, "en")
    dutch, language = in_language(material, "nl")
    assert english is material
    assert dutch.analysis is material.analysis
    with speaking(language):
        assert name("liking") == "waardering"
        assert measure_label(dutch.protocol, "liking") == "waardering"
        assert level_label(load_protocol("norton-2012-1a"), "build") == "Builders"


def copied(folder: Path, names: str) -> Path:
    """A protocol of one's own beside its names."""
    protocol = folder / "norton_2012_1a.yaml"
    protocol.write_text((shipped("protocols") / protocol.name).read_text("utf-8"), "utf-8")
    (folder / "names" / "nl").mkdir(parents=True)
    (folder / "names" / "nl" / protocol.name).write_text(names, "utf-8")
    return protocol


def test_a_name_of_what_is_not_declared_is_told_by_check_and_passed_over_by_a_report(tmp_path: Path) -> None:
    path = copied(tmp_path, "labels:\n  labor: {biuld: Bouwers}\nclaims: {builders-bid: Bouwers bieden}\n")
    found = check(str(path), quick=True)
    told = [fault for fault in found.warnings if "/nl/" in fault.where]
    assert found.faults == ()
    assert [fault.path for fault in told] == ["labels.labor.biuld", "claims.builders-bid"]
    assert "names 'biuld', which the protocol does not declare. Declared: build, prebuilt" in str(told[0])
    protocol = load_protocol(path)
    assert named(protocol, names_of(protocol, "nl")).factors == protocol.factors


def test_a_file_that_is_none_of_names_is_refused_where_it_is_wrong(tmp_path: Path) -> None:
    protocol = load_protocol(copied(tmp_path, "label: {labor: {build: Bouwers}}\n"))
    with pytest.raises(ProtocolError, match=r"norton_2012_1a.yaml:1:1  label\n.*is not a key"):
        names_of(protocol, "nl")
