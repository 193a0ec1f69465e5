"""Groups of studies are pooled apart wherever a meta-analysis is told: page, lines and JSON."""

from __future__ import annotations

import pytest

from ikea_effect.operations.meta import MetaRequest, meta_json, meta_of, meta_text

FOLD = ("A: t=1.3,n=60+60; task=fold", "B: d=0.4,n=80+80; task=fold")
BUILD = ("C: d=0.1,n=50+50; task=build", "D: d=0.7,n=30+30; task=build", "E: d=0.2,n=40+40; task=build")
CARVE = ("F: d=0.3,n=20+20; task=carve",)


def test_each_group_is_what_its_studies_alone_are_pooled_to() -> None:
    found = meta_of(MetaRequest(rows=(*FOLD, *BUILD, *CARVE)))
    groups = {one["level"]: one for one in meta_json(found)["subgroups"]}
    assert list(groups) == ["build", "carve", "fold"]
    assert groups["carve"] == {"moderator": "task", "level": "carve", "studies": ["F"], "pooled": None}
    for level, rows in (("fold", FOLD), ("build", BUILD)):
        alone = meta_json(meta_of(MetaRequest(rows=rows)))["pooled"]
        alone.pop("tau2_ci")
        assert groups[level]["pooled"] == alone
        assert groups[level]["studies"] == [row[0] for row in rows]


def test_two_studies_weigh_by_their_variance() -> None:
    """The inverse-variance mean, written out."""
    found = meta_json(meta_of(MetaRequest(rows=(*FOLD, *CARVE))))
    a, b = (one for one in found["studies"] if one["moderators"]["task"] == "fold")
    weights = (a["se"] ** -2, b["se"] ** -2)
    mean = (weights[0] * a["d"] + weights[1] * b["d"]) / sum(weights)
    half = 1.959963984540054 * sum(weights) ** -0.5
    pooled = found["subgroups"][1]["pooled"]
    assert [pooled["d"], *pooled["ci"]] == pytest.approx([mean, mean - half, mean + half], rel=1e-9)


@pytest.mark.parametrize(
    ("moderators", "says"), [(("task",), "the regression says it"), ((), "`--moderator task` asks it")]
)
def test_the_lines_show_them(moderators: tuple[str, ...], says: str) -> None:
    lines = meta_text(meta_of(MetaRequest(rows=(*FOLD, *BUILD, *CARVE), moderators=moderators))).splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("groups pooled apart"))
    assert [line.split()[:3] for line in lines[start + 1 : start + 4]] == [
        ["task:", "build", "3"],
        ["task:", "carve", "1"],
        ["task:", "fold", "2"],
    ]
    assert lines[start + 2].split()[3:] == ["–", "–", "–"]
    assert says in lines[start + 4]


def test_a_moderator_in_numbers_makes_no_groups() -> None:
    found = meta_of(MetaRequest(rows=("A: t=1.3,n=60+60; pay=5", "B: d=0.4,n=80+80; pay=7")))
    assert meta_json(found)["subgroups"] == []
    assert "groups pooled apart" not in meta_text(found)
