"""How wide a text is, in em, in Noto CJK: Han and full-width marks 1, Latin by the font's own advances."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Literal
from unicodedata import combining, east_asian_width

Face = Literal["sans", "serif"]

# Advances of U+0020 to U+007E in thousandths of an em, Noto Sans and Noto Serif CJK SC. A test compares them with the fonts.
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
SERIF = (
    "256 308 376 574 550 923 779 196 364 364 478 580 327 346 327 352 557 471 558 557 555 558 558 549 558 562 327 "
    "327 580 580 580 432 912 718 670 691 770 652 629 741 853 405 402 731 625 975 796 767 641 767 715 567 659 797 "
    "714 1053 700 687 605 344 352 344 580 563 435 557 638 538 629 546 388 566 663 332 311 607 334 974 661 596 638 "
    "607 462 473 367 653 548 838 564 552 498 374 316 374 580 "
)
SERIF_BOLD = (
    "250 355 447 615 589 966 803 235 400 400 485 603 335 370 335 400 593 466 594 593 593 594 594 588 594 596 335 "
    "335 603 603 603 473 970 746 708 702 789 666 648 757 864 426 428 767 642 1001 815 785 673 785 751 597 695 818 "
    "734 1091 726 701 627 372 400 372 603 593 447 585 672 565 658 572 402 596 687 349 335 651 355 1008 685 623 671 "
    "640 500 499 393 678 578 874 599 582 517 380 338 380 603 "
)
OTHER_LATIN = 0.6  # letters with accents and the like, on the safe side
QUOTES = {  # of the proportional forms in Latin text
    "sans": {"“": 0.475, "”": 0.475, "‘": 0.279, "’": 0.279},
    "serif": {"“": 0.462, "”": 0.462, "‘": 0.266, "’": 0.266},
}


def _advances(widths: str, **others: float) -> dict[str, float]:
    """By character. others: the dash between two times and the dot between two names."""
    named = {"–": others["dash"], "·": others["dot"]}
    return {chr(code): int(width) / 1000 for code, width in enumerate(widths.split(), 32)} | named


ADVANCES = {
    ("sans", False): _advances(REGULAR, dash=0.536, dot=1.0),
    ("sans", True): _advances(BOLD, dash=0.544, dot=1.0),
    ("serif", False): _advances(SERIF, dash=0.563, dot=0.327),
    ("serif", True): _advances(SERIF_BOLD, dash=0.593, dot=0.335),
}

CENTRED = frozenset("，。、；：！？")  # marks that stand in the middle of their em in traditional type

_face: ContextVar[Face] = ContextVar("face", default="sans")
_centred: ContextVar[frozenset[str]] = ContextVar("centred", default=frozenset())


@contextmanager
def set_in(face: Face, lang: str = "") -> Iterator[None]:
    """What is measured inside the block is set in that type, with the marks of that language."""
    tokens = _face.set(face), _centred.set(CENTRED if lang == "zh-TW" else frozenset())
    try:
        yield
    finally:
        _face.reset(tokens[0])
        _centred.reset(tokens[1])


def is_centred(mark: str) -> bool:
    """Whether a mark has white on both sides, none of which can be saved."""
    return mark in _centred.get()


def char_width(char: str, *, bold: bool = False) -> float:
    """Of one character, in em of the type that is set in."""
    return _width(char, _face.get(), bold)


def quote_width(char: str) -> float:
    """Of a quotation mark in Latin text, in em."""
    return QUOTES[_face.get()][char]


@cache
def _width(char: str, face: Face, bold: bool) -> float:
    known = ADVANCES[face, bold].get(char)
    if known is not None:
        return known
    if combining(char):
        return 0.0
    return 1.0 if east_asian_width(char) in "WFA" else OTHER_LATIN


def text_width(text: str, *, bold: bool = False) -> float:
    """Of a line of text, in em."""
    return sum(char_width(char, bold=bold) for char in text)


def spaced(text: str, spacing: float) -> float:
    """Of a bold line whose signs stand apart, in em; at least one, for an empty text."""
    return max(text_width(text, bold=True) + spacing * len(text), 1.0)
