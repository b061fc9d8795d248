"""Points on the earth: the system of Chinese maps, and how far two points lie apart.

Maps sold in China show GCJ-02, which shifts a point by some hundred metres; browsers and satellites tell WGS 84. The formula is
the public one that eviltransform and its many copies use. It has no closed inverse: a few rounds come nearer than a metre.
"""

from dataclasses import dataclass
from math import asin, ceil, cos, isfinite, pi, radians, sin, sqrt

EARTH_M = 6_371_008.8  # mean radius (IUGG)
AXIS_M, FLATTENING = 6_378_245.0, 0.00669342162296594323  # of the Krasovsky ellipsoid on which GCJ-02 is built
CHINA = (0.8293, 55.8271, 72.004, 137.8347)  # south, north, west, east: outside of it GCJ-02 is WGS 84
ROUNDS = 4
FARTHEST_M = 20_100_000  # half around the earth; no browser is less sure than that


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees. Raises ValueError for what lies nowhere on earth."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):  # false for NaN, too
            raise ValueError(f"{self.latitude}, {self.longitude} lies nowhere on earth")


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a browser says that it is. point: WGS 84. accuracy_m: radius in metres within which it is sure, rounded up."""

    point: Point
    accuracy_m: int

    @classmethod
    def of(cls, latitude: float, longitude: float, accuracy: float) -> "Fix":
        """Raises ValueError for numbers that no browser tells: not finite, off the earth, a negative accuracy."""
        if not (isfinite(accuracy) and 0 <= accuracy <= FARTHEST_M):
            raise ValueError(f"an accuracy of {accuracy} m")
        return cls(Point(latitude, longitude), ceil(accuracy))


def metres_between(one: Point, other: Point) -> float:
    """The way over the ground (haversine), exact to half a percent."""
    height, width = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    square = sin(height / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(width / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(min(1.0, square)))


def is_in_china(point: Point) -> bool:
    """Whether the point lies in the rectangle in which GCJ-02 differs."""
    south, north, west, east = CHINA
    return south <= point.latitude <= north and west <= point.longitude <= east


def gcj_of(point: Point) -> Point:
    """A WGS 84 point as Chinese maps show it."""
    if not is_in_china(point):
        return point
    north, east = _shift(point)
    return Point(point.latitude + north, point.longitude + east)


def wgs_of(point: Point) -> Point:
    """A point of a Chinese map as satellites see it, to less than two metres."""
    if not is_in_china(point):
        return point
    found = point
    for _round in range(ROUNDS):
        north, east = _shift(found)
        found = Point(point.latitude - north, point.longitude - east)
    return found


def _shift(point: Point) -> tuple[float, float]:
    """By how many degrees to the north and to the east GCJ-02 moves a point."""
    x, y = point.longitude - 105, point.latitude - 35
    both = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (both + 20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (both + 20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    phi = radians(point.latitude)
    bend = 1 - FLATTENING * sin(phi) ** 2
    north_m = AXIS_M * (1 - FLATTENING) / (bend * sqrt(bend)) * pi / 180
    east_m = AXIS_M / sqrt(bend) * cos(phi) * pi / 180
    return north / north_m, east / east_m
