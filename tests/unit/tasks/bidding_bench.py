"""A bidding step run by hand: replies by rule, pages and facts kept, texts rendered."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from ikea_effect.protocol.experiment import Experiment
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.setup import Setup
from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.screens.context import Context, EndSession
from ikea_effect.screens.facts import Fact
from ikea_effect.screens.screens import Choice, Page
from ikea_effect.screens.screens import Reply as SessionReply
from ikea_effect.screens.waiting import Gathering
from ikea_effect.session.full_desk import FullDesk
from ikea_effect.tasks.bidding.step import bidding

COMMON = Path(__file__).parents[3] / "protocols" / "texts" / "common"
GOODS = {
    "en": {"goods.box.the": "the storage box", "goods.box.your": "your storage box"},
    "nl": {"goods.box.the": "de opbergdoos", "goods.box.your": "uw opbergdoos"},
}
BDM = {"kind": "bdm", "low": 0, "high": 5, "step": 0.01}


def flat(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """The tree's leaves by dotted key."""
    found: dict[str, str] = {}
    for key, value in tree.items():
        path = f"{prefix}{key}"
        found |= flat(value, f"{path}.") if isinstance(value, dict) else {path: value}
    return found


@functools.cache
def texts(language: str) -> Texts:
    """The shipped wordings for bidding, in one language."""
    found = dict(GOODS[language])
    for path in sorted((COMMON / language).glob("bidding.*.yaml")):
        found |= flat(YAML(typ="safe").load(path.read_text("utf-8")))
    return Texts(language, found)


def step(**changes: Any) -> dict[str, Any]:
    """A bidding step as declared, with changes."""
    return {"id": "bid", "good": "box", "measure": "wtp", "mechanism": BDM} | changes


def context(bidding_step: dict[str, Any], participant: str = "P001", **changes: Any) -> Context:
    """A participant in a study that has this one step."""
    declared = {
        "id": "small",
        "version": 1,
        "title": "Small",
        "languages": ["en", "nl"],
        "currency": "EUR",
        "factors": {"labor": {"levels": {"build": {"label": "B"}, "prebuilt": {"label": "P"}}}},
        "assignment": {"block_sizes": [2]},
        "sample": {"per_condition": 2},
        "goods": {"box": {}},
        "timeline": [{"bidding": bidding_step}],
        "measures": {"wtp": {"kind": "money"}},
        "payment": {"endowment": Decimal("5.00")},
    } | changes
    protocol = Protocol.model_validate(declared)
    setup = Setup(protocol, Experiment(protocol=protocol.id, language="en"), texts("en"), Path())
    return Context(setup, participant, {"labor": "build"}, b"s" * 32)


@dataclass
class Played:
    """What a step showed and said."""

    pages: list[Page] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    outcome: Any = None
    ended: bool = False
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        return [page.id for page in self.pages]

    def page(self, name: str) -> Page:
        return next(page for page in self.pages if page.id == name)

    def fact(self, kind: str) -> dict[str, Any]:
        return dict(next(fact.data for fact in self.facts if fact.kind == kind))

    def noted(self) -> dict[str, Any]:
        return {fact.data["name"]: fact.data["value"] for fact in self.facts if fact.kind == "noted"}

    def drawn(self) -> dict[str, Any]:
        return {fact.data["purpose"]: fact.data for fact in self.facts if fact.kind == "drawn"}


def understanding(page: Page) -> dict[str, Any]:
    """Answers what one answers who understands."""
    return dict(page.expects)


def misreading(page: Page) -> dict[str, Any]:
    """Answers every question with a wrong option."""
    choices = [ask for ask in page.asks if isinstance(ask, Choice)]
    return {
        ask.id: next(option.id for option in ask.options if option.id != page.expects[ask.id])
        for ask in choices
    } or dict(page.expects)


def at_desk(gathering: Gathering, sale: dict[str, Any] | None = None) -> dict[str, Any]:
    """The whole group is there; the sale was held, or is to be."""
    bidders = FullDesk().join(gathering).bidders
    said = [{"participant": one.participant, "condition": one.condition} for one in bidders]
    return {"group": 1, "bidders": said, "sale": sale}


def play(
    at: Context,
    amounts: dict[str, Any] | None = None,
    answer: Callable[[Page], dict[str, Any]] = understanding,
    number: int = 0,
) -> Played:
    """The bidding step of that number, with given values for named pages, the rest by rule."""
    bidding_step: Any = at.protocol.timeline[number]
    task, played = bidding(bidding_step, at), Played()
    reply: SessionReply | None = None
    while True:
        try:
            item = task.send(reply)
        except EndSession:
            played.ended = True
            return played
        except StopIteration as end:
            played.outcome = end.value
            return played
        if isinstance(item, Fact):
            played.facts.append(item)
            reply = None
        elif isinstance(item, Gathering):
            reply = SessionReply((amounts or {}).get(item.id) or at_desk(item), 0, 1000)
        else:
            assert isinstance(item, Page)
            played.pages.append(item)
            played.answers[item.id] = (amounts or {}).get(item.id) or answer(item)
            reply = SessionReply(played.answers[item.id], 0, 1000)


def written(page: Page, language: str) -> str:
    """Everything that one reads on a page."""
    wording = texts(language)
    asked: list[Text | None] = []
    for ask in page.asks:
        asked += [getattr(ask, name, None) for name in ("question", "label", "buy", "keep")]
        asked += [option.label for option in getattr(ask, "options", ())]
    return "\n".join(wording.render(text) for text in (page.title, *page.body, *asked) if text is not None)
