"""Libraries that are loaded when they are first used, and not before."""

import subprocess
import sys

import pytest

from mingzhang import loading

SLOW = ("typst._typst", "xlsxwriter.workbook", "pypdf._reader")


def loaded(code: str) -> str:
    """The slow libraries that are there after ``code`` ran in a program of its own."""
    code += f"\nimport sys\nprint([name for name in {SLOW} if name in sys.modules])"
    line = [sys.executable, "-c", code]
    return subprocess.run(line, capture_output=True, check=True, text=True).stdout.strip()


def test_no_command_loads_what_only_publishing_needs():
    assert loaded("import mingzhang.cli") == "[]"


def test_what_is_used_is_loaded():
    code = "from mingzhang.write.library import xlsxwriter\nxlsxwriter.Workbook"
    assert loaded(code) == "['xlsxwriter.workbook']"


def test_what_is_not_installed_is_told():
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        loading.when_used("no_such_library")
