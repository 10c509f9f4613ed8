"""Facts 数: the money cells of tables bound to regions by composing title, header and row.

A cell is bound when every phrase over it was wholly read; an unread word in a title or a group
heading makes every cell under it unread.
"""

from mingzhang.facts.binding import Bound, bind
from mingzhang.facts.labels import Frame, alike

__all__ = ["Bound", "Frame", "alike", "bind"]
