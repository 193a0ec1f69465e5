"""Sentences of a report: each template has its Dutch, what is kept in English is said anew."""

from __future__ import annotations

import dataclasses
import functools
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import ikea_effect
from ikea_effect.language import (
    CODE,
    EACH,
    SENTENCE,
    NotInCatalogueError,
    Sayings,
    anew,
    in_a_row,
    name,
    own_name,
    say,
    speaking,
    spoken_language,
    written,
)
from ikea_effect.protocol.kinds.mechanisms import MECHANISMS
from ikea_effect.report.sections.summary import PARTICIPANTS
from ikea_effect.rounding import fixed, p_digits, p_said
from tests.templates_in_source import sentences, templates

PACKAGE = Path(ikea_effect.__file__).parent
DUTCH = spoken_language("nl")

APART = ("receipt", "cash", "power", "meta", "registration", "scripts")
"""Beginnings of what lies in report/ and is no part of a study's report."""

ALIKE = {
    ", in {unit}", "BF = {factor}", "Effect", "Factor", "Model", "Omega", "Over {total}.", "Protocol", "SD",
    "ORCID", "SE",
    "SHA-256", "Software", "Term", "analyses", "byte", "bytes", "d = {d:g}", "doi:{doi}", "n = {n:,}",
    "n = {size:,}", "p (Holm)", "p.", "{bytes}, SHA-256 `{sha256}`", "{label}: n", "{measure}, in {currency}",
    "{label}: {answers}{kinds}{least}.", "“{measure}”",
}  # fmt: skip
"""What is the same in both languages."""


@functools.cache
def said_in_code() -> frozenset[str]:
    """Every template of a study's report."""
    files = [
        path
        for path in (PACKAGE / "report").rglob("*.py")
        if not path.relative_to(PACKAGE / "report").parts[0].startswith(APART)
    ]
    hows = {kind.how for kind in MECHANISMS.values()}
    return frozenset({*(one for path in files for one in templates(path)), *hows, *PARTICIPANTS.values()})


def places(template: str) -> set[str]:
    """The names of the places of a template."""
    return {place for _, place, _, _ in string.Formatter().parse(template) if place}


def test_every_template_of_the_report_has_its_dutch_and_no_dutch_is_left_over() -> None:
    plurals = {f"{one}s" for one in PARTICIPANTS.values()}
    assert said_in_code() - DUTCH.sentences.keys() == set()
    assert DUTCH.sentences.keys() - said_in_code() - plurals == set()


def test_every_dutch_sentence_has_the_places_of_its_template() -> None:
    assert {one for one, said in DUTCH.sentences.items() if places(one) != places(said)} == set()


def test_every_dutch_of_what_is_kept_has_places_of_its_template() -> None:
    wordings = [said for _, said in DUTCH.quoted.patterns]
    assert not [one for one in wordings if re.search(r"{\w+:", one)]
    known = [set(pattern.groupindex) for pattern, _ in DUTCH.quoted.patterns]
    named = [{re.sub(f"({SENTENCE}|{EACH}|{CODE})$", "", one) for one in found} for found in known]
    assert [said for said, found in zip(wordings, named, strict=True) if not places(said) <= found] == []


def test_no_dutch_sentence_is_the_english_one_but_where_both_are_alike() -> None:
    assert {one for one, said in DUTCH.sentences.items() if one == said} == ALIKE


NOT_IN_A_REPORT = (
    "why.py", "paper.py", "parsing.py", "panel.py", "recheck.py", "recheck_f.py", "recheck_p.py",
    "meta.py", "meta_notes.py", "moderators.py", "small_studies.py", "mapping_file.py", "matching.py",
    "proposal.py",
)  # fmt: skip
"""Modules whose sentences other commands print."""

REFUSED = (
    "F = ", "p = ", "se is ", "t has abc", "n must", "Shares are", "d needs", "d = abc", "The standard error",
)  # fmt: skip
"""Beginnings of what refuses a result that is read from the command line or a protocol."""

PART = (
    "What a text says as a number, ", " That is all of them: ", " It may be ", ", ...", "Rename with ",
    "is an old Excel", "is JSON", "is a PDF", "is an R file", "is an archive", "Decimal commas need",
    "abc is missing for abc (", "abc is empty for abc;", "abc: abc abc, kept (abc)",
    "price_lists: {abc: {several_switches",
)  # fmt: skip
"""Beginnings of what is a part of a sentence that is refused, or kept with two places for one here."""


def kept_in_english() -> Iterator[tuple[str, str]]:
    """The sentences that models, criteria and what reads files keep, by file."""
    for folder in ("analysis", "analysis/replication", "analysis/reading"):
        for path in sorted((PACKAGE / folder).glob("*.py")):
            if path.name not in NOT_IN_A_REPORT:
                raised = folder != "analysis/reading"
                yield from ((path.name, one) for one in sentences(path, raised=raised))


def shape(template: str) -> str:
    """A pattern of the words of a template, whatever stands in its places."""
    parts = string.Formatter().parse(template)
    return "".join(re.escape(literal) + (".*" if place is not None else "") for literal, place, _, _ in parts)


@pytest.mark.slow
def test_every_sentence_that_an_analysis_keeps_could_be_said_anew() -> None:
    known = [re.compile(shape(one)) for one in DUTCH.quoted.templates]
    missing = [
        (file, one)
        for file, one in kept_in_english()
        if not one.startswith((*REFUSED, *PART))
        and not any(shaped.fullmatch(one.rstrip(".")) or shaped.fullmatch(one) for shaped in known)
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("ownership.part is missing for 2 of 15 (rows 7, 9-11); left out where it is needed.",
         "ownership.part ontbreekt bij 2 van 15 (rijen 7, 9-11); weggelaten waar het nodig is."),
        ("cannot be computed: the original's own test is not known (secondary).",
         "niet te berekenen: van het oorspronkelijke onderzoek: eigen toets is niet bekend "
         "(uit de tweede hand)."),
        ("effort is missing for 1 of 16 (row 6); left out where it is needed.",
         "effort ontbreekt bij 1 van 16 (rij 6); weggelaten waar het nodig is."),
        ("1 row without a value that the model asks for was left out.",
         "1 rij zonder een waarde die het model vraagt is weggelaten."),
        ("Welch's t test needs at least 2 values in each cell, but build has 1 and prebuilt has none. "
         "Keep to other levels with `in`, or go on collecting.",
         "t-toets van Welch vraagt minstens 2 waarden in elke cel, maar build heeft er 1 en prebuilt "
         "geen. Houd met `in` andere niveaus, of verzamel door."),
        ("The replication's interval [-0.123, 0.456] holds zero and excludes the original's d = 0.600 "
         "(secondary; n per condition inferred): no signal - inconsistent.",
         "Het interval van de replicatie [-0,123; 0,456] bevat nul en sluit de d = 0,600 (uit de tweede "
         "hand; n per conditie afgeleid) van het oorspronkelijke uit: geen signaal - inconsistent."),
        ("The replication's effect has the same sign as the original's, p < .001 (two-sided): significant "
         "in the same direction.",
         "Het effect van de replicatie heeft hetzelfde teken als het oorspronkelijke, p < 0,001 "
         "(tweezijdig): significant in dezelfde richting."),
        ("mediation by joy (simple), percentile bootstrap, 1000 resamples",
         "mediatie via joy (enkelvoudig), bootstrap (percentiel), 1000 hersteekproeven"),
        ("The payment for coming is $7.50 instead of $5.00.",
         "De betaling voor het komen is $7,50 in plaats van $5,00."),
        ("Q12: codes were read as the file labels them (1 build, 2 prebuilt).",
         "Q12: codes zijn gelezen zoals het bestand ze noemt (1 build, 2 prebuilt)."),
        ("wtp: 7, 8.5 above 5, kept (rows 3, 9).",
         "wtp: 7, 8.5 boven 5, behouden (rijen 3, 9)."),
        ("liking is empty for 3 of 20; it is asked only if owner == \"yes\".",
         "liking is leeg bij 3 van 20; het wordt alleen gevraagd als owner == \"yes\"."),
        ("Q9 was read as labor: '1' as 'build' (20), '2' as missing (3).",
         "Q9 is gelezen als labor: '1' als 'build' (20), '2' als ontbrekend (3)."),
        ("simulated session among lab ones", "sessie (gesimuleerd) tussen andere (lab)"),
        ("dropped by the mapping: Status is '1' or '2'", "weggelaten door de mapping: Status is '1' of '2'"),
        ("protocol.sample.per_condition: 20; it was 100.", "protocol.sample.per_condition: 20; het was 100."),
        ("2 sessions of participants had begun and 1 had finished; verdicts had been looked at 3 times",
         "2 sessies van deelnemers waren begonnen en 1 waren klaar; oordelen waren 3 keer bekeken"),
        ("A sentence of another program.", "A sentence of another program."),
    ],
)  # fmt: skip
def test_what_was_kept_in_english_is_said_anew(kept: str, said: str) -> None:
    with speaking(DUTCH):
        assert anew(kept) == said
    assert anew(kept) == kept


def test_columns_and_codes_stay_as_the_data_have_them() -> None:
    words = dataclasses.replace(DUTCH, names={**DUTCH.names, "labor": "arbeid", "build": "bouwen"})
    with speaking(words):
        assert (
            anew("Q9 was read as labor: 'a' as 'build' (60).")
            == "Q9 is gelezen als labor: 'a' als 'build' (60)."
        )
        assert anew("Column cond was read as labor.") == "Kolom cond is gelezen als labor."
        assert (
            anew("cond: '1' was read as 'build' in 1 cell.") == "cond: '1' is in 1 cel gelezen als 'build'."
        )


def test_numbers_have_the_signs_of_the_language_and_p_its_zero() -> None:
    assert (fixed(1234.5, 1, thousands=True), p_digits(0.0312), p_said(0.0002)) == (
        "1,234.5",
        ".031",
        "p < .001",
    )
    with speaking(DUTCH):
        assert (fixed(1234.5, 1, thousands=True), p_digits(0.0312)) == ("1.234,5", "0,031")
        assert (p_said(0.0002), written("0.5"), in_a_row(["1", "98,2"])) == ("p < 0,001", "0,5", "1; 98,2")


def test_a_sentence_is_english_until_another_language_is_spoken_and_after() -> None:
    words = Sayings({"met": "met"})
    with speaking(DUTCH):
        assert (say("{share} of {label}", share=0.5, label="A"), words["met"]) == ("0,5 van A", "gehaald")
        assert (name("welch"), name("labor")) == ("Welch", "labor")
    assert (say("{share} of {label}", share=0.5, label="A"), words["met"]) == ("0.5 of A", "met")


def test_a_template_that_the_catalogue_lacks_is_our_fault() -> None:
    with speaking(DUTCH), pytest.raises(NotInCatalogueError, match="languages/nl: no sentence for 'Nowhere"):
        say("Nowhere.")


@pytest.mark.parametrize(
    ("kept", "dutch"),
    [
        ("pride was worked out from pride.a, pride.b, taken as answered (Mean of a, b).",
         "pride is uitgerekend uit pride.a, pride.b, genomen zoals beantwoord (gemiddelde van a, b)."),
        ("pride was worked out from pride.a, pride.b, taken as answered (Sum of a, b; reversed: b).",
         "pride is uitgerekend uit pride.a, pride.b, genomen zoals beantwoord (som van a, b; omgekeerd: b)."),
    ],
)  # fmt: skip
def test_how_a_score_was_worked_out_is_said_in_dutch(kept: str, dutch: str) -> None:
    with speaking(DUTCH):
        assert anew(kept) == dutch


def test_a_model_keeps_its_name_where_a_study_has_a_measure_of_that_name() -> None:
    """A demand curve was called as the measure "demand" is: wanting to have."""
    study = dataclasses.replace(
        DUTCH, names={**DUTCH.names, "demand": "willen hebben", "liking": "waardering"}
    )
    with speaking(study):
        assert (name("demand"), own_name("demand"), anew("demand")) == (
            "willen hebben",
            "vraagcurve",
            "vraagcurve",
        )
        assert (own_name("liking"), own_name("unheard")) == ("waardering", "unheard")
    assert own_name("demand") == "demand"
