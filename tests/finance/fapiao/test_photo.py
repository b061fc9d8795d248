import pytest

from finance.fapiao.image import opened
from finance.fapiao.reading import read
from finance.fapiao.sentences import Unreadable
from tests.finance.fapiao.makers import pages
from tests.finance.fapiao.makers.faces import FACES, drawn
from tests.finance.fapiao.makers.pdf import pdf
from tests.finance.fapiao.makers.photo import photo, picture_of, scribbled
from tests.finance.fapiao.makers.values import qr_text

FACE = FACES["vat_electronic_ordinary"]
SHOTS = (
    {},
    {"angle": 90},
    {"angle": 17},
    {"angle": -33},
    {"angle": 200},
    {"tilt": 0.15, "angle": 10},
    {"noise": 80},
    {"blur": 1.5},
    {"dark": 0.5},
    {"width": 1200},
    {"exif": 6},
    {"exif": 8, "angle": 3},
    {"form": "PNG", "angle": 5},
    {"form": "WEBP", "tilt": 0.05},
    {"quality": 25, "angle": 5},
    {"desk": 900},
)


@pytest.fixture(scope="module")
def paper():
    return picture_of(pdf([drawn(FACE, pages.STYLES[0])], qr=qr_text(FACE)))


@pytest.mark.parametrize("shot", SHOTS, ids=str)
def test_a_photo_is_read_by_its_code(paper, shot):
    found = read(photo(paper, **shot))
    assert (found.kind, found.code, found.number, found.amount, found.total) == (FACE.kind, FACE.code, FACE.number, FACE.amount, None)
    assert set(found.source.values()) == {"qr"}


def test_a_photo_with_strokes_over_it_is_read(paper):
    assert read(photo(scribbled(paper))).number == FACE.number


def test_a_photo_without_a_code_says_what_to_do():
    with pytest.raises(Unreadable, match="type its fields in"):
        read(photo(picture_of(pdf([drawn(FACE, pages.STYLES[0])]), 72)))


def test_a_photo_stands_upright_as_the_camera_noted(paper):
    assert opened(photo(paper, exif=6)).size == opened(photo(paper)).size
