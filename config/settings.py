"""Quoth's settings: flags over ``QUOTH_…`` environment variables over a ``.env`` file over the defaults."""

import os
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, PrivateAttr, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from config.corpora import (
    ALL,
    NamedCorpus,
    as_setting,
    choose_corpora,
    parse_corpora,
    parse_corpora_of_keys,
    parse_private_corpora,
    require_known,
)
from config.database_address import is_address, masked
from config.default_languages import parse_default_languages
from config.reasons import no_such_setting, reason_of

PREFIX = "QUOTH_"
ENCODING = "utf-8-sig"
"""Of the ``.env`` file; some editors begin it with a byte order mark."""
_SHOULD_BE_SET = re.compile(rf"{PREFIX}|\d+:[\w-]+", re.IGNORECASE)
"""A line without "=" that looks like a setting without a value, or a token without a name."""
ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting that cannot be used; the message names it and says what is wrong with it."""


class Settings(BaseSettings):
    """All settings; the documentation and ``--help`` use the fields' descriptions."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file_encoding=ENCODING, extra="ignore", frozen=True
    )

    _library: str = PrivateAttr(default="")

    telegram_token: SecretStr | None = Field(
        default=None, description="The bot's token, from @BotFather. A secret: never printed, never logged."
    )
    telegram_base_url: str = Field(
        default="https://api.telegram.org/bot",
        description="The address of the Bot API, up to and including /bot.",
    )
    telegram_base_file_url: str = Field(
        default="https://api.telegram.org/file/bot",
        description="The address of the Bot API's files, up to and including /file/bot.",
    )
    web: str = Field(
        default="",
        description="Where to serve the reader page, health, metrics and the webhook, as host:port; empty: "
        "nowhere (`web` alone: 127.0.0.1:8080).",
    )
    web_url: str = Field(
        default="",
        description="The public address of the reader page, as https://read.example.org; answers then have a "
        "button that opens it. Empty: they have none. Needs QUOTH_WEB.",
    )
    web_access: Literal["everybody", "bot"] = Field(
        default="everybody",
        description="Who may read the texts on the web: everybody, or only people with a signed link "
        "from the bot, which expires.",
    )
    web_link_hours: float = Field(
        default=24 * 7,
        gt=0,
        le=100_000,
        description="For how many hours a signed link opens the reader page.",
    )
    web_secret: SecretStr | None = Field(
        default=None,
        description="The secret that links to the reader page are signed with; by default derived from "
        "the token.",
    )
    api: Literal["off", "keys", "everybody"] = Field(
        default="off",
        description="Which programs may ask over HTTP (docs/API.md): none, those with a key in "
        "QUOTH_API_KEYS, or everybody who reaches the address. Needs QUOTH_WEB.",
    )
    api_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="The keys of programs as NAME:HASH, separated by commas; `python run_bot.py api-key "
        "NAME` makes one. The hash is no secret.",
    )
    api_private: Annotated[Mapping[str, tuple[str, ...]], NoDecode] = Field(
        default={},
        description="Which private corpora a key of QUOTH_API_KEYS may ask, as NAME:CORPUS:CORPUS; several "
        "keys are separated by commas: wiki:handbook,desk:handbook:wages.",
    )
    api_per_minute: int = Field(
        default=60,
        ge=0,
        description="How many requests a minute each key, and each address without a key, may make; 0: "
        "no limit.",
    )
    api_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Websites whose pages may ask from a browser (CORS), separated by commas, as "
        "https://wiki.example.org; *: all of them. Empty: none.",
    )
    webhook_url: str = Field(
        default="",
        description="The public https address that Telegram posts updates to; empty: the bot polls. "
        "Needs QUOTH_WEB.",
    )
    webhook_secret: SecretStr | None = Field(
        default=None,
        description="The secret that Telegram sends with each update to the webhook; by default derived from "
        "the token.",
    )
    admin_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(),
        description="Numeric ids of the owners, who manage the corpus and give roles to others: 1,2. "
        "Find yours with /id.",
    )
    corpus: Path = Field(
        default=ROOT / "corpus" / "articles",
        description="The file or folder that questions are answered from; or several, each with a name: "
        "handbook=PATH,news=PATH (docs/LIBRARIES.md). Then `--corpus` also takes names: news, or all.",
    )
    use: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("all",),
        description="With several corpora, those that a chat uses until its admins choose others with /use: "
        "names separated by commas, or all.",
    )
    language: Annotated[Mapping[str, str], NoDecode] = Field(
        default={},
        description="The language that the bot speaks to people whose own it does not know or speak, and in "
        "which ambiguous questions are analysed: de. With several corpora, it can be set for each: "
        "handbook=de,news=ru. One of en, ru, es, de, zh; empty: en, and the most frequent language of the "
        "texts.",
    )
    private: Annotated[Mapping[str, tuple[int, ...]], NoDecode] = Field(
        default={},
        description="Which of several corpora are private, each with the ids of the chats and people that "
        "see it: handbook:-1001234:42,wages:42. Owners see all in their private chat.",
    )
    state_dir: Path = Field(
        default=ROOT / "state", description="The folder for built corpus versions and the bot's state."
    )
    database: SecretStr | None = Field(
        default=None,
        description="A PostgreSQL database for the bot's state, as postgresql://user:password@host/name, "
        "which any number of processes share (docs/SEVERAL-MACHINES.md); empty: a file in the state folder. "
        "The password is never printed, never logged.",
    )
    engine: Literal["auto", "rank-bm25", "tantivy", "opensearch"] = Field(
        default="auto",
        description="The search engine: rank-bm25 suits an article, tantivy a large corpus; "
        "auto chooses between them by the size of the corpus. opensearch searches on a cluster "
        "(docs/ENGINES.md) and needs QUOTH_OPENSEARCH_URL.",
    )
    opensearch_url: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="The addresses of the OpenSearch cluster's nodes, separated by commas: "
        "https://a.example.org:9200,https://b.example.org:9200. Without user and password.",
    )
    opensearch_index: str = Field(
        default="quoth",
        description="The prefix of the index names on the cluster. Bots that share a cluster need "
        "different ones.",
    )
    opensearch_user: str = Field(default="", description="The user's name on the OpenSearch cluster.")
    opensearch_password: SecretStr | None = Field(
        default=None, description="The user's password on the OpenSearch cluster. A secret."
    )
    opensearch_ca: Path | None = Field(
        default=None,
        description="The file of CA certificates (PEM) for checking the OpenSearch nodes; empty: the "
        "system's.",
    )
    opensearch_certificate: Path | None = Field(
        default=None, description="The file of the client certificate (PEM) for the OpenSearch nodes."
    )
    opensearch_key: Path | None = Field(
        default=None, description="The file of that certificate's key (PEM), if it is a separate one."
    )
    meaning: Literal["auto", "on", "off"] = Field(
        default="auto",
        description="Whether sentences are also compared by meaning: auto: if the extra `meaning` is "
        "installed; on: yes, and the bot refuses to start without it; off: no.",
    )
    meaning_sentences: int = Field(
        default=50_000,
        ge=0,
        description="Up to how many sentences of a corpus are stored with their meaning, so that "
        "passages are also found by it; in a larger corpus only passages found by words are "
        "compared.",
    )
    depot: str = Field(
        default="",
        description="Where versions of the corpus are put for other machines to fetch: a folder that all of "
        "them have, or s3://bucket/prefix; empty: nowhere (docs/SEVERAL-MACHINES.md). Each of "
        "several corpora has its own place there.",
    )
    depot_endpoint: str = Field(
        default="",
        description="The address of the depot's S3 server, as https://s3.example.org; empty: AWS.",
    )
    depot_region: str = Field(default="us-east-1", description="The region of the depot's bucket.")
    depot_key: SecretStr | None = Field(
        default=None, description="The id of the key to the depot's bucket; without it, the machine's role."
    )
    depot_secret: SecretStr | None = Field(default=None, description="The secret that belongs to that key.")
    link_hosts: str = Field(
        default="",
        description="The hosts that admins may add pages from, subdomains included, separated by commas: "
        "example.org,example.com; empty: any public host.",
    )
    refresh: str = Field(
        default="",
        description="How often pages and feeds from the web are fetched again: 30m, 6h, 1d; empty: "
        "only at a reload.",
    )
    feed_pages: int = Field(
        default=20, ge=1, le=1000, description="How many new pages of a feed or a sitemap are taken at once."
    )
    keep_versions: int = Field(
        default=10, ge=1, description="How many versions of the corpus are kept for rollbacks."
    )
    publish_at_once: int = Field(
        default=100,
        ge=0,
        description="A reload from a chat is published without asking if it adds, removes and changes at "
        "most this many passages in all; 0: only if it changes nothing.",
    )
    outbox_hours: float = Field(
        default=24,
        gt=0,
        le=100_000,
        description="For how many hours a message that cannot be sent is retried, also after restarts.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged: everything from this level up."
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="The form of the log: lines for people, or JSON."
    )
    log_questions: bool = Field(
        default=False, description="Whether the log may contain people's questions, which are personal data."
    )
    keep_days: int = Field(
        default=30, ge=0, description="For how many days questions and answers are stored."
    )
    conversation_minutes: int = Field(
        default=60,
        ge=0,
        description="Minutes of silence after which a conversation ends and earlier questions no longer "
        "count.",
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("link_hosts")
    @classmethod
    def _hosts(cls, value: str) -> str:
        if any(re.search(r"[/:\s]", host.strip()) for host in value.split(",")):
            raise ValueError("expected hosts like example.org,example.com, without https:// and paths")
        return value

    @field_validator("telegram_token", mode="before")
    @classmethod
    def _no_token_is_none(cls, value: Any) -> Any:
        return value or None

    @field_validator("database", mode="before")
    @classmethod
    def _postgresql(cls, value: Any) -> Any:
        if isinstance(value, str) and value and not is_address(value):
            raise ValueError(
                "expected an address like postgresql://user:password@host/name "
                "(in the password, write special characters as %XX)"
            )
        return value or None

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _ids(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and int(part) for part in parts):
            raise ValueError(
                "expected numeric ids separated by commas, like 1,2 (send /id to the bot to see yours)"
            )
        return tuple(int(part) for part in parts)

    @field_validator("language", mode="before")
    @classmethod
    def _languages(cls, value: Any) -> Any:
        return parse_default_languages(value) if isinstance(value, str) else value

    @field_validator("private", mode="before")
    @classmethod
    def _private(cls, value: Any) -> Any:
        return parse_private_corpora(value) if isinstance(value, str) else value

    @field_validator("api_private", mode="before")
    @classmethod
    def _private_of_keys(cls, value: Any) -> Any:
        return parse_corpora_of_keys(value) if isinstance(value, str) else value

    @field_validator("refresh")
    @classmethod
    def _interval(cls, value: str) -> str:
        if not re.fullmatch(r"([1-9]\d{0,3}[mhd])?", value):
            raise ValueError("expected minutes, hours or days, like 30m, 6h or 1d; or nothing")
        return value

    @field_validator("api_keys", "api_origins", "opensearch_url", "use", mode="before")
    @classmethod
    def _parts(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator("api_keys")
    @classmethod
    def _hashed(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"[A-Za-z0-9_.-]{1,64}:[0-9a-f]{64}", entry) for entry in value):
            raise ValueError("expected NAME:HASH, as `python run_bot.py api-key NAME` prints it")
        return value

    @field_validator("api_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"\*|https?://[^/\s]+", origin) for origin in value):
            raise ValueError("expected origins like https://wiki.example.org, without a path, or *")
        return value

    @field_validator("opensearch_url")
    @classmethod
    def _nodes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for url in value:
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
                raise ValueError(
                    "expected addresses like https://search.example.org:9200, separated by commas"
                )
            if parts.username is not None or parts.password is not None:
                raise ValueError(
                    "addresses are shown, so put the user into QUOTH_OPENSEARCH_USER and the password into "
                    "QUOTH_OPENSEARCH_PASSWORD"
                )
        return value

    @field_validator("opensearch_index")
    @classmethod
    def _index_name(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", value):
            raise ValueError("expected small letters, digits, _ or -, like quoth")
        return value

    @field_validator(
        "opensearch_password", "opensearch_ca", "opensearch_certificate", "opensearch_key", mode="before"
    )
    @classmethod
    def _nothing_is_none(cls, value: Any) -> Any:
        return value or None

    @field_validator("telegram_base_url", "telegram_base_file_url")
    @classmethod
    def _base_url(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or not value.rstrip("/").endswith("/bot"):
            raise ValueError("expected an address that starts with http:// or https:// and ends with /bot")
        return value.rstrip("/")

    @field_validator("web")
    @classmethod
    def _address(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if value and not (host and port.isascii() and port.isdigit() and int(port) < 65536):
            raise ValueError("expected host:port, like 127.0.0.1:8080")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _https(cls, value: str) -> str:
        if value and not (value.startswith("https://") and "/" in value.removeprefix("https://")):
            raise ValueError("expected an address like https://bot.example.org/telegram")
        return value

    @field_validator("web_url")
    @classmethod
    def _public(cls, value: str) -> str:
        parts = urlsplit(value.rstrip("/"))
        is_site = parts.scheme in ("http", "https") and not (parts.path or parts.query or parts.fragment)
        if value and not (is_site and re.search(r"[.:]", parts.hostname or "")):
            raise ValueError(
                "expected an address like https://read.example.org (Telegram needs a dot in the name)"
            )
        return value.rstrip("/")

    @field_validator("depot")
    @classmethod
    def _bucket(cls, value: str) -> str:
        if "://" in value and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]+(/[^/\s]+)*/?", value):
            raise ValueError("expected a folder, or s3://bucket/prefix")
        return value

    @field_validator("depot_endpoint")
    @classmethod
    def _endpoint(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^/\s@]+/?", value):
            raise ValueError("expected an address like https://s3.example.org, without keys in it")
        return value.rstrip("/")

    @field_validator("depot_key", "depot_secret", mode="before")
    @classmethod
    def _no_key_is_none(cls, value: Any) -> Any:
        return value or None

    @field_validator("webhook_secret", "web_secret", mode="before")
    @classmethod
    def _usable_secret(cls, value: Any) -> Any:
        if isinstance(value, str) and value and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value):
            raise ValueError("expected 16 to 256 letters, digits, _ or -")
        return value or None

    @model_validator(mode="after")
    def _web_settings_need_an_address(self) -> "Settings":
        if self.webhook_url and not self.web:
            raise ValueError("QUOTH_WEBHOOK_URL needs QUOTH_WEB, the address to listen at (127.0.0.1:8080)")
        if self.web_url and not self.web:
            raise ValueError("QUOTH_WEB_URL needs QUOTH_WEB, the address to listen at (127.0.0.1:8080)")
        if self.web_access == "bot" and not (self.web_secret or self.telegram_token):
            raise ValueError("QUOTH_WEB_ACCESS=bot needs QUOTH_WEB_SECRET or the bot's token to sign links")
        return self

    @model_validator(mode="after")
    def _key_with_its_secret(self) -> "Settings":
        if (self.depot_key is None) != (self.depot_secret is None):
            raise ValueError("set QUOTH_DEPOT_KEY and QUOTH_DEPOT_SECRET, or neither")
        return self

    @model_validator(mode="after")
    def _cluster_to_search(self) -> "Settings":
        if self.engine == "opensearch" and not self.opensearch_url:
            raise ValueError("QUOTH_ENGINE=opensearch needs QUOTH_OPENSEARCH_URL, the addresses of the nodes")
        if self.opensearch_password and not self.opensearch_user:
            raise ValueError("QUOTH_OPENSEARCH_PASSWORD needs QUOTH_OPENSEARCH_USER")
        if self.opensearch_key and not self.opensearch_certificate:
            raise ValueError("QUOTH_OPENSEARCH_KEY needs QUOTH_OPENSEARCH_CERTIFICATE")
        return self

    @model_validator(mode="after")
    def _keys_to_ask_with(self) -> "Settings":
        if self.api == "keys" and not self.api_keys:
            raise ValueError("QUOTH_API=keys needs QUOTH_API_KEYS; make one: python run_bot.py api-key NAME")
        return self

    @field_validator("corpus", "state_dir")
    @classmethod
    def _path(cls, value: Path) -> Path:
        if not value.parts:
            raise ValueError("expected a path, not an empty value")
        return value.expanduser()

    @field_validator("corpus")
    @classmethod
    def _corpora(cls, value: Path) -> Path:
        """The path, or for several corpora the setting as written, which `corpora` parses."""
        named = parse_corpora(str(value))
        return named[0].path if len(named) == 1 else Path(as_setting(named))

    @model_validator(mode="after")
    def _known_corpora(self) -> "Settings":
        names = {each.name for each in self.corpora}
        if len(names) > 1:
            require_known([name for name in self.use if name != ALL], names, "QUOTH_USE")
            require_known(self.private, names, "QUOTH_PRIVATE")
            require_known(filter(None, self.language), names, "QUOTH_LANGUAGE")
            asked = chain.from_iterable(self.api_private.values())
            require_known(asked, names, "QUOTH_API_PRIVATE")
        keys = {entry.rpartition(":")[0] for entry in self.api_keys}
        if unknown := [key for key in self.api_private if key not in keys]:
            raise ValueError(f"QUOTH_API_PRIVATE names the key {unknown[0]!r}, which QUOTH_API_KEYS lacks")
        return self

    @property
    def corpora(self) -> tuple[NamedCorpus, ...]:
        """The corpora: one without a name, or several with names.

        If there are several, `corpus` is not a path; use `of_corpus` for each of them.
        """
        return parse_corpora(str(self.corpus))

    @property
    def library(self) -> str:
        """The name of the library that these settings are for; "" if there is only one or none chosen."""
        return self._library

    @property
    def default_language(self) -> str:
        """The language that QUOTH_LANGUAGE gives for the one corpus of these settings; "" for none."""
        return self.language.get(self.library) or self.language.get("", "")

    def of_corpus(self, corpus: NamedCorpus) -> "Settings":
        """These settings for only this corpus."""
        only = self.model_copy(update={"corpus": corpus.path})
        only._library = corpus.name or self._library
        return only

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then the environment, then ``.env``; pydantic's folder of secret files is not used."""
        return init_settings, env_settings, dotenv_settings


def read_settings(flags: Mapping[str, Any] | None = None, dotenv: Path = Path(".env")) -> Settings:
    """The effective settings: *flags* (by field name) over the environment over the file *dotenv*.

    Raises SettingsError for a ``QUOTH_…`` name that does not exist, for a value that cannot be used, and for
    a file that cannot be read.
    """
    names = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    for name in (*os.environ, *_names_in(dotenv)):
        if name.upper().startswith(PREFIX) and name.upper() not in names:
            raise SettingsError(no_such_setting(name, names))
    flags = flags or {}
    by_name = _corpora_by_name(flags, dotenv) if "corpus" in flags else None
    if by_name is None:
        return _read(flags, dotenv)
    settings = _read({**flags, "corpus": as_setting(by_name)}, dotenv)
    return settings if len(by_name) > 1 else settings.of_corpus(by_name[0])


def _read(flags: Mapping[str, Any], dotenv: Path) -> Settings:
    try:
        # The keyword is pydantic-settings' own; its type stubs know only the fields.
        return Settings(_env_file=dotenv, **flags)  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsError("; ".join(_reasons(error))) from None


def _corpora_by_name(flags: Mapping[str, Any], dotenv: Path) -> tuple[NamedCorpus, ...] | None:
    """The corpora that ``--corpus`` chooses by name from the environment's; None if it is a path."""
    others = {name: value for name, value in flags.items() if name != "corpus"}
    try:
        return choose_corpora(str(flags["corpus"]), _read(others, dotenv).corpora)
    except ValueError as error:
        raise SettingsError(f"--corpus: {error}") from None
    except SettingsError:  # for example about the QUOTH_CORPUS that the flag replaces
        return None


def _names_in(dotenv: Path) -> list[str]:
    """The names that the file sets; none if there is no file."""
    try:
        values = dotenv_values(dotenv, encoding=ENCODING) if dotenv.is_file() else {}
    except UnicodeDecodeError:
        raise SettingsError(f"{dotenv} is not text in UTF-8; save it as UTF-8") from None
    except OSError as error:
        reason = f"{dotenv} cannot be read ({error.strerror}); give the bot's user the right to read it"
        raise SettingsError(reason) from None
    if any(value is None and _SHOULD_BE_SET.match(name) for name, value in values.items()):
        raise SettingsError(f"{dotenv} has a line without a name and =; write QUOTH_TELEGRAM_TOKEN=…")
    return list(values)


def _reasons(error: ValidationError) -> Iterator[str]:
    """Each bad setting by name with the reason, but without its value, which may be the token."""
    for detail in error.errors(include_url=False, include_input=False):
        reason = reason_of(detail)
        yield f"{PREFIX}{detail['loc'][0]}".upper() + f": {reason}" if detail["loc"] else reason


def effective(settings: Settings) -> dict[str, str]:
    """Each setting's name and value as written in ``.env``, with secrets masked."""
    shown = {f"{PREFIX}{name}".upper(): _shown(getattr(settings, name)) for name in Settings.model_fields}
    return shown | {f"{PREFIX}DATABASE": masked(database_of(settings))}


def database_of(settings: Settings) -> str:
    """The address of the database, with its password; "" if the state is a file."""
    return settings.database.get_secret_value() if settings.database else ""


def _entry(name: str, values: str | tuple[object, ...]) -> str:
    """An entry of a setting with names.

    >>> _entry("handbook", (-1001234, 42)), _entry("handbook", "de"), _entry("", "de")
    ('handbook:-1001234:42', 'handbook=de', 'de')
    """
    if isinstance(values, str):
        return f"{name}={values}" if name else values
    return ":".join(map(str, (name, *values)))


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case SecretStr():
            return "********"
        case tuple():
            return ",".join(map(str, value))
        case Mapping():
            return ",".join(_entry(name, values) for name, values in value.items())
        case bool():
            return str(value).lower()
        case _:
            return str(value)
