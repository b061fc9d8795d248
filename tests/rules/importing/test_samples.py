"""The two sample documents, where the environment names their folder."""

import os
from pathlib import Path

import pytest

from rules.importing import import_file
from rules.importing.results import CLAUSE, Document, Imported

SAMPLES = os.environ.get("OPSDEPT_SAMPLES", "")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="OPSDEPT_SAMPLES names no folder with the samples")
ATTENDANCE = [
    "work.schedule", "att.late.minor_max_minutes", "att.late.minor_fine_cny", "att.late.major_min_minutes",
    "att.late.monthly_dismissal_count", "att.absence.yearly_dismissal_days",
]  # fmt: skip
APPRAISAL = ["apr.cycle", "apr.weight.superior_pct", "apr.weight.peer_pct", "apr.weight.self_pct"]


def imported(name: str) -> Imported:
    return import_file((Path(SAMPLES) / name).read_bytes(), name)


def only(name: str) -> Document:
    (document,) = imported(name).documents
    return document


@pytest.mark.row("SYS-04", "POL-01")
@pytest.mark.parametrize(
    ("name", "line", "counts"),
    [("000.txt", 14, {"一、": 6, "(一)": 17, "1.": 56}), ("001.txt", 8, {"一、": 8, "(一)": 24, "1.": 55})],
)
def test_a_sample_is_one_document_with_every_marker_a_node(name, line, counts):
    document = only(name)

    assert (document.first_line, document.truncated, document.script, document.markers) == (line, True, "hant", counts)
    labelled = [node for node in document.nodes if node.label]
    assert (len(labelled), len({node.path for node in document.nodes})) == (sum(counts.values()), len(document.nodes))
    assert all(node.kind == CLAUSE for node in labelled)


def test_the_eleven_blanks_are_typed():
    found = [blank.key for node in only("000.txt").nodes for blank in node.blanks]
    assert found == [*APPRAISAL, "res.notice_days", *ATTENDANCE]


def test_all_damage_is_flagged():
    flagged = {"/".join(node.path): node.flags for node in only("000.txt").nodes if node.flags}
    assert flagged == {
        "三/(三)/2": ("repaired",),
        "三/(三)/3": ("repaired",),
        "四/(二)/3": ("repaired",),
        "四/(三)/1": ("repaired",),
        "五/(一)/1": ("repaired",),
        "六/(二)/2": ("truncated",),
    }


def test_no_damage_is_left_in_the_words():
    said = "".join(node.heading + node.text for node in only("000.txt").nodes)
    assert not any("\ue000" <= sign <= "\uf8ff" or sign == "?" or sign.islower() for sign in said)


@pytest.mark.parametrize(("name", "lines"), [("000.txt", 32), ("001.txt", 41)])
def test_every_other_line_is_listed_as_noise(name, lines):
    text = (Path(SAMPLES) / name).read_text(encoding="utf-8").split("\n")
    noise = {number for one in imported(name).noise for number in range(one.first_line, one.last_line + 1)}
    filled = {number for number, line in enumerate(text[:lines], 1) if line.strip()}
    assert filled - noise == {only(name).first_line}
