"""Whether what is planted is found, and nothing where nothing is: counted, and one run of each protocol."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from docs.make_recovery import COUNTS, PAGE, Line, lines, page
from ikea_effect.analysis.analyze import analyze, answer
from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.analysis.resampling import generator
from ikea_effect.diagnosis import one_by_one
from ikea_effect.diagnosis.block import seeded_block
from ikea_effect.diagnosis.kernels.mediation import kernel_through
from ikea_effect.operations.session_facts import plan_of
from ikea_effect.operations.simulate import first_chunk, simulated_journals
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import measure_columns
from ikea_effect.protocol.loading import load_protocol, protocol_from_said, protocol_ids
from ikea_effect.protocol.model_base import levels_kept
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import load_setup
from ikea_effect.record.observations import frame, tables
from tests.recovery.counts import Count, band, planted_value, streams, studies_of
from tests.recovery.run import Work, counted, faults, prune, write
from tests.recovery.variants import Variant, averaged, changed, flatten, variants, without_effects

DIFFERENT = ("welch", "contrast", "paired", "factorial", "regression", "proportion", "mann-whitney")


def hypothesis_of(protocol: Protocol, *kinds: str) -> Hypothesis:
    """The first hypothesis of one of these kinds, those kinds first that are named first."""
    return next(one for kind in kinds for one in protocol.hypotheses if one.model.kind == kind)


def test_the_band_of_a_share_is_the_binomial_one() -> None:
    assert band(0.05, 200) == (3, 19)  # R: qbinom(c(.005, .995), 200, .05)
    assert band(0.95, 200) == (181, 197)
    low, high = band(0.8, 200, known_from=200)  # two samples: 160 -+ 2.576 sqrt(2 x 200 x .8 x .2)
    assert (low, high) == (139, 181)


@pytest.mark.parametrize(
    ("what", "hits", "verdict"),
    [
        ("coverage", 190, "inside"), ("coverage", 199, "careful"), ("coverage", 170, "outside"),
        ("alpha", 10, "inside"), ("alpha", 0, "careful"), ("alpha", 30, "outside"),
        ("power", 199, "outside"),
    ],
)  # fmt: skip
def test_a_test_may_be_careful_and_never_too_bold(what: str, hits: int, verdict: str) -> None:
    share = {"coverage": 0.95, "alpha": 0.05, "power": 0.8}[what]
    assert Count(what, hits, 200, share, *band(share, 200)).verdict == verdict


def test_a_population_without_effect_has_one_mean_and_rests_on_nothing() -> None:
    population: dict[str, Any] = {
        "mean": {"a": {"x": 1.0, "y": 2.0}, "b": 4.0}, "sd": 2, "depends_on": {"pride": 0.4}
    }  # fmt: skip
    flatten(population)
    assert population == {"mean": averaged({"a": 1.5, "b": 4.0}), "sd": 2.0}
    chances: dict[str, Any] = {"chances": {"a": {"yes": 0.2, "no": 0.8}, "b": {"yes": 0.6, "no": 0.4}}}
    flatten(chances)
    assert chances["chances"] == pytest.approx({"yes": 0.4, "no": 0.6})


def test_each_mediator_of_a_chain_and_each_moderator_is_set_to_zero_alone() -> None:
    dahl = load_protocol("dahl-2015-user-driven")
    chain = next(one for one in dahl.hypotheses if getattr(one.model, "structure", "") == "serial")
    names = [one.name for one in variants(dahl, chain)]
    assert not any(one.through for one in variants(dahl, chain))
    assert names[:2] == ["planted", "none"]
    mediators = chain.model.mediators  # type: ignore[union-attr]
    assert names[2:] == [f"{m} {how}" for m in mediators for how in ("is not moved", "moves nothing")]
    expert = next(one for one in dahl.hypotheses if getattr(one.model, "moderator", "") == "expertise")
    *_, alone = variants(dahl, expert)
    slopes = alone.protocol.said["simulation"]["preference"]["depends_on"]
    assert [alone.name, alone.null] == ["expertise does not moderate", True]
    assert "identification" in slopes
    assert not [term for term in slopes if "*" in term and "expertise" in term]
    assert dahl.said["simulation"]["preference"]["depends_on"] != slopes  # the shipped one is as it was


def test_of_mediators_beside_each_other_each_has_a_test_of_its_own() -> None:
    mochon = load_protocol("mochon-2012-1")
    both = next(one for one in mochon.hypotheses if len(getattr(one.model, "mediators", ())) == 2)
    through = {one.name: one.through for one in variants(mochon, both) if one.through}
    assert through == {
        f"{name} {how}": name for name in ("competence", "pride") for how in ("is not moved", "moves nothing")
    }


def test_the_table_of_a_seed_is_the_same_whatever_other_seeds_are_asked_for() -> None:
    norton = load_protocol("norton-2012-1a")
    [both, one] = [
        list(one_by_one.seeded_tables(norton, norton.hypotheses[0], 10, map(generator, seeds)))
        for seeds in ((1, 2), (2,))
    ]
    assert both[1].equals(one[0])
    assert not both[0].equals(one[0])


def test_hypotheses_and_populations_share_no_chance() -> None:
    norton = load_protocol("norton-2012-1a")
    planted, none = list(variants(norton, norton.hypotheses[0]))[:2]
    drawn = {
        streams(one, hypothesis, [7])[0].random()
        for one in (planted, none)
        for hypothesis in norton.hypotheses
    }
    assert len(drawn) == 2 * len(norton.hypotheses)
    assert streams(planted, norton.hypotheses[0], [6, 7])[1].random() in drawn


@pytest.mark.slow
def test_without_an_effect_a_test_keeps_to_alpha() -> None:
    norton = load_protocol("norton-2012-1a")
    planted = Variant("none", changed(norton, without_effects), null=True)
    found = studies_of(planted.protocol, norton.hypotheses[0], 26, [*map(generator, range(1, 41))])
    low, high = stats.binom.ppf((0.005, 0.995), 40, 0.05)
    assert low <= int(found.significant.sum()) <= high
    value = planted_value(planted.protocol, norton.hypotheses[0])
    assert value is not None
    assert value == pytest.approx((0, 0.95), abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("name", protocol_ids())
def test_what_is_counted_is_what_analyze_says_of_the_table(name: str) -> None:
    """Of the first hypothesis of each kind of model, with as many people and resamples as are declared."""
    shipped, seen = load_protocol(name), set[str]()
    for one in shipped.hypotheses:
        if one.model.kind not in seen:
            seen.add(one.model.kind)
            _counted_as_analyzed(shipped, one.id)


def _counted_as_analyzed(shipped: Protocol, hypothesis: str) -> None:
    only = [one for one in shipped.said["hypotheses"] if one["id"] == hypothesis]
    protocol = protocol_from_said({**shipped.said, "hypotheses": only, "published": [], "claims": []})
    [asked] = protocol.hypotheses
    n, seeds = shipped.planned_per_condition, (1, 200)
    found = studies_of(protocol, asked, n, [generator(seed) for seed in seeds])
    near = 1e-5 if asked.model.kind == "mixed" else 1e-9  # whose maximum is searched for
    for place, table in enumerate(one_by_one.seeded_tables(protocol, asked, n, map(generator, seeds))):
        one = analyze(protocol, _whole(protocol, table), "simulated").estimates[0]
        assert one.ci is not None
        counted = (found.estimate[place], found.low[place], found.high[place])
        assert counted == pytest.approx((one.estimate, one.ci.low, one.ci.high), rel=near, abs=near), one
        assert found.significant[place] == (one.p is not None and one.p < 0.05)


@pytest.mark.slow
@pytest.mark.parametrize("mediator", ["accomplished", "cost"])
def test_what_runs_through_one_mediator_is_what_the_model_says_of_it(mediator: str) -> None:
    protocol = load_protocol("label-or-fact")
    asked = next(one for one in protocol.hypotheses if getattr(one.model, "compare", None))
    kernel = kernel_through(protocol, asked, mediator)
    assert kernel is not None
    found = kernel(seeded_block(one_by_one.samplers_of(protocol, asked), 20, [generator(1), generator(2)]))
    for place, table in enumerate(one_by_one.seeded_tables(protocol, asked, 20, map(generator, (1, 2)))):
        rows = answer(protocol, asked, table).details["effects"]
        [own] = [row for row in rows if row["effect"] == f"indirect through {mediator}"]
        counted = (found.estimate[place], found.low[place], found.high[place])
        assert counted == pytest.approx((own["estimate"], own["ci"].low, own["ci"].high), rel=1e-9)


def _whole(protocol: Protocol, table: pd.DataFrame) -> pd.DataFrame:
    """The table with an empty column for every measure that the hypothesis does not look at."""
    columns = [name for measure in protocol.measures for name in measure_columns(protocol, measure)]
    return table.assign(**{name: np.nan for name in columns if name not in table})


def test_what_was_counted_of_a_protocol_as_it_was_before_is_taken_out(tmp_path: Path) -> None:
    norton, franke = load_protocol("norton-2012-1a"), load_protocol("franke-2010-tshirt")
    [one, other] = [
        Work(protocol, protocol.hypotheses[0], Variant("planted", protocol, null=False))
        for protocol in (norton, franke)
    ]
    path, count = tmp_path / "counts.csv", Count("power", 160, 200, 0.8, 145, 174)
    for work in (one, other):
        write(path, work, [("first", count)], "0123456789")
    prune(path, [one])
    assert counted(path) == {one.key, other.key}
    retitled = protocol_from_said({**norton.said, "title": "Another title"})
    prune(path, [one._replace(protocol=retitled)])
    assert counted(path) == {one.key, other.key}  # which no count follows from
    prune(path, [one._replace(protocol=changed(norton, without_effects))])
    assert counted(path) == {other.key}


def test_nothing_that_was_counted_lies_outside_twice_and_the_page_says_what_was() -> None:
    assert faults(COUNTS) == []
    assert PAGE.read_text("utf-8") == page(lines())


def test_counts_are_expected_outside_as_often_as_the_binomial_says() -> None:
    """R: pbinom(180, 200, .95), pbinom(19, 200, .05, lower.tail = FALSE); what is careful is not outside."""
    covered = Line("a b", "welch", "planted", "coverage", "first", 190, 200, 0.95, 181, 197, "inside")
    found = covered._replace(what="alpha", population="none", expected=0.05, low=3, high=19)
    assert covered.chance_outside == pytest.approx(0.00266458, abs=1e-8)
    assert found.chance_outside == pytest.approx(0.00266458, abs=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("name", protocol_ids())
def test_what_is_planted_is_what_twenty_thousand_people_show(name: str) -> None:
    """Of two means: the first, those within some cells alone, and those against another measure."""
    protocol, seen = load_protocol(name), set[tuple[bool, bool]]()
    for one in protocol.hypotheses:
        how = bool(levels_kept(one.model)), getattr(one.model, "against", None) is not None
        if one.model.kind in ("welch", "student") and how not in seen:
            seen.add(how)
            planted, found = planted_value(protocol, one), one_by_one.planted(protocol, one)
            assert planted is not None
            assert found.se is not None
            assert abs(planted.value - (found.estimate or 0.0)) <= 4 * found.se, one.id


# --- through the engine ------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("population", ["planted", "none"])
@pytest.mark.parametrize("name", protocol_ids())
def test_sessions_through_the_engine_come_to_what_is_planted(name: str, population: str) -> None:
    asked = hypothesis_of(load_protocol(name), *DIFFERENT)
    protocol = {one.name: one for one in variants(load_protocol(name), asked)}[population].protocol
    setup = replace(load_setup(name, None, "en", collecting=False), protocol=protocol)
    people = min(8 * len(protocol.conditions), 52)  # of label-or-fact the first two only make
    secret = hashlib.sha256(name.encode()).digest()
    plan = plan_of(setup, name, name, "simulated", 1)
    journals = simulated_journals(setup, plan, secret, first_chunk(setup, secret, people))
    table = frame(tables(protocol, (journal.events for _, journal in journals)))
    data, _ = checked(protocol, table)
    said = answer(protocol, asked, data)
    planted = planted_value(protocol, asked)
    assert said.estimate is not None
    assert said.ci is not None
    assert planted is not None
    spread = (said.ci.high - said.ci.low) / 2  # two standard errors, or a little more
    assert abs(said.estimate - planted.value) < 2 * spread
