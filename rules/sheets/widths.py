"""How wide a text is, in em, in Noto Sans CJK: Han and full-width marks 1, Latin by the font's own advances."""

from functools import cache
from unicodedata import combining, east_asian_width

# Advances of U+0020 to U+007E in thousandths of an em, Noto Sans CJK SC 2.004. A test compares them with the font.
REGULAR = (
    "224 323 474 555 555 921 680 278 338 338 467 555 278 347 278 392 555 555 555 555 555 555 555 555 555 555 278 "
    "278 555 555 555 474 946 608 657 638 688 589 552 689 728 293 535 646 543 812 723 742 633 742 635 596 599 721 "
    "575 878 573 531 603 338 392 338 555 559 606 563 618 510 620 554 325 564 607 275 275 552 284 926 610 606 620 "
    "620 388 468 377 607 521 802 498 521 475 338 270 338 555 "
)
BOLD = (
    "227 370 574 590 590 963 740 325 378 378 507 590 325 370 325 387 590 590 590 590 590 590 590 590 590 590 325 "
    "325 590 590 590 514 1007 641 681 656 714 615 585 717 757 330 568 686 578 853 749 770 667 770 682 624 625 748 "
    "619 915 627 580 613 378 387 378 590 567 626 591 644 527 644 581 372 597 640 304 306 604 315 964 641 626 644 "
    "644 436 495 421 637 576 863 562 574 511 378 296 378 590 "
)
DASH = {False: 0.536, True: 0.544}  # U+2013, between two times
OTHER_LATIN = 0.6  # letters with accents and the like, on the safe side
ASCII = {
    False: {chr(code): int(width) / 1000 for code, width in enumerate(REGULAR.split(), 32)},
    True: {chr(code): int(width) / 1000 for code, width in enumerate(BOLD.split(), 32)},
}


@cache
def char_width(char: str, *, bold: bool = False) -> float:
    """Of one character, in em."""
    known = ASCII[bold].get(char)
    if known is not None:
        return known
    if char == "–":
        return DASH[bold]
    if combining(char):
        return 0.0
    return 1.0 if east_asian_width(char) in "WFA" else OTHER_LATIN


def text_width(text: str, *, bold: bool = False) -> float:
    """Of a line of text, in em."""
    return sum(char_width(char, bold=bold) for char in text)


def spaced(text: str, spacing: float) -> float:
    """Of a bold line whose signs stand apart, in em; at least one, for an empty text."""
    return max(text_width(text, bold=True) + spacing * len(text), 1.0)
