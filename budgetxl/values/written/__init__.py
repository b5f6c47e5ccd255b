"""How people write numbers, amounts and dates, in cells and in sentences."""

from .column_numbers import COLUMN_NUMBERS, numbers_columns
from .csv_text import csv_text
from .dates import chinese_day, read_date, serial_date
from .numbers_in_text import MONEY_POWERS, PLAIN_NUMBER, WrittenAmount, amounts, chinese_number, ungrouped
from .numerals import numbered, numerals
from .typed import ERRORS, NOTHING, Read, is_total_word, read_number, says_nothing, says_unchanged, total_word

__all__ = [
    "COLUMN_NUMBERS",
    "ERRORS",
    "MONEY_POWERS",
    "NOTHING",
    "PLAIN_NUMBER",
    "Read",
    "WrittenAmount",
    "amounts",
    "chinese_day",
    "chinese_number",
    "csv_text",
    "is_total_word",
    "numbered",
    "numbers_columns",
    "numerals",
    "read_date",
    "read_number",
    "says_nothing",
    "says_unchanged",
    "serial_date",
    "total_word",
    "ungrouped",
]
