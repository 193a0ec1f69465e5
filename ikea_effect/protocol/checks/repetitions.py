"""What a file repeats at each level of a factor, as it is at each of them: for checks of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ikea_effect.protocol.levels import at_levels, bare
from ikea_effect.protocol.marks import Steps
from ikea_effect.protocol.registry import is_kind, step_kind

FOR_EACH = "for_each"


class Step(NamedTuple):
    """One step of the timeline as the file says it; a repeated one stands for one of its levels."""

    at: Steps
    kind: str
    body: dict[str, Any]
    levels: Mapping[str, str] = MappingProxyType({})
    around: tuple[tuple[Steps, str], ...] = ()
    """The rules (`only_if`) of the repetitions around it, each with its place."""

    @property
    def name(self) -> str:
        """The step's id, or its text or kind where it has none."""
        name = str(self.body.get("id") or self.body.get("text") or self.kind)
        return at_levels(name, self.levels.values())

    @property
    def rules(self) -> tuple[tuple[Steps, str], ...]:
        """Every rule that who sees the step has to meet, with its place."""
        own = self.body.get("only_if")
        return (*self.around, *((((*self.at, "only_if"), own),) if isinstance(own, str) else ()))

    @property
    def bids(self) -> bool:
        """Whether bids are made in it."""
        return is_kind("step", self.kind) and step_kind(self.kind).fills == "money"

    @property
    def closes(self) -> bool:
        """Whether it ends the session; a kind that there is not is taken to go on."""
        return is_kind("step", self.kind) and step_kind(self.kind).closes


def said_steps(
    timeline: Any, levels: Mapping[str, Iterable[str]], at: Steps = ("timeline",)
) -> Iterator[Step]:
    """The steps that have the form of one, those of each repetition once for every level of its factor."""
    for index, one in enumerate(timeline if isinstance(timeline, list | tuple) else ()):
        if not isinstance(one, dict) or len(one) != 1:
            continue
        kind, body = next(iter(one.items()))
        step = Step((*at, index, str(kind)), str(kind), body if isinstance(body, dict) else {})
        yield from _repeated(step, levels) if kind == FOR_EACH else (step,)


def blocks(timeline: Any, at: Steps = ("timeline",), around: tuple[Step, ...] = ()) -> Iterator[Block]:
    """Every `for_each` of the file, an outer one before those inside it."""
    for index, one in enumerate(timeline if isinstance(timeline, list | tuple) else ()):
        body = one.get(FOR_EACH) if isinstance(one, dict) and len(one) == 1 else None
        if isinstance(body, dict):
            block = Step((*at, index, FOR_EACH), FOR_EACH, body)
            yield Block(block, around)
            yield from blocks(body.get("steps"), (*block.at, "steps"), (*around, block))


def entries(timeline: Any) -> int:
    """How many entries the timeline has, those inside of repetitions too."""
    found = timeline if isinstance(timeline, list | tuple) else ()
    inner = sum(entries(block.step.body.get("steps")) for block in blocks(timeline) if not block.around)
    return len(found) + inner


class Block(NamedTuple):
    """A `for_each`, and those around it."""

    step: Step
    around: tuple[Step, ...]


def _repeated(block: Step, levels: Mapping[str, Iterable[str]]) -> Iterator[Step]:
    rules = block.rules
    inner = list(said_steps(block.body.get("steps"), levels, (*block.at, "steps")))
    factor, only = block.body.get("factor"), block.body.get("only_in")
    if not isinstance(factor, str):
        return
    for level in levels.get(factor, ()):
        found = [
            (one.name, _at(one, factor, level, only, levels)) for one in inner if _met(one, factor, level)
        ]
        found = [(name, step._replace(around=(*rules, *step.around))) for name, step in found]
        names = {name: step.name for name, step in found}
        yield from (step._replace(body=_renamed(step, names)) for _, step in found)


def _met(step: Step, factor: str, level: str) -> bool:
    only = step.body.get("only_in")
    named = only.get(factor, level) if isinstance(only, dict) else level
    return level in (named if isinstance(named, list | tuple) else (named,))


def _at(step: Step, factor: str, level: str, only: Any, all_levels: Mapping[str, Iterable[str]]) -> Step:
    known = {**step.levels, factor: level}
    levels = {name: known[name] for name in all_levels if name in known}
    body = {key: _by_level(value, levels) for key, value in step.body.items()}
    body |= {
        key: at_levels(str(body[key]), levels.values())
        for key in ("id", "text")
        if isinstance(body.get(key), str)
    }
    rules = {**(only if isinstance(only, dict) else {}), **(_rules(step) or {})}
    rules.pop(factor, None)
    if rules or "only_in" in body:
        body["only_in"] = rules
    return step._replace(body=body, levels=levels)


def _rules(step: Step) -> dict[str, Any] | None:
    only = step.body.get("only_in")
    return only if isinstance(only, dict) else None


def _by_level(value: Any, levels: Mapping[str, str]) -> Any:
    """What holds at these levels of a value that is declared by level or by factor."""
    by = value.get("by") if isinstance(value, dict) and len(value) == 1 else None
    if isinstance(by, dict):
        return next((by[level] for level in levels.values() if level in by), value)
    return levels.get(by, value) if isinstance(by, str) else value


def named_in(step: Step) -> Iterator[tuple[tuple[str, ...], str]]:
    """The names of other steps that the step holds, each with the way to it."""
    for way in step_kind(step.kind).model.names_steps if is_kind("step", step.kind) else ():
        value: Any = step.body
        for key in way:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str):
            yield way, value


def _renamed(step: Step, names: Mapping[str, str]) -> dict[str, Any]:
    """What is said of the step, with other steps that are repeated with it as they are at this level."""
    body = step.body
    for way, name in named_in(step):
        body = _with(body, way, names.get(name, name))
    return body


def _with(value: dict[str, Any], way: tuple[str, ...], name: str) -> dict[str, Any]:
    return {**value, way[0]: _with(value[way[0]], way[1:], name) if way[1:] else name}


def declared_name(step: Step) -> str:
    """The step's name as the file gives it."""
    return bare(step.name)
