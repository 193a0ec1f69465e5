"""The last page says who pays whom: the lab, the participant, or nobody."""

from typing import Any

import pytest

from ikea_effect.money import Money
from ikea_effect.protocol.kinds.steps.debrief import Debrief
from ikea_effect.protocol.texts import Texts
from ikea_effect.protocol.wordings import common_wordings
from ikea_effect.screens.facts import Settled
from ikea_effect.screens.screens import Page
from ikea_effect.tasks.pages.task import debrief
from tests.unit.tasks.bidding_bench import context, step


def told(pays: int, language: str, **payment: Any) -> str:
    at = context(step(), payment={"show_up": 0, "endowment": 1} | payment)
    at.settled.append(Settled("bid", pays > 0, Money(abs(pays), "EUR"), Money(pays, "EUR")))
    [page] = [item for item in debrief(Debrief(text="debrief"), at) if isinstance(item, Page)]
    texts = Texts(language, {key: one.text for key, one in common_wordings(language).items()})
    return "\n".join(texts.render(text) for text in page.body[1:]).replace("\u00a0", " ")


PAID = ("**What you are paid**", "**Uw uitbetaling**")
PAYS = ("**What you are paid, and what you pay**", "**Wat u krijgt en wat u betaalt**")


@pytest.mark.parametrize(
    ("pays", "headings", "english", "dutch"),
    [
        (40, PAID, "**Total: €0.60.** Please stay seated; the experimenter comes to you and pays",
         "**Totaal: € 0,60.** Blijft u nog even zitten; de proefleider komt naar u toe en betaalt u"),
        (-40, PAID, "**Total: €1.40.** Please stay", "**Totaal: € 1,40.** Blijft u"),
        (201, PAYS, "**In total you have to pay €1.01.** Please", "**In totaal moet u € 1,01 betalen.**"),
        (100, PAID, "**Total: €0.00. Nothing is paid to you, and you have nothing to pay.**",
         "**Totaal: € 0,00. U krijgt niets uitbetaald en hoeft niets te betalen.**"),
    ],
)  # fmt: skip
def test_who_pays_whom(pays: int, headings: tuple[str, str], english: str, dutch: str) -> None:
    for language, heading, together in (("en", headings[0], english), ("nl", headings[1], dutch)):
        said = told(pays, language)
        assert heading in said.splitlines()
        assert together in said
        assert ("pays you in cash" in said or "betaalt u contant" in said) == (pays < 100)
        assert not set("-\u2212") & set(said)


def test_a_study_that_pays_nobody_says_nothing_of_money() -> None:
    at = context(step(), payment={"show_up": 0, "endowment": 0})
    [page] = [item for item in debrief(Debrief(text="debrief"), at) if isinstance(item, Page)]
    assert [text.key for text in page.body] == ["debrief.body"]
