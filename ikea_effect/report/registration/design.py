"""What the protocol says of its design: who is assigned to what, what happens, what is measured and paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ikea_effect.protocol.assignments import ROLE, Whom
from ikea_effect.protocol.kinds import main_column, placements
from ikea_effect.protocol.kinds.kind import Column
from ikea_effect.protocol.kinds.mechanisms import kind_of
from ikea_effect.protocol.kinds.steps.bidding import Bidding, biddings
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.prizes import Prize
from ikea_effect.protocol.registry import step_kind
from ikea_effect.protocol.sequential import Fixed
from ikea_effect.protocol.timeline import Step, as_levels
from ikea_effect.record.export import codebook
from ikea_effect.report.registration.plan import Plan, Said
from ikea_effect.report.sections.naming import condition_label
from ikea_effect.report.wording import amount, joined, language_name, plural, spoken


def title(plan: Plan) -> Iterator[Said]:
    """The protocol's title."""
    yield Said(plan.protocol.title, "title")


def version(plan: Plan) -> Iterator[Said]:
    """Which protocol, in which version, by which hash."""
    one = plan.protocol
    yield Said(f"Protocol {one.id}, version {one.version}, SHA-256 {one.sha256}.", "id, version")


def study_type(plan: Plan) -> Iterator[Said]:
    """An experiment, where levels are drawn; which factors vary between and within people."""
    between = [name for name, one in plan.protocol.factors.items() if not one.within and name != ROLE]
    within = [name for name, one in plan.protocol.factors.items() if one.within]
    if between:
        whom = "pairs of participants" if plan.protocol.is_paired else "participants"
        yield Said(
            f"Experiment: the program assigns {whom} to the levels of {_names(between)}.",
            "factors, assignment",
        )
    if within:
        yield Said(f"Varied within each participant: {_names(within)}.", "factors")
    if plan.protocol.roles:
        roles = joined(spoken(role) for role in plan.protocol.roles)
        yield Said(f"Participants take part in roles: {roles}.", "roles")


def conditions(plan: Plan) -> Iterator[Said]:
    """Each factor with its levels, then the conditions by name."""
    protocol = plan.protocol
    for name, factor in protocol.factors.items():
        how = "within participants" if factor.within else f"between {factor.between or 'participant'}s"
        how += f" in the role {spoken(factor.role)} alone" if factor.role else ""
        levels = "; ".join(f"{one.label} ({key})" for key, one in factor.levels.items())
        yield Said(f"Factor {spoken(name)}, {how}: {levels}.", f"factors.{name}")
    every = protocol.conditions
    if len(protocol.factors) > 1:
        named = "; ".join(condition_label(protocol, one) for one in every)
        yield Said(f"{plural(len(every), 'condition')} between participants: {named}.", "factors")
    else:
        yield Said(f"{plural(len(every), 'condition')}.", "factors")


def repetitions(plan: Plan) -> Iterator[Said]:
    """What is repeated at the levels of a factor, and what several rounds."""
    for factor in plan.protocol.orders:
        steps = [one.name for one in plan.protocol.timeline if factor in one.levels]
        first = list(dict.fromkeys(name.partition("@")[0] for name in steps))
        yield Said(f"At each level of {spoken(factor)}: {joined(first)}.", "timeline: for_each")
    for step in biddings(plan.protocol.timeline):
        if (rounds := getattr(step.mechanism, "rounds", 1)) > 1:
            yield Said(
                f"{step.id} has {rounds} rounds, of which one counts.", f"timeline: {step.id}.mechanism"
            )


def assignment(plan: Plan) -> Iterator[Said]:
    """The scheme with its blocks or strata, what happens to pairs, and who is given what others made."""
    rule = plan.protocol.assignment
    if plan.protocol.only_roles:
        yield Said("Nothing is drawn between participants: roles are given as they come.", "roles")
    else:
        blocks = f", block sizes {joined(map(str, rule.block_sizes))}" if rule.block_sizes else ""
        follows = f", followed with probability {rule.probability:g}" if rule.scheme == "minimization" else ""
        strata = f", by {joined(map(spoken, rule.strata))}" if rule.strata else ""
        how = f"{spoken(rule.scheme)}{blocks}{follows}{strata}"
        yield Said(f"The program assigns at the start of each session: {how}.", "assignment")
    if rule.pair is not None:
        alone = {"wait": "waits", "alone": "goes on alone", "send-home": "is sent home"}[rule.pair.if_alone]
        yield Said(f"Who has no partner {alone}.", "assignment.pair")
    if rule.yoke is not None:
        few = {
            "refuse": "no session begins",
            "wait": "participants wait",
            "expert": "the good as it comes is shown",
        }
        uses = "once" if rule.yoke.uses == 1 else f"{rule.yoke.uses} times"
        to, makers = (_whom(plan.protocol, one) for one in (rule.yoke.to, rule.yoke.from_))
        yield Said(
            f"Participants{to} are given {plural(rule.yoke.each, 'piece')} of others{makers}, each at most "
            f"{uses}; where too few are there, {few[rule.yoke.stand_in]}.",
            "assignment.yoke",
        )


def _whom(protocol: Protocol, whom: Whom) -> str:
    """Their labels in brackets, of each factor that tells them apart."""
    each = [
        " or ".join(condition_label(protocol, {factor: level}) for level in levels)
        for factor, levels in whom.levels.items()
    ]
    return f" ({' · '.join(each)})" if each else ""


def orders(plan: Plan) -> Iterator[Said]:
    """In which order the levels within participants come, and what else is shuffled."""
    for factor, order in plan.protocol.orders.items():
        how = {
            "fixed": "as declared",
            "random": "drawn for each participant",
            "latin": "balanced (Latin square)",
        }
        yield Said(f"Order of {spoken(factor)}: {how.get(order, order)}.", "timeline: for_each.order")
    mixed = [name for name, one in plan.protocol.measures.items() if one.is_shuffled]
    if mixed:
        yield Said(f"In an order of each participant’s own: {_names(mixed)}.", "measures: order")


def sample(plan: Plan) -> Iterator[Said]:
    """How many are planned, in each condition or role and in all."""
    declared, protocol = plan.protocol.sample, plan.protocol
    if declared.per_role:
        each = joined(f"{count} in the role {spoken(role)}" for role, count in declared.per_role.items())
        yield Said(f"{protocol.planned_in_all} participants: {each}.", "sample.per_role")
    else:
        cells = plural(len(protocol.conditions), "condition")
        every = f"{protocol.planned_in_all} in all" + (", in pairs" if protocol.is_paired else "")
        yield Said(
            f"{declared.per_condition} participants in each of {cells}, {every}."
            if len(protocol.conditions) > 1
            else f"{protocol.planned_in_all} participants.",
            "sample.per_condition",
        )


def looks(plan: Plan) -> Iterator[Said]:
    """The plan of looks at data that still come in, and by what one of them ends collection."""
    from ikea_effect.report.sections.looks import rule_in_words

    declared = plan.protocol.sequential
    if declared is None or isinstance(declared, Fixed):
        return
    at = joined(f"{look:,}" for look in declared.looks)
    yield Said(
        f"Data are looked at {len(declared.looks)} times, when {at} participants of each condition have "
        f"finished, for the hypothesis “{declared.hypothesis}”. {rule_in_words(declared.model_dump())}",
        "sequential",
    )


def procedure(plan: Plan) -> Iterator[Said]:
    """The steps in their order, each with what it is about, who sees it, and what it fills."""
    for number, step in enumerate(plan.protocol.timeline, 1):
        yield Said(f"{number}. {_step(plan.protocol, step)}", "timeline")


def _step(protocol: Protocol, step: Step) -> str:
    meaning = step_kind(step.kind).meaning.rstrip(".") or spoken(step.kind)
    parts = [f"{spoken(step.name.replace('@', ' at '))} ({step.kind}): {meaning[:1].lower() + meaning[1:]}"]
    if goods := step.its_goods:
        parts.append(f"on {joined(map(spoken, goods))}")
    parts += [_rule(protocol, one) for one in biddings((step,))]
    if isinstance(seconds := getattr(step, "minimum_s", None), int | float) and seconds > 0:
        parts.append(f"for {seconds:g} seconds or longer")
    if measures := step.asks_for:
        parts.append(f"fills {joined(measures)}")
    for factor, levels in step.only_in.items():
        labels = [protocol.factors[factor].levels[one].label for one in as_levels(levels)]
        parts.append(f"only {spoken(factor)} {joined(labels)}")
    if step.only_if:
        parts.append(f"only if {step.only_if}")
    return "; ".join(parts) + "."


def _rule(protocol: Protocol, step: Bidding) -> str:
    """The mechanism: its kind, its prices, whether it binds, practice and questions before it."""
    rule, unit = step.mechanism, protocol.currency
    low, high, grid = (getattr(rule, part, None) for part in ("low", "high", "step"))
    text = f"valued {kind_of(rule).how}{_grouped(rule)}"
    if low is not None and high is not None:
        text += f", from {amount(low, unit)} to {amount(high, unit)}"
    text += f" in steps of {amount(grid, unit)}" if grid is not None else ""
    text += ", hypothetical" if kind_of(rule).hypothetical else ", binding"
    rounds = getattr(rule, "rounds", 1)
    text += f", in {rounds} rounds of which one is drawn and counts" if rounds > 1 else ""
    text += f", after {plural(step.practice_rounds, 'practice round')}" if step.practice_rounds else ""
    asked = step.comprehension
    if asked is not None:
        then = {"flag": "is flagged", "explain": "reads the answers", "end": "does not go on"}[asked.then]
        text += f", after questions on the rule ({plural(asked.attempts, 'attempt')}; who fails {then})"
    return text + _told(step)


def _grouped(rule: Any) -> str:
    """In which groups bids meet, and what becomes of one that does not fill."""
    if kind_of(rule).settles not in ("group", "desk"):
        return ""
    among = ", formed within each condition" if getattr(rule, "among", "everyone") == "condition" else ""
    unfilled = {"settle": "is settled among those who bid", "no-sale": "sells nothing"}[rule.if_unfilled]
    return f" in groups of {rule.group_size}{among} (one that does not fill {unfilled})"


def _told(step: Bidding) -> str:
    """When participants learn what came of it; of what binds nobody nothing does."""
    settles = kind_of(step.mechanism).settles
    if settles == "never":
        return ""
    if settles in ("group", "at-close"):
        return "; its outcome is told after the session, once the bids of all whom it rests on are there"
    told = {"at-once": "at once", "end": "at the end"}.get(str(step.reveal)) or f"after {_later(step)}"
    return f"; its outcome is told {told}"


def _later(step: Bidding) -> str:
    return spoken(getattr(step.reveal, "after", ""))


def payment(plan: Plan) -> Iterator[Said]:
    """What everybody is paid, the endowment, and which bid counts."""
    paid, unit = plan.protocol.payment, plan.protocol.currency
    parts = [f"{amount(paid.show_up, unit)} for coming"] if paid.show_up else []
    parts += [f"{amount(paid.endowment, unit)} as an endowment"] if paid.endowment else []
    parts += [f"{amount(1, unit)} for every {paid.points_per_unit} points"] if paid.points_per_unit else []
    if parts:
        yield Said(f"Participants receive {joined(parts)}.", "payment")
    for name, prize in paid.prizes.items():
        yield Said(f"{_prize(prize, unit)}, when the study is closed.", f"payment.prizes.{name}")
    steps = [one for one in biddings(plan.protocol.timeline) if not kind_of(one.mechanism).hypothetical]
    if len(steps) > 1:
        which = {"all": "Every binding bid counts.", "one-random": "One binding bid, drawn, counts."}
        yield Said(which.get(paid.binding, f"Of the bids that of {paid.binding} counts."), "payment.binding")


def _prize(prize: Prize, unit: str) -> str:
    """Who is paid a prize, and how much."""
    decides = joined([spoken(measure) for measure in prize.decided_by])
    whose = f"whose {'mean of ' * bool(prize.measures)}{decides} by judges is"
    if prize.best is not None:
        return f"The one {whose} {prize.best} receives {amount(prize.amount, unit)}; several share it"
    edge = f"at most {prize.at_most}" if prize.at_most is not None else f"at least {prize.at_least}"
    return f"Everyone {whose} {edge} receives {amount(prize.amount, unit)}"


def languages(plan: Plan) -> Iterator[Said]:
    """What participants read."""
    yield Said(f"Participants read {language_name(plan.setup.language)}.", "experiment: language")


def practical(plan: Plan) -> Iterator[Said]:
    """How long a session takes, and what has to be bought."""
    said = plan.protocol.practical
    if said is not None:
        buys = f" To be bought: {joined(said.buy)}." if said.buy else ""
        yield Said(f"A session takes about {said.minutes} minutes.{buys}", "practical")


def goods(plan: Plan) -> Iterator[Said]:
    """What is valued, and the files it is shown or made with."""
    for name in plan.protocol.goods:
        files = plan.setup.experiment.goods.get(name)
        there = [str(one) for one in (files.model_dump(exclude_none=True) if files else {}).values()]
        yield Said(f"{spoken(name)}{': ' + ', '.join(there) if there else ''}.", f"goods.{name}")


def hashes(plan: Plan) -> Iterator[Said]:
    """Of texts and materials, as they are frozen with the registration."""
    for part in ("texts", "materials"):
        yield Said(f"SHA-256 of the {part}: {plan.setup.hashes[part]}.", part)


def outcomes(plan: Plan) -> Iterator[Said]:
    """The measures that hypotheses are about, as participants are asked for them."""
    asked = {one.measure for one in plan.protocol.hypotheses if one.purpose == "confirmatory"}
    yield from (one for name, one in _measures(plan) if name in asked)


def measures(plan: Plan) -> Iterator[Said]:
    """Every measure, as participants are asked for it."""
    yield from (one for _, one in _measures(plan))


def _measures(plan: Plan) -> Iterator[tuple[str, Said]]:
    """Each measure once: its meaning, what it can be, its wording, and at which levels it is repeated."""
    for name in plan.protocol.measures:
        column = main_column(plan.protocol, name)
        if column is not None:
            yield name, Said(_measure(plan, name, column), f"measures.{name}")


def _measure(plan: Plan, name: str, column: Column) -> str:
    (row,) = codebook((column,), plan.setup.texts.wordings)
    values = f", {row['values']}" if row["values"] else ""
    unit = f" {column.unit}" if column.unit else ""
    factors = dict.fromkeys(factor for at in placements(plan.protocol, name) for factor in at)
    each = f", at each level of {_names(list(factors))}" if factors else ""
    asked = f" Asked: “{row['wording']}”" if row["wording"] else ""
    meaning = column.meaning.removesuffix(f": {name}")
    return f"{name}: {meaning}{values}{unit}{each}.{asked}{_elicited(plan.protocol, name)}"


def _elicited(protocol: Protocol, measure: str) -> str:
    """By which mechanism a measure of bids is filled, step by step."""
    steps = [step for step in biddings(protocol.timeline) if measure in step.asks_for]
    return "".join(f" Step {spoken(one.name)}: {_rule(protocol, one)}." for one in steps)


def _names(names: list[str]) -> str:
    return joined(map(spoken, names))
