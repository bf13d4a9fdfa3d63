"""A verdict is a yes or a sentence; a refusal carries it."""

import pytest

from attune.kit import YES, Refused, no, require
from attune.kit.frozen import freeze_sql, thaw_sql


def test_a_yes_lets_the_deed_go_on():
    assert YES
    assert require(YES) is None


def test_a_no_refuses_with_its_sentence():
    verdict = no("Ask to be let in first.")
    assert not verdict
    with pytest.raises(Refused) as refusal:
        require(verdict)
    assert refusal.value.sentence == "Ask to be let in first."
    assert refusal.value.status == 403


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_what_is_frozen_can_be_thawed(vendor):
    frozen = [sql for sql in freeze_sql("x_y", vendor) if "TRIGGER" in sql and "FUNCTION attune_refuse_change() RETURNS" not in sql]
    assert len(frozen) == len(thaw_sql("x_y", vendor)) == 2
