"""``collect``: who has sent what, what is wrong with it, the totals of all units."""

from ..accepted import ACCEPTED_FILE, AcceptedFile, read_accepted
from ..running import Pool
from .accepted import accepted_files, accepted_json
from .across import unread_answers
from .collecting import Collected, LastYear, accepted_last_year, collect
from .contents import KEPT_OUT, UNREADABLE, Found, bytes_at, contents_of, workbooks_in
from .gathering import Progress, Store, Way, key_of
from .report import collection_json
from .sending import Sent
from .versions import accepted

__all__ = [
    "ACCEPTED_FILE",
    "KEPT_OUT",
    "UNREADABLE",
    "AcceptedFile",
    "Collected",
    "Found",
    "LastYear",
    "Pool",
    "Progress",
    "Sent",
    "Store",
    "Way",
    "accepted",
    "accepted_files",
    "accepted_json",
    "accepted_last_year",
    "bytes_at",
    "collect",
    "collection_json",
    "contents_of",
    "key_of",
    "read_accepted",
    "unread_answers",
    "workbooks_in",
]
