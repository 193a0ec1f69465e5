"""A file of PsychoPy's Builder: routines of components in a flow, as XML. Knows nothing of studies.

Parameters that are not written take Builder's own defaults when it reads the file.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import NamedTuple

VERSION = "2025.1.1"
"""Of the format: later ones read it, and write it anew with theirs."""

Param = tuple[str, str]
"""A value and its type."""


class Component(NamedTuple):
    """Something in a routine: its kind in Builder (Text, Slider, Textbox, Button, Code) and parameters."""

    kind: str
    name: str
    params: Mapping[str, Param]


class Routine(NamedTuple):
    """A page; `skip_if` is Python, and empty where everybody sees it."""

    name: str
    components: Sequence[Component]
    skip_if: str = ""


def words(text: str) -> Param:
    """A text that is shown as it stands: a first dollar sign would make it code."""
    return (f" {text}" if text.startswith("$") else text), "str"


def code(python: str) -> Param:
    """A value that is Python."""
    return python, "code"


def values(python: str) -> Param:
    """A list or a place."""
    return python, "list"


def number(value: float) -> Param:
    """A number."""
    return f"{value:g}", "num"


def truth(value: bool) -> Param:
    """True or False."""
    return str(value), "bool"


def psyexp(name: str, info: Mapping[str, str], routines: Sequence[Routine]) -> bytes:
    """The file: `info` are the fields that Builder asks for at the start, with what stands in them."""
    root = ET.Element("PsychoPy2experiment", encoding="utf-8", version=VERSION)
    settings = ET.SubElement(root, "Settings")
    _params(settings, {
        "expName": words(name),
        "Experiment info": code(repr(dict(info))),
        "Units": words("height"),
        "color": ("white", "color"),
        "Show mouse": truth(True),
        "Save wide csv file": truth(True),
        "winBackend": words("pyglet"),
    })  # fmt: skip
    pages, flow = ET.SubElement(root, "Routines"), ET.SubElement(root, "Flow")
    for one in routines:
        _routine(ET.SubElement(pages, "Routine", name=one.name), one)
        ET.SubElement(flow, "Routine", name=one.name)
    ET.indent(root)
    written: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return written + b"\n"


def _routine(into: ET.Element, routine: Routine) -> None:
    settings = ET.SubElement(into, "RoutineSettingsComponent", name=routine.name, plugin="None")
    _params(settings, {"name": code(routine.name), "skipIf": code(routine.skip_if)})
    for one in routine.components:
        made = ET.SubElement(into, f"{one.kind}Component", name=one.name, plugin="None")
        _params(made, {"name": code(one.name), **one.params})


def _params(into: ET.Element, params: Mapping[str, Param]) -> None:
    for name, (value, kind) in params.items():
        ET.SubElement(into, "Param", val=value, valType=kind, updates="constant", name=name)
