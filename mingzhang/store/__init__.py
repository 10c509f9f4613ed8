"""The store 账册: the books of a department at rest, in one SQLite file of several years.

Entries and rows of registers are only ever added. Each entry carries the hash of the one before it
in the chain of its unit, each row that of the row before it (``chain``); a correction is a
reversing entry 冲销, a change of a row a later row of the same key. What is accepted together is
one transaction that is on the disk when it is acknowledged (``booking``, ``tables``).
"""

from mingzhang.store.booking import Accepted, Batch, Booked, Line, Refused
from mingzhang.store.chain import Broken, Verified
from mingzhang.store.keeping import Store
from mingzhang.store.tables import Unkept

__all__ = [
    "Accepted", "Batch", "Booked", "Broken", "Line", "Refused", "Store", "Unkept", "Verified",
]  # fmt: skip
