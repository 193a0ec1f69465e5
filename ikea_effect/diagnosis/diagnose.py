"""What a design would find: power, bias, coverage and the chance of each verdict, from simulated studies."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ikea_effect.analysis.replication.panel import DEFAULT_DECIDER
from ikea_effect.analysis.results import OUTCOMES
from ikea_effect.analysis.support import unit
from ikea_effect.diagnosis import one_by_one
from ikea_effect.diagnosis.design import Design, compares_cells, design_of, hypothesis_of, rounds
from ikea_effect.diagnosis.effects import Effect, effect
from ikea_effect.diagnosis.executors import opener_of
from ikea_effect.diagnosis.pieces import Piece, Work, by_columns, pieces_of, run_piece, why_not
from ikea_effect.diagnosis.program import program_for
from ikea_effect.diagnosis.results import Diagnosis, Simulated, VerdictChances
from ikea_effect.diagnosis.runs import run_all
from ikea_effect.diagnosis.studies import by_batch, cells_of
from ikea_effect.diagnosis.tally import Moments, Tally
from ikea_effect.errors import AnalysisError
from ikea_effect.protocol.effects import side_of
from ikea_effect.protocol.hypotheses import DECIDERS, Hypothesis
from ikea_effect.protocol.models import Protocol

MANY_BATCHED = 20_000
"""Studies where a batched kernel runs them and no number is asked for."""
MANY_AT_ONCE = 1_000
"""The same where many are answered at once, as columns."""
MANY_LOOPED = 400
"""The same where studies are fitted one by one."""
TRIED = 20
"""Simulated studies of which one must give an estimate: one that fits one in four is kept."""
MORE = (3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 50, 100)
"""Participants per condition among which the least is looked for that a model can be fitted to."""
T_TESTS = ("welch", "student")
"""Kinds of model whose power the noncentral t tells."""
JUDGED = tuple(outcome for outcome in OUTCOMES if outcome != "withheld")


@dataclass(frozen=True, slots=True)
class Ask:
    """One hypothesis with one effect, before anything is run: its population and what is planted there."""

    protocol: Protocol
    hypothesis: Hypothesis
    effect: Effect
    design: Design
    rules: tuple[str, ...] = ()
    """The criteria that judge each study beside the published result."""

    @property
    def batch(self) -> bool:
        """Whether a batched kernel runs its studies."""
        return compares_cells(self.protocol, self.hypothesis) and by_batch(self.hypothesis)

    def many(self, studies: int | None) -> int:
        """How many studies are run: those asked for, or as many as is usual for the kind."""
        return studies or (MANY_BATCHED if self.batch else MANY_AT_ONCE if self.at_once else MANY_LOOPED)

    @property
    def at_once(self) -> bool:
        """Whether many of its studies are answered at once, as columns."""
        return by_columns(self.work(2, 1))

    def work(self, n: int, seed: int) -> Work:
        """Its work at one n."""
        said = json.dumps(dict(self.effect.population.said), ensure_ascii=False)
        return Work(said, self.hypothesis.id, n, seed, self.design.target, self.design.null, self.rules)

    def pieces(self, n: int, studies: int | None, seed: int) -> list[Piece]:
        """All its studies at one n, in pieces."""
        work = self.work(n, seed)
        return list(pieces_of(work, self.many(studies), program_for(work.said), batch=self.batch))


def ask(protocol: Protocol, hypothesis: str, name: str = "planted", *, every_decider: bool = False) -> Ask:
    """What is to be diagnosed, judged by the declared decider, or by all that may decide.

    Raises: AnalysisError if the protocol does not say how answers come about.
    """
    asked = hypothesis_of(protocol, hypothesis)
    population = effect(protocol, asked, name)
    rules = _rules(protocol, asked, every_decider)
    return Ask(protocol, asked, population, design_of(population.population, asked), rules)


def unaimed(protocol: Protocol, hypothesis: str, *, every_decider: bool = False) -> Ask:
    """The same where nothing is planted that can be told: power and verdicts of whole sessions are left."""
    asked = hypothesis_of(protocol, hypothesis)
    nothing = Design(None, None, {}, {}, {}, None)
    rules = _rules(protocol, asked, every_decider)
    return Ask(protocol, asked, Effect("planted", 1.0, protocol), nothing, rules)


def _rules(protocol: Protocol, asked: Hypothesis, every: bool) -> tuple[str, ...]:
    """Who judges."""
    rules = dict.fromkeys((_rule(protocol), *(DECIDERS if every else ())))
    if "equivalence" in rules and asked.smallest_effect is None and _rule(protocol) != "equivalence":
        del rules["equivalence"]  # which asks for a smallest effect of interest
    return tuple(rules) if _published(protocol, asked) else ()


def estimable(asked: Ask, n: int, seed: int) -> Ask:
    """The same, where a study of n can be fitted. Raises: AnalysisError if none of TRIED can."""
    if asked.batch or _fits(asked, n, seed):
        return asked
    problem = why_not(asked.pieces(n, 1, seed)[0])
    least = next((more for more in MORE if more > n and _fits(asked, more, seed)), None)
    instead = f"Nor does it with up to {MORE[-1]}." if least is None else f"Ask for --n {least} or more."
    raise AnalysisError(
        f"{asked.hypothesis.id}: with {n} participants per condition {asked.hypothesis.model.kind} gives no "
        f"estimate in any of {TRIED} simulated studies. The first says: {problem} {instead}"
    )


def _fits(asked: Ask, n: int, seed: int) -> bool:
    """Whether any of TRIED studies of n gives an estimate; most often the first does."""
    [piece, *_] = asked.pieces(n, 1, seed)
    parts = ((0, 1), (1, 2), (3, TRIED - 3))
    return any(run_piece(replace(piece, first=first, count=count)).known for first, count in parts)


def diagnose(
    protocol: Protocol,
    hypothesis: str,
    n_per_condition: int,
    studies: int = MANY_BATCHED,
    seed: int = 1,
    name: str = "planted",
) -> Diagnosis:
    """What studies with n analyzed participants per condition would find about one hypothesis.

    The same arguments give the same numbers. Raises: AnalysisError if the protocol does not say from which
    population answers come.
    """
    hypothesis_of(protocol, hypothesis)
    if n_per_condition < 2 or studies < 1:
        raise AnalysisError(
            "A diagnosis takes two participants per condition or more, and one study or more."
        )
    asked = ask(protocol, hypothesis, name)
    most = studies if asked.batch else min(studies, asked.many(None))
    pieces = asked.pieces(n_per_condition, most, seed)
    [tally] = run_all({pieces[0].work: pieces}, run_piece, *opener_of("here", None)).values()
    return told(asked, n_per_condition, seed, tally)


def told(asked: Ask, n: int, seed: int, tally: Tally) -> Diagnosis:
    """The diagnosis that a tally comes to."""
    design, target = asked.design, asked.design.target
    aimed = target is not None
    away = aimed and target != design.null and asked.hypothesis.model.kind != "tost"  # which finds nothing
    nothing = Simulated(None, None)
    bias = _away(tally.estimate, target or 0.0, design.error) if aimed else nothing
    size = abs((target or 0.0) - design.null)
    own = unit(asked.protocol, asked.hypothesis.measure)
    return Diagnosis(
        protocol=asked.protocol.id,
        hypothesis=asked.hypothesis.id,
        measure=asked.hypothesis.measure,
        unit=own,
        method=asked.hypothesis.model.kind,
        alternative=side_of(asked.protocol, asked.hypothesis),
        engine="batch" if asked.batch or by_columns(asked.work(n, seed)) else "loop",
        n_per_condition=n,
        effect=asked.effect.name,
        multiple=asked.effect.multiple,
        studies=tally.studies,
        seed=seed,
        planted=design.planted,
        planted_d=design.planted_d,
        target=target,
        expected=design.expected,
        at_zero=design.at_zero,
        at_cap=design.at_cap,
        power=tally.power,
        estimate=tally.estimate.told,
        bias=bias,
        coverage=Simulated.share(tally.covered, tally.bounded) if aimed else nothing,
        width=tally.width.told,
        wrong_sign=Simulated.share(tally.wrong, tally.found) if away else nothing,
        exaggeration=_times(tally.found_size, 1 / size) if away else nothing,
        not_estimable=Simulated.share(tally.studies - tally.known, tally.studies),
        verdict=_chances(asked, tally),
        verdicts=tuple(chances_of(rule, tally) for rule, said in tally.outcomes.items() if said),
        notes=_notes(asked, n),
        planted_unit=own if design.planted_unit is None else design.planted_unit,
        target_unit=own if design.target_unit is None else design.target_unit,
    )  # fmt: skip


def _away(moments: Moments, target: float, error: float) -> Simulated:
    """How far the mean lies from the target; where that was read, its error adds to that of the studies."""
    mean = moments.told
    if mean.value is None:
        return mean
    return Simulated(mean.value - target, None if mean.mc_error is None else math.hypot(mean.mc_error, error))


def _times(moments: Moments, factor: float) -> Simulated:
    found = moments.told
    if found.value is None:
        return found
    return Simulated(found.value * factor, None if found.mc_error is None else found.mc_error * factor)


def _rule(protocol: Protocol) -> str:
    return protocol.replication.decides if protocol.replication else DEFAULT_DECIDER


def _published(protocol: Protocol, asked: Hypothesis) -> bool:
    return any(row.hypothesis == asked.id for row in protocol.published)


def _chances(asked: Ask, tally: Tally) -> VerdictChances | None:
    """How often the deciding criterion comes to each outcome; None where nothing was published."""
    rule = _rule(asked.protocol)
    return chances_of(rule, tally) if tally.outcomes.get(rule) else None


def chances_of(rule: str, tally: Tally) -> VerdictChances:
    """The chances of each outcome, by how often each was said; reasons the most frequent first."""
    said, why = tally.outcomes[rule], tally.reasons.get(rule, {})
    studies = sum(said.values())
    shares: dict[str, Simulated] = {name: Simulated.share(said.get(name, 0), studies) for name in JUDGED}
    often = sorted(why.items(), key=lambda one: (-one[1], one[0]))
    return VerdictChances(
        rule, studies, shares, {reason: Simulated.share(times, studies) for reason, times in often}
    )


def _notes(asked: Ask, n: int) -> tuple[str, ...]:
    return tuple(_each_note(asked.protocol, asked.hypothesis, asked, n))


def _each_note(protocol: Protocol, hypothesis: Hypothesis, asked: Ask, n: int) -> Sequence[str]:
    kind, notes = hypothesis.model.kind, []
    if protocol.exclusions:
        notes.append("n counts analyzed participants: exclusions and dropout come on top.")
    if hypothesis.repeated == "mean" and (number := rounds(protocol, hypothesis)) > 1:
        notes.append(
            f"The mean of {number} rounds is taken to spread as one answer does; the less a participant's "
            "rounds agree, the more power there is."
        )
    if not asked.batch and not by_columns(work := asked.work(n, 1)):
        judged = bool(asked.rules) and by_columns(replace(work, rules=()))
        why = "criteria ask for more than its batched kernel tells" if judged else "has no batched kernel"
        notes.append(f"{kind}{':' if judged else ''} {why}: its studies are fitted one by one.")
    if asked.design.target is None:
        notes.append(f"Bias and coverage are not told for {kind}: no value is planted that it estimates.")
    elif asked.design.read:
        many = f"{one_by_one.MANY:,}"
        notes.append(
            f"{kind}: its target is what it finds in {many} participants per condition, read to a standard "
            f"error of {asked.design.error:.2g}, which the error of the bias holds as well."
        )
    if kind == "tost":
        notes.append("Intervals of tost are of 90%, and so is their coverage.")
    resamples = getattr(hypothesis.model, "resamples", 0)
    if resamples > one_by_one.RESAMPLES and not compares_cells(protocol, hypothesis):
        notes.append(f"{kind} resamples {one_by_one.RESAMPLES:,} times here, to be quicker.")
    return notes


def needed_n(protocol: Protocol, hypothesis: str, power: float = 0.8) -> int | None:
    """Analyzed participants per condition for this power, by noncentral t at the planted d.

    A first answer without simulation: it takes answers as normal and spreads as equal. None where the model
    is no t test of two cells, no d was planted in the claimed direction, or no sample of a million is enough.
    """
    from statsmodels.stats.power import TTestIndPower

    asked = hypothesis_of(protocol, hypothesis)
    if asked.model.kind not in T_TESTS or not compares_cells(protocol, asked):
        return None
    cells = cells_of(protocol, asked)
    d = cells.planted_d
    if not d or (asked.alternative, d > 0) in (("greater", False), ("less", True)):
        return None
    side = "two-sided" if asked.alternative == "two-sided" else "larger"

    def reached(n: int) -> bool:
        return bool(TTestIndPower().power(abs(d), n, 0.05, alternative=side) >= power)

    low, high = 1, 2
    while not reached(high):
        low, high = high, 2 * high
        if high > 1_000_000:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return -(-high // len(cells.high.conditions))
