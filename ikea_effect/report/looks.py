"""The styles and layouts that receipts and cash sheets were ever made in, as SHA-256, the present one last.

By these a paper of before an update is told from one that somebody edited: what it says is held to the books
in the dress that it has. Whoever changes a style or a layout adds a line; a test says which.
"""

from __future__ import annotations

STYLES = (
    "7466d712f493d100fc7f41e70c17e117d0081280e0d23aab536aed8e0ea12ce6",
    "12f2e17c9542f3d5ebede555e39e6faec779df333e8d93844c7c85dabf6481f3",
    "34be6e0925eea7f38e398fcd4a75d9f0c55baf302157c1b1ebecd37da84eb5a5",
    "bd590ab9a8c257c6ce175763e32b495f867109b42d87893342a790645cd16409",
    "5fe5e5e29dc489c9702377397f7d0b7e051897a5239af05682e16e082baae330",
    "ecbf708b90dae6ab8430f6da87302e7af79963b18054346abda334148140e911",
    "3a2f5b69188349e427c1254796c48a26077952815d041c9cd2131e6875672912",
    "d6e2da891bca75f58725fa422aef180d0b12cd8365237294fea73da4b074e1c6",
    "309e696f85e7db079ac17a4ebae68971380a0b1b5379e8eaaa048dd6297496ce",
    "697d7d29a9295b9bbd64708eb499dde68450428c735f35f121dfd34eec53b81b",
)
"""Of the style sheet of a page, with its typefaces inside."""
RECEIPTS = (
    "1975868e19c4ce6344b029ca309ad65cd9d1ff0737f0e39e469ba664371ca623",
    "d4692e37e4369a50bb7fcdb664572ff8c5631e55c4387812e071fa49d3c554b5",
    "cf326aeb2a7abc7b33da0445b2b64bf9efeacd168be0ea482dfb975b53c2ffed",
    "5c93ffa81d4e5ec15ec29314f7e1e375e42f72150cab1036eeab3be086352f34",
    "148c7966493c302d82e7fa3a55620dea7cbde64000910e1bdf82abf73714816e",
    "7cb16effd2708083578efa31de8e4f426c212212b9d7f7ef5ecb9559dec3116a",
)
"""Of `receipt.typ`."""
CASH_SHEETS = ("56ac9bde3da2a9565a2740bff675ab5f1e90452e7e13089212fd581683b6a59a",)
"""Of `cash.typ`."""
