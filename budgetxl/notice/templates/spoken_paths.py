"""The figures of a form that its wording speaks of: the paths that its templates name, in the blocks that are printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...forms import NOTICE_FILE, Form, Path

if TYPE_CHECKING:
    from jinja2 import nodes


def wording_paths(form: Form) -> frozenset[Path]:
    """The paths of fields that the templates of a form and its parents name, blocks that a child has written anew left out.

    A row of a grid that goes by another name (``for name, item in […]``) counts with each field that is asked of any such.
    """
    import jinja2
    from jinja2 import nodes

    from ..environment import make_environment
    from ..render import template_source

    source = template_source(form)
    environment = make_environment(jinja2.FunctionLoader(source))
    found: set[Path] = set()
    asked: set[str] = set()
    overridden: set[str] = set()
    for name, folder in zip(form.lineage, form.folders):
        file = f"{name}/{NOTICE_FILE}"
        given = source(file) if (folder / NOTICE_FILE).is_file() else None
        if given is None:
            continue
        tree = environment.parsed(given[0], file)
        for node in _printed(tree, overridden):
            if isinstance(node, nodes.Getattr):
                found.add(_path(node))
                asked.add(node.attr)
        overridden.update(block.name for block in tree.find_all(nodes.Block))
    rows = {(*path, name) for path in found for name in asked if (*path, name) in form.compiled.places}
    return frozenset(path for path in found | rows if path in form.compiled.places)


def _printed(tree: nodes.Template, overridden: set[str]) -> Iterator[nodes.Node]:
    """The nodes of a template without the blocks that a child has ``overridden``."""
    from jinja2 import nodes

    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        if not (isinstance(node, nodes.Block) and node.name in overridden):
            yield node
            waiting.extend(node.iter_child_nodes())


def _path(node: nodes.Node) -> Path:
    """The path that attributes of a name make; empty where they are of anything else."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        above = _path(node.node)
        return (*above, node.attr) if above else ()
    return ()
