"""Forms as commands ask for them: by id or folder, each loaded once, those of the program kept from run to run."""

from .folders import FORM_FILE, NOTICE_FILE, known_folders, template_root
from .form_library import FormLibrary, load_form
from .kept import program_state

__all__ = ["FORM_FILE", "NOTICE_FILE", "FormLibrary", "known_folders", "load_form", "program_state", "template_root"]
