"""Changing the tree of an edition: pure moves on its nodes from top to bottom, each with its depth (1 at the top).

A node carries what stands below it along. Raises Impossible, with nothing changed, when a move leads nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rules.domain.numbering import DEEPEST

Way = Literal["up", "down", "in", "out"]


class Impossible(ValueError):  # noqa: N818  named for what it is
    """The node cannot go there."""


@dataclass(frozen=True, slots=True)
class Node:
    """key: the id of the clause."""

    key: int
    depth: int


def span(nodes: Sequence[Node], at: int) -> int:
    """The index after the last node below the one at `at`."""
    end = at + 1
    while end < len(nodes) and nodes[end].depth > nodes[at].depth:
        end += 1
    return end


def index_of(nodes: Sequence[Node], key: int) -> int:
    """Where the clause stands. Raises Impossible when it is not in the tree."""
    for at, node in enumerate(nodes):
        if node.key == key:
            return at
    raise Impossible(key)


def inserted(nodes: Sequence[Node], key: int, *, after: int | None, below: bool = False) -> list[Node]:
    """A new node after the clause `after` and all below it (None: at the end, at the top), or as its last child."""
    if after is None:
        return [*nodes, Node(key, 1)]
    at = index_of(nodes, after)
    depth = nodes[at].depth + (1 if below else 0)
    if depth > DEEPEST:
        raise Impossible(key)
    end = span(nodes, at)
    return [*nodes[:end], Node(key, depth), *nodes[end:]]


def removed(nodes: Sequence[Node], key: int) -> tuple[list[Node], list[int]]:
    """The tree without the node and all below it, and the keys that went."""
    at = index_of(nodes, key)
    end = span(nodes, at)
    return [*nodes[:at], *nodes[end:]], [node.key for node in nodes[at:end]]


def moved(nodes: Sequence[Node], key: int, way: Way) -> list[Node]:
    """The tree with the node moved past its neighbour, one level in below it, or one level out behind its parent."""
    at = index_of(nodes, key)
    end = span(nodes, at)
    branch, depth = list(nodes[at:end]), nodes[at].depth
    match way:
        case "up":
            before = _sibling_before(nodes, at)
            return [*nodes[:before], *branch, *nodes[before:at], *nodes[end:]]
        case "down":
            if end == len(nodes) or nodes[end].depth != depth:
                raise Impossible(key)
            past = span(nodes, end)
            return [*nodes[:at], *nodes[end:past], *branch, *nodes[past:]]
        case "in":
            _sibling_before(nodes, at)
            if max(node.depth for node in branch) == DEEPEST:
                raise Impossible(key)
            return [*nodes[:at], *_shifted(branch, 1), *nodes[end:]]
        case "out":
            if depth == 1:
                raise Impossible(key)
            after = end
            while after < len(nodes) and nodes[after].depth >= depth:
                after += 1
            return [*nodes[:at], *nodes[end:after], *_shifted(branch, -1), *nodes[after:]]
        case _:
            raise Impossible(key)


def open_ways(nodes: Sequence[Node], key: int) -> set[Way]:
    """The ways in which `moved` can move the node."""
    at = index_of(nodes, key)
    end = span(nodes, at)
    depth, found = nodes[at].depth, set[Way]()
    if _has_sibling_before(nodes, at):
        found.add("up")
        if max(node.depth for node in nodes[at:end]) < DEEPEST:
            found.add("in")
    if end < len(nodes) and nodes[end].depth == depth:
        found.add("down")
    if depth > 1:
        found.add("out")
    return found


def _has_sibling_before(nodes: Sequence[Node], at: int) -> bool:
    try:
        _sibling_before(nodes, at)
    except Impossible:
        return False
    return True


def _sibling_before(nodes: Sequence[Node], at: int) -> int:
    for before in range(at - 1, -1, -1):
        if nodes[before].depth == nodes[at].depth:
            return before
        if nodes[before].depth < nodes[at].depth:
            break
    raise Impossible(nodes[at].key)


def _shifted(branch: Sequence[Node], by: int) -> list[Node]:
    return [replace(node, depth=node.depth + by) for node in branch]
