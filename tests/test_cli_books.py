"""管账的命令: what a person types and is told."""

import re

import pytest
from test_bookkeeping import GRANTED, HEAD, PAID, UNITS

from mingzhang import cli


@pytest.fixture
def at(tmp_path, monkeypatch, capsys):
    """Runs the command in a folder of its own: (exit status, what it prints, what it complains)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(["books", *arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out, said.err

    def fill(entries: str) -> None:
        (tmp_path / "账表").mkdir(exist_ok=True)
        (tmp_path / "账表/单位.csv").write_text(UNITS, encoding="utf-8")
        (tmp_path / "账表/分录.csv").write_text(HEAD + entries, encoding="utf-8")

    run.fill, run.folder = fill, tmp_path
    return run


def test_from_blank_sheets_to_books_and_back(at):
    assert at("template", "空.xlsx", "--year", "2022")[0] == 0
    assert at("import", "账.db", "空.xlsx")[1].startswith("登记分录 0 笔（没有新的）")
    at.fill(GRANTED + PAID.format("10.5", "记-1"))
    assert "登记分录 2 笔（第 1 至 2 号），登记簿 2 行" in at("import", "账.db", "账表")[1]
    assert "另有分录 2 笔、登记簿 2 行早已登记" in at("import", "账.db", "账表")[1]
    status, said, _ = at("list", "账.db")
    assert status == 0 and re.search(r"公用经费 +1000.00 +0.00 +10.50 +989.50\n合计", said)
    assert (
        at("reverse", "账.db", "2", "--why", "记错")[1]
        == "已冲销第 2 号分录，冲销分录为第 3 号。\n"
    )
    assert "989.50" not in at("list", "账.db", "--year", "2022")[1]
    status, said, _ = at("verify", "账.db")
    assert status == 1 and "分录 3 笔、登记簿 2 行" in said
    assert "年初预算，一般公共预算：收入方 0.00 元，支出方 1000.00 元，相差 -1000.00 元" in said
    for out in ("全.xlsx", "全"):
        assert "分录 3 笔，登记簿 2 行" in at("export", "账.db", out)[1]
        assert "登记分录 3 笔" in at("import", f"{out}.db", out)[1]
        assert at("verify", f"{out}.db")[1] == said


def test_books_that_balance_end_well(at):
    income = "2022,202001,年初预算,本年收入,1000,一般公共预算,,,,,,\n"
    at.fill(GRANTED + income)
    at("import", "账.db", "账表")
    status, said, _ = at("verify", "账.db")
    assert status == 0 and "2022年各资金收支平衡。" in said


def test_what_is_left_is_listed_with_names_and_limits(at):
    at.fill(GRANTED + GRANTED.replace("30201", "30217").replace("1000", "300"))
    at("import", "账.db", "账表")
    said = at("list", "账.db")[1].splitlines()
    assert said[2].split() == ["202001", "一般公共预算", "当年资金", "2101501行政运行", "公用经费",
                               "1300.00", "0.00", "0.00", "1300.00"]  # fmt: skip
    assert said[4] == "2022年“三公”经费限额（财政拨款，元）"
    assert said[6].split() == ["202001", "30217公务接待费", "300.00", "0.00", "0.00", "300.00"]


def test_years_that_do_not_join_are_told(at):
    carried = "{0},202001,结转,{1},{2},一般公共预算,,,,,,\n"
    at.fill(carried.format(2022, "年末结转结余", 5) + carried.format(2023, "年初结转结余", 4))
    units = UNITS + UNITS.partition("\n")[2].replace("2022", "2023")
    (at.folder / "账表/单位.csv").write_text(units, encoding="utf-8")
    at("import", "账.db", "账表")
    status, said, _ = at("verify", "账.db")
    assert status == 1 and "单位 202001，一般公共预算：上年末 5.00 元，年初 4.00 元" in said


def test_mistakes_are_listed_with_their_places(at):
    at.fill(GRANTED + PAID.format("2000", "记-1") + PAID.format("1", "").replace("30201", "99999"))
    status, said, complaint = at("import", "账.db", "账表")
    assert (status, said) == (2, "")
    assert complaint.splitlines()[0] == "账表有 2 处要改，一笔也没有登记："
    assert complaint.splitlines()[1].startswith(
        "「分录」第 3 行「金额（元）」：指标不够：202001·2022"
    )
    assert complaint.splitlines()[2] == (
        "「分录」第 4 行「经济科目」：2022年科目表里没有「99999」。"
        "如系新增科目，请先登记在「补充科目」。"
    )
    english = at("import", "账.db", "账表", "--lang", "en")[2]
    assert "nothing was booked" in english and "row 3" in english and "left 1000.00" in english


def test_what_cannot_be_done_is_a_sentence(at):
    at.fill(GRANTED)
    assert "找不到文件「没有.xlsx」" in at("import", "账.db", "没有.xlsx")[2]
    assert "找不到账册" in at("verify", "没有.db")[2]
    assert not (at.folder / "没有.db").exists()
    (at.folder / "文.db").write_text("不是账册" * 99, encoding="utf-8")
    assert "不是明账的账册" in at("list", "文.db")[2]
    (at.folder / "旧.xls").write_text("甲", encoding="utf-8")
    assert "另存为 .xlsx" in at("import", "账.db", "旧.xls")[2]
    (at.folder / "空").mkdir()
    assert "没有 CSV 文件" in at("import", "账.db", "空")[2]
    at("import", "账.db", "账表")
    assert "已有文件" in at("export", "账.db", "账表")[2]
    assert "没有第 9 号分录" in at("reverse", "账.db", "9", "--why", "无")[2]
    assert "没有第 0 号分录" in at("reverse", "账.db", "甲", "--why", "无")[2]
    assert "是文件夹" in at("template", "空")[2]
    (at.folder / "档").write_text("甲", encoding="utf-8")
    assert "不能当作文件夹" in at("export", "账.db", "档")[2]
    for status in (at("template", "空")[0], at("list", "文.db")[0]):
        assert status == 2


def test_changed_books_are_told(at):
    at.fill(GRANTED)
    at("import", "账.db", "账表")
    path = at.folder / "账.db"
    path.write_bytes(path.read_bytes().replace("某局".encode(), "别局".encode()))
    status, said, _ = at("verify", "账.db")
    assert status == 1
    assert (
        said.splitlines()[1] == "登记簿「units」第 1 行与它的哈希不符：这一行或它前面的一行被改过。"
    )


def test_a_defect_of_the_program_is_a_sentence_too(at, monkeypatch):
    at.fill(GRANTED)
    at("import", "账.db", "账表")
    monkeypatch.setattr(cli.cli_books.terminal, "columns", lambda rows, right: 1 // 0)
    status, _, complaint = at("list", "账.db")
    assert status == 2 and "ZeroDivisionError" in complaint and "账.db" in complaint
