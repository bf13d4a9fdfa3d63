"""One contract, on both databases."""

from datetime import UTC, datetime

import pytest

from attune.catalogue.actions import offer
from attune.catalogue.excerpts import excerpt
from attune.catalogue.queries import search
from attune.catalogue.search import terms_of, words_of
from attune.library.actions import publish_folder
from tests.library.sample import series_files, write_folder

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def catalogue(db, tmp_path):
    for edition in publish_folder(folder=write_folder(tmp_path, series_files()), by=None, at=AT):
        offer(edition=edition, by=None, at=AT)


def found(text="", **facets):
    return [each.entry.slug for each in search(text, **facets).found]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("voicemail", ["second-module"]),  # in a lesson's text
        ("VOICEMAILS", ["second-module"]),  # endings and case do not matter
        ("cafe", ["first-module"]),  # accents do not matter, in the text
        ("pâtience", ["first-module"]),  # nor in the question
        ("open question", ["first-module"]),  # in an objective
        ("the voicemail of a", ["second-module"]),  # small words are not asked for
        ("voicemail patience", []),  # all words must occur in one work
        ('"calm question"', ["first-module"]),  # a phrase
        ('"question calm"', []),  # in its order
        ('"calm question', ["first-module"]),  # that was not closed
        ("listening", ["first-module", "sample-series"]),  # the title counts more than a topic
        ("voicemai", []),  # no half words
        ("no-such-word", []),
    ],
)
def test_what_is_found(catalogue, text, slugs):
    assert found(text) == slugs


HOSTILE = [
    '"', '""', '" "', "*", "voice*", "NEAR(", "NEAR(a b, 2)", "a AND", "OR", "NOT x", "title:voicemail",
    "{title}: x", "^x", "-", "--", "-x",
    "'", "';--", "\\", "%", "%s", "(", "))", "<->", "a & | !b", ":*", "\0",
    "voice\0mail", "\ud7ff\U0010ffff", "‮", "é" * 200, "a " * 5_000, "x" * 10_000, "🙂",
    "the", "not and or",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_find_nothing_and_break_nothing(catalogue, text):
    assert [slug for slug in found(text) if slug != "second-module"] == []


def test_without_words_everything_in_its_order(catalogue):
    assert found() == found("  ") == ["sample-series", "first-module", "second-module"]


@pytest.mark.parametrize(
    ("facets", "slugs"),
    [
        ({"topic": "contact"}, ["sample-series", "second-module"]),
        ({"role": "officer"}, ["sample-series", "first-module"]),
        ({"minutes": "15"}, ["first-module"]),
        ({"minutes": "60", "topic": "contact"}, ["sample-series", "second-module"]),
        ({"text": "voicemail", "role": "officer"}, []),
        ({"topic": "no-such"}, []),
        ({"role": "'"}, []),
        ({"minutes": "1e9"}, []),
        ({"minutes": "-1"}, []),
    ],
)
def test_facets(catalogue, facets, slugs):
    assert found(**facets) == slugs


def test_facets_count_what_there_would_be(catalogue):
    facets = {facet.name: facet for facet in search("patience", minutes="15").facets}
    assert [(option.value, option.count) for option in facets["minutes"].options] == [("15", 1), ("30", 1), ("60", 1)]
    assert [(option.value, option.count) for option in facets["role"].options] == [("officer", 1), ("victim-specialist", 1)]
    assert [(option.words, option.count) for option in facets["topic"].options] == [("Listening before asking", 1)]
    assert facets["minutes"].chosen == "15"


def test_a_chosen_value_stays_though_nothing_fits(catalogue):
    facets = {facet.name: facet for facet in search("patience", topic="contact").facets}
    assert [(option.value, option.count) for option in facets["topic"].options] == [("listening", 1), ("contact", 0)]


def test_searching_asks_two_questions(catalogue, django_capture_on_commit_callbacks, django_assert_num_queries):
    with django_capture_on_commit_callbacks(execute=True):
        search("patience")
    with django_assert_num_queries(2):
        search("voicemail", topic="contact", role="officer", minutes="60")


def test_excerpts_come_from_what_is_public(catalogue):
    (one,) = search("open question").found
    assert one.excerpt == "Ask one <mark>open</mark> <mark>question</mark> and wait for the answer"
    (other,) = search("voicemail").found
    assert "oicemail" not in other.excerpt
    assert other.excerpt == "Agree on how, when and by whom somebody wants to be reached."


def test_an_excerpt_is_escaped():
    assert excerpt(["a <b> & contact"], [["contact"], ["b"]]) == "a &lt;<mark>b</mark>&gt; &amp; <mark>contact</mark>"
    assert excerpt([], [["contact"]]) == ""


def test_words_and_terms():
    assert words_of("Straße, CAFÉ_au-lait; victim’s 2nd") == ["strasse", "cafe", "au", "lait", "victim", "s", "2nd"]
    assert terms_of('first  "of the line" the multi-disciplinary first') == [["first"], ["of", "the", "line"], ["multi", "disciplinary"]]
