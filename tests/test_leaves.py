"""The pages in a report: every box leads to its finding and every finding to its box."""

import re
import threading

from printed_pdf import Sheet, pdf

from mingzhang import audit, cli, original
from mingzhang.model import Figure, Finding, Place, Severity
from mingzhang.write import report
from mingzhang.write.notes import notes
from mingzhang.write.veil import Veil

ROWS = [["项目", "预算数", "决算数"], ["一、基本支出", "1,234.56", "1,200.00"]]


def page(number: int) -> Sheet:
    sheet = Sheet().text(230, 60, f"支出决算表之{number}", 16).text(60, 200, f"第{number}段。")
    return sheet.grid([60.0, 220.0, 320.0, 420.0], [110.0, 130.0, 150.0], ROWS)


DATA = pdf([page(n) for n in (1, 2, 3)])
DOCUMENT = audit.read_bytes(DATA, "样本.pdf")


def figure(printed: str, number: int) -> Figure:
    """A figure on a page."""
    lines = zip(DOCUMENT.lines, DOCUMENT.pages, strict=True)
    (line,) = [n for n, (t, p) in enumerate(lines, 1) if printed in t and p == number]
    return Figure(Place(line, DOCUMENT.lines[line - 1].index(printed), number), printed)


def found(*findings: Finding):
    made = audit.audit(DOCUMENT)
    object.__setattr__(made, "findings", findings)
    return made


def about(severity: Severity, blamed: Figure, *compared: Figure) -> Finding:
    return Finding("x", severity, "不符。", "依据", (blamed,), compared=compared)


def shown(*findings: Finding, language: str = "zh") -> str:
    made = found(*findings)
    veil = Veil(DOCUMENT.lines, made.mask)
    pictures = original.pictures(DATA, report.wished(made, veil))
    return report.html(made, veil, cli.spoken(language), pictures)


def boxes(text: str) -> dict[str, tuple[str, str, str]]:
    """By element: look, ordinals of findings that blame it, of those that compare it."""
    return {
        name: (look, *(" ".join(re.findall(rf'data-{key}="([^"]*)"', tag)) for key in "kc"))
        for tag, look, name in re.findall(r'(<a class="hit (\w)" id="(b\d+)"[^>]*>)', text)
    }


def test_only_pages_with_findings_are_shown_and_named():
    text = shown(about(Severity.ERROR, figure("1,200.00", 3), figure("1,234.56", 1)))
    assert re.findall(r'id="leaf(\d)"', text) == ["1", "3"]
    assert "第 1、3 页" in text
    assert "data:image/png;base64," in text
    assert "img-src data:" in text


def test_a_box_has_the_worst_look_and_all_its_findings():
    one, other = figure("1,200.00", 1), figure("1,234.56", 1)
    text = shown(
        about(Severity.ERROR, one, other),
        about(Severity.WARNING, other),
        about(Severity.NOTE, one),
    )
    assert boxes(text) == {"b0": ("e", "1 3", ""), "b1": ("w", "2", "1")}


def test_a_finding_leads_to_its_box_and_the_box_back():
    text = shown(about(Severity.ERROR, figure("1,200.00", 2)), language="en")
    assert '<a href="#b0">page 2</a>' in text
    (target,) = re.findall(r'id="b0" href="#(k\d+)"', text)
    assert f'id="{target}"' in text
    (element,) = re.findall(r'id="b0"[^>]*data-n="([^"]*)"', text)
    assert f'id="{element}"' in text


def test_a_report_without_pictures_has_no_views():
    made = found(about(Severity.ERROR, figure("1,200.00", 1)))
    text = report.html(made, Veil(DOCUMENT.lines, made.mask), cli.spoken("zh"))
    assert 'id="leaves"' not in text
    assert 'class="views"' not in text


def test_pictures_and_copies_are_made_where_forking_is_not_safe():
    """A program with threads starts an interpreter anew, to which all goes pickled."""
    made = found(about(Severity.ERROR, figure("1,200.00", 1)))
    veil = Veil(DOCUMENT.lines, made.mask)
    wish, told = report.wished(made, veil), notes(made, veil, cli.spoken("zh"))
    apart = original.pictures(DATA, wish), original.annotated(DATA, DOCUMENT, told, "明账")
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        anew = original.pictures(DATA, wish), original.annotated(DATA, DOCUMENT, told, "明账")
    finally:
        done.set()
        thread.join()
    assert anew == apart
