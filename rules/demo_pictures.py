"""Pictures of the demo company, drawn: a signed sheet and a wall with a new copy."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw


def scan() -> SimpleUploadedFile:
    """An empty sheet with two lines."""
    page = Image.new("L", (620, 877), 255)
    pen = ImageDraw.Draw(page)
    pen.line([(80, 700), (540, 700)], fill=0, width=2)
    pen.line([(300, 690), (330, 650), (360, 695), (400, 660), (440, 690)], fill=0, width=4)
    return _png(page, "签字页.png")


def wall_photo() -> SimpleUploadedFile:
    """A sheet in a frame on a wall."""
    wall = Image.new("L", (480, 360), 205)
    pen = ImageDraw.Draw(wall)
    pen.rectangle((150, 40, 330, 295), fill=90)
    pen.rectangle((158, 48, 322, 287), fill=250)
    for line in range(14):
        pen.line([(176, 78 + 14 * line), (304 - 9 * (line % 3), 78 + 14 * line)], fill=120, width=3)
    return _png(wall, "墙上制度牌.png")


def _png(image: Image.Image, name: str) -> SimpleUploadedFile:
    file = io.BytesIO()
    image.save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/png")
