"""Fixtures for all tests, and the count of tests that real documents are missing for."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("MINGZHANG_SHARED", ROOT.parent / "shared"))
ABSENT = "real documents are absent: "

# Chance looks for new cases on a developer's machine; what decides on a change takes the same ones.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents (``corpus/``, ``tools/``); the test is skipped without it."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip(f"{ABSENT}no folder corpus/ in {SHARED} (set MINGZHANG_SHARED)")
    return SHARED


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


def pytest_terminal_summary(terminalreporter):
    """Names every test that did not run for want of real documents, and says how many."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and ABSENT in report.longrepr[2]
    ]
    if not skipped:
        return
    terminalreporter.section(f"{len(skipped)} tests did not run: no real documents at {SHARED}")
    for report in skipped:
        terminalreporter.write_line(f"  {report.nodeid}")
