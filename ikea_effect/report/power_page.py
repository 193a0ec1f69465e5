"""Diagnoses as one self-contained page: a curve for each effect over n, and every number in tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ikea_effect.diagnosis.results import BRACKETS, Diagnosis, PlanDiagnosis, Simulated
from ikea_effect.report.html import house_style
from ikea_effect.report.power_deciders import Deciders, deciders_of, why_not_computed, zero_warnings
from ikea_effect.report.power_plans import plan_table
from ikea_effect.report.resources import template_folder
from ikea_effect.rounding import fixed

GOAL = 0.8


class Quantity(NamedTuple):
    """What is drawn: its key, its name, whether it is a share, and what it says."""

    key: str
    name: str
    share: bool
    about: str


QUANTITIES = (
    Quantity("power", "Power", True, "How often p < .05 in the declared direction."),
    Quantity("met", "Called replicated", True, "How often the decider says so of the published result."),
    Quantity(
        "coverage", "Coverage", True, "How often the interval holds what is estimated in the population."
    ),
    Quantity("bias", "Bias", False, "How far estimates lie from that on average, in their unit."),
    Quantity("width", "Width of the interval", False, "On average, in the unit of estimates."),
    Quantity("exaggeration", "Exaggeration", False, "How many times too large significant estimates are."),
    Quantity("wrong_sign", "Wrong sign", True, "How often significant estimates point the other way."),
    Quantity(
        "not_estimable",
        "No estimate",
        True,
        "How often the model gives none: not significant in the power, and not in coverage, bias and width.",
    ),
)


class Table(NamedTuple):
    """All numbers of one hypothesis."""

    claim: str
    about: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    deciders: Deciders | None
    warnings: tuple[str, ...]
    not_computed: tuple[str, ...]


class StudyPart(NamedTuple):
    """What the page tells of one study; `claims` are its hypotheses' sentences, by id."""

    name: str
    claims: Mapping[str, str]
    diagnoses: Sequence[Diagnosis]
    costs: Sequence[str]
    plans: Sequence[PlanDiagnosis] = ()
    about: str = ""
    left_out: Sequence[str] = ()
    """Why hypotheses are not told of."""

    @property
    def groups(self) -> dict[str, list[Diagnosis]]:
        """The diagnoses of each hypothesis, in the order of claims."""
        every = {name: [one for one in self.diagnoses if one.hypothesis == name] for name in self.claims}
        return {name: found for name, found in every.items() if found}


def power_page(
    title: str,
    subtitle: str,
    claims: Mapping[str, str],
    diagnoses: Sequence[Diagnosis],
    costs: Sequence[str],
    plans: Sequence[PlanDiagnosis] = (),
    goal: float = GOAL,
) -> str:
    """The page of one study."""
    return studies_page(title, subtitle, [StudyPart("", claims, diagnoses, costs, plans)], goal)


def studies_page(title: str, subtitle: str, parts: Sequence[StudyPart], goal: float = GOAL) -> str:
    """The page; it asks for nothing from anywhere. Where there are several studies, each under its name."""
    environment = Environment(
        loader=FileSystemLoader(template_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    every = [one for part in parts for one in part.diagnoses]
    drawn = {
        "hypotheses": [
            _drawn(f"{part.name}: {part.claims[name]}" if part.name else part.claims[name], found)
            for part in parts
            for name, found in part.groups.items()
        ],
        "quantities": [one._asdict() for one in _told(every)],
        "goal": goal,
    }
    return environment.get_template("power.html.jinja").render(
        title=title,
        subtitle=subtitle,
        parts=[_shown(part) for part in parts],
        notes=list(dict.fromkeys(note for one in every for note in one.notes)),
        data=Markup(json.dumps(drawn, ensure_ascii=False).replace("<", "\\u003c")),
        style=Markup(house_style()),
    )


def _shown(part: StudyPart) -> dict[str, Any]:
    return {
        "name": part.name,
        "about": part.about,
        "tables": [_table(part.claims[name], found) for name, found in part.groups.items()],
        "costs": part.costs,
        "left_out": part.left_out,
        "plan": plan_table(part.claims[part.plans[0].hypothesis], part.plans) if part.plans else None,
    }


def _told(diagnoses: Sequence[Diagnosis]) -> list[Quantity]:
    """What any study tells; that every study gives an estimate is not worth a column."""
    return [one for one in QUANTITIES if any(_is_told(_value(each, one.key), one) for each in diagnoses)]


def _is_told(found: Simulated, quantity: Quantity) -> bool:
    return found.value is not None and (quantity.key != "not_estimable" or found.value > 0)


def _value(one: Diagnosis, key: str) -> Simulated:
    if key != "met":
        found: Simulated = getattr(one, key)
        return found
    return one.verdict.outcomes["met"] if one.verdict else Simulated(None, None)


def _drawn(claim: str, found: Sequence[Diagnosis]) -> dict[str, Any]:
    effects = dict.fromkeys(one.effect for one in found)
    return {
        "claim": claim,
        "n": sorted({one.n_per_condition for one in found}),
        "effects": [
            {"name": name, "points": [_point(one) for one in found if one.effect == name]} for name in effects
        ],
    }


def _point(one: Diagnosis) -> dict[str, Any]:
    pairs = {each.key: _value(one, each.key) for each in QUANTITIES}
    shares = {each.key: each.share for each in QUANTITIES}
    numbers = {key: _numbers(told, share=shares[key]) for key, told in pairs.items()}
    return {"n": one.n_per_condition, **numbers}


def _numbers(told: Simulated, *, share: bool) -> list[float | str | None]:
    """The value, its Monte-Carlo error, the 95% limits; and the same in words, rounded here as in tables."""
    return [told.value, told.mc_error, *(told.limits or (None, None)), _in_words(told, share=share)]


def _in_words(told: Simulated, *, share: bool) -> str | None:
    def shown(value: float) -> str:
        return f"{fixed(100 * value, 1)}%" if share else fixed(value, 3)

    if told.value is None:
        return None
    low, high = map(shown, told.limits or (told.value, told.value))
    return f"{shown(told.value)} (95% limits {low} to {high})"


def _table(claim: str, found: Sequence[Diagnosis]) -> Table:
    told, first = _told(found), found[0]
    rows = (
        (one.effect, str(one.n_per_condition), *(_cell(_value(one, each.key), each) for each in told))
        for one in found
    )
    told_in = "" if first.target_unit == first.unit else f", estimates in {first.target_unit}"
    asked = f"{first.measure} ({first.unit}), {first.tested_by}{told_in}"
    about = f"{asked}; {first.studies:,} studies for each line or fewer; in brackets {BRACKETS}."
    head = ("effect", "n", *(each.name for each in told))
    warnings, reasons = tuple(zero_warnings(found)), tuple(why_not_computed(found))
    return Table(claim, about, head, tuple(rows), deciders_of(found), warnings, reasons)


def _cell(told: Simulated, each: Quantity) -> str:
    if told.value is None:
        return "–"
    if each.share:
        return told.percent
    return f"{fixed(told.value, 3)} ({fixed(told.mc_error or 0, 3)})"
