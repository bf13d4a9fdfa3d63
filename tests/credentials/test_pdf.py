"""The certificate on paper: PDF/UA-1, the same bytes again, any name."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader

from attune.credentials import pdf
from attune.credentials.models import Certificate
from attune.credentials.pdf import certificate_pdf, compile_pdf
from attune.credentials.qr import qr_svg, verification_address
from tests.cast import THE_DAY
from tests.credentials.making import certified, offered
from tests.library.test_storage import bucket

__all__ = ["bucket"]


def drawn(**changes) -> Certificate:
    words = {
        "number": "ATN-7K3M-9QXD-4V", "name": "Dana Reyes", "issuer": "A training office", "kind": "module",
        "title": "Listening well", "edition_number": 2, "minutes": 32, "completed_at": THE_DAY,
        "issued_at": THE_DAY + timedelta(days=1), "credits": [{"kind": "POST", "body": "A board", "hours": "1.5"}],
    }  # fmt: skip
    return Certificate(**{**words, **changes})


def read(certificate: Certificate) -> PdfReader:
    return PdfReader(io.BytesIO(compile_pdf(certificate, address=verification_address(certificate.number))))


def structure(node, found) -> list:
    """Every element of the structure tree that is a dictionary with a role."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if hasattr(kid, "get") and "/S" in kid:
            found.append(kid)
            structure(kid, found)
    return found


def test_it_says_what_it_is():
    text = read(drawn()).pages[0].extract_text()
    for words in ("Certificate of completion", "Dana Reyes", "Listening well", "2 March 2026", "3 March 2026", "A training office"):
        assert words in text
    assert "ATN-7K3M-9QXD-4V" in text
    assert "1.5 hours, POST. Granting body: A board" in " ".join(text.split())
    assert "testserver/verify/ATN-7K3M-9QXD-4V" in text


def test_it_is_pdf_ua():
    reader = read(drawn())
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Certificate of completion ATN-7K3M-9QXD-4V"
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", xmp)


def test_its_structure_has_a_heading_and_words_for_both_pictures():
    reader = read(drawn())
    elements = structure(reader.trailer["/Root"]["/StructTreeRoot"], [])
    assert [one["/S"] for one in elements].count("/H1") == 1
    alternatives = [one["/Alt"] for one in elements if one["/S"] == "/Figure"]
    assert len(alternatives) == 2
    assert "mark" in alternatives[0]
    assert verification_address("ATN-7K3M-9QXD-4V") in alternatives[1]


def test_every_font_is_embedded_and_ours():
    fonts = read(drawn()).pages[0]["/Resources"]["/Font"]
    names = {font.get_object()["/BaseFont"] for font in fonts.values()}
    assert names
    assert all("AtkinsonHyperlegibleNext" in name for name in names)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Maria-Magdalena Wilhelmina von Hohenlohe-Schillingsfürst de la Cruz y Fernández-Castellanos de Bragança-Orléans e Sous", "T"),
        ("D", "Making first contact and staying in touch with people who were harmed, and with those who care for them, " * 2),
        ("W" * 120, "W" * 200),
        ("Ελένη Παπαδοπούλου", "Дарья"),
        ("Đặng Thị Ánh", "Łódź İstanbul Ħal"),
        ('#eval("1") $x$ *a* _b_ \\ </svg>', "@a <b> //c /* d"),
    ],
)
def test_any_name_and_title_that_we_can_draw_stands_on_one_page(name, title):
    reader = read(drawn(name=name, title=title[:200]))
    assert len(reader.pages) == 1
    shown = re.sub(r"\s", "", reader.pages[0].extract_text())
    assert re.sub(r"\s", "", name) in shown
    assert re.sub(r"\s", "", title[:200]) in shown


@pytest.mark.parametrize("name", ["王小明", "สมชาย", "지우", "Ann 🌱"])
def test_a_script_that_we_cannot_draw_is_said_in_words(name):
    text = read(drawn(name=name)).pages[0].extract_text()
    assert pdf.ELSEWHERE in text
    assert "Listening well" in text
    assert "ATN-7K3M-9QXD-4V" in text


def test_a_name_is_set_in_one_typeface_as_a_whole():
    fonts = read(drawn(name="Thị Ánh")).pages[0]["/Resources"]["/Font"]
    assert sorted(font.get_object()["/BaseFont"].partition("+")[2] for font in fonts.values() if "Libertinus" in str(font.get_object()))
    assert "Thị Ánh" in read(drawn(name="Thị Ánh")).pages[0].extract_text()


def test_much_credit_stays_on_the_page():
    credit = {"kind": "continuing professional education", "body": "The commission on standards and training of officers", "hours": "1"}
    assert len(read(drawn(credits=[credit] * 5)).pages) == 1


def test_it_is_made_once_and_kept(dana):
    made = certified(dana, offered()["first-module"])
    first = certificate_pdf(made)
    _, files = default_storage.listdir(f"certificates/{made.number}")
    assert len(files) == 1
    with default_storage.open(f"certificates/{made.number}/{files[0]}") as kept:
        assert kept.read() == first
    assert certificate_pdf(made) == first
    assert default_storage.listdir(f"certificates/{made.number}")[1] == files


def test_another_address_of_the_site_is_another_file(dana, settings):
    made = certified(dana, offered()["first-module"])
    certificate_pdf(made)
    settings.ORIGIN = "https://elsewhere.example"
    certificate_pdf(made)
    assert len(default_storage.listdir(f"certificates/{made.number}")[1]) == 2


def test_the_code_holds_the_address_and_nothing_that_a_policy_forbids():
    svg = qr_svg(verification_address("ATN-7K3M-9QXD-4V"))
    assert svg.startswith("<svg")
    assert "style" not in svg
    assert "script" not in svg


def test_a_bucket_keeps_it_as_well(bucket, dana):
    made = certified(dana, offered()["first-module"])
    first = certificate_pdf(made)
    kept = [each.key for each in bucket.objects.filter(Prefix="certificates/")]
    assert len(kept) == 1
    assert kept[0].startswith(f"certificates/{made.number}/")
    assert certificate_pdf(made) == first
