"""The certificate on paper: a tagged PDF (ISO 14289-1, PDF/UA-1), made once and kept."""

import hashlib
import json
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from attune.credentials.models import Certificate
from attune.credentials.qr import qr_svg, verification_address

HERE = Path(__file__).parent
TEMPLATE = HERE / "certificate.typ"
WORDS = b'''
#set document(title: [Words])
#set text(lang: "en")
#set text(font: "Atkinson Hyperlegible Next", fallback: false) if sys.inputs.face == "ours"
#sys.inputs.words
'''
ELSEWHERE = "Shown on the verification page"


def certificate_pdf(certificate: Certificate) -> bytes:
    """The same bytes each time, until the template, the typeface or the address of this site changes."""
    address = verification_address(certificate.number)
    place = f"certificates/{certificate.number}/{_version(settings.ORIGIN)}.pdf"
    try:
        with default_storage.open(place) as kept:
            return kept.read()
    except FileNotFoundError:
        made = compile_pdf(certificate, address=address)
        default_storage.save(place, ContentFile(made))
        return made


def compile_pdf(certificate: Certificate, *, address: str) -> bytes:
    """Words that our typeface (Latin) cannot draw are set in those that come with typst (Greek, Cyrillic, Hebrew and
    some more); what these cannot draw either is replaced by a sentence that says where it can be read.

    PDF/UA-1 allows no text that cannot be read, so typst refuses a missing glyph rather than drawing a box.
    """
    paper = _paper(certificate, address)
    try:
        return _compiled(TEMPLATE.read_bytes(), {"paper": json.dumps(paper)})
    except typst.TypstError:
        return _compiled(TEMPLATE.read_bytes(), {"paper": json.dumps(_with_what_can_be_drawn(paper))})


def credit_line(credit: dict[str, str]) -> str:
    """For instance "2 hours, continuing education. Granting body: Board of Standards"."""
    hours = credit["hours"]
    return f"{hours} {'hour' if hours == '1' else 'hours'}, {credit['kind']}. Granting body: {credit['body']}"


def _paper(certificate: Certificate, address: str) -> dict[str, Any]:
    credit = "; ".join(credit_line(one) for one in certificate.credits) or "None is granted"
    return {
        "number": certificate.number,
        "heading": "Certificate of completion",
        "name": certificate.name,
        "completed": f"has completed the {certificate.kind}",
        "title": certificate.title,
        "issuer": certificate.issuer,
        "facts": [
            ["Completed on", _day(certificate.completed_at)],
            ["Edition", str(certificate.edition_number)],
            ["Credit", credit],
            ["Issued on", _day(certificate.issued_at)],
            ["Planned time", f"{certificate.minutes} minutes"],
            ["Certificate number", certificate.number],
        ],
        "address": address,
        "shown_address": address.partition("://")[2].rstrip("/"),
        "qr": qr_svg(address),
        "wide": [],
    }


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y}"


def _with_what_can_be_drawn(paper: dict[str, Any]) -> dict[str, Any]:
    texts = [paper["name"], paper["title"], paper["issuer"], *(value for _, value in paper["facts"])]
    foreign = [text for text in texts if not _is_drawn(text, face="ours")]
    lost = {text for text in foreign if not _is_drawn(text, face="any")}
    shown = {text: ELSEWHERE if text in lost else text for text in texts}
    return {
        **paper,
        **{key: shown[paper[key]] for key in ("name", "title", "issuer")},
        "facts": [[label, shown[value]] for label, value in paper["facts"]],
        "wide": [text for text in foreign if text not in lost],
    }


def _is_drawn(text: str, *, face: str) -> bool:
    try:
        _compiled(WORDS, {"words": text, "face": face})
    except typst.TypstError:
        return False
    return True


def _compiled(source: bytes, inputs: dict[str, str]) -> bytes:
    return typst.compile(
        source,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards="ua-1",
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(HERE / "fonts")])


@lru_cache(maxsize=4)
def _version(origin: str) -> str:
    """16 hex digits over everything a certificate's page is made of beside its own row."""
    made_of = hashlib.sha256(f"{version('typst')} {origin}".encode())
    for file in (TEMPLATE, HERE / "pdf.py", HERE / "qr.py", *sorted((HERE / "fonts").glob("*.ttf"))):
        made_of.update(file.read_bytes())
    return made_of.hexdigest()[:16]
