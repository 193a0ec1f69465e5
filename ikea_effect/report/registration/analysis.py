"""What the protocol says of its analysis: claims, models, rules of inference, exclusions, missing data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ikea_effect.protocol.expressions import names_in, parse_expression
from ikea_effect.protocol.hypotheses import Hypothesis
from ikea_effect.protocol.kinds import items_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.registry import measure_kind, model_kind
from ikea_effect.report.registration.lab import declared
from ikea_effect.report.registration.plan import Plan, Said
from ikea_effect.report.sections.naming import claim, measure_label, rule_label, tested
from ikea_effect.report.wording import joined, lowered, plural, spoken

_SHOWS = {"effect": "an effect", "no-effect": "no effect beyond its smallest effect of interest"}


def _of(protocol: Protocol, *purposes: str) -> Iterator[tuple[int, Hypothesis]]:
    return ((at, one) for at, one in enumerate(protocol.hypotheses) if one.purpose in purposes)


def hypotheses(plan: Plan) -> Iterator[Said]:
    """Each confirmatory claim, and what its model tests."""
    for at, one in _of(plan.protocol, "confirmatory"):
        side = {"greater": "directional", "less": "directional"}.get(one.alternative, "not directional")
        text = f"{one.id}: {claim(plan.protocol, one)}. Tested ({side}): {tested(plan.protocol, one)}."
        yield Said(text, f"hypotheses[{at}]")


def manipulation_checks(plan: Plan) -> Iterator[Said]:
    """Hypotheses that check the manipulation."""
    for at, one in _of(plan.protocol, "manipulation-check"):
        yield Said(f"Manipulation check {one.id}: {tested(plan.protocol, one)}.", f"hypotheses[{at}]")


def claims(plan: Plan) -> Iterator[Said]:
    """Claims that several hypotheses have to bear out together."""
    for at, one in enumerate(plan.protocol.claims):
        parts = joined(f"{part.hypothesis} shows {_SHOWS[part.shows]}" for part in one.all_of)
        yield Said(f"{one.id}: {one.claim}. It holds if {parts}.", f"claims[{at}]")


def models(plan: Plan) -> Iterator[Said]:
    """The model of each hypothesis, with every key that is declared."""
    for at, one in enumerate(plan.protocol.hypotheses):
        if one.purpose != "exploratory":
            what = measure_label(plan.protocol, one.measure)
            text = f"{one.id}, on {what} ({one.measure}): {model_in_words(one.model)}."
            yield Said(text, f"hypotheses[{at}].model")


def robustness(plan: Plan) -> Iterator[Said]:
    """Models that are reported beside and decide nothing."""
    for at, one in enumerate(plan.protocol.hypotheses):
        for number, model in enumerate(one.robustness):
            text = f"Beside {one.id}, deciding nothing: {model_in_words(model)}."
            yield Said(text, f"hypotheses[{at}].robustness[{number}]")


def model_in_words(model: Any) -> str:
    """What the model is, then its keys as they are declared, defaults that shape the answer among them."""
    meaning, *_ = model_kind(model.kind).meaning.split("; `")  # how a key is written is left out
    keys = model.model_dump(by_alias=True, exclude_none=True, exclude={"kind"})
    said = [
        f"{_KEYS.get(key, spoken(key))} {_value(value)}" for key, value in keys.items() if value or value == 0
    ]
    # A kind with two forms says that of a slope last; a plan is of one of them.
    first, _, last = meaning.replace("`", "").partition("; or ")
    plain = last[:1].upper() + last[1:] if last and getattr(model, "slope", None) else first
    return f"{plain} ({model.kind}{': ' if said else ''}{'; '.join(said)})"


_KEYS = {"in": "among"}


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return joined(f"{key} {_value(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return joined(map(_value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def repeated(plan: Plan) -> Iterator[Said]:
    """Which of several values of a participant counts; no rule of a protocol drops single trials."""
    for at, one in enumerate(plan.protocol.hypotheses):
        if one.repeated is not None:
            which = {"mean": "their mean", "first": "the first", "last": "the last"}[one.repeated]
            yield Said(
                f"{one.id}: of several values of a participant, {which} counts.", f"hypotheses[{at}].repeated"
            )
    if not any(one.repeated for one in plan.protocol.hypotheses):
        yield Said("No rule drops single answers of a participant.", "hypotheses, exclusions")


def inference(plan: Plan) -> Iterator[Said]:
    """Which side each test is of, at which level, which p values are adjusted, what would be too small."""
    yield Said(
        "Intervals are of 95%, those of tests of equivalence, of shares of variance and of Cramér’s V of "
        "90%; tests are of 5%, two-sided unless said or without a side.",
        "the program’s analysis",
    )
    for at, one in enumerate(plan.protocol.hypotheses):
        if one.alternative != "two-sided":
            yield Said(
                f"{one.id} is tested on one side ({one.alternative}).", f"hypotheses[{at}].alternative"
            )
        if one.smallest_effect is not None:
            text = f"The smallest effect of interest of {one.id} is d = {one.smallest_effect.d:g}."
            yield Said(text, f"hypotheses[{at}].smallest_effect")
    yield from _adjusted(plan.protocol)


def _adjusted(protocol: Protocol) -> Iterator[Said]:
    """Which p values are adjusted for how many are tested, and which confirmatory ones are not."""
    families: dict[str, list[str]] = {}
    for one in protocol.hypotheses:
        families.setdefault(one.family or "", []).append(one.id)
    for family, members in families.items():
        if family and len(members) > 1:
            text = f"p values of {joined(members)} are also given adjusted by Holm’s method, as one family."
            yield Said(text, f"hypotheses: family {family}")
    shared = {one for name, many in families.items() if name and len(many) > 1 for one in many}
    alone = [one.id for _, one in _of(protocol, "confirmatory") if one.id not in shared]
    if len(alone) > 1:
        yield Said(f"p values of {joined(alone)} are not adjusted for how many are tested.", "hypotheses")


def decision(plan: Plan) -> Iterator[Said]:
    """Which criterion decides whether a finding replicated."""
    if plan.protocol.replication is not None:
        rule = lowered(rule_label(plan.protocol.replication.decides))
        yield Said(
            f"Whether an original finding replicated is decided by {rule}; other criteria are shown and "
            "decide nothing.",
            "replication.decides",
        )
        if plan.protocol.replication.because:
            yield Said(plan.protocol.replication.because, "replication.because")


def exclusions(plan: Plan) -> Iterator[Said]:
    """The rules that drop participants, or that there is none."""
    for at, one in enumerate(plan.protocol.exclusions):
        both = "; results are reported with and without them" if one.report_both else ""
        yield Said(f"{one.id}: participants are left out if {one.drop_if}{both}.", f"exclusions[{at}]")
    if not plan.protocol.exclusions:
        yield Said("No rule leaves out a participant who finished.", "exclusions")


def missing_data(plan: Plan) -> Iterator[Said]:
    """Which answers may be missing, and what becomes of whoever lacks one."""
    yield from declared("missing_data")(plan)
    optional = [name for name, one in plan.protocol.measures.items() if one.may_be_declined]
    open_ = [
        name
        for name, one in plan.protocol.measures.items()
        if name not in optional and measure_kind(one.kind).empty(one)
    ]
    if optional:
        yield Said(f"Participants may decline to answer {joined(optional)}.", "measures: optional")
    if open_:
        yield Said(f"Participants may leave answers empty in {joined(open_)}.", "measures")
    if not optional and not open_:
        yield Said("Every question that a participant is asked has to be answered.", "measures")
    yield Said("A test uses everyone who has the values that it needs.", "the program’s analysis")


def transformations(plan: Plan) -> Iterator[Said]:
    """What is declared of transformations, and which scores are computed."""
    yield from declared("transformations")(plan)
    scored = [name for name in plan.protocol.measures if items_of(plan.protocol, name)]
    followed = [name for name, one in plan.protocol.measures.items() if measure_kind(one.kind).follows]
    if scored:
        yield Said(f"Computed from answers: the scores {joined(scored)}.", "measures")
    if followed:
        yield Said(
            f"Worked out from what happens in the study’s steps, and asked of nobody: {joined(followed)}.",
            "measures",
        )
    elif not scored and not plan.setup.experiment.registered.transformations:
        yield Said("No measure is computed from others.", "measures")


def indices(plan: Plan) -> Iterator[Said]:
    """How items become scores."""
    found = False
    for name, one in plan.protocol.measures.items():
        if items := items_of(plan.protocol, name):
            found = True
            yield Said(_score(name, one, len(items)), f"measures.{name}")
    if not found:
        yield Said("No measure is made of several items.", "measures")


def _score(name: str, one: Any, items: int) -> str:
    turned = getattr(one, "reversed", ())
    text = f"{name}: the {getattr(one, 'score', 'mean')} of {plural(items, 'item')}"
    text += f", {joined(turned)} reversed" if turned else ""
    least = getattr(one, "missing", None)
    text += f"; with missing answers, a score where {least.at_least} are there" if least is not None else ""
    return text + "."


def reliability(plan: Plan) -> Iterator[Said]:
    """What is reported of the consistency of scores."""
    scored = [name for name in plan.protocol.measures if items_of(plan.protocol, name)]
    if scored:
        yield Said(f"Cronbach’s alpha and McDonald’s omega of {joined(scored)}.", "measures")
    else:
        yield Said("No measure is made of several items.", "measures")


def descriptives(plan: Plan) -> Iterator[Said]:
    """What is described of each measure."""
    yield Said(f"Described in each condition: {joined(plan.protocol.measures)}.", "measures")


def exploratory(plan: Plan) -> Iterator[Said]:
    """Hypotheses that are declared exploratory, and measures that no hypothesis uses."""
    yield from declared("exploratory")(plan)
    for at, one in _of(plan.protocol, "exploratory"):
        text = f"{one.id}: {tested(plan.protocol, one)}; {model_in_words(one.model)}."
        yield Said(text, f"hypotheses[{at}]")
    used = _used(plan.protocol)
    if unused := [name for name in plan.protocol.measures if name not in used]:
        yield Said(f"Measured, and used by no hypothesis: {joined(unused)}.", "measures")


def roles_of_variables(plan: Plan) -> Iterator[Said]:
    """Which hypothesis uses what, and as what."""
    for at, one in enumerate(plan.protocol.hypotheses):
        beside = [name for name in _columns(one.model) if name != one.measure]
        text = f"{one.id}: outcome {one.measure}" + (f"; also {joined(beside)}" if beside else "")
        yield Said(f"{text}.", f"hypotheses[{at}]")


def _used(protocol: Protocol) -> set[str]:
    own = {one.measure for one in protocol.hypotheses}
    models = [model for one in protocol.hypotheses for model in (one.model, *one.robustness)]
    rules = (names_in(parse_expression(one.drop_if)) for one in protocol.exclusions)
    dropped_by = {name.partition(".")[0] for names in rules for name in names}
    return own | dropped_by | {name for model in models for name in _columns(model)}


def _columns(model: Any) -> tuple[str, ...]:
    return model_kind(model.kind).columns(model)
