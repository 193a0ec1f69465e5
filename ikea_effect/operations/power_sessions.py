"""Questions answered by whole sessions: each population once at each n, for all who ask about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ikea_effect.diagnosis.diagnose import Ask
from ikea_effect.diagnosis.executors import opener_of
from ikea_effect.diagnosis.results import Cost, Diagnosis
from ikea_effect.diagnosis.runs import Keeper, run_all
from ikea_effect.operations import power_full as full
from ikea_effect.operations.power_request import PowerRequest
from ikea_effect.protocol.models import Protocol

LONG = 2_000
"""From how many sessions on several processes are begun unasked."""
FURTHEST = 8
"""Up to how many times the planned n is looked for a power: every session is played."""


class Sessions:
    """Runs studies through the engine; what was run for one question is there for the next."""

    def __init__(
        self,
        asks: Sequence[Ask],
        request: PowerRequest,
        protocol: Protocol,
        keeper: Keeper[full.FullPiece, full.FullTally] | None,
        tell: Callable[[int, int], None],
    ) -> None:
        self._asks, self._request, self._protocol = asks, request, protocol
        self._keeper, self._tell = keeper, tell
        self._works: dict[int, dict[full.FullWork, list[Ask]]] = {}
        self._found: dict[full.FullWork, full.FullTally] = {}

    def run(self, pairs: Sequence[tuple[Ask, int]]) -> list[Diagnosis]:
        """The diagnosis of each question at its n, of recruited participants."""
        works = [self._work(one, n) for one, n in pairs]
        many, conditions = self._request.many(full.MANY), len(self._protocol.conditions)
        pieces = {
            work: full.full_pieces(work, many, conditions)
            for work in dict.fromkeys(works)
            if work not in self._found
        }
        sessions = many * conditions * sum(work.n for work in pieces)
        place = self._request.executor or ("processes" if sessions >= LONG else "here")
        error = None if self._request.goal else self._request.error
        opened = opener_of(place, self._request.workers)
        if pieces:
            self._found |= run_all(pieces, full.run_full, *opened, error, self._keeper, self._tell)
        return [
            full.full_diagnosis(one, n, self._request.seed, self._found[work])
            for (one, n), work in zip(pairs, works, strict=True)
        ]

    @property
    def costs(self) -> tuple[Cost, ...]:
        """What studies take that were run: by effect in the order asked, and rising n."""
        found: dict[tuple[str, int], Cost] = {}
        conditions, currency = len(self._protocol.conditions), self._protocol.currency
        for one in self._asks:
            for n in sorted(self._works):
                tally, name = self._found.get(self._work(one, n)), one.effect.name
                if tally is not None and (name, n) not in found:
                    found[name, n] = full.cost_of(name, n, conditions, tally, currency)
        return tuple(found.values())

    def _work(self, one: Ask, n: int) -> full.FullWork:
        """The work at n that answers the question, among others of its population."""
        request = self._request
        if n not in self._works:
            self._works[n] = full.works_of(self._asks, request.protocol, request.experiment, n, request.seed)
        return next(
            work for work, members in self._works[n].items() if any(member is one for member in members)
        )
