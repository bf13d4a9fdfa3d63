"""QR codes: text in, SVG out."""

from functools import lru_cache
from io import BytesIO

import segno
from django.conf import settings


def verification_address(number: str) -> str:
    """Where anyone verifies this certificate."""
    return f"{settings.ORIGIN}/verify/{number}/"


@lru_cache(maxsize=2048)
def qr_svg(text: str) -> str:
    """Error correction M, a quiet zone of four modules (ISO/IEC 18004 §9.1), no size of its own.

    The mask is fixed, which the standard's decoders all read: choosing the best of eight takes five times as long.
    """
    out = BytesIO()
    segno.make_qr(text, error="m", boost_error=False, mask=2).save(
        out, kind="svg", xmldecl=False, svgclass=None, lineclass=None, omitsize=True, border=4
    )
    return out.getvalue().decode().strip()
