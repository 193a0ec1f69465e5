"""Whether the result depends on choices: exclusions, other models, and all defensible analyses at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ikea_effect.language import say
from ikea_effect.report.cards import Block, Card, Column, Prose, Row, Table
from ikea_effect.report.figures.specifications import Specifications, specifications
from ikea_effect.report.material import ReportMaterial
from ikea_effect.report.sections.estimates import (
    Found,
    details_tables,
    effect_name,
    numbers,
    p_note,
    problem,
    results,
    role,
)
from ikea_effect.report.sections.naming import claim_of
from ikea_effect.report.wording import finite, number, share, spoken


def robustness_card(material: ReportMaterial) -> Card:
    """The same questions asked in other ways."""
    blocks = [*_exclusions(material), *_checks(material), *_curves(material)]
    return Card("robustness", say("Does it depend on our choices?"), tuple(blocks))


def _of(material: ReportMaterial, role: str) -> list[Found]:
    return [found for found in material.estimates if found.get("role") == role]


def _ids(found: Iterable[Found]) -> list[str]:
    return list(dict.fromkeys(str(estimate["hypothesis"]) for estimate in found))


def _exclusions(material: ReportMaterial) -> Iterator[Block]:
    without, same = _of(material, "without-exclusions"), _unchanged(material)
    if not without and not same:
        yield Prose(
            say("No estimate without exclusions was made: no rule dropped anyone, or none asks for both.")
        )
        return
    yield from (_same(material, *place, ids) for place, ids in same.items())
    if not without:
        return
    both = [
        found
        for hypothesis in _ids(without)
        for found in _of(material, "primary") + without
        if found["hypothesis"] == hypothesis
    ]
    yield results(material, both, say("With and without exclusions"), with_role=True)


def _unchanged(material: ReportMaterial) -> dict[tuple[str, str], list[str]]:
    """By a choice of exclusions and the one whose values it compares again, the hypotheses where it does."""
    told: dict[tuple[str, str], list[str]] = {}
    for found in material.estimates:
        for choice in found.get("unchanged") or ():
            told.setdefault((choice, str(found["role"])), []).append(str(found["hypothesis"]))
    return told


def _same(material: ReportMaterial, choice: str, role: str, ids: list[str]) -> Prose:
    """That nothing changes for these hypotheses."""
    rule = choice.partition("only exclusion ")[2]
    lead = say("With exclusion {rule} alone", rule=rule) if rule else say("Without exclusions")
    claims = "; ".join(claim_of(material.protocol, one) for one in ids)
    if role != "primary":
        return Prose(
            say(
                "{lead} these are answered from the values of another choice, with the numbers that stand "
                "there: {claims}.",
                lead=lead,
                claims=claims,
            )
        )
    if len(ids) == len({one.get("hypothesis") for one in material.estimates}):
        return Prose(
            say("{lead} every hypothesis is answered from the same values, with the same numbers.", lead=lead)
        )
    return Prose(
        say("{lead} these are answered from the same values, with the same numbers: {claims}.",
            lead=lead, claims=claims)
    )  # fmt: skip


def _checks(material: ReportMaterial) -> Iterator[Block]:
    """One table per hypothesis: the declared estimate first, then every check."""
    others = _of(material, "robustness")
    if not others:
        yield Prose(say("The protocol declares no further robustness check."))
        return
    for hypothesis in _ids(others):
        asked = [found for found in others if found["hypothesis"] == hypothesis]
        declared = material.primary(hypothesis)
        yield _table(material, hypothesis, [*([declared] if declared else []), *asked])
        yield from (Prose(problem(material, found), "note") for found in asked if found.get("problem"))
    yield from details_tables(material, others)


def _table(material: ReportMaterial, hypothesis: str, found: list[Found]) -> Table:
    titles = (say("Estimate"), say("95% interval"), say("Test"), "p", say("Effect size"))
    columns = (Column(say("Analysis"), "text"), *map(Column, titles))
    rows = tuple(Row((role(one), *_printed(one)), one.get("role") == "primary") for one in found)
    return Table(
        say("Robustness checks: {claim_of}", claim_of=claim_of(material.protocol, hypothesis)),
        columns,
        rows,
        p_note(found),
    )


def _printed(found: Found) -> tuple[str, ...]:
    """As in every table of estimates, the name of the effect size beside its number, without interval."""
    *most, effect, _ = numbers(found, name_effect=False)
    return (*most, f"{effect_name(found)}\u00a0{effect}" if effect != "–" else effect)


# --- every defensible analysis ----------------------------------------------------------------------------


def _curves(material: ReportMaterial) -> Iterator[Block]:
    """The specification curve of every declared multiverse, and how much each choice moves it."""
    for place, found in enumerate(material.estimates):
        details = found.get("details") or {}
        entries, median = tuple(details.get("specifications") or ()), finite(found.get("estimate"))
        if not entries or median is None:
            continue
        claim = claim_of(material.protocol, str(found["hypothesis"]))
        yield Prose(say("{claim}: every defensible analysis at once", claim=claim), "heading")
        shown = Specifications(claim, entries, median, finite(found.get("p")))
        yield specifications(f"specifications-{place}", shown)
        yield from _spread(details)


def _spread(details: Found) -> Iterator[Block]:
    shares = details.get("share_of_spread") or {}
    if not shares:
        return
    rows = tuple(Row((spoken(name).capitalize(), share(part, 1))) for name, part in shares.items())
    low, high = details.get("range") or (None, None)
    note = say(
        "Of the variance of the effects, which run from {low} to {high} SD.",
        low=number(low),
        high=number(high),
    )
    columns = (Column(say("Choice"), "text"), Column(say("Share of the spread")))
    yield Table(say("Which choice moves the effect"), columns, rows, (note,))
