"""Updates by e-mail, from the form to the last message; and the feed."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from attune.outreach.jobs import announce_editions, send_due
from attune.outreach.models import Message, Subscription, SubscriptionRequest
from attune.web.public.updates import REQUESTS
from tests.credentials.making import offered

ADDRESS = "k.lind@harborcounty.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def no_counts(db):
    cache.clear()


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def ask(client, **changes):
    return client.post("/updates/", {"email": ADDRESS, **changes})


def last_link():
    send_due(at=timezone.now())
    return re.search(r"http://testserver(/updates/\S+)", mail.outbox[-1].body).group(1)


def confirmed(client):
    ask(client)
    client.post(last_link())
    return Subscription.objects.get()


def test_the_whole_way(client):
    offered()
    assert "Staying in touch" in text(client.get("/updates/"))
    answer = ask(client, topics=["contact"])
    assert (answer.status_code, answer["Location"]) == (303, "/updates/sent/")
    assert "Look into your mailbox" in text(client.get("/updates/sent/"))
    link = last_link()
    page = client.get(link)
    assert ADDRESS in text(page)
    assert "Staying in touch" in text(page)
    answer = client.post(link)
    assert (answer.status_code, answer["Location"]) == (303, "/updates/confirmed/")
    announce_editions(at=timezone.now())
    end = re.search(r"/updates/end/\S+", last_message()["List-Unsubscribe"]).group().rstrip(">")
    assert "End these updates?" in text(client.get(end))
    answer = client.post(end)
    assert (answer.status_code, answer["Location"]) == (303, "/updates/ended/")
    assert not Subscription.objects.active().exists()
    assert "There is nothing to end" in text(client.get(end))


def last_message():
    send_due(at=timezone.now())
    return mail.outbox[-1].message()


def test_programs_that_open_every_link_confirm_and_end_nothing(client):
    ask(client)
    link = last_link()
    for method in (client.get, client.head):
        assert method(link).status_code == 200
    assert not Subscription.objects.exists()
    client.post(link)
    end = f"/updates/end/{Subscription.objects.get().token}/"
    for method in (client.get, client.head):
        assert method(end).status_code == 200
    assert Subscription.objects.active().exists()


def test_one_click_ends_at_once_without_a_cookie_or_a_redirect(client):
    subscription = confirmed(client)
    mailbox = Client(enforce_csrf_checks=True)
    answer = mailbox.post(f"/updates/end/{subscription.token}/", ONE_CLICK)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    assert not answer.cookies
    assert not Subscription.objects.active().exists()
    assert mailbox.post(f"/updates/end/{subscription.token}/", ONE_CLICK).status_code == 200


def test_one_click_as_mailboxes_also_send_it(client):
    subscription = confirmed(client)
    body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    answer = Client(enforce_csrf_checks=True).post(
        f"/updates/end/{subscription.token}/", body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 200
    assert not Subscription.objects.active().exists()


def test_every_other_form_wants_its_token(client):
    ask(client)
    link = last_link()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link).status_code == 403
    assert strict.post("/updates/", {"email": ADDRESS}).status_code == 403
    assert not Subscription.objects.exists()


def test_the_answer_is_the_same_for_a_known_address(client):
    confirmed(client)
    known, unknown = ask(client), ask(client, email="new@harborcounty.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.content == unknown.content


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Write the e-mail address"),
        ("nobody", "Write an e-mail address like"),
        ("a@b.example\nBcc: all@x.example", "Write an e-mail address like"),
        ("a@b.example, c@d.example", "Write an e-mail address like"),
        ("<script>@x.example", "Write an e-mail address like"),
        ("x" * 300 + "@x.example", "at most 254"),
        ("a@b.example\x00", "Null characters"),
    ],
)
def test_what_is_no_address_comes_back_with_a_sentence(client, email, sentence):
    page = ask(client, email=email)
    assert page.status_code == 422
    assert sentence in text(page)
    assert "<title>Error:" in page.content.decode()
    assert "<script>@" not in page.content.decode()
    assert not Message.objects.exists()


def test_a_topic_that_was_taken_away_meanwhile(client):
    offered()
    page = ask(client, topics=["weather"])
    assert page.status_code == 422
    assert "not on offer any more" in text(page)
    assert ADDRESS in page.content.decode()  # what was typed is kept


def test_a_topic_can_come_with_the_link(client):
    offered()
    page = client.get("/updates/?topic=contact").content.decode()
    assert re.search(r'value="contact"[^>]*checked', page)
    assert client.get("/updates/?topic=%00").status_code == 200


def test_asking_again_and_again_is_slowed_down(client):
    for number in range(REQUESTS):
        assert ask(client, email=f"{number}@x.example").status_code == 303
    page = ask(client, email="more@x.example")
    assert page.status_code == 429
    assert SubscriptionRequest.objects.count() == REQUESTS


def test_old_and_made_up_links(client):
    for token in ("x", "A" * 32):
        assert client.get(f"/updates/confirm/{token}/").status_code == 404
        assert "does not work any more" in text(client.get(f"/updates/confirm/{token}/"))
        assert client.post(f"/updates/confirm/{token}/").status_code == 404
        assert client.get(f"/updates/end/{token}/").status_code == 200
    for address in ("/updates/confirm/%00/", "/updates/end/%00/", "/updates/end/" + "x" * 99 + "/", "/updates/other/"):
        assert client.get(address).status_code == 404


def test_pages_behind_links_are_not_kept_by_browsers(client):
    ask(client)
    assert "no-store" in client.get(last_link())["Cache-Control"]


def test_the_feed_is_told_apart_by_its_etag(client, django_assert_max_num_queries):
    offered()
    with django_assert_max_num_queries(1):
        page = client.get("/updates.atom")
    assert page["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert len(ET.fromstring(page.content)) > 5
    again = client.get("/updates.atom", HTTP_IF_NONE_MATCH=page["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == page["ETag"]
    assert client.get("/updates.atom", HTTP_IF_NONE_MATCH='"other"').status_code == 200


def test_the_form_asks_for_its_topics_with_one_query(client, django_assert_max_num_queries):
    offered()
    with django_assert_max_num_queries(1):
        client.get("/updates/")
