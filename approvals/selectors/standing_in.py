"""Who stands in for whom on a day."""

from collections.abc import Collection, Iterable
from datetime import date

from approvals.domain.deputies import EVERY_KIND, MAX_CHAIN, Deputyship, StandIn, stand_in
from approvals.models import Deputy
from approvals.selectors.finding import employed


def facts(deputy: Deputy) -> Deputyship:
    return Deputyship(deputy.owner_id, deputy.deputy_id, deputy.kind, deputy.during.lower, deputy.during.upper)


def stand_ins(owners: Iterable[int], *, kind: str, day: date, never: Collection[int]) -> dict[int, StandIn]:
    """For each owner who has one, who decides requests of the kind on that day. One query when nobody is away."""
    owners = list(owners)
    known: list[Deputyship] = []
    asked: set[int] = set()
    at = set(owners)
    for _hop in range(MAX_CHAIN):
        asked |= at
        rows = Deputy.objects.on(day).filter(owner__in=at, kind__in=[EVERY_KIND, kind])
        found = [facts(row) for row in rows]
        known += found
        at = {link.deputy for link in found} - asked
        if not at:
            break
    if not known:
        return {}
    people = {link.deputy for link in known}
    unreachable = {*never, *(people - employed(list(people), day))}
    answers = {owner: stand_in(owner, kind, day, known, unreachable) for owner in owners}
    return {owner: answer for owner, answer in answers.items() if answer}
