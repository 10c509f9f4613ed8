"""Personal data 个人信息 is veiled in every output, also where a cell alone does not show it.

A telephone number in a cell of its own is known by the words before it on the printed line. So each
printed line is masked as a whole first, and every text that came from a changed line is changed in
the same characters; then the text is masked for itself.
"""

from __future__ import annotations

from collections.abc import Callable

from mingzhang.model import Number, Text


class Veil:
    """Masks strings, texts and numbers of one document. Remembers what it has masked."""

    def __init__(self, lines: tuple[str, ...], mask: Callable[[str], str]) -> None:
        self._mask = mask
        self._known: dict[str, str] = {}
        pairs = ((i, line, self.words(line)) for i, line in enumerate(lines, 1) if line)
        self._changed = {
            i: (line, masked)
            for i, line, masked in pairs
            if masked != line and len(masked) == len(line)
        }

    def words(self, text: str) -> str:
        """A string with its personal data masked."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._mask(text)
        return known

    def text(self, text: Text) -> str:
        """The characters of ``text``, masked by their printed lines and for themselves."""
        shown = text.text
        if self._changed and any(span.line in self._changed for span in text.spans):
            shown = self._through_lines(text)
        return self.words(shown)

    def number(self, number: Number) -> str:
        """The characters of a number, masked by the printed line on which it begins."""
        line, masked = self._changed.get(number.place.line, ("", ""))
        start = number.place.offset
        end = start + len(number.text)
        if line[start:end] == number.text:
            return self.words(masked[start:end])
        return self.words(number.text)

    def _through_lines(self, text: Text) -> str:
        pieces, spans = [], text.spans
        for i, span in enumerate(spans):
            stop = spans[i + 1].start if i + 1 < len(spans) else len(text.text)
            piece = text.text[span.start : stop]
            line, masked = self._changed.get(span.line, ("", ""))
            start = span.offset
            length = _common(piece, line[start:])
            pieces.append(masked[start : start + length] + piece[length:])
        return "".join(pieces)


def _common(a: str, b: str) -> int:
    """How many characters two strings share at their beginning."""
    if b.startswith(a):
        return len(a)
    return next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
