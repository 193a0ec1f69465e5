"""The wordings of receipts, with amounts and goods in their language."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from ikea_effect.money import Money, format_money
from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.report.wording import spoken

Value = str | int | Money | Text


class Words:
    """The wordings of receipts, and of the study's goods where they are known."""

    def __init__(self, texts: Texts, currency: str) -> None:
        self._texts, self._currency = texts, currency

    @property
    def language(self) -> str:
        """The language that is written."""
        return self._texts.language

    @property
    def currency(self) -> str:
        """The study's currency."""
        return self._currency

    def say(self, key: str, **values: Value) -> str:
        """The wording `receipts.<key>` with its places filled."""
        return self._texts.render(Text(f"receipts.{key}", values))

    def lab(self, name: str) -> str | None:
        """What the lab says of itself under this name; nothing where it says nothing."""
        return self._texts.wordings.get(f"lab.{name}")

    @property
    def zone(self) -> ZoneInfo | None:
        """The lab's time zone, where it is said and this machine knows it."""
        try:
            return ZoneInfo(name) if (name := self.lab("time-zone")) else None
        except (LookupError, ValueError, OSError):
            return None

    def study(self, title: str) -> str:
        """The study's title as its texts word it for participants; else as the protocol says it."""
        return self._texts.wordings.get("receipts.study", title)

    def money(self, minor: int) -> Money:
        """An amount in the study's currency."""
        return Money(minor, self._currency)

    def written(self, minor: int) -> str:
        """The amount as the language writes it."""
        return format_money(self.money(minor), self.language)

    def listed(self, minors: Sequence[int]) -> Text:
        """Two amounts or more as one text: "a and b", "a, b and c"."""
        *before, one, other = map(self.money, minors)
        found = Text("bidding.common.list.last", {"one": one, "other": other})
        for amount in reversed(before):
            found = Text("bidding.common.list.more", {"item": amount, "rest": found})
        return found

    def good(self, good: str, form: str = "name") -> str:
        """The good in words; its name as declared where the study's texts are not at hand."""
        known = self._texts.wordings.get(f"goods.{good}.{form}")
        if known is not None:
            return known
        return spoken(good) if form == "name" else self.say("the-good", good=spoken(good))
