"""The picture of the same people at each level, by the order in which they met the levels."""

import numpy as np

from ikea_effect.report.figures.orders import InOrder, paired_by_order


def test_a_panel_tells_how_many_met_the_order_and_their_means() -> None:
    own = InOrder(("Own", "Partner"), np.array([[3.0, 2.0], [4.0, np.nan]]))
    partner = InOrder(("Partner", "Own"), np.array([[1.0, 2.5]]))
    drawn = paired_by_order("within-wtp", [own, partner], lambda value: f"{value:.2f}", "bid")
    assert "2 people who met Own first: means Own 3.50 and Partner 2.00." in drawn.alt
    assert "1 person who met Partner first: means Partner 1.00 and Own 2.50." in drawn.alt
