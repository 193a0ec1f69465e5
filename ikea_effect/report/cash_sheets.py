"""The day sheet and the closing statement of a cash box, in words and as PDF."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from ikea_effect.payment.cash_box import denominations
from ikea_effect.protocol.texts import Texts
from ikea_effect.record.cash_acts import CashBook, Count, Payment
from ikea_effect.report.pdf import compiled
from ikea_effect.report.receipt_lists import Cells, Handed, lists_page
from ikea_effect.report.receipt_words import Words
from ikea_effect.report.resources import template_folder


@dataclass(frozen=True, slots=True)
class CashSheet:
    """One sheet: facts, a table of people or payments, notes and coins, and where to sign."""

    language: str
    title: str
    kicker: str
    subtitle: str
    banner: str
    facts: tuple[tuple[str, str], ...]
    heading: str
    columns: Cells
    rows: tuple[Cells, ...]
    nothing: str
    coins_heading: str
    coins_columns: Cells
    coins: tuple[Cells, ...]
    sums: tuple[tuple[str, str], ...]
    note: str
    signatures: tuple[str, ...]


def day_sheet(handed: Handed, book: CashBook, texts: Texts) -> CashSheet:
    """For the day: what the box holds, who is due what, and room to count what is there in the end."""
    words = Words(texts, handed.currency)
    lists = lists_page(handed, texts)
    due = sum(max(handed.due(who), 0) for who in handed.amounts)
    facts = [*_opened(book, words), (words.say("cash.due-yet"), words.written(due))]
    values = denominations(handed.currency, handed.country)
    ready = handed.cash
    return CashSheet(
        **_around("day", handed, words),
        facts=tuple(facts),
        heading=words.say("cash.people-heading"),
        columns=tuple(words.say(f"lists.{key}") for key in ("participant", "amount", "in-coins", "signed")),
        rows=tuple((*row, "") for row in lists.people if handed.due(row[0])),
        nothing=words.say("lists.cash-none"),
        coins_heading=words.say("cash.coins-heading"),
        coins_columns=(words.say("lists.value"), words.say("cash.ready"), words.say("cash.counted-at")),
        coins=tuple((words.written(value), str(ready.get(value, "")), "") for value in values),
        sums=(),
        note=words.say("cash.chord"),
        signatures=(words.say("cash.sign"), words.say("cash.second")),
    )


def _opened(book: CashBook, words: Words) -> list[tuple[str, str]]:
    last, holds = book.last_count, book.holds
    if last is None or holds is None:
        return [(words.say("cash.in-box"), words.say("cash.not-counted"))]
    key = "cash.opened" if last.opens else "cash.closed"
    return [(words.say(key), _at_by(last, words)), (words.say("cash.in-box"), words.written(holds))]


def closing_statement(
    handed: Handed,
    day: tuple[Count, tuple[Payment, ...], Count],
    names: Mapping[str, str],
    texts: Texts,
) -> CashSheet:
    """For the books: what the box held, what was paid to whom, what it was to hold, and what was counted.

    `names` tells who is meant by a payment; who withdrew is in it no more.
    """
    words = Words(texts, handed.currency)
    opened, payments, closed = day
    gone = words.say("cash.withdrew")
    head = ("time", "to", "by")
    return CashSheet(
        **_around("closing", handed, words),
        facts=(
            (words.say("cash.opened"), _at_by(opened, words)),
            (words.say("cash.closed"), _at_by(closed, words)),
        ),
        heading=words.say("cash.payments-heading"),
        columns=(*(words.say(f"cash.{key}") for key in head), words.say("lists.amount")),
        rows=tuple(_payment(one, names.get(one.who, gone), words) for one in payments),
        nothing=words.say("cash.none"),
        coins_heading=words.say("cash.coins-heading"),
        coins_columns=tuple(words.say(f"lists.{key}") for key in ("value", "count", "worth")),
        coins=tuple(
            (words.written(value), str(n), words.written(value * n)) for value, n in closed.coins.items()
        ),
        sums=tuple(_sums(opened, payments, closed, words)),
        note="",
        signatures=(words.say("cash.sign"), words.say("cash.second")),
    )


def _payment(one: Payment, who: str, words: Words) -> Cells:
    who = f"{who} ({one.why})" if one.why else who
    return _at(one.at, words), who, one.by, words.written(one.minor)


def _sums(opened: Count, payments: tuple[Payment, ...], closed: Count, words: Words) -> list[tuple[str, str]]:
    out = sum(one.minor for one in payments)
    minors = {
        "was-in": opened.minor,
        "paid-out": -out,
        "was-to-be": opened.minor - out,
        "was-counted": closed.minor,
        "deviation": closed.minor - opened.minor + out,
    }
    found = [(words.say(f"cash.{key}"), words.written(minor)) for key, minor in minors.items()]
    remarks = [one.remark for one in (opened, closed) if one.remark]
    return [*found, *((words.say("cash.remark"), remark) for remark in remarks)]


def _around(kind: str, handed: Handed, words: Words) -> dict[str, str]:
    return {
        "language": words.language,
        "title": words.say(f"cash.{kind}", study=handed.study),
        "kicker": words.lab("institution") or words.say("cash.kicker", study=handed.study),
        "subtitle": words.study(handed.title),
        "banner": words.say(f"lists.banner.{handed.mode}") if handed.mode != "lab" else "",
    }


def _at_by(count: Count, words: Words) -> str:
    said = words.say("cash.at-by", at=_at(count.at, words), by=count.by)
    return f"{said}: {words.written(count.minor)}"


def _at(moment: str, words: Words) -> str:
    """The moment on the lab's clocks, else in UTC."""
    from babel.dates import format_date, format_time

    zone = words.zone
    at = datetime.fromisoformat(moment).astimezone(zone or UTC)
    day = format_date(at, "medium", locale=words.language)
    time = format_time(at, "HH:mm", locale=words.language)
    return f"{day}, {time}" if zone else f"{day}, {time} UTC"


def sheet_pdf(sheet: CashSheet) -> bytes:
    """The sheet as a tagged PDF."""
    return compiled("cash.typ", {**asdict(sheet), "seal": sheet_seal(sheet)})


def sheet_seal(sheet: CashSheet, layout: str = "") -> str:
    """What the PDF holds among its keywords: the SHA-256 of all it says, and of its layout.

    `layout`: the SHA-256 of an earlier one.
    """
    said = json.dumps(asdict(sheet), sort_keys=True).encode()
    digest = layout or hashlib.sha256((template_folder() / "cash.typ").read_bytes()).hexdigest()
    return f"sha256:{hashlib.sha256(bytes.fromhex(digest) + said).hexdigest()}"
