"""What is said of an estimate: every kind of model, in every way that its test can come out.

Read each sentence with the question: when would this be false?
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.protocol.registry import BUILT_IN
from ikea_effect.report.cards import Table
from ikea_effect.report.origins import untagged
from ikea_effect.report.people import people
from ikea_effect.report.sections import money
from ikea_effect.report.sections.answers import answer
from ikea_effect.report.sections.study import design_card

TWO = {"factor": "labor", "contrast": "build - prebuilt"}
MEANS = {"build": 0.8, "prebuilt": 0.5}
ROWS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("answers.json").read_text("utf-8"))
"""kind -> the model beside its kind, what is not as in a plain difference, the sentence on it"""
KINDS = {kind: (row["model"], row["found"], row["said"]) for kind, row in ROWS.items() if "said" in row}
TOST, ONE_WAY = ((ROWS[kind]["model"], ROWS[kind]["found"]) for kind in ("tost", "one-way"))
CLAIM = "the claim “Builders bid more”"
LEANING = {
    "moderation": "a difference (Builders − Non-builders) that {grows} with liking",
    "mediation": "an indirect effect towards {higher} bids for Builders",
    "paired-mediation": "an indirect effect towards {higher} bids for Builders",
    "counts": "higher counts for {winner}",
    "mixed": "an effect {above} zero as it is written here",
    "contrast": "an effect {above} zero as it is written here",
    "demand": "a higher price that earns most for {winner}",
    "proportion": "more choices of “yes” by {winner}",
    "logit": "more choices of “yes” by {winner}",
    "ordinal": "higher scores on “liking” for {winner}",
}
UP = {"winner": "Builders", "grows": "grows", "higher": "higher", "above": "above"}
DOWN = {"winner": "Non-builders", "grows": "falls", "higher": "lower", "above": "below"}


def said(
    make: Any, kind: str, model: dict, found: dict, alternative: str = "two-sided", **of: Any
) -> list[str]:
    """The sentences on a made-up estimate of one hypothesis with this model."""
    hypothesis = {
        "id": "h", "claim": "Builders bid more", "measure": found.get("measure", "wtp"),
        "alternative": alternative, "model": {"kind": kind, **model}, **of.pop("said", {}),
    }  # fmt: skip
    estimate = {
        "hypothesis": "h", "role": "primary", "measure": "wtp", "unit": "USD", "term": "build - prebuilt",
        "estimate": 0.3, "ci": [0.1, 0.5], "level": 0.95, "p": 0.004, "alternative": alternative,
        "details": {}, **found, **of,
    }  # fmt: skip
    changes = {**_study(make), "hypotheses": [hypothesis]}
    material = make(said=changes, analysis={"estimates": [estimate]}, study={"mode": "lab"})
    return [untagged(one) for one in answer(material, material.protocol.hypotheses[0])]


def _study(make: Any) -> dict[str, Any]:
    """Two factors, and a measure of every kind."""
    text = make().protocol.said
    levels = {
        "labor": {"build": "Builders", "prebuilt": "Non-builders", "other": "Others"},
        "fate": {"kept": "Kept", "broken": "Broken"},
    }
    factors = {
        name: {"between": "participant", "levels": {level: {"label": label} for level, label in of.items()}}
        for name, of in levels.items()
    }
    more = {
        "second": {"kind": "rating", "low": 1, "high": 7, "text": "liking"},
        "buy": {"kind": "choice", "text": "buy", "options": ["yes", "no"]},
        "hours": {"kind": "number", "low": 0, "high": 90, "unit": "hours", "text": "hours"},
    }
    built = text["measures"]["built"]
    more["built"] = {**built, "right": {**built["right"], "other": "looked-at-it"}}
    asked = {"questionnaire": {"id": "more", "measures": ["second", "buy", "hours"]}}
    return {
        "factors": factors, "measures": {**text["measures"], **more}, "published": [], "simulation": {},
        "timeline": [*text["timeline"][:-1], asked, text["timeline"][-1]], "assignment": {"block_sizes": [6]},
    }  # fmt: skip


def turned(found: dict[str, Any]) -> dict[str, Any]:
    """The same estimate in the other direction."""
    if found.get("unit") == "ratio":
        return {"estimate": 0.6, "ci": [0.5, 0.9]}
    if str(found.get("term")).startswith("P("):
        return {"estimate": 0.36, "ci": [0.3, 0.45]}
    return {"estimate": -0.3, "ci": None if "ci" in found else [-0.5, -0.1]}


def through(found: dict[str, Any]) -> dict[str, Any]:
    """An interval that holds no effect."""
    if found.get("unit") == "ratio":
        return {"ci": [0.9, 2.4]}
    if str(found.get("term")).startswith("P("):
        return {"ci": [0.45, 0.8]}
    return {"ci": None if "ci" in found else [-0.1, 0.7]}


def test_every_kind_of_model_is_here() -> None:
    kinds = set(BUILT_IN["model"])
    assert {*KINDS, "tost", "one-way", "chi-square"} == kinds


LEVELS = [{"level": "kept", "estimate": 0.5}, {"level": "broken", "estimate": 0.1}]
VARIANTS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("regression", {"slope": "liking"}, {"term": "liking", "unit": "USD per unit of liking"},
     "For each unit more of liking, bids change by **0.300** USD."),
    ("regression", {"slope": "liking*second"}, {"term": "liking x second", "unit": "USD per unit of x"},
     "For each unit more of second, the slope of liking on bids is higher by **0.300** USD (at the means of "
     "the others)."),
    ("regression", {"slope": "labor=build*liking"},
     {"term": "labor=build x liking", "unit": "points per unit of x"},
     "Among Builders, the slope of liking on bids is higher by **0.300** (at the means of the others)."),
    ("moderation", {**TWO, "moderator": "fate"},
     {"term": "(build - prebuilt) within kept - (build - prebuilt) within broken"},
     "The difference of differences in mean bids, (Builders − Non-builders) within Kept − (Builders − "
     "Non-builders) within Broken, is **$0.30**."),
    ("moderation", {**TWO, "moderator": "buy"},
     {"term": "labor x buy", "unit": "share", "alternative": "any", "details": {"effects_by_level": LEVELS}},
     "The difference in bids (Builders − Non-builders) is $0.50 (kept) and $0.10 (broken); that it differs "
     "takes **30.0%** of the variance that the model’s other effects leave (partial eta squared)."),
    ("mediation", {**TWO, "mediators": ["liking", "second"], "compare": ["liking", "second"]},
     {"term": "(build - prebuilt) -> (liking - second) -> wtp"},
     "The part of the difference in bids (Builders − Non-builders) that runs by way of liking minus the part "
     "by way of second is **$0.30**."),
    ("welch", {**TWO, "in": {"fate": "kept"}}, {"mean": MEANS},
     "Among Kept, on average, bids were $0.80 (Builders) and $0.50 (Non-builders): a difference of "
     "**$0.30**."),
    ("chi-square", {"factor": "labor"},
     {"measure": "buy", "term": "labor", "unit": "V", "alternative": "any"},
     "How often each option of buy was chosen goes with labor by a Cramér’s V of **0.30** (0 would be not at "
     "all, 1 wholly)."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "model", "found", "expected"), VARIANTS)
def test_each_way_of_a_kind_is_told(
    make, kind: str, model: dict[str, Any], found: dict[str, Any], expected: str
) -> None:
    alternative = found.pop("alternative", "two-sided") if "alternative" in found else "two-sided"
    extra = {"alternative": "any"} if alternative == "any" else {}
    assert said(make, kind, model, {**found, **extra})[0] == expected


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_in_the_terms_of_its_own_estimate(make, kind: str) -> None:
    model, found, expected = KINDS[kind]
    assert said(make, kind, model, found)[0] == expected


def _through_a_mediator(kind: str) -> str:
    """What stands beside a claim of a way: the mediator was measured, not assigned."""
    if kind not in ("mediation", "paired-mediation"):
        return ""
    return (
        " That it comes about through liking takes for granted that nothing else moves liking and bids "
        "together, which these data cannot show."
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_one_sided_test_speaks_for_the_claim_or_against_it(make, kind: str) -> None:
    model, found, _ = KINDS[kind]
    for_it = said(make, kind, model, found, "greater", p=0.002)[2]
    assert for_it == f"This supports {CLAIM}.{_through_a_mediator(kind)}"
    against = said(make, kind, model, found, "greater", **turned(found), p=0.998)[2]
    assert against == f"This points against {CLAIM}: the effect has the other direction."
    for_less = said(make, kind, model, found, "less", **turned(found), p=0.002)[2]
    assert for_less == f"This supports {CLAIM}.{_through_a_mediator(kind)}"
    either = said(make, kind, model, found, "greater", **through(found), p=0.2)[2]
    assert either == f"This leaves {CLAIM} open: no effect at all is compatible with these data, too."


@pytest.mark.parametrize("kind", KINDS)
def test_a_one_sided_test_counts_where_the_two_sided_interval_holds_no_effect(make, kind: str) -> None:
    model, found, _ = KINDS[kind]
    concluded = said(make, kind, model, found, "greater", **through(found), p=0.029)[2]
    assert concluded.startswith(f"This supports {CLAIM}")
    assert ("by the one-sided test that was declared" in concluded) == (through(found)["ci"] is not None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_two_sided_test_supports_a_claim_only_in_the_direction_it_means(make, kind: str) -> None:
    model, found, _ = KINDS[kind]
    leaning = LEANING.get(kind, "higher bids for {winner}")
    names = {"Builders": "bid", "Non-builders": "second"} if kind == "paired" else {}
    leanings = [
        leaning.format(**{**words, "winner": names.get(words["winner"], words["winner"])})
        for words in (UP, DOWN)
    ]
    for change, expected in zip(({}, turned(found)), leanings, strict=True):
        concluded = said(make, kind, model, found, **change)[2]
        supported = f"This supports {CLAIM} only if it means {expected}: the test was two-sided."
        assert concluded == supported + _through_a_mediator(kind)
    either = said(make, kind, model, found, **through(found), p=0.2)[2]
    assert either == f"This leaves {CLAIM} open: no effect at all is compatible with these data, too."


@pytest.mark.parametrize("kind", [*KINDS, "tost", "one-way"])
def test_without_an_estimate_nothing_is_said_but_why(make, kind: str) -> None:
    model, found = ROWS[kind]["model"], ROWS[kind]["found"]
    words = said(make, kind, model, found, estimate=None, ci=None, p=None, problem="no bids vary")
    assert words == ["Nothing can be said about “Builders bid more”: No bids vary."]


SAME = "the values from −$0.20 to $0.20, which count as the same"


@pytest.mark.parametrize(
    ("ci", "p", "expected"),
    [
        ([-0.1, 0.15], 0.01, f"This supports {CLAIM}: all of these are among {SAME}."),
        ([-0.1, 0.7], 0.613, f"This leaves {CLAIM} open: not all of these are among {SAME}."),
        ([0.25, 0.7], 0.9, f"This points against {CLAIM}: none of these is among {SAME}."),
        ([-0.7, -0.25], 0.9, f"This points against {CLAIM}: none of these is among {SAME}."),
    ],
)
def test_equivalence_is_concluded_from_its_own_bounds(make, ci: list, p: float, expected: str) -> None:
    words = said(make, "tost", *TOST, ci=ci, p=p)
    assert words[0].startswith("On average, bids were $0.80 (Builders) and $0.50")
    assert "(90% confidence interval)" in words[1]
    assert words[2] == expected


def test_equivalence_as_a_ratio_has_bounds_around_one(make) -> None:
    details = {"bounds": {"ratio": 1.25}, "margin": None}
    model = TWO | {"bounds": {"ratio": 1.25}}
    found = TOST[1] | {"term": "build / prebuilt", "unit": "ratio", "estimate": 1.05, "details": details}
    words = said(make, "tost", model, found, ci=[0.9, 1.2], p=0.01)
    assert words[0] == "On average, bids were **1.05 times** as high for Builders as for Non-builders."
    assert "among the values from 0.80× to 1.25×" in words[2]


@pytest.mark.parametrize(
    ("p", "ci", "interval", "is_there"),
    [
        (0.01, [0.02, 0.2], "Values from 2.0% to 20.0% are compatible with these data (90% ", True),
        (0.4, [0.0, 0.2], "Values from 0.0% to 20.0% are compatible with these data (90% ", False),
        (
            0.99,
            [0.0, 0.0],
            "The 90% confidence interval shrinks to 0: chance alone mostly gives larger",
            False,
        ),
    ],
)
def test_a_test_without_direction_says_so(make, p: float, ci: list, interval: str, is_there: bool) -> None:
    words = said(make, "one-way", *ONE_WAY, p=p, ci=ci)
    assert words[0] == (
        "On average, bids were $0.80 (Builders) and $0.50 (Non-builders). Differences by labor take "
        "**10.0%** of the variance of bids (partial eta squared)."
    )
    assert words[1].startswith(interval)
    assert words[2] == (
        f"Some difference is there, which supports {CLAIM} as far as the differences are those it means: the "
        "test has no direction."
        if is_there
        else f"This leaves {CLAIM} open: that nothing differs is compatible with these data, too."
    )


@pytest.mark.parametrize(
    ("ci", "near"),
    [
        ([0.0021, 0.79], "; the limit next to no effect is $0.0021 before rounding"),
        ([-0.79, -0.0021], "; the limit next to no effect is −$0.0021 before rounding"),
        ([0.01, 0.79], ""),
        ([-0.0021, 0.79], ""),  # no effect is among them
        ([0.0, 0.79], ""),
    ],
)
def test_a_limit_that_rounds_to_no_effect_and_is_not_is_told_with_more_decimals(
    make, ci: list[float], near: str
) -> None:
    """Else "Values from 0.00 to 0.79" would stand beside "This supports", as if no effect were in it."""
    words = said(make, "welch", *KINDS["welch"][:2], p=0.049, ci=ci)[1]
    assert words.endswith(f"are compatible with these data (95% confidence interval{near}).")


def test_a_claim_that_the_protocol_words_by_the_test_is_supported_by_it(make) -> None:
    words = said(make, "welch", TWO, {"mean": MEANS}, said={"claim": ""})
    assert words[2] == (
        "This supports the claim “The bid differs between Builders and Non-builders”, with higher bids for "
        "Builders."
    )


def test_what_a_family_of_tests_takes_back_is_said(make) -> None:
    details = {"family": "f", "family_size": 3, "p_holm": 0.09}
    words = said(make, "welch", TWO, {"mean": MEANS}, "greater", p=0.03, details=details)
    assert words[2].endswith("Adjusted for being one of 3 tests (Holm), it is no longer clear.")
    details["p_holm"] = 0.04
    assert "Holm" not in said(make, "welch", TWO, {"mean": MEANS}, "greater", p=0.03, details=details)[2]


@pytest.mark.parametrize(
    ("ci", "expected"),
    [
        ([None, None], "The 95% confidence interval has no ends: these data rule out no value."),
        ([0.66, None], "Values of 0.66× or more are compatible with these data (95% confidence interval)."),
        ([0.66, 2.0], "Values from 0.66× to 2.00× are compatible with these data (95% confidence interval)."),
    ],
)
def test_an_interval_without_an_end_says_so(make, ci: list[float | None], expected: str) -> None:
    """Fieller's interval has no upper end where the lower cell's mean may be 0, and none where both may."""
    found = {"unit": "ratio", "term": "build / prebuilt", "estimate": 1.85}
    assert said(make, "ratio", TWO, found, p=0.57, ci=ci)[1] == expected


def test_a_model_without_test_and_interval_concludes_nothing(make) -> None:
    words = said(make, "demand", TWO, {}, p=None, ci=None)
    assert words[1:] == [
        "No interval is given.",
        f"The model gives no test, so that nothing follows for {CLAIM}.",
    ]


@pytest.mark.parametrize(
    ("purpose", "more"),
    [
        ("confirmatory", []),
        ("exploratory", ["The protocol declares this hypothesis exploratory."]),
        ("manipulation-check", ["The protocol declares this a check of what was varied."]),
    ],
)
def test_what_is_not_confirmatory_is_said_to_be_so(make: Any, purpose: str, more: list[str]) -> None:
    words = said(make, "welch", TWO, {"mean": MEANS}, "greater", said={"purpose": purpose})
    assert words[2:] == ["This supports the claim “Builders bid more”.", *more]


def test_purposes_stand_beside_the_claims_where_not_all_are_confirmatory(make: Any) -> None:
    told = make().protocol.said["hypotheses"]
    for purpose, shown in (("confirmatory", False), ("exploratory", True)):
        hypotheses = [{**one, "purpose": purpose} for one in told]
        [*_, table] = (
            block
            for block in design_card(make(said={"hypotheses": hypotheses})).blocks
            if isinstance(block, Table) and block.caption == "Hypotheses"
        )
        assert ("Purpose" in [column.title for column in table.columns]) is shown
        assert all(row.cells[1] == "exploratory" for row in table.rows) is shown


def test_of_many_cells_those_alone_are_told_that_hold_an_amount_at_zero(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(money, "MOST_TOLD", 1)
    material = make()
    material.observations["wtp"] = material.observations["wtp"].clip(lower=0.01, upper=4.0)
    build = material.observations["labor"] == "build"
    material.observations.loc[material.observations.index[build][:2], "wtp"] = 0.0
    said = untagged(money.held_note(material.protocol, people(material), "wtp") or "")
    assert said.startswith("Bids of $0.00 are kept as bids like any other: Builders 2 of ")
    assert said.endswith("; elsewhere none. Bids at the cap of $5.00: none.")


def test_what_has_a_unit_of_its_own_is_measured_and_not_scored(make: Any) -> None:
    found = {"measure": "hours", "unit": "hours", "mean": {"build": 3.3, "prebuilt": 3.0}}
    model = {"factor": "labor", "contrast": "build - prebuilt"}
    words = said(make, "welch", model, found)[0]
    assert words.startswith("On average, values of “hours” were 3.30 (Builders) and 3.00 (Non-builders)")
