"""An invented department with its registers, for tests of the books."""

from pathlib import Path

from mingzhang import bookkeeping
from mingzhang.books import Entry
from mingzhang.store import Line, Store

YEAR = 2022
PROJECT = "42010722202T000000001"
UNITS = [
    Line("units", {"year": "2022", "code": "202", "name": "某县某局", "level": "部门",
                   "office": "行政单位"}),
    Line("units", {"year": "2022", "code": "202001", "name": "某县某局本级", "level": "单位",
                   "office": "行政单位", "posts": "4", "staff": "4"}),
    Line("units", {"year": "2022", "code": "202002", "name": "某县某中心", "level": "单位",
                   "office": "事业单位"}),
]  # fmt: skip
PROJECTS = [
    Line("projects", {"year": "2022", "code": PROJECT, "name": "城乡救助", "unit": "202001"}),
    Line("projects", {"year": "2022", "code": "42010722202T000000002", "name": "工作经费"}),
]


def opened(path: Path) -> Store:
    """New books in ``path`` with the registers of the department."""
    store = bookkeeping.opened(path, create=True)
    store.write([*UNITS, *PROJECTS])
    return store


def spending(kind: str, amount: int, **said: object) -> Entry:
    """An entry of public basic spending, or as ``said``."""
    usual = {"unit": "202001", "year": YEAR, "flow": "expenditure", "fund": "general",
             "nature": "public", "function": "2101501", "economic": "30201"}  # fmt: skip
    return Entry(**{**usual, **said}, kind=kind, amount=amount)
