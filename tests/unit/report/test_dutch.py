"""A whole report in Dutch, on data with every kind of model that has a picture: no English is left in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest

from ikea_effect.language import language, speaking, spoken_language
from ikea_effect.report.cards import Document
from ikea_effect.report.document import document
from ikea_effect.report.html import page
from ikea_effect.report.material import ReportMaterial
from tests.golden.test_report import of_models

ENGLISH = re.compile(
    r"(?<![\w`.])(the|and|with|from|than|which|that|each|between|not|were|are|without|within|left out|this)"
    r"(?![\w`(.])"
)
"""Words without which there is hardly an English sentence, and which Dutch has not."""


def declared(value: Any) -> Iterator[str]:
    """Every text that the protocol declares, the longest ones of it first."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    yield from (text for part in parts for text in declared(part))
    if isinstance(value, str) and " " in value:
        yield value


def words(told: Document) -> str:
    """What the page says, in its pictures too; code and style left out."""
    whole = re.sub(r"<style.*?</style>|<code>.*?</code>", "", page(told), flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*?(?:aria-label|alt)=\"([^\"]*)\"[^>]*>|<[^>]+>", r"\n\1\n", whole))


@pytest.fixture(scope="module")
def material() -> ReportMaterial:
    return of_models()


@pytest.mark.slow
def test_no_english_sentence_is_left_in_a_report_in_dutch(material: ReportMaterial) -> None:
    with speaking(spoken_language("nl")):
        told = document(material)
    said = words(told)
    for text in sorted(declared(material.protocol.said), key=len, reverse=True):
        said = said.replace(text, "").replace(text[:1].upper() + text[1:], "")
    assert [line for line in said.splitlines() if ENGLISH.search(line)] == []
    assert told.language == "nl"
    assert '<html lang="nl">' in page(told)
    assert language() == "en"
