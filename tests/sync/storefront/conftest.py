"""Each place once for all tests of a kind; what a test finds there is empty."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.sync.storefront.media import USER, Dav, Place, Sftp, s3, webdav

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def dav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dav]:
    with webdav(tmp_path_factory.mktemp("dav")) as running:
        yield running


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[str]:
    with s3() as address:
        yield address


@pytest.fixture(scope="session")
def sftp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sftp]:
    running = Sftp(tmp_path_factory.mktemp("sftp"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def folder_place(tmp_path: Path) -> Place:
    (tmp_path / "web").mkdir()
    return Place("folder", str(tmp_path / "web"), folder=tmp_path / "web")


@pytest.fixture
def webdav_place(dav: Dav) -> Iterator[Place]:
    name = f"shop{next(_NUMBERS)}"
    (dav.folder / name).mkdir()
    dav.asked.clear()
    yield Place("webdav", f"{dav.address}/{name}", {"user": USER}, folder=dav.folder / name)
    dav.answer, dav.shallow = None, False
    shutil.rmtree(dav.folder / name, ignore_errors=True)


@pytest.fixture
def s3_place(bucket_server: str) -> Place:
    from sync.storefront.s3 import _client

    name = f"shop-{next(_NUMBERS)}"
    client = _client(USER, "geheim", bucket_server, "")
    client.create_bucket(Bucket=name)
    client.close()
    return Place("s3", f"s3://{name}/web", {"user": USER, "endpoint": bucket_server})


@pytest.fixture
def sftp_place(sftp: Sftp, tmp_path: Path) -> Place:
    name = f"shop{next(_NUMBERS)}"
    (sftp.folder / name).mkdir()
    options = {"host_keys": str(tmp_path / "hosts")}
    return Place("sftp", f"sftp://{USER}@127.0.0.1:{sftp.port}/{name}", options, folder=sftp.folder / name)
