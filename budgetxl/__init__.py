"""budgetxl: budget workbooks, read back, checked against each other, and the disclosure notice rendered from them.

The packages, in the order data flows: ``forms`` → ``layout`` → ``workbook`` → ``checks`` and ``notice`` → ``review`` →
``verbs``, one for each command; ``cli`` is the thin shell around them. Amounts are Decimal, in the unit that the form declares (万元 or 元).
"""

__version__ = "0.1.0"
