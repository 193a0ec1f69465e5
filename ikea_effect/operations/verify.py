"""Verifying: one receipt by its opened keys, with the standard library alone, or everything of a study."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ikea_effect.collector import collector_paused
from ikea_effect.errors import IkeaEffectError, RecordError
from ikea_effect.payment import receipts, redraw
from ikea_effect.seeds import code_of

if TYPE_CHECKING:
    from ikea_effect.operations.replay import Replayed
    from ikea_effect.operations.settle_ledger import Books
    from ikea_effect.operations.verify_claims import Places
    from ikea_effect.operations.verify_papers import Held
    from ikea_effect.record.study import Study

KIND = "receipt of ikea-effect"


class Finding(NamedTuple):
    """One thing that was checked: whether it holds, and what was found."""

    holds: bool
    what: str


class Verified(NamedTuple):
    """What was checked, in order."""

    title: str
    findings: tuple[Finding, ...]
    unproven: tuple[str, ...] = ()
    """Of one receipt: what it cannot prove, to be compared with the paper and what was seen on the screen."""
    left_out: tuple[str, ...] = ()
    """Of a study: what could not be checked here, and why."""

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return all(finding.holds for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "title": self.title,
            "holds": self.holds,
            "findings": [finding._asdict() for finding in self.findings],
            "unproven": list(self.unproven),
            "left_out": list(self.left_out),
        }

    def text(self) -> str:
        """For people: one line for each finding, and the sum."""
        lines = [self.title]
        lines += [f"  {'holds' if one.holds else 'DOES NOT HOLD'}  {one.what}" for one in self.findings]
        lines += [f"  left out  {what}" for what in self.left_out]
        if broken := sum(not one.holds for one in self.findings):
            return "\n".join([*lines, f"{broken} of these do not hold."])
        if self.left_out:
            many = len(self.left_out)
            kept = "one thing was" if many == 1 else f"{many} things were"
            return "\n".join([*lines, f"What was checked holds; {kept} left out and not checked."])
        if not self.unproven:
            return "\n".join([*lines, "Everything holds."])
        lines += [f"  to see for yourself  {what}" for what in self.unproven]
        return "\n".join([*lines, "Everything that a receipt can prove holds."])


def verified(
    source: str,
    results: Path,
    progress: Callable[[int, int], None] | None = None,
    processes: int = 1,
    *,
    quick: bool = False,
) -> Verified:
    """The receipt's file, or the study of that name, checked.

    Raises: RecordError if the file is no receipt, or there is no such study.
    """
    path = Path(source)
    if source.endswith(".json") or path.is_file():
        found = receipt_verified(_receipt(path))
        return found._replace(findings=(*found.findings, *_with_study(path)))
    from ikea_effect.record.studies import find_study

    return study_verified(find_study(results, source), progress, processes, quick=quick)


# --- one receipt -------------------------------------------------------------------------------------------


def _receipt(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise RecordError(f"{path}: the receipt cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{path}: this is not a receipt: it is no JSON.") from error
    parts = ("draws", "trades", "lines")
    whole = (
        isinstance(found, dict) and found.get("kind") == KIND and isinstance(found.get("total_minor"), int)
    )
    if not whole or not all(_objects(found.get(part)) for part in parts):
        raise RecordError(
            f"{path}: this is not a receipt. Name the .json file beside a receipt's page, such as "
            "results/norton-2012-1a/receipts/P001.json"
        )
    return dict(found)


def _objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def receipt_verified(receipt: Mapping[str, Any]) -> Verified:
    """Every draw again from its key, every trade from its price, every line from what it follows from."""
    title = str(receipt.get("title") or f"Receipt of {receipt.get('participant')}")
    problems = receipts.verify(receipt)
    try:
        said = tuple(_said(receipt, problems))
        unproven = tuple(receipts.unproven(receipt))
    except redraw.UNREADABLE:  # verify has named the part that cannot be read
        said, unproven = (), ()
    return Verified(title, (*said, *(Finding(False, problem) for problem in problems)), unproven)


def _with_study(path: Path) -> Iterator[Finding]:
    """Where the study's folder is around the receipt: whether its journals and ledger say the same."""
    from ikea_effect.record.study import Study

    folder = path.resolve().parent.parent
    if path.resolve().parent.name != "receipts" or not (folder / "study.json").is_file():
        return
    try:
        study = Study(folder)
        if not (folder / "secret").is_file():  # somebody's copy without it: nothing can be drawn again
            return
        from ikea_effect.operations.settle import receipts_of
        from ikea_effect.operations.settle_ledger import looked_at

        found = receipts_of(study, looked_at(study)).get(path.stem, {})
    except IkeaEffectError as error:
        yield Finding(False, f"compared with the study in {folder.name}/: {error}")
        return
    same = json.loads(path.read_bytes()) == json.loads(json.dumps(found))
    says = "journals and ledger say the same" if same else "journals and ledger say something else"
    yield Finding(same, f"compared with the study in {folder.name}/: {says}")


def _said(receipt: Mapping[str, Any], problems: list[str]) -> Iterator[Finding]:
    """What holds, in sentences; what does not is among the problems."""

    def fine(name: str) -> bool:
        return not any(problem.startswith(f"{name}:") for problem in problems)

    for draw in receipt["draws"]:
        if fine(draw["purpose"]):
            code = code_of(draw["commitment"])
            drew = f"{draw['drawn']}, {redraw.possible(draw['how'])}"
            yield Finding(True, f"{draw['purpose']}: the key opens code {code} and draws {drew}")
    for trade in receipt["trades"]:
        if fine(trade["bidding"]):
            yield Finding(True, f"{trade['bidding']}: {_traded(trade)}")
    for waited in receipt.get("waited", ()):
        if fine(waited["bidding"]):
            yield Finding(True, f"{waited['bidding']}: {_waited(waited)}")
    if not any(problem.startswith("goods:") for problem in problems):
        taken = ", ".join(f"{n} x {good}" for good, n in receipt["goods"].items())
        yield Finding(True, f"goods: {taken or 'none'}, as the lines say")
    if "points" in receipt and fine("points"):
        yield Finding(True, f"points: {receipt['points']['total']} were earned and are paid at their rate")
    if fine("The lines"):
        total, currency = receipt["total_minor"], receipt["currency"]
        yield Finding(True, f"the lines sum to {total} ({currency}, minor units), as the total says")


def _traded(trade: Mapping[str, Any]) -> str:
    done = "bought" if trade["bought"] else "sold" if trade.get("sold") else "no purchase"
    bid = f"bid {trade['bid_minor']}, " if "bid_minor" in trade else ""
    bid = f"answers {' '.join(trade['answers'])}, " if "answers" in trade else bid
    counts = "" if trade.get("counts", True) else "; another part counts"
    return f"{bid}price {trade['price_minor']}: {done}, pays {trade['pays_minor']}{counts}"


def _waited(waited: Mapping[str, Any]) -> str:
    """What came of a bid or prediction that waited for others."""
    if waited["waits"]:
        return f"bid {waited['amount_minor']}: it waits for others"
    if waited["mechanism"] == "prediction":
        right = waited["right_minor"]
        right = "nobody else bid" if right is None else f"{right} was right"
        return f"predicted {waited['amount_minor']}, {right}: earned {-waited['pays_minor']}"
    price = "" if waited["price_minor"] is None else f", price {waited['price_minor']}"
    n = "" if waited.get("n") is None else f", n = {waited['n']}"
    if waited.get("rest_for_n") is not None:
        n += f" by the own share and the others' ({waited['rest_for_n']})"
    done = f"bought, pays {waited['pays_minor']}" if waited["bought"] else "no purchase"
    counted = f"{_counted(waited)}; " if "round" in waited else ""
    return f"{counted}bid {waited['amount_minor']}{price}{n}: {done}"


def _counted(waited: Mapping[str, Any]) -> str:
    """Which round of an auction counted, and what its bid was."""
    rest, rounds = waited["rest_of_shares"], waited["rounds"]
    return f"own share and the others' ({rest} in all, of {rounds}) give round {waited['round']}"


# --- a whole study -----------------------------------------------------------------------------------------


def study_verified(
    study: Study,
    progress: Callable[[int, int], None] | None = None,
    processes: int = 1,
    *,
    quick: bool = False,
) -> Verified:
    """Every journal's chain, every draw's commitment, every place, the ledger, and every receipt written.

    Pages, PDFs and pictures are made again and compared, but where it is to be `quick`.

    Raises: RecordError if the study's secret is not there.
    """
    from ikea_effect.operations.receipts import marked
    from ikea_effect.operations.replay import Replaying
    from ikea_effect.operations.settle_ledger import looked_at
    from ikea_effect.operations.verify_claims import places_verified
    from ikea_effect.record.study import WrongSecretError

    title = marked(f"Study {study.name}", study.mode)
    try:
        _ = study.secret
    except WrongSecretError as error:
        return Verified(title, (Finding(False, f"secret: does not open the study's commitment. {error}"),))
    try:
        with collector_paused(), contextlib.closing(Replaying(study, processes=processes)) as again:
            books = looked_at(study, again=again, progress=progress)
            places = places_verified(study, books.read)
            receipts = _receipts(study, books)
            findings = [*_study_findings(study, books, again.result, places, receipts)]
            left_out = [*again.result.left_out, *places.left_out]
            for held in _files_held(study, books, receipts, processes, quick=quick):
                findings += [Finding(True, what) for what in held.fine]
                findings += [Finding(False, what) for what in held.wrong]
                left_out += held.left_out
        return Verified(title, tuple(findings), left_out=tuple(left_out))
    except IkeaEffectError as error:  # the ledger itself does not hold
        return Verified(title, (Finding(False, str(error)),))


class _Given(NamedTuple):
    """A receipt as the books give it, and what its file comes to beside that."""

    data: Mapping[str, Any]
    finding: Finding


def _receipts(study: Study, books: Books) -> dict[str, _Given]:
    """Every receipt that the books give; none at a desk without a network."""
    from ikea_effect.operations.settle_papers import receipts_of
    from ikea_effect.record.desks import own_block

    if own_block(study) is not None:
        return {}
    due = receipts_of(study, books)
    return {who: _Given(data, _receipt_finding(study, who, data)) for who, data in due.items()}


def _study_findings(
    study: Study, books: Books, again: Replayed, places: Places, receipts: Mapping[str, _Given]
) -> Iterator[Finding]:
    from ikea_effect.operations.settle_papers import stray_receipts
    from ikea_effect.operations.verify_stops import stop_problems
    from ikea_effect.operations.verify_versions import changed_wordings, unknown_versions
    from ikea_effect.record.desks import own_block
    from ikea_effect.record.study_acts import acts

    yield Finding(True, f"journals ({len(books.recorded)}): every chain holds")
    yield Finding(True, "secret: opens the study's commitment")
    if not any("study.json was changed" in why for why in books.apart.values()):
        yield Finding(True, "study.json and protocol.json: say what every session began with")
    if again.sessions:
        yield Finding(True, f"sessions ({again.sessions}): all they tell follows again from keys and replies")
    for who, why in sorted({**dict(again.problems), **books.apart}.items()):
        yield Finding(False, f"{who}: {why}")
    yield from (Finding(False, problem) for problem in unknown_versions(study, books.read))
    yield from (Finding(False, problem) for problem in changed_wordings(study))
    yield from (Finding(False, problem) for problem in stop_problems(study, books.rows))
    yield from (Finding(False, problem) for problem in places.problems)
    if not places.problems:
        yield Finding(True, f"places ({places.sessions}): none is missing, changed or taken twice")
        if done := acts(study):
            yield Finding(True, f"acts upon the study ({len(done)}): their chain holds")
    yield Finding(True, f"ledger: {len(books.rows)} lines follow from one another and balance")
    if books.wrong:
        yield Finding(False, f"{books.wrong}. Run settle: it puts that right.")
    if own_block(study) is not None:
        yield Finding(True, "ledger and receipts: are kept where the desks are joined")
        return
    if books.new:
        yield Finding(False, f"ledger: {books.new} lines are missing that the journals give. Run settle.")
    else:
        yield Finding(True, "ledger: says what the journals say, for everyone")
    yield from _paid_for_absence(study, books)
    yield from (one.finding for one in receipts.values())
    for name in stray_receipts(study, books):
        yield Finding(
            False, f"receipts/{name}: is of nobody in the ledger. Nothing is due on it: take it out."
        )


def _paid_for_absence(study: Study, books: Books) -> Iterator[Finding]:
    """Whether everybody who was sent away, or did not come, stands in the ledger with what was entered."""
    from ikea_effect.operations.settle_absences import not_in_ledger
    from ikea_effect.record.absences import absences

    entered = absences(study)
    for one in not_in_ledger(study, books.rows):
        yield Finding(
            False,
            f"ledger: lacks {one.minor} (minor units) for somebody whom {one.by} entered as {one.kind} "
            f"({one.at}). Enter them again: ikea-effect sent-away {study.name} --participant .. --by ..",
        )
    if entered and not not_in_ledger(study, books.rows):
        yield Finding(True, f"sent away or not seen ({len(entered)}): are paid as was entered")


def _files_held(
    study: Study, books: Books, receipts: Mapping[str, _Given], processes: int, *, quick: bool
) -> Iterator[Held]:
    """Papers and pictures held to books and journals; of files of nobody, that they are there."""
    from ikea_effect.operations import verify_papers, verify_tables
    from ikea_effect.record.desks import own_block

    others = tuple(verify_papers.files_of_nobody(study))
    if quick:
        what = "pages and PDFs of receipts, lists, artifacts, exported tables and the report"
        others = (f"{what} were not made again (--quick)", *others)
    elif own_block(study) is None:
        right = {who: one.data for who, one in receipts.items() if one.finding.holds}
        yield verify_papers.papers_held(study, books, right, processes)
    if not quick:
        yield verify_papers.artifacts_held(study, books)
        yield verify_tables.tables_held(study)
        yield verify_tables.report_held(study)
    yield verify_papers.Held((), (), others)


def _receipt_finding(study: Study, who: str, data: Mapping[str, Any]) -> Finding:
    path = study.folder / "receipts" / f"{who}.json"
    if not path.exists():
        return Finding(False, f"receipts/{who}.json: is not there. Run settle.")
    try:
        written = _receipt(path)
    except RecordError:
        return Finding(False, f"receipts/{who}.json: is damaged. Delete it; settle makes it anew.")
    if problems := receipts.verify(written):
        return Finding(False, f"receipts/{who}.json: {problems[0]}")
    if written != json.loads(json.dumps(data)):
        return Finding(
            False, f"receipts/{who}.json: says something else than journal and ledger. Run settle."
        )
    return Finding(True, f"receipts/{who}.json: {len(written['draws'])} draws recomputed")
