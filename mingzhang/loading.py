"""Loading late 用时才装: libraries that most commands do not need, and that take long to load."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType


def when_used(name: str) -> ModuleType:
    """A module that is loaded as soon as something of it is asked for.

    Raises ModuleNotFoundError when it is not installed.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
