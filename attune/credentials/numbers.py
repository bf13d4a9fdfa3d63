"""The number of a certificate: ATN-7K3M-9QXD-4V. Pure: chance in, text out.

Nine symbols of Crockford's base 32 (45 bits, so that nobody finds one by trying) and his check symbol: the
remainder by 37, which catches every single wrong symbol and every two that changed places. The five check
symbols beyond the alphabet (* ~ $ = U) are never used: a number that would need one is drawn again.
"""

import random
import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "ATN"
DRAWN = 9
LONGEST_INPUT = 200
READ_AS = str.maketrans("OIL", "011")


def draw_number(chance: random.Random) -> str:
    """A new number. `chance` must be a SystemRandom wherever numbers are given out."""
    while True:
        symbols = "".join(ALPHABET[chance.getrandbits(5)] for _ in range(DRAWN))
        check = _remainder(symbols)
        if check < len(ALPHABET):
            return _written(symbols + ALPHABET[check])


def number_of(text: str) -> str | None:
    """The number that somebody typed, read aloud, or pasted with its address; None when it cannot be one.

    Spaces, dashes, small letters, a missing prefix, O for 0 and I or L for 1 are all understood.
    """
    if len(text) > LONGEST_INPUT:
        return None
    last = unicodedata.normalize("NFKC", text).strip().rstrip("/").rsplit("/", 1)[-1]
    symbols = re.sub(r"[\W_]", "", last).upper().translate(READ_AS)
    if len(symbols) == len(PREFIX) + DRAWN + 1:
        symbols = symbols.removeprefix(PREFIX)
    return _written(symbols) if _is_sound(symbols) else None


def _is_sound(symbols: str) -> bool:
    if len(symbols) != DRAWN + 1 or any(symbol not in ALPHABET for symbol in symbols):
        return False
    return _remainder(symbols[:-1]) == ALPHABET.index(symbols[-1])


def _remainder(symbols: str) -> int:
    value = 0
    for symbol in symbols:
        value = value * 32 + ALPHABET.index(symbol)
    return value % 37


def _written(symbols: str) -> str:
    return f"{PREFIX}-{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"
