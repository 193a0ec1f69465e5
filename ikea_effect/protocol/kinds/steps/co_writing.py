"""A step of writing in which a machine takes part, and every word keeps who wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import takewhile
from typing import Annotated, Any, Literal

from pydantic import Field, Tag

from ikea_effect.errors import listed
from ikea_effect.protocol.base import Declared, Language, Name, Words
from ikea_effect.protocol.by_levels import PLAIN_OR_BY, ByLevels, every, level_problems
from ikea_effect.protocol.kinds.columns_of_steps import count_column, seconds_column
from ikea_effect.protocol.kinds.kind import Column, Columns, StepKind, Study
from ikea_effect.protocol.kinds.texts_of_steps import texts_named
from ikea_effect.protocol.levels import bare
from ikea_effect.protocol.problem import Problem
from ikea_effect.protocol.timeline import Step

Part = Literal["none", "suggests", "drafts", "finishes"]
"""What the machine does: nothing; offers words to take or leave; writes first; writes on at the end."""

PARTS: tuple[Part, ...] = ("none", "suggests", "drafts", "finishes")

Least = Annotated[int, Field(ge=0, le=500)]


class Said(Declared):
    """What the machine says in one language, and the words that call for it."""

    says: Words = Field(min_length=1)
    when: tuple[Annotated[str, Field(min_length=1, max_length=40)], ...] = Field(default=(), max_length=40)


class CoWriting(Step):
    """A text is written, and a machine takes part: every word keeps who wrote it.

    `machine`: nothing (`none`), `count` completions to take or leave (`suggests`), their words in the field
    before one begins (`drafts`) or behind one's own, which may be changed once more (`finishes`). They are
    taken from `completions`, {name: {language: {says: .., when: [..]}}}: first those of whose words in
    `when` most occur in what is written by then.
    `begins_with` and `shows` name an earlier step of this kind: its text is gone on with, or stands above.
    `min_own_words` are asked of the participant. Texts: <text>.title, .body, .question.
    """

    kind = "co-writing"
    names_steps = (("begins_with",), ("shows",))
    id: Name
    text: Name
    machine: Annotated[Annotated[Part, Tag("plain")] | Annotated[ByLevels[Part], Tag("by")], PLAIN_OR_BY] = (
        "none"
    )
    completions: dict[Name, Annotated[dict[Language, Said], Field(max_length=20)]] = Field(
        default_factory=dict, max_length=40
    )
    count: int = Field(default=3, ge=1, le=5)
    lines: bool = False
    begins_with: Name | None = None
    shows: Name | None = None
    min_words: Annotated[
        Annotated[Least, Tag("plain")] | Annotated[ByLevels[Least], Tag("by")], PLAIN_OR_BY
    ] = 1
    min_own_words: Annotated[
        Annotated[Least, Tag("plain")] | Annotated[ByLevels[Least], Tag("by")], PLAIN_OR_BY
    ] = 0
    max_characters: int = Field(default=1000, ge=20, le=4000)
    minimum_s: float = Field(default=0, ge=0, le=3600)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All that the machine may do here."""
        return tuple(part for part in PARTS if part in every(self.machine))


def _columns(step: CoWriting, _study: Study) -> Columns:
    one = Decimal(1)
    return (
        Column(
            f"{step.id}.text", "text", "What was written", wording=(f"{step.text}.question",), detail=True
        ),
        Column(
            f"{step.id}.written_by",
            "text",
            "Who wrote how many signs of the text, in order: self 12, machine 40",
            detail=True,
            signs="program",
        ),
        Column(f"{step.id}.machine", "text", "What the machine did", values=step.parts),
        Column(
            f"{step.id}.completions",
            "text",
            "What the machine had to say, by its names, in order",
            detail=True,
            signs="program",
        ),
        count_column(step.id, "words", "Words of the text", "words"),
        count_column(step.id, "own_words", "Words most of whose letters the participant wrote", "words"),
        Column(
            f"{step.id}.own_share",
            "number",
            "Share of the words that the participant wrote; empty without words",
            "",
            (),
            Decimal(0),
            one,
        ),
        seconds_column(step.id, "How long the participant wrote, from the page's opening"),
    )


def _says(step: CoWriting, language: str) -> Iterator[str]:
    yield from (said[language].says for said in step.completions.values() if language in said)


def _problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    most = body.get("max_characters", 1000)
    for key, asked in (("min_own_words", _values(body.get("min_own_words", 0))), ("min_words", _alone(body))):
        needed = max((one for one in asked if isinstance(one, int)), default=0)
        if isinstance(most, int) and needed * 2 > most + 1:
            message = (
                f"asks for {needed} words: so many do not fit into {most} characters.\n"
                f"Write max_characters: {needed * 10}, say, or ask for fewer words."
            )
            yield Problem((key,), message)
    yield from _library(body)


def _alone(body: Mapping[str, Any]) -> tuple[Any, ...]:
    """How many words are asked of those who write every word themselves."""
    machine, words = body.get("machine", "none"), body.get("min_words", 1)
    if body.get("begins_with") is not None or "none" not in _values(machine):
        return ()
    if not (isinstance(machine, Mapping) and isinstance(words, Mapping)) or machine.get("by") != words.get(
        "by"
    ):
        return _values(words)
    parts, asked = machine.get("levels"), words.get("levels")
    if not (isinstance(parts, Mapping) and isinstance(asked, Mapping)):
        return _values(words)
    return tuple(asked.get(level) for level, part in parts.items() if part == "none")


def _values(value: Any) -> tuple[Any, ...]:
    levels = value.get("levels") if isinstance(value, Mapping) else None
    return tuple(levels.values()) if isinstance(levels, Mapping) else (value,)


def _library(body: Mapping[str, Any]) -> Iterator[Problem]:
    """A machine that writes has something to write, and one that does not has not."""
    there = body.get("completions", {})
    parts = _values(body.get("machine", "none"))
    if not (isinstance(there, Mapping) and all(isinstance(part, str) for part in parts)):
        return
    count, writes = body.get("count", 3), {*parts} - {"none"}
    if isinstance(count, int) and writes and len(there) < count:
        message = (
            f"are {len(there)}, and the machine gives {count}. Write more completions, or a smaller count."
        )
        yield Problem(("completions",) if "completions" in body else (), message)
    if there and not writes:
        message = "are never used: nowhere does the machine take part. Write machine: suggests, say."
        yield Problem(("completions",), message)


def _misfits(step: CoWriting, study: Study) -> Iterator[Problem]:
    yield from level_problems(step, study, "machine", "min_words", "min_own_words")
    for name, said in step.completions.items():
        if lacking := [language for language in study.languages if language not in said]:
            message = f"says nothing in {listed(lacking)}, which participants may read."
            yield Problem(("completions", name), message, at_key=True)
    before = [
        bare(one.name)
        for one in takewhile(lambda one: bare(one.name) != bare(step.name), study.timeline)
        if isinstance(one, CoWriting)
    ]
    for key in ("begins_with", "shows"):
        named = getattr(step, key)
        if named is not None and bare(named) not in before:
            there = f"Such are: {listed(before)}." if before else "There is none before this one."
            yield Problem((key,), f"is '{named}', which is no earlier step of co-writing. {there}")


KIND = StepKind(
    name="co-writing",
    model=CoWriting,
    meaning="A text that a machine writes along with; every word keeps who wrote it",
    task="ikea_effect.tasks.co_writing.task:co_writing",
    shared=("co-writing",),
    columns=_columns,
    texts=texts_named("title", "body", "question"),
    says=_says,
    problems=_problems,
    misfits=_misfits,
    written=True,
)
"""Writing with a machine: a frozen library of completions, chosen by rule."""
