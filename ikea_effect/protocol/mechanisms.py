"""How willingness to pay is elicited: one declaration per mechanism, told apart by `kind`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ikea_effect.protocol.base import Amount, Declared


class Bdm(Declared):
    """Becker-DeGroot-Marschak: a bid against a price drawn uniformly from low, low + step, ..., high."""

    kind: Literal["bdm"]
    low: Amount
    high: Amount
    step: Amount
    pays: Literal["drawn-price", "own-bid"] = "drawn-price"
    ties: Literal["buys", "does-not-buy"] = "buys"


Mechanism = Bdm  # becomes Annotated[Bdm | ..., Field(discriminator="kind")] with the second member
