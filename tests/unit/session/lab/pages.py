"""One page of every kind, and the texts on them."""

from __future__ import annotations

from PIL import Image

from ikea_effect.money import Money
from ikea_effect.protocol.texts import Text, Texts
from ikea_effect.protocol.wordings import common_wordings
from ikea_effect.screens.prices import PriceList, PriceSlider
from ikea_effect.screens.screens import (
    Agree,
    Amount,
    AnswerText,
    Choice,
    GoodPicture,
    Option,
    Page,
    RatingItem,
)

SIZES = [(1280, 1024), (1920, 1080), (1024, 768), (1440, 900), (800, 600), (2560, 1080)]

WORDINGS = {
    "en": {
        "title": "Your bid for the storage box",
        "body": "You have **$5.00**. You can use any part of it to buy the storage box.\n\n"
        "• If the price is **at or below** your bid, you buy the box and pay the price.\n"
        "• If it is higher, you keep the money and leave the box here.\n\nHow much do you bid?",
        "agree": "I have read the information above, I am at least 18 years old, and I take part freely.",
        "question": "Suppose you bid $2.00 and the price is $1.20. Do you get the storage box?",
        "low": "not at all",
        "high": "very much",
        "buy": "I buy the storage box",
        "keep": "I keep the money",
        "yes": "Yes, and I pay $1.20",
        "no": "No, I keep the money",
        "long": "I put more work into it than I usually put into things of this kind that I make by myself.",
        "short": "I feel proud of it.",
    },
    "nl": {
        "title": "Uw bod op de opbergdoos",
        "body": "U heeft **€ 5,00**. U mag elk deel daarvan gebruiken om de opbergdoos te kopen.\n\n"
        "• Is de prijs **gelijk aan of lager dan** uw bod, dan koopt u de doos en betaalt u de prijs.\n"
        "• Is de prijs hoger, dan houdt u het geld en blijft de doos hier.\n\nHoeveel biedt u?",
        "agree": "Ik heb de informatie hierboven gelezen, ik ben ten minste 18 jaar en doe vrijwillig mee.",
        "question": "Stel dat u € 2,00 biedt en de prijs is € 1,20. Krijgt u dan de opbergdoos?",
        "low": "helemaal niet",
        "high": "heel erg",
        "buy": "Ik koop de opbergdoos",
        "keep": "Ik houd het geld",
        "yes": "Ja, en ik betaal € 1,20",
        "no": "Nee, ik houd het geld",
        "long": "Ik heb er meer werk in gestoken dan gewoonlijk in zulke dingen die ik helemaal zelf maak.",
        "short": "Ik ben er trots op.",
    },
}


def texts(language: str = "en") -> Texts:
    """The wordings on the pages and the interface's own."""
    common = {key: wording.text for key, wording in common_wordings(language).items()}
    return Texts(language, common | WORDINGS[language])


def money(minor: int) -> Money:
    return Money(minor, "EUR")


def item(id: str, words: str = "short", low: int = 1, high: int = 7) -> RatingItem:
    return RatingItem(id, Text(words), low, high, Text("low"), Text("high"))


TITLE, BODY = Text("title"), (Text("body"),)
AMOUNT = Amount("amount", money(0), money(500), money(5))
PAGES = {
    "text": Page("text", TITLE, BODY, progress=0.3),
    "right": Page("right", TITLE, BODY, tone="right"),
    "wrong": Page("wrong", TITLE, BODY, tone="wrong"),
    "agree": Page("agree", TITLE, (*BODY, *BODY), (Agree("agree", Text("agree")),)),
    "amount": Page("amount", TITLE, BODY, (AMOUNT,), picture=GoodPicture("box")),
    "choice": Page(
        "choice",
        TITLE,
        BODY,
        (Choice("choice", (Option("yes", Text("yes")), Option("no", Text("no"))), Text("question")),),
    ),
    "matrix": Page("matrix", TITLE, (), tuple(item(f"i{n}", "short" if n % 3 else "long") for n in range(8))),
    "single": Page("single", TITLE, BODY, (item("liking", low=0, high=10),)),
    "open": Page("open", TITLE, (), (AnswerText("remarks", Text("question"), 300),)),
    "list": Page(
        "list",
        TITLE,
        (Text("question"),),
        (PriceList("prices", tuple(money(25 * n) for n in range(21)), Text("buy"), Text("keep")),),
    ),
    "slider": Page(
        "slider",
        TITLE,
        BODY,
        (PriceSlider("price", money(0), money(500), money(5)),),
        picture=GoodPicture("box"),
    ),
}
ANSWERS = {
    "text": {},
    "right": {},
    "wrong": {},
    "agree": {"agree": True},
    "amount": {"amount": 275},
    "choice": {"choice": "no"},
    "matrix": {f"i{n}": 1 + n % 7 for n in range(8)},
    "single": {"liking": 10},
    "open": {"remarks": "–\nIt was „fun“ (really)… 10 out of 10 for 5 €! Ελλάς, Жук, Auf\u200clage"},
    "list": {"prices": {"rows": ["buy"] * 9 + ["keep"] * 12}},
    "slider": {"price": 235},
}


def box_picture() -> Image.Image:
    return Image.new("RGBA", (400, 300), "#c9a26b")
