"""What a lab says of itself and its plan when it registers a study: what no protocol can know."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ikea_effect.protocol.base import Declared, Line, Words
from ikea_effect.protocol.closeness import Closeness

Paragraphs = Annotated[str, Field(max_length=6000)]
"""Some paragraphs: a registry's longest answers."""


Credit = Literal[
    "conceptualization", "data-curation", "formal-analysis", "funding-acquisition", "investigation",
    "methodology", "project-administration", "resources", "software", "supervision", "validation",
    "visualization", "writing-original-draft", "writing-review-editing",
]  # fmt: skip
"""The fourteen roles of CRediT (ANSI/NISO Z39.104-2022)."""


class Author(Declared):
    """Somebody who answers for the study. `orcid` is its sixteen digits.

    `credit` are the roles of CRediT in which they contributed, `did` is what else they did.
    """

    name: Line
    orcid: Annotated[str, Field(pattern=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", max_length=19)] | None = None
    affiliation: Line | None = None
    credit: tuple[Credit, ...] = Field(default=(), max_length=14)
    did: Line | None = None


class Registration(Declared):
    """The answers of a registration that neither the protocol nor the journals hold, in English.

    Nothing here is shown to participants or changes a session; each key fills the questions that it names in
    the forms, and a question without an answer is listed as owed. `ended`, `harms_seen` and `interpretation`
    are known only afterwards, and are registered then as a change.
    """

    authors: tuple[Author, ...] = Field(default=(), max_length=100)
    description: Paragraphs | None = None
    background: Paragraphs | None = None
    keywords: tuple[Line, ...] = Field(default=(), max_length=20)
    existing_data: Paragraphs | None = None
    blinding: Words | None = None
    more_blinding: Words | None = None
    recruitment: Paragraphs | None = None
    participants: Words | None = None
    sample_rationale: Paragraphs | None = None
    stopping_rule: Words | None = None
    drop_out: Words | None = None
    transformations: Words | None = None
    missing_data: Words | None = None
    exploratory: Paragraphs | None = None
    duration: Line | None = None
    funding: Words | None = None
    conflicts: Words | None = None
    data_access: Words | None = None
    code_access: Words | None = None
    lab_practices: Words | None = None
    involvement: Words | None = None
    harms: Words | None = None
    besides: Words | None = None
    ended: Words | None = None
    harms_seen: Words | None = None
    interpretation: Paragraphs | None = None
    identifier: Line | None = None
    closeness: Closeness | None = None
    other: Paragraphs | None = None
