"""A question finds the symbols and notes that answer it."""

from pathlib import Path

from ralf_notes.config.keys import Config
from ralf_notes.search.find import find
from ralf_notes.search.index import opened
from ralf_notes.search.texts import text_of

SOURCE = '''"""Limits how fast clients may ask."""


class Bucket:
    """Holds tokens."""

    def take(self, count: int) -> bool:
        """Take tokens for a request, if there are enough."""
        return count > 0
'''


def test_a_symbol_is_found_with_its_lines(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/limits.py").write_text(SOURCE)
    config = Config(source_paths=(str(tmp_path / "src"),), target_dir=tmp_path / "vault")
    with opened(config) as index:
        hits = find(index, "take tokens for a request", 5)
        best = next(hit.passage for hit in hits if hit.passage.kind == "symbol")
        assert (best.symbol, best.place) == ("Bucket.take", "limits.py:7")
        assert "return count > 0" in text_of(index, best)
