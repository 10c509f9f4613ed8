"""公开：账经过表样成为公开件，先审核、再写出。"""

import booked
from hypothesis import HealthCheck, given, settings

from mingzhang import compile, publish
from mingzhang.model import Severity, Status

NATIONAL = compile.layout("national-budget")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(booked.budgets())
def test_books_that_balance_audit_clean(books):
    made = publish.made(books, NATIONAL)
    told = [f.message for f in made.audited.findings if f.severity is not Severity.NOTE]
    assert told == []
    assert [n.text for n in made.audited.numbers if n.status is Status.UNREAD] == []
