"""Whether the procedure worked: understanding of the rule, prices drawn, what was bought and paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ikea_effect.language import say
from ikea_effect.protocol.kinds import kind_of
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.kinds.steps.bidding import Bidding, biddings
from ikea_effect.protocol.levels import at_levels, column_of
from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.occasions import levels_label
from ikea_effect.report.people import People
from ikea_effect.report.sections.naming import measure_label
from ikea_effect.report.wording import amount, count, finite, joined, share, spoken

if TYPE_CHECKING:
    from pandas import Series

COUNTS = column_of("counts")  # the bidding step that was drawn to count
TRUE = {"true", "1", "1.0", "yes"}


def checks_card(material: ReportMaterial, everyone: People) -> Card | None:
    """What can be checked of every bidding step; None where there is none."""
    steps = biddings(material.protocol.timeline)
    if not steps:
        return None
    asked = [step for step in steps if _only_asked_for(everyone, step)]
    blocks: list[Block] = [_nothing_to_check(material, asked)] if asked else []
    for step in (one for one in steps if one not in asked):
        at = levels_label(material.protocol, step.levels)
        told = [_comprehension(everyone, step), _market(material, everyone, step)]
        blocks += [
            replace(one, caption=f"{one.caption} ({at})") if at and isinstance(one, Table) else one
            for one in told
        ]
        blocks += _inconsistent(everyone, step)
    binding = any(not kind_of(step.mechanism).hypothetical for step in steps)
    title = say("Did the bidding work?") if binding else say("Was the question for amounts understood?")
    return Card("checks", title, tuple(blocks))


def _only_asked_for(everyone: People, step: Bidding) -> bool:
    """Whether amounts were asked for without a rule, a price or a question on either."""
    understood = everyone.table.get(column_of(f"{step.id}.comprehension"))
    questioned = understood is not None and not set(understood.dropna()) <= {"not-asked"}
    priced = column_of(f"{step.id}.price") in everyone.table.columns
    return (
        kind_of(step.mechanism).hypothetical and step.comprehension is None and not questioned and not priced
    )


def _nothing_to_check(material: ReportMaterial, steps: Sequence[Bidding]) -> Prose:
    measures = joined(
        measure_label(material.protocol, name) for name in dict.fromkeys(step.measure for step in steps)
    )
    return Prose(
        say(
            "{measures}: only asked for. Nothing is bought, and no question on a rule was put: there is "
            "nothing to check.",
            measures=measures[:1].upper() + measures[1:],
        ),
        "note",
    )


def _comprehension(everyone: People, step: Bidding) -> Block:
    column = column_of(f"{step.id}.comprehension")
    if column not in everyone.table.columns:
        return Prose(say("Comprehension of the bidding rule: not recorded."), "note")
    said = everyone.table[column].fillna(say("not recorded")).astype(str)
    answers = [a for a in ("passed", "failed", "not-asked") if (said == a).any()]
    answers += sorted(set(said) - set(answers))
    rows = []
    for group in everyone.groups:
        mine = said[everyone.of(group, kept=False).index]
        rows.append(
            Row(
                (
                    group.label,
                    *(f"{(mine == a).sum()} ({share((mine == a).sum(), len(mine))})" for a in answers),
                )
            )
        )
    columns = (Column(say("Condition"), "text"), *(Column(spoken(a).capitalize()) for a in answers))
    attempts = step.comprehension.attempts if step.comprehension else 0
    note = (
        say("Failed: at least one question was still wrong after {attempts} attempts.", attempts=attempts)
        if attempts
        else ""
    )
    return Table(
        say("Comprehension of the bidding rule, everyone recorded"),
        columns,
        tuple(rows),
        (note,) if note else (),
    )


def _market(material: ReportMaterial, everyone: People, step: Bidding) -> Block:
    unit = material.protocol.currency
    if column_of(f"{step.id}.price") not in everyone.table.columns:
        return Prose(say("Drawn prices and purchases: not recorded."), "note")
    auction = kind_of(step.mechanism).settles == "group"
    counting = _of_whom_it_counts(everyone, step)
    rows = []
    for group in everyone.groups:
        prices = everyone.values(group, column_of(f"{step.id}.price"))
        paid = counting.values(group, column_of(f"{step.id}.paid"))
        bought = _settled(everyone, step)[counting.of(group).index].dropna().astype(bool)
        mean, total = (amount(v, unit) if len(prices) else "–" for v in (prices.mean(), paid.sum()))
        rows.append(
            Row(
                (
                    group.label,
                    count(len(bought) if auction else len(prices)),
                    mean,
                    f"{bought.sum()} ({share(bought.sum(), len(bought))})",
                    total,
                )
            )
        )
    columns = (
        Column(say("Condition"), "text"),
        Column(say("Settled") if auction else say("Prices drawn")),
        *(Column(t) for t in (say("Mean price"), say("Bought"), say("Total paid"))),
    )
    waiting = int(_settled(everyone, step)[everyone.kept.index].isna().sum()) if auction else 0
    notes = [say("{waiting} still wait for the others of their group.", waiting=waiting)] if waiting else []
    if counting is not everyone:
        notes.append(
            say(
                "One bid of each participant was drawn to count. Bought and paid: those whose bid here "
                "was drawn, {drawn} of {kept}.",
                drawn=count(len(counting.kept)),
                kept=count(len(everyone.kept)),
            )
        )
    return Table(say("Prices and purchases of the analyzed participants"), columns, tuple(rows), tuple(notes))


def _of_whom_it_counts(everyone: People, step: Bidding) -> People:
    """Those whose purchase in this step is a real one; the same where every step's is."""
    if COUNTS not in everyone.table.columns:
        return everyone
    here = everyone.table[COUNTS] == step.id
    return replace(everyone, table=everyone.table[here], left_out=everyone.left_out[here])


def _settled(everyone: People, step: Bidding) -> Series[Any]:
    """Who bought, of those whose purchase is settled; missing for the others."""
    import pandas as pd

    bought, column = _bought(everyone, step), everyone.table.get(column_of(f"{step.id}.bought"))
    if column is None:
        return bought
    return bought.astype(object).where(column.notna(), pd.NA)


def _bought(everyone: People, step: Bidding) -> Series[Any]:
    import pandas as pd

    column = everyone.table.get(column_of(f"{step.id}.bought"))
    if column is None:
        return pd.Series(False, index=everyone.table.index)
    return column.astype(str).str.lower().isin(TRUE)


def _inconsistent(everyone: People, step: Bidding) -> list[Block]:
    """A warning for every purchase that contradicts its bid and price."""
    import pandas as pd

    rule = step.mechanism
    if not isinstance(rule, Bdm) or rule.trade != "buy" or rule.rounds > 1:
        return []
    columns = (
        column_of(at_levels(step.measure, step.levels.values())),
        column_of(f"{step.id}.price"),
        column_of(f"{step.id}.bought"),
    )
    if not set(columns) <= set(everyone.kept.columns):
        return []
    bid, price = (pd.to_numeric(everyone.kept[c], errors="coerce").astype(float) for c in columns[:2])
    known = bid.notna() & price.notna()
    bought = _bought(everyone, step)[everyone.kept.index]
    should = (bid >= price - 1e-9) if rule.ties == "buys" else (bid > price + 1e-9)
    wrong = int((known & (should != bought)).sum())
    if finite(known.sum()) and not wrong:
        return [Prose(say("Every purchase agrees with the participant’s bid and the drawn price."))]
    return (
        [Prose(say("**{wrong}** purchases do not agree with bid and price.", wrong=wrong), "warning")]
        if wrong
        else []
    )
