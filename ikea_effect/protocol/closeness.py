"""How close a study keeps to the one that it repeats, facet by facet: what only a person can know."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ikea_effect.protocol.base import Declared, Line, Words


class Facet(Declared):
    """One facet beside the published study's; `similar` is a small change that its adaptation takes."""

    how: Literal["same", "similar", "different"]
    because: Words | None = None


class Closeness(Declared):
    """What somebody who read the publication says of this study beside it; a facet left out is unknown.

    `by`: whether those who did the published study repeat it. `where`: a laboratory or the field. `adds`:
    what is new beside all that is repeated; an empty list says that nothing is.
    """

    by: Literal["original-authors", "others"] | None = None
    where: Literal["laboratory", "field"] | None = None
    adds: tuple[Line, ...] | None = Field(default=None, max_length=20)
    hypothesis: Facet | None = None
    iv_construct: Facet | None = None
    dv_construct: Facet | None = None
    iv_operationalization: Facet | None = None
    dv_operationalization: Facet | None = None
    population: Facet | None = None
    iv_stimuli: Facet | None = None
    dv_stimuli: Facet | None = None
    procedure: Facet | None = None
    setting: Facet | None = None
    context: Facet | None = None
