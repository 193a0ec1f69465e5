"""A receipt in words: from its data and the wordings of its language to lines that any renderer prints.

Only what the data say is told; amounts are written the way the language writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ikea_effect.protocol.texts import Texts, points_text
from ikea_effect.report.receipt_draws import Draw, code_signs, opened
from ikea_effect.report.receipt_words import Value, Words

Data = Mapping[str, Any]
STOPPED = "stopped: "
"""How a note begins of what somebody is paid who was stopped.

Why stands behind it in the ledger; on a receipt, what is paid: `show-up`, `full` or `nothing`.
"""

ABSENT, FOR_IT = ("sent-away", "no-show"), ": paid for it"
"""What the note says of an amount for somebody who took no part: one of these words, and what for."""

PRIZE = "prize: "
"""How the note begins of a prize that depended on what others gave; which one and what they gave follow."""

KEPT_WORDS = (STOPPED, *(f"{word}: " for word in ABSENT), PRIZE)
"""How notes begin that the program writes and reads again. No reason that a person types may begin so."""

AUCTIONS = ("first-price", "vickrey", "nth-price")


@dataclass(frozen=True, slots=True)
class Paid:
    """One line of the table of payments."""

    what: str
    amount: str


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """Everything that a receipt says, in order."""

    language: str
    title: str
    kicker: str
    subtitle: str
    banner: str
    head: str
    facts: tuple[tuple[str, str], ...]
    answered: tuple[str, ...]
    paid: tuple[Paid, ...]
    total: Paid
    goods: tuple[str, ...]
    draws: tuple[Draw, ...]
    command: str
    footer: str
    words: Mapping[str, str]
    """What stands around it: headings, signature lines, the two sentences on checking."""
    logo: str = ""
    institution: str = ""


def receipt_page(receipt: Data, texts: Texts, logo: str = "") -> ReceiptPage:
    """The receipt in the words of its language; `logo` is the lab's, a PNG in base64."""
    words = Words(texts, receipt["currency"])
    banner = words.say(f"banner.{receipt['mode']}") if receipt["mode"] != "lab" else ""
    title = words.say("title", participant=receipt["participant"])
    total = receipt["total_minor"]
    label = words.say("paid.total" if total >= 0 else "paid.due")
    return ReceiptPage(
        language=texts.language,
        title=title,
        kicker=words.say("kicker", study=receipt["study"]),
        subtitle=words.study(receipt["study_title"]),
        banner=banner,
        head=f"{title} · {banner}" if banner else title,
        facts=tuple(_facts(receipt, words)),
        answered=tuple(_answered(receipt, words)),
        paid=tuple(_paid(receipt, words)),
        total=Paid(label, words.written(abs(total))),
        goods=tuple(_goods(receipt, words)),
        draws=tuple(opened(receipt, words)),
        command=f"ikea-effect verify {receipt['participant']}.json",
        footer=words.say("footer", protocol=_protocol(receipt), journal=receipt["journal"][:16]),
        words=_around(receipt, words) | _signed(receipt, words),
        logo=logo,
        institution=words.lab("institution") or "",
    )


def _protocol(receipt: Data) -> str:
    return f"{receipt['protocol']} ({receipt['protocol_sha256'][:12]})"


def _around(receipt: Data, words: Words) -> dict[str, str]:
    keys: tuple[str, ...] = (
        "outcome.heading", "paid.what", "paid.amount", "sign.handed", "sign.participant", "sign.experimenter",
        "sign.name", "sign.date", "check.heading", "check.draw", "check.none", "check.what", "check.code",
        "check.how", "check.key",
    )  # fmt: skip
    if "absent" in receipt:  # there was no session in which anything could have been drawn
        keys = tuple(key for key in keys if not key.startswith("check."))
    none = {"check_none": words.say("check.none-counts")} if receipt.get("stopped") else {}
    return (
        {key.replace(".", "_"): words.say(key) for key in keys}
        | none
        | {
            "check_seal": words.say("check.seal", signs=code_signs(receipt)),
            "check_program": words.say("check.program", command="\0"),
        }
    )


def _signed(receipt: Data, words: Words) -> dict[str, str]:
    """Headings, and what the participant signs: who paid whom, and which way goods went."""
    total, goods = receipt["total_minor"], receipt["goods"].values()
    due = "paid" if total > 0 else "owing" if total < 0 else "even"
    moved = [
        key
        for key, there in (("taken", max(goods, default=0) > 0), ("back", min(goods, default=0) < 0))
        if there
    ]
    by_bank = due == "paid" and receipt.get("paid_by") == "bank"
    signed = [f"sign.{due}{by_bank * '-by-bank'}", *(f"sign.{key}" for key in moved)]
    return {
        "paid_heading": words.say(f"paid.heading-{due}"),
        "goods_heading": words.say("goods.heading-back" if "back" in moved else "goods.heading"),
        "sign_received": " ".join(map(words.say, signed)),
    }


def _facts(receipt: Data, words: Words) -> Iterator[tuple[str, str]]:
    if who := [said for name in ("institution", "address") if (said := words.lab(name))]:
        yield words.say("fact.institution"), ", ".join(who)
    yield words.say("fact.study"), receipt["study"]
    yield words.say("fact.participant"), receipt["participant"]
    if "absent" in receipt:
        yield words.say("sign.date"), _day(receipt, words)
    else:
        yield words.say("fact.session"), _span(receipt, words)
    if receipt["booked"]:
        yield words.say("fact.number"), words.say("fact.entry", digest=receipt["booked"][:12])
    for name in ("ethics", "contact"):
        if said := words.lab(name):
            yield words.say(f"fact.{name}"), said


def _day(receipt: Data, words: Words) -> str:
    """The day on which it was entered that somebody took no part, on the lab's clocks."""
    from babel.dates import format_date

    at = datetime.fromisoformat(receipt["ended"]).astimezone(words.zone or UTC)
    return format_date(at, "long", locale=words.language)


def _span(receipt: Data, words: Words) -> str:
    """The session's times on the lab's clocks, else in UTC; the day once where it is the same."""
    from babel.dates import format_date, format_time, get_timezone_name

    zone = words.zone
    began, ended = (
        datetime.fromisoformat(receipt[end]).astimezone(zone or UTC) for end in ("began", "ended")
    )
    day = format_date(ended, "long", locale=words.language)
    times = [format_time(at, "HH:mm", locale=words.language) for at in (began, ended)]
    if began.date() != ended.date():
        times[0] = f"{format_date(began, 'long', locale=words.language)} {times[0]}"
    places = {"from": times[0], "to": times[1]}
    if zone is None:
        return f"{day}, {words.say('fact.utc', **places)}"
    name = get_timezone_name(ended, locale=words.language)
    return f"{day}, {words.say('fact.local', **places, zone=name)}"


# --- what was answered, and what followed ------------------------------------------------------------------


def _answered(receipt: Data, words: Words) -> Iterator[str]:
    """One sentence for each part that can settle something, in the order of the session."""
    if receipt.get("stopped"):
        yield words.say(f"outcome.{receipt.get('absent', 'stopped')}")
        return
    found = {one["bidding"]: _settled(one, words) for one in receipt["trades"]}
    found |= {one["bidding"]: _waited(one, words) for one in receipt["waited"]}
    found |= {step: words.say("outcome.english.no-sale") for step in receipt.get("called_off", ())}
    for part, step in enumerate(receipt["steps"], start=1):
        if step in found:
            several = len(receipt["steps"]) > 1
            yield f"{words.say('outcome.part', part=part)} {found[step]}" if several else found[step]
    if not found:
        yield words.say("outcome.ended-early" if receipt["steps"] else "outcome.hypothetical")
    if "points" in receipt:
        yield _points(receipt["points"], words)


def _points(points: Data, words: Words) -> str:
    """What earned points, and what they are worth."""
    practice = sum(one["points"] for one in points["earned"] if one["by"].startswith("practice-"))
    places = {"practice": practice, "questions": points["total"] - practice, "total": points["total"]}
    rate = points_text("rate", points["rate"]["points"], words.currency)
    return words.say("outcome.points", rate=rate, **places)


def _settled(trade: Data, words: Words) -> str:
    if not trade["counts"]:
        return _did_not_count(trade, words)
    kind = trade["mechanism"] if trade["mechanism"] != "bdm" else f"bdm-{trade['trade']}"
    how = "nobody" if trade.get("holder") == 0 else _traded(trade)
    said = words.say(f"outcome.{kind}.{how}", **_amounts(trade, words))
    drawn = "group-round" if "rest_of_shares" in trade else "round"
    return f"{words.say(f'outcome.{drawn}', round=trade['round'])} {said}" if "round" in trade else said


def _waited(one: Data, words: Words) -> str:
    if not one["counts"]:
        return _did_not_count(one, words)
    kind = "auction" if one["mechanism"] in AUCTIONS else one["mechanism"]
    state = "waiting" if one["waits"] else _traded(one)
    amounts = _amounts(one, words)
    if "rounds" in one and "round" not in one:
        state = "waiting-rounds" if one["waits"] else "no-round"
        amounts["rounds"] = one["rounds"]
    if one["group"].endswith("/right none"):
        state = "alone"
    said = " ".join((words.say(f"outcome.{kind}.{state}", **amounts), *_of_group(one, words)))
    return f"{words.say('outcome.group-round', round=one['round'])} {said}" if "round" in one else said


def _of_group(one: Data, words: Words) -> Iterator[str]:
    """What the others' bids came to, where it is settled: the right amount, or the price and the place."""
    price = one.get("price_minor")
    if one.get("right_minor") is not None:
        yield words.say(f"outcome.prediction.right-{one['target']}", right=words.money(one["right_minor"]))
    elif price is not None and one.get("n") is not None:
        key = "place" if one["rest_for_n"] is None else "random-place"
        places = {"n": one["n"], "members": one["members"]}
        yield words.say(f"outcome.auction.{key}", price=words.money(price), **places)
    elif price is not None and not one["bought"]:
        yield words.say("outcome.auction.price", price=words.money(price))


def _did_not_count(one: Data, words: Words) -> str:
    """The answer, where it was one amount, and that nothing follows."""
    if "bid_minor" in one or "amount_minor" in one:
        return words.say("outcome.did-not-count", **_amounts(one, words))
    return words.say("outcome.does-not-count")


def _traded(one: Data) -> str:
    earned = one["mechanism"] == "prediction" and one["pays_minor"] < 0
    return "traded" if one["bought"] or one.get("sold") or earned else "not-traded"


def _amounts(one: Data, words: Words) -> dict[str, Value]:
    found: dict[str, Value] = {"good": words.good(one["good"], "the")}
    found |= {"pays": words.money(one["pays_minor"]), "gets": words.money(-one["pays_minor"])}
    found["price"] = words.money(one.get("price_minor") or 0)
    found |= {name: one[name] for name in ("paddle", "holder") if name in one}
    found["bid"] = words.money(one.get("bid_minor", one.get("amount_minor", 0)))
    if "bids_minor" in one and not (one["counts"] and "round" in one):
        found["bid"] = words.listed(one["bids_minor"])
    return found


# --- money and goods ---------------------------------------------------------------------------------------


def _paid(receipt: Data, words: Words) -> Iterator[Paid]:
    """Every line that moves money; a later one for the same reason says so."""
    seen = set()
    goods = {line["reason"]: line["good"] for line in receipt["lines"] if line["good"]}
    for line in receipt["lines"]:
        if not line["amount_minor"]:
            continue
        what = _reason(line, receipt, goods, words)
        again = line["reason"] in seen and line["reason"] != "by hand"
        seen.add(line["reason"])
        yield Paid(words.say("paid.again", what=what) if again else what, words.written(line["amount_minor"]))


def _reason(line: Data, receipt: Data, goods: Mapping[str, str], words: Words) -> str:
    reason = line["reason"]
    if reason == "by hand":
        if line["note"].startswith(STOPPED):
            return words.say("paid.stopped-full" if line["note"] == f"{STOPPED}full" else "paid.stopped")
        if (kind := line["note"].partition(": ")[0]) in ABSENT and line["note"] == f"{kind}{FOR_IT}":
            return words.say(f"paid.{kind}")
        if line["note"].startswith(PRIZE):
            return words.say("paid.prize")
        return words.say("paid.by-hand", note=line["note"])
    known = next((one for one in (*receipt["trades"], *receipt["waited"]) if one["bidding"] == reason), None)
    if known is None:
        return words.say(f"paid.{reason}", points=receipt.get("points", {}).get("total", 0))
    what = words.say("paid.prediction")
    if known["mechanism"] != "prediction":
        done = "bought" if line["amount_minor"] < 0 else "sold"
        what = words.say(f"paid.{done}", good=words.good(goods.get(reason, known["good"])))
    steps = receipt["steps"]
    return what if len(steps) == 1 else words.say("check.in-part", part=steps.index(reason) + 1, what=what)


def _goods(receipt: Data, words: Words) -> Iterator[str]:
    for good, quantity in receipt["goods"].items():
        key = "goods.some" if quantity > 0 else "goods.back"
        yield words.say(key, quantity=abs(quantity), good=words.good(good))
    if not receipt["goods"]:
        yield words.say("goods.none" if receipt["total_minor"] > 0 else "goods.nothing")
