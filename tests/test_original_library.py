"""The library that writes notes into PDF is loaded when it is used, not before."""

import subprocess
import sys

import pytest

LOADED = "import sys; {0}; print('pypdf.generic' in sys.modules)"


@pytest.mark.parametrize(
    ("code", "loaded"),
    [("import mingzhang.cli", "False"),
     ("from mingzhang.original.library import pypdf; pypdf.PdfReader", "True")],
)  # fmt: skip
def test_a_command_that_does_not_need_it_does_not_wait_for_it(root, code, loaded):
    said = subprocess.run(
        [sys.executable, "-c", LOADED.format(code)],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.strip() == loaded
