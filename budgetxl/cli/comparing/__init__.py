"""What ``diff`` has at the edge: a comparison on the terminal."""

from .printing import print_comparison

__all__ = ["print_comparison"]
