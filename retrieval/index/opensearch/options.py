"""The address of the search cluster, and the credentials."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """The addresses of a cluster's nodes, the prefix of our indexes' names, and the credentials.

    ``authority`` is a file of CA certificates for checking the nodes; ``certificate`` and ``key`` are the
    files of our client certificate.  "" means none.
    """

    urls: tuple[str, ...]
    prefix: str = "quoth"
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""
    certificate: str = ""
    key: str = ""

    def index(self, version: str) -> str:
        """The name of a version's index.

        >>> ClusterOptions(("http://127.0.0.1:9200",)).index("0a1b")
        'quoth-0a1b'
        """
        return f"{self.prefix}-{version}"


class Secret(Protocol):
    """A setting that is never shown."""

    def get_secret_value(self) -> str:
        """The value itself."""


class ClusterSettings(Protocol):
    """The settings about a search cluster."""

    @property
    def opensearch_url(self) -> tuple[str, ...]:
        """The addresses of its nodes; none if there is no cluster."""

    @property
    def opensearch_index(self) -> str:
        """The prefix of our indexes' names."""

    @property
    def opensearch_user(self) -> str:
        """The user's name."""

    @property
    def opensearch_password(self) -> Secret | None:
        """The user's password."""

    @property
    def opensearch_ca(self) -> Path | None:
        """The file of CA certificates for checking the nodes."""

    @property
    def opensearch_certificate(self) -> Path | None:
        """The file of the client certificate for the nodes."""

    @property
    def opensearch_key(self) -> Path | None:
        """The file of the key of that certificate."""


def cluster_of(settings: ClusterSettings) -> ClusterOptions | None:
    """The search cluster according to *settings*; None if they name none."""
    if not settings.opensearch_url:
        return None
    password = settings.opensearch_password
    return ClusterOptions(
        settings.opensearch_url,
        settings.opensearch_index,
        settings.opensearch_user,
        password.get_secret_value() if password else "",
        str(settings.opensearch_ca or ""),
        str(settings.opensearch_certificate or ""),
        str(settings.opensearch_key or ""),
    )


def options_in(row: dict[str, object] | None) -> ClusterOptions | None:
    """The options in a request to a child process, as JSON.

    >>> options_in({"urls": ["http://127.0.0.1:9200"], "prefix": "library"}).prefix
    'library'
    """
    if row is None:
        return None
    urls = row["urls"]
    assert isinstance(urls, Sequence)  # noqa: S101 - our own
    return ClusterOptions(**{**row, "urls": tuple(urls)})  # type: ignore[arg-type]
