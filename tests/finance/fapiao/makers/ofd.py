"""OFD packages with the same pieces of text as the PDFs: parts in other places, paths written in other ways, data or none."""

import io
import zipfile
from xml.sax.saxutils import escape

from tests.finance.fapiao.makers.pages import Piece
from tests.finance.fapiao.makers.xml import tag, value

SPACE = "http://www.ofdspec.org/2016"


def ofd(
    pieces: list[Piece],
    *,
    attached: str = "",
    attached_name: str = "original_invoice.xml",
    tags: dict[str, str] | None = None,
    tag_root: str = "eInvoice",
    custom: dict[str, str] | None = None,
    absolute: bool = False,
    folder: str = "Doc_0",
    prefix: str = "ofd",
    template: bool = False,
    listed: bool = True,
    extra: dict[str, bytes] | None = None,
) -> bytes:
    """tags: name -> the text of the piece it points at; a dot parts the levels."""
    p = f"{prefix}:" if prefix else ""
    space = f'xmlns:{prefix}="{SPACE}"' if prefix else f'xmlns="{SPACE}"'
    root = f"/{folder}/" if absolute else ""
    ids = {piece: str(100 + place) for place, piece in enumerate(pieces)}
    split = len(pieces) // 2 if template else 0
    parts = {
        "OFD.xml": f'<{p}OFD {space} DocType="OFD" Version="1.0"><{p}DocBody><{p}DocInfo><{p}DocID>1</{p}DocID>'
        f"{_custom(custom or {}, p)}</{p}DocInfo>"
        f"<{p}DocRoot>{'/' if absolute else ''}{folder}/Document.xml</{p}DocRoot></{p}DocBody></{p}OFD>",
        f"{folder}/Document.xml": f"<{p}Document {space}><{p}CommonData><{p}MaxUnitID>999</{p}MaxUnitID>"
        + (f'<{p}TemplatePage ID="90" BaseLoc="{root}Tpls/Tpl_0/Content.xml"/>' if template else "")
        + f'</{p}CommonData><{p}Pages><{p}Page ID="1" BaseLoc="{root}Pages/Page_0/Content.xml"/></{p}Pages>'
        + (f"<{p}Attachments>{root}Attachs/Attachments.xml</{p}Attachments>" if attached and listed else "")
        + (f"<{p}CustomTags>{root}Tags/CustomTags.xml</{p}CustomTags>" if tags else "")
        + f"</{p}Document>",
        f"{folder}/Pages/Page_0/Content.xml": _page(pieces[split:], ids, p, space),
    }
    if template:
        parts[f"{folder}/Tpls/Tpl_0/Content.xml"] = _page(pieces[:split], ids, p, space)
    if attached:
        parts[f"{folder}/Attachs/{attached_name}"] = attached
        if listed:
            parts[f"{folder}/Attachs/Attachments.xml"] = (
                f'<{p}Attachments {space}><{p}Attachment ID="1" Name="data" Format="xml">'
                f"<{p}FileLoc>{root + 'Attachs/' if absolute else ''}{attached_name}"
                f"</{p}FileLoc></{p}Attachment></{p}Attachments>"
            )
    if tags:
        parts[f"{folder}/Tags/CustomTags.xml"] = (
            f'<{p}CustomTags {space}><{p}CustomTag NameSpace="x"><{p}FileLoc>CustomTag.xml</{p}FileLoc></{p}CustomTag></{p}CustomTags>'
        )
        parts[f"{folder}/Tags/CustomTag.xml"] = _tags(tags, pieces, ids, p=p, space=space, root=tag_root)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}' if not content.startswith("<?xml") else content)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return file.getvalue()


def _custom(custom: dict[str, str], p: str) -> str:
    if not custom:
        return ""
    return (
        f"<{p}CustomDatas>"
        + "".join(f'<{p}CustomData Name="{name}">{text}</{p}CustomData>' for name, text in custom.items())
        + f"</{p}CustomDatas>"
    )


def _page(pieces: list[Piece], ids: dict[Piece, str], p: str, space: str) -> str:
    objects = "".join(_object(piece, ids[piece], p) for piece in pieces)
    return f'<{p}Page {space}><{p}Content><{p}Layer ID="5">{objects}</{p}Layer></{p}Content></{p}Page>'


def _object(piece: Piece, name: str, p: str) -> str:
    steps = [(piece.size if ord(letter) > 0x2E7F else piece.size * 0.5) + piece.spread for letter in piece.text[:-1]]
    delta = " ".join(f"{step:.3f}" for step in steps)
    if len(set(steps)) == 1 and len(steps) > 2:
        delta = f"g {len(steps)} {steps[0]:.3f}"
    across = f' DeltaX="{delta}"' if steps else ""
    return (
        f'<{p}TextObject ID="{name}" Boundary="{piece.x:.3f} {piece.y - piece.size:.3f} 80 {piece.size * 1.2:.3f}"'
        f' Font="3" Size="{piece.size:.3f}">'
        f'<{p}TextCode X="0" Y="{piece.size:.3f}"{across}>{escape(piece.text)}</{p}TextCode></{p}TextObject>'
    )


def _tags(tags: dict[str, str], pieces: list[Piece], ids: dict[Piece, str], *, p: str, space: str, root: str) -> str:
    by_text = {piece.text: ids[piece] for piece in pieces}
    blocks: dict[str, str] = {}
    flat = ""
    for name, text in tags.items():
        reference = f'<{p}ObjectRef PageRef="1">{by_text[text]}</{p}ObjectRef>'
        parent, _dot, leaf = name.rpartition(".")
        if parent:
            blocks[parent] = blocks.get(parent, "") + tag(leaf, reference)
        else:
            flat += tag(leaf, reference)
    inside = flat + "".join(tag(name, content) for name, content in blocks.items())
    return f"<{root} {space}>{inside}</{root}>"


__all__ = ["ofd", "value"]
