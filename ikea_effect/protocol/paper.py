"""A sheet of paper that is folded flat: faces in layers, the creases that join them, and what one fold does.

A fold lays a corner on another point: the paper folds halfway between the two. Along with the corner goes
what has to, and no more: whatever hangs on it by a crease that would tear otherwise, and whatever lies on top
of it. So no fold that is carried out here tears paper or passes through it. Places are in thousandths.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ikea_effect.errors import IkeaEffectError
from ikea_effect.protocol.drawing import Point
from ikea_effect.protocol.placing import AS_IT_WAS, Placing

NEAR = 0.75
"""Thousandths within which a point lies on a line: rounding of places, and no hand is that exact."""

GRIP = 25.0
"""How near a corner has to be to the place where it is taken."""

LAYERS = 96
"""Faces that a piece has at most: more folds than anybody can press flat."""

_Segment = tuple[Point, Point]


class FoldError(IkeaEffectError):
    """A fold that paper does not allow."""


class Face(NamedTuple):
    """A piece of the sheet between creases, where it lies now; `front` is whether its front is up."""

    points: tuple[Point, ...]
    front: bool = True
    placed: Placing = AS_IT_WAS


class Crease(NamedTuple):
    """Where two faces are joined: their places among the faces, and the two ends."""

    one: int
    other: int
    ends: _Segment


@dataclass(frozen=True, slots=True)
class Line:
    """The line halfway between two points; what is nearer to the first lies on its near side, below 0."""

    middle: Point
    normal: Point

    def side(self, at: Point) -> float:
        """How far a point is from the line: 0 on it, below 0 on the side that moves."""
        far = (at[0] - self.middle[0]) * self.normal[0] + (at[1] - self.middle[1]) * self.normal[1]
        return 0.0 if abs(far) < NEAR else far

    def mirrored(self, at: Point) -> Point:
        """The point on the other side."""
        far = 2 * ((at[0] - self.middle[0]) * self.normal[0] + (at[1] - self.middle[1]) * self.normal[1])
        return at[0] - far * self.normal[0], at[1] - far * self.normal[1]

    @property
    def mirror(self) -> Placing:
        """What `mirrored` does to every point."""
        (x, y), (across, down) = self.middle, self.normal
        far = 2 * (x * across + y * down)
        return Placing(
            1 - 2 * across * across, -2 * across * down, -2 * across * down, 1 - 2 * down * down,
            far * across, far * down,
        )  # fmt: skip

    @property
    def along(self) -> Point:
        """Its direction, of length 1."""
        return -self.normal[1], self.normal[0]


def line_between(start: Point, end: Point) -> Line:
    """The line at which the paper folds when the first point is laid on the second. Raises FoldError."""
    apart = math.dist(start, end)
    if apart < 2 * NEAR:
        raise FoldError("The corner stays where it is.")
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return Line(middle, ((end[0] - start[0]) / apart, (end[1] - start[1]) / apart))


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper as it lies: faces from the lowest to the uppermost, and creases."""

    faces: tuple[Face, ...]
    creases: tuple[Crease, ...] = ()

    def folded(self, start: Point, end: Point) -> Paper:
        """The paper after its corner near `start` is laid on `end`. Raises FoldError with a sentence."""
        line, moving = self._fold(start, end)
        if len(moving) == len(self.faces) and all(
            not _cut(face.points, line, stays=True) for face in self.faces
        ):
            raise FoldError("The whole paper would move.")
        return self._after(line, moving)

    def moved_area(self, start: Point, end: Point) -> float:
        """How much paper moves in that fold, layer by layer. Raises FoldError."""
        line, moving = self._fold(start, end)
        return sum(abs(area(_cut(self.faces[layer].points, line, stays=False))) for layer in moving)

    def _fold(self, start: Point, end: Point) -> tuple[Line, set[int]]:
        """The line of a fold, and the faces that move."""
        corner = self.corner_near(start)
        if corner is None:
            raise FoldError("There is no corner of the paper.")
        line = line_between(corner, end)
        return line, self._moving(corner, line)

    def turned_over(self, middle: float) -> Paper:
        """The paper turned over like a page, around the upright line at `middle`."""
        last = len(self.faces) - 1
        turn = Placing(xx=-1.0, x0=2 * middle)
        faces = tuple(
            Face(
                tuple((2 * middle - x, y) for x, y in reversed(face.points)),
                not face.front,
                face.placed.then(turn),
            )
            for face in reversed(self.faces)
        )
        creases = tuple(
            Crease(last - one, last - other, ((2 * middle - a[0], a[1]), (2 * middle - b[0], b[1])))
            for one, other, (a, b) in self.creases
        )
        return Paper(faces, creases)

    @property
    def corners(self) -> tuple[Point, ...]:
        """Every corner that is seen and can be taken, the uppermost first, none twice."""
        found: list[Point] = []
        for layer in range(len(self.faces) - 1, -1, -1):
            for at in self.faces[layer].points:
                new = all(math.dist(at, other) > 4 * NEAR for other in found)
                if new and not any(_inside(face.points, at) for face in self.faces[layer + 1 :]):
                    found.append(at)
        return tuple(found)

    def corner_near(self, at: Point, within: float = GRIP) -> Point | None:
        """The corner nearest to a place, or nothing if none is near enough."""
        nearest = min(self.corners, key=lambda corner: math.dist(corner, at))
        return nearest if math.dist(nearest, at) <= within else None

    # --- what goes along ----------------------------------------------------------------------------------

    def _moving(self, corner: Point, line: Line) -> set[int]:
        """The faces that move with a corner."""
        near = {
            layer: piece
            for layer, face in enumerate(self.faces)
            if (piece := _cut(face.points, line, stays=False))
        }
        top = max(
            layer
            for layer, face in enumerate(self.faces)
            if any(math.dist(at, corner) < 4 * NEAR for at in face.points)
        )
        found, open_layers = {top}, [top]
        while open_layers:
            layer = open_layers.pop()
            more = {*self._hanging_on(layer, line), *_lying_on(layer, near)} - found
            found |= more
            open_layers += more
        return found

    def _hanging_on(self, layer: int, line: Line) -> Iterator[int]:
        """What would be torn off if the face moved alone."""
        for one, other, ends in self.creases:
            if layer in (one, other) and min(line.side(end) for end in ends) < 0:
                yield other if layer == one else one

    def _after(self, line: Line, moving: set[int]) -> Paper:
        """The paper with these faces folded over at the line."""
        stay = [
            (layer, points)
            for layer, face in enumerate(self.faces)
            if (points := _cut(face.points, line, stays=True) if layer in moving else face.points)
        ]
        move = [
            (layer, points)
            for layer in sorted(moving, reverse=True)
            if (points := _cut(self.faces[layer].points, line, stays=False))
        ]
        if len(stay) + len(move) > LAYERS:
            raise FoldError("The paper is too thick to be folded once more.")
        faces = [self.faces[layer]._replace(points=points) for layer, points in stay]
        faces += [_mirrored(self.faces[layer]._replace(points=points), line) for layer, points in move]
        places = _Places(
            {layer: place for place, (layer, _) in enumerate(stay)},
            {layer: place for place, (layer, _) in enumerate(move, len(stay))},
            frozenset(moving),
        )
        return Paper(tuple(faces), tuple(self._creases_after(line, places)))

    def _creases_after(self, line: Line, places: _Places) -> Iterator[Crease]:
        for one, other, ends in self.creases:
            stays, moves = _parted(ends, line)
            if stays is not None and places.has_stayed(one, other):
                yield Crease(places.stayed[one], places.stayed[other], stays)
            if moves is not None and one in places.moved and other in places.moved:
                mirrored = line.mirrored(moves[0]), line.mirrored(moves[1])
                yield Crease(places.moved[one], places.moved[other], mirrored)
            if stays is None and moves is None:
                yield Crease(places.on_the_line(one), places.on_the_line(other), ends)
        for layer in places.moving:
            if layer in places.stayed and layer in places.moved:
                ends = _where_cut(self.faces[layer].points, line)
                yield Crease(places.stayed[layer], places.moved[layer], ends)


class _Places(NamedTuple):
    """Where each face is found again after a fold: what stayed of it, and what moved."""

    stayed: dict[int, int]
    moved: dict[int, int]
    moving: frozenset[int]

    def has_stayed(self, one: int, other: int) -> bool:
        """Whether something of both stayed."""
        return one in self.stayed and other in self.stayed

    def on_the_line(self, layer: int) -> int:
        """A face with an edge on the line lies wholly on one side."""
        return self.moved[layer] if layer in self.moved else self.stayed[layer]


def _lying_on(layer: int, near: dict[int, tuple[Point, ...]]) -> Iterator[int]:
    """What lies on top of a face that moves, where it moves."""
    own = near.get(layer)
    if own is not None:
        yield from (above for above, piece in near.items() if above > layer and _overlap(own, piece))


def _mirrored(face: Face, line: Line) -> Face:
    """A face that moved with a fold."""
    points = tuple(line.mirrored(at) for at in reversed(face.points))
    return Face(points, not face.front, face.placed.then(line.mirror))


# --- convex polygons ---------------------------------------------------------------------------------------


def _cut(points: Sequence[Point], line: Line, *, stays: bool) -> tuple[Point, ...]:
    """What of a face lies on one side of the line; nothing where that is no more than an edge."""
    sign = 1 if stays else -1
    sides = [sign * line.side(at) for at in points]
    if max(sides) <= 0:
        return ()
    found: list[Point] = []
    for place, at in enumerate(points):
        before = points[place - 1]
        if sides[place] * sides[place - 1] < 0:
            found.append(_between(before, at, sides[place - 1], sides[place]))
        if sides[place] >= 0:
            found.append(at)
    return tuple(found) if len(found) > 2 else ()


def _between(start: Point, end: Point, before: float, after: float) -> Point:
    share = before / (before - after)
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _parted(ends: _Segment, line: Line) -> tuple[_Segment | None, _Segment | None]:
    """What of a crease stays and what moves; neither where it lies on the line."""
    first, second = line.side(ends[0]), line.side(ends[1])
    if first * second < 0:
        at = _between(ends[0], ends[1], first, second)
        halves = (ends[0], at), (at, ends[1])
        return (halves[0], halves[1]) if first > 0 else (halves[1], halves[0])
    if first == second == 0:
        return None, None
    return (ends, None) if first > 0 or second > 0 else (None, ends)


def _where_cut(points: Sequence[Point], line: Line) -> _Segment:
    """The new crease in a face that is cut by the line."""
    on = [at for at in _cut(points, line, stays=True) if line.side(at) == 0]
    dx, dy = line.along
    on.sort(key=lambda at: at[0] * dx + at[1] * dy)
    return on[0], on[-1]


def _inside(points: Sequence[Point], at: Point) -> bool:
    """Whether a point lies inside a face, and not on its edge."""
    return all(far > NEAR for far in _distances(points, at))


def _distances(points: Sequence[Point], at: Point) -> Iterator[float]:
    """How far inside each edge a point lies; below 0 outside."""
    sign = 1 if area(points) > 0 else -1
    for place, (x, y) in enumerate(points):
        bx, by = points[place - 1]
        length = math.dist((x, y), (bx, by)) or 1.0
        yield sign * ((x - bx) * (at[1] - by) - (y - by) * (at[0] - bx)) / length


def _overlap(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Whether two faces cover each other somewhere, beyond an edge."""
    return not any(_apart(a, b) for a, b in ((one, other), (other, one)))


def _apart(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Whether an edge of the first parts the two."""
    sign = 1 if area(one) > 0 else -1
    for place, (x, y) in enumerate(one):
        bx, by = one[place - 1]
        length = math.dist((x, y), (bx, by)) or 1.0
        far = [sign * ((x - bx) * (at[1] - by) - (y - by) * (at[0] - bx)) / length for at in other]
        if max(far) <= NEAR:
            return True
    return False


def area(points: Sequence[Point]) -> float:
    """The area of a polygon; below 0 where its points go round the other way."""
    pairs = zip(points, (*points[1:], *points[:1]), strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def convex(points: Sequence[Point]) -> bool:
    """Whether no corner of a polygon points inwards, and no edges cross: all lies on one side of each."""
    sides = [
        (b[0] - a[0]) * (at[1] - b[1]) - (b[1] - a[1]) * (at[0] - b[0])
        for a, b in zip((points[-1], *points), points, strict=False)
        for at in points
        if at not in (a, b)
    ]
    return all(side > 0 for side in sides) or all(side < 0 for side in sides)


def likeness(one: Paper, other: Paper, height: float, rows: int = 200) -> float:
    """Share of two outlines that is common to both, from 0 to 1: covered by both, of what either covers."""
    both = either = 0.0
    for row in range(rows):
        y = (row + 0.5) * height / rows
        first, second = _covered(one, y), _covered(other, y)
        shared = sum(max(0.0, min(b, d) - max(a, c)) for a, b in first for c, d in second)
        both += shared
        either += sum(b - a for a, b in (*first, *second)) - shared
    return both / either if either else 0.0


def _covered(paper: Paper, y: float) -> list[tuple[float, float]]:
    """From where to where the paper covers a row, left to right."""
    runs = sorted(run for face in paper.faces if (run := _crossing(face.points, y)) is not None)
    found: list[tuple[float, float]] = []
    for left, right in runs:
        if found and left <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], right)
        else:
            found.append((left, right))
    return found


def _crossing(points: Sequence[Point], y: float) -> tuple[float, float] | None:
    xs, (bx, by) = [], points[-1]
    for ax, ay in points:
        if (ay > y) != (by > y):
            xs.append(ax + (y - ay) / (by - ay) * (bx - ax))
        bx, by = ax, ay
    return (min(xs), max(xs)) if xs else None
