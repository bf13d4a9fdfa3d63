"""Files in a real folder, and in a real S3 API."""

import os
import secrets
from datetime import UTC, datetime
from hashlib import sha256

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from moto.server import ThreadedMotoServer

from attune.library.actions import publish_folder
from attune.library.queries import read_edition
from attune.library.storage import DurableFolder, store, stream
from tests.library.sample import series_files, write_folder

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def bucket(monkeypatch, settings):
    """The default storage is a new S3 bucket; gives boto3's view of it."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "attune-tests")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    name = f"attune-{secrets.token_hex(6)}"
    boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket=name)
    options = {"bucket_name": name, "endpoint_url": endpoint, "file_overwrite": True, "default_acl": None}
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}}
    yield boto3.resource("s3", endpoint_url=endpoint).Bucket(name)
    server.stop()


@pytest.mark.django_db
def test_a_series_is_published_into_a_bucket_and_read_from_it(bucket, tmp_path):
    folder = write_folder(tmp_path, series_files())
    editions = publish_folder(folder=folder, by=None, at=AT)
    assert read_edition(editions[1].pk).components[0].id == "a-lesson"
    assert all(each.key == f"assets/{each.key[7:9]}/{each.key[10:]}" for each in bucket.objects.all())


def test_a_content_is_sent_to_the_bucket_once(bucket):
    store([b"a sentence"])
    before = next(iter(bucket.objects.all())).last_modified
    sent = []
    client = default_storage.connection.meta.client
    client.meta.events.register("before-call.s3", lambda model, **_: sent.append(model.name))
    store([b"a sentence"])
    assert sent == ["HeadObject"]
    assert [each.last_modified for each in bucket.objects.all()] == [before]


@pytest.mark.parametrize("where", ["folder", "bucket"])
def test_a_part_of_a_content_is_streamed(where, request):
    if where == "bucket":
        request.getfixturevalue("bucket")
    (asset,) = store([b"0123456789"]).values()
    assert b"".join(stream(asset, 2, 5)) == b"23456"
    assert b"".join(stream(asset, 0, 10)) == b"0123456789"


def test_a_file_in_the_folder_is_whole_or_not_there(tmp_path):
    folder = DurableFolder(location=tmp_path)

    class Breaks(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        folder.save("assets/ab/cd", Breaks(b"half and half"))
    assert not folder.exists("assets/ab/cd")
    assert os.listdir(tmp_path / "assets/ab") == []


def test_the_folder_keeps_one_file_per_name(tmp_path):
    folder = DurableFolder(location=tmp_path)
    for content in (b"one", b"two"):
        assert folder.save("a/b", ContentFile(content)) == "a/b"
    assert (tmp_path / "a/b").read_bytes() == b"two"
    assert os.listdir(tmp_path / "a") == ["b"]


def test_the_name_is_the_sha256():
    (asset,) = store([b"x", b"x"]).values()
    assert asset.sha256 == sha256(b"x").hexdigest()
    assert default_storage.exists(f"assets/{asset.sha256[:2]}/{asset.sha256}")
