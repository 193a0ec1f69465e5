"""A model: two means compared by the normal distribution, as some older studies did."""

from __future__ import annotations

from typing import Literal

from ikea_effect.protocol.kinds import ModelKind, TwoCells


class ZTest(TwoCells):
    """Two cells of one factor by a z test, for many participants in each."""

    kind: Literal["z-test"]


KIND = ModelKind(name="z-test", model=ZTest, engine="ikea_effect_outside.z_test_engine:z_test")
