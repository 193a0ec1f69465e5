"""What each criterion of replication asks, its formula, its source, and when to choose it: said once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ikea_effect.errors import AnalysisError, did_you_mean, listed
from ikea_effect.protocol.hypotheses import DECIDERS, SHOWN


class Why(NamedTuple):
    """A criterion for somebody who has to choose one: o is the original, r the replication."""

    asks: str
    formula: str
    choose: str
    cannot: str
    source: str


WHY: Mapping[str, Why] = {
    "significance": Why(
        "Does the replication find an effect in the original's direction?",
        "sign(r) = sign(o) and the two-sided p of the declared test < .05",
        "The question is whether there is an effect at all, and the replication is large.",
        "Says nothing of size, and a small replication that finds nothing says little against the original.",
        "Open Science Collaboration (2015), Science 349, aac4716.",
    ),
    "prediction-interval": Why(
        "Is the replication's effect one that the original leads to expect?",
        "not met if d_r is outside d_o ± 1.96 √(v_o + v_r); met if it is inside and zero is not",
        "Beside a criterion that decides: it tells surprising results from unsurprising ones.",
        "An imprecise original makes the interval so wide that hardly anything falls outside (undecided), "
        "and an effect that is larger than expected falls outside as well (not met).",
        "Patil, Peng & Leek (2016), Perspectives on Psychological Science 11, 539–544.",
    ),
    "small-telescopes": Why(
        "Is the effect smaller than one that the original had one chance in three to find?",
        "not met if d_r is significantly (one-sided, .05) below d33, the effect that the original's sample "
        "had a power of one third to find; met if it is not, and significant in the original's direction",
        "The original was small, and the replication has at least 2.5 times its participants.",
        "Judges by the original's sample alone; an effect below d33 may be real and matter.",
        "Simonsohn (2015), Psychological Science 26, 559–569.",
    ),
    "equivalence": Why(
        "Is there an effect, or is it shown to be smaller than what would matter?",
        "not met if both one-sided tests reject |d_r| ≥ the smallest effect of interest (without one: d33), "
        "or the effect is significant in the opposite direction; met if neither, and it is significant in "
        "the original's",
        "A smallest effect of interest can be justified, and the absence of an effect is a result.",
        "Everything rests on that smallest effect; a small replication mostly stays undecided.",
        "Lakens, Scheel & Isager (2018), Adv. Methods and Practices in Psychological Science 1, 259–269.",
    ),
    "bayes-factor": Why(
        "Does the replication make the original's effect more or less credible than none?",
        "BF(o and r) / BF(o), each against exactly zero, JZS prior with r = 0.707; met at 3, not met at 1/3",
        "Evidence for no effect should count, and the original is trusted as a starting point.",
        "Rests on the prior; lets up to 7% of true zeros pass where the replication is much smaller.",
        "Ly, Etz, Marsman & Wagenmakers (2019), Behavior Research Methods 51, 2498–2508.",
    ),
    "sceptical-p": Why(
        "Would the replication convince somebody whose doubt made the original just unconvincing?",
        "(z_o²/z² − 1)(z_r²/z² − 1) = v_o/v_r with z of both tests' own p, p = 1 − Φ(z) one-sided; "
        "met below .025",
        "Both studies should be convincing, and a shrunken effect should count against the claim.",
        "In its nominal form never below the larger of both p where directions agree: a strict rule, which "
        "many true effects fail, and no replication meets where the original's one-sided p is .025 or more.",
        "Held (2020), Journal of the Royal Statistical Society A 183, 431–448.",
    ),
    "controlled-sceptical-p": Why(
        "Are both studies together convincing, at the error rate of two significant studies?",
        "the sceptical z of both tests' own one-sided p, with p recalibrated so that p ≤ a has chance a² "
        "where neither has an effect; met at p ≤ .025",
        "Both studies should be convincing, and one may make up a little for the other.",
        "A very convincing original still cannot stand in for the replication, nor the other way round.",
        "Micheloud, Balabdaoui & Held (2023), Statistica Neerlandica 77, 573–591.",
    ),
    "edgington": Why(
        "Is the sum of both one-sided p small enough?",
        "E = p_o + p_r, both one-sided in the original's direction, p = E²/2 (for E up to 1); met at "
        "p ≤ .025², that is E ≤ .0354",
        "The two studies count alike, and the rule should be simple to state before data.",
        "Says nothing of size; neither p may be above .0354.",
        "Held, Pawel & Micheloud (2024), Royal Society Open Science 11, 240149.",
    ),
    "pooled": Why(
        "Is there an effect in both studies taken together?",
        "fixed-effect mean of d_o and d_r; met if its 95% interval excludes zero in the original's direction",
        "Beside a criterion that decides: the best guess at the size, if the original can be believed.",
        "The original counts again, and originals are mostly chosen for being significant.",
        "Hedges & Olkin (1985), Statistical Methods for Meta-Analysis.",
    ),
    "lebel": Why(
        "Is there a signal, and is it as large as the original's?",
        "signal: the declared test finds an effect; consistent: the 95% interval of d_r holds d_o. Met if "
        "both, undecided if consistent without a signal, larger-same-direction if the interval lies beyond "
        "d_o, else not met",
        "Size matters as much as presence, and a larger effect is no failure.",
        "Takes d_o as known exactly: a large replication finds even a small shrinkage inconsistent.",
        "LeBel, Vanpaemel, Cheung & Campbell (2019), Meta-Psychology 3.",
    ),
    "relative-effect-size": Why(
        "How much of the original's effect is left?",
        "d_r / d_o, with Fieller's interval where it is bounded; met if the interval lies above 0 and holds "
        "1 or more, not met if it lies below 1",
        "Beside a criterion that decides: many studies are compared by it.",
        "An original that is too large by selection makes every share too small.",
        "Fieller (1954), Journal of the Royal Statistical Society B 16, 175–185.",
    ),
}


def why(name: str) -> tuple[str, ...]:
    """The criterion in lines for a person. Raises: AnalysisError for one that is not known."""
    if name not in WHY:
        raise AnalysisError(f"--why {name}: one of {listed(WHY)}.{did_you_mean(name, WHY)}")
    one = WHY[name]
    decides = "may decide" if name in DECIDERS else f"is shown and never decides: {SHOWN[name]}"
    return (
        f"{name}: {one.asks}",
        f"  {one.formula}",
        f"  choose it when: {one.choose}",
        f"  what it cannot say: {one.cannot}",
        f"  it {decides}",
        f"  {one.source}",
    )


def as_markdown() -> str:
    """The criteria as the sections of docs/criteria.md."""
    return "\n\n".join(
        f"## `{name}`\n\n{one.asks}\n\n- Rule: {one.formula}.\n- Choose it when: {one.choose}\n"
        f"- What it cannot say: {one.cannot}\n- {_decides(name)}\n- {one.source}"
        for name, one in WHY.items()
    )


def _decides(name: str) -> str:
    return "May decide." if name in DECIDERS else f"Shown, never decides: {SHOWN[name]}."
