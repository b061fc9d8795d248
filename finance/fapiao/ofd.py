"""An OFD file (GB/T 33190): attached data first, then tags that point at text, then its custom data, then the text of its pages."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from PIL import Image

from finance.fapiao import codes, image, text, xml
from finance.fapiao.archive import Archive, beside
from finance.fapiao.fields import OFD, Found
from finance.fapiao.keys import FIELD_OF, key
from finance.fapiao.layout import Page
from finance.fapiao.ofd_text import Texts
from finance.fapiao.sentences import DAMAGED, NO_FAPIAO, SEVERAL, TOO_MANY_PAGES, Unreadable
from finance.fapiao.xml import Leaf, local

PAGES = 20
PICTURES = 6
KEEP = ("number", "total")


def read(archive: Archive) -> list[Found]:
    """The sources of one fapiao, the most trusted first. Raises Unreadable."""
    package = Package(archive)
    found = [one for one in (package.attached(), package.tagged(), package.custom()) if one and one.values]
    face = text.of_page(package.page())
    if not all(any(name in one.values for one in (*found, face)) for name in KEEP):
        found += package.coded()
    numbers = {one.text("number") for one in found if one.text("number")}
    if not numbers and not text.is_fapiao(face):
        raise Unreadable(NO_FAPIAO)
    return [*found, face]


class Package:
    """The parts of the file, found by what the file says of them, and by their names where it says nothing."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.root_name = archive.find("OFD.xml") or next((name for name in archive.names if name.lower().endswith("ofd.xml")), "")
        if not self.root_name:
            raise Unreadable(NO_FAPIAO)
        self.root = xml.parse(archive.read(self.root_name))
        bodies = [element for element in self.root.iter() if local(element.tag) == "DocRoot" and (element.text or "").strip()]
        if len(bodies) > 1 and len({element.text for element in bodies}) > 1:
            raise Unreadable(SEVERAL)
        self.document_name = self._named(self.root_name, bodies[0].text or "", "document.xml") if bodies else self._ending("document.xml")
        if not self.document_name:
            raise Unreadable(DAMAGED)
        self.document = xml.parse(archive.read(self.document_name))
        self.texts = Texts()
        for name in self._page_names():
            self.texts.add(xml.parse(archive.read(name)))

    def _ending(self, ending: str) -> str:
        return next((name for name in self.archive.names if name.lower().endswith(ending)), "")

    def _named(self, base: str, location: str, ending: str = "") -> str:
        """An entry that a file names, in one of the ways in which makers write paths."""
        for place in (beside(base, location), beside("", location), beside(self.root_name, location)):
            if found := self.archive.find(place):
                return found
        tail = location.replace("\\", "/").strip().lstrip("/.").lower()
        return next((name for name in self.archive.names if tail and name.lower().endswith(tail)), "") or (ending and self._ending(ending))

    def _page_names(self) -> list[str]:
        located = {
            local(element.tag): [*_located(self.document, local(element.tag))]
            for element in self.document.iter()
            if local(element.tag) in ("Page", "TemplatePage")
        }
        if len(located.get("Page", ())) > PAGES:
            raise Unreadable(TOO_MANY_PAGES)
        names = [self._named(self.document_name, location) for kind in ("TemplatePage", "Page") for location in located.get(kind, ())]
        names = [name for name in dict.fromkeys(names) if name]
        return names or [name for name in self.archive.names if name.lower().endswith("content.xml")][: 2 * PAGES]

    def page(self) -> Page:
        return Page.of(self.texts.characters)

    def attached(self) -> Found | None:
        """The data file of the issuer, wherever it lies among the parts."""
        named = [self._named(self.document_name, location) for location in self._attachment_locations()]
        others = [name for name in self.archive.names if name.lower().endswith((".xml", ".xbrl")) and name not in named]
        others.sort(key=lambda name: "attach" not in name.lower())
        for name in dict.fromkeys((*filter(None, named), *others)):
            if name in (self.root_name, self.document_name):
                continue
            data = self.archive.read(name)
            if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] != b"<" or b"ofdspec.org" in data[:2000]:
                continue
            found = self._data(data)
            if found:
                return found
        return None

    def _data(self, data: bytes) -> Found | None:
        try:
            tree = xml.parse(data)
            if any(local(element.tag) == "ObjectRef" for element in tree.iter()):
                return None
            found = xml.of_tree(tree, OFD)
        except Unreadable as fault:
            if fault.sentence == SEVERAL:
                raise
            return None
        return found if "number" in found.values else None

    def _attachment_locations(self) -> Iterator[str]:
        for listed in _texts_of(self.document, "Attachments"):
            name = self._named(self.document_name, listed)
            if not name:
                continue
            for element in xml.parse(self.archive.read(name)).iter():
                if local(element.tag) == "FileLoc" and element.text:
                    yield beside(name, element.text)
                    yield element.text

    def tagged(self) -> Found | None:
        """Tags whose leaves point at objects of a page."""
        names = [name for name in self.archive.names if "tag" in name.lower() and name.lower().endswith(".xml")]
        leaves: list[Leaf] = []
        for name in names:
            leaves += self._pointed(xml.parse(self.archive.read(name)), ())
        return xml.of_leaves(leaves, OFD) if leaves else None

    def _pointed(self, element: Element, above: tuple[str, ...]) -> Iterator[Leaf]:
        name = key(local(element.tag))
        pointers = [child for child in element if local(child.tag) == "ObjectRef"]
        named = next((key(value) for attribute, value in element.attrib.items() if key(local(attribute)) in xml.NAMING), "")
        if pointers:
            said = "".join(self.texts.of_object(_target(pointer)) for pointer in pointers)
            if said.strip():
                yield Leaf(named if named in FIELD_OF else name, above, said)
        for child in element:
            if local(child.tag) != "ObjectRef":
                yield from self._pointed(child, (name, *above))

    def custom(self) -> Found | None:
        leaves = []
        for element in self.root.iter():
            if local(element.tag) == "CustomData" and (element.text or "").strip():
                name = next((value for attribute, value in element.attrib.items() if local(attribute) == "Name"), "")
                leaves.append(Leaf(key(name), ("customdatas",), (element.text or "").strip()))
        return xml.of_leaves(leaves, OFD) if leaves else None

    def coded(self) -> list[Found]:
        """The QR code, when it lies in the file as a picture."""
        pictures = [name for name in self.archive.names if name.lower().endswith((".png", ".jpg", ".jpeg", ".webp"))]
        for name in pictures[:PICTURES]:
            try:
                picture = image.opened(self.archive.read(name))
            except Unreadable:
                continue
            framed = Image.new("L", (picture.width + 40, picture.height + 40), 255)
            framed.paste(picture, (20, 20))
            found = codes.of_picture(framed) or codes.of_picture(framed.resize((framed.width * 3, framed.height * 3)))
            if found:
                return found[:1]
        return []


def _located(tree: Element, name: str) -> Iterator[str]:
    for element in tree.iter():
        if local(element.tag) == name:
            yield from (value for attribute, value in element.attrib.items() if local(attribute) == "BaseLoc")


def _texts_of(tree: Element, name: str) -> Iterator[str]:
    for element in tree.iter():
        if local(element.tag) == name and (element.text or "").strip():
            yield (element.text or "").strip()


def _target(pointer: Element) -> str:
    given = (pointer.text or "").strip()
    return given or next((value for attribute, value in pointer.attrib.items() if local(attribute) in ("ObjectID", "ID", "ObjectRef")), "")


def is_ofd(archive: Archive) -> bool:
    return bool(archive.find("OFD.xml"))
