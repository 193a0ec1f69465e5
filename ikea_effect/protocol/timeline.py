"""What happens, in order: each step is written `- kind: {...}`."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, Tag, model_validator

from ikea_effect.protocol.base import Declared, Name
from ikea_effect.protocol.by_kind import ByKind


def _one_or_several(value: Any) -> str | None:
    return "level" if isinstance(value, str) else "levels" if isinstance(value, list | tuple) else None


Levels = Annotated[
    Annotated[Name, Tag("level")] | Annotated[tuple[Name, ...], Field(max_length=50), Tag("levels")],
    Discriminator(
        _one_or_several,
        custom_error_type="levels_type",
        custom_error_message="A level, or a list of levels as in [a, b], is expected",
    ),
]
OnlyIn = dict[Name, Levels]
"""{factor: level or levels}."""


class Step(Declared):
    """What every step has. `only_in` names the levels that see it; without it everyone does.

    Some keys mean the same in every step that has them: `id` and `text` name it, `good` is what it is about,
    `measure` and `measures` are what it fills.
    """

    kind: ClassVar[str]
    only_in: OnlyIn = Field(default_factory=dict, max_length=12)

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, value: Any) -> Any:
        """`{consent: {...}}` as its inner mapping."""
        if isinstance(value, dict) and list(value) == [cls.kind]:
            return value[cls.kind] if value[cls.kind] is not None else {}
        return value

    @property
    def name(self) -> str:
        """The step's id, else its text, else its kind."""
        return str(getattr(self, "id", None) or getattr(self, "text", None) or self.kind)

    @property
    def asks_for(self) -> tuple[str, ...]:
        """The measures that the step fills."""
        one = getattr(self, "measure", None)
        return (one,) if one else tuple(getattr(self, "measures", ()))

    @property
    def earns_points(self) -> bool:
        """Whether a participant can earn points here."""
        return False

    def reaches(self, condition: dict[str, str]) -> bool:
        """Whether participants of the condition see this step."""
        return all(
            condition.get(factor) in ((levels,) if isinstance(levels, str) else levels)
            for factor, levels in self.only_in.items()
        )


AnyStep = Annotated[Step, ByKind("step")]
"""A step of any kind that there is."""
