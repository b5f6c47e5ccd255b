"""What the lines of a sheet tell of the workbook (whose it is, of which year), held against its cover."""

from .cover import CoverFacts, cover_facts, told_otherwise
from .lines import TRADITIONAL, ToldUnit, told_units
from .same_unit import same_code, same_name
from .upper_headers import upper_headers

__all__ = ["TRADITIONAL", "CoverFacts", "ToldUnit", "cover_facts", "same_code", "same_name", "told_otherwise", "told_units", "upper_headers"]
