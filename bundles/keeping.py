"""What ``compiling.mjs`` runs last: the forms, the wording and the patterns that budgetxl keeps beside its bytecode.

It is a run of its own, over the files as the page will have them: what is kept is keyed by the libraries, too.
"""

import runpy
import sys

sys.dont_write_bytecode = False

for module in ("budgetxl.forms.load.library", "budgetxl.notice.templates", "budgetxl.values.kept"):
    runpy.run_module(module, run_name="__main__")
