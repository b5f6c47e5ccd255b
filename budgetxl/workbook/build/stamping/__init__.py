"""Workbooks of one shape: one is built, the others are stamped from it, cell by cell the same as if each had been built."""

from .stamper import Stamper

__all__ = ["Stamper"]
