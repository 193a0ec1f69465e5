"""A step of assembly: the good is put together, on screen or by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, Tag

from ikea_effect.errors import Fault, listed
from ikea_effect.protocol.base import Name
from ikea_effect.protocol.by_levels import PLAIN_OR_BY, ByLevels, every, level_problems
from ikea_effect.protocol.goods import GoodName
from ikea_effect.protocol.kinds.guidance import GuidanceRule
from ikea_effect.protocol.kinds.judges import judged_problems, judges_column
from ikea_effect.protocol.kinds.kind import NONE, Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.results_of_steps import ResultMeasures
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step

if TYPE_CHECKING:
    from ikea_effect.protocol.contents import Loaded
    from ikea_effect.protocol.experiment import Experiment
    from ikea_effect.protocol.setup import Setup


Left = Annotated[int, Field(ge=0, le=200)]
StopRule = Annotated[Annotated[Left, Tag("plain")] | Annotated[ByLevels[Left], Tag("by")], PLAIN_OR_BY]
"""How many parts or steps are left undone."""

TurnRule = Annotated[Annotated[bool, Tag("plain")] | Annotated[ByLevels[bool], Tag("by")], PLAIN_OR_BY]
"""Whether parts lie turned."""


class Assembly(Step):
    """The participant puts the good together, on screen or guided by hand (`mode: physical`).

    On screen `guidance` says how much is told: `lit` lights up where the next part goes, `named` names it,
    with `none` the participant finds out which part goes where; `{by: factor}` takes the factor's level.
    Where no place is lit, the first part may be laid down anywhere on the bench. With `consult` a picture of
    the finished good can be looked at, and looks are counted. `stop_before` says how many parts (or steps by
    hand) are left undone, or `{by: factor, levels: {level: n}}`. `telemetry` names parts of which is told by
    what they were carried (`drag`, `click` or `keys`) and how far, and with how many pauses, attempts and
    looks. With `turned` parts lie as the kit turns them: clicked again, they turn by a quarter; they go in
    upright alone; `{by: factor, levels: {level: true}}` lets a factor decide. Where others judge what was
    made, `measures: {STEP.SCALE: measure}` take the mean of what they gave there, `{STEP.rank: measure}` its
    mean place.
    """

    kind = "assembly"
    id: Name
    good: GoodName
    mode: Literal["screen", "physical"] = "screen"
    guidance: GuidanceRule = "lit"
    consult: bool = False
    turned: TurnRule = False
    stop_before: StopRule = 0
    then: Literal["keep", "take-apart"] = "keep"
    telemetry: Annotated[tuple[Name, ...], Field(max_length=60)] = ()
    """Parts of the kit of which the data tell how they came to their place."""
    measures: ResultMeasures = Field(default_factory=dict)

    @property
    def some_turned(self) -> bool:
        """Whether parts lie turned for anybody."""
        return any(every(self.turned))


def _columns(step: Assembly, _study: Study) -> Columns:
    looks = Column(
        f"{step.id}.looks", "integer", "Looks at the picture of the finished good", "looks", (), NONE
    )
    turns = Column(f"{step.id}.turns", "integer", "Quarter turns that parts were given", "turns", (), NONE)
    return (
        *((looks,) if step.consult else ()),
        *((turns,) if step.some_turned else ()),
        *(column for part in step.telemetry for column in _of_part(step, part)),
        Column(f"{step.id}.steps", "integer", "Parts placed and parts taken off", "moves", (), NONE),
        Column(f"{step.id}.undos", "integer", "Moves that were taken back", "moves", (), NONE),
        Column(f"{step.id}.wrong_drops", "integer", "Parts dropped where they do not fit", "moves", (), NONE),
        *((judges_column(step.id, step.measures),) if step.measures else ()),
    )


def _of_part(step: Assembly, part: str) -> Iterator[Column]:
    """How one part came to its place; path and pauses are the hand's, which the same replies do not fix.

    By what is not there in sessions of before 0.2.0, nor of a part that never went in.
    """
    by = (
        f"What carried {part} to where it went in last: the mouse button held down, two clicks, or arrow keys"
    )
    means = ("drag", "click", "keys")
    yield Column(f"{step.id}.by.{part}", "text", by, values=means, if_any=True, detail=True, signs="program")
    for fact, unit, meaning, timed in (
        ("path", "thousandths of the window's height", f"How far {part} was carried", True),
        ("pauses", "pauses", f"How often {part} was held still for a second or longer", True),
        ("attempts", "attempts", f"How often {part} was let go of, in its place or elsewhere", False),
        ("looks", "looks", f"Looks at the picture of the finished good before {part} went in", False),
    ):
        yield Column(f"{step.id}.{fact}.{part}", "integer", meaning, unit, (), NONE, timed=timed, detail=True)
    if step.some_turned:
        meaning = f"Quarter turns that {part} was given"
        yield Column(f"{step.id}.turns.{part}", "integer", meaning, "turns", (), NONE, detail=True)


def _texts(step: Assembly, setup: Setup) -> Iterator[str]:
    kit = setup.kits.get(step.good)
    if kit is not None:
        yield from (
            f"goods.{step.good}.parts.{part}.{form}" for part in kit.order for form in ("name", "the")
        )
        if step.mode == "physical":
            yield from (instruction.text for instruction in kit.steps)


def _faults(step: Assembly, here: Experiment, loaded: Loaded) -> Iterator[Fault]:
    """Parts that the kit does not have, and a step that would stop before its first part."""
    kit = loaded.kits.get(step.good)
    unknown = [part for part in step.telemetry if kit is not None and part not in kit.order]
    if kit is not None and unknown:
        message = f"has no part '{unknown[0]}', which telemetry of the step '{step.id}' names.\nThere are: "
        yield here.fault(("goods", step.good, "kit"), message + f"{listed(kit.order)}.")
    if kit is not None and step.some_turned and not any(part.turned for part in kit.parts):
        message = f"has no part that lies turned, as the step '{step.id}' says.\nWrite turned: 90 at a part."
        yield here.fault(("goods", step.good, "kit"), message)
    left = max(every(step.stop_before))
    if kit is None or not left:
        return
    by_hand = step.mode == "physical" and kit.steps
    parts, what = (len(kit.steps), "steps") if by_hand else (len(kit.order), "parts")
    if left >= parts:
        message = (
            f"has {parts} {what}, and the step '{step.id}' stops before the last {left}: "
            f"nothing would be built.\nWrite stop_before: {parts - 1} at most, or use a larger kit."
        )
        yield here.fault(("goods", step.good, "kit"), message)


def _misfits(step: Assembly, study: Study) -> Iterator[Problem]:
    yield from level_problems(step, study, "stop_before", "turned")
    yield from judged_problems(step.measures, step, study)


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """What is put together by hand is guided by its steps; the screen shows no parts."""
    for key in ("guidance", "consult", "telemetry", "turned") if body.get("mode") == "physical" else ():
        if key in body:
            message = "belongs to assembly on screen; this step is done by hand (mode: physical)."
            yield Problem((key,), message + " Leave it out.", True)


KIND = StepKind(
    name="assembly",
    model=Assembly,
    meaning="The good is put together part by part, on screen or guided by hand",
    task="ikea_effect.tasks.assembly.task:assembly",
    shared=("making.assembly",),
    columns=_columns,
    texts=_texts,
    problems=_problems,
    faults=_faults,
    misfits=_misfits,
    needs="kit",
    makes=True,
    judged=True,
)
