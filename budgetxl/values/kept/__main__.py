"""``python -m budgetxl.values.kept``: keep the patterns of all modules, as an installer compiles these."""

from pkgutil import walk_packages

import budgetxl

from ..lazy_patterns import compile_all
from .patterns import keep_patterns

for module in walk_packages(budgetxl.__path__, "budgetxl."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
compile_all()
keep_patterns()
