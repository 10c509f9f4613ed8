"""The vocabulary of money tables, compiled from ``packs/wrapped.toml``. Floor 3, pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from mingzhang.read.wrapped_lines import same
from mingzhang.read.wrapped_spelling import Spelling
from mingzhang.read.wrapped_words import any_of


@dataclass(slots=True)
class MoneyWords:
    """The vocabulary of money tables, compiled."""

    title: re.Pattern[str]
    subject: re.Pattern[str]
    front: re.Pattern[str]
    notes: re.Pattern[str]
    head: re.Pattern[str]
    spelling: Spelling
    labels: frozenset[str]
    numbering: frozenset[str]
    panels: frozenset[str]
    totals: frozenset[str]
    sums: frozenset[str]
    partial: frozenset[str]
    left: tuple[str, ...]
    right: tuple[str, ...]
    under: list[tuple[re.Pattern[str], frozenset[str]]]
    stops: tuple[str, ...]
    openers: tuple[str, ...]
    joiners: str
    present: tuple[str, ...]
    noise: re.Pattern[str]
    fiscal: tuple[str, ...]
    fiscal_parts: frozenset[str]
    natures: list[dict[str, list[str]]]

    @staticmethod
    def of(money: dict[str, Any]) -> MoneyWords:
        """Made from the pack's table ``money``."""

        def words(key: str) -> frozenset[str]:
            return frozenset(map(same, money[key]))

        heads = [*money["columns"], *money["labels"], *money["panels"], *money["under"]]
        return MoneyWords(
            title=re.compile(any_of(money["titles"]) + r"(?:\([^()]{1,20}\))?(?=单位:|金额单位|$)"),
            subject=re.compile(any_of(money["subjects"])),
            front=re.compile(any_of(money["front"])),
            notes=re.compile(any_of(money["notes"]) + r"\d?[:、]"),
            head=re.compile(any_of(heads) + r"(?:\([^()]{1,12}\))?"),
            spelling=Spelling.of(heads, money["labels"], money["sums"], money["panels"]),
            labels=words("labels"),
            numbering=words("numbering"),
            panels=words("panels"),
            totals=words("totals"),
            sums=words("sums"),
            partial=words("partial"),
            left=tuple(map(same, money["left"])),
            right=tuple(map(same, money["right"])),
            under=[
                (re.compile(any_of([k]) + r"(?:\(.*\))?"), frozenset(map(same, v)))
                for k, v in money["under"].items()
            ],
            stops=tuple(money["stops"]),
            openers=tuple(money["openers"]),
            joiners=same(money["joiners"]),
            present=tuple(money["present"]),
            noise=re.compile(any_of(money["noise"])),
            fiscal=tuple(money["fiscal"]),
            fiscal_parts=frozenset(money["fiscal_parts"]),
            natures=money["natures"],
        )
