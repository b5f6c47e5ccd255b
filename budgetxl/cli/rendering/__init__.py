"""What ``render`` has at the edge: the files of one unit, the folder of many (``folder``), LibreOffice for PDFs."""

from .publishing import PDF, Publication, wanted_of_many

__all__ = ["PDF", "Publication", "wanted_of_many"]
