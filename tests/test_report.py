"""report.html: every number stands in it, every link leads somewhere, nothing foreign gets in."""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import invented
import pytest

from mingzhang import audit, cli
from mingzhang.model import Figure, Finding, Paragraph, Place, Severity, Status, Text
from mingzhang.write import report, sheet
from mingzhang.write.veil import Veil

OPEN = {"meta", "br", "link", "img", "input", "hr"}
HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!--</style><svg onload=alert(1)>1",
    "{{data}}{{script}}",
    "javascript:alert(1)",
)


class Page(HTMLParser):
    """The elements of a page: tags, identifiers, links, and the text inside each identifier."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter = Counter()
        self.ids: dict[str, dict] = {}
        self.links: list[str] = []
        self.said: dict[str, str] = {}
        self.classes: dict[str, str] = {}
        self.bodies: dict[str, str] = {}
        self.attributes: set[str] = set()
        self._inside: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags[tag] += 1
        self.attributes |= set(given)
        self.classes.setdefault(tag, given.get("class", ""))
        if tag == "body":
            self.bodies = given
        if "id" in given:
            assert given["id"] not in self.ids, f"two elements are {given['id']}"
            self.ids[given["id"]] = given | {"tag": tag}
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag not in OPEN:
            self._inside.append((tag, given.get("id", "")))

    def handle_endtag(self, tag):
        assert self._inside, f"</{tag}> closes nothing"
        opened = self._inside.pop()[0]
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data):
        for _, name in self._inside:
            if name:
                self.said[name] = self.said.get(name, "") + data


def made(audit, language="zh"):
    return report.html(audit, Veil(audit.document.lines, audit.mask), cli.spoken(language))


@pytest.fixture(scope="module")
def text():
    return made(invented.audit())


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def test_every_number_of_the_document_is_an_element_with_its_status(page):
    """Law 4: also those in table numbers, in codes, and on lines that are in no block."""
    for i, number in enumerate(invented.audit().numbers):
        element = page.ids[f"n{i}"]
        assert sheet.LETTERS[number.status] in element["class"].split()
        assert page.said[f"n{i}"] == invented.Audit.mask(number.text)


def test_every_link_leads_to_an_element(page):
    assert len(page.links) > 10
    assert [link for link in page.links if link[:1] != "#" or link[1:] not in page.ids] == []


def test_a_finding_leads_to_the_figure_that_it_names(page):
    """The total row's 78.00 carries the ordinal of the finding; the card leads to it."""
    (figure,) = [name for name, said in page.said.items() if said == "78.00" and name[0] == "n"]
    assert page.ids[figure]["data-k"] == "1"
    assert {"x", "e"} <= set(page.ids[figure]["class"].split())
    assert f"#{figure}" in page.links
    assert "应为88.00" in page.said["k1"]


def test_a_finding_may_name_words_or_a_blank_cell(page):
    words = [e for e in page.ids.values() if e["tag"] == "mark"]
    assert [(page.said[e["id"]], e["data-k"]) for e in words] == [("增加（减少）", "2")]
    blank = [e for e in page.ids.values() if e["tag"] == "td" and "data-k" in e]
    assert [e["data-k"] for e in blank] == ["3"]


def test_a_card_holds_all_that_a_finding_holds(page):
    card = page.said["k1"]
    for part in ("政府收支分类科目", "78.00", "88.00", "-10.00", "788.00", "更正", "第 6 行"):
        assert part in card


def test_worst_findings_come_first(page):
    assert [page.ids[f"k{k}"]["class"].split()[1] for k in (1, 2, 3)] == ["e", "w", "n"]


def test_the_header_of_two_levels_is_built_from_the_paths(text):
    assert re.search(r'<th scope="colgroup" colspan="2">基本支出</th>', text)
    assert re.search(r'<th scope="col" rowspan="2">合计</th>', text)
    assert re.search(r'<tr><th scope="col">人员</th><th scope="col">公用</th></tr>', text)


def test_two_panels_are_two_tables_side_by_side(text):
    wide = text[text.index('aria-label="表2 收支总表"') :]
    wide = wide[: wide.index("</section>")]
    assert wide.count("<table>") == 2
    assert "其他收入" in wide.split("<table>")[1] and "其他支出" in wide.split("<table>")[2]


def test_what_a_click_shows_is_in_the_data(text):
    """The 78.00 stands in two checks that differ, with the facts on the other side."""
    data = json.loads(re.search(r'id="data">(.*?)</script>', text, re.S)[1])
    texts = [data["s"][fact[2]] for fact in data["f"]]
    index = texts.index("78.00")
    touching = [check for check in data["c"] if index in check[4][1::2]]
    assert [check[1] for check in touching] == [1, 1]
    assert {texts[i] for check in touching for i in check[4][1::2]} == {
        "788.00", "700.00", "78.00", "88.00",
    }  # fmt: skip


def test_personal_data_is_masked_everywhere(text):
    assert "13900000000" in invented.LINES[2]
    assert "13900000000" not in text
    assert "139****0000" in text


def test_only_its_own_script_may_run(text):
    script = re.search(r"<script>(.*?)</script>", text, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert "default-src 'none'" in text
    assert "innerHTML" not in script and "eval(" not in script
    assert not re.search(r"https?://|src=|@import|url\(", text)


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_document_brings_no_element_of_its_own(attack):
    shown = made(invented.hostile(attack))
    page = Page(shown)
    assert page.tags["script"] == 2
    assert page.tags["img"] == page.tags["svg"] == 0
    assert [name for name in page.attributes if name.startswith("on")] == []
    assert [link for link in page.links if not link.startswith("#")] == []
    assert attack in page.said["document"]
    assert attack in json.loads(page.said["data"])["s"]


def test_clean_is_said_only_when_nothing_differs_and_nothing_is_unread():
    assert "未发现问题" in made(invented.clean())
    assert "未发现问题" not in made(invented.audit())
    unread = invented.clean().numbers[:1]
    unread = (replace(unread[0], status=Status.UNREAD),)
    shown = made(replace(invented.clean(), numbers=invented.clean().numbers[1:] + unread))
    assert "未发现问题" not in shown and "未读懂数字 1 个" in shown


def test_both_languages_have_the_same_words():
    def keys(value):
        return {k: keys(v) for k, v in value.items()} if isinstance(value, dict) else None

    assert keys(cli.packs.load_toml("text/zh.toml")) == keys(cli.packs.load_toml("text/en.toml"))
    assert 'lang="en"' in made(invented.audit(), "en")


def test_landmarks_for_readers_who_do_not_see_the_page(page):
    assert page.tags["main"] == page.tags["header"] == page.tags["footer"] == page.tags["h1"] == 1
    assert {"lang", "aria-label", "aria-pressed", "scope"} <= page.attributes


def test_same_audit_same_bytes_whatever_the_hash_seed():
    """Law 9: no clock, no randomness, no order of sets."""
    code = (
        "import hashlib, invented, test_report;"
        "print(hashlib.sha256(test_report.made(invented.audit()).encode()).hexdigest())"
    )
    tests = Path(__file__).parent
    seen = set()
    for seed in ("0", "1", "77"):
        paths = os.pathsep.join((str(tests), str(tests.parent)))
        env = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths}
        run = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
        )
        seen.add(run.stdout)
    assert len(seen) == 1 and seen.pop().strip()


def pointing(place, printed):
    """The report on the invented audit with one finding that points at ``printed``."""
    finding = Finding("x", Severity.WARNING, "说明", "依据", (Figure(place, printed),))
    return Page(made(replace(invented.audit(), findings=(finding,))))


@pytest.mark.parametrize(
    ("place", "printed", "marked"),
    [
        (Place(3, 12), "788.00万元", "788.00"),
        (Place(3, 7), "支出合计788.00万元", "支出合计 788.00 万元"),
        (Place(3, 43), "139********", "139****0000"),
        (Place(3, invented.LINES[2].index("联系人")), "联系人**", "联系人张某"),
        (Place(3), "占预算的 96.30%。", "占预算的 96.30%。"),
        (Place(8, 6, None, "表1"), "医疗救助", "医疗救助"),
    ],
)
def test_what_a_finding_prints_is_found_in_the_text(place, printed, marked):
    """With its unit, without the white space of the page, masked, without an offset."""
    page = pointing(place, printed)
    struck = [name for name, element in page.ids.items() if "data-k" in element]
    assert [page.said[name] for name in struck] == [marked]


def test_a_finding_about_a_whole_line_leads_to_its_element():
    page = pointing(Place(2), "")
    assert page.ids["L2"]["data-k"] == "1" and page.ids["L2"]["data-x"] == "w"
    assert "#L2" in page.links


def test_every_number_of_real_documents_is_in_their_reports(shared):
    """Law 4 on the page; no link leads nowhere; the page stays small."""
    for path in sorted((shared / "corpus/text").iterdir()):
        found = audit.audit_file(path)
        text = made(found)
        page = Page(text)
        assert [i for i in range(len(found.numbers)) if f"n{i}" not in page.ids] == []
        assert [link for link in page.links if link[1:] not in page.ids] == []
        assert len(text.encode()) < 2_000_000


# In a real browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--window-size=1280,800",
    "--virtual-time-budget=5000",
    "--dump-dom",
]
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n')


@pytest.fixture(scope="module")
def browse(tmp_path_factory):
    """Opens a report from disk and gives back the page after its script has run.

    ``steps`` is script added at the end; the page's policy, which would refuse it, is taken out.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip(f"no browser is installed: none of {', '.join(BROWSERS)}")
    folder = tmp_path_factory.mktemp("browser")

    def opened(text, steps=""):
        if steps:
            text = POLICY.sub("", text).replace("</body>", f"<script>{steps}</script></body>")
        path = folder / "report.html"
        path.write_text(text, encoding="utf-8")
        command = [browser, *QUIET, f"--user-data-dir={folder / 'profile'}", path.as_uri()]
        run = subprocess.run(
            command, capture_output=True, encoding="utf-8", timeout=120, check=True
        )
        return Page(run.stdout)

    return opened


def long(audit):
    """The audit with so many paragraphs before the tables that these are out of sight."""
    padding = Paragraph(Text.of("说明文字。", 2))
    blocks = audit.document.blocks
    blocks = (*blocks[:3], *[padding] * 200, *blocks[3:])
    return replace(audit, document=replace(audit.document, blocks=blocks))


SEEN = """
const pane = document.getElementById("document").getBoundingClientRect();
const box = (e) => e.getBoundingClientRect();
const inside = (e) => box(e).top >= pane.top && box(e).bottom <= pane.bottom;
const figure = Array.from(document.querySelectorAll("#document .f"))
  .find((e) => e.textContent === "78.00");
const said = (name, value) => document.body.setAttribute("data-" + name, String(value));
"""


def test_in_a_browser_the_pages_own_script_runs(browse, text):
    """The policy of the page lets it."""
    assert browse(text).classes["html"] == "js"


def test_in_a_browser_a_click_on_a_finding_goes_to_its_figure(browse):
    steps = """
    said("before", inside(figure));
    document.querySelector("#k1 .go").click();
    said("after", inside(figure));
    said("now", figure.classList.contains("now"));
    said("open", getComputedStyle(document.querySelector("#k1 .more")).display !== "none");
    """
    body = browse(made(long(invented.audit())), SEEN + steps).bodies
    assert body == {
        "data-before": "false",
        "data-after": "true",
        "data-now": "true",
        "data-open": "true",
    }


def test_in_a_browser_a_click_on_a_figure_tells_its_checks(browse):
    steps = """
    figure.click();
    const about = document.getElementById("about");
    said("shown", !about.hidden);
    said("text", about.textContent.replace(/\\s+/g, " "));
    about.querySelector("li .fig").click();
    said("other", document.querySelector(".now").textContent);
    """
    body = browse(made(invented.audit()), SEEN + steps).bodies
    assert body["data-shown"] == "true"
    for part in ("78.00", "口径4", "不符", "788.00 ≠ 700.00 + 78.00", "78.00 ≠ 88.00"):
        assert part in body["data-text"]
    assert body["data-other"] in {"788.00", "700.00", "88.00"}


def test_in_a_browser_n_and_p_walk_through_the_findings(browse):
    steps = """
    const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key }));
    const on = () => document.querySelector(".card.on").id;
    press("n"); said("first", on());
    press("n"); said("second", on());
    press("p"); said("back", on());
    document.querySelector(".filter .w").click();
    press("n"); said("filtered", on());
    """
    body = browse(made(invented.audit()), SEEN + steps).bodies
    walked = [body[f"data-{name}"] for name in ("first", "second", "back", "filtered")]
    assert walked == ["k1", "k2", "k1", "k3"]
