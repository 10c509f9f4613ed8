"""Reading scans 读扫描件: what a picture of a page prints, as characters and rules of that page.

``upright`` sets a picture straight, ``drawn`` finds its rules and takes them out, ``letters`` finds
the words, ``figures`` says which figures are read for certain, ``seen`` puts it together.
``leaves`` makes pages of picture files. The libraries are an extra of the package; ``library``
loads them when they are first needed.
"""

from __future__ import annotations

from mingzhang.read.apart import Limits
from mingzhang.read.scan.library import installed

# A dense page takes 2 to 6 seconds of one core and its libraries 600 MB of addresses, of which a
# third is used.
LIMITS = Limits(memory=4 << 30, work=1800, wait=1200, answer=256 << 20)
MISSING = "识别图片里的文字需要另装组件：pip install 'mingzhang[scan]'。"

__all__ = ["LIMITS", "MISSING", "installed"]
