"""``python -m budgetxl``."""

from .cli import main

main()
