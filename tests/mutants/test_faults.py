"""The small faults that the long run makes, by example."""

from __future__ import annotations

import pytest

from tests.mutants.faults import faults


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("x = a < b", {"x = a <= b"}),
        ("x = a and b", {"x = a or b"}),
        ("x = 3", {"x = 4"}),
        ("x = True", {"x = False"}),
        ("x = a + b", {"x = a - b"}),
        ("f(a)", {"pass"}),
        ("'a docstring stays'", set()),
        ("def f():\n    return a", {"def f():\n    return None"}),
        ("if a:\n    b += c", {"if not a:\n    b += c", "if a:\n    pass"}),
        ("@dataclass(frozen=True)\nclass A:\n    b = 1", {"@dataclass(frozen=True)\nclass A:\n    b = 2"}),
        ("def f():\n    return None", set()),
        ("def f():\n    return False", {"def f():\n    return True"}),
        (
            "@functools.lru_cache(maxsize=1 << 16)\ndef f():\n    g()",
            {"@functools.lru_cache(maxsize=1 << 16)\ndef f():\n    pass"},
        ),
        ("x = zip(a, b, strict=True)", set()),
        ("x = getattr(os, 'O_BINARY', 0)", set()),
        (
            "if sys.platform == 'win32':\n    f(1)",
            {"if not sys.platform == 'win32':\n    f(1)", "if sys.platform != 'win32':\n    f(1)"},
        ),
        ("x = a is None or b", {"x = a is None and b", "x = a is not None or b"}),
    ],
)
def test_each_fault_is_one_change(source: str, made: set[str]) -> None:
    assert {fault.source for fault in faults(source)} == made


def test_faults_are_told_by_their_lines() -> None:
    told = [(fault.line, fault.what) for fault in faults("x = 1\n\ny = a == b\n")]
    assert told == [(1, "1: 2"), (3, "a == b: noteq")]
