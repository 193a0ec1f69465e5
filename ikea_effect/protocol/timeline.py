"""What happens, in order: each step is written `- kind: {...}`."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from ikea_effect.protocol.base import Declared, MeasureName, Name
from ikea_effect.protocol.mechanisms import Mechanism


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
    """What every step has. `only_in` names the levels that see it; without it everyone does."""

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
        """The step's id, or its kind where it has none."""
        return str(getattr(self, "id", None) or getattr(self, "text", None) or self.kind)

    @property
    def asks_for(self) -> tuple[str, ...]:
        """The measures that the step fills."""
        one = getattr(self, "measure", None)
        return (one,) if one else tuple(getattr(self, "measures", ()))

    def reaches(self, condition: dict[str, str]) -> bool:
        """Whether participants of the condition see this step."""
        return all(
            condition.get(factor) in ((levels,) if isinstance(levels, str) else levels)
            for factor, levels in self.only_in.items()
        )


class Consent(Step):
    """Information and agreement. Texts: consent.title, .body, .agree."""

    kind = "consent"
    text: Name = "consent"


class Instructions(Step):
    """A page to read. Texts: <text>.title, .body."""

    kind = "instructions"
    text: Name


Guidance = Literal["lit", "named", "none"]
"""The place of the next part lights up, the part is named, or neither."""


class ByFactor(Declared):
    """A value that is the level of a factor."""

    by: Name


def _word_or_factor(value: Any) -> str | None:
    if isinstance(value, dict | ByFactor):
        return "factor"
    return "word" if value in ("lit", "named", "none") else None


GuidanceRule = Annotated[
    Annotated[Guidance, Tag("word")] | Annotated[ByFactor, Tag("factor")],
    Discriminator(
        _word_or_factor,
        custom_error_type="guidance_type",
        custom_error_message="lit, named, none, or {by: FACTOR} with such levels is expected",
    ),
]


class Assembly(Step):
    """The participant puts the good together, on screen or guided by hand (`mode: physical`).

    On screen `guidance` says how much is told: `lit` lights up where the next part goes, `named` names it,
    with `none` the participant finds out which part goes where; `{by: factor}` takes the factor's level. With
    `consult` a picture of the finished good can be looked at, and looks are counted.
    """

    kind = "assembly"
    id: Name
    good: Name
    mode: Literal["screen", "physical"] = "screen"
    guidance: GuidanceRule = "lit"
    consult: bool = False
    stop_before: int = Field(default=0, ge=0, le=200)
    then: Literal["keep", "take-apart"] = "keep"


class Inspection(Step):
    """The participant looks at the finished good for at least `minimum_s` seconds."""

    kind = "inspection"
    id: Name
    good: Name
    minimum_s: float = Field(default=0, ge=0, le=600)


class Design(Step):
    """The participant designs the good (`free`) or makes a given design with the toolkit (`reproduce`)."""

    kind = "design"
    id: Name
    good: Name
    task: Literal["free", "reproduce"]


class ComprehensionRule(Declared):
    """Which questions on the rule are asked, how often, and what happens after the last attempt.

    A question that is answered right at the first attempt earns `points`.
    """

    questions: Name
    attempts: int = Field(default=3, ge=1, le=10)
    then: Literal["flag", "explain", "end"] = "flag"
    points: int = Field(default=0, ge=0, le=1_000_000)


class RevealAfter(Declared):
    """What a bid came to is told right after a later step."""

    after: Name


def _moment(value: Any) -> str | None:
    if isinstance(value, dict | RevealAfter):
        return "step"
    return "word" if value in ("at-once", "end") else None


Reveal = Annotated[
    Annotated[Literal["at-once", "end"], Tag("word")] | Annotated[RevealAfter, Tag("step")],
    Discriminator(
        _moment,
        custom_error_type="reveal_type",
        custom_error_message="at-once, end, or {after: STEP} with a later step is expected",
    ),
]


class Bidding(Step):
    """The rule, practice, comprehension questions, the bid, and what it means.

    With `practice_points`, what is gained in practice is paid: one point for each smallest unit of money.
    `reveal` says when the participant learns what the bid came to: at once, after a later step, or at the
    end, before the debriefing. It is drawn and recorded with the bid in any case.
    """

    kind = "bidding"
    id: Name
    good: Name
    measure: MeasureName
    mechanism: Mechanism
    practice_rounds: int = Field(default=0, ge=0, le=10)
    practice_points: bool = False
    comprehension: ComprehensionRule | None = None
    reveal: Reveal = "at-once"

    @property
    def earns_points(self) -> bool:
        """Whether a participant can earn points here."""
        return self.practice_points or bool(self.comprehension and self.comprehension.points)


class Questionnaire(Step):
    """Measures asked on screen: ratings, scales, choices, open answers. Texts: <id>.title."""

    kind = "questionnaire"
    id: Name
    measures: tuple[MeasureName, ...] = Field(min_length=1, max_length=100)


class Debrief(Step):
    """The end: what the study was about, and what is owed. Texts: <text>.title, .body."""

    kind = "debrief"
    text: Name


STEPS = (Consent, Instructions, Assembly, Inspection, Design, Bidding, Questionnaire, Debrief)


def _step_kind(value: Any) -> str | None:
    if isinstance(value, Step):
        return value.kind
    if isinstance(value, dict) and len(value) == 1:
        return str(next(iter(value)))
    return None


AnyStep = Annotated[
    Annotated[Consent, Tag("consent")]
    | Annotated[Instructions, Tag("instructions")]
    | Annotated[Assembly, Tag("assembly")]
    | Annotated[Inspection, Tag("inspection")]
    | Annotated[Design, Tag("design")]
    | Annotated[Bidding, Tag("bidding")]
    | Annotated[Questionnaire, Tag("questionnaire")]
    | Annotated[Debrief, Tag("debrief")],
    Discriminator(_step_kind),
]
