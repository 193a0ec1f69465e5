"""The page of a diagnosis: alone, escaped, with every number."""

from __future__ import annotations

import json
import re
from functools import cache

from ikea_effect.diagnosis.diagnose import diagnose
from ikea_effect.diagnosis.results import Diagnosis
from ikea_effect.protocol.loading import load_protocol
from ikea_effect.report.power_page import power_page

CLAIM = "Builders </script><b>bid more"


@cache
def diagnoses() -> tuple[Diagnosis, ...]:
    norton = load_protocol("norton-2012-1a")
    return tuple(
        diagnose(norton, "builders-bid-more", n, 30, name=name)
        for name in ("planted", "zero")
        for n in (5, 9)
    )


def page() -> str:
    return power_page("A plan", "Simulated.", {"builders-bid-more": CLAIM}, diagnoses(), ["5: ten people"])


def test_the_page_asks_for_nothing_from_anywhere() -> None:
    text = page()
    assert "default-src 'none'" in text
    assert set(re.findall(r"https?://[^\s\"']+", text)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(link|img|iframe)\b", text)


def test_what_a_claim_says_is_neither_markup_nor_script() -> None:
    text = page()
    assert text.count("</script>") == 2
    assert "<b>" not in text
    assert "Builders &lt;/script&gt;&lt;b&gt;bid more" in text


def test_the_curves_hold_the_numbers_of_the_diagnoses() -> None:
    inside = re.search(r'id="data">(.*?)</script>', page(), re.DOTALL)
    assert inside is not None
    drawn = json.loads(inside[1])
    [hypothesis] = drawn["hypotheses"]
    assert hypothesis["claim"] == CLAIM
    assert hypothesis["n"] == [5, 9]
    assert [one["name"] for one in hypothesis["effects"]] == ["planted", "zero"]
    first = hypothesis["effects"][0]["points"][0]
    assert first["power"] == [diagnoses()[0].power.value, diagnoses()[0].power.mc_error]
    assert {"power", "met", "coverage", "width"} <= {one["key"] for one in drawn["quantities"]}


def test_every_line_has_a_row() -> None:
    assert page().count('<th scope="row">') == 4
    assert "ten people" in page()
