"""Dutch that participants read: polite, one form of each word, and no words that mean something else."""

import re
from pathlib import Path

from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.protocol.wordings import common_wordings

PROTOCOLS = Path(__file__).resolve().parents[3] / "protocols"
DUTCH = {key: wording.text for key, wording in common_wordings("nl").items()}


def test_nothing_is_raffled() -> None:
    """ "Een prijs wordt geloot" reads as if there were a prize to be won."""
    found = {key for key, text in DUTCH.items() if re.search(r"\b(uit)?gelo(ot|te)\b", text)}
    assert all("er wordt niet geloot" in DUTCH[key] for key in found), found


def test_one_form_of_the_polite_verb() -> None:
    assert [key for key, text in DUTCH.items() if re.search(r"\bhebt\b", text)] == []


def test_studies_and_scales_use_that_form_too() -> None:
    """ "U heeft", as everywhere: a participant reads the program's words and the study's on one screen."""
    files = [*sorted(PROTOCOLS.glob("texts/*/nl.yaml")), *sorted(PROTOCOLS.glob("scales/*.yaml"))]
    assert len(files) > 50
    assert [path.name for path in files if re.search(r"\bhebt\b", path.read_text("utf-8"))] == []


def test_amounts_with_decimal_commas_are_listed_with_semicolons() -> None:
    last = Text("bidding.common.list.last", {"one": "€ 0,80", "other": "€ 0,65"})
    whole = Text("bidding.common.list.more", {"item": "€ 3,50", "rest": last})
    assert Texts("nl", DUTCH).render(whole) == "€ 3,50; € 0,80 en € 0,65"
