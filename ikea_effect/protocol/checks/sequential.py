"""The rules on planned looks: they rise to the planned sample, and their hypothesis can be looked at."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.errors import listed
from ikea_effect.protocol.checks.names import Said
from ikea_effect.protocol.problem import Problem, listing, mapping, undeclared

ONE_BOUND = (
    "welch", "student", "paired", "mann-whitney", "brunner-munzel", "yuen", "contrast", "regression", "tobit",
    "proportion",
)  # fmt: skip
"""Kinds of model whose p is of one normal sum that grows, as bounds of a group sequential test take it."""

ALLOWED: Mapping[Any, tuple[str, ...]] = {
    "group-sequential": ONE_BOUND,
    "e-values": ("student", "tost"),
    "bayes-factor": ("student",),
}
"""Kinds of model that a plan can look at: evidence of a t takes Student's, whose cells spread alike."""


def looks_rise_to_the_sample(said: Said) -> Iterator[Problem]:
    """Looks come at more and more participants of each condition, the last at the planned sample."""
    looks = listing(mapping(said.data.get("sequential")).get("looks"))
    if not looks or not all(isinstance(one, int) for one in looks):
        return
    for place, (one, later) in enumerate(itertools.pairwise(looks), 1):
        if later <= one:
            message = f"is {later}, no more than {one} at the look before. Let looks rise."
            yield Problem(("sequential", "looks", place), message)
            return
    sample = mapping(said.data.get("sample"))
    if sample.get("per_role"):
        message = (
            "count participants of each condition, and sample.per_role plans numbers for each role. "
            "Plan sample.per_condition, or leave sequential out."
        )
        yield Problem(("sequential", "looks"), message)
    elif isinstance(planned := sample.get("per_condition"), int) and planned != looks[-1]:
        message = f"is {looks[-1]}, and sample.per_condition plans {planned}: let the last look be at that."
        yield Problem(("sequential", "looks", len(looks) - 1), message)


def looks_are_at_a_hypothesis(said: Said) -> Iterator[Problem]:
    """The hypothesis is declared, and its model gives a p that a bound can be held to."""
    plan = mapping(said.data.get("sequential"))
    name, at = plan.get("hypothesis"), ("sequential", "hypothesis")
    if not isinstance(name, str):
        return
    if name not in said.hypotheses:
        yield undeclared("hypothesis", name, said.hypotheses, at)
        return
    kind, sort = mapping(said.hypotheses[name].get("model")).get("kind"), plan.get("plan")
    allowed = ALLOWED.get(sort, ()) if isinstance(sort, str) else ()
    if isinstance(kind, str) and allowed and kind not in allowed:
        message = (
            f"is '{name}', which is answered by {kind}: it has no bounds in a plan of {sort}. "
            f"Allowed kinds of model: {listed(allowed)}."
        )
        yield Problem(at, message)


def equivalence_is_of_the_size_that_the_test_rules_out(said: Said) -> Iterator[Problem]:
    """E-values that show equivalence are looked at in a test of equivalence of the same d, and only there."""
    plan = mapping(said.data.get("sequential"))
    name = plan.get("hypothesis")
    if plan.get("plan") != "e-values" or not isinstance(name, str) or name not in said.hypotheses:
        return
    model = mapping(said.hypotheses[name].get("model"))
    shows, is_tost = plan.get("shows", "effect") == "equivalence", model.get("kind") == "tost"
    if shows != is_tost:
        found, other = ("equivalence", "tost, bounds: {d: ..}") if shows else ("an effect", "student")
        answered = f"is '{name}', which is answered by {model.get('kind')}"
        message = f"{answered}: a plan that shows {found} looks at a model of kind {other}."
        yield Problem(("sequential", "hypothesis"), message)
    elif is_tost and (bound := mapping(model.get("bounds")).get("d")) != plan.get("d"):
        there = "no d" if bound is None else f"d = {bound}"
        message = f"is {plan.get('d')}, and the bounds of {name} are {there}: one size is ruled out. "
        yield Problem(("sequential", "d"), message + "Give both the same d.")


ALL = (
    looks_rise_to_the_sample,
    looks_are_at_a_hypothesis,
    equivalence_is_of_the_size_that_the_test_rules_out,
)
