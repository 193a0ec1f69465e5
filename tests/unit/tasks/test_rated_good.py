"""A questionnaire shows the study's good beside its questions, from the moment that it was seen."""

from ikea_effect.operations.preview_screens import photographed
from ikea_effect.protocol.setup import load_setup
from ikea_effect.screens.screens import GoodPicture, Page


def test_questions_before_the_good_is_seen_do_not_show_it() -> None:
    setup = load_setup("norton-2012-3")
    shown = [one.screen for one in photographed(setup, {"completion": "incomplete"})]
    pages = {screen.id: screen for screen in shown if isinstance(screen, Page)}
    assert pages["person.do-it-yourself"].picture is None
    rated = pages["views.liking"].picture
    assert isinstance(rated, GoodPicture)
    assert rated.good == "storage-box"
