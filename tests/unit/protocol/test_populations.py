"""What is simulated fits what is measured: names, chances, texts, and slopes that go forward."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ikea_effect.errors import ProtocolError
from ikea_effect.protocol.loading import load_protocol, protocol_from_said

NUMBER = {"kind": "number", "low": 0, "high": 9, "text": "liking"}
NORMAL = {"distribution": "normal", "mean": 2, "sd": 1}
BOTH = ("before", "after")
CHANCES = {"mine": 0.4, "theirs": 0.6}


def said(simulation: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The box study with numbers before and after the bid, a choice and an open answer."""
    found = copy.deepcopy(dict(load_protocol("norton-2012-1a").said))
    found["measures"] |= {
        "before": NUMBER, "after": NUMBER,
        "owner": {"kind": "choice", "text": "liking", "options": ["mine", "theirs"]},
        "why": {"kind": "free-text", "text": "liking", "min_words": 2, "max_characters": 20},
    }  # fmt: skip
    place = next(n for n, step in enumerate(found["timeline"]) if "bidding" in step)
    found["timeline"].insert(place, {"questionnaire": {"id": "q", "measures": ["before", "owner", "why"]}})
    found["timeline"].insert(place + 2, {"questionnaire": {"id": "r", "measures": ["after"]}})
    found["simulation"] |= {"before": NORMAL, "after": NORMAL} | simulation
    return found | changes


def faults(simulation: dict[str, Any], **changes: Any) -> str:
    try:
        found = protocol_from_said(said(simulation, **changes))
    except ProtocolError as error:
        return "\n".join(map(str, error.faults))
    return "\n".join(map(str, found.uncollectable))


def resting(**depends_on: Any) -> dict[str, Any]:
    return {"wtp": NORMAL | {"depends_on": depends_on}}


@pytest.mark.parametrize(
    "simulation",
    [
        resting(before=0.4),
        {"wtp": NORMAL | {"depends_on": {"before*labor=build": 0.4, "before * before": 0.1}}},
        {"owner": {"distribution": "choice", "chances": {"build": CHANCES, "prebuilt": CHANCES}}},
        {
            "owner": {"distribution": "choice", "chances": CHANCES, "depends_on": {"mine": {"before": 1}}},
            "wtp": NORMAL | {"depends_on": {"owner=mine": 0.2}},
        },
        {"why": {"distribution": "texts", "texts": {"build": ["I made it."], "prebuilt": ["No idea."]}}},
        {"wtp": NORMAL | {"mean": {"labor=build": 2, "labor=prebuilt": 1}}},
    ],
)
def test_what_fits_is_taken(simulation: dict[str, Any]) -> None:
    assert faults(simulation) == ""


@pytest.mark.parametrize(
    ("simulation", "says"),
    [
        (resting(befor=0.4), "names measure 'befor', which is not declared"),
        (resting(after=0.4), "'after', which is asked after 'wtp'; only what is asked before counts"),
        (resting(labor=0.4), "names the factor labor without a level. Write labor=level."),
        ({"wtp": NORMAL | {"depends_on": {"labor=biuld": 1}}}, "names level 'biuld'"),
        ({"wtp": NORMAL | {"depends_on": {"before=3": 1}}}, "or a product: competence, owner=mine"),
        ({"wtp": NORMAL | {"depends_on": {"before=yes": 1}}}, "'before', which holds numbers, with 'yes'"),
        (resting(owner=1), "rests on 'owner', for which no population is declared"),
        (
            {"owner": {"distribution": "choice", "chances": CHANCES}, **resting(owner=1)},
            "by one of its options: owner=mine, owner=theirs",
        ),
        (
            {"why": {"distribution": "texts", "texts": ["one two"]}, **resting(why=1)},
            "rests on 'why', an open answer",
        ),
        (
            {
                "before": NORMAL | {"depends_on": {"after": 1}},
                "after": NORMAL | {"depends_on": {"before": 1}},
            },
            "goes round in a circle: before -> after -> before",
        ),
        ({"before": NORMAL | {"depends_on": {"before": 1}}}, "circle: before -> before"),
        (
            {"owner": {"distribution": "choice", "chances": {"mine": 0.4, "theirs": 0.4}}},
            "adds up to 0.8. Chances of all options add up to 1.",
        ),
        ({"owner": {"distribution": "choice", "chances": {"mine": 0.4, "his": 0.6}}}, "names option 'his'"),
        ({"why": {"distribution": "texts", "texts": ["Short"]}}, "has 1 words and 5 characters; 'why' takes"),
        ({"why": {"distribution": "texts", "texts": ["Much too long, I fear"]}}, "20 characters at most"),
        ({"why": NORMAL}, "'why' is of kind free-text, which is drawn by texts"),
        (
            {"wtp": NORMAL | {"mean": {"build": 2}}},
            "gives numbers for build, and none for prebuilt. Give one for every level of one factor",
        ),
        ({"wtp": NORMAL | {"mean": {"build": {"build": 1}, "prebuilt": 1}}}, "Give one for every level"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(simulation: dict[str, Any], says: str) -> None:
    assert says in faults(simulation)


def test_two_factors_with_the_same_levels_are_told_apart() -> None:
    yes_no = {"levels": {"yes": {"label": "Yes"}, "no": {"label": "No"}}, "between": "participant"}
    factors = {
        "labor": load_protocol("norton-2012-1a").said["factors"]["labor"],
        "fate": yes_no,
        "luck": yes_no,
    }
    blocks = {"assignment": {"block_sizes": [8]}}
    mean = {"yes": 1, "no": 2}
    assert "which several factors have. Write which is meant: fate=yes, luck=yes" in faults(
        {"wtp": NORMAL | {"mean": mean}}, factors=factors, **blocks
    )
    nested = {"fate=yes": {"luck=yes": 1, "luck=no": 2}, "fate=no": 3}
    assert faults({"wtp": NORMAL | {"mean": nested}}, factors=factors, **blocks) == ""


def test_nobody_leaves_where_all_meet_at_one_desk() -> None:
    step = {"bidding": {"id": "bid", "good": "storage-box", "measure": "wtp"}}
    step["bidding"]["mechanism"] = {"kind": "english", "low": 0, "high": 5, "step": 0.1, "group_size": 2}
    timeline = [one for one in said({})["timeline"] if "bidding" not in one]
    assert "cannot go on without someone" in faults({}, timeline=[*timeline, step], simulated={"leaves": 0.1})
