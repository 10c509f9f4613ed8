"""report.html: one file without network, findings on the left, the document as read on the right.

It is built as strings. Every text that came from outside goes through ``escape`` (HTML) or
``_data`` (JSON inside a script element), and the page's own policy allows no script but its own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

from mingzhang.model import Check, Fact, Figure, Finding, Outcome, Place, Status
from mingzhang.write.audited import (
    SEVERITIES,
    Audited,
    conclusion,
    order,
    outcomes,
    rule_name,
    severities,
    statuses,
    verdict,
)
from mingzhang.write.leaves import Leaves
from mingzhang.write.pins import Ground, Pictures, Wish, located, pins, wish
from mingzhang.write.sheet import LETTERS, Sheet, escape
from mingzhang.write.veil import Veil

_ASSETS = Path(__file__).parent / "assets"
_SLOT = re.compile(r"\{\{(\w+)\}\}")
NONE = Pictures()
_MOST_EQUATIONS = 6
_MOST_PLACES = 8
_MOST_ROWS = 400
_RELATIONS = {  # (at most, differs, the positive terms come first) -> what stands between the sides
    (False, False, True): "=",
    (False, False, False): "=",
    (False, True, True): "≠",
    (False, True, False): "≠",
    (True, False, True): "≤",
    (True, False, False): "≥",
    (True, True, True): "＞",
    (True, True, False): "＜",
}
_SIGNS = {Outcome.AGREES: "✓", Outcome.ROUNDING: "≈", Outcome.DIFFERS: "✗", Outcome.UNCHECKED: "–"}


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _filled(template: str, **slots: str) -> str:
    """The template with its slots filled in one pass: what is filled in is not searched again."""
    return _SLOT.sub(lambda found: slots[found[1]], template)


def wished(audit: Audited, veil: Veil) -> Wish:
    """What the report wants to show of a file with pages."""
    ground = Ground(audit.document)
    return wish(ground, pins(ground, _flat(order(audit.findings))), audit.numbers, veil)


def html(audit: Audited, veil: Veil, words: dict, pictures: Pictures = NONE) -> str:
    """The report 审核报告 on one document; ``pictures`` are those that were ``wished``."""
    groups = order(audit.findings)
    findings = _flat(groups)
    page = words["report"]
    sheet = Sheet(audit, findings, veil, page)
    document = sheet.html()
    ground = Ground(audit.document)
    leaves = Leaves(pictures, pins(ground, findings) if pictures.pages else [], page)
    parts = _Parts(audit, sheet, veil, words, ground, leaves)
    data = parts.data()
    script = _asset("report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    name = veil.words(audit.profile.entity or audit.document.name)
    return _filled(
        _asset("report.html"),
        lang=words["lang"],
        script_hash=f"sha256-{digest}",
        title=escape(f"{name} · {page['title']}"),
        style=_asset("report.css"),
        skip_findings=escape(page["skip_findings"]),
        skip_document=escape(page["skip_document"]),
        header=parts.header(),
        findings_label=escape(page["findings"]),
        findings=parts.findings(groups) + parts.unread() + parts.checks(),
        document_label=escape(page["document"]),
        document=parts.contents() + leaves.html(sheet.marks) + f'<div id="read">{document}</div>',
        about_label=escape(page["about"]),
        footer=escape(page["footer"]),
        data=data,
        script=script,
    )


def index(rows: list[tuple[str, ...]], links: list[str], words: dict) -> str:
    """The page that leads to the reports of several files: one row each, linked by its name."""
    page = words["report"]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in words["columns"]["summary"])
    body = []
    for row, link in zip(rows, links, strict=True):
        first = escape(row[0])
        name = f'<a href="{escape(link)}">{first}</a>' if link else first
        rest = "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        body.append(f'<tr><th scope="row">{name}</th>{rest}</tr>')
    return _filled(
        _asset("index.html"),
        lang=words["lang"],
        title=escape(page["index"]),
        style=_asset("report.css"),
        head=head,
        body="\n".join(body),
    )


def _flat(groups: list[list[Finding]]) -> list[Finding]:
    return [finding for group in groups for finding in group]


class _Parts:
    """The parts of one page, written after its document so that every figure's element is known."""

    def __init__(
        self, audit: Audited, sheet: Sheet, veil: Veil, words: dict, ground: Ground, leaves: Leaves
    ) -> None:
        self.ground, self.leaves = ground, leaves
        self.audit, self.marks, self.sheet, self.veil = audit, sheet.marks, sheet, veil
        self.words, self.page = words, words["report"]
        self._touched: set[int] = set()  # numbers about which a check came to an answer

    def header(self) -> str:
        """Who published it, the conclusion, and what was read and checked."""
        audit, page = self.audit, self.page
        profile = audit.profile
        kind = self.words["kinds"].get(profile.kind, profile.kind)
        year = page["year"].format(n=profile.year) if profile.year else ""
        name = " ".join(filter(None, (profile.entity, year + kind))) or audit.document.name
        warnings = self._remarks(audit.document.warnings)
        read = statuses(audit)
        total = sum(read.values())
        figures = [
            (len(audit.document.tables), page["tables"], ""),
            (total, page["numbers"], ""),
            *(
                (read[status.value], self.words["status"][status], LETTERS[status])
                for status in Status
            ),
        ]
        cells = "".join(
            f"<div><dt>{f'<i class=k-{letter}></i>' if letter else ''}{escape(label)}</dt>"
            f"<dd>{n:,}</dd></div>"
            for n, label, letter in figures
        )
        done = "".join(
            f"<div><dt>{_SIGNS[Outcome(key)]} {escape(self.words['outcome'][key])}</dt>"
            f"<dd>{n:,}</dd></div>"
            for key, n in outcomes(audit).items()
        )
        known = len(self._touched)
        touched = page["touched"].format(n=f"{known:,}") if known else ""
        return (
            f'<p class="brand"><b>{escape(page["brand"])}</b> {escape(page["title"])}</p>'
            f"<h1>{self._say(name)}</h1>"
            f'<p class="file">{self._say(audit.document.name)}</p>'
            f'<p class="verdict {verdict(audit)}" role="status">'
            f"{escape(conclusion(audit, self.words))}</p>"
            f'<dl class="sum" aria-label="{escape(page["read"])}">{cells}</dl>'
            f'<dl class="sum" aria-label="{escape(page["checked"])}">{done}</dl>'
            f'<p class="touched">{escape(touched)}</p>{warnings}'
        )

    def _remarks(self, warnings: tuple[str, ...]) -> str:
        """What the readers remarked, folded away when it is more than one line."""
        said = "".join(f"<p>{self._say(warning)}</p>" for warning in warnings)
        if len(warnings) < 2:
            return f'<div class="warn">{said}</div>' if said else ""
        title = escape(self.page["remarks"].format(n=len(warnings)))
        return f'<details class="warn"><summary>{title}</summary>{said}</details>'

    def findings(self, groups: list[list[Finding]]) -> str:
        """The cards, by severity and rule, with the buttons that filter them."""
        page, count = self.page, severities(self.audit)
        if not groups:
            return f'<p class="none">{escape(page["none"])}</p>'
        buttons = "".join(
            f'<button type="button" class="{s[0]}" data-s="{s.value}" aria-pressed="true">'
            f"{escape(self.words['severity'][s])} <b>{count[s]}</b></button>"
            for s in SEVERITIES
            if count[s]
        )
        out = [
            f"<h2>{escape(page['findings'])}</h2>"
            f'<div class="filter" role="group" aria-label="{escape(page["filter"])}">{buttons}'
            f'<span class="keys">{escape(page["keys"])}</span></div>'
        ]
        ordinal, severity = 0, None
        for group in groups:
            first = group[0]
            if first.severity != severity:
                severity = first.severity
                name = escape(self.words["severity"][severity])
                out.append(f'<h3 class="{severity[0]}" data-s="{severity.value}">{name}</h3>')
            name = rule_name(first.rule, self.words)
            out.append(
                f'<section class="rule" data-s="{severity.value}">'
                f"<h4>{self._say(name)} <small>{escape(first.rule)}</small>"
                f" <b>{len(group)}</b></h4>"
            )
            for finding in group:
                ordinal += 1
                out.append(self._card(ordinal, finding))
            out.append("</section>")
        return "\n".join(out)

    def _card(self, ordinal: int, finding: Finding) -> str:
        page = self.page
        target = self.marks.where(finding.places[0]) if finding.places else ""
        message = f'<span class="no">{ordinal}</span>{self._say(finding.message)}'
        head = f'<a class="go" href="#{target}">{message}</a>' if target else message
        lines = [
            (page["criterion"], self._say(finding.criterion)),
            (page["printed"], self._places(finding, compared=False)),
            (page["expected"], self._say(finding.expected)),
            (page["difference"], self._say(finding.difference)),
            (page["compared"], self._places(finding, compared=True)),
            (page["fix"], self._say(finding.fix)),
            (page["broken"], self._equations(finding.checks)),
        ]
        told = "".join(f"<dt>{escape(k)}</dt><dd>{v}</dd>" for k, v in lines if v)
        return (
            f'<article class="card {finding.severity[0]}" id="k{ordinal}">'
            f'<h5>{head}</h5><dl class="more">{told}</dl></article>'
        )

    def _places(self, finding: Finding, compared: bool) -> str:
        """The figures that a finding is about or compares, with their places.

        A table that was just named is "the same table". A figure of a rule has the name of its
        field before it; one of a region is named by its place, and the first tells its region.
        """
        figures = finding.compared if compared else finding.places
        told, table = [], finding.places[0].place.table if compared and finding.places else ""
        regional = any(check.terms for check in finding.checks)
        raw = {field for check in finding.checks if check.record for field in check.record.fields}
        for figure in figures[:_MOST_PLACES]:
            place = figure.place
            if place.table and place.table == table:
                place = place._replace(table=self.page["same"])
            table = figure.place.table
            name = "" if figure.name in raw else self._say(figure.name)
            region = ""
            if name and regional and not compared and not told:
                region = escape(self.page["name"]).format(name=name)
                region = f'<br><span class="at">{region}</span>'
            lead = f"{name} " if name and not regional else ""
            shown = self._figure(figure, name if regional else "")
            at = self._at(place, self.leaves.box(figure))
            told.append(f'<p>{lead}{shown} <span class="at">{at}</span>{region}</p>')
        if len(figures) > _MOST_PLACES:
            told.append(f"<p>{escape(self.page['more'].format(n=len(figures) - _MOST_PLACES))}</p>")
        return "".join(told)

    def _figure(self, figure: Figure, tip: str) -> str:
        target = self.marks.where(figure)
        printed = self._say(figure.printed) or escape(self.page["blank"])
        title = f' title="{tip}"' if tip else ""
        return f'<a class="fig" href="#{target}"{title}>{printed}</a>' if target else printed

    def _at(self, place: Place, box: str = "") -> str:
        """The names of a place, and where in the file it is: a link where its page is shown."""
        named = [part for part in (place.table, place.row, place.column) if part]
        where = self._say(self._spot(place))
        where = f'<a href="#{box}">{where}</a>' if box else where
        return self._say(" › ".join(named) + (" · " if named else "")) + where

    def _spot(self, place: Place) -> str:
        """The page of a place, its address in a file of cells, or its line."""
        return located(self.ground, place, self.page)

    def _equations(self, checks: tuple[Check, ...]) -> str:
        told = [self._equation(check) for check in checks if check.terms][:_MOST_EQUATIONS]
        more = sum(1 for check in checks if check.terms) - len(told)
        if more > 0:
            told.append(f"<p>{escape(self.page['more'].format(n=more))}</p>")
        return "".join(told)

    def _equation(self, check: Check) -> str:
        lead = 1 if check.terms[0][0] > 0 else -1
        sides: tuple[list[str], list[str]] = ([], [])
        for factor, fact in check.terms:
            side = sides[0] if factor * lead > 0 else sides[1]
            times = f"{abs(factor)}×" if abs(factor) != 1 else ""
            side.append(times + self._fact(fact))
        relation = _RELATIONS[check.relation == "<=", check.outcome == Outcome.DIFFERS, lead > 0]
        left, right = (" + ".join(side) or "0" for side in sides)
        sign = _SIGNS[check.outcome]
        name = self._say(rule_name(check.rule, self.words))
        return f'<p class="eq"><span>{sign} {name}</span> {left} {relation} {right}</p>'

    def _fact(self, fact: Fact) -> str:
        target = self.marks.where(Figure(fact.place, fact.text))
        text = self._say(fact.text) or escape(self.page["blank"])
        told = self._say(" › ".join(fact.path) or self.audit.describe(fact.region))
        return f'<a class="fig" href="#{target}" title="{told}">{text}</a>'

    def unread(self) -> str:
        """The numbers that no term explains, each with its place."""
        unread = [(i, n) for i, n in enumerate(self.audit.numbers) if n.status == Status.UNREAD]
        if not unread:
            return ""
        rows = "".join(
            f'<li><a class="fig" href="#n{i}">{escape(self.veil.number(n))}</a> '
            f'<span class="at">{self._at(n.place)}</span> {self._say(n.why)}'
            f"{self.leaves.crop(i)}</li>"
            for i, n in unread[:_MOST_ROWS]
        )
        more = len(unread) - _MOST_ROWS
        if more > 0:
            rows += f"<li>{escape(self.page['more'].format(n=more))}</li>"
        head = escape(self.page["unread"].format(n=len(unread)))
        return f'<details class="list"><summary>{head}</summary><ul>{rows}</ul></details>'

    def checks(self) -> str:
        """What was checked, by rule and outcome; what could not be, by reason."""
        audit, page = self.audit, self.page
        table: dict[str, Counter] = {}
        why: dict[str, Counter] = {}
        for check in audit.checks:
            name = rule_name(check.rule, self.words)
            table.setdefault(name, Counter())[check.outcome] += 1
            if check.outcome == Outcome.UNCHECKED:
                why.setdefault(check.reason, Counter())[name] += 1
        head = "".join(
            f'<th scope="col">{escape(self.words["outcome"][outcome])}</th>' for outcome in Outcome
        )
        rows = "".join(
            f'<tr><th scope="row">{self._say(name)}</th>'
            + "".join(f'<td class="r">{count[outcome] or ""}</td>' for outcome in Outcome)
            + "</tr>"
            for name, count in sorted(table.items(), key=lambda item: -item[1].total())
            if count.total() > count[Outcome.UNCHECKED]
        )
        out = (
            f'<details class="list"><summary>{escape(page["what"].format(n=len(audit.checks)))}'
            f'</summary><table class="checks"><thead><tr><td></td>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></details>"
        )
        if not why:
            return out
        items = []
        for reason, count in sorted(why.items(), key=lambda item: -item[1].total()):
            names = (f"{name}×{n}" if n > 1 else name for name, n in count.most_common())
            told = self.words["comma"].join(names)
            items.append(
                f"<li><b>{count.total()}</b> {self._say(reason)}<br>"
                f'<span class="at">{self._say(told)}</span></li>'
            )
        total = escape(page["unchecked"].format(n=sum(count.total() for count in why.values())))
        return (
            f'{out}<details class="list"><summary>{total}</summary>'
            f"<ul>{''.join(items[:_MOST_ROWS])}</ul></details>"
        )

    def contents(self) -> str:
        """The head of the document's half: its legend and what it contains."""
        page = self.page
        legend = "".join(
            f'<span class="{LETTERS[status]}">{escape(self.words["status"][status])}</span>'
            for status in Status
        )
        struck = f'<span class="x e">{escape(page["struck"])}</span>'
        items = "".join(
            f'<li><a href="#{anchor}">{escape(name)}</a></li>'
            for anchor, name in self.sheet.contents
        )
        toc = (
            f'<details class="toc"><summary>{escape(page["contents"])}</summary>'
            f"<nav><ul>{items}</ul></nav></details>"
        )
        title = "original" if self.leaves else "document"
        views = "".join(
            f'<button type="button" data-v="{view}">{escape(page["view_" + view])}</button>'
            for view in (("leaf", "text") if self.leaves else ())
        )
        views = f'<span class="views" role="group">{views}</span>' if views else ""
        return (
            f'<div class="bar"><h2>{escape(page[title])}</h2>{views}'
            f'<p class="legend" aria-label="{escape(page["legend"])}">{legend}{struck}</p>'
            f"{toc}</div>"
        )

    def data(self) -> str:
        """What a click on a figure shows, as JSON: strings once, everything else by number."""
        strings: dict[str, int] = {}
        known: dict[str, int] = {}

        def put(text: str) -> int:
            if text not in known:
                known[text] = strings.setdefault(self.veil.words(text), len(strings))
            return known[text]

        numbers = [
            [LETTERS[n.status], put(n.why), put(self._spot(n.place)), *map(put, n.place[3:])]
            for n in self.audit.numbers
        ]
        described: dict = {}
        index: dict[int, int] = {}
        facts: list[list] = []

        def fact_index(fact: Fact) -> int:
            if id(fact) not in index:
                index[id(fact)] = len(facts)
                region = described.get(fact.region)
                if region is None:
                    region = described[fact.region] = put(self.audit.describe(fact.region))
                at = self.marks.number_at(fact.place, fact.text) if not fact.blank else None
                told = put(" › ".join(fact.path))
                facts.append(
                    [-1 if at is None else at, fact.place.line, put(fact.text), region, told]
                )
            return index[id(fact)]

        for fact in self.audit.facts:
            fact_index(fact)
        checks, names = [], self.words["fields"]
        for check in self.audit.checks:
            terms = [x for factor, fact in check.terms for x in (factor, fact_index(fact))]
            fields: list[int] = []
            if check.record:
                for name, place in check.record.places.items():
                    printed = check.record.printed.get(name, "")
                    at = self.marks.number_at(place, printed)
                    shown = put(printed)
                    told = names.get(check.record.kind, {}).get(name, name)
                    fields += [put(told), -1 if at is None else at, shown, place.line]
            name = put(rule_name(check.rule, self.words))
            outcome = list(Outcome).index(check.outcome)
            if check.outcome != Outcome.UNCHECKED:
                self._touched.update(fields[1::4], (facts[i][0] for i in terms[1::2]))
            checks.append(
                [name, outcome, int(check.relation == "<="), put(check.reason), terms, fields]
            )
        self._touched.discard(-1)
        script = dict(self.words["script"])
        script["status"] = {LETTERS[s]: self.words["status"][s] for s in Status}
        script["outcome"] = [self.words["outcome"][o] for o in Outcome]
        return _data({"w": script, "s": list(strings), "n": numbers, "f": facts, "c": checks})

    def _say(self, text: str) -> str:
        return escape(self.veil.words(text)) if text else ""


def _data(value: dict) -> str:
    """JSON that is safe inside a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
