"""Packages 文件包: a zip whose bytes depend on its parts alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can tell: no clock is asked
_PACKED = (".png",)  # what is packed already


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """The parts by name, in their order; texts as UTF-8."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, data in parts.items():
            member = zipfile.ZipInfo(name, _DATE)
            stored = name.endswith(_PACKED)
            member.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o644 << 16
            made.writestr(member, data)
    return file.getvalue()
