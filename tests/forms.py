"""Performance forms for tests, from tuples of texts."""

from mingzhang import formula, packs, performance
from mingzhang.model import Document, Outcome, Paragraph, Row, Table, Text

VOCABULARY = performance.vocabulary(packs.words()["performance"])
RULES = [r for r in formula.load(packs.rules(), packs.fields()) if r.id.startswith("performance.")]
LEVELS = ("一级指标", "二级指标", "三级指标")
NOTE = (
    "分值：原则上预算执行率10分，产出指标总分50分，效益指标总分30分，满意度指标总分10分。"
    "自评等级：100-90（含）分为优、90-80（含）分为良、80-60（含）分为中、60分以下为差。"
)


def table(title, labels, columns, rows, line=1, notes=()):
    """A table from tuples: (label texts, cell texts)."""
    made = [
        Row(
            tuple(Text.of(t, line + i) for t in label),
            {c: Text.of(t, line + i) for c, t in zip(columns, cells, strict=False)},
            line + i,
        )
        for i, (label, cells) in enumerate(rows, 1)
    ]
    under = tuple(Text.of(n, line + 90) for n in notes)
    return Table("", Text.of(title, line), "", line, columns, labels, tuple(made), notes=under)


def keys(title, line=1, **cells):
    """A table of key-value rows."""
    rows = [Row((), {k: Text.of(v, line + i)}, line + i) for i, (k, v) in enumerate(cells.items())]
    return Table("", Text.of(title, line), "", line, tuple(cells), (), tuple(rows))


MONEY = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
SCORED = ("年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
INDICATORS = (
    (("产出指标", "数量指标", "养护里程"), ("≥300公里", "320公里", "20", "20", "")),
    (("产出指标", "数量指标", "小修次数"), ("≥12次", "10次", "12", "10", "雨季停工")),
    (("产出指标", "质量指标", "验收合格率"), ("100%", "100%", "18", "18", "")),
    (("效益指标", "社会效益指标", "道路通畅率"), ("≥98%", "99%", "30", "30", "")),
    (("满意度指标", "服务对象满意度指标", "群众满意度"), ("≥90%", "92%", "10", "10", "")),
)


def form(
    money=("120.00", "150.00", "135.00", "10", "90.00%", "9.0"),
    indicators=INDICATORS,
    total=("100", "97.0", "优"),
    name="道路养护经费",
):
    """A self-evaluation form of the national kind, in four tables and a note."""
    title = "2023年度项目支出绩效自评表"
    return [
        keys(title, 1, 项目名称=name, 主管部门="某局"),
        table(title, ("项目资金",), MONEY, [(("年度资金总额",), money)], 10),
        table(title, LEVELS, SCORED, indicators, 20),
        table(title, ("总分",), ("总分值", "总得分", "自评等级"), [(("总分",), total)], 40),
        Paragraph(Text.of(NOTE, 50)),
    ]


def document(*blocks):
    return Document("试.txt", "text", "utf-8", tuple(blocks), ())


def records(*blocks, year=2023, kind=""):
    found = performance.records(document(*blocks), VOCABULARY, year)
    return [r for r in found if not kind or r.kind == kind]


def differing(*blocks, year=2023):
    """The ids of the rules that some record differs from."""
    checks = [(r, formula.evaluate(r, x, year)) for x in records(*blocks, year=year) for r in RULES]
    return {r.id.split(".")[1] for r, c in checks if c and c.outcome is Outcome.DIFFERS}


# ---------------------------------------------------------------- words
