"""``python -m budgetxl.values.kept``: keep the patterns and constructors of all modules, as an installer compiles these."""

from pkgutil import walk_packages

import budgetxl

from .. import records
from ..lazy_patterns import compile_all
from .files import Store, keep_compiled

for store in Store.all:
    store.begin_anew()
for module in walk_packages(budgetxl.__path__, "budgetxl."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
compile_all()
records.compile_all()
keep_compiled()
