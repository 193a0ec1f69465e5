"""Writing with a machine: what it says is chosen by rule, and every word keeps who wrote it."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from ikea_effect.protocol.by_levels import at
from ikea_effect.protocol.kinds.before_step import cell
from ikea_effect.protocol.kinds.steps.co_writing import CoWriting
from ikea_effect.protocol.levels import bare
from ikea_effect.protocol.texts import Answer, Text
from ikea_effect.screens.co_writing import CoWritten, Run, Runs, added, counted, lengths, runs_of, text_of
from ikea_effect.screens.context import Context
from ikea_effect.screens.facts import Noted
from ikea_effect.screens.screens import Page, Reply, Screen, Task
from ikea_effect.tasks.co_writing.machine import Completion, chosen, library
from ikea_effect.tasks.names import name_in
from ikea_effect.tasks.notes import noted, seconds

ROWS, ROWS_BESIDE = 9, 6
"""Lines of the field: fewer where an earlier text or suggestions stand on the page too."""

Written = Generator[Screen, Reply | None, tuple[Runs, tuple[Completion, ...]]]


def co_writing(step: CoWriting, context: Context) -> Task:
    """One page, or two where the machine finishes; the text is noted with who wrote it."""
    part = at(step.machine, {**context.condition, **step.levels})
    replies: list[Reply] = []
    runs, given = yield from _written(step, context, part, replies)
    yield noted(step.id, "machine", part)
    yield noted(step.id, "completions", ", ".join(one.name for one in given))
    yield from _counts(step, runs)
    yield seconds(step.id, replies)


def _written(step: CoWriting, context: Context, part: str, replies: list[Reply]) -> Written:
    """What was written in the end, and what the machine had to say."""
    start = _earlier(step.begins_with, step, context)
    shown = text_of(_earlier(step.shows, step, context))
    if part == "finishes":
        begun = yield from _asked(step, context, "begin", start, (), shown, replies)
        given = _given(step, context, text_of(begun) or shown)
        whole = yield from _asked(step, context, "finished", _with(step, begun, given), (), shown, replies)
        return whole, given
    given = () if part == "none" else _given(step, context, text_of(start) or shown)
    first = _with(step, start, given) if part == "drafts" else start
    offered = given if part == "suggests" else ()
    drafted = "added" if start else "drafted"  # nobody is told that a draft was written behind one's own text
    name = {"drafts": drafted, "suggests": "suggested"}.get(part, "page")
    return (yield from _asked(step, context, name, first, offered, shown, replies)), given


def _given(step: CoWriting, context: Context, written: str) -> tuple[Completion, ...]:
    return chosen(library(step, context.setup.language), written, step.count)


def _with(step: CoWriting, runs: Runs, given: Sequence[Completion]) -> Runs:
    for one in given:
        runs = added(runs, one.says, on_new_line=step.lines)
    return runs


def _earlier(name: str | None, step: CoWriting, context: Context) -> Runs:
    """What was written in an earlier step, with who wrote it; nothing where it was not met."""
    if name is None:
        return ()
    text, written = (cell(f"{name}.{part}", step.levels, context.known) for part in ("text", "written_by"))
    return runs_of(text or "", written or "")


def _asked(
    step: CoWriting,
    context: Context,
    name: str,
    start: Runs,
    offered: Sequence[Completion],
    shown: str,
    replies: list[Reply],
) -> Generator[Screen, Reply | None, Runs]:
    """One page with the field; returns what stands in it in the end."""
    condition = {**context.condition, **step.levels}
    begins = name == "begin"
    field = CoWritten(
        "text",
        Text(f"{step.text}.question"),
        step.max_characters,
        start=start,
        suggestions=tuple(one.says for one in offered),
        on_new_line=step.lines,
        min_words=1 if begins else at(step.min_words, condition),
        min_own_words=at(step.min_own_words, condition),
        rows=ROWS_BESIDE if shown or offered else ROWS,
    )
    reply = yield Page(
        name_in(step.id, name),
        title=Text(f"{step.text}.title"),
        body=(*_body(step, context, name, shown),),
        asks=(field,),
        minimum_s=step.minimum_s if not replies else 0.0,
    )
    assert reply is not None
    replies.append(reply)
    return tuple(Run(hand, text) for hand, text in reply.values["text"])


def _body(step: CoWriting, context: Context, name: str, shown: str) -> Iterator[Text]:
    """What to write; how the machine takes part; the earlier text, never read as markup."""
    yield Text(f"{step.text}.body")
    if name != "page":
        asked = name == "drafted" and at(step.min_own_words, {**context.condition, **step.levels})
        yield Text("co-writing.drafted-own-words" if asked else f"co-writing.{name}")
    if shown:
        plain = " ".join(shown.replace("*", "").split())
        yield Text("co-writing.shown", {"text": Answer(plain, (_as_long(step.shows, context),))})


def _as_long(name: str | None, context: Context) -> str:
    """Words as long as the text of that step can be: a page that shows it has to have room for them."""
    most = _most_signs(name, context)
    return ("nnnnnn " * most)[:most]


def _most_signs(name: str | None, context: Context) -> int:
    """How many signs the text of that step can have: one's own, the machine's, what it begins with."""
    steps = (one for one in context.protocol.timeline if isinstance(one, CoWriting))
    step = next((one for one in steps if name is not None and one.id == bare(name)), None)
    if step is None:
        return 0
    says = sorted((len(one.says) + 1 for one in library(step, context.setup.language)), reverse=True)
    return step.max_characters + sum(says[: step.count]) + _most_signs(step.begins_with, context)


def _counts(step: CoWriting, runs: Runs) -> Iterator[Noted]:
    words = counted(runs)
    yield noted(step.id, "text", text_of(runs))
    yield noted(step.id, "written_by", lengths(runs))
    yield noted(step.id, "words", words.all)
    yield noted(step.id, "own_words", words.own)
    if words.all:
        yield noted(step.id, "own_share", round(words.own / words.all, 4))
