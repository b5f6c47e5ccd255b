"""Form folders to forms: TOML read, parents laid under, every mistake said at once.

The loader is imported by who asks for something of it: a command on a form that is kept has no use for it.
"""

from typing import TYPE_CHECKING

from ...late_names import late_names
from .library import NOTICE_FILE, FormLibrary, known_folders, load_form, program_state
from .mistakes import FormError, Mistake

if TYPE_CHECKING:
    from .checks.kinds import kind_mistakes
    from .lineage import find_folder
    from .removed import remover
    from .sources import FileFault, list_text, read_form_file

_HOMES = {
    "checks.kinds": "kind_mistakes",
    "lineage": "find_folder",
    "removed": "remover",
    "sources": "FileFault list_text read_form_file",
}
__all__ = [
    "NOTICE_FILE",
    "FileFault",
    "FormError",
    "FormLibrary",
    "Mistake",
    "find_folder",
    "kind_mistakes",
    "known_folders",
    "list_text",
    "load_form",
    "program_state",
    "read_form_file",
    "remover",
]


__getattr__ = late_names(__name__, _HOMES)
