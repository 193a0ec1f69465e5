"""Which sessions of a study can be paid: all that hold, whatever happened to one of the others.

Each check names participants and says what is wrong with theirs. Whoever is named is set apart: what the
ledger says of them stays as it is, nothing is added to it, and everyone else is settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ikea_effect.operations.replay import Replayed
from ikea_effect.operations.settle_absences import absence_problems, of_sessions
from ikea_effect.operations.settle_checks import journal_problems, owed_problems, receipt_problems
from ikea_effect.operations.settle_prizes import prize_problems
from ikea_effect.operations.settlement_sessions import Recorded, Sessions
from ikea_effect.operations.verify_draws import draw_problems
from ikea_effect.operations.verify_sales import sale_problems
from ikea_effect.record.desks import Drawings
from ikea_effect.record.ledger import Row
from ikea_effect.record.study import Study
from ikea_effect.screens.facts_of_groups import Sale

Problems = Iterable[tuple[str, str]]
Check = Callable[[Mapping[str, Recorded]], Problems]


class Sound(NamedTuple):
    """The sessions that hold, and of whom something does not: what, by participant."""

    recorded: dict[str, Recorded]
    apart: dict[str, str]

    def without(self, problems: Problems) -> Sound:
        """Those that are left when whoever has one of these problems is set apart."""
        apart = dict(self.apart)
        for who, why in problems:
            apart.setdefault(who, why)
        return Sound({who: one for who, one in self.recorded.items() if who not in apart}, apart)


def sound_sessions(study: Study, rows: Sequence[Row], read: Sessions, again: Replayed | None = None) -> Sound:
    """The sessions of the study, each held to its ledger rows, keys, answers, sale and receipt.

    `again`: what came of those that were also played again from their replies.
    """
    protocol, drawings, by_session = study.protocol, Drawings(study), of_sessions(study, rows)
    checks: list[Check] = [
        lambda found: journal_problems(by_session, found),
        lambda _: absence_problems(study, rows),
        lambda _: prize_problems(study.protocol, rows),
        lambda _: receipt_problems(study.folder / "receipts", rows),
        lambda found: draw_problems(drawings, protocol, found),
        lambda found: sale_problems(protocol, found),
        lambda found: owed_problems(protocol, found),
    ]
    if again:
        checks.append(lambda found: _replay_problems(again, found))
    sound = Sound(*read)
    for check in checks:
        sound = sound.without(check(sound.recorded))
    return sound


def _replay_problems(again: Replayed, recorded: Mapping[str, Recorded]) -> Iterator[tuple[str, str]]:
    """Whose replies do not give what the journal tells.

    A sale at a desk was entered in one session: if that does not hold, nor does what others took over.
    """
    problems = dict(again.problems)
    for who, problem in problems.items():
        yield who, f"{who}.jsonl does not come about again: {problem} Restore a copy."
    for who, one in recorded.items() if problems else ():
        for fact in one.session().facts_of(Sale):
            if (held_by := fact.sale["held_by"]) in problems:
                yield who, f"{who} took over a sale from {held_by}.jsonl, which does not come about again."
