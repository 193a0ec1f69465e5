"""Which sessions of a study can be paid: all that hold, whatever happened to one of the others.

Each check names participants and says what is wrong with theirs. Whoever is named is set apart: what the
ledger says of them stays as it is, nothing is added to it, and everyone else is settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ikea_effect.operations.settle_checks import journal_problems, owed_problems, receipt_problems
from ikea_effect.operations.settlement_sessions import Recorded, read_recorded
from ikea_effect.operations.verify_draws import draw_problems
from ikea_effect.operations.verify_sales import sale_problems
from ikea_effect.record.ledger import Row
from ikea_effect.record.study import Study

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


def sound_sessions(study: Study, rows: Sequence[Row], *, played_again: bool) -> Sound:
    """The sessions of the study, each held to its ledger rows, keys, answers, sale and receipt.

    `played_again`: those that have ended and were not paid yet are also played again from their replies.
    """
    protocol, secret = study.protocol, study.secret
    checks: list[Check] = [
        lambda found: journal_problems(rows, found),
        lambda _: receipt_problems(study.folder / "receipts", rows),
        lambda found: draw_problems(secret, protocol, found),
        lambda found: sale_problems(protocol, found),
        lambda found: owed_problems(protocol, found),
    ]
    if played_again:
        checks.append(lambda found: _replay_problems(study, rows, found))
    sound = Sound(*read_recorded(study))
    for check in checks:
        sound = sound.without(check(sound.recorded))
    return sound


def _replay_problems(
    study: Study, rows: Iterable[Row], recorded: Mapping[str, Recorded]
) -> Iterator[tuple[str, str]]:
    """Whose replies do not give what the journal tells, of those who would be paid for the first time.

    A sale at a desk was entered in one session: if that does not hold, nor does what others took over.
    """
    from ikea_effect.operations.replay import replay

    paid = {row.line.participant for row in rows}
    due = [who for who, one in recorded.items() if one.ended is not None and who not in paid]
    problems = dict(replay(study, due).problems)
    for who, problem in problems.items():
        yield who, f"{who}.jsonl does not come about again: {problem} Restore a copy."
    for who in due:
        for sale in (told.data for told in recorded[who].facts if told.kind == "sale"):
            if (held_by := sale["held_by"]) in problems:
                yield who, f"{who} took over a sale from {held_by}.jsonl, which does not come about again."
