"""The anchor on a page of its own; rule, practice, bid and settlement are those of the BDM."""

from __future__ import annotations

from ikea_effect.tasks.kinds import BdmProcedure, Offer, Page, Task, Text
from ikea_effect_outside.anchored import AnchoredBdm


class AnchoredProcedure(BdmProcedure):
    """A BDM whose bid comes after an amount."""

    offer: Offer[AnchoredBdm]

    def bid(self) -> Task:
        """The anchor, then the bid and what it means."""
        declared = self.offer.mechanism
        anchor = self.offer.context.protocol.money(declared.anchor)
        title, body = (Text(f"{declared.text}.{part}", {"anchor": anchor}) for part in ("title", "body"))
        yield Page(f"{self.offer.id}.anchor", title=title, body=(body,))
        yield self.offer.noted("anchor", {"minor": anchor.minor, "currency": anchor.currency})
        return (yield from BdmProcedure.bid(self))
