"""Writes flawed.txt: clean.txt with every slip of slips.toml."""

import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def flawed(text: str, slips: list[dict[str, str]]) -> str:
    """``text`` with each slip made; ValueError when a slip does not fit exactly one place."""
    for slip in slips:
        if text.count(slip["old"]) != 1:
            raise ValueError(f"{slip['kind']}: stands {text.count(slip['old'])} times in the text")
        text = text.replace(slip["old"], slip["new"])
    return text


def main() -> None:
    clean = (HERE / "clean.txt").read_text(encoding="utf-8")
    slips = tomllib.loads((HERE / "slips.toml").read_text(encoding="utf-8"))["slip"]
    (HERE / "flawed.txt").write_text(flawed(clean, slips), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
