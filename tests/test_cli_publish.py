"""公开和溯源的命令：一个人敲什么、看到什么；有错误就不写出。"""

import pytest

from mingzhang import bookkeeping, cli
from mingzhang.books import Entry
from mingzhang.write import typefaces


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a command in a folder of its own: (exit status, what it prints, what it complains)."""
    monkeypatch.chdir(tmp_path)

    def typed(*arguments: str) -> tuple[int, str, str]:
        status = cli.main([*arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out, said.err

    return typed


@pytest.fixture
def example(root):
    return str(root / "examples/qingshan-2022-budget")


def test_an_example_is_published_in_the_formats_asked_for(run, example, tmp_path):
    status, said, _ = run(
        "publish", example, "--layout", "wuhan-budget", "--to", "out", "--formats", "txt,html"
    )
    assert status == 0 and "没有错误" in said
    names = {p.suffix for p in (tmp_path / "out").iterdir()}
    assert names == {".txt", ".html", ".json"}
    page = next((tmp_path / "out").glob("*.html")).read_text(encoding="utf-8")
    assert "一般公共预算支出表" in page


def test_what_no_typeface_has_is_told(run, example, monkeypatch):
    line = ("publish", example, "--layout", "wuhan-budget", "--to", "out", "--formats", "txt")
    assert "〓" not in run(*line)[1]
    monkeypatch.setattr(typefaces, "_usual", lambda text: False)
    monkeypatch.setattr(typefaces, "_has", lambda code: chr(code) != "账" and chr(code) != "医")
    assert "字体里没有这些字，PDF 里印作「〓」：医" in run(*line)[1]


def test_a_figure_is_explained_down_to_its_entries(run, example):
    status, said, _ = run("explain", example, "表5!2101301/项目支出", "--layout", "wuhan-budget")
    assert status == 0
    assert "印作 788.00 万元" in said
    assert "精确金额：7880000.00 元" in said
    assert "由 1 笔分录汇总：" in said and "7880000.00" in said.splitlines()[-1]


def test_words_of_several_figures_ask_for_more(run, example):
    status, said, _ = run("explain", example, "2101301/项目支出", "--layout", "wuhan-budget")
    assert status == 0 and "有 2 个数符合" in said and "表3!2101301" in said
    status, _, wrong = run("explain", example, "表5!没有/这个数", "--layout", "wuhan-budget")
    assert status == 2 and "没有找到" in wrong


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nowhere.db", "--layout", "wuhan-budget"), "找不到文件「nowhere.db」"),
        (("{example}", "--layout", "nowhere"), "没有表样「nowhere」。已有："),
        (("{example}", "--layout", "wuhan-budget", "--formats", "doc"), "没有「doc」这种格式"),
    ],
)
def test_what_cannot_be_done_is_said(run, example, tmp_path, arguments, sentence):
    given = [a.format(example=example) for a in arguments]
    status, said, wrong = run("publish", *given, "--to", "out")
    assert status == 2 and sentence in wrong and said == ""
    assert not (tmp_path / "out").exists()


def test_books_that_do_not_balance_are_not_published(run, tmp_path, root):
    path = tmp_path / "a.db"
    with bookkeeping.opened(path, create=True) as store:
        bookkeeping.bring(store, root / "examples/qingshan-2022-budget/books.xlsx")
        store.append([Entry("202001", 2022, "appropriation", "income", 100_00, fund="general")])
    status, _, wrong = run("publish", str(path), "--layout", "wuhan-budget", "--to", "out")
    assert status == 1 and "收支不平衡" in wrong and "相差 100.00 元" in wrong
    assert not (tmp_path / "out").exists()


def test_a_reason_that_nobody_gave_forbids_publication(run, tmp_path, example):
    run("books", "import", "whole.db", f"{example}/books.xlsx")
    run("books", "export", "whole.db", "sheets")
    (tmp_path / "sheets/文字.csv").unlink()
    run("books", "import", "bare.db", "sheets")
    status, _, wrong = run("publish", "bare.db", "--layout", "wuhan-budget", "--to", "out")
    assert status == 1 and "部门主要职能" in wrong and "增减原因" in wrong
    assert not (tmp_path / "out").exists()
