from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.core.files.storage import default_storage

from attune.library.models import Asset


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("/", True), ("/series/sample-series/", True), ("/about/", True), ("/updates/", True),
        ("/me/", False), ("/learn/sample-series/", False), ("/staff/requests/", False), ("/account/login/", False),
        ("/certificates/AT-1/", False), ("/verify/AT-1/", False), ("/updates/end/token/", False), ("/files/ab/line.svg", False),
    ],
)  # fmt: skip
def test_crawlers_are_told_where_to_stay_out(client, address, is_open):
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").content.decode().splitlines())
    assert rules.can_fetch("anybot", address) is is_open
    assert rules.site_maps() == ["http://testserver/sitemap.xml"]


def test_the_sitemap_names_pages_that_are_there(client, sample):
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    found = [loc.text for loc in ElementTree.fromstring(response.content).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert "http://testserver/series/sample-series/second-module/" in found
    for address in found:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_alive_asks_nobody(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert client.get("/livez").content == b"alive\n"


def test_ready_asks_database_and_storage(client, sample, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get("/readyz").content == b"ready\n"


def test_not_ready_when_the_storage_has_lost_something(client, sample):
    default_storage.delete(Asset.objects.order_by("pk").first().storage_name)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert b"FileNotFoundError" in response.content


@pytest.mark.django_db
def test_a_new_site_is_ready(client):
    assert client.get("/readyz").status_code == 200
