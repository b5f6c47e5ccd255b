"""Files written whole or not at all, never over an existing one unasked, and never over one that was given."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..values.faults import reason_of
from .common import Failure
from .inputs import Inputs
from .leftovers import prefix, sweep
from .messages import say


def write_whole(path: str, data: bytes, force: bool, inputs: Iterable[str] | Inputs = ()) -> None:
    """Write a file whole or not at all; never over an existing one unless ``force``, and never in place of a device or a pipe.

    One of ``inputs``, or of the forms in use, is not written even then, whatever name or link leads to it. What a link points
    to is written; the link stays. A link that leads nowhere says where somebody else's file is to be: it is left alone. Raises Failure.
    """
    with writing(path):
        target = Path(path).resolve() if Path(path).is_symlink() else Path(path)
        refuse_inputs(path, inputs)
        if target.is_dir():
            raise Failure(say("cant_write", path=path, reason="这是一个文件夹"))
        refuse_broken_link(path)
        if target.exists() and not target.is_file():
            raise Failure(say("cant_write", path=path, reason="它不是普通文件"))
        if target.exists() and not force:
            raise Failure(say("exists", path=path))
        if not target.parent.is_dir():
            raise Failure(say("no_folder", path=target.parent))
        _write(target, data, force, path)


def _write(target: Path, data: bytes, force: bool, path: str) -> None:
    """Write beside the target, on the disk before it gets its name: neither a power cut nor a full disk leaves half a file."""
    import tempfile

    sweep(target.parent)
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=prefix(), delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        if force:
            temporary.replace(target)
        else:
            _link_new(temporary, target, path)
    finally:
        if temporary is not None and temporary.exists():
            temporary.unlink()


@contextmanager
def writing(path: str | Path) -> Iterator[None]:
    """What the system would not do while a result gets its place: a Failure that names the result."""
    try:
        yield
    except OSError as error:
        raise Failure(say("cant_write", path=path, reason=reason_of(error))) from None


def refuse_suffix(path: str, suffix: str) -> None:
    """Raise Failure where a file's name does not end with the suffix of what will be in it; letters of either case do."""
    with writing(path):
        if not Path(path).is_dir() and (not path.lower().endswith(suffix) or Path(path).suffix == ""):
            raise Failure(say("wrong_suffix", path=path, suffix=suffix))


def refuse_existing(paths: Sequence[str], force: bool) -> None:
    """Raise Failure where one of several files to be written is there already, before any of them is."""
    for path in paths:
        with writing(path):
            if not force and Path(path).exists():
                raise Failure(say("exists", path=path))


def make_folder(folder: Path) -> None:
    """A folder, and those above it, where they are not there yet. Raises Failure."""
    with writing(folder):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise Failure(say("not_folder", path=folder)) from None


def refuse_inputs(path: str | Path, inputs: Iterable[str] | Inputs) -> None:
    """Raise Failure where a file to be written is one of those that are read, by another name or a link perhaps."""
    if path in (inputs if isinstance(inputs, Inputs) else Inputs(inputs)):
        raise Failure(say("same_file", path=path))


def refuse_broken_link(path: str | Path) -> None:
    """Raise Failure where a file to be written is a link that leads nowhere."""
    if Path(path).is_symlink() and not Path(path).exists():
        raise Failure(say("cant_write", path=path, reason="它是断了的链接，请删去它，或换一个文件名"))


def _link_new(temporary: Path, target: Path, path: str) -> None:
    """Give a finished file its name unless the name has been taken in the meantime."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise Failure(say("exists", path=path)) from None
    except OSError:  # a file system without hard links
        temporary.replace(target)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
