"""The shape of the demo company, as plain data: units, posts, and how many people hold each."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from people.structures import BY_NAME, LEADER, PostPlan

GROUP_SIZE, GROUPS_PER_DEPARTMENT, DEPARTMENTS_PER_REGION, REGIONS_PER_DIVISION = 11, 5, 6, 8
REGIONS = ("华东", "华南", "华北", "华中", "西南", "西北", "东北", "海外")
FUNCTIONS = ("客户服务", "市场推广", "渠道拓展", "数据分析", "内容运营", "交付实施", "售后服务", "品质管理")
NUMERALS = "一二三四五六七八九十"


@dataclass(slots=True)
class DemoUnit:
    """A unit of the demo company. posts: each with the number of its holders; the head's post first."""

    code: str
    name: str
    kind: str
    posts: list[tuple[PostPlan, int]]
    units: list["DemoUnit"] = field(default_factory=list)

    def walk(self, parent: "DemoUnit | None" = None) -> Iterator[tuple["DemoUnit", "DemoUnit | None"]]:
        """The unit and everything below it, parents first, each with its parent."""
        yield self, parent
        for unit in self.units:
            yield from unit.walk(self)

    def people(self) -> int:
        return sum(count for unit, _ in self.walk() for _, count in unit.posts)


def company(employees: int) -> DemoUnit:
    """The company with `employees` in its operating units and four people above and beside them.

    The first operating unit is the department of thirteen; fewer cannot be planned.
    """
    thirteen = BY_NAME["team-of-thirteen"]
    operations = DemoUnit("OPS", "运营部", "department", [(post, post.quota or 0) for post in thirteen.unit.posts])
    root = DemoUnit("ROOT", "云帆服务公司", "company", [(LEADER, 1)], list(_offices()))
    root.units.append(operations)
    root.units.extend(_divisions(employees - operations.people()))
    return root


def _offices() -> Iterator[DemoUnit]:
    yield DemoUnit("GMO", "总经理办公室", "body", [(PostPlan("系统管理员", 30), 1)])
    yield DemoUnit("HR", "人力资源部", "department", [(PostPlan("人力资源经理", 50, "manager", is_head=True), 1)])
    yield DemoUnit("FIN", "财务部", "department", [(PostPlan("财务经理", 50, "manager", is_head=True), 1)])


def _divisions(people: int) -> Iterator[DemoUnit]:
    """Divisions of regions of departments of groups, until everybody has a place."""
    number = 0
    while people > 0:
        number += 1
        division = DemoUnit(f"D{number:02d}", f"第{_numeral(number)}事业部", "department", [(_head("事业部总经理", "director"), 1)])
        people -= 1
        for name in REGIONS[:REGIONS_PER_DIVISION]:
            if people <= 0:
                break
            code = f"{division.code}-{len(division.units) + 1}"
            region = DemoUnit(code, f"{name}大区", "department", [(_head("大区经理", "director"), 1)])
            people = _departments(region, people - 1)
            division.units.append(region)
        yield division


def _departments(region: DemoUnit, people: int) -> int:
    for name in FUNCTIONS[:DEPARTMENTS_PER_REGION]:
        if people <= 0:
            break
        code = f"{region.code}-{len(region.units) + 1}"
        unit = DemoUnit(code, f"{region.name.removesuffix('大区')}{name}部", "department", [(_head("部门经理", "manager"), 1)])
        people = _groups(unit, name, people - 1)
        region.units.append(unit)
    return people


def _groups(unit: DemoUnit, function: str, people: int) -> int:
    for place in range(GROUPS_PER_DEPARTMENT):
        if people <= 0:
            break
        size = min(GROUP_SIZE, people)
        posts = [(_head("组长", "supervisor"), 1), (PostPlan(f"{function}专员", 20), size - 1)]
        unit.units.append(DemoUnit(f"{unit.code}-{place + 1}", f"{function}{NUMERALS[place]}组", "group", [p for p in posts if p[1]]))
        people -= size
    return people


def _head(title: str, role: str) -> PostPlan:
    return PostPlan(title, 50, role, is_head=True)


def _numeral(number: int) -> str:
    """1 to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens - 1] + "十") + (NUMERALS[ones - 1] if ones else "")
