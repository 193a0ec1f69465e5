"""What the experimenter needs besides receipts: notes and coins, who is handed what, goods, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ikea_effect.money import Money
from ikea_effect.payment.cash_box import cash_for, cash_list
from ikea_effect.protocol.texts import Texts
from ikea_effect.report.receipt_words import Words

Cells = tuple[str, ...]
Row = dict[str, Any]


class Handed(NamedTuple):
    """Who is handed what, and who is not settled: everything that the lists are made from."""

    study: str
    title: str
    mode: str
    currency: str
    amounts: Mapping[str, int]
    goods: Mapping[tuple[str, str], int]
    unfinished: Sequence[str]
    waiting: Mapping[str, Sequence[str]]
    selected: Sequence[str] | None = None
    """For whom alone the lists are, where they are not for everyone."""
    paid: Mapping[str, int] = {}
    """What was handed over so far, as it was entered; nothing of whom nothing was entered."""
    gone: int = 0
    """What was handed to people who withdrew since: it left the box, and nobody knows any more to whom."""
    country: str = ""
    by_bank: bool = False
    """Whether amounts are transferred: no notes and coins, and a list for whoever transfers them."""

    def due(self, who: str) -> int:
        """What is due to the participant yet, or from them (below zero)."""
        return self.amounts[who] - self.paid.get(who, 0)

    @property
    def owing(self) -> list[str]:
        """Who has to pay, not to be paid, and has not."""
        return [who for who in self.amounts if self.due(who) < 0]

    def stock(self, way: int) -> dict[str, int]:
        """How many of each good are handed over (1) or taken back (-1), all above zero."""
        found: dict[str, int] = {}
        for (_, good), quantity in sorted(self.goods.items()):
            if quantity * way > 0:
                found[good] = found.get(good, 0) + quantity * way
        return found

    def money(self, minor: int) -> Money:
        """The amount in the study's currency."""
        return Money(minor, self.currency)

    @property
    def cash(self) -> dict[int, int]:
        """Notes and coins for all that is due yet: value -> how many; none of what is transferred."""
        if self.by_bank:
            return {}
        return cash_list((self.money(self.due(who)) for who in self.amounts), self.country)

    def coins(self, who: str) -> Mapping[int, int]:
        """Notes and coins for what the participant is due yet; none of what is transferred."""
        if self.by_bank:
            return {}
        return cash_for(self.money(max(self.due(who), 0)), self.country)


@dataclass(frozen=True, slots=True)
class ListsPage:
    """The lists in words."""

    language: str
    title: str
    kicker: str
    subtitle: str
    banner: str
    head: str
    cash: tuple[Cells, ...]
    cash_total: Cells
    people: tuple[Cells, ...]
    goods: tuple[Cells, ...]
    stock: str
    selected: str
    open: tuple[str, ...]
    words: Mapping[str, str]


def lists_page(handed: Handed, texts: Texts) -> ListsPage:
    """The lists in the words of the study's language."""
    words = Words(texts, handed.currency)
    banner = words.say(f"lists.banner.{handed.mode}") if handed.mode != "lab" else ""
    title = words.say(f"lists{_of(handed)}.title", study=handed.study)
    cash = handed.cash
    total = sum(value * count for value, count in cash.items())
    return ListsPage(
        language=texts.language,
        title=title,
        kicker=words.say("lists.kicker", study=handed.study),
        subtitle=words.study(handed.title),
        banner=banner,
        head=f"{title} · {banner}" if banner else title,
        cash=tuple((words.written(v), str(n), words.written(v * n)) for v, n in cash.items()),
        cash_total=(words.say("lists.total"), str(sum(cash.values())), words.written(total)),
        people=tuple(_people(handed, words)),
        goods=tuple(
            (who, words.good(good), _quantity(n, words)) for (who, good), n in sorted(handed.goods.items())
        ),
        stock=_stock(handed, words),
        selected=_selected(handed, words),
        open=tuple(_open(handed, words)),
        words=_around(words, any(quantity < 0 for quantity in handed.goods.values())) | _bank(handed, words),
    )


def _of(handed: Handed) -> str:
    """Which of the wordings there are two of: of notes and coins, or of transfers."""
    return ".bank" if handed.by_bank else ""


def _bank(handed: Handed, words: Words) -> dict[str, str]:
    """What stands around a list of transfers, in place of what is said of notes and coins."""
    if not handed.by_bank:
        return {}
    due = [handed.due(who) for who in handed.amounts if handed.due(who) > 0]
    keys = ("cash-heading", "people-heading", "in-coins", "people-signed")
    found = {key.replace("-", "_"): words.say(f"lists.bank.{key}") for key in keys}
    in_all = words.say("lists.bank.in-all", amount=words.written(sum(due)), people=len(due))
    return found | {"cash_none": in_all if due else words.say("lists.cash-none")}


def _people(handed: Handed, words: Words) -> Iterator[Cells]:
    for who, minor in sorted(handed.amounts.items()):
        yield who, words.written(minor), _how(handed, who, words)


def _how(handed: Handed, who: str, words: Words) -> str:
    """In which notes and coins, or that it was handed over, or is paid in."""
    due, had = handed.due(who), handed.paid.get(who, 0)
    counted = " + ".join(f"{n}\u00a0×\u00a0{words.written(value)}" for value, n in handed.coins(who).items())
    if due < 0:
        return words.say("lists.pays-in") if not had else words.say("lists.back", amount=words.written(-due))
    if had and due:
        return words.say(f"lists{_of(handed)}.rest", amount=words.written(due), coins=counted)
    return words.say(f"lists{_of(handed)}.paid") if had and not due else counted


def _quantity(quantity: int, words: Words) -> str:
    """How many are handed over, or taken back."""
    return str(quantity) if quantity >= 0 else words.say("lists.take-back", quantity=-quantity)


def _stock(handed: Handed, words: Words) -> str:
    """How many of each good leave the shelf, and how many come back to it."""
    said = []
    for key, found in (("stock", handed.stock(1)), ("stock-back", handed.stock(-1))):
        if found:
            counted = ", ".join(f"{quantity} × {words.good(good)}" for good, quantity in found.items())
            said.append(words.say(f"lists.{key}", list=counted))
    return ". ".join(said)


def _selected(handed: Handed, words: Words) -> str:
    """For whom the lists are, where they are not for everyone."""
    if handed.selected is None:
        return ""
    return words.say("lists.selected", list=", ".join(handed.selected) or "–")


def _open(handed: Handed, words: Words) -> Iterator[str]:
    for step, waiting in handed.waiting.items():
        yield words.say("lists.waiting", step=step, list=", ".join(waiting))
    if handed.unfinished:
        yield words.say("lists.unfinished", list=", ".join(handed.unfinished))
    if handed.owing:
        yield words.say("lists.owing", list=", ".join(handed.owing))
    if handed.gone:
        yield words.say("lists.gone", amount=words.written(handed.gone))


def _around(words: Words, back: bool) -> dict[str, str]:
    keys = (
        "cash-heading", "cash-lead", "cash-none", "value", "count", "worth", "people-heading", "participant",
        "amount", "in-coins", "signed", "goods-none", "good", "quantity", "open-heading",
    )  # fmt: skip
    heading = words.say(f"lists.goods-heading{'-back' if back else ''}")
    found = {key.replace("-", "_"): words.say(f"lists.{key}") for key in keys}
    return found | {"goods_heading": heading, "people_signed": words.say("lists.signed")}


# --- the same as tables ------------------------------------------------------------------------------------


def cash_rows(handed: Handed) -> tuple[Cells, list[Row]]:
    """Columns and rows: how many of which note or coin each participant is handed, and the sum of all."""
    values = {_column(handed, value): value for value in handed.cash}
    rows = []
    for who, minor in sorted(handed.amounts.items()):
        coins = handed.coins(who)
        own = {name: coins.get(value, 0) for name, value in values.items()}
        rows.append(_cash_row(handed, who, (minor, handed.paid.get(who, 0), handed.due(who)), own))
    all_coins = {name: handed.cash[value] for name, value in values.items()}
    if handed.gone:
        rows.append(_cash_row(handed, WITHDREW, (handed.gone, handed.gone, 0), dict.fromkeys(values, 0)))
    sums = [sum(max(minor, 0) for minor in part) for part in _parts(handed)]
    in_all = (sums[0] + handed.gone, sums[1] + handed.gone, sums[2])
    rows.append(_cash_row(handed, "all", in_all, all_coins))
    return ("participant", "amount", "currency", *values, "paid", "due", "mode"), rows


WITHDREW = "(paid to someone who withdrew)"
"""Who is meant by money that left the box for somebody who is on no list any more. No id looks like that."""


def _parts(handed: Handed) -> Iterator[list[int]]:
    """Amounts, what of them was handed over, what is due."""
    yield list(handed.amounts.values())
    yield [handed.paid.get(who, 0) for who in handed.amounts]
    yield [handed.due(who) for who in handed.amounts]


def _column(handed: Handed, value: int) -> str:
    return format(handed.money(value).major, "f")


def _cash_row(handed: Handed, who: str, minors: tuple[int, int, int], coins: Mapping[str, int]) -> Row:
    amount, paid, due = (handed.money(minor).major for minor in minors)
    head = {"participant": who, "amount": amount, "currency": handed.currency}
    return head | dict(coins) | {"paid": paid, "due": due, "mode": handed.mode}


def goods_rows(handed: Handed) -> tuple[Cells, list[Row]]:
    """Columns and rows: which good each participant takes, or hands back where the quantity is below zero."""
    rows = [
        {"participant": who, "good": good, "quantity": quantity, "mode": handed.mode}
        for (who, good), quantity in sorted(handed.goods.items())
    ]
    return ("participant", "good", "quantity", "mode"), rows
