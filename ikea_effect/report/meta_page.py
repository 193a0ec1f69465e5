"""A meta-analysis as cards: what the studies say together, how much they differ, and by what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ikea_effect.analysis.replication.meta import Meta
from ikea_effect.analysis.replication.meta_fit import Fit
from ikea_effect.analysis.replication.subgroups import Subgroup, groups_of, of_two
from ikea_effect.analysis.replication.summary import limits
from ikea_effect.report.cards import Block, Card, Column, Document, Facts, Prose, Row, Table, numbered
from ikea_effect.report.meta_figures import forest_of, funnel_of, weights_of
from ikea_effect.report.origins import sourced
from ikea_effect.report.wording import count, number, p_value, percent, plural, sentence

CANNOT = (
    "None of these can tell unpublished studies from weaker designs or other participants. PET-PEESE is "
    "biased where studies differ much; the selection model takes p alone to decide whether a study is seen."
)


def meta_document(found: Meta, title: str) -> Document:
    """The page of a meta-analysis; every number in its prose has its id in `meta --json`."""
    told = sourced(found.to_json(), "meta")
    cards = (
        Card("summary", "In plain words", (Prose(_summary(told), "lead"), *_notes(found))),
        Card("studies", "Studies", (forest_of(found), _studies(found))),
        Card("differences", "How much the studies differ", tuple(_differences(told))),
        *_moderators(found),
        Card("one-out", "Each study left out once", (_one_out(found),)),
        *_small(found, told),
        *_left_out(found),
    )
    k = len(found.studies)
    return Document(
        title,
        "Meta-analysis",
        f"{plural(k, 'study', 'studies')}",
        "",
        numbered(cards),
        found.fit.method,
        title,
    )


def _summary(told: dict[str, Any]) -> str:
    pooled, effect = told["pooled"], told["effect"]
    said = (
        f"Over {count(told['k'])} studies the mean effect is {effect} = **{number(pooled[effect])}**. "
        f"Values from {number(pooled['ci'][0])} to {number(pooled['ci'][1])} are compatible with them (95% "
        "confidence interval)."
    )
    if pooled["prediction"] is None:
        return said
    low, high = map(number, pooled["prediction"])
    return f"{said} The true effect of a new study of this kind is to be expected from {low} to {high}."


def _notes(found: Meta) -> tuple[Block, ...]:
    return tuple(Prose(note, "note") for note in found.notes)


def _interval(limits: Any) -> str:
    return "–" if limits is None else " to ".join(map(number, limits))


def _studies(found: Meta) -> Table:
    names = list(dict.fromkeys(name for one in found.studies for name in one.moderators))
    titles = (found.effect, "SE", "95% interval", "Weight")
    columns = (Column("Study", "text"), *map(Column, titles), *(Column(name, "text") for name in names))
    rows = (
        Row(
            (
                one.label,
                number(one.effect.d, 3),
                number(one.effect.se, 3),
                _interval(limits(one.effect, None)),
                f"{percent(weight, 1)}%",
                *(_known(one.moderators.get(name)) for name in names),
            )
        )
        for one, weight in zip(found.studies, found.fit.weights, strict=True)
    )
    return Table(
        "Studies, with their share of the weight", columns, tuple(rows), (sentence(found.fit.method),)
    )


def _known(value: float | str | None) -> str:
    return "–" if value is None else value if isinstance(value, str) else f"{value:g}"


def _differences(told: dict[str, Any]) -> Iterator[Block]:
    pooled = told["pooled"]
    df = len(told["studies"]) - 1
    rows = [("Q", f"Q({df}) = {number(pooled['q'])}, p {_p(pooled['p_q'])}")]
    rows.append(("I²", f"{percent(pooled['i2'])}%"))
    if pooled["tau2_ci"] is not None:
        ends = " to ".join(number(end, 3) for end in pooled["tau2_ci"])
        rows.append(("τ²", f"{number(pooled['tau2'], 3)} (95% interval {ends}, profile of Q)"))
    if pooled["prediction"] is not None:
        rows.append(("Prediction interval", _interval(pooled["prediction"])))
    yield Facts(tuple(rows))
    yield Prose(
        "Q asks whether the studies differ more than chance makes them; τ² is the variance of their true "
        "effects, I² its share in the spread that is seen.",
        "note",
    )


def _p(value: float) -> str:
    said = p_value(value)
    return said if said.startswith("<") else f"= {said}"


def _moderators(found: Meta) -> Iterator[Card]:
    groups = groups_of(found)
    blocks = (*([_groups(groups)] if groups else ()), *_regression(found.regression))
    if blocks:
        yield Card("moderators", "What goes with larger effects", blocks)


def _groups(groups: tuple[Subgroup, ...]) -> Table:
    titles = ("Studies", "Mean", "95% interval", "τ²", "I²")
    columns = (Column("Group", "text"), *map(Column, titles))
    rows = tuple(Row((f"{one.moderator}: {one.level}", *_cells(one))) for one in groups)
    note = (
        "Each group is pooled alone. Their intervals do not say whether groups differ: the regression does."
    )
    return Table("Groups of studies, pooled apart", columns, rows, (note, *of_two(groups)))


def _cells(one: Subgroup) -> tuple[str, ...]:
    if one.fit is None:
        return (count(len(one.labels)), "–", "–", "–", "–")
    fit = one.fit
    spread = number(fit.tau2, 3) if len(one.labels) > 2 else "–"
    return (count(len(one.labels)), number(fit.mean.b), _interval(fit.mean.ci), spread, f"{percent(fit.i2)}%")


def _regression(fit: Fit | None) -> tuple[Block, ...]:
    if fit is None:
        return ()
    columns = (Column("Coefficient", "text"), *map(Column, ("b", "SE", "95% interval", "p")))
    rows = tuple(
        Row((one.name, number(one.b, 3), number(one.se, 3), _interval(one.ci), p_value(one.p)))
        for one in fit.terms
    )
    notes = (
        sentence(fit.method),
        f"Left unexplained: τ² = {number(fit.tau2, 3)}, Q({fit.df:.0f}) = {number(fit.q)}, p {_p(fit.p_q)}.",
        "Studies were not assigned to what they differ in: a coefficient may come from something else.",
    )
    return (Table("Meta-regression", columns, rows, notes),)


def _one_out(found: Meta) -> Block:
    if not found.leave_one_out:
        return Prose("Two studies: without one there is nothing to pool.", "note")
    columns = (Column("Without", "text"), *map(Column, ("Mean", "95% interval", "τ²")))
    rows = tuple(
        Row(
            (
                label,
                number(fit.mean.b),
                _interval(fit.mean.ci),
                number(fit.tau2, 3) if fit.prediction else "–",
            )
        )
        for label, fit in found.leave_one_out
    )
    return Table("The mean without one study", columns, rows)


def _small(found: Meta, told: dict[str, Any]) -> Iterator[Card]:
    small = told["small_studies"]
    if small is None:
        return
    egger, effect = small["egger"], told["effect"]
    rows = [("Egger’s test", f"t({egger['df']}) = {number(egger['t'])}, p {_p(egger['p'])}")]
    for name in ("pet", "peese"):
        one = small[name]
        answers = "; answers" if small["answers"] == name else ""
        told_of = f"{effect} = {number(one['b'])} ({_interval(one['ci'])}), p {_p(one['p'])}{answers}"
        rows.append((name.upper(), told_of))
    if (selected := small["selection"]) is not None:
        rows.append(("Selection model", f"{effect} = {number(selected['mu'])} ({_interval(selected['ci'])})"))
    blocks: list[Block] = [funnel_of(found), Facts(tuple(rows))]
    if (weighted := weights_of(found)) is not None:
        blocks.append(weighted)
    yield Card("small", "Small studies beside large ones", (*blocks, Prose(CANNOT, "note")))


def _left_out(found: Meta) -> Iterator[Card]:
    if found.left_out:
        rows = tuple(Row((one.label, sentence(one.reason))) for one in found.left_out)
        table = Table(
            "Results that could not be pooled", (Column("Result", "text"), Column("Why", "text")), rows
        )
        yield Card("left-out", "Left out", (table,))
