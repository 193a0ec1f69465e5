"""A small lab: studies whose journals are written fact by fact, with true draws, to try books on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ikea_effect.assignment.slots import slot_condition
from ikea_effect.errors import RecordError
from ikea_effect.money import Money
from ikea_effect.operations.settle import settle as settle_study
from ikea_effect.operations.settle_ledger import Books
from ikea_effect.payment.entries import handed_over
from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
from ikea_effect.protocol.kinds.mechanisms.sealed_bids import Auction
from ikea_effect.protocol.kinds.steps.bidding import Bidding
from ikea_effect.protocol.loading import kept_protocol
from ikea_effect.record.claims import Claims, enter_begun, enter_ended, seeded_claim
from ikea_effect.record.ledger import FILE, read_ledger
from ikea_effect.record.memory_journal import MemoryJournal
from ikea_effect.record.study import Plan, Study, open_study
from ikea_effect.seeds import Stream, stream_key
from ikea_effect.tasks.bidding.bdm.rule import draw_price, settle
from ikea_effect.tasks.bidding.sealed_bids.rule import draw_rank, draw_share

BDM = {"kind": "bdm", "low": 0, "high": 5, "step": 0.01}
PAIRS = {"kind": "vickrey", "low": 0, "high": 5, "step": 0.01, "group_size": 2, "if_unfilled": "no-sale"}
GUESS = {
    "kind": "prediction", "low": 0, "high": 5, "step": 0.01, "of": "bid",
    "scoring": {"kind": "band", "prize": 1, "width": 2},
}  # fmt: skip
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Lab:
    """One study and its sessions; every session lasts a minute and begins when the one before has ended."""

    def __init__(
        self,
        results: Path,
        steps: Mapping[str, Mapping[str, Any]] | None = None,
        payment: Mapping[str, Any] | None = None,
        currency: str = "EUR",
        title: str = "Boxes",
        mode: str = "lab",
        language: str = "en",
        seed: int = 7,
    ) -> None:
        self.steps = {"bid": BDM} if steps is None else steps
        said = self._said(payment or {"show_up": 6, "endowment": 5}, currency, title)
        plan = Plan("boxes", mode, kept_protocol(said), "boxes", language, {}, seed)
        self.study: Study = open_study(results, plan, "2026-03-02T12:00:00.000Z")
        self.protocol, self.language, self.clock = self.study.protocol, language, NOON
        self.slots: dict[str, int] = {}
        self.follows: dict[str, str] = {}
        self.set_back = timedelta()  # by how much the clock is set back once a session has begun

    def _said(self, payment: Mapping[str, Any], currency: str, title: str) -> dict[str, Any]:
        biddings = [
            {"bidding": {"id": name, "good": "box", "measure": f"{name}-value", "mechanism": dict(rule)}}
            for name, rule in self.steps.items()
        ]
        return {
            "id": "boxes", "version": 1, "title": title, "languages": ["en", "nl"], "currency": currency,
            "factors": {"labor": {"levels": {"build": {"label": "B"}, "prebuilt": {"label": "P"}}}},
            "assignment": {"block_sizes": [2]}, "sample": {"per_condition": 2}, "goods": {"box": {}},
            "timeline": [*biddings, {"debrief": {"text": "debrief"}}],
            "measures": {f"{name}-value": {"kind": "money"} for name in self.steps},
            "payment": dict(payment),
        }  # fmt: skip

    def money(self, minor: int) -> dict[str, Any]:
        """The amount as a journal keeps it."""
        return {"minor": minor, "currency": self.protocol.currency}

    def stream(self, who: str, purpose: str) -> Stream:
        """A participant's stream."""
        return Stream(stream_key(self.study.secret, who, purpose, self.claim(who)))

    def claim(self, who: str) -> str:
        """What enters a participant's keys."""
        return seeded_claim(self.study.secret, who, 0)

    def session(
        self, who: str, finish: bool = True, owed: int | None = None, desk: str = "", **bids: int
    ) -> Path:
        """A journal of bids by step; `owed` is what the last screen says, by default what is right."""
        journal = MemoryJournal()
        slot = self.slots.setdefault(who, len(self.slots))
        start = {
            "participant": who,
            "condition": slot_condition(self.protocol, self.study.secret, slot),
            "mode": self.study.mode,
            "slot": slot,
            "claim": self.claim(who),
            "follows": self.follows.setdefault(who, Claims(self.study).head),
        }
        if desk:
            start["lease"] = {"number": 1, "desk": desk}
        seal = {"seed_commitment": self.study.facts["seed_commitment"]}
        self._add(journal, "started", start | seal | {"language": self.language})
        enter_begun(self.study, journal.events[0])
        pays = sum(self._step(journal, who, step, bid) for step, bid in bids.items())
        rule = self.protocol.payment
        due = self.protocol.money(rule.show_up).minor + self.protocol.money(rule.endowment).minor - pays
        if finish:
            said = self.money(due if owed is None else owed)
            self._add(journal, "noted", {"name": "owed", "value": said})
            self._add(journal, "finished", {"to_end": True})
            enter_ended(self.study, journal.events[-1], who)
        self.clock += timedelta(minutes=1)
        path = self.study.journal(who)
        path.write_bytes(journal.content())
        return path

    def _add(self, journal: MemoryJournal, kind: str, data: Mapping[str, Any]) -> None:
        journal.append(kind, data, 0, self.clock - (self.set_back if journal.events else timedelta()))

    def _step(self, journal: MemoryJournal, who: str, name: str, bid: int) -> int:
        """The facts of one bidding step; returns what is paid at once."""
        [step] = [one for one in self.protocol.timeline if isinstance(one, Bidding) and one.id == name]
        rule = step.mechanism
        reply = {"screen": f"{name}.amount", "turn": 1, "values": {"amount": bid}}
        self._add(journal, "replied", reply | {"onset_ms": 0, "rt_ms": 1, "frames_dropped": 0})
        measured = {"measure": step.measure, "repetition": 0, "value": self.money(bid)}
        if not isinstance(rule, Bdm):
            purpose = f"{name}.{'group' if isinstance(rule, Auction) else 'other'}"
            stream = self.stream(who, purpose)
            drawn = {"rank": draw_rank(stream), "share": 0}
            sealed = {"value": drawn["rank"]}
            if isinstance(rule, Auction):
                drawn["share"] = sealed["share"] = draw_share(rule, stream)
            self._drawn(journal, who, purpose, sealed)
            self._add(journal, "measured", measured)
            pending = {"bidding": name, "amount": self.money(bid)} | drawn
            self._add(journal, "pending", pending)
            return 0
        price = draw_price(rule, self.protocol.currency, self.stream(who, f"{name}.price"))
        settled = settle(rule, Money(bid, self.protocol.currency), price)
        self._drawn(journal, who, f"{name}.price", self.money(price.minor))
        self._add(journal, "measured", measured)
        amounts = {"price": self.money(price.minor), "pays": self.money(settled.pays.minor)}
        self._add(journal, "settled", {"bidding": name, "bought": settled.bought, **amounts})
        return settled.pays.minor

    def _drawn(self, journal: MemoryJournal, who: str, purpose: str, drawn: Mapping[str, Any]) -> None:
        sealed = {"purpose": purpose, "commitment": self.stream(who, purpose).commitment}
        self._add(journal, "drawn", {**sealed, **drawn})

    def price(self, who: str) -> int:
        """The price that is drawn for a participant in the step `bid`."""
        rule = self.protocol.timeline[0].mechanism  # type: ignore[union-attr]
        return draw_price(rule, self.protocol.currency, self.stream(who, "bid.price")).minor


def three(results: Path) -> Lab:
    """A study with one BDM bid and three participants: the highest bid, nothing, and one between."""
    lab = Lab(results)
    for who, bid in (("P001", 500), ("P002", 0), ("P003", 250)):
        lab.session(who, bid=bid)
    return lab


def ledger(study: Study) -> bytes:
    """The ledger's file."""
    return (study.folder / FILE).read_bytes()


def handed(books: Books) -> dict[str, int]:
    """What everyone is handed, in minor units."""
    return handed_over(books.lines)


def refused(study: Study, close: bool = False) -> str:
    """The message; not a byte of the ledger changed."""
    before = (study.folder / FILE).exists() and ledger(study)
    with pytest.raises(RecordError) as error:
        settle_study(study, close)
    assert ((study.folder / FILE).exists() and ledger(study)) == before
    return str(error.value)


def set_apart(study: Study, close: bool = False) -> dict[str, str]:
    """Why sessions were set apart; their rows of the ledger are as before, and the ledger holds."""
    before = {row.line.posting: row.written for row in read_ledger(study)}
    apart = dict(settle_study(study, close).books.apart)
    after = read_ledger(study)
    assert before == {row.line.posting: row.written for row in after if row.line.posting in before}
    assert not {row.line.participant for row in after if row.line.posting not in before} & apart.keys()
    return apart


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in the folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
