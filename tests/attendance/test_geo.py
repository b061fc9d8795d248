"""Where a point lies on Chinese maps and on all others, and how far it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.domain.geo import Fix, Point, gcj_of, is_in_china, metres_between, wgs_of

CHINA = st.builds(Point, st.floats(3.9, 53.5), st.floats(73.6, 135.0))
EARTH = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
KNOWN = [  # WGS 84, GCJ-02: pairs with which the public formula is tested elsewhere
    pytest.param(Point(31.1774276, 121.5272106), Point(31.17530398364597, 121.531541859215), id="上海"),
    pytest.param(Point(22.543847, 113.912316), Point(22.540796131694766, 113.9171764808363), id="深圳"),
    pytest.param(Point(39.911954, 116.377817), Point(39.91334545536069, 116.38404722455657), id="北京"),
]


@pytest.mark.parametrize(("satellite", "shown"), KNOWN)
def test_point_of_a_chinese_map_is_where_satellites_see_it(satellite: Point, shown: Point):
    assert metres_between(gcj_of(satellite), shown) < 0.5
    assert metres_between(wgs_of(shown), satellite) < 0.5


@given(CHINA)
def test_there_and_back_is_nearer_than_two_metres(point: Point):
    assert metres_between(wgs_of(gcj_of(point)), point) < 2


@given(CHINA)
def test_chinese_maps_are_off_by_less_than_two_kilometres(point: Point):
    assert metres_between(gcj_of(point), point) < 2000


@given(EARTH.filter(lambda point: not is_in_china(point)))
def test_outside_china_nothing_is_shifted(point: Point):
    assert wgs_of(point) == gcj_of(point) == point


@given(EARTH)
def test_every_point_on_earth_has_a_place_on_the_other_map(point: Point):
    assert metres_between(wgs_of(point), point) < 3000


@given(EARTH, EARTH)
def test_way_is_as_far_back_and_at_most_half_around_the_earth(one: Point, other: Point):
    there, back = metres_between(one, other), metres_between(other, one)
    assert 0 <= there <= 20_016_000
    assert there == pytest.approx(back, abs=1e-3)


@given(EARTH, EARTH, EARTH)
def test_detour_is_never_shorter(one: Point, over: Point, other: Point):
    assert metres_between(one, other) <= metres_between(one, over) + metres_between(over, other) + 1


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        pytest.param(Point(31, 121), Point(31, 121), 0, id="nowhere"),
        pytest.param(Point(0, 0), Point(1, 0), 111_195, id="a degree north"),
        pytest.param(Point(60, 0), Point(60, 1), 55_597, id="a degree east in the north"),
        pytest.param(Point(0, 179.5), Point(0, -179.5), 111_195, id="over the date line"),
        pytest.param(Point(90, 0), Point(-90, 0), 20_015_115, id="pole to pole"),
    ],
)
def test_distances_are_those_of_the_globe(one: Point, other: Point, metres: int):
    assert metres_between(one, other) == pytest.approx(metres, abs=5)


@pytest.mark.parametrize("numbers", [(91, 0), (-90.1, 0), (0, 180.5), (float("nan"), 0), (0, float("nan")), (float("inf"), 0)])
def test_what_lies_nowhere_on_earth_is_refused(numbers: tuple[float, float]):
    with pytest.raises(ValueError, match="nowhere"):
        Point(*numbers)


@pytest.mark.parametrize("accuracy", [-1, float("nan"), float("inf"), 1e9])
def test_accuracy_that_no_browser_tells_is_refused(accuracy: float):
    with pytest.raises(ValueError, match="accuracy"):
        Fix.of(31.2, 121.5, accuracy)


def test_accuracy_is_rounded_up_so_that_nothing_looks_surer_than_it_is():
    assert Fix.of(31.2, 121.5, 20.1).accuracy_m == 21
