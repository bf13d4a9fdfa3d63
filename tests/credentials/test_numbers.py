"""A number that nobody guesses, and that survives being typed, read aloud and pasted."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attune.credentials.numbers import ALPHABET, DRAWN, draw_number, number_of

NUMBERS = st.integers(0, 2**32).map(lambda seed: draw_number(random.Random(seed)))
NUMBER = draw_number(random.Random(1))


def test_it_looks_like_one():
    assert len(NUMBER) == len("ATN-7K3M-9QXD-4V")
    assert [len(group) for group in NUMBER.split("-")] == [3, 4, 4, 2]


def test_there_are_more_than_a_tera_of_them():
    assert len(ALPHABET) ** DRAWN * 32 / 37 > 2**40


@given(NUMBERS)
def test_a_number_reads_as_itself(number):
    assert number_of(number) == number


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER.lower(),
        f"  {NUMBER} ",
        NUMBER.replace("-", ""),
        NUMBER.replace("-", " "),
        NUMBER.replace("-", "–"),
        NUMBER.removeprefix("ATN-"),
        NUMBER.removeprefix("ATN-").replace("-", "").lower(),
        f"https://training.example/verify/{NUMBER}/",
        f"https://training.example/verify/{NUMBER.lower()}",
        "".join(chr(ord(letter) + 0xFEE0) if letter != "-" else letter for letter in NUMBER),
    ],
)
def test_it_is_read_however_it_is_typed(typed):
    assert number_of(typed) == NUMBER


@given(NUMBERS)
def test_letters_that_look_like_digits_are_understood(number):
    head, tail = number[:4], number[4:]
    assert number_of(head + tail.replace("0", "o").replace("1", "l")) == number
    assert number_of(head + tail.replace("0", "O").replace("1", "I")) == number


@given(NUMBERS, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_noticed(number, place, symbol):
    symbols = list(number.removeprefix("ATN-").replace("-", ""))
    if symbols[place] != symbol:
        symbols[place] = symbol
        assert number_of("".join(symbols)) is None


@given(NUMBERS, st.integers(0, 8))
def test_two_symbols_that_changed_places_are_noticed(number, place):
    symbols = list(number.removeprefix("ATN-").replace("-", ""))
    one, two = symbols[place], symbols[place + 1]
    if one != two:
        symbols[place], symbols[place + 1] = two, one
        assert number_of("".join(symbols)) is None


@given(st.text(max_size=400))
def test_anything_else_is_no_number_and_breaks_nothing(text):
    number = number_of(text)
    assert number is None or number_of(number) == number


@pytest.mark.parametrize("text", ["", "-", "ATN-", "ATN-UUUU-UUUU-UU", NUMBER + "0", "A" * 10_000, "\x00" * 13, "½" * 13])
def test_what_is_no_number(text):
    assert number_of(text) is None
