"""``python -m mingzhang`` is the same as the command ``mingzhang``."""

import sys

from mingzhang.cli import main

sys.exit(main())
