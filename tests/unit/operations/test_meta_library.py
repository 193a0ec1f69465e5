"""A library of results in one YAML, pooled as the same results are by options."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.errors import AnalysisError, ProtocolError
from ikea_effect.operations.meta import MetaRequest, meta_of
from ikea_effect.operations.meta_library import read_library
from ikea_effect.operations.schema import schema_of

LIBRARY = """\
library: Labor and bids
effect: g
moderators: [pay]
results:
  - {published: norton-2012-1a, moderators: {pay: 5}}
  - {label: Lab A, result: "t=1.30,n=60+60", moderators: {pay: 5}, citation: "Table 2"}
  - {label: Lab B, id: lab-b, result: "d=0.40,n=80+80", moderators: {pay: 10}}
  - {label: Lab C, result: "d=0.10,n=50+50", moderators: {pay: 12.50}}
"""


def _written(folder: Path, text: str) -> Path:
    path = folder / "library.yaml"
    path.write_text(text, "utf-8")
    return path


def test_it_pools_what_the_options_would(tmp_path: Path) -> None:
    path = _written(tmp_path, LIBRARY)
    rows = (
        "Lab A: t=1.30,n=60+60; pay=5", "Lab B: d=0.40,n=80+80; id=lab-b; pay=10",
        "Lab C: d=0.10,n=50+50; pay=12.5",
    )  # fmt: skip
    ours = meta_of(MetaRequest(library=path)).to_json()
    beside = meta_of(MetaRequest(published=("norton-2012-1a",), rows=rows, effect="g")).to_json()
    assert ours["pooled"] == beside["pooled"]
    assert [one["id"] for one in ours["studies"]] == [one["id"] for one in beside["studies"]]
    assert ours["studies"][0]["moderators"] == {"source": "published", "pay": 5.0}
    assert [term["name"] for term in ours["regression"]["terms"]] == ["intercept", "pay"]


def test_what_is_asked_on_the_way_overrules_the_file(tmp_path: Path) -> None:
    path = _written(tmp_path, LIBRARY)
    row = ("Lab D: d=0.20,n=30+30; pay=7",)
    found = meta_of(MetaRequest(library=path, effect="d", rows=row)).to_json()
    assert (found["effect"], found["k"]) == ("d", 5)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{label: Lab A}", "takes one of `study`, `published` and `result`; none of them stands here"),
        ("{study: x, published: y}", "`study` and `published` stands here"),
        ('{result: "d=1,se=1"}', "A `result` needs a `label`"),
        ("{study: x, label: y}", "`label` and `id` stand with a `result`"),
        ('{label: x, result: "d=1,se=1", moderator: {}}', "moderator"),
    ],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, line: str, says: str) -> None:
    text = LIBRARY.replace('{label: Lab C, result: "d=0.10,n=50+50", moderators: {pay: 12.50}}', line)
    with pytest.raises(ProtocolError) as refused:
        read_library(_written(tmp_path, text))
    assert says in str(refused.value)
    assert "library.yaml:8:" in str(refused.value)


def test_a_result_that_cannot_be_read_is_named_with_its_place(tmp_path: Path) -> None:
    path = _written(tmp_path, LIBRARY.replace("t=1.30,n=60+60", "tt=1.30"))
    with pytest.raises(AnalysisError, match=r"library\.yaml: results\[2\] Lab A: "):
        meta_of(MetaRequest(library=path))


def test_it_has_a_schema() -> None:
    found = schema_of("library")
    assert set(found["properties"]) == {"library", "effect", "moderators", "results"}
    assert found["title"] == "ikea-effect library"
