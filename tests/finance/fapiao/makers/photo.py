"""Photos of a page: drawn, turned, seen from the side, noisy, badly lit, saved as somebody's telephone would."""

import io
import random

import pypdfium2
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter


def picture_of(pdf: bytes, dots: int = 200) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render(scale=dots / 72).to_pil().convert("RGB")
    finally:
        document.close()


def photo(
    page: Image.Image,
    *,
    angle: float = 0,
    tilt: float = 0,
    noise: int = 0,
    blur: float = 0,
    dark: float = 1,
    width: int = 0,
    desk: int = 120,
    form: str = "JPEG",
    quality: int = 80,
    exif: int = 0,
) -> bytes:
    """tilt: how much narrower the upper edge looks. exif: the orientation that the camera notes while the pixels lie turned."""
    sheet = Image.new("RGB", (page.width + 2 * desk, page.height + 2 * desk), (96, 84, 70))
    sheet.paste(page, (desk, desk))
    if tilt:
        w, h = sheet.size
        inward = tilt * w
        quad = (-inward, 0, 0, h, w, h, w + inward, 0)
        sheet = sheet.transform(sheet.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=(96, 84, 70))
    if angle:
        sheet = sheet.rotate(angle, expand=True, fillcolor=(96, 84, 70), resample=Image.Resampling.BICUBIC)
    if width:
        sheet = sheet.resize((width, round(sheet.height * width / sheet.width)), Image.Resampling.LANCZOS)
    if blur:
        sheet = sheet.filter(ImageFilter.GaussianBlur(blur))
    if dark != 1:
        sheet = ImageEnhance.Brightness(sheet).enhance(dark)
        shade = Image.linear_gradient("L").resize(sheet.size).point(lambda value: 150 + value * 105 // 255)
        sheet = Image.composite(sheet, Image.new("RGB", sheet.size), shade)
    if noise:
        grain = Image.effect_noise(sheet.size, noise).convert("RGB")
        sheet = Image.blend(sheet, grain, 0.25)
    turned = {0: 0, 1: 0, 3: 180, 6: 90, 8: 270}[exif]
    sheet = sheet.rotate(turned, expand=True) if turned else sheet
    out = io.BytesIO()
    note = Image.Exif()
    if exif:
        note[0x0112] = exif
    sheet.save(out, form, quality=quality, exif=note)
    return out.getvalue()


def scribbled(page: Image.Image, strokes: int = 30) -> Image.Image:
    """Lines over it, as by a stamp or a pen."""
    marked = page.copy()
    draw, chance = ImageDraw.Draw(marked), random.Random(3)  # noqa: S311
    for _ in range(strokes):
        start = (chance.randrange(page.width), chance.randrange(page.height))
        draw.line([start, (start[0] + chance.randrange(-200, 200), start[1] + chance.randrange(-40, 40))], fill=(200, 30, 30), width=2)
    return marked
