"""What finance starts with: the usual categories and the route of each kind. Kept by post_migrate receivers."""

from django.utils.translation import gettext_noop

from approvals.choices import Mode, Who
from approvals.models import Route, RouteStep
from finance.models import ExpenseCategory
from people.models import Role

GROUPS = {"staff": "人员费用", "office": "办公费用", "business": "业务费用"}
CATEGORIES = (  # code, name, group, words on a fapiao; "-" before the code: only in budgets
    ("-salary", "工资薪酬", "staff", ""),
    ("training", "培训费", "staff", "培训 教育 非学历"),
    ("welfare", "团建福利费", "staff", "文体 体育 健身"),
    ("office", "办公用品费", "office", "办公用品 文具 纸制品 耗材 计算机外部设备 电子计算机"),
    ("telecom", "通讯费", "office", "电信服务 通信 话费 增值电信 基础电信"),
    ("courier", "快递费", "office", "快递 收派 邮政 物流辅助"),
    ("travel", "差旅交通费", "business", "旅客运输 铁路 航空 客运 机票 民航 运输服务"),
    ("transport", "市内交通费", "business", "出租车 网约车 公交 地铁 通行费 停车 经营租赁 汽油"),
    ("lodging", "住宿费", "business", "住宿 酒店 宾馆"),
    ("entertaining", "业务招待费", "business", "餐饮 餐费"),
    ("promotion", "推广费", "business", "广告 推广 会展 印刷 设计服务 信息技术服务"),
    ("customers", "客户维护费", "business", "礼品 工艺品"),
    ("other", "其他费用", "office", ""),
)
STEPS = {
    "finance.claim": ((gettext_noop("Head of department"), Who.HEAD, ""), (gettext_noop("Finance"), Who.ROLE, "finance")),
    "finance.advance": ((gettext_noop("Head of department"), Who.HEAD, ""), (gettext_noop("Finance"), Who.ROLE, "finance")),
    "finance.budget": ((gettext_noop("Finance"), Who.ROLE, "finance"), (gettext_noop("Company management"), Who.ROLE, "executive")),
}


def ensure_categories(**_: object) -> None:
    """The categories that come with the product, made once: a company renames, adds and switches off as it likes."""
    if ExpenseCategory.objects.exists():
        return
    groups = {
        code: ExpenseCategory.objects.create(code=f"group-{code}", name=name, is_claimable=False, order=place * 100)
        for place, (code, name) in enumerate(GROUPS.items(), start=1)
    }
    ExpenseCategory.objects.bulk_create(
        ExpenseCategory(
            code=code.lstrip("-"), name=name, group=groups[group], keywords=words.split(), is_claimable=not code.startswith("-"),
            order=groups[group].order + place,
        )
        for place, (code, name, group, words) in enumerate(CATEGORIES, start=1)
    )  # fmt: skip


def ensure_routes(**_: object) -> None:
    """The usual route of each kind, made once. What is major or above a limit gets its further step when it is submitted."""
    roles = {role.code: role for role in Role.objects.filter(code__in=("finance", "executive"))}
    for kind, steps in STEPS.items():
        if Route.objects.filter(kind=kind).exists():
            continue
        route = Route.objects.create(kind=kind, name=gettext_noop("Usual route"))
        RouteStep.objects.bulk_create(
            RouteStep(route=route, order=order, name=name, who=who, role=roles.get(role), mode=Mode.ANY)
            for order, (name, who, role) in enumerate(steps, start=1)
        )
