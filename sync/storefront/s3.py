"""A bucket of S3, or of anybody who speaks like it. An object is there at once or not at all: nothing is renamed."""

import contextlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from sync.storefront.store import (
    LARGEST,
    TIMEOUT,
    Changed,
    Stored,
    bad_address,
    content_type,
    no_folder,
    not_reached,
    of_status,
)
from sync.storefront.webdav import plain_etag, seconds_between

_CACHE = {"html": 300, "json": 300, "tsv": 300, "xml": 3600, "gz": 0}
"""For how many seconds a browser may keep a file; a day for what hardly ever changes."""
_DAY = 86_400
_GONE = ("NoSuchKey", "404", "NotFound")


class S3Store:
    """Implements `Store`. `address` is s3://bucket/folder; `endpoint` is somebody else's than Amazon."""

    def __init__(self, address: str, user: str, secret: str, *, endpoint: str = "", region: str = "") -> None:
        parts = urlsplit(address)
        if parts.scheme != "s3" or not parts.netloc:
            raise bad_address(address, "s3://bucket/folder")
        self._bucket = parts.netloc
        self._prefix = f"{folder}/" if (folder := parts.path.strip("/")) else ""
        self._place = f"{urlsplit(endpoint).hostname or 'S3'}/{self._bucket}"
        self._offset: int | None = None
        self._client = _client(user, secret, endpoint, region)

    @contextlib.contextmanager
    def _sentences(self) -> Iterator[None]:
        import time

        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as error:
            answer = error.response
            meta = answer.get("ResponseMetadata", {})
            code = answer.get("Error", {}).get("Code", "")
            self._take_time(answer)  # where our clock is wrong S3 lets nobody in
            status = 503 if code == "SlowDown" else int(meta.get("HTTPStatusCode", 0))
            if code == "NoSuchBucket":
                raise no_folder(self._place) from error
            if code in ("InvalidAccessKeyId", "SignatureDoesNotMatch"):
                status = 403
            raise of_status(
                self._place, status, meta.get("HTTPHeaders", {}).get("retry-after", ""), time.time()
            ) from error
        except (BotoCoreError, OSError, ValueError) as error:
            raise not_reached(self._place, error) from error

    def _take_time(self, answer: Mapping[str, Any]) -> None:
        import time

        headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        ahead = seconds_between(headers.get("date", ""), time.time())
        self._offset = self._offset if ahead is None else ahead

    def read(self, path: str) -> Stored | None:
        """An object."""
        from botocore.exceptions import ClientError

        with self._sentences():
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + path)
            except ClientError as error:
                if error.response["Error"]["Code"] in _GONE:
                    return None
                raise
            self._take_time(answer)
            data: bytes = answer["Body"].read(LARGEST + 1)
            if len(data) > LARGEST:
                raise ValueError("too much")
            return Stored(data, plain_etag(answer["ETag"]))

    def mark(self, path: str) -> str | None:
        """Its ETag."""
        from botocore.exceptions import ClientError

        with self._sentences():
            try:
                answer = self._client.head_object(Bucket=self._bucket, Key=self._prefix + path)
            except ClientError as error:
                if error.response["Error"]["Code"] in _GONE:
                    return None
                raise
            return plain_etag(answer["ETag"])

    def write(self, path: str, data: bytes, *, match: str | None = None) -> str:
        """With its type, and for how long it may be kept."""
        from botocore.exceptions import ClientError

        condition = {} if match is None else {"IfMatch": f'"{match}"'} if match else {"IfNoneMatch": "*"}
        with self._sentences():
            try:
                answer = self._client.put_object(
                    Bucket=self._bucket,
                    Key=self._prefix + path,
                    Body=data,
                    ContentType=content_type(path),
                    CacheControl=f"max-age={_CACHE.get(path.rpartition('.')[2], _DAY)}",
                    **condition,
                )
            except ClientError as error:
                status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
                if match is not None and (status in (409, 412) or error.response["Error"]["Code"] in _GONE):
                    raise Changed(path) from error
                raise
            self._take_time(answer)
            return plain_etag(answer["ETag"])

    def remove(self, path: str) -> None:
        """An object; folders are only names."""
        with self._sentences():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + path)

    def list(self, folder: str) -> Mapping[str, str]:
        """All objects below a folder, a thousand with each question."""
        found: dict[str, str] = {}
        with self._sentences():
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + folder):
                for each in page.get("Contents", ()):
                    found[each["Key"].removeprefix(self._prefix)] = plain_etag(each["ETag"])
        return found

    def time_offset(self) -> int | None:
        """By the Date of its last answer."""
        return self._offset

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()


def _client(user: str, secret: str, endpoint: str, region: str) -> Any:  # noqa: ANN401 - boto3 makes its classes as it runs
    from botocore.config import Config

    config = Config(
        connect_timeout=TIMEOUT,
        read_timeout=TIMEOUT,
        retries={"total_max_attempts": 1},  # the publisher waits and tries again, for all targets alike
        s3={"addressing_style": "path"} if endpoint else {},
        # what only Amazon knows is left out
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return _session().client(
        "s3",
        aws_access_key_id=user or "-",
        aws_secret_access_key=secret or "-",
        endpoint_url=endpoint or None,
        region_name=region or "us-east-1",
        config=config,
    )


@cache
def _session() -> Any:  # noqa: ANN401 - boto3 makes its classes as it runs
    """It has read what Amazon's services are like, which takes long."""
    import boto3

    return boto3.session.Session()
