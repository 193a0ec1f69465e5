"""Whether the original finding replicated: every criterion, the deciding one marked, and the two studies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ikea_effect.analysis.support import unit as unit_of
from ikea_effect.language import anew, in_a_row, phrase, say, written
from ikea_effect.protocol.hypotheses import Hypothesis, Published
from ikea_effect.protocol.models import Protocol
from ikea_effect.report.cards import STATES, Block, Card, Column, Criterion, Panel, Prose, Row, Table
from ikea_effect.report.chances import chances_said
from ikea_effect.report.figures.bayes import BayesCurve, bayes_figure
from ikea_effect.report.figures.forest import Forest, Mark, forest
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.sections.estimates import statistic
from ikea_effect.report.sections.naming import (
    PROVENANCE,
    cells_in_order,
    claim,
    level_label,
    measure_label,
    rule_label,
    side_name,
)
from ikea_effect.report.wording import (
    amount,
    count,
    finite,
    joined,
    lowered,
    n_counted,
    not_recorded,
    number,
    p_value,
    sentence,
    spoken,
    spread,
    true_minus,
)
from ikea_effect.rounding import p_said
from ikea_effect.tasks.population import at

Z = 1.959963984540054


def replication_card(material: ReportMaterial) -> Card:
    """The published finding beside this study's, hypothesis by hypothesis."""
    blocks: list[Block] = []
    for hypothesis in material.protocol.hypotheses:
        blocks += _hypothesis(material, hypothesis)
    if material.mode == "simulated" and (built_in := drawn_from_published(material.protocol)):
        told = joined(measure_label(material.protocol, name) for name in built_in)
        blocks.insert(0, Prose(say(_BUILT_IN, measures=told), "warning"))
    if not blocks:
        blocks.append(Prose(say("The protocol holds no published result, so there is nothing to replicate.")))
    return Card("replication", say("Did the original finding replicate?"), tuple(blocks))


_BUILT_IN = phrase(
    "Simulated participants were given the published means ({measures}): that this study agrees with the "
    "original is built in, and shows nothing about people."
)


def drawn_from_published(protocol: Protocol) -> list[str]:
    """The measures whose simulated means are those that were published, level by level."""
    found: dict[str, None] = {}
    models = {one.id: one for one in protocol.hypotheses}
    for row in protocol.published:
        measure, model = models[row.hypothesis].measure, models[row.hypothesis].model
        mean, factor = getattr(protocol.simulation.get(measure), "mean", None), getattr(model, "factor", None)
        if mean is None or factor is None or len(row.mean) < 2:
            continue
        planted = {level: at(mean, {factor: level}) for level in row.mean}
        if all(finite(planted[level]) == finite(value) for level, value in row.mean.items()):
            found[measure] = None
    return list(found)


def _hypothesis(material: ReportMaterial, hypothesis: Hypothesis) -> list[Block]:
    published = [one for one in material.protocol.published if one.hypothesis == hypothesis.id]
    verdicts = [one for one in material.verdicts if one.get("hypothesis") == hypothesis.id]
    if not published and not verdicts:
        return []
    blocks: list[Block] = [Prose(claim(material.protocol, hypothesis), "heading")]
    if drawn := _forest(material, hypothesis, material.primary(hypothesis.id) or {}, verdicts, published):
        blocks.append(forest(f"forest-{hypothesis.id}", drawn))
    if verdicts:
        blocks.append(_panel(material, verdicts))
        said = dict.fromkeys(str((one.get("inputs") or {}).get("rests_on") or "") for one in verdicts)
        blocks += [Prose(anew(one), "note") for one in said if one]
    if (bayes := _bayes(material, hypothesis, verdicts)) is not None:
        blocks.append(bayes_figure(f"bayes-{hypothesis.id}", bayes))
    blocks += [_beside(material, hypothesis, one) for one in published]
    return blocks


def _panel(material: ReportMaterial, verdicts: list[Mapping[str, Any]]) -> Panel:
    declared = material.protocol.replication
    decides = declared.decides if declared else None
    return Panel(
        say("Criteria of replication"), merged([criterion(verdict, decides) for verdict in verdicts])
    )


def merged(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """The criteria; those that cannot be computed for one reason become one, except the deciding one."""
    found: dict[object, Criterion] = {}
    for place, one in enumerate(criteria):
        alone = one.decides or one.state not in ("cannot-be-computed", "withheld")
        key: object = place if alone else one.sentence
        found[key] = replace(one, name=f"{found[key].name}, {lowered(one.name)}") if key in found else one
    return tuple(found.values())


def criterion(verdict: Mapping[str, Any], decides: str | None) -> Criterion:
    """A verdict of the analysis as it is shown."""
    rule, outcome = str(verdict["rule"]), verdict["outcome"]
    source = f"analysis.verdicts[{verdict.get('hypothesis')},{rule}]"
    said, value = _said(verdict), _value(rule, verdict)
    if verdict.get("chances"):
        said += f" {chances_said(verdict['chances'])}"
    return Criterion(rule_label(rule), outcome, said, value, rule == decides, source)


_ARE_P = frozenset(
    ("significance", "small-telescopes", "equivalence", "sceptical-p", "controlled-sceptical-p", "edgington")
)
"""Rules whose value is a p."""


def _value(rule: str, verdict: Mapping[str, Any]) -> str:
    value = finite(verdict.get("value"))
    if value is None:
        return anew(str(verdict.get("value") or ""))
    if rule in _ARE_P:
        return p_said(value)
    if rule == "bayes-factor":
        factor = number(value, 0 if value >= 100 else 2)
        return (
            say("BF > 10,000")
            if value > 1e4
            else say("BF = {factor}", factor=factor)
            if value > 1e-2
            else say("BF < 0.01")
        )
    return f"d = {number(value)}" if rule in ("prediction-interval", "pooled") else number(value)


def _said(verdict: Mapping[str, Any]) -> str:
    return sentence(true_minus(str(verdict.get("sentence") or STATES[verdict["outcome"]])))


def _bayes(
    material: ReportMaterial, hypothesis: Hypothesis, verdicts: list[Mapping[str, Any]]
) -> BayesCurve | None:
    """The study's own t for the curve; None where it has none, or while verdicts are withheld."""
    if any(one["outcome"] == "withheld" for one in verdicts):
        return None
    inputs = {str(one["rule"]): one.get("inputs") or {} for one in verdicts}
    used = inputs.get("bayes-factor", {})
    t, df, scale = (finite(used.get(name)) for name in ("t", "df", "scale"))
    if t is None or df is None or scale is None:
        return None
    original = finite(inputs.get("prediction-interval", {}).get("d_original"))
    return BayesCurve(claim(material.protocol, hypothesis), t, df, scale, original)


def _forest(
    material: ReportMaterial,
    hypothesis: Hypothesis,
    estimate: Mapping[str, Any],
    verdicts: list[Mapping[str, Any]],
    published: list[Published],
) -> Forest | None:
    """The picture's numbers, from what the criteria used; the original's d may be unknown.

    None while verdicts are withheld: both effects side by side are one.
    """
    if any(one["outcome"] == "withheld" for one in verdicts):
        return None
    by_rule = {str(one["rule"]): one for one in verdicts}
    predicted = by_rule.get("prediction-interval", {})
    inputs = predicted.get("inputs") or {}
    original, this = finite(inputs.get("d_original")), finite(predicted.get("value"))
    size = estimate.get("effect_size") or {}
    if original is not None and this is not None:
        mine = Mark(say("This study"), this, _reach(this, inputs.get("v_replication")))
    elif size.get("name") in ("hedges_g", "cohens_d") and published:
        mine = Mark(say("This study"), finite(size.get("value")), _limits(size.get("ci")))
    else:
        return None
    source = published[0].provenance if published else "secondary"
    name = say("Original") if source == "paper" else say("Original\n({source})", source=spoken(source))
    theirs = Mark(name, original, None if original is None else _reach(original, inputs.get("v_original")))
    band = _limits((inputs.get("low"), inputs.get("high")))
    telescopes = (by_rule.get("small-telescopes", {}).get("inputs") or {}).get("d33")
    return Forest(
        claim(material.protocol, hypothesis),
        (theirs, mine, *_pooled(by_rule.get("pooled", {}))),
        band,
        finite(telescopes),
    )


def _limits(ends: Any) -> tuple[float, float] | None:
    low, high = (finite(end) for end in ends or (None, None))
    return None if low is None or high is None else (low, high)


def _reach(d: float, variance: Any) -> tuple[float, float] | None:
    v = finite(variance)
    return None if v is None else (d - Z * v**0.5, d + Z * v**0.5)


def _pooled(verdict: Mapping[str, Any]) -> tuple[Mark, ...]:
    inputs = verdict.get("inputs") or {}
    d = finite(inputs.get("d", verdict.get("value")))
    limits = _limits(inputs.get("ci") or (inputs.get("low"), inputs.get("high")))
    return () if d is None or limits is None else (Mark(say("Both, pooled"), d, limits),)


def _beside(material: ReportMaterial, hypothesis: Hypothesis, published: Published) -> Table:
    """The published numbers and this study's, line by line."""
    protocol = material.protocol
    estimate = material.primary(hypothesis.id) or {}
    unit = unit_of(protocol, hypothesis.measure)  # of the means, whatever the estimate is in
    theirs_unit = published.unit or unit
    rows = []
    cells = {**published.mean, **(published.n.per_condition or {}), **dict(estimate.get("n") or {})}
    for key in cells_in_order(protocol, cells, str(estimate.get("term", ""))):
        label = level_label(protocol, key)
        theirs_n = (published.n.per_condition or {}).get(key)
        rows.append(
            Row(
                (
                    say("{label}: n", label=label),
                    _known(theirs_n, count),
                    _known(_at(estimate, "n", key), lambda n: n_counted(n, estimate.get("n_of"))),
                )
            )
        )
        rows.append(
            Row(
                (
                    say("{label}: mean (SD)", label=label),
                    _mean_sd(published.mean.get(key), published.sd.get(key), theirs_unit),
                    _mean_sd(
                        _at(estimate, "mean", key),
                        _at(estimate, "sd", key),
                        unit,
                    ),
                )
            )
        )
    rows += _tests(published, estimate, _in_all(protocol, hypothesis, estimate.get("n") or {}))
    columns = (
        Column("", "text"),
        Column(say("Original ({provenance})", provenance=spoken(published.provenance))),
        Column(say("This study")),
    )
    return Table(say("The published result and this study"), columns, tuple(rows), _notes(published))


def _at(estimate: Mapping[str, Any], part: str, key: str) -> Any:
    return (estimate.get(part) or {}).get(key)


def _known(value: Any, printed: Any) -> str:
    return say("not known") if value is None else str(printed(value))


def _mean_sd(mean: Any, sd: Any, unit: str) -> str:
    if finite(mean) is None:
        return say("not known")
    return amount(mean, unit) + (f" ({spread(sd, unit)})" if finite(sd) is not None else "")


def _in_all(protocol: Protocol, hypothesis: Hypothesis, n: Mapping[str, int]) -> int:
    """Everybody once, also who stands in the cell of each level within a participant."""
    alone = getattr(hypothesis.model, "factor", None)
    between = {name for name, factor in protocol.factors.items() if not factor.within}
    places: dict[tuple[str, ...], int] = {}
    for key, found in n.items():
        parts = key.split(",") if "=" in key else [f"{alone}={key}"]
        place = tuple(part for part in parts if part.partition("=")[0] in between)
        places[place] = max(found, places.get(place, 0))
    return sum(places.values())


def _tests(published: Published, estimate: Mapping[str, Any], total: int) -> list[Row]:
    rows = []
    if published.n.total is not None:
        ours = n_counted(total, estimate.get("n_of")) if total else not_recorded()
        rows.append(Row((say("n in all"), count(published.n.total), ours)))
    rows.append(Row((say("Test"), _printed_test(published.statistic), statistic(estimate.get("statistic")))))
    theirs = say("not known") if published.p is None else p_value(published.p)
    ours = p_value(estimate.get("p")) if finite(estimate.get("p")) is not None else "–"
    side = str(estimate.get("alternative") or "two-sided")
    rows.append(Row(("p", theirs, f"{ours} ({side_name(side)})" if ours != "–" else ours)))
    return rows


def _printed_test(values: Mapping[str, float]) -> str:
    for name in ("t", "F", "chi2", "z"):
        if name in values:
            df = [values[part] for part in ("df", "df1", "df2") if part in values]
            inside = in_a_row(written(f"{part:g}") for part in df)
            return f"{name}{f'({inside})' if inside else ''} = {number(values[name])}"
    return say("not known")


def _notes(published: Published) -> tuple[str, ...]:
    notes = [
        say(
            "Original: {locator}; {provenance}.",
            locator=published.locator,
            provenance=PROVENANCE[published.provenance],
        )
    ]
    if published.n.inferred:
        notes.append(
            say("The original’s n per condition is inferred: {inferred}.", inferred=published.n.inferred)
        )
    if published.note:
        notes.append(sentence(published.note))
    return tuple(notes)
