"""What can be known to be wrong with a study before anyone sees a screen: texts, glyphs, materials."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from ikea_effect.errors import Fault, listed
from ikea_effect.money import Money, format_money
from ikea_effect.protocol import glyphs
from ikea_effect.protocol.checks.answers_in_texts import answers_in_texts
from ikea_effect.protocol.checks.levels_in_texts import levels_in_texts
from ikea_effect.protocol.checks.shared_texts import shown_by
from ikea_effect.protocol.checks.warnings import warnings
from ikea_effect.protocol.kinds import columns_of, measure_kind, step_kind
from ikea_effect.protocol.kinds.pictures import shown_pictures
from ikea_effect.protocol.lab_texts import logo_of
from ikea_effect.protocol.models import Protocol
from ikea_effect.protocol.picture_files import MOST_PIXELS_OF_PART, picture_problem
from ikea_effect.protocol.resources import inside, underscored
from ikea_effect.protocol.setup import Setup, Speaking, in_its_languages
from ikea_effect.protocol.texts import ANSWER, PLACE, answer_key, answer_places, worded
from ikea_effect.protocol.texts_by_file import TextsByFile, own_texts
from ikea_effect.protocol.timeline import Step
from ikea_effect.protocol.tree import in_order
from ikea_effect.protocol.wordings import Wording, common_wordings

__all__ = ["needed_texts", "static_faults", "warnings"]

REFERENCE = "en"
"""The language in which every common text is there."""
NOUNS = frozenset({"good", "the", "your_good", "part"})
"""Places for a thing's name; a language may do without one in a sentence. Any other place it needs."""


def static_faults(setup: Setup, fonts: Iterable[Path] = (), speaking: Speaking | None = None) -> list[Fault]:
    """Texts that are missing, unlike their translation or not drawable, and materials that are not there.

    `speaking` is the set-up in its languages, where it was read already.
    """
    fonts = tuple(fonts)
    speaking = speaking or in_its_languages(setup)
    spoken, faults = speaking.written, [*speaking.faults]
    for language, texts in spoken.items():
        own = own_texts(texts)
        faults += _missing(setup, language, spoken)
        faults += [fault for key, text in own.items() for fault in _written_wrong(key, text)]
        faults += answers_in_texts(setup, texts)
        faults += levels_in_texts(setup.protocol, own)
        faults += _not_drawable(setup.protocol, language, own, fonts)
        faults += _letters_of_answers(setup, language, fonts)
    faults += unlike(spoken)
    faults += _materials(setup)
    return in_order(faults)


# --- which texts a study needs ----------------------------------------------------------------------------


def needed_texts(setup: Setup) -> dict[str, str]:
    """{key: what needs it}, for the texts that the study itself words."""
    found: dict[str, str] = {}
    for step in setup.protocol.timeline:
        for key in _of_step(setup, step):
            found.setdefault(key, f"step '{step.name}'")
    asked = {name for step in setup.protocol.timeline for name in step.asks_for}
    for column in columns_of(setup.protocol):
        if column.of in asked:
            found |= {key: f"measure '{column.of}'" for key in column.wording if key not in found}
    for name, measure in setup.protocol.measures.items():
        texts = measure_kind(measure.kind).texts(measure) if name in asked else ()
        found |= {key: f"measure '{name}'" for key in texts if key not in found}
    return found


def _of_step(setup: Setup, step: Step) -> Iterator[str]:
    for good in step.its_goods:
        yield from (f"goods.{good}.{form}" for form in ("name", "the", "your"))
    yield from step_kind(step.kind).texts(step, setup)


def _missing(setup: Setup, language: str, spoken: Mapping[str, Mapping[str, Wording]]) -> Iterator[Fault]:
    """Texts that the study needs, that all studies share, or that are there in another language."""
    texts = spoken[language]
    study = f"protocols/texts/{underscored(setup.protocol.id)}/{language}.yaml"
    missing: dict[str, str] = {}  # at each level of a repetition the same text may be missing
    needed = needed_texts(setup)
    for key, what in needed.items():
        if (named := worded(key, texts)) not in texts:
            missing.setdefault(named, what)
    yield from (Fault(study, named, f"is missing; {what} shows it.") for named, what in missing.items())
    is_shown = shown_by(setup.protocol)
    others: dict[str, tuple[str, Wording]] = {}
    for other, theirs in _with_reference(spoken).items():
        for key, wording in _of_other_files(theirs, texts, is_shown).items():
            if key not in texts and key not in needed and is_shown(key):
                others.setdefault(key, (other, wording))
    yield from _lost(language, texts, others)


def _with_reference(spoken: Mapping[str, Mapping[str, Wording]]) -> Mapping[str, Mapping[str, Wording]]:
    return spoken if REFERENCE in spoken else {**spoken, REFERENCE: common_wordings(REFERENCE)}


def _of_other_files(
    theirs: Mapping[str, Wording], texts: Mapping[str, Wording], is_shown: Callable[[str], bool]
) -> Mapping[str, Wording]:
    """Texts of another language but for those of shared files that this language comes with too."""
    if not isinstance(theirs, TextsByFile):
        return theirs
    there = texts.files if isinstance(texts, TextsByFile) else {}
    return theirs.where(lambda begins: begins not in there and is_shown(begins))


def _lost(
    language: str, texts: Mapping[str, Wording], others: Mapping[str, tuple[str, Wording]]
) -> Iterator[Fault]:
    """Texts that are there in another language; a part of which nothing is there is told once."""
    parts = {".".join(key.split(".")[:2]) for key in texts} if others else set()
    told: set[str] = set()
    for key, (other, wording) in others.items():
        part = ".".join(key.split(".")[:2])
        where = _beside_the_study(wording.tree.file).replace(f"/{other}/", f"/{language}/")
        where = where.replace(f"/{other}.y", f"/{language}.y")
        if part in parts:
            yield Fault(where, key, f"is missing; in '{other}' it is there.")
        elif part not in told:
            told.add(part)
            count = sum(one == part or one.startswith(f"{part}.") for one in others)
            texts_are = "its text is" if count == 1 else f"its {count} texts are"
            yield Fault(where, part, f"is missing; in '{other}' {texts_are} there.")


def _beside_the_study(file: str) -> str:
    """Where the user words a text of that file: never in the folder of the program."""
    return re.sub(r"^.*/texts/", "protocols/texts/", file)


# --- how texts are written --------------------------------------------------------------------------------

_BRACES = re.compile(r"\{[^{}\n]*\}|[{}]")


def _written_wrong(key: str, text: Wording) -> Iterator[Fault]:
    braces = "{" in text.text or "}" in text.text  # hardly any: the others are looked at by no expression
    for found in _BRACES.findall(ANSWER.sub("", PLACE.sub("", text.text))) if braces else ():
        how = (
            "{answer: MEASURE} or {answer: MEASURE, else: WORDS}, on one line"
            if "answer" in found
            else "{amount}"
        )
        yield text.fault(f"holds '{found}', which is no place. A place is written {how}.")
    for paragraph in text.text.split("\n\n") if "**" in text.text else ():
        if paragraph.count("**") % 2:
            yield text.fault(f"opens or closes ** once too often: {paragraph[:40]!r} ({key}).")


def unlike(spoken: Mapping[str, Mapping[str, Wording]]) -> Iterator[Fault]:
    """Translations that lack a place of another language; one called otherwise is told once, at the later."""
    order = list(spoken)
    found = {one: _places_by_key(spoken, texts) for one, texts in spoken.items()}
    for language, other in itertools.permutations(spoken, 2):
        later = order.index(language) > order.index(other)
        for key, ours in found[language].items():
            theirs = found[other].get(key)
            if theirs is None or ours == theirs:
                continue
            lacks, instead = theirs - ours - NOUNS, ours - theirs - NOUNS
            if lacks and (later or not instead):
                has = f"; {_in_braces(instead)} stands here instead" if instead else ""
                message = f"lacks {_in_braces(lacks)}, which stands there in '{other}'{has}."
                yield spoken[language][key].fault(message)


def _places_by_key(
    spoken: Mapping[str, Mapping[str, Wording]], texts: Mapping[str, Wording]
) -> dict[str, set[str]]:
    """The places of a language's texts, of those that any language does not have from the program."""
    keys = dict.fromkeys(key for theirs in spoken.values() for key in own_texts(theirs))
    return {key: _places(texts[key]) for key in keys if key in texts}


def _in_braces(places: Iterable[str]) -> str:
    return listed(f"{{{place}}}" for place in sorted(places))


def _places(wording: Wording) -> set[str]:
    if "{" not in wording.text:
        return set()
    return {*PLACE.findall(wording.text), *(answer_key(one.column) for one in answer_places(wording.text))}


def _not_drawable(
    protocol: Protocol, language: str, texts: Mapping[str, Wording], fonts: tuple[Path, ...]
) -> Iterator[Fault]:
    not_there = frozenset(glyphs.missing("".join(wording.text for wording in texts.values()), fonts))
    for wording in texts.values() if not_there else ():
        for sign in sorted(not_there.intersection(wording.text)):
            yield wording.fault(f"holds {glyphs.named(sign)}, which the font cannot draw.")
    yield from _said_in_protocol(protocol, language, fonts)
    amount = format_money(Money(1234567890, protocol.currency), language)
    for sign in glyphs.missing(amount, fonts):
        message = f"is written with {glyphs.named(sign)} in '{language}', which the font cannot draw."
        yield Fault(protocol.id, "currency", message)


def _said_in_protocol(protocol: Protocol, language: str, fonts: tuple[Path, ...]) -> Iterator[Fault]:
    """What steps say in words of the protocol's own that the font cannot draw."""
    for step in protocol.timeline:
        for sign in glyphs.missing("".join(step_kind(step.kind).says(step, language)), fonts):
            message = f"says {glyphs.named(sign)} in '{language}', which the font cannot draw."
            yield Fault(protocol.id, f"timeline.{step.name}", message)


def _letters_of_answers(setup: Setup, language: str, fonts: tuple[Path, ...]) -> Iterator[Fault]:
    """Open answers in a language whose letters the font lacks: nobody could read what they write."""
    asked = [name for step in setup.protocol.timeline for name in step.asks_for]
    steps = [step.name for step in setup.protocol.timeline if step_kind(step.kind).written]
    lacking = glyphs.missing(_letters(language), fonts)
    written = [name for name in asked if measure_kind(setup.protocol.measures[name].kind).written]
    places = [*(f"measures.{name}" for name in written), *(f"timeline.{name}" for name in steps)]
    some = listed(glyphs.unseen(sign) for sign in lacking[:3])
    for place in places if lacking else ():
        message = (
            f"is an open answer; in '{language}' the font cannot draw what people write: {some}.\n"
            f"Ask for a choice, or leave '{language}' out."
        )
        yield Fault(setup.protocol.id, place, message)


def _letters(language: str) -> str:
    """Letters that the language is written with: those of its months and days, small and capital."""
    from babel import Locale

    locale = Locale.parse(language.replace("-", "_"))
    names = [*locale.months["format"]["wide"].values(), *locale.days["format"]["wide"].values()]
    words = "".join(str(name) for name in names)
    return "".join(sign for sign in dict.fromkeys(words + words.upper()) if sign.isalpha())


# --- materials --------------------------------------------------------------------------------------------


def _materials(setup: Setup) -> Iterator[Fault]:
    """Pictures that are none, and pictures of a kit's steps that are not there."""
    logo = logo_of(setup.experiment, setup.folder)
    if logo is not None and (problem := picture_problem(logo)):
        yield setup.experiment.fault(("lab", "logo"), problem)
    for good, path in setup.pictures.items():
        if problem := picture_problem(path):
            yield setup.experiment.fault(("goods", good, "picture"), problem)
    for good, kit in setup.kits.items():
        for number, instruction in enumerate(kit.steps, start=1):
            picture = instruction.picture
            path_inside = inside(setup.folder, picture) if picture is not None else None
            if picture is not None and (path_inside is None or not path_inside.is_file()):
                message = f"has step {number} with the picture '{picture}', which is not in the folder."
                yield setup.experiment.fault(("goods", good, "kit"), message)
            elif path_inside is not None and (problem := picture_problem(path_inside)):
                yield setup.experiment.fault(("goods", good, "kit"), f"in step {number} {problem}")
        for part, image in kit.images.items():
            if problem := picture_problem(Path(image), MOST_PIXELS_OF_PART):
                yield setup.experiment.fault(("goods", good, "kit"), f"in part '{part}' {problem}")
    for picture, by in shown_pictures(setup.protocol):
        path_inside = inside(setup.folder, picture)
        if path_inside is not None and (problem := picture_problem(path_inside)):
            yield setup.experiment.fault((), f"in {by} {problem}")
