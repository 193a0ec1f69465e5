"""A measure that only some conditions are asked for is missing for nobody else."""

from __future__ import annotations

import pandas as pd

from ikea_effect.analysis.reading.column_types import checked
from ikea_effect.protocol.loading import load_protocol, protocol_from_said
from ikea_effect.protocol.models import Protocol


def only_builders() -> Protocol:
    said = dict(load_protocol("norton-2012-1a").said)
    timeline = [dict(step) for step in said["timeline"]]
    for step in timeline:
        if "questionnaire" in step:
            step["questionnaire"] = {**step["questionnaire"], "only_in": {"labor": "build"}}
    hypotheses, published = said["hypotheses"][:1], said["published"][:1]
    return protocol_from_said(
        {**said, "timeline": timeline, "hypotheses": hypotheses, "published": published}
    )


def table(**liking: float | None) -> pd.DataFrame:
    labor = ["build", "build", "prebuilt", "prebuilt"]
    data = {"participant": list(liking), "labor": labor, "wtp": [1, 2, 1, 3], "liking": list(liking.values())}
    return pd.DataFrame(data)


def test_who_was_not_asked_is_not_missing() -> None:
    notes = checked(only_builders(), table(P1=4.0, P2=5.0, P3=None, P4=None)).notes
    assert not [note for note in notes if "missing" in note]


def test_of_those_who_were_asked_the_missing_ones_are_counted() -> None:
    notes = checked(only_builders(), table(P1=4.0, P2=None, P3=None, P4=None)).notes
    assert [note for note in notes if "missing" in note] == [
        "liking is missing for 1 of 2 (row 1); left out where it is needed."
    ]
