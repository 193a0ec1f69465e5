"""Where a study's store is."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikea_effect.errors import StationError
from ikea_effect.record.store_place import checked_url, keep_url, url_of
from ikea_effect.record.studies import store_for

URL = "postgresql+psycopg://lab@server/ikea"


@pytest.mark.parametrize("url", [URL, "postgresql://lab@server/ikea", "postgres://lab@server/ikea"])
def test_the_driver_may_be_left_out(url: str) -> None:
    if url.startswith("postgres:"):
        assert checked_url(url) == URL
    assert checked_url(url) == URL


def test_a_password_is_kept_as_it_was_written() -> None:
    with_password = "postgresql+psycopg://lab:s%40cret@server/ikea"
    assert checked_url(with_password) == with_password


def test_what_is_no_url_is_told_as_it_was_written(tmp_path: Path) -> None:
    with pytest.raises(StationError) as refused:
        checked_url("postgresql//lab:secret@server/ikea")
    assert str(refused.value) == (
        "--store postgresql//lab:***@server/ikea: this is no URL. Write for example "
        "postgresql+psycopg://lab@server/ikea."
    )
    (tmp_path / "store.url").mkdir()
    with pytest.raises(
        StationError, match=r"store\.url cannot be read\. .*: write it anew, such as postgresql"
    ):
        url_of(tmp_path)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("server", "no URL"),
        ("mysql://lab@server/ikea", "is in PostgreSQL"),
        ("sqlite:///store.sqlite", "leave --store out"),
        ("postgresql://lab@server", "names no database"),
        ("postgresql://lab:secret@server", "names no database"),
        ("postgresql://lab:secret@ser ver:x/ikea", "no URL"),
        ("postgresql://lab@ser ver:x/ikea?password=secret", "no URL"),
        ("postgresql://lab@server/?user=me&password=secret", "names no database"),
        ("mysql://lab@server/ikea?sslpassword=secret&user=me", "is in PostgreSQL"),
    ],
)
def test_what_is_no_store_of_several_desks_is_told_without_its_password(url: str, said: str) -> None:
    with pytest.raises(StationError, match=said) as error:
        checked_url(url)
    assert "secret" not in str(error.value)


def test_the_url_is_kept_for_this_user_alone(tmp_path: Path) -> None:
    assert url_of(tmp_path) is None
    keep_url(tmp_path, URL)
    assert url_of(tmp_path) == URL
    assert (tmp_path / "store.url").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("written", [f"\ufeff{URL}\n", "postgresql://lab@server/ikea\r\n", f"{URL}  "])
def test_a_url_that_was_written_by_hand_is_read(tmp_path: Path, written: str) -> None:
    (tmp_path / "store.url").write_bytes(written.encode())
    assert url_of(tmp_path) == URL


@pytest.mark.parametrize(
    "written", ["server", "postgresql//lab:secret@server/ikea", "postgresql://lab@server"]
)
def test_a_url_that_was_miswritten_by_hand_is_told_with_its_file(tmp_path: Path, written: str) -> None:
    (tmp_path / "store.url").write_text(written, "utf-8")
    with pytest.raises(StationError, match=r"store\.url: .*Write for example") as error:
        url_of(tmp_path)
    assert "secret" not in str(error.value)


def test_what_is_kept_what_is_asked_and_what_the_computer_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store_for(tmp_path, "S", None, None) is None
    assert store_for(tmp_path, "S", None, URL) == URL
    monkeypatch.setenv("IKEA_STORE", "postgresql://lab@day/ikea")
    assert store_for(tmp_path, "S", None, URL) == "postgresql+psycopg://lab@day/ikea"
    assert store_for(tmp_path, "S", URL, None) == URL
    monkeypatch.delenv("IKEA_STORE")
    (tmp_path / "S").mkdir()
    keep_url(tmp_path / "S", URL)
    assert store_for(tmp_path, "S", None, None) == URL
    with pytest.raises(StationError, match=r"has its store at .*server.*, not at .*elsewhere"):
        store_for(tmp_path, "S", "postgresql://lab@elsewhere/ikea", None)


def test_a_study_of_one_computer_moves_to_a_server_only_where_somebody_asks(tmp_path: Path) -> None:
    (tmp_path / "S").mkdir()
    (tmp_path / "S" / "study.json").write_text("{}")
    with pytest.raises(StationError, match="run once with --store"):
        store_for(tmp_path, "S", None, URL)
    assert store_for(tmp_path, "S", URL, None) == URL
