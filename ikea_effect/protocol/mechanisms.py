"""How willingness to pay is elicited: one of the mechanisms that lie in `kinds.mechanisms`, told by `kind`.

Real mechanisms settle: the answer decides about the good and money. Hypothetical ones ask only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

from ikea_effect.protocol.base import Declared
from ikea_effect.protocol.by_kind import ByKind

if TYPE_CHECKING:
    from ikea_effect.protocol.kinds.mechanisms.bdm import Bdm
    from ikea_effect.protocol.kinds.mechanisms.double_bounded import DoubleBounded
    from ikea_effect.protocol.kinds.mechanisms.english import English
    from ikea_effect.protocol.kinds.mechanisms.prediction import Prediction
    from ikea_effect.protocol.kinds.mechanisms.price_list import PriceList
    from ikea_effect.protocol.kinds.mechanisms.sealed_bids import FirstPrice, NthPrice, Vickrey
    from ikea_effect.protocol.kinds.mechanisms.stated import OpenEnded, PriceSlider
    from ikea_effect.protocol.kinds.mechanisms.take_it_or_leave_it import TakeItOrLeaveIt

    AnyMechanism: TypeAlias = (
        Bdm
        | FirstPrice
        | Vickrey
        | NthPrice
        | English
        | PriceList
        | TakeItOrLeaveIt
        | DoubleBounded
        | OpenEnded
        | PriceSlider
        | Prediction
    )
else:  # a kind's own file is loaded when a protocol names it, and no other
    AnyMechanism = Declared

Mechanism: TypeAlias = Annotated[AnyMechanism, ByKind("mechanism")]
"""One of the mechanisms that there are, or one of another package that extends it; `kind` says which."""
