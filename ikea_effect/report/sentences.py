"""What an analysis and a record keep in English, in the language of the report.

Their files stay English, for programs and for colleagues; a report says their sentences anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ikea_effect.language import anew, language, say
from ikea_effect.report.material import ReportMaterial

Found = Mapping[str, Any]


def in_language(material: ReportMaterial) -> ReportMaterial:
    """The material with every sentence that was kept in English in the language that is spoken."""
    if language() == "en":
        return material
    analysis = dict(_sentences(material.analysis))
    for part, name in {"estimates": "problem", "verdicts": "sentence"}.items():
        analysis[part] = [_sentences(one, name) for one in analysis.get(part) or ()]
    rules = analysis.get("exclusions") or ()
    analysis["exclusions"] = [{**one, "reason": anew(str(one.get("reason") or ""))} for one in rules]
    if rows := analysis.get("rows"):
        analysis["rows"] = {**rows, "left_out": [_sentences(one, "reason") for one in rows["left_out"]]}
    return replace(
        material,
        analysis=analysis,
        study=_sentences(material.study),
        differences=tuple(map(anew, material.differences)),
        reading=None if material.reading is None else _sentences(material.reading),
        registered=_registered(material.registered),
    )


def _sentences(found: Found, kept: str = "") -> Found:
    """The same with what is kept under this name, and with its notes, said anew."""
    said = {kept: _said(found[kept])} if found.get(kept) else {}
    notes = {"notes": [_said(note) for note in found["notes"]]} if found.get("notes") else {}
    return {**found, **said, **notes}


def _said(sentence: object) -> str:
    """The sentence anew; one that no template of ours made says that it stands in English."""
    said = anew(str(sentence))
    return said if said != sentence else say("Kept in English: {sentence}", sentence=sentence)


def _registered(registered: Found | None) -> Found | None:
    if registered is None:
        return None
    return {**registered, "differences": [anew(str(one)) for one in registered.get("differences", ())]}
