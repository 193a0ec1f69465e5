"""Pictures of kits, parts and designs, for screens, artifacts and reports: same input, same bytes.

Every picture has a transparent background.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageChops, ImageDraw, ImageFont

from ikea_effect.protocol.drawing import Box, Shape, bounds
from ikea_effect.protocol.kits import Kit, Part
from ikea_effect.protocol.toolkits import Item, Motif, Recipe, Toolkit
from ikea_effect.session.painting import FINER, Painter, colored
from ikea_effect.session.paper_pictures import piece_picture
from ikea_effect.session.picture_files import picture_file

if TYPE_CHECKING:
    from ikea_effect.protocol.setup import Setup

MARGIN = 12.0
"""Thousandths of the canvas around a picture, for shadows and turned corners."""


# --- kits -------------------------------------------------------------------------------------------------


def kit_view(kit: Kit) -> Box:
    """What `kit_picture` shows of the canvas: all of it."""
    return Box(0, 0, 1000, kit.height)


def kit_picture(kit: Kit, placed: Sequence[str], width_px: int) -> Image.Image:
    """The good with these parts in place. With none, its parts as they lie ready.

    Painting takes most of a second: what was painted last is kept, and nobody may draw on it.
    """
    return _kit_picture(kit, tuple(placed), width_px) if placed else loose_picture(kit, width_px)


@functools.lru_cache(maxsize=16)
def _kit_picture(kit: Kit, placed: tuple[str, ...], width_px: int) -> Image.Image:
    painter = Painter(kit_view(kit), width_px / 1000)
    painter.paint(kit.ground)
    for part in kit.parts:
        if part.id in placed:
            _paint(part, painter)
    return painter.finished()


def part_view(part: Part, px_per_unit: float | None = None) -> Box:
    """What `part_picture` shows of the canvas: the part and a margin, its edges on whole pixels."""
    runs = (*part.runs, *(run for shape in part.shapes for run in shape.outlines))
    box = bounds(runs).grown(MARGIN)
    if px_per_unit is None:
        return box
    left, top = (math.floor(at * px_per_unit) / px_per_unit for at in (box.left, box.top))
    right, bottom = (math.ceil(at * px_per_unit) / px_per_unit for at in (box.right, box.bottom))
    return Box(left, top, right, bottom)


def part_picture(part: Part, px_per_unit: float) -> Image.Image:
    """One part alone, as `part_view` cuts it out."""
    painter = Painter(part_view(part, px_per_unit), px_per_unit)
    _paint(part, painter)
    return painter.finished()


def _paint(part: Part, painter: Painter) -> None:
    """The part's own picture, and its shapes over it."""
    if part.image is not None:
        painter.lay(picture_file(Path(part.image)), part.box)
    painter.paint(part.shapes)


def ground_picture(kit: Kit, width_px: int) -> Image.Image:
    """What lies under the good."""
    painter = Painter(kit_view(kit), width_px / 1000)
    painter.paint(kit.ground)
    return painter.finished()


def loose_picture(kit: Kit, width_px: int) -> Image.Image:
    """The parts beside each other, not put together."""
    view = kit_view(kit)
    px_per_unit = width_px / view.width
    picture = Image.new("RGBA", (width_px, round(view.height * px_per_unit)), (0, 0, 0, 0))
    columns = max(range(1, len(kit.parts) + 1), key=lambda count: _common_scale(kit, count))
    common = _common_scale(kit, columns)
    width, height = view.width / columns, view.height / math.ceil(len(kit.parts) / columns)
    for place, part in enumerate(kit.tray_order):
        box = part_view(kit.part(part))
        shrink = min(1.0, 2 * common, width / box.width, height / box.height)
        small = part_picture(kit.part(part), px_per_unit * shrink)
        in_row = min(columns, len(kit.parts) - place // columns * columns)
        middle = view.width / 2 + (place % columns - (in_row - 1) / 2) * width
        x = round(middle * px_per_unit - small.width / 2)
        y = round(((place // columns) + 0.5) * height * px_per_unit - small.height / 2)
        _stamp(picture, small, x, y)
    return picture


def _common_scale(kit: Kit, columns: int) -> float:
    """How large the parts can be, all at one scale, in so many columns."""
    view, rows = kit_view(kit), math.ceil(len(kit.parts) / columns)
    boxes = [part_view(part) for part in kit.parts]
    return min(
        1.0, *(min(view.width / columns / box.width, view.height / rows / box.height) for box in boxes)
    )


# --- designs ----------------------------------------------------------------------------------------------


def base_picture(toolkit: Toolkit, base: str, width_px: int) -> Image.Image:
    """The good in one of its colors, with nothing printed on it."""
    return design_picture(toolkit, Recipe(base=base), width_px)


def colored_good(toolkit: Toolkit, base: str, outline: Image.Image, over: Image.Image) -> Image.Image:
    """The good's outline in a color, under its seams and shadows."""
    return Image.alpha_composite(colored(outline, toolkit.base_colors[base]), over)


def cloth(toolkit: Toolkit, width_px: int) -> Image.Image:
    """What lies over every base color: seams, folds, shadows; cut off where the good ends."""
    painter = Painter(Box(0, 0, 1000, toolkit.height), width_px / 1000)
    painter.within(toolkit.runs, toolkit.shapes)
    return painter.finished()


def over_print(toolkit: Toolkit, width_px: int) -> Image.Image | None:
    """What lies over everything that is printed, cut off where the good ends; None where nothing does."""
    if not toolkit.above:
        return None
    painter = Painter(Box(0, 0, 1000, toolkit.height), width_px / 1000)
    painter.within(toolkit.runs, toolkit.above)
    return painter.finished()


def design_picture(toolkit: Toolkit, recipe: Recipe | Mapping[str, Any], width_px: int) -> Image.Image:
    """The good with everything that the recipe puts on it, cut off where the good ends."""
    made = recipe if isinstance(recipe, Recipe) else Recipe.model_validate(recipe)
    outline = silhouette(toolkit, width_px)
    picture = colored_good(toolkit, made.base, outline, cloth(toolkit, width_px))
    px_per_unit = width_px / 1000
    stamps = [(item, item_picture(toolkit, item, px_per_unit * item.scale / 100)) for item in made.items]
    return printed(picture, toolkit, stamps, takes_print(toolkit, outline), over_print(toolkit, width_px))


def printed(
    picture: Image.Image,
    toolkit: Toolkit,
    stamps: Iterable[tuple[Item, Image.Image]],
    takes: Image.Image,
    above: Image.Image | None = None,
) -> Image.Image:
    """The picture of a good with items on it, each turned and at its place, cut off where it `takes` none.

    What is `above` lies over them, whatever they are.
    """
    px_per_unit = picture.width / 1000
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    for item, upright in stamps:
        stamp = (
            upright.convert("RGBa").rotate(item.angle, Image.Resampling.BICUBIC, expand=True).convert("RGBA")
        )
        x = (toolkit.center[0] + item.x) * px_per_unit - stamp.width / 2
        y = (toolkit.center[1] - item.y) * px_per_unit - stamp.height / 2
        _stamp(layer, stamp, round(x), round(y))
    layer.putalpha(ImageChops.multiply(layer.getchannel("A"), takes))
    made = Image.alpha_composite(picture, layer)
    return made if above is None else Image.alpha_composite(made, above)


def silhouette(toolkit: Toolkit, width_px: int) -> Image.Image:
    """Where the good is, as a mask of a picture's size."""
    painter = Painter(Box(0, 0, 1000, toolkit.height), width_px / 1000)
    painter.paint((Shape(path=toolkit.outline, fill="#000000"),))
    return painter.finished().getchannel("A")


def takes_print(toolkit: Toolkit, outline: Image.Image) -> Image.Image:
    """Where something can be printed, as a mask: inside the outline, but for what stays `unprinted`."""
    if toolkit.unprinted is None:
        return outline
    painter = Painter(Box(0, 0, 1000, toolkit.height), outline.width / 1000)
    painter.paint((Shape(path=toolkit.unprinted, fill="#000000"),))
    return ImageChops.subtract(outline, painter.finished().getchannel("A"))


def _stamp(onto: Image.Image, stamp: Image.Image, x: int, y: int) -> None:
    """Lays one picture on another, even where it reaches over the edge."""
    left, top = max(0, -x), max(0, -y)
    right, bottom = min(stamp.width, onto.width - x), min(stamp.height, onto.height - y)
    if right > left and bottom > top:
        onto.alpha_composite(stamp.crop((left, top, right, bottom)), (x + left, y + top))


def item_picture(toolkit: Toolkit, item: Item, px_per_unit: float) -> Image.Image:
    """A motif or text upright, with its (0, 0) in the middle of the picture."""
    if item.motif is not None:
        return motif_picture(toolkit.motifs[item.motif], px_per_unit)
    color = toolkit.text.colors[item.color or next(iter(toolkit.text.colors))]
    return text_picture(item.text or "", color, toolkit.text.size * px_per_unit)


def motif_view(motif: Motif) -> Box:
    """What `motif_picture` shows: the motif and a margin, with (0, 0) in the middle."""
    box = bounds((*motif.runs, *(run for shape in motif.shapes for run in shape.outlines)))
    x, y = max(-box.left, box.right) + MARGIN, max(-box.top, box.bottom) + MARGIN
    return Box(-x, -y, x, y)


def motif_picture(motif: Motif, px_per_unit: float) -> Image.Image:
    """One motif alone."""
    painter = Painter(motif_view(motif), px_per_unit)
    painter.paint(motif.shapes)
    return painter.finished()


def text_picture(text: str, color: str, letter_px: float) -> Image.Image:
    """One line of bold letters, `letter_px` from one line to the next, with a margin."""
    font = ImageFont.truetype(_letters(), max(4.0, letter_px) * FINER, layout_engine=ImageFont.Layout.BASIC)
    margin = round(letter_px * 0.15 + 2) * FINER
    width, (ascent, descent) = math.ceil(font.getlength(text)), font.getmetrics()
    mask = Image.new("L", (width + 2 * margin, ascent + descent + 2 * margin), 0)
    ImageDraw.Draw(mask).text((margin, margin), text, fill=255, font=font)
    size = (math.ceil(mask.width / FINER), math.ceil(mask.height / FINER))
    return colored(mask.resize(size, Image.Resampling.LANCZOS), color)


def _letters() -> str:
    return str(resources.files("ikea_effect.session") / "fonts" / "HouseSans-Bold.ttf")


# --- goods ------------------------------------------------------------------------------------------------


BLANK = Image.new("RGBA", (4, 3), (0, 0, 0, 0))
"""Stands for any picture where only its presence counts."""


def has_picture(setup: Setup, good: str, recipe: Mapping[str, Any] | None) -> bool:
    """Whether `good_picture` gives one."""
    drawn = good in setup.toolkits or good in setup.kits or good in setup.sheets
    return (
        drawn or (recipe is not None and "picture" in recipe) or (recipe is None and good in setup.pictures)
    )


def good_picture(
    setup: Setup, good: str, recipe: Mapping[str, Any] | None, width_px: int
) -> Image.Image | None:
    """The good as a screen or report shows it: designed, put together so far, or the lab's own picture.

    None where the experiment has neither toolkit, kit nor picture for it.
    """
    if recipe is not None and "picture" in recipe:
        return _as_wide(picture_file(setup.folder / recipe["picture"]), width_px)
    if good in setup.toolkits:
        toolkit = setup.toolkits[good]
        return design_picture(toolkit, recipe or toolkit.company, width_px)
    if recipe is None and good in setup.pictures:
        return _as_wide(picture_file(setup.pictures[good]), width_px)
    if good in setup.kits:
        kit = setup.kits[good]
        return kit_picture(kit, kit.order if recipe is None else tuple(recipe["placed"]), width_px)
    if good in setup.sheets:
        sheet = setup.sheets[good]
        return piece_picture(sheet, sheet.whole if recipe is None else tuple(recipe["folds"]), width_px)
    return None


def _as_wide(whole: Image.Image, width_px: int) -> Image.Image:
    """The picture in this width."""
    height = max(1, round(whole.height * width_px / whole.width))
    return whole.convert("RGBa").resize((width_px, height), Image.Resampling.LANCZOS).convert("RGBA")
