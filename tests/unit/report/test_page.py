"""The page as a browser would read it: complete, self-contained, unbreakable."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ikea_effect.errors import StationError
from ikea_effect.report import write_report
from ikea_effect.report.document import document
from ikea_effect.report.html import marked, page
from ikea_effect.report.resources import template_folder

VOID = {"meta", "img", "br", "hr", "link", "input"}


class Reader(HTMLParser):
    """Every element with its attributes; fails on elements that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.slow
def test_report_is_one_file_that_asks_for_nothing(make, tmp_path: Path) -> None:
    html = write_report(make(), tmp_path / "new" / "report.html").read_text(encoding="utf-8")
    asked = [
        value
        for _, found in read(html).found
        for name in ("src", "href", "srcset")
        if (value := found.get(name))
    ]
    assert [value for value in asked if not value.startswith(("#", "data:"))] == []
    assert "@import" not in html
    assert [
        link for link in re.findall(r"url\(([^)]{1,40})", html) if not link.startswith(("data:", "#"))
    ] == []
    assert list((tmp_path / "new").iterdir()) == [tmp_path / "new" / "report.html"]


@pytest.mark.slow
def test_same_material_gives_the_same_bytes(make, tmp_path: Path) -> None:
    first, second = (write_report(make(), tmp_path / name).read_bytes() for name in ("a.html", "b.html"))
    assert first == second


@pytest.mark.slow
def test_every_picture_has_an_alt_sentence_and_every_id_is_one_of_its_kind(make) -> None:
    found = read(page(document(make()))).found
    drawings = [attrs for tag, attrs in found if tag == "svg"]
    assert len(drawings) >= 4
    assert all(len(attrs["aria-label"] or "") > 40 and attrs["role"] == "img" for attrs in drawings)
    ids = [attrs["id"] for _, attrs in found if "id" in attrs]
    assert len(ids) == len(set(ids))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("simulated", "Simulated participants: not data from people"),
        ("scripted", "Scripted sessions: not data from people"),
    ],
)
def test_title_says_that_no_person_took_part(make, mode: str, said: str) -> None:
    html = page(document(make(study={"mode": mode})))
    title, heading = re.search(r"<title>(.*?)</title>", html), re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert title is not None
    assert heading is not None
    assert said in title[1]
    assert said in heading[1]


@pytest.mark.slow
def test_title_of_a_lab_study_has_no_banner(make) -> None:
    assert "not data from people" not in page(document(make(study={"mode": "lab"})))


EVIL = "<script>alert(1)</script>"


@pytest.mark.slow
def test_what_participants_and_files_say_never_becomes_markup(make) -> None:
    material = make(
        said={"title": EVIL, "notes": [EVIL], "factors": _factors(EVIL)},
        study={"study": EVIL, "notes": [EVIL], "software": {EVIL: EVIL}, "created": EVIL},
        differences=(f"texts.welcome.body: {EVIL}",),
    )
    material.observations["participant"] = EVIL
    material.observations.loc[3, "bid.comprehension"] = EVIL
    material.observations.loc[5, "status"] = f"excluded: {EVIL}"
    html = page(document(material))
    assert EVIL in re.sub("&lt;", "<", re.sub("&gt;", ">", html))
    assert "<script" not in html.lower()
    read(html)


@pytest.mark.slow
def test_a_quote_in_a_label_stays_inside_its_attribute(make) -> None:
    html = page(document(make(said={"factors": _factors('Builders" onload="alert(1)')})))
    assert not [name for _, attrs in read(html).found for name in attrs if name.startswith("on")]


def _factors(label: str) -> dict:
    levels = {"build": {"label": label}, "prebuilt": {"label": "Non-builders"}}
    return {"labor": {"between": "participant", "levels": levels}}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a **b** c", "a <strong>b</strong> c"),
        ("`x < 1` and **y**", "<code>x &lt; 1</code> and <strong>y</strong>"),
        ("`**kwargs**`", "<code>**kwargs**</code>"),
        ("**<b>**", "<strong>&lt;b&gt;</strong>"),
    ],
)
def test_marks_become_elements_after_escaping(text: str, shown: str) -> None:
    assert str(marked(text)) == shown


@pytest.mark.slow
def test_a_place_that_cannot_be_written_is_named(make, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(StationError, match=r"cannot be written.*Name another place"):
        write_report(make(), blocked / "report.html")


def _luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    whole = color.lstrip("#")
    whole = "".join(2 * sign for sign in whole) if len(whole) == 3 else whole
    parts = [int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_what_wcag_says_of_black_on_white() -> None:
    assert _contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("dark", [False, True])
def test_every_color_of_text_can_be_read_in_light_and_dark(dark: bool) -> None:
    css = (template_folder() / "page.css").read_text("utf-8")
    light, night = css.split("@media screen and (prefers-color-scheme:dark){")
    told = night.split("@media print")[0] if dark else light
    named = dict(re.findall(r"--(\w+):(#[0-9a-f]+)", told))
    states = re.findall(r"\.state\{color:(#[0-9a-f]+)\}", told)
    assert len(states) >= 3
    for text in (named["ink"], named["soft"], named["blue"], named["amber"], *states):
        for ground in (named["paper"], named["wash"]):
            assert _contrast(text, ground) >= 4.5, (text, ground)
    banner = re.search(r"\.banner[^{]*\{[^}]*?background:(#\w+);color:(#\w+)", told)
    assert banner
    assert _contrast(*banner.groups()) >= 4.5
