"""The office at the beginning of the story: people, a calendar, rules of leave and money, a budget, and no rule of attendance."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from finance.models import BillingEntity, Budget
from tests import factories
from tests.attendance.slips import TYPES, with_a_head
from tests.finance.budgeting import budgeted
from tests.finance.handing import entity
from tests.rules import making

SINCE = date(2026, 10, 1)
LEAVE: dict[str, Any] = {
    "lev.type_table": TYPES,
    "lev.min_notice_days": "1",
    "lev.emergency_channels": ["phone"],
    "lev.retroactive_deadline_days": "2",
}
MONEY: dict[str, Any] = {
    "exp.standard_table": {"住宿费": "每晚，400元；上海600元", "业务招待费": "每人，150元"},
    "exp.submit_deadline_days": "30",
    "apv.major_amount_cny": {"每单": "满5000元"},
    "bud.overrun_policy": "block",
}


def at(day: date, wall: str) -> datetime:
    """The instant at which the clock on the wall shows that."""
    return timezone.make_aware(datetime.combine(day, datetime.strptime(wall, "%H:%M").time()))  # noqa: DTZ007  made aware here


class Office(making.Office):
    """运营部 with 客服组: Li and a colleague in the team, its head, the director, counsel, general manager, HR and finance."""

    def __init__(self) -> None:
        super().__init__()
        self.head = with_a_head(self)
        factories.grant(self.head, "supervisor", self.team)
        factories.grant(self.head, "manager", self.team)
        self.colleague = factories.holder(self.staff.on(SINCE).post, "王同")
        self.hr = factories.holder(factories.post(self.company, "人事", 3), "人事甲")
        factories.grant(self.hr, "hr")
        self.accountant = factories.holder(factories.post(self.company, "会计", 3), "会计")
        factories.grant(self.accountant, "finance")
        before = at(SINCE, "09:00") - timedelta(days=1)
        making.published(self, LEAVE, on=SINCE, at=before, owner=self.company, number="QJ", title="请假管理制度")
        making.published(self, MONEY, on=SINCE, at=before, owner=self.company, number="FY", title="费用管理制度")
        self.entity: BillingEntity = entity()
        self.budget: Budget = budgeted(self.team, self.director, {"lodging": "2000", "entertaining": "1000"}, at=before)
