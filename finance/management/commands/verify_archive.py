"""`manage.py verify_archive`: compute every digest of every volume anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from finance.models import ArchiveVolume
from finance.services.archive import verify_volume


class Command(BaseCommand):
    help = "Compare every volume of the voucher archive with its digests."

    def handle(self, *args: Any, **options: Any) -> None:
        volumes = ArchiveVolume.objects.select_related("upload").order_by("pk")
        wrong = [sentence for volume in volumes if (sentence := verify_volume(volume))]
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(volumes)} volumes are not what was archived.")
        self.stdout.write(f"{len(volumes)} volumes are as they were archived.")
