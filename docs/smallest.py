"""The smallest study of every kind, from docs/smallest.yaml: what the pages of kinds show, and tests try."""

from __future__ import annotations

import copy
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("smallest.yaml")
OF = ("step", "measure", "mechanism", "model")


@functools.cache
def examples() -> dict[str, Any]:
    """What the file says: the study, its parts, and the line of each kind. Not to be changed."""
    said: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return said


def study_of(of: str, name: str) -> dict[str, Any]:
    """The study of ten lines with this kind in it, as its file would say it."""
    said = examples()
    entry = said[of][name]
    study = yaml.safe_load(said["study"])
    part = copy.deepcopy(said["parts"][entry["beside"]]) if "beside" in entry else {}
    _add(study, {**part, **{key: entry[key] for key in ("measures", "factors") if key in entry}})
    line = yaml.safe_load(entry["line"])
    if of == "step":
        _put_in(study, line)
    elif of == "mechanism":
        _add(study, {"measures": {"worth": {"kind": "money"}}, "timeline": [_bid(line)]})
    elif of == "measure" and entry.get("bids"):
        _add(study, copy.deepcopy(said["parts"]["bid"]))
    elif of == "measure":
        _add(study, {"measures": {"answer": line}})
        if "beside" not in entry:  # else what is beside fills it
            _put_in(study, {"questionnaire": {"id": "more", "measures": ["answer"]}})
    else:
        hypothesis = study["hypotheses"][0]
        hypothesis |= {"model": line, "measure": part.get("measure", "liking")}
        if name in ("tost", "one-way", "chi-square"):  # these have no side, or one of their own
            del hypothesis["alternative"]
    return study


def _bid(mechanism: Mapping[str, Any]) -> dict[str, Any]:
    return {"bidding": {"id": "price", "good": "box", "measure": "worth", "mechanism": dict(mechanism)}}


def as_markdown() -> str:
    """The study, and the smallest line of every kind, for docs/kinds.md."""
    said = examples()
    parts = ["## A study in ten lines, and the smallest line of each kind", f"```yaml\n{said['study']}```"]
    for of in OF:
        lines = "\n".join(entry["line"] for entry in said[of].values())
        parts.append(f"```yaml\n# {of}s\n{lines}\n```")
    return "\n\n".join(parts) + "\n"


def _add(study: dict[str, Any], part: Mapping[str, Any]) -> None:
    for key in ("factors", "measures", "assignment"):
        study[key] |= part.get(key, {})
    for step in part.get("timeline", ()):
        _put_in(study, step)


def _put_in(study: dict[str, Any], step: Mapping[str, Any]) -> None:
    """Where the step stands: a consent or debriefing in place of that of the study, others before the end."""
    timeline, kind = study["timeline"], next(iter(step))
    at = {"consent": slice(0, 1), "debrief": slice(len(timeline) - 1, None)}
    timeline[at.get(kind, slice(len(timeline) - 1, len(timeline) - 1))] = [step]
