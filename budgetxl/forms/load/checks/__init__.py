"""What may be wrong in a form that could be read: its blocks, its names, its labels, its references and kinds.

Each module is imported by itself: ``blocks`` is asked while a form is built, the others when it stands.
"""
