"""The command that begins a study of one's own."""

from __future__ import annotations

import sys
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ikea_effect.cli.options import JsonOption

if TYPE_CHECKING:
    from ikea_effect.operations.new import Begun, NewStudy, Prices
    from ikea_effect.operations.new_from_paper import Paper, PaperCell


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("new")(new)


SourceOption = Annotated[
    str | None, typer.Option("--from", metavar="PROTOCOL", help="What to copy (norton-2012-1a).")
]
TitleOption = Annotated[str | None, typer.Option("--title", help="The new study's title.")]
LanguagesOption = Annotated[
    list[str] | None, typer.Option("--language", help="Only these languages, such as nl.")
]
CurrencyOption = Annotated[str | None, typer.Option("--currency", help="Such as EUR.")]
ShowUpOption = Annotated[
    str | None, typer.Option("--show-up", metavar="AMOUNT", help="What everybody gets for coming.")
]
EndowmentOption = Annotated[
    str | None, typer.Option("--endowment", metavar="AMOUNT", help="What everybody may bid with.")
]
PricesOption = Annotated[
    str | None, typer.Option("--prices", metavar="LOW:HIGH:STEP", help="The prices of every bid.")
]
OutOption = Annotated[Path, typer.Option("--out", help="The folder to write into.")]
PaperOption = Annotated[
    str | None,
    typer.Option("--from-paper", metavar="CITATION", help="No copy: a protocol from a paper's numbers."),
]
CellOption = Annotated[
    list[str] | None,
    typer.Option("--cell", metavar="LEVEL:m=,sd=,n=", help="A paper's condition; the higher one first."),
]
StatisticOption = Annotated[
    str | None, typer.Option("--statistic", metavar="t=,df=", help="The paper's test, as printed.")
]
RatingOption = Annotated[
    str | None, typer.Option("--rating", metavar="LOW:HIGH", help="The paper's scale, such as 1:7.")
]
FactorOption = Annotated[str, typer.Option("--factor", help="What differs between the cells.")]
MeasureOption = Annotated[str, typer.Option("--measure", help="What the paper measured.")]
ReadOption = Annotated[bool, typer.Option("--read", help="These numbers were read in the paper itself.")]


def new(
    name: Annotated[str, typer.Argument(metavar="ID", help="The new study's id, such as shelf-pilot.")],
    source: SourceOption = None,
    title: TitleOption = None,
    language: LanguagesOption = None,
    currency: CurrencyOption = None,
    show_up: ShowUpOption = None,
    endowment: EndowmentOption = None,
    prices: PricesOption = None,
    out: OutOption = Path(),
    paper: PaperOption = None,
    cell: CellOption = None,
    statistic: StatisticOption = None,
    rating: RatingOption = None,
    factor: FactorOption = "group",
    measure: MeasureOption = "outcome",
    read: ReadOption = False,
    json: JsonOption = False,
) -> None:
    """Begin a study of your own: a copy of a protocol with its texts, materials and run.py, checked.

    Without an option it asks on a terminal; beside options, what none names stays as it is in the original.
    Example: ikea-effect new shelf-pilot --from norton-2012-1a --currency EUR --prices 0:5:0.05

    With a paper's numbers in place of a copy, `power` and `replicate` work at once; texts are yours to write.
    Example: ikea-effect new lab-a --from-paper "Norton et al. (2012), 1A" --rating 1:7 --measure liking
    --factor labor --cell build:m=3.81,sd=1.56,n=26 --cell prebuilt:m=2.50,sd=1.03,n=26
    """
    if paper is not None:
        _copies_nothing(source, title, language, show_up, endowment)
        told = _paper(name, paper, cell or [], statistic, prices, rating, currency)
        _write_paper(replace(told, factor=factor, measure=measure, seen=read), out, json)
        return
    _is_a_copy(cell, statistic, rating, factor != "group", measure != "outcome", read)
    from ikea_effect.operations.new import NewStudy

    wanted = NewStudy(
        id=name,
        source=source or "norton-2012-1a",
        folder=out,
        title=title,
        languages=tuple(language or ()),
        currency=currency,
        show_up=_amount("--show-up", show_up),
        endowment=_amount("--endowment", endowment),
        prices=_prices(prices),
    )
    named = any((source, title, language, currency, show_up, endowment, prices))
    _copy(_asked(wanted) if not named and not json and sys.stdin.isatty() else wanted, json)


def _copy(wanted: NewStudy, as_json: bool) -> None:
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.new import begin

    begun = begin(wanted)
    if as_json:
        print_answer(begun.to_json())
    else:
        _tell(begun)
    if begun.checked.faults:
        raise typer.Exit(3)


def _paper(
    name: str,
    citation: str,
    cells: list[str],
    statistic: str | None,
    prices: str | None,
    rating: str | None,
    currency: str | None,
) -> Paper:
    from ikea_effect.operations.new_from_paper import Paper

    if prices and rating:
        raise typer.BadParameter("--prices and --rating: a bid and a rating are two measures. Name one.")
    return Paper(
        id=name,
        citation=citation,
        cells=tuple(map(_cell, cells)),
        range=_prices(prices) or _scale(rating),
        currency=(currency or "EUR") if prices else None,
        paid_in=currency or "EUR",
        statistic=_numbers("--statistic", statistic or ""),
    )


def _asked(wanted: NewStudy) -> NewStudy:
    """What a person at a terminal answers; Enter leaves what is in brackets."""
    from ikea_effect.protocol.loading import load_protocol, protocol_ids

    print("Protocols: " + ", ".join(protocol_ids()))
    source = load_protocol(typer.prompt("Copy which", default=wanted.source))
    declared = source.said["payment"]
    wanted = replace(
        wanted,
        source=source.id,
        title=typer.prompt("Title", default=source.title),
        currency=typer.prompt("Currency", default=source.currency),
    )
    if "show_up" in declared:
        said = typer.prompt("Show-up fee", default=str(declared["show_up"]))
        wanted = replace(wanted, show_up=_amount("--show-up", said))
    if "endowment" in declared:
        said = typer.prompt("Endowment", default=str(declared["endowment"]))
        wanted = replace(wanted, endowment=_amount("--endowment", said))
    said = typer.prompt(f"Languages ({', '.join(source.languages)})", default=" ".join(source.languages))
    return replace(wanted, languages=tuple(said.replace(",", " ").split()))


def _amount(option: str, said: str | None) -> Decimal | None:
    if said is None:
        return None
    try:
        value = Decimal(said)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0:
        raise typer.BadParameter(f"{option}: '{said}' is no amount. Write it like 5.00.")
    return value


def _prices(said: str | None) -> Prices | None:
    from ikea_effect.operations.new import Prices

    if said is None:
        return None
    parts = [_amount("--prices", part) for part in said.split(":")]
    amounts = [part for part in parts if part is not None]
    if len(amounts) != 3 or not amounts[0] < amounts[1] or not amounts[2]:
        raise typer.BadParameter(f"--prices: '{said}'. Write the lowest, the highest and the step: 0:5:0.05.")
    return Prices(*amounts)


def _scale(said: str | None) -> Prices:
    from ikea_effect.operations.new import Prices

    if said is None:
        raise typer.BadParameter("--from-paper: name the measure, --rating 1:7 or --prices 0:5:0.05.")
    try:
        low, high = map(Decimal, said.split(":"))
        good = low.is_finite() and high.is_finite() and low < high
    except (InvalidOperation, ValueError):
        good = False
    if not good:
        raise typer.BadParameter(f"--rating: '{said}'. Write the lowest and the highest point: 1:7.")
    return Prices(low, high, Decimal(1))


def _cell(said: str) -> PaperCell:
    from ikea_effect.operations.new_from_paper import PaperCell

    level, _, rest = said.partition(":")
    numbers = _numbers("--cell", rest)
    n = numbers.get("n", Decimal(0))
    if not level or n < 2 or n != n.to_integral_value() or set(numbers) - {"m", "sd", "n"}:
        raise typer.BadParameter(f"--cell: '{said}'. Write build:m=3.81,sd=1.56,n=26; n is 2 or more.")
    return PaperCell(level, int(n), numbers.get("m"), numbers.get("sd"))


def _numbers(option: str, said: str) -> dict[str, Decimal]:
    """The numbers of "t=2.12,df=50", with the decimals that they are written with."""
    found = {}
    for part in filter(None, said.replace(" ", "").split(",")):
        name, _, value = part.partition("=")
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise typer.BadParameter(f"{option}: '{part}' is no number with a name. Write it like t=2.12.")
        found[name] = number
    return found


def _copies_nothing(*given: object) -> None:
    if any(given):
        raise typer.BadParameter(
            "--from-paper copies no protocol: leave out --from, --title, --language, --show-up, --endowment."
        )


def _is_a_copy(*given: object) -> None:
    if any(given):
        raise typer.BadParameter(
            "--cell, --statistic, --rating, --factor, --measure and --read are a paper's: add --from-paper."
        )


def _write_paper(paper: Paper, out: Path, as_json: bool) -> None:
    from ikea_effect.cli.printing import print_answer
    from ikea_effect.operations.new_from_paper import from_paper
    from ikea_effect.protocol.tree import shown

    path = from_paper(paper, out)
    if as_json:
        print_answer({"files": [shown(path)]})
        return
    where = shown(path)
    print(f"""{where}

Then:
  ikea-effect recheck {where}
  ikea-effect power {where} --n 50 --n 100
  ikea-effect replicate {where} --data theirs.csv
To run it with people, write its texts: ikea-effect check {where} tells which.""")


def _tell(begun: Begun) -> None:
    """What was written, what `check` says of it, and what to do next."""
    from ikea_effect.protocol.tree import shown

    for path in begun.files:
        print(shown(path))
    for line in begun.scaled:
        print(f"follows from --prices  {line}")
    print()
    print(begun.checked.text())
    if begun.checked.faults:
        return
    where = shown(begun.protocol)
    print(f"""
What participants read stands in {shown(begun.files[1])}; what you change, say in `notes` of {where}.
Then:
  ikea-effect check {where}
  ikea-effect preview {where} --out screens
  ikea-effect simulate {where} --n 100 --seed 1""")
