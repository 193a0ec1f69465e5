"""What follows from a protocol alone, worked out once and not again in every session."""

from __future__ import annotations

from typing import Generic, TypeVar

from typing_extensions import override

T = TypeVar("T")


class Same(Generic[T]):
    """A value as a key of a cache: the very same one, not one that is alike, which takes long to find out."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value

    @override
    def __hash__(self) -> int:
        return id(self.value)
