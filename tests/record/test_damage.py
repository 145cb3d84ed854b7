"""Whoever asks a journal hears that it is not as it was written, with the answer that it cannot give."""

from __future__ import annotations

from pathlib import Path

from tests.record.journals import written

from mapconfig.record.damage import asked
from mapconfig.record.store import Record


def test_a_sound_journal_is_told_without_a_doubt(tmp_path: Path) -> None:
    """All of it, and one that has not begun is sound."""
    assert asked(Record(tmp_path / "none", "local")) == ((), None)
    written(tmp_path / "local", 3)
    entries, doubt = asked(Record(tmp_path / "local", "local"))

    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert doubt is None


def test_a_changed_journal_says_where_it_begins(tmp_path: Path) -> None:
    """Nothing that it says is told, and the sentence names the command that shows all of it."""
    written(tmp_path / "local", 4)
    path = tmp_path / "local" / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"number":3', b'"number":9').replace(b'"number":4', b'"number":9'))

    assert asked(Record(tmp_path / "local", "local")) == (
        (),
        "The journal of local was changed after it was written (line 3), so what it says of applies counts for nothing "
        "here. `mapconfig audit verify --env local` shows all of it.",
    )


def test_a_journal_whose_head_is_spoilt_cannot_be_read(tmp_path: Path) -> None:
    """Then no line can be named."""
    written(tmp_path / "local", 2)
    (tmp_path / "local" / "head.json").write_text("{}")
    entries, doubt = asked(Record(tmp_path / "local", "local"))

    assert not entries
    assert doubt == (
        "The journal of local cannot be read, so nothing is known here of applies. `mapconfig audit verify --env "
        "local` says why."
    )
