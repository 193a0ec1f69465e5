"""Writing with a machine: what it says, who wrote which word, and what the field does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ikea_effect.protocol.kinds.steps.co_writing import CoWriting
from ikea_effect.protocol.texts import Texts
from ikea_effect.screens.co_writing import CoWritten, Run, Words, counted, lengths, runs_of, stripped
from ikea_effect.screens.screens import Page, Screen
from ikea_effect.session.frontends.lab.edited_text import EditedText
from ikea_effect.session.respondent import Respondent
from ikea_effect.tasks.answers import longest
from ikea_effect.tasks.co_writing.machine import Completion, chosen
from tests.unit.measures.bench import faults, shown
from tests.unit.steps.bench import context, played, step

TIDY = "Everything has its place in it."
ROOM = "There is more room in it than you think."
MORNING = "A box for every morning."


def own(text: str) -> Run:
    return Run("self", text)


def machine(text: str) -> Run:
    return Run("machine", text)


def the_field(screen: Screen) -> CoWritten:
    assert isinstance(screen, Page)
    [field] = screen.asks
    assert isinstance(field, CoWritten)
    return field


# --- who wrote what ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ((), Words(0, 0)),
        ((own("my box"),), Words(2, 2)),
        ((machine("a box – so light"), own(" and mine")), Words(6, 2)),
        ((machine("colo"), own("u"), machine("r")), Words(1, 0)),  # one letter of six
        ((machine("box"), own("ful")), Words(1, 1)),  # as many letters of each
    ],
)
def test_a_word_is_of_whoever_wrote_most_of_its_letters(runs: tuple[Run, ...], words: Words) -> None:
    assert counted(runs) == words


def test_who_wrote_what_comes_back_from_the_text_and_its_lengths() -> None:
    runs = (own("Tidy. "), machine(TIDY), own("!"))
    assert lengths(runs) == "self 6, machine 31, self 1"
    assert runs_of("Tidy. " + TIDY + "!", lengths(runs)) == runs
    assert runs_of("", "") == ()


def test_spaces_at_the_ends_are_nobodys() -> None:
    assert stripped((machine("\n "), own(" a "), machine("b\n"))) == (own("a "), machine("b"))


# --- the machine ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "names"),
    [("", "ab"), ("Nothing of it", "ab"), ("Late, in the EVENING.", "bc"), ("tea in the evening", "cb")],
)
def test_completions_are_chosen_by_the_words_that_were_written(written: str, names: str) -> None:
    library = (
        Completion("a", "A.", frozenset({"morning"})),
        Completion("b", "B.", frozenset({"evening", "night"})),
        Completion("c", "C.", frozenset({"tea", "evening"})),
    )
    assert "".join(one.name for one in chosen(library, written, 2)) == names


def test_a_suggestion_that_is_taken_stays_the_machines() -> None:
    value = [["self", "Mine and yours. "], ["machine", TIDY]]
    screens, cells = played(step("tag"), [{"text": value}])
    assert the_field(screens[0]).suggestions == (TIDY, ROOM)
    assert cells == {
        "tag.machine": "suggests",
        "tag.completions": "tidy, room",
        "tag.text": f"Mine and yours. {TIDY}",
        "tag.written_by": "self 16, machine 31",
        "tag.words": 9,
        "tag.own_words": 3,
        "tag.own_share": 0.3333,
        "tag.seconds": 1.5,
    }


def test_a_session_is_played_again_without_the_texts_of_its_study() -> None:
    here = context()
    bare = replace(here, setup=replace(here.setup, texts=Texts("en", {})))
    value = [["self", "Mine and yours"]]
    assert played(step("tag"), [{"text": value}], bare) == played(step("tag"), [{"text": value}], here)


def test_a_machine_that_finishes_goes_on_with_what_was_written_before() -> None:
    here = context()
    here.known.update({"tag.text": "A box.", "tag.written_by": "machine 6"})
    begun = [["machine", "A box."], ["self", " Every day"]]
    screens, cells = played(
        step("tag-end"), [{"text": begun}, {"text": [*begun, ["machine", MORNING]]}], here
    )
    first, second = map(the_field, screens)
    assert first.start == (machine("A box."),)
    assert second.start == (machine("A box."), own(" Every day"), machine(f"\n{MORNING}"))
    assert (cells["tag-end.completions"], cells["tag-end.own_words"]) == ("morning", 2)


def test_a_draft_may_be_left_as_it_is() -> None:
    room = {"room": {"en": {"says": ROOM}}}
    drafted = CoWriting.model_validate(
        {"id": "tag", "text": "tag", "machine": "drafts", "completions": room, "count": 1}
    )
    [screen], _ = played(drafted, lambda screen: {"text": list(map(list, the_field(screen).start))})
    assert the_field(screen).start == (machine(ROOM),)
    view = shown(Page("draft", asks=(the_field(screen),)))
    view.tick(1)
    view.key("TAB")
    assert view.key("ENTER") == {"text": [["machine", ROOM]]}


@pytest.mark.parametrize(("most", "fits"), [(1000, True), (4000, False)])
def test_a_page_is_laid_out_with_the_longest_text_that_it_may_show(most: int, fits: bool) -> None:
    here = context()
    long = {"max_characters": most}
    steps = [one.model_copy(update=long) if one.name == "tag" else one for one in here.protocol.timeline]
    protocol = here.protocol.model_copy(update={"timeline": tuple(steps)})
    here = replace(here, setup=replace(here.setup, protocol=protocol))
    here.known.update({"tag.text": "A box.", "tag.written_by": "self 6"})
    [first, _], _ = played(step("tag-end"), [{"text": []}, {"text": []}], here)
    assert isinstance(first, Page)
    assert here.setup.texts.render(first.body[-1]).endswith(" A box.")
    laid = longest(first, lambda reply: len(here.setup.texts.written(reply)))
    assert len(here.setup.texts.render(laid.body[-1])) > most + len(f"{TIDY} {ROOM}")
    view = shown(laid)
    assert view.fits() == fits


@pytest.mark.parametrize(("before", "told"), [("A box.", "added"), ("", "drafted")])
def test_a_draft_behind_ones_own_text_is_not_called_a_draft(before: str, told: str) -> None:
    room = {"room": {"en": {"says": ROOM}}}
    drafted = CoWriting(
        id="end",
        text="tag",
        machine="drafts",
        completions=room,
        count=1,
        begins_with="tag",
    )
    here = context()
    here.known.update({"tag.text": before, "tag.written_by": f"self {len(before)}" if before else ""})
    [screen], _ = played(drafted, lambda screen: {"text": list(map(list, the_field(screen).start))}, here)
    assert isinstance(screen, Page)
    assert screen.body[1].key == f"co-writing.{told}"


@pytest.mark.parametrize(("own_words", "told"), [(0, "drafted"), (30, "drafted-own-words")])
def test_nobody_who_has_to_write_is_told_that_a_draft_may_be_left_as_it_is(own_words: int, told: str) -> None:
    room = {"room": {"en": {"says": ROOM}}}
    drafted = CoWriting.model_validate(
        {"id": "tag", "text": "tag", "machine": "drafts", "completions": room, "count": 1}
        | {"min_own_words": own_words}
    )
    [screen], _ = played(drafted, [{"text": [["self", "mine " * 30]]}])
    assert isinstance(screen, Page)
    assert [text.key for text in screen.body] == ["tag.body", f"co-writing.{told}"]


def test_without_a_machine_every_word_is_ones_own() -> None:
    alone = CoWriting(id="tag", text="tag", min_words=2)
    here = context()
    someone = Respondent(here)
    screens, cells = played(alone, lambda screen: someone.answer(screen)[0], here)
    assert len(screens) == 1
    assert cells["tag.words"] >= 2
    assert cells["tag.own_share"] == 1


# --- the field --------------------------------------------------------------------------------------------


def edited(*runs: Run) -> EditedText:
    """In rows of ten signs."""
    return EditedText(10, len, runs)


def test_what_is_typed_inside_the_machines_words_is_ones_own() -> None:
    text = edited(machine("a box"))
    text.go(-4)
    text.write("tidy")
    assert text.runs == (machine("a"), own("tidy"), machine(" box"))
    text.take_back()
    text.delete()
    assert text.runs == (machine("a"), own("tid"), machine("box"))


def test_the_caret_goes_by_signs_rows_and_to_the_ends_of_a_row() -> None:
    text = edited(own("one two six seven ten"))
    assert text.rows == ["one two ", "six seven ", "ten"]
    assert text.place() == (2, 3)
    text.go_rows(-1)
    assert text.place() == (1, 3)
    text.go_to_end(of_row=False)
    assert text.place() == (1, 0)
    text.go(-1)
    assert text.place() == (0, 7)
    text.go_rows(-1)
    assert text.caret == 0
    text.go_rows(5)
    assert text.caret == 21
    text.put(1, 4.2)
    assert text.place() == (1, 4)
    text.go_to_end(of_row=True)
    assert text.place() == (1, 9)


def test_one_goes_on_only_with_enough_words_of_ones_own() -> None:
    [screen], _ = played(step("tag"), [{"text": [["self", "a b c"]]}])
    assert isinstance(screen, Page)
    view = shown(screen)
    view.tick(1)
    for key in ("TAB", "ENTER"):
        view.key(key)  # takes the first suggestion, and leads back to the field
    assert view.text(" mine") is None
    for key in ("TAB", "TAB", "TAB"):
        view.key(key)
    assert view.key("ENTER") is None
    assert view.hint == "At least 2 more words of your own, please"
    view.text(" and yours")
    for key in ("TAB", "TAB", "TAB"):
        view.key(key)
    assert view.key("ENTER") == {"text": [["machine", TIDY], ["self", " mine and yours"]]}


PARTS = "{build: suggests, prebuilt: drafts}}"
FEW = "max_characters: 99\n      min_words: 80"
FEW_BY = "max_characters: 99\n      min_words: {by: labor, levels: {build: 80, prebuilt: 5}}"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("count: 2", "count: 3", "are 2, and the machine gives 3"),
        ("          nl: {says: Er past meer", "          de: {says: Er past meer", "says nothing in nl"),
        ("begins_with: tag", "begins_with: tga", "is no earlier step of co-writing"),
        ("shows: tag\n", "shows: tag-end\n", "Such are: tag"),
        ("      machine: finishes\n", "", "are never used"),
        ("{build: suggests, prebuilt: drafts}", "{build: suggests}", "says nothing for prebuilt"),
        ("machine: finishes", "machine: helps", "helps"),
        ("lines: true", "max_characters: 99\n      min_own_words: 80", "do not fit into 99"),
        (PARTS, f"{{build: suggests, prebuilt: none}}}}\n      {FEW}", "min_words\n  asks for 80 words"),
        (PARTS, f"{{build: suggests, prebuilt: drafts}}}}\n      {FEW}", ""),
        (PARTS, f"{{build: suggests, prebuilt: none}}}}\n      {FEW_BY}", ""),
    ],
)
def test_a_machine_that_could_not_write_along_is_refused(before: str, after: str, message: str) -> None:
    said = faults(before, after)
    assert message in said
    assert bool(message) == bool(said)
