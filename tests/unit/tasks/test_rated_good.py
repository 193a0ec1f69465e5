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


def pages_of(protocol: str, condition: dict[str, str]) -> dict[str, Page]:
    shown = [one.screen for one in photographed(load_setup(protocol), condition)]
    return {screen.id: screen for screen in shown if isinstance(screen, Page)}


def test_a_named_good_stands_beside_the_questions_at_its_level_and_on_no_other_page() -> None:
    pages = pages_of("marsh-2018", {"labor": "build"})
    for level, good in (("own", "own-car"), ("other", "other-car")):
        beside = pages[f"feel@{level}.liking"].picture
        assert isinstance(beside, GoodPicture)
        assert beside.good == good
    assert pages["choose.keep"].picture is None
    assert pages["about-you.age"].picture is None


def test_a_questionnaire_may_show_no_picture_of_the_only_good() -> None:
    pages = pages_of("norton-2012-3", {"completion": "complete"})
    assert pages["views.liking"].picture is not None
    assert pages["about-you.age"].picture is None
