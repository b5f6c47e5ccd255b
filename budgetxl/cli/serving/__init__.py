"""What ``desk`` has at the edge: the folder that it was started for."""

from .own_folder import OwnFolder

__all__ = ["OwnFolder"]
