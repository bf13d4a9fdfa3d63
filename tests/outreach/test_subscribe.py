"""Updates without an account: nothing before a yes, one press ends it, the same answer for every address."""

from datetime import timedelta
from random import SystemRandom

import pytest
from django.db import IntegrityError, connection, transaction

from attune.kit import Refused
from attune.outreach.actions import confirm_subscription, end_subscription, subscribe
from attune.outreach.jobs import announce_editions, forget
from attune.outreach.models import Message, Subscription, SubscriptionRequest
from attune.outreach.queries import request_behind, subscription_behind, topics_on_offer
from tests.cast import THE_DAY
from tests.credentials.making import offered

CHANCE = SystemRandom()
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
ADDRESS = "k.lind@harborcounty.example"

pytestmark = pytest.mark.django_db


def ask(email=ADDRESS, topics=(), at=THE_DAY):
    subscribe(email=email, topics=topics, at=at, chance=CHANCE)
    return SubscriptionRequest.objects.order_by("pk").last()


def confirm(request, at=THE_DAY):
    return confirm_subscription(token=request.token, at=at, chance=CHANCE)


def topics_of(subscription):
    return sorted(subscription.topics.values_list("topic", flat=True))


def test_asking_sends_a_link_and_nothing_else():
    request = ask()
    assert not Subscription.objects.exists()
    message = Message.objects.get()
    assert message.to == ADDRESS
    assert f"http://testserver/updates/confirm/{request.token}/" in message.body
    assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_yes_begins_it():
    subscription = confirm(ask())
    assert (subscription.email, subscription.confirmed_at, subscription.ended_at) == (ADDRESS, THE_DAY, None)
    assert topics_of(subscription) == []


def test_the_topics_are_those_of_the_series_on_offer():
    offered()
    assert [topic.id for topic in topics_on_offer()] == ["listening", "contact"]
    assert topics_of(confirm(ask(topics=["contact"]))) == ["contact"]
    assert request_behind(SubscriptionRequest.objects.get().token).topics == ("Staying in touch",)


def test_all_topics_means_also_those_to_come():
    offered()
    assert topics_of(confirm(ask(topics=["contact", "listening"]))) == []


def test_a_topic_that_is_not_on_offer_is_refused():
    with pytest.raises(Refused, match="not on offer") as refused:
        ask(topics=["weather"])
    assert refused.value.status == 422
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b@c", "a@b.example\nBcc: all@x.example", "a b@c.example", "x" * 250 + "@a.example", "a@b.example\x00"]
)
def test_what_is_no_address_is_refused(email):
    with pytest.raises(Refused) as refused:
        ask(email)
    assert refused.value.status == 422
    assert not SubscriptionRequest.objects.exists()


def test_confirming_twice_changes_nothing():
    request = ask()
    first = confirm(request)
    assert confirm(request, THE_DAY + AN_HOUR) == first
    assert Subscription.objects.count() == 1


def test_asking_again_changes_the_topics_only_after_the_yes():
    offered()
    subscription = confirm(ask(topics=["contact"]))
    second = ask("K.Lind@HarborCounty.example", ["listening"], THE_DAY + AN_HOUR)
    assert topics_of(subscription) == ["contact"]
    assert confirm(second, THE_DAY + AN_HOUR) == subscription
    assert topics_of(subscription) == ["listening"]


def test_nobody_can_fill_a_mailbox_and_nobody_is_told():
    for number in range(6):
        ask(at=THE_DAY + number * AN_HOUR)
    assert Message.objects.count() == 3
    ask("other@harborcounty.example")
    ask(at=THE_DAY + A_DAY + 3 * AN_HOUR)
    assert Message.objects.count() == 5


def test_a_known_address_is_answered_like_an_unknown_one(django_assert_num_queries):
    queries = 11 if connection.vendor == "postgresql" else 10  # savepoints and this test's own included; PostgreSQL's lock
    with django_assert_num_queries(queries):
        ask("unknown@harborcounty.example")
    confirm(ask())
    with django_assert_num_queries(queries):
        ask(at=THE_DAY + AN_HOUR)
    bodies = [message.body.splitlines()[0] for message in Message.objects.all()]
    assert len(set(bodies)) == 1


@pytest.mark.parametrize("days", [7.1, 400])
def test_an_old_link_is_refused(days):
    with pytest.raises(Refused, match="too old") as refused:
        confirm(ask(), THE_DAY + timedelta(days=days))
    assert refused.value.status == 404


@pytest.mark.parametrize("token", ["", "x", "A" * 32, "../../etc"])
def test_a_made_up_link_is_refused(token):
    with pytest.raises(Refused):
        confirm_subscription(token=token, at=THE_DAY, chance=CHANCE)
    end_subscription(token=token, at=THE_DAY)
    assert not subscription_behind(token).is_known


def test_ending_erases_the_address_and_what_was_about_to_be_sent():
    subscription = confirm(ask())
    offered()
    announce_editions(at=THE_DAY)
    end_subscription(token=subscription.token, at=THE_DAY + AN_HOUR)
    subscription.refresh_from_db()
    assert (subscription.email, subscription.ended_at) == (None, THE_DAY + AN_HOUR)
    assert not SubscriptionRequest.objects.exists()
    news = Message.objects.get(subscription=subscription)
    assert (news.to, news.body) == ("", "")
    assert not Message.objects.filter(subscription=subscription).waiting().exists()


def test_ending_twice_is_ending_once():
    subscription = confirm(ask())
    end_subscription(token=subscription.token, at=THE_DAY)
    end_subscription(token=subscription.token, at=THE_DAY + AN_HOUR)
    subscription.refresh_from_db()
    assert subscription.ended_at == THE_DAY


def test_who_ended_can_begin_again():
    old = confirm(ask())
    end_subscription(token=old.token, at=THE_DAY)
    new = confirm(ask(at=THE_DAY + A_DAY), THE_DAY + A_DAY)
    assert new != old
    assert new.token != old.token
    end_subscription(token=old.token, at=THE_DAY + A_DAY)  # an old message's link does not end the new one
    assert Subscription.objects.active().get() == new


def test_a_confirm_link_does_not_bring_back_what_was_ended():
    request = ask()
    end_subscription(token=confirm(request).token, at=THE_DAY)
    with pytest.raises(Refused):
        confirm(request)


def test_the_mailbox_can_refuse_the_question_itself():
    request = ask()
    end_subscription(token=request.token, at=THE_DAY)
    with pytest.raises(Refused):
        confirm(request)


def test_an_address_without_a_yes_is_forgotten_after_a_week():
    ask()
    assert forget(at=THE_DAY + timedelta(days=6)) == 0
    forget(at=THE_DAY + timedelta(days=8))
    assert not SubscriptionRequest.objects.exists()


def test_the_database_knows_each_address_once_and_erases_with_the_end():
    Subscription.objects.create(email="a@b.example", token="1", confirmed_at=THE_DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.create(email="A@B.example", token="2", confirmed_at=THE_DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.update(ended_at=THE_DAY)
    Subscription.objects.create(email=None, token="3", confirmed_at=THE_DAY, ended_at=THE_DAY)
    Subscription.objects.create(email=None, token="4", confirmed_at=THE_DAY, ended_at=THE_DAY)
