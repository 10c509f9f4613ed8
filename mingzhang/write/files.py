"""The files of a disclosure 公开文件 by kind: Word, PDF, Excel, web page, text, open data.

This module imports the typesetter and the writer of workbooks: who only audits need not load it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mingzhang.disclosure import Disclosure
from mingzhang.regions import Space
from mingzhang.write import excel, opendata, plain, typeset, web, word

Writer = Callable[[Disclosure], dict[str, bytes]]


def writers(
    words: dict,
    space: Space,
    named: opendata.Named,
    registers: opendata.Registers | None = None,
    origins: Mapping[str, Sequence[web.Origin]] | None = None,
) -> dict[str, Writer]:
    """What writes each kind of file: a disclosure to the bytes of its files by name.

    ``words`` is ``packs/publish.toml``; the rest is told in ``opendata.package`` and ``web.html``.
    """

    def data(made: Disclosure) -> dict[str, bytes]:
        files = opendata.package(made, words, space, named, registers)
        return {f"data/{name}": text.encode() for name, text in files.items()}

    def one(ending: str, write: Callable[[Disclosure], str | bytes]) -> Writer:
        def written(made: Disclosure) -> dict[str, bytes]:
            text = write(made)
            return {f"{made.title}.{ending}": text.encode() if isinstance(text, str) else text}

        return written

    return {
        "docx": one("docx", lambda made: word.docx(made, words, typeset.pngs)),
        "pdf": one("pdf", lambda made: typeset.pdf(made, words)),
        "xlsx": one("xlsx", lambda made: excel.xlsx(made, words, typeset.pngs)),
        "html": one("html", lambda made: web.html(made, words, origins)),
        "txt": one("txt", lambda made: plain.text(made, words)),
        "data": data,
    }
