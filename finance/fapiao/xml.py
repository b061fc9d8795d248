"""The data of a fapiao in an XML file, whatever its dialect. Nothing is fetched and no entity is resolved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from xml.etree.ElementTree import Element
from xml.parsers.expat import errors

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from finance.fapiao import kinds, uppercase, values
from finance.fapiao.fields import MONEYS, XML, Found, Line, Value
from finance.fapiao.keys import EXTRA_OF, FIELD_OF, ITEM_KEYS, KIND_KEYS, LINE_OF, SIDE_OF, SIDE_PART, key
from finance.fapiao.sentences import DAMAGED, DANGEROUS, NO_FAPIAO, SEVERAL, TOO_LARGE, Unreadable

LARGEST = 10_000_000  # bytes
ELEMENTS = 50_000
DEEPEST = 100
SECOND_ROOT = errors.codes[errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
FOREIGN = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"'](gbk|gb2312|gb18030|cp936|big5)[\"']", re.I)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
NAMING = ("name", "key", "label", "title", "fieldname", "code", "field", "id", "标签", "名称")  # attributes that name a value


@dataclass(slots=True)
class Leaf:
    """A value of the file: its name, the names above it (nearest first), and its text."""

    name: str
    above: tuple[str, ...]
    text: str


@dataclass(slots=True)
class _Gathered:
    best: dict[str, tuple[int, Value]] = field(default_factory=dict)

    def put(self, name: str, rank: int, value: Value | None) -> None:
        if value not in (None, "") and rank < self.best.get(name, (10**6, ""))[0]:
            self.best[name] = (rank, value)  # type: ignore[assignment]


def parse(data: bytes) -> Element:
    """The tree, bounded. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(TOO_LARGE)
    root: Element | None = None
    count = depth = 0
    try:
        for event, element in iterparse(BytesIO(_utf8(data)), ("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            count += event == "start"
            root = element if root is None else root
            _refuse_large(count, depth)
    except DefusedXmlException as fault:
        raise Unreadable(DANGEROUS) from fault
    except Unreadable:
        raise
    except ParseError as fault:
        raise Unreadable(SEVERAL if fault.code == SECOND_ROOT and b"</" in data else DAMAGED) from fault
    except (ValueError, LookupError) as fault:
        raise Unreadable(DAMAGED) from fault
    if root is None:
        raise Unreadable(DAMAGED)
    return root


def _refuse_large(count: int, depth: int) -> None:
    if count > ELEMENTS or depth > DEEPEST:
        raise Unreadable(DANGEROUS)


def _utf8(data: bytes) -> bytes:
    """The parser knows no Chinese encodings: those are turned to UTF-8 first."""
    foreign = FOREIGN.match(data.lstrip()[:300])
    data = data.lstrip(b" \t\r\n") if data[:1].isspace() else data
    if not foreign:
        return data
    encoding = "big5" if foreign[1].lower() == b"big5" else "gb18030"
    return DECLARATION.sub("", data.decode(encoding, "replace"), count=1).encode()


def local(tag: object) -> str:
    return str(tag).rpartition("}")[2].rpartition(":")[2]


def read(data: bytes) -> Found:
    """Raises Unreadable when the XML is no fapiao, or several."""
    root = parse(data)
    found = of_tree(root, XML)
    if not (found.text("number") or ("total" in found.values and "seller_name" in found.values)):
        raise Unreadable(NO_FAPIAO)
    return found


def of_tree(root: Element, source: str) -> Found:
    """What a tree says. Raises Unreadable for several fapiao in one tree."""
    _cut_signatures(root)
    line_elements = [element for element in root.iter() if _is_line(element)]
    inside_lines = {id(inner) for line in line_elements for inner in line.iter()}
    leaves = [leaf for element, leaf in _leaves(root) if id(element) not in inside_lines]
    _refuse_several(root, leaves)
    found = of_leaves(leaves, source)
    found.lines = tuple(_line(element) for element in line_elements[:500])
    return found


def of_leaves(leaves: list[Leaf], source: str) -> Found:
    """The fields among named values."""
    said = _Gathered()
    for leaf in leaves:
        named = FIELD_OF.get(leaf.name)
        party = _party(leaf)
        if party:
            said.put(party, 0 if named is None else named[1], _value(party, leaf.text))
        elif named:
            said.put(named[0], named[1] + 1, _value(named[0], leaf.text))
        if leaf.name in EXTRA_OF:
            name, rank = EXTRA_OF[leaf.name]
            said.put(name, rank, _extra(name, leaf.text))
    found = Found(source)
    for name, (_rank, value) in said.best.items():
        (found.extra if name in ("words", "fare", "fuel", "original_number") else found.values)[name] = value
    _travel(found, {leaf.name for leaf in leaves})
    found.put("kind", _kind(leaves, found))
    return found


def _cut_signatures(root: Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if key(local(child.tag)) in ("signature", "signatures", "signedinfo"):
                parent.remove(child)


def _leaves(root: Element) -> Iterator[tuple[Element, Leaf]]:
    waiting: list[tuple[Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, above = waiting.pop()
        name = key(local(element.tag))
        text = (element.text or "").strip()
        named = next((key(value) for attribute, value in element.attrib.items() if key(local(attribute)) in NAMING), "")
        if named and (named in FIELD_OF or named in EXTRA_OF or named in KIND_KEYS):
            given = next((value for attribute, value in element.attrib.items() if key(local(attribute)) in ("value", "val", "值")), "")
            if text or given:
                yield element, Leaf(named, (name, *above), text or given)
        elif text:
            yield element, Leaf(name, above, text)
        for attribute, value in element.attrib.items():
            if key(local(attribute)) in FIELD_OF and value.strip():
                yield element, Leaf(key(local(attribute)), (name, *above), value.strip())
        yield from ((element, leaf) for leaf in _pair(element, above))
        waiting.extend((child, (name, *above)) for child in reversed(element))


def _pair(element: Element, above: tuple[str, ...]) -> Iterator[Leaf]:
    """<item><label>发票号码</label><value>…</value></item>"""
    if len(element) == 2 and not len(element[0]) and not len(element[1]):
        named, text = key(element[0].text or ""), (element[1].text or "").strip()
        if text and (named in FIELD_OF or named in EXTRA_OF):
            yield Leaf(named, above, text)


def _is_line(element: Element) -> bool:
    names = {key(local(child.tag)) for child in element if not len(child) and (child.text or "").strip()}
    return bool(names & ITEM_KEYS) and not any(FIELD_OF.get(name, ("",))[0] == "number" for name in names)


def _line(element: Element) -> Line:
    said = _Gathered()
    for child in element.iter():
        named = LINE_OF.get(key(local(child.tag)))
        if named and child.text:
            said.put(named[0], named[1], child.text.strip())
    text = {name: str(value) for name, (_rank, value) in said.best.items()}
    return Line(
        values.visible(text.get("name", ""))[:200], text.get("quantity", "")[:40], text.get("price", "")[:40],
        values.money(text.get("amount", "")), text.get("tax_rate", "")[:20], _value("tax", text.get("tax", "")),  # type: ignore[arg-type]
    )  # fmt: skip


def _refuse_several(root: Element, leaves: list[Leaf]) -> None:
    numbers = {values.digits(leaf.text) for leaf in leaves if FIELD_OF.get(leaf.name, ("",))[0] == "number" and "original" not in leaf.name}
    numbers = {number for number in numbers if number.isdigit() and len(number) in (8, 10, 20)}
    whole = sum(key(local(element.tag)) == "einvoice" and len(element) > 0 for element in root.iter())
    if whole > 1 or sum(len(number) == 20 for number in numbers) > 1 or sum(len(number) == 8 for number in numbers) > 1:
        raise Unreadable(SEVERAL)


def _party(leaf: Leaf) -> str:
    part = SIDE_PART.get(leaf.name)
    if not part:
        return ""
    side = next((SIDE_OF[name] for name in leaf.above if name in SIDE_OF), "")
    return f"{side}_{part}" if side else ""


def _value(name: str, text: str) -> Value | None:
    if name in ("number", "code", "check_code"):
        bare = values.digits(text)
        return bare if bare.isdecimal() and bare.isascii() and 5 <= len(bare) <= (12 if name == "code" else 20) else None
    if name == "issued_on":
        return values.day(text)
    if name in MONEYS:
        return Decimal("0.00") if name == "tax" and values.is_stars(text) else values.money(text)
    if name.endswith("_tax_id"):
        return values.tax_id(text)
    return values.name(text)[:100]


def _extra(name: str, text: str) -> Value | None:
    if name == "words":
        return uppercase.figure(text)
    if name == "original_number":
        bare = values.digits(text)
        return bare if bare.isdigit() else None
    return values.money(text)


def _travel(found: Found, names: set[str]) -> None:
    """Rail and air files name their sums otherwise: a ticket's fare is its total, and a flight's base is fare and fuel."""
    if "electronicinvoiceairtransportreceiptnumber" in names or "civilaviationdevelopmentfund" in names:
        found.values["kind"] = kinds.Kind.AIR
        fare = found.money("fare")
        if fare is not None:
            found.put("amount", fare + (found.money("fuel") or Decimal(0)))
    elif "electronicinvoicerailwayeticketnumber" in names or {"trainnumber", "departurestation"} <= names:
        found.values["kind"] = kinds.Kind.RAIL
        found.put("total", found.money("fare"))


def _kind(leaves: list[Leaf], found: Found) -> kinds.Kind | None:
    said = [leaf for leaf in leaves if leaf.name in KIND_KEYS or any(name in KIND_KEYS for name in leaf.above[:1])]
    number, code = found.text("number"), found.text("code")
    if any(name == "toll" for leaf in leaves for name in leaf.above):
        return kinds.Kind.TOLL
    texts = [values.compact(leaf.text) for leaf in said]
    titled = next((kind for text in texts if (kind := kinds.of_title(text))), None)
    if titled:
        return kinds.fitting(titled, number)
    together = "".join(texts)
    if "专用" in together or "普通" in together:
        special = "专用" in together
        if len(number) == 20:
            return kinds.Kind.DIGITAL_SPECIAL if special else kinds.Kind.DIGITAL_ORDINARY
        return kinds.of_code(code) or (kinds.Kind.VAT_ELECTRONIC_SPECIAL if special else kinds.Kind.VAT_ELECTRONIC_ORDINARY)
    general = next((leaf.text for leaf in said if "generalorspecialvat" in leaf.above and leaf.name == "labelcode"), "")
    if general in ("01", "02"):
        return kinds.Kind.DIGITAL_SPECIAL if general == "01" else kinds.Kind.DIGITAL_ORDINARY
    coded = next(
        (kinds.BY_QR[text] for leaf, text in zip(said, texts, strict=True) if leaf.name != "labelcode" and text in kinds.BY_QR), None
    )
    whole = kinds.of_title("".join(values.compact(leaf.text) for leaf in leaves if "发票" in leaf.text or "客票" in leaf.text))
    return coded or kinds.of_code(code) or (kinds.fitting(whole, number) if whole else None)
