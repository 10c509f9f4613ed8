"""The pages of the person's own file in the report 原页: a picture each, the figures in boxes.

The boxes of what a finding blames have its colour and its ordinal and lead to its card; those of
what it compares are shown with it.
"""

from __future__ import annotations

import base64

from mingzhang.model import Box, Figure
from mingzhang.printing import listed
from mingzhang.write.marks import Marks
from mingzhang.write.pins import Picture, Pictures, Pin, Sought
from mingzhang.write.sheet import escape

_ROOM = 180  # hundredths of a point between a figure and the line around it
_WORST = "ewn"
_MIME = "image/png"


class Leaves:
    """The pictures of one report, and the boxes on them by the figures that they show."""

    def __init__(self, pictures: Pictures, pins: list[Pin], words: dict) -> None:
        self._pictures, self._pins, self._words = pictures, pins, words
        self._found: dict[Sought, Box] = dict(pictures.found)
        self._crops = {index: (picture, box) for index, picture, box in pictures.crops}
        self._ids: dict[Box, str] = {}
        self._of: dict[Figure, str] = {}
        for pin in pins:
            for sought in pin.sought:
                box = self._found.get(sought)
                if box is not None:
                    name = self._ids.setdefault(box, f"b{len(self._ids)}")
                    self._of.setdefault(pin.figure, name)

    def __bool__(self) -> bool:
        return bool(self._pictures.pages)

    def box(self, figure: Figure) -> str:
        """The element of a figure's box; "" where no page shows it."""
        return self._of.get(figure, "")

    def html(self, marks: Marks) -> str:
        """The pages with their boxes, or nothing but why there are none."""
        if not self:
            remark = self._pictures.remark
            return f'<p class="warn">{escape(remark)}</p>' if remark else ""
        shown = listed([p.area.page for p in self._pictures.pages])
        told = escape(self._words["leaves"].format(pages=shown))
        figures = "\n".join(self._leaf(p, marks) for p in self._pictures.pages)
        return f'<div id="leaves"><p class="at">{told}</p>\n{figures}\n</div>'

    def _leaf(self, picture: Picture, marks: Marks) -> str:
        page = picture.area.page
        name = escape(self._words["page"].format(n=page))
        boxes = {box: n for box, n in self._ids.items() if box.page == page}
        hits = "".join(self._hit(box, picture, marks) for box in boxes)
        return (
            f'<figure class="leaf" id="leaf{page}"><figcaption>{name}</figcaption>'
            f'<div class="on">{_image(picture, name)}{hits}</div></figure>'
        )

    def _hit(self, box: Box, picture: Picture, marks: Marks) -> str:
        """The box of a figure: blamed by some findings, compared by others."""
        blamed, compared, elements = [], [], []
        for pin in self._pins:
            if any(self._found.get(sought) == box for sought in pin.sought):
                (compared if pin.compared else blamed).append(pin)
                elements.append(marks.where(pin.figure))
        ordinals = list(dict.fromkeys(p.ordinal for p in blamed))
        others = [k for k in dict.fromkeys(p.ordinal for p in compared) if k not in ordinals]
        look = min((p.finding.severity.value[0] for p in blamed), key=_WORST.index, default="c")
        label = escape(self._words["pin"].format(n=" ".join(map(str, ordinals or others))))
        tag = f"<b>{' '.join(map(str, ordinals))}</b>" if ordinals else ""
        data = f' data-k="{" ".join(map(str, ordinals))}"' if ordinals else ""
        data += f' data-c="{" ".join(map(str, others))}"' if others else ""
        names = " ".join(dict.fromkeys(filter(None, elements)))
        return (
            f'<a class="hit {look}" id="{self._ids[box]}" href="#k{(ordinals or others)[0]}"'
            f' data-n="{names}"{data} aria-label="{label}" style="{_style(box, picture.area)}">'
            f"{tag}</a>"
        )

    def crop(self, index: int) -> str:
        """What stands on the page around a number that is not read; "" where no page is known."""
        if index not in self._crops:
            return ""
        picture, box = self._crops[index]
        name = escape(self._words["page"].format(n=picture.area.page))
        wide = (picture.area.right - picture.area.left) // 75  # hundredths of a point to pixels
        return (
            f'<span class="crop" style="width:{wide}px">{_image(picture, name)}'
            f'<i style="{_style(box, picture.area)}"></i></span>'
        )


def _image(picture: Picture, name: str) -> str:
    data = base64.b64encode(picture.data).decode("ascii")
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<img {size} alt="{name}" src="data:{_MIME};base64,{data}">'


def _style(box: Box, area: Box) -> str:
    """Where a box stands in a picture, in percent, with a little room around it."""
    wide, high = max(1, area.right - area.left), max(1, area.bottom - area.top)
    left, top = box.left - area.left - _ROOM, box.top - area.top - _ROOM
    right, low = box.right - area.left + _ROOM, box.bottom - area.top + _ROOM
    shares = (("left", left, wide), ("top", top, high))
    sizes = (("width", right - left, wide), ("height", low - top, high))
    return ";".join(f"{key}:{_percent(part, whole)}" for key, part, whole in (*shares, *sizes))


def _percent(part: int, whole: int) -> str:
    hundredths = max(0, part) * 10_000 // whole
    return f"{hundredths // 100}.{hundredths % 100:02}%"
