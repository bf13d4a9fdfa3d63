"""Lines and paragraphs that people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attune.kit import Refused
from attune.people import wording


@pytest.mark.parametrize("text", ["Dana\u202eReyes", "Dana\u200bReyes", "Dana\0", "\ufeffDana", "Dana\x07", "Dana\u2066"])
def test_what_cannot_be_seen_is_refused(text):
    with pytest.raises(Refused, match="cannot be seen"):
        wording.line(text, what="Your name", at_most=120)


@pytest.mark.parametrize("text", ["Dana\nReyes", "Dana\rReyes", "Dana\u2028Reyes", "Bcc: x\r\ny"])
def test_a_line_is_one_line(text):
    with pytest.raises(Refused, match="one line"):
        wording.line(text, what="Your name", at_most=120)


@pytest.mark.parametrize("name", ["Dana Reyes", "María-José O’Neill", "Nguyễn Thị Hà", "王小明", "محمد علي", "क्‍ष शर्मा"])
def test_names_of_the_world_are_names(name):
    assert wording.line(f"  {name} ", what="Your name", at_most=120)


def test_spaces_are_tidied_and_paragraphs_keep_their_lines():
    assert wording.line(" Dana   Reyes ", what="Your name", at_most=120) == "Dana Reyes"
    assert wording.paragraph("one\r\ntwo\r", what="Your note", at_most=120) == "one\ntwo"


@given(st.text(max_size=300))
def test_any_text_is_kept_or_explained(text):
    try:
        kept = wording.line(text, what="Your name", at_most=120, at_least=2)
    except Refused as no:
        assert no.status == 422
        assert no.sentence.startswith("Your name")
    else:
        assert 2 <= len(kept) <= 120
        assert not wording.has_hidden_characters(kept)
