"""What can be said about a file. Written down here untranslated, because the reading process has no Django; its parent translates."""


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for translation, as Django's own does."""
    return sentence


class Unreadable(ValueError):  # noqa: N818  it reads as the sentence it carries
    """The bytes are no fapiao that can be read. `str()` tells the person what to do. sentence: one of this module, or its translation."""

    def __init__(self, sentence: object, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        return str(self.sentence) % self.values if self.values else str(self.sentence)


# Why nothing was read.
EMPTY = gettext_noop("The file is empty. Choose the fapiao file again.")
TOO_LARGE = gettext_noop("The file is larger than 10 MB. A fapiao as it was delivered is far smaller: choose the original file.")
UNKNOWN = gettext_noop("This is no PDF, OFD, XML, JPEG, PNG or WebP file. Choose the fapiao as it was delivered, or a photo of it.")
NO_FAPIAO = gettext_noop("No fapiao was found in this file. Choose the fapiao itself, or type its fields in.")
SEVERAL = gettext_noop("The file holds several fapiao. Give each one as a file of its own.")
DAMAGED = gettext_noop("The file is damaged. Download the fapiao again and choose the new file.")
DANGEROUS = gettext_noop("The file holds something that no fapiao needs and is refused. Download the fapiao again from its source.")
LOCKED = gettext_noop("The file is locked by a password. Save it without one and choose it again.")
TOO_MANY_PAGES = gettext_noop("The file has more than 20 pages. Choose the fapiao alone.")
TOO_LONG = gettext_noop("Reading the file took too much time or memory. Choose the fapiao as it was delivered, or type its fields in.")
NO_QR = gettext_noop(
    "No QR code of a fapiao can be read in this picture. Photograph it again, straight and in good light, or type its fields in."
)
NO_TEXT = gettext_noop("The pages hold only a picture, without a QR code that can be read. Choose the file as it was delivered.")
NO_ARCHIVE = gettext_noop("The archive holds no fapiao. Choose the OFD, XML or PDF file itself.")
MISSING = gettext_noop("The file cannot be read. Is it there, and may you read it?")

# What was read, but looks odd.
SUMS_DIFFER = gettext_noop("The amount and the tax do not add up to the total.")
WORDS_DIFFER = gettext_noop("The total in words is not the total in figures.")
QR_DIFFERS = gettext_noop("The QR code does not say what the page says: %(what)s.")
QR_AMOUNT_DIFFERS = gettext_noop("The amount in the QR code is neither the total nor the amount without tax.")
FACE_DIFFERS = gettext_noop("The data in the file do not say what its page says: %(what)s.")
SELLER_CODE = gettext_noop("The seller's credit code does not pass its check.")
BUYER_CODE = gettext_noop("The buyer's credit code does not pass its check.")
RED = gettext_noop("This is a red fapiao: its amounts are negative.")
VOID = gettext_noop("The page says that this fapiao is void.")
