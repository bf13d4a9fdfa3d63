"""What is new is told once to whom it concerns; decisions are told to the person; the feed says the same."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest

from attune.kit import Refused
from attune.library.actions import withdraw_edition
from attune.outreach.feed import updates_feed
from attune.outreach.jobs import announce_editions, forget, send_due, tell_decisions
from attune.outreach.letters import one_line, write
from attune.outreach.models import Announcement, Message, Subscription, SubscriptionTopic
from attune.people import actions as people
from attune.people.models import VettingRequest
from tests.cast import THE_DAY
from tests.credentials.making import offered
from tests.library.sample import FIRST, SECOND

LATER = THE_DAY + timedelta(days=2)
ATOM = "{http://www.w3.org/2005/Atom}"

pytestmark = pytest.mark.django_db


def subscriber(email, *topics):
    made = Subscription.objects.create(email=email, token=email, confirmed_at=THE_DAY)
    for topic in topics:
        SubscriptionTopic.objects.create(subscription=made, topic=topic)
    return made


def revised(module):
    return module.replace("summary = \"", "summary = \"Revised. ")


def test_each_subscriber_hears_of_their_topics_once():
    everything, contact = subscriber("all@x.example"), subscriber("contact@x.example", "contact")
    nothing = subscriber("no@x.example", "law")
    offered()
    assert announce_editions(at=THE_DAY) == 3
    assert announce_editions(at=LATER) == 0
    told = {message.subscription: message for message in Message.objects.all()}
    assert told.keys() == {everything, contact}
    assert "Second module\nhttp://testserver/series/sample-series/second-module/" in told[contact].body
    assert "First module" not in told[contact].body
    assert "First module" in told[everything].body
    assert nothing not in told


def test_a_new_edition_is_news_and_an_old_one_is_not():
    subscriber("all@x.example")
    offered()
    announce_editions(at=THE_DAY)
    offered(at=LATER, second_module_module_toml=revised(SECOND))
    assert announce_editions(at=LATER) == 1
    assert "First module" not in Message.objects.order_by("pk").last().body
    assert Announcement.objects.count() == 4


def test_what_was_withdrawn_before_it_was_told_is_not_told():
    subscriber("all@x.example")
    listing = offered()["first-module"]
    withdraw_edition(edition=listing.edition, reason="A mistake.", by=None, at=THE_DAY)
    announce_editions(at=THE_DAY)
    assert "First module" not in Message.objects.get().body


def test_who_ended_or_never_said_yes_hears_nothing():
    Subscription.objects.create(email=None, token="old", confirmed_at=THE_DAY, ended_at=THE_DAY)
    offered()
    announce_editions(at=THE_DAY)
    assert not Message.objects.exists()


def test_every_message_to_a_subscriber_can_end_it_with_one_click():
    made = subscriber("all@x.example")
    offered()
    announce_editions(at=THE_DAY)
    message = Message.objects.get()
    assert message.headers == {
        "List-Unsubscribe": f"<http://testserver/updates/end/{made.token}/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert f"http://testserver/updates/end/{made.token}/" in message.body


def test_subjects_give_nothing_away():
    subscriber("all@x.example")
    offered()
    announce_editions(at=THE_DAY)
    message = Message.objects.get()
    assert message.subject == "New in the training you follow"
    assert "Listening well" not in message.body  # plain titles alone


def test_announcing_asks_the_same_questions_for_one_and_for_many(django_assert_max_num_queries):
    for number in range(30):
        subscriber(f"{number}@x.example", "contact")
    offered()
    with django_assert_max_num_queries(9):
        announce_editions(at=THE_DAY)
    assert Message.objects.count() == 30


def test_a_decision_is_told_once_at_the_address_of_the_account(sam, dana, maria, ruth):
    tell_decisions(at=THE_DAY)  # those of the standing cast
    before = Message.objects.count()
    request = VettingRequest.objects.get(person=sam, closed_at=None)
    people.refuse_request(request=request, reason="We could not reach your agency.", by=ruth, at=LATER)
    assert tell_decisions(at=LATER) == 1
    assert tell_decisions(at=LATER) == 0
    message = Message.objects.order_by("pk").last()
    assert Message.objects.count() == before + 1
    assert (message.to, message.subject) == (sam.email, "Your request has been answered")
    assert "http://testserver/me/access/" in message.body
    assert "reach your agency" not in message.body  # the reason is read after signing in


def test_a_question_is_told_while_it_waits(sam, ruth):
    tell_decisions(at=THE_DAY)
    request = VettingRequest.objects.get(person=sam, closed_at=None)
    people.ask_question(request=request, text="In which unit do you serve?", by=ruth, at=LATER)
    assert tell_decisions(at=LATER) == 1
    assert Message.objects.order_by("pk").last().subject == "A question about your request"
    assert tell_decisions(at=LATER) == 0


def test_a_closed_account_and_a_decision_of_long_ago_are_not_told(sam, ruth):
    tell_decisions(at=THE_DAY)
    request = VettingRequest.objects.get(person=sam, closed_at=None)
    people.refuse_request(request=request, reason="No agency of this name is known.", by=ruth, at=LATER)
    assert tell_decisions(at=LATER + timedelta(days=31)) == 0
    sam.is_active = False
    sam.save()
    assert tell_decisions(at=LATER) == 0


def test_what_was_sent_is_forgotten_after_a_month_but_not_said_again(dana):
    assert tell_decisions(at=THE_DAY) > 0
    while send_due(at=THE_DAY):
        pass
    forget(at=THE_DAY + timedelta(days=29))
    assert Message.objects.exclude(body="").exists()
    assert forget(at=THE_DAY + timedelta(days=31)) > 0
    assert not Message.objects.exclude(to="", body="", subject="").exists()
    assert tell_decisions(at=THE_DAY + timedelta(days=29)) == 0


def test_an_occasion_is_written_once():
    words = {"to": "a@b.example", "subject": "One", "body": "Text", "at": THE_DAY}
    assert write(occasion="x:1", **words) == write(occasion="x:1", **{**words, "subject": "Two"})
    assert Message.objects.get().subject == "One"


@pytest.mark.parametrize("subject", ["Hello\nBcc: all@x.example", "Hello\r\n\r\nBody", "Hello\x00\x1f there", "Hello\u2028there"])
def test_a_subject_cannot_begin_another_header(subject):
    message = write(occasion="x:1", to="a@b.example", subject=subject, body="", at=THE_DAY)
    assert len(message.subject.splitlines()) == 1
    assert message.subject.isprintable()


@pytest.mark.parametrize("to", ["a@b.example\nBcc: c@d.example", "nobody", "a@b.example\r", ""])
def test_an_address_cannot_end_its_header(to):
    with pytest.raises(Refused):
        write(occasion="x:1", to=to, subject="Hello", body="", at=THE_DAY)


def test_a_long_subject_is_cut_where_it_can_be_seen():
    assert one_line("word " * 100).endswith("…")
    assert len(one_line("x" * 999)) == 200


def test_the_feed_is_atom_with_what_was_published():
    offered()
    offered(at=LATER, first_module_module_toml=revised(FIRST))
    feed = ET.fromstring(updates_feed())
    assert feed.tag == f"{ATOM}feed"
    for wanted in ("id", "title", "updated", "author"):
        assert feed.find(f"{ATOM}{wanted}") is not None
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")] == ["alternate", "self"]
    entries = feed.findall(f"{ATOM}entry")
    assert next(entry.findtext(f"{ATOM}title") for entry in entries) == "First module"
    assert len(entries) == 4
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 4
    assert entries[0].find(f"{ATOM}link").get("href") == "http://testserver/series/sample-series/first-module/"
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated") == "2026-03-04T09:00:00+00:00"


def test_the_feed_is_the_same_until_something_is_published():
    offered()
    assert updates_feed() == updates_feed()


def test_a_hidden_or_withdrawn_work_is_not_in_the_feed():
    listings = offered()
    withdraw_edition(edition=listings["first-module"].edition, reason="A mistake.", by=None, at=LATER)
    listings["second-module"].hidden_at = LATER
    listings["second-module"].save()
    assert [entry.findtext(f"{ATOM}title") for entry in ET.fromstring(updates_feed()).findall(f"{ATOM}entry")] == ["A professional series"]


def test_an_empty_feed_is_a_feed():
    assert ET.fromstring(updates_feed()).findtext(f"{ATOM}updated")
