"""Records written as texts, as the cases beside the rules are."""

from collections.abc import Mapping

from mingzhang.model import Interval, Place, Record, Value, quantity


def record_of(kind: str, texts: Mapping[str, str], subject: str = "") -> Record:
    """A record from texts as printed.

    A number becomes the interval of its last digit, with "=" before it exactly itself; other
    text is a word; empty text is missing.
    """
    fields: dict[str, Value] = {}
    for name, text in texts.items():
        bare = text.removeprefix("=")
        found = quantity(bare)
        if found:
            fields[name] = Interval(found.exact, found.exact) if bare != text else found.interval
        else:
            fields[name] = text or None
    printed = {name: text.removeprefix("=") for name, text in texts.items() if text}
    return Record(kind, subject, fields, printed, {name: Place(1) for name in printed})
