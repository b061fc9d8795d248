"""Reading a one-page fapiao PDF beside drawing that page alone at the dots per inch at which its QR code is read."""

import pypdfium2

from tools.bench.measure import median_seconds, pair_of_medians, say

DOTS = 200


def run() -> None:
    from finance.fapiao.limited import read_limited
    from finance.fapiao.reading import read
    from tests.finance.fapiao.makers import pages
    from tests.finance.fapiao.makers.faces import FACES, drawn
    from tests.finance.fapiao.makers.pdf import pdf
    from tests.finance.fapiao.makers.values import qr_text

    face = FACES["vat_electronic_ordinary"]
    data = pdf([drawn(face, pages.STYLES[0])], qr=qr_text(face))
    if read(data).as_json()["seller_name"] != face.seller_name:
        raise SystemExit("the fapiao was not read")

    def draw() -> None:
        document = pypdfium2.PdfDocument(data)
        document[0].render(scale=DOTS / 72).to_pil()
        document.close()

    reading, drawing = pair_of_medians(lambda: read(data), draw, 15)
    say("fapiao PDF read / its page drawn", reading / drawing, "<= 3", f"{reading * 1000:.0f} ms beside {drawing * 1000:.0f} ms")
    apart = median_seconds(lambda: read_limited(data), 5)
    print(f"{'':<46} in a process of its own {apart * 1000:.0f} ms")
