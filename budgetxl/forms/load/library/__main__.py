"""``python -m budgetxl.forms.load.library``: keep every form of the program, as an installer compiles its modules."""

from .folders import known_folders
from .form_library import load_form
from .kept import keep, kept_form

for folder in known_folders().values():
    if kept_form(folder) is None:
        keep(folder, load_form(folder))
