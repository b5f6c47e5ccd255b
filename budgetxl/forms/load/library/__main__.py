"""``python -m budgetxl.forms.load.library``: keep every form of the program, as an installer compiles its modules."""

from .folders import known_folders
from .form_library import load_form
from .kept import keep

for folder in known_folders().values():
    keep(folder, load_form(folder))
