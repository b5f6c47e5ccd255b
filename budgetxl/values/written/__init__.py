"""How people write numbers, amounts and dates, in cells and in sentences."""
