"""知识包: how packs are read, and what every pack of the project must be."""

from collections import Counter

import pytest

from mingzhang import packs


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder of packs in place of the real one."""
    monkeypatch.setattr(packs, "FOLDER", tmp_path)
    return tmp_path


def table(folder, text: str) -> tuple:
    (folder / "list.csv").write_text(text, encoding="utf-8")
    return packs.load_csv.__wrapped__("list.csv")


def test_a_table_is_read_by_its_header(folder):
    rows = table(folder, 'code,name\n# 注\n210,卫生健康支出\n\n302,"商品,服务"\n')
    assert [row["name"] for row in rows] == ["卫生健康支出", "商品,服务"]
    assert rows[0] == {"code": "210", "name": "卫生健康支出"}


@pytest.mark.parametrize("row", ["210", "210,卫生健康支出,类"])
def test_a_row_of_another_length_is_named(folder, row):
    with pytest.raises(ValueError, match=r"packs/list\.csv:3: \d cells, not 2"):
        table(folder, f"code,name\n208,社会保障和就业支出\n{row}\n")


def test_a_broken_pack_is_named(folder):
    (folder / "rules.toml").write_text("id = \n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"packs/rules\.toml"):
        packs.load_toml.__wrapped__("rules.toml")


def test_a_missing_pack_is_no_empty_pack(folder):
    with pytest.raises(FileNotFoundError):
        packs.load_toml.__wrapped__("codes.toml")
    with pytest.raises(FileNotFoundError):
        packs.load_csv.__wrapped__("codes.csv")


def test_cases_are_no_rules(folder):
    for name in ("balance.toml", "balance.cases.toml", "share.toml"):
        (folder / name).write_text("", encoding="utf-8")
    assert packs.names.__wrapped__() == ("balance.toml", "share.toml")


def test_every_pack_can_be_read():
    assert {"forms", "dimensions"} <= set(packs.words())
    assert packs.terms() and packs.rules() and packs.cases()
    assert {row["kind"] for row in packs.codes()} == {
        "function",
        "economic_department",
        "economic_government",
    }


def test_every_rule_has_an_id_of_its_own_and_a_dated_source():
    rules = packs.rules()
    count = Counter(rule["id"] for rule in rules)
    assert [name for name, n in count.items() if n > 1] == []
    for rule in rules:
        first, last = rule["years"]
        assert 1994 <= first <= last, rule["id"]
        assert rule["authority"].strip() and rule["sentence"].strip(), rule["id"]
        assert rule["severity"] in ("error", "warning", "note"), rule["id"]


def test_every_case_speaks_of_a_rule():
    ids = {rule["id"] for rule in packs.rules()}
    assert {case["rule"] for case in packs.cases()} <= ids


def test_every_pack_is_plain_utf8():
    files = [path for path in packs.FOLDER.rglob("*") if path.is_file()]
    assert files
    for path in files:
        data = path.read_bytes()
        assert data.decode("utf-8") and not data.startswith(b"\xef\xbb\xbf"), path
        assert b"\r" not in data, path
