"""The command: its exit status, its files, and what it says when something is wrong."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from printed_pdf import Sheet, pdf

from mingzhang import cli
from mingzhang.write import folder, terminal

CLEAN, FLAWED = "examples/clean.txt", "examples/flawed.txt"
REPORT = {"report.html", "findings.json", "facts.csv", "numbers.csv"}


def run(root, *arguments, **settings):
    """The command as a person runs it, from the project's folder."""
    env = os.environ | {"PYTHONPATH": str(root), "PYTHONUTF8": "1"} | settings.pop("env", {})
    return subprocess.run(
        [sys.executable, "-m", "mingzhang", *map(str, arguments)],
        cwd=root,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
        **settings,
    )


def sentence(result, *words):
    """The complaint: exit status 2, on the error stream, no traceback, with these words in it."""
    assert result.returncode == 2, result
    assert "Traceback" not in result.stderr
    assert result.stderr.strip()
    for word in words:
        assert str(word) in result.stderr


def test_a_clean_disclosure_ends_with_0(root, tmp_path):
    result = run(root, "audit", CLEAN, "--out", tmp_path / "out")
    assert result.returncode == 0, result.stdout + result.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == REPORT


def test_a_flawed_disclosure_ends_with_1(root, tmp_path):
    result = run(root, "audit", FLAWED, "--out", tmp_path / "out")
    assert result.returncode == 1, result.stdout + result.stderr
    found = json.loads((tmp_path / "out/findings.json").read_text(encoding="utf-8"))
    errors = [f for f in found["findings"] if f["severity"] == "error"]
    assert errors and found["conclusion"].startswith(f"发现错误 {len(errors)} 处")


def test_the_summary_fits_a_screen(root, tmp_path):
    result = run(root, "audit", FLAWED, "--out", tmp_path / "out")
    lines = result.stdout.splitlines()
    assert len(lines) < 24
    assert max(terminal.width(line) for line in lines if str(tmp_path) not in line) <= 80
    for word in ("识读", "核对", "结论", "错误", "report.html"):
        assert word in result.stdout


def test_without_out_nothing_is_written(root, tmp_path):
    before = sorted(tmp_path.iterdir())
    assert run(root, "audit", root / CLEAN).returncode == 0
    assert sorted(tmp_path.iterdir()) == before


def test_read_writes_the_tables(root, tmp_path):
    out = tmp_path / "deep" / "read.json"
    result = run(root, "read", CLEAN, "--json", out)
    assert result.returncode == 0, result.stderr
    read = json.loads(out.read_text(encoding="utf-8"))
    assert {"document", "tables", "facts", "numbers"} <= set(read)
    assert read["tables"] and read["numbers"]
    piped = run(root, "read", CLEAN, "--json", "-")
    assert json.loads(piped.stdout) == read


def test_same_input_same_bytes(root, tmp_path):
    """Law 9, for every file of a report."""
    made = []
    for seed in ("0", "4321"):
        out = tmp_path / seed
        run(root, "audit", FLAWED, "--out", out, env={"PYTHONHASHSEED": seed})
        made.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert set(made[0]) == REPORT
    assert made[0] == made[1]


def test_several_files_each_in_a_folder_of_its_own(root, tmp_path):
    """Two files of one name do not overwrite one another; the worst status is the run's."""
    twin = tmp_path / "clean.txt"
    twin.write_bytes((root / CLEAN).read_bytes())
    out = tmp_path / "out"
    result = run(root, "audit", CLEAN, twin, FLAWED, "--out", out)
    assert result.returncode == 1, result.stderr
    folders = {path.name for path in out.iterdir() if path.is_dir()}
    assert folders == {"clean", "clean-2", "flawed"}
    assert all({path.name for path in (out / name).iterdir()} == REPORT for name in folders)
    index = (out / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{name}/report.html"' in index for name in folders)
    assert len((out / "summary.csv").read_text(encoding="utf-8").splitlines()) == 4


def test_one_unreadable_file_does_not_stop_the_others(root, tmp_path):
    result = run(root, "audit", tmp_path / "none.txt", CLEAN, "--out", tmp_path / "out")
    sentence(result, "none.txt")
    assert (tmp_path / "out/clean/report.html").is_file()


BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\n\t\n",
    "binary.bin": bytes(range(256)) * 64,
    "zeros.txt": b"\0" * 5000,
    "novel.txt": "从前有一座山，山上有一座庙。\n".encode() * 40,
    "half.txt": "某县医疗保障局".encode("utf-16")[:-1] + b"\xff\xfe\x00",
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("verb", ["audit", "read"])
def test_bad_input_gets_a_sentence(root, tmp_path, name, verb):
    path = tmp_path / name
    path.write_bytes(BAD[name])
    result = run(root, verb, path, *(["--json", "-"] if verb == "read" else []))
    assert "Traceback" not in result.stderr
    if verb == "audit":
        assert result.returncode == 2, result
        assert result.stderr.strip() or "无法核对" in result.stdout
    elif result.returncode:
        sentence(result)
    else:
        json.loads(result.stdout)


def test_a_missing_file_is_named(root, tmp_path):
    sentence(run(root, "audit", tmp_path / "没有.txt"), "没有.txt", "找不到")
    sentence(run(root, "audit", tmp_path / "none.txt", "--lang", "en"), "none.txt", "no file")


def test_a_folder_is_not_a_file(root, tmp_path):
    sentence(run(root, "audit", tmp_path), "文件夹")
    sentence(run(root, "read", tmp_path, "--json", "-"), "文件夹")


def test_a_file_stands_where_the_folder_should_be(root, tmp_path):
    (tmp_path / "out").write_text("older")
    sentence(run(root, "audit", CLEAN, "--out", tmp_path / "out"), "不能当作文件夹")
    assert (tmp_path / "out").read_text() == "older"


def test_json_into_a_folder(root, tmp_path):
    sentence(run(root, "read", CLEAN, "--json", tmp_path), "文件夹")


def test_wrong_arguments_get_a_sentence_in_their_language(root):
    sentence(run(root, "audit"), "缺少参数", "FILE")
    sentence(run(root, "audit", CLEAN, "--colour"), "不认识的参数", "--colour")
    sentence(run(root, "audit", CLEAN, "--lang", "fr"), "--lang")
    sentence(run(root, "audit", CLEAN, "--out", "--lang", "en"), "--out", "lacks")
    sentence(run(root, "weigh", CLEAN), "weigh")
    assert run(root).returncode == 2


def test_help_and_version(root):
    assert run(root, "--version").stdout.startswith("mingzhang 0.")
    chinese, english = run(root, "--help").stdout, run(root, "--help", "--lang", "en").stdout
    assert "用法" in chinese and "退出状态" in chinese and "usage" not in chinese
    assert "usage" in english and not re.search(r"[\u4e00-\u9fff]", english)
    for verb in ("read", "audit"):
        assert verb in chinese
        assert "用法" in run(root, verb, "--help").stdout


def test_a_defect_of_the_program_is_a_sentence_too(root, tmp_path, monkeypatch, capsys):
    def broken(path, lang):
        raise ZeroDivisionError("甲\x1b[31m")

    path = tmp_path / "甲.txt"
    path.write_text("甲")
    monkeypatch.setattr(cli.audit, "audit_file", broken)
    assert cli.main(["audit", str(path)]) == 2
    said = capsys.readouterr().err
    assert "甲.txt" in said and "程序" in said and "Traceback" not in said and "\x1b" not in said
    assert cli.main(["audit", str(path), "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("error", [MemoryError, RecursionError, KeyboardInterrupt])
def test_what_is_not_an_exception_of_ours(error, tmp_path, monkeypatch, capsys):
    def broken(path, lang):
        raise error

    path = tmp_path / "a.txt"
    path.write_text("甲")
    monkeypatch.setattr(cli.audit, "audit_file", broken)
    status = cli.main(["audit", str(path)])
    assert status == (cli.INTERRUPTED if error is KeyboardInterrupt else 2)
    said = capsys.readouterr().err
    assert said.strip() and "Traceback" not in said


def test_an_older_report_outlives_a_failed_writing(root, tmp_path, monkeypatch, capsys):
    """The disk is full at the third file: all four are as they were, and nothing is left over."""
    out = tmp_path / "out"
    monkeypatch.chdir(root)
    assert cli.main(["audit", CLEAN, "--out", str(out)]) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    write, count = Path.write_bytes, []

    def full(path, data):
        count.append(path)
        if len(count) == 3:
            write(path, data[:10])
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert cli.main(["audit", FLAWED, "--out", str(out)]) == 2
    assert "磁盘已满" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_file_that_is_held_open_keeps_the_whole_older_report(root, tmp_path, monkeypatch, capsys):
    """A spreadsheet holds numbers.csv: the files renamed before it go back to what they were."""
    out = tmp_path / "out"
    monkeypatch.chdir(root)
    cli.main(["audit", CLEAN, "--out", str(out)])
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    replace = os.replace

    def held(source, target):
        if Path(target).name == "numbers.csv" and Path(source).suffix == ".part":
            raise PermissionError(13, "used by another process")
        replace(source, target)

    monkeypatch.setattr(folder.os, "replace", held)
    assert cli.main(["audit", FLAWED, "--out", str(out)]) == 2
    assert "没有权限写入" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_folder_that_may_not_be_written(root, tmp_path, monkeypatch, capsys):
    def refused(path, **settings):
        raise PermissionError(13, "Permission denied")

    monkeypatch.chdir(root)
    monkeypatch.setattr(Path, "mkdir", refused)
    assert cli.main(["audit", CLEAN, "--out", str(tmp_path / "out")]) == 2
    assert "没有权限写入" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough(root):
    """``mingzhang read … | head`` ends quietly."""
    command = f"{sys.executable} -m mingzhang read {CLEAN} --json - | head -c 10"
    env = os.environ | {"PYTHONPATH": str(root)}
    result = subprocess.run(
        command, shell=True, cwd=root, env=env, capture_output=True, check=False
    )
    assert result.stderr == b""


@pytest.mark.parametrize(("settings", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_only_where_a_terminal_shows_it(root, settings, coloured):
    pty = pytest.importorskip("pty", reason="no terminals to open on this system")
    assert "\x1b[" not in run(root, "audit", CLEAN).stdout
    env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    env |= {"PYTHONPATH": str(root), "TERM": "xterm", **settings}
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mingzhang", "audit", CLEAN], cwd=root, env=env, stdout=theirs
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        said += part
    process.wait()
    os.close(ours)
    assert (b"\x1b[" in said) is coloured


def test_folder_names_never_collide():
    paths = ["a/x.txt", "b/X.txt", "c/x.html", "con.txt", "..", "a?b.txt", "x-2.txt"]
    names = folder.folder_names(paths)
    assert len({name.casefold() for name in names}) == len(paths)
    assert names[:3] == ["x", "X-2", "x-3"] and names[3] == "_con"
    assert not any(re.search(r'[<>:"/\\|?*]', name) for name in names)


def test_chinese_is_two_columns_wide():
    assert terminal.width("表1 支出") == 8
    assert terminal.clip("一般公共预算财政拨款支出", 10) == "一般公共…"
    assert all(
        terminal.width(line) <= 20 for line in terminal.wrap("支出合计788.00万元" * 5, 20, 3)
    )
    assert len(terminal.wrap("支" * 100, 20, 3)) == 3


def test_notes_are_written_into_a_copy_beside_the_report(tmp_path, capsys):
    sheet = Sheet().text(60, 60, "某局2024年部门预算", 16)
    sheet.text(60, 100, "本年收入100.00万元，其中：其他收入200.00万元，联系电话13900000000。")
    (tmp_path / "甲.pdf").write_bytes(pdf([sheet]))
    for _ in range(2):
        cli.main(["audit", str(tmp_path / "甲.pdf"), "--out", str(tmp_path), "--annotate"])
    made = (tmp_path / "甲（批注）.pdf").read_bytes()
    assert made.startswith((tmp_path / "甲.pdf").read_bytes())
    assert b"/Highlight" in made
    assert "甲（批注）.pdf" in capsys.readouterr().out


def test_what_cannot_have_notes_is_said(root, tmp_path):
    result = run(root, "audit", FLAWED, "--out", tmp_path, "--annotate")
    assert result.returncode == 1
    assert "不能写批注" in result.stdout
    assert {path.name for path in tmp_path.iterdir()} == REPORT
    sentence(run(root, "audit", FLAWED, "--annotate"), "--out")
    english = run(root, "--lang", "en", "audit", FLAWED, "--out", tmp_path, "--annotate")
    assert "cannot be annotated" in english.stdout
