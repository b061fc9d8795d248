"""The text catalogues in docs/: complete, well formed, and in step with what the code declares."""

import csv
import json
import re
from collections import Counter
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

TYPES = {
    "choice": "Choice", "choices": "Choices", "count": "Count", "days": "Days", "decimal": "Ratio", "hours": "Hours",
    "minutes": "Minutes", "money": "Money", "percent": "Percent", "schedule": "Schedule", "table": "Table", "text": "Text",
    "time": "Time", "time_range": "TimeRange", "weekdays": "Weekdays",
}  # fmt: skip
UNITS = {
    "", "CNY", "count", "day", "day_wage", "hour", "metre", "minute", "month", "percent", "person", "round", "score", "time",
    "week", "weekday", "working_day", "year",
}  # fmt: skip
APPS = {
    "people", "workdays", "notices", "approvals", "rules", "duties", "attendance", "customers", "projects", "finance",
    "recruiting", "appraisal", "conduct", "assets", "meetings", "service", "marketing", "insight",
}  # fmt: skip
BLANKS_PRINTED_IN_THE_RULES = {
    "apr.cycle", "apr.weight.superior_pct", "apr.weight.peer_pct", "apr.weight.self_pct", "res.notice_days", "work.schedule",
    "att.late.minor_max_minutes", "att.late.minor_fine_cny", "att.late.major_min_minutes",
    "att.late.monthly_dismissal_count", "att.absence.yearly_dismissal_days",
}  # fmt: skip


def read(name: str) -> list[dict[str, str]]:
    with (DOCS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


REQUIREMENTS = read("requirements.csv")
PARAMETERS = read("parameters.csv")
BY_KEY = {row["key"]: row for row in PARAMETERS}
WITH_DEFAULT = [row for row in PARAMETERS if row["default"]]


def glossary() -> list[list[str]]:
    lines = (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] != "English term"]  # the rule below a heading starts with |---


def raw_default(row: dict[str, str]) -> object:
    """The default as the kernel stores it: lists and tables are written as JSON, everything else as plain text."""
    return json.loads(row["default"]) if row["default"][0] in "[{" else row["default"]


def test_requirements_are_541_different_rows():
    assert len(REQUIREMENTS) == len({row["id"] for row in REQUIREMENTS}) == 541


def test_requirement_ids_name_their_system():
    assert [row for row in REQUIREMENTS if not re.fullmatch(re.escape(row["system"]) + r"-\d\d", row["id"])] == []
    assert [row for row in REQUIREMENTS if not re.fullmatch("[A-Z]{2,3}", row["system"])] == []


def test_requirements_of_a_system_are_numbered_without_gaps():
    seen: Counter[str] = Counter()
    for row in REQUIREMENTS:
        seen[row["system"]] += 1
        assert row["id"] == f"{row['system']}-{seen[row['system']]:02d}"
    assert len(seen) == 63


def test_requirement_texts_are_one_short_sentence():
    odd = [row["id"] for row in REQUIREMENTS if not (row["text"].endswith(".") and len(row["text"]) <= 120)]
    assert odd == []


def test_no_two_requirements_say_the_same():
    assert [text for text, times in Counter(row["text"] for row in REQUIREMENTS).items() if times > 1] == []


def test_parameter_keys_are_unique_and_well_formed():
    assert len(BY_KEY) == len(PARAMETERS)
    assert [key for key in BY_KEY if not re.fullmatch(r"[a-z]+(\.[a-z_]+){1,2}", key)] == []


def test_parameters_of_the_sources_are_123():
    ours = [row for row in PARAMETERS if row["source"] == "own"]
    assert len(PARAMETERS) - len(ours) == 123


def test_parameter_sources_are_clauses_of_the_documents():
    odd = [row["key"] for row in PARAMETERS if row["source"] != "own" and not re.match(r"00[0-3] \S", row["source"])]
    assert odd == []


@pytest.mark.parametrize(("column", "known"), [("type", set(TYPES)), ("unit", UNITS), ("app", APPS), ("basis", set("ENVD"))])
def test_parameter_columns_hold_known_words(column, known):
    assert {row[column] for row in PARAMETERS} - known == set()


def test_parameters_are_explained_in_both_languages():
    silent = [row["key"] for row in PARAMETERS if not re.search("[\u4e00-\u9fff]", row["text_zh"]) or not row["text_en"].isascii()]
    assert silent == []
    assert [row["key"] for row in PARAMETERS if not row["text_en"]] == []


def test_the_blanks_of_the_rules_are_the_parameters_with_basis_e():
    assert {row["key"] for row in PARAMETERS if row["basis"] == "E"} == BLANKS_PRINTED_IN_THE_RULES


def test_a_default_stands_where_and_only_where_the_sources_give_the_figure():
    assert [row["key"] for row in PARAMETERS if bool(row["default"]) != (row["basis"] == "N")] == []


def test_the_default_team_has_thirteen_people():
    assert sum(json.loads(BY_KEY["org.headcount_quota"]["default"]).values()) == 13


@pytest.mark.parametrize("key", [key for key in BY_KEY if re.search(r"\.(fine|reward|bonus)_min$", key)])
def test_default_ranges_of_money_run_upwards(key):
    assert Decimal(BY_KEY[key]["default"]) < Decimal(BY_KEY[f"{key.removesuffix('min')}max"]["default"])


@pytest.mark.parametrize("row", WITH_DEFAULT, ids=[row["key"] for row in WITH_DEFAULT])
def test_default_can_be_read_by_its_type(row, monkeypatch):
    from common import parameters

    monkeypatch.setattr(parameters, "_declared", {})
    kind = getattr(parameters, TYPES[row["type"]])
    raw = raw_default(row)
    needed = {"choice": {"options": [raw]}, "choices": {"options": raw}, "table": {"value": lambda cell: cell}}
    assert kind(row["key"], **needed.get(row["type"], {})).parse(raw) is not None


def test_type_names_are_those_of_the_kernel():
    from common import parameters

    assert {word: getattr(parameters, name).type_name for word, name in TYPES.items()} == {word: word for word in TYPES}


def declared_by_the_houses() -> dict[str, dict[str, str]]:
    """Type, unit and app by key. What other tests of this run declare for themselves does not count."""
    from common import policy

    for path in ROOT.glob("*/policy.py"):
        import_module(f"{path.parent.name}.policy")
    classes = [policy.Policy]
    for cls in classes:
        classes.extend(cls.__subclasses__())
    homes = {p: cls.__module__.partition(".")[0] for cls in classes for p in vars(cls).values() if isinstance(p, policy.Parameter)}
    ours = {key: p for key, p in policy.declared().items() if homes.get(p, "tests") != "tests"}
    return {key: {"type": p.type_name, "unit": p.unit, "app": homes[p]} for key, p in ours.items()}


def test_declared_parameters_stand_in_the_catalogue_with_their_type_unit_and_app():
    declared = declared_by_the_houses()
    listed = {key: {column: BY_KEY[key][column] for column in ("type", "unit", "app")} for key in declared if key in BY_KEY}
    assert declared == listed


def test_glossary_names_each_thing_once():
    rows = glossary()
    assert [row for row in rows if len(row) != 3 or not all(row)] == []
    assert [term for term, times in Counter(row[0] for row in rows).items() if times > 1] == []


def test_glossary_pairs_every_term_with_chinese():
    assert [row[0] for row in glossary() if not re.search("[\u4e00-\u9fff]", row[1])] == []
