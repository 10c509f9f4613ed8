"""Writes rules.md, the reference of all rules 审核规则, from the packs (make docs)."""

from pathlib import Path

from mingzhang import packs

HEAD = """# Rules 审核规则

Written from `mingzhang/packs/rules` by `make docs`; a test sees to it that it is up to date.
How to add a rule: [extending.md](extending.md).

A formula is a criterion in the closed language of `mingzhang/expression.py`; a pattern is a regular
expression over a line of text. What follows from regions alone (the same figure twice, wholes and
parts, balance) is not written as formulas; only its wording is.
"""


def reference() -> str:
    """The whole page."""
    parts = [HEAD]
    for name in packs.names("rules"):
        pack = packs.load_toml(name)
        rules = [*pack.get("relation", ()), *pack.get("rule", ())]
        if rules:
            parts.append(f"## {Path(name).stem}\n")
            parts += [_rule(rule) for rule in rules]
    return "\n".join(parts)


def _rule(rule: dict) -> str:
    first, last = rule["years"]
    years = f"from {first}" if last == 9999 else f"{first} to {last}"
    lines = [f"### `{rule['id']}` {rule['name']}", "", rule["sentence"], ""]
    if "sentence_en" in rule:
        lines += [rule["sentence_en"], ""]
    lines.append(f"- severity: {rule['severity']}; fiscal years: {years}")
    lines.append(f"- authority 依据: {rule['authority']}")
    lines += [f"- {key}: `{rule[key]}`" for key in ("on", "when", "formula") if key in rule]
    lines.append(f"- fix 改法: {rule['fix']}")
    return "\n".join([*lines, ""])


def main() -> None:
    path = Path(__file__).with_name("rules.md")
    path.write_text(reference(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
