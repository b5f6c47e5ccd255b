"""Where each figure of a notice comes from: values that carry their cells through Jinja, marks in the markup, the list of figures."""

from .figures import Figure, Origin, Place

__all__ = ["Figure", "Origin", "Place"]
