"""Open the depot that the settings name; its modules are imported only if they name one."""

from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from management.depot.bucket_store import BucketStore, S3Access
from management.depot.depot import Depot
from management.depot.folder_store import FolderStore

_S3 = "s3://"


class DepotSettings(Protocol):
    """The settings that say where a depot is, and how to reach it."""

    @property
    def depot(self) -> str:
        """A folder or s3://bucket/prefix; "" for none."""

    @property
    def library(self) -> str:
        """The name of the library; "" if the corpus is the only one."""

    @property
    def depot_endpoint(self) -> str:
        """The address of the S3 server; "" for AWS."""

    @property
    def depot_region(self) -> str:
        """The region of the bucket."""

    @property
    def depot_key(self) -> SecretStr | None:
        """The id of the key."""

    @property
    def depot_secret(self) -> SecretStr | None:
        """The key's secret."""


def open_depot(settings: DepotSettings) -> Depot | None:
    """The depot of all libraries, or None if there is none.

    Raises DepotError if it is in a bucket and the client for that is not installed.
    """
    if not settings.depot:
        return None
    if not settings.depot.startswith(_S3):
        return Depot(FolderStore(Path(settings.depot).expanduser()))
    return Depot(BucketStore(access_of(settings)))


def open_library_depot(settings: DepotSettings) -> Depot | None:
    """The depot of the one corpus that the settings name, or None if there is none.  Raises as open_depot."""
    depot = open_depot(settings)
    return None if depot is None else depot.of_library(settings.library)


def access_of(settings: DepotSettings) -> S3Access:
    """How to reach the bucket that the settings name."""
    bucket, _, prefix = settings.depot.removeprefix(_S3).strip("/").partition("/")
    return S3Access(
        bucket,
        prefix,
        settings.depot_endpoint,
        settings.depot_region,
        settings.depot_key.get_secret_value() if settings.depot_key else "",
        settings.depot_secret.get_secret_value() if settings.depot_secret else "",
    )
