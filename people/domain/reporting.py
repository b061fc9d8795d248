"""The reporting line, from posts alone: whom somebody reports to (ORG-06, ORG-08)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post on one day. holders: ids of who holds it, whoever acts for it first; empty when vacant."""

    id: int
    department: int
    rank: int
    is_head: bool
    reports_to: int | None
    holders: tuple[int, ...]


def head_of(department: int, posts: Sequence[PostHeld]) -> int | None:
    """Who heads the department: the acting head where there is one."""
    return next((post.holders[0] for post in posts if post.department == department and post.is_head and post.holders), None)


def superiors(employee: int, own: PostHeld, way_up: Sequence[int], posts: Sequence[PostHeld]) -> list[int]:
    """Everybody above the employee, nearest first, nobody twice.

    own: the regular post. way_up: the departments from the own one to the company, nearest first.
    posts: all posts of these departments. From each post the next one is: the post it reports to; else the
    nearest higher rank of the same department that a single person holds; else the head of the next department up.
    """
    by_id = {post.id: post for post in posts}
    chain: list[int] = []
    seen_posts, at = {own.id}, own
    while True:
        step = _next(at, {employee, *chain}, way_up, posts, by_id)
        if step is None or step[0].id in seen_posts:
            return chain
        at, person = step
        seen_posts.add(at.id)
        chain.append(person)


def _next(
    at: PostHeld, below: set[int], way_up: Sequence[int], posts: Sequence[PostHeld], by_id: Mapping[int, PostHeld]
) -> tuple[PostHeld, int] | None:
    named = by_id.get(at.reports_to) if at.reports_to else None
    if named and (person := _single(named, below)):
        return named, person
    higher = sorted((p for p in posts if p.department == at.department and p.rank > at.rank), key=lambda p: (p.rank, not p.is_head))
    for rank in sorted({p.rank for p in higher}):
        at_rank = [(p, person) for p in higher if p.rank == rank for person in p.holders if person not in below]
        heads = [(p, person) for p, person in at_rank if p.is_head]
        if heads or len(at_rank) == 1:
            return (heads or at_rank)[0]
    return _head_above(at, below, way_up, posts)


def _head_above(at: PostHeld, below: set[int], way_up: Sequence[int], posts: Sequence[PostHeld]) -> tuple[PostHeld, int] | None:
    start = way_up.index(at.department) if at.department in way_up else -1
    own_unit = [] if at.is_head else [at.department]
    for department in [*own_unit, *way_up[start + 1 :]]:
        for post in posts:
            if post.department == department and post.is_head and (person := _single(post, below)):
                return post, person
    return None


def _single(post: PostHeld, below: set[int]) -> int | None:
    return next((person for person in post.holders if person not in below), None)
