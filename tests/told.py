"""Invented books of two years, and what the narrative told from them reads back as."""

from booked import ASSETS, BASIC, DEPARTMENT, FUNCTIONS, RECEPTIONS, TEXTS, UNITS, YEAR
from hypothesis import strategies as st

from mingzhang import audit, packs, publish
from mingzhang.books import Books, Entry, Leaf, Meaning, gathered
from mingzhang.compile import Compiled, layout
from mingzhang.disclosure import Chart, Disclosure, Piece, Prose, Stated
from mingzhang.layout import Layout
from mingzhang.model import Status
from mingzhang.telling import templates, told

BUDGET = (("appropriation", "appropriation"),)  # kinds of what comes in and of what is spent
FINAL = (*BUDGET, ("receipt", "payment"))
AMOUNTS = st.one_of(
    st.integers(10**4, 10**7), st.integers(10**6, 10**11), st.sampled_from((10**6, 10**8, 10**12))
)


@st.composite
def year_of(draw, year, kinds):
    """The entries of one year that balance, fund by fund."""
    entries = []
    for fund in (
        "general",
        "government",
        "capital",
        "special",
        "operational",
        "business",
        "upper",
        "other",
    ):
        if draw(st.booleans()):
            continue
        for _ in range(draw(st.integers(0, 4))):
            entries += draw(pair_of(year, fund, kinds))
    return entries


@st.composite
def pair_of(draw, year, fund, kinds):
    """What comes in and is spent on one subject: in each of ``kinds`` (kind in, kind out)."""
    nature = draw(st.sampled_from(("personnel", "public", "project")))
    nature = "project" if fund in ("government", "capital") else nature
    economic = draw(st.sampled_from(BASIC.get(nature, ("30227", "30217", "31013"))))
    function = draw(st.sampled_from(FUNCTIONS))
    unit = draw(st.sampled_from(UNITS)).code
    layer = draw(st.sampled_from(("current", "current", "carried")))
    leaf = dict(fund=fund, layer=layer, nature=nature, economic=economic, function=function)
    entries = []
    for into, out in kinds:
        fen = draw(AMOUNTS)
        flow = "income" if layer == "current" else "opening"
        into = "carry" if into == "receipt" and flow == "opening" else into
        entries.append(Entry(unit, year, out, "expenditure", fen, **leaf))
        entries.append(Entry(unit, year, into, flow, fen, fund=fund))
    return entries


@st.composite
def two_years(draw, kinds=BUDGET, **registers):
    """Books of two years; where the draw says so the second is the first again."""
    this = draw(year_of(YEAR, kinds))
    same = draw(st.integers(0, 3)) == 0
    last = [Entry(**{**_fields(e), "year": YEAR - 1}) for e in this] if same else []
    last = last or draw(year_of(YEAR - 1, kinds))
    meaning = Meaning(audit.space(), packs.words()["books"], UNITS)
    stage = "original" if kinds is BUDGET else "actual"
    bought = draw(st.lists(purchases(meaning, stage), max_size=4))
    leaves = gathered([*(meaning.leaf(e) for e in [*this, *last]), *bought])
    day = f"{YEAR - (kinds is BUDGET)}年12月31日"
    assets = ({**ASSETS, "asof": day},)
    registers = {"texts": TEXTS, "assets": assets, "receptions": (RECEPTIONS,), **registers}
    return Books(YEAR, DEPARTMENT, UNITS, leaves, registers)


@st.composite
def purchases(draw, meaning, stage):
    """A purchase 政府采购 as its register counts it."""
    space, region = meaning.space, meaning.space.everything
    said = {
        "stage": stage,
        "flow": "expenditure",
        "kind": draw(st.sampled_from(("goods", "works", "services"))),
        "firm": draw(st.sampled_from(("micro", "medium", "large"))),
    }
    for dimension, name in said.items():
        region = space.replace(region, dimension, space.members(dimension, name))
    return Leaf(region._replace(year=YEAR, topic="政府采购"), draw(AMOUNTS))


def _fields(entry):
    return {name: getattr(entry, name) for name in entry.__dataclass_fields__}


def document(pieces: tuple[Piece, ...], kind: str):
    """The pieces as a document that was read."""
    title = f"{DEPARTMENT.name}{YEAR}年部门{'决算' if kind == 'final' else '预算'}"
    shown = [Prose((p.text,)) if isinstance(p, Chart) else p for p in pieces]
    made = Disclosure(title, DEPARTMENT.name, YEAR, kind, "", tuple(shown))
    return publish.page(made)


def unread(audited):
    """Numbers that were not understood."""
    return [(n.text, n.why) for n in audited.numbers if n.status is Status.UNREAD]


def wrong(audited):
    """What the audit finds in the figures and words; whether a whole disclosure is whole is
    another question."""
    return [f.message for f in audited.findings if not f.rule.startswith("structure.")]


def lost(made, audited):
    """Figures of the paragraphs that are not read back: an amount as a fact of its region (that of
    a project as a claim), a share, a change or a count as a claim."""
    facts = {(f.region, f.text) for f in audited.facts if f.said == "text"}
    claims = [n.text for n in audited.numbers if n.status is Status.CLAIM]
    found = []
    for piece in made.pieces:
        for run in piece.runs if isinstance(piece, Prose) else ():
            if not isinstance(run, Stated):
                continue
            printed = run.text if run.text.endswith(run.unit) else run.text + run.unit
            if run.region is not None and not run.region.project:
                read = (run.region, printed) in facts
            else:
                read = run.text.removesuffix("%") in claims
            if not read:
                found.append(f"{run.key} {printed}")
    return found


def back(books, name, form=""):
    """What the narrative ``name`` says, with the tables of a layout ``form``, and its audit."""
    kind = templates(name.partition("/")[0]).words["kind"]
    compiled = Compiled(books, layout(form) if form else Layout(kind, {"kind": kind, "tables": []}))
    made = told(name, compiled)
    sheets = [s for each in compiled.sheets().values() for s in each]
    return made, audit.audit(document((*sheets, *made.pieces), kind))
