"""``render`` of many: the notices of a folder's workbooks, each a pure function of the bytes of one unit's files."""

from .making import NoticeMade, NoticeTask, made_notice
from .planning import Planned, by_accepted, named, together

__all__ = ["NoticeMade", "NoticeTask", "Planned", "by_accepted", "made_notice", "named", "together"]
