"""What ``collect`` has at the edge: the folder and its files, worker processes, what is kept from run to run, what is printed."""

from ..running import pool_of
from .folder import Folder
from .guard import Guard
from .kept import KeptReads
from .printing import print_collection
from .returned_files import ReturnedFiles

__all__ = ["Folder", "Guard", "KeptReads", "ReturnedFiles", "pool_of", "print_collection"]
