"""The 校验 sheet: one row a rule, with its live verdict and why it has none."""

from .sheet import CheckSheet

__all__ = ["CheckSheet"]
