"""What ``compiling.mjs`` runs last: the forms, the wording and the patterns that budgetxl keeps beside its bytecode.

It is a run of its own, over the files as the page will have them: what is kept is keyed by the libraries, too.
"""

from budgetxl.frozen import keep

keep()
