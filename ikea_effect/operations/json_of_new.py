"""What the commands that begin a study and register it print with --json, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from ikea_effect.operations.json_of_studies import FaultFound
from ikea_effect.operations.json_parts import Output, Part


class CheckOfCopy(Part):
    """What `check` says of the copy."""

    protocol: str
    ok: bool
    faults: list[FaultFound]
    warnings: list[FaultFound]
    proved: list[str]


class New(Output):
    """A study that was begun as a copy of another one."""

    id: str
    source: str = Field(alias="from")
    """The protocol that was copied."""
    files: list[str]
    follow: list[str]
    """Amounts that were changed with the prices."""
    check: CheckOfCopy


class NewFromPaper(Output):
    """A study that was begun from the numbers of a paper."""

    files: list[str]


class AnswerGiven(Part):
    """One question of a form."""

    id: str
    title: str
    text: str
    """Empty where nothing answers it."""
    sources: list[str]
    """The keys, or facts of journals, that the answer was read from."""
    owed: str
    """Where the answer is to be written; empty where there is one."""


class FormFilled(Part):
    """A form of a registry."""

    id: str
    title: str
    answered: int
    answers: list[AnswerGiven]


class Register(Output):
    """A study that was registered, or a change of its registration."""

    folder: str
    kind: Literal["registration", "amendment", "deviation", "unchanged"]
    date: str
    sha256: str
    changes: list[str]
    """One line for each key that differs from what was registered last."""
    forms: list[FormFilled]
    """Empty where nothing has changed."""


class FacetJudged(Part):
    """One facet of the study beside the published one."""

    facet: str
    how: Literal["same", "similar", "different", "unknown"]
    because: list[str]
    """Why, as declared, and each sentence of what the set-up changes against the protocol."""
    source: str
    """The key, or the comparison, that it was read from."""


class ClassOfReplication(Part):
    """The nearest and the farthest word that fits what is known; one word twice where it is settled."""

    nearest: str
    farthest: str


class Closeness(Output):
    """How close a study is to the published one that it repeats."""

    protocol: str
    original: str
    facets: list[FacetJudged]
    adds: list[str] | None
    """What is new beside all that is repeated; null where nobody says."""
    lebel: ClassOfReplication
    hueffmeier: ClassOfReplication


OUTPUTS: Mapping[str, tuple[type[Output], ...]] = {
    "new": (New, NewFromPaper),
    "register": (Register,),
    "closeness": (Closeness,),
}
