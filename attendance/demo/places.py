"""Where the department works: an office on the map and its network, who agreed to be placed, and a punch from outside."""

import io
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from attendance.choices import CoordinateSystem
from attendance.demo.acts import Scene, instant, told_if_possible
from attendance.domain.geo import Fix
from attendance.models import OfficeNetwork, WorkPlace
from attendance.selectors.standing import consent_text, rules_of
from attendance.services.places import Outside, give_consent, punch_outside, save_place
from attendance.services.ways import save_network
from common.digests import digest
from people.models import Department

AGREED = ("1001", "1002", "1003", "1005", "1006", "1008", "1009", "1011", "1013")
OFFICE = (Decimal("30.287500"), Decimal("120.153600"))  # WGS 84: somewhere in Hangzhou


def places(scene: Scene) -> None:
    """The network, the office, and most have agreed within the first days of this record."""
    begun = scene.nth(22)
    with told_if_possible():
        unit, director = Department.objects.get(code="OPS"), scene.people["1001"]
        save_network(network=OfficeNetwork(name="办公室宽带", prefix="203.0.113.0/24", department=unit))
        place = WorkPlace(
            name="运营部办公室", department=unit, latitude=OFFICE[0], longitude=OFFICE[1], system=CoordinateSystem.WGS84
        )  # fmt: skip
        save_place(place=place, by=director.user)  # type: ignore[arg-type]
    for order, number in enumerate(AGREED):
        with told_if_possible():
            person, at = scene.people[number], instant(begun, "09:30") + timedelta(minutes=17 * order)
            rules = rules_of(person.user_id, begun)[0]  # type: ignore[arg-type]
            give_consent(employee=person, seen=digest(consent_text(rules)), at=at)


def outside(scene: Scene) -> None:
    """Somebody clocked in at a customer's, with a photo of the door: today when there was time for it."""
    with told_if_possible():
        moment = instant(scene.nth(0), "09:40")
        at = moment if moment <= scene.now else instant(scene.nth(1), "14:05")
        where = Fix.of(30.259243, 120.130663, 35)
        note = "在客户公司核对活动素材，中午前回办公室"
        punch_outside(
            employee=scene.people["1013"], outside=Outside(note, photo=door(), where=where), key=scene.key(), at=at
        )  # fmt: skip


def door() -> SimpleUploadedFile:
    """A picture of a door with a sign, drawn."""
    image = Image.new("RGB", (480, 360), (214, 220, 224))
    pen = ImageDraw.Draw(image)
    pen.rectangle((150, 60, 330, 360), fill=(112, 84, 62))
    pen.rectangle((170, 90, 310, 140), fill=(238, 238, 232))
    pen.ellipse((300, 220, 316, 236), fill=(226, 196, 92))
    pen.rectangle((0, 340, 480, 360), fill=(150, 150, 150))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return SimpleUploadedFile("门口.jpg", file.getvalue(), "image/jpeg")
