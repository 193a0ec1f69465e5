"""How simulated people write along: they take some suggestions and write as many words as are asked for."""

from __future__ import annotations

from ikea_effect.screens.co_writing import CoWritten, Run, added, counted, joined, stripped, text_of
from ikea_effect.screens.simulation import SimulatedAsk, Someone
from ikea_effect.seeds import Stream

MORE = 3
"""Words beyond those that are asked for, at most."""


def _answer(ask: CoWritten, _someone: Someone, stream: Stream) -> list[list[str]]:
    runs = ask.start
    for suggestion in ask.suggestions[: stream.below(len(ask.suggestions) + 1)]:
        runs = added(runs, suggestion, on_new_line=ask.on_new_line)
    words = counted(runs)
    lacking = max(ask.min_words - words.all, ask.min_own_words - words.own, 0)
    room = (ask.max_characters - sum(len(run.text) for run in runs if run.hand == "self")) // 2
    wanted = min(lacking + stream.below(MORE + 1), max(room, 0))
    text = text_of(runs)
    between = "" if not text or text[-1].isspace() or not wanted else " "
    own = Run("self", between + " ".join("x" * wanted))
    return [[run.hand, run.text] for run in stripped(joined([*runs, own]))]


SIMULATED = SimulatedAsk(_answer)
