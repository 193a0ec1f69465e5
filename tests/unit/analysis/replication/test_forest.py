"""The forest plot: same bytes each time, text as text, and lines that say when nothing can be drawn."""

from ikea_effect.analysis.replication import parse_summary, replicate
from ikea_effect.analysis.replication.forest import panel_figure, panel_sentence, svg
from ikea_effect.analysis.replication.summary import unknown, with_source

REPLICATION = parse_summary("t=1.30,n=60+60")


def test_the_picture_holds_both_studies_the_band_and_d33():
    panel = replicate(with_source(parse_summary("t=2.12,n=26+26"), "secondary", "fits"), REPLICATION)
    drawn = svg(panel_figure(panel, "Norton et al. (2012), 1A"))
    for text in (
        "Norton et al. (2012), 1A", "secondary, n inferred", "This study", "Both (fixed effect)",
        "d33 = 0.43", "95% prediction interval for this study", "0.24 [-0.12, 0.60]", "0.34 [0.04, 0.64]",
    ):  # fmt: skip
        assert text in drawn
    assert drawn == svg(panel_figure(panel, "Norton et al. (2012), 1A"))


def test_an_original_without_n_has_a_line_and_no_point():
    panel = replicate(unknown("n is not known", direction=1), REPLICATION)
    drawn = svg(panel_figure(panel))
    assert "cannot be computed" in drawn
    assert "prediction" not in drawn
    assert "Original: d cannot be computed, its n is not known" in panel_sentence(panel)
