"""Nine ways to build a department, as the sources describe them, ready to be loaded into an empty company (ORG-02).

Above each stands the company itself with its leader, to whom the head of the department reports. The rank of a post
counts inside its structure only: a supervisor stands below the manager in one of them and above in another (ORG-08).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class PostPlan:
    """A post. quota: how many people the source plans for it, None when it says nothing. reports_to: a title of the unit."""

    title: str
    rank: int
    role: str = "staff"
    is_head: bool = False
    reports_to: str = ""
    quota: int | None = None


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit with its posts and the units below it."""

    code: str
    name: str
    posts: tuple[PostPlan, ...] = ()
    units: tuple["UnitPlan", ...] = ()
    kind: str = "department"


@dataclass(frozen=True, slots=True)
class Structure:
    """One of the nine. `name` is what load_structure takes."""

    name: str
    title: str | Promise
    source: str
    unit: UnitPlan

    def quota(self) -> dict[str, int]:
        """The headcount that the source plans, by title; empty when it says nothing."""
        return {post.title: post.quota for post in self.unit.posts if post.quota is not None}


LEADER = PostPlan("总经理", rank=100, role="executive", is_head=True)

HEAD, UPPER, MIDDLE, STAFF, ASSISTANT = 50, 40, 30, 20, 10


def _head(title: str, role: str = "manager", quota: int | None = None) -> PostPlan:
    return PostPlan(title, HEAD, role, is_head=True, quota=quota)


def _unit(code: str, name: str, *titles: str, kind: str = "department") -> UnitPlan:
    return UnitPlan(code, name, tuple(PostPlan(title, STAFF) for title in titles), kind=kind)


STRUCTURES = (
    Structure(
        "director-manager-specialist",
        _("Director, manager, specialist"),
        "001 二(一)",
        UnitPlan("OPS", "运营部", (_head("运营总监", "director"), PostPlan("运营经理", UPPER, "manager"), PostPlan("运营专员", STAFF))),
    ),
    Structure(
        "manager-office-marketing-service",
        _("Manager with office, marketing and customer service"),
        "002 S2.1 第二条",
        UnitPlan(
            "OPS", "运营部", (_head("部门经理"),),
            (_unit("OPS-OFFICE", "办公室", "行政文员"), _unit("OPS-MKT", "市场部", "市场专员"), _unit("OPS-CS", "客服部", "客服专员")),
        ),
    ),
    Structure(
        "team-of-thirteen",
        _("Team of thirteen under a director"),
        "002 S2.3 二",
        UnitPlan(
            "OPS", "运营部",
            (
                _head("运营总监", "director", quota=1),
                PostPlan("客服经理", MIDDLE, "manager", quota=1),
                PostPlan("后台管理经理", MIDDLE, "manager", quota=1),
                PostPlan("推广经理", MIDDLE, "manager", quota=1),
                PostPlan("客服专员", STAFF, reports_to="客服经理", quota=4),
                PostPlan("平面设计师", STAFF, quota=1),
                PostPlan("网站编辑", STAFF, quota=2),
                PostPlan("文案策划", STAFF, quota=1),
                PostPlan("美工", STAFF, quota=1),
            ),
        ),
    ),
    Structure(
        "head-three-posts",
        _("Head with content, data and promotion"),
        "002 S2.6 第五条",
        UnitPlan("OPS", "运营部", (_head("部长"), PostPlan("内容运营", STAFF), PostPlan("数据分析", STAFF), PostPlan("市场推广", STAFF))),
    ),
    Structure(
        "manager-supervisor-specialist-assistant",
        _("Manager, supervisor, specialist, assistant"),
        "002 S2.7 二章; 003 S3.4 三1",
        UnitPlan(
            "OPS", "运营部",
            (_head("运营经理"), PostPlan("运营主管", MIDDLE, "supervisor"), PostPlan("运营专员", STAFF), PostPlan("运营助理", ASSISTANT)),
        ),
    ),
    Structure(
        "head-service-processing-support",
        _("Head with customer service, processing and support"),
        "003 S3.6 第五条",
        UnitPlan(
            "OPS", "运营部", (_head("部门负责人"),),
            (
                _unit("OPS-CS", "客户服务部", "客服专员"),
                _unit("OPS-BIZ", "业务处理部", "业务专员"),
                _unit("OPS-SUP", "运营支持部", "支持专员"),
            ),
        ),
    ),
    Structure(
        "supervisor-manager-specialist",
        _("Department head above manager above specialist"),
        "003 S3.9 第八条",
        UnitPlan("OPS", "运营部", (_head("部门主管"), PostPlan("经理", MIDDLE, "supervisor"), PostPlan("专员", STAFF))),
    ),
    Structure(
        "section-chief-team",
        _("Section chief with a service team"),
        "003 S3.12 第五条, 第六条",
        UnitPlan("OPS", "运营科", (_head("科长"),), (_unit("OPS-TEAM", "服务团队", "服务人员", kind="group"),)),
    ),
    Structure(
        "station",
        _("Station with five departments"),
        "003 S3.16 二",
        UnitPlan(
            "STA", "服务站", (_head("站长"),),
            (
                _unit("STA-SALES", "销售部", "销售专员"),
                _unit("STA-TECH", "技术部", "技术专员"),
                _unit("STA-AFTER", "售后部", "售后专员"),
                _unit("STA-FIN", "财务部", "财务专员"),
                _unit("STA-HR", "人力资源部", "人事专员"),
            ),
            kind="service_point",
        ),
    ),
)  # fmt: skip

BY_NAME = {structure.name: structure for structure in STRUCTURES}
