"""``python run_bot.py doctor``: check the setup, and say how to fix what is wrong."""

import argparse
import asyncio
import datetime
from collections.abc import Iterator
from pathlib import Path

from bot.operations.corpus_checks import check_corpus
from bot.operations.database_checks import check_database
from bot.operations.depot_checks import check_depot
from bot.operations.findings import Finding, as_json, as_lines, exit_code, of_library
from bot.operations.machine_checks import check_machine
from bot.operations.search_checks import check_search
from bot.operations.telegram_checks import check_telegram
from bot.operations.web_checks import check_programs
from bot.terminal.streams import printable, quietly, speak_utf8
from config.settings import Settings
from retrieval.index.opensearch.options import cluster_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of the command."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--offline", action="store_true", help="do not ask Telegram")


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check, print the findings, and return 1 if the bot cannot work like this."""
    speak_utf8()
    findings = examine(settings, ask_telegram=not arguments.offline)
    return quietly(lambda: _show(findings, as_objects=arguments.json))


def examine(settings: Settings, *, ask_telegram: bool = True, dotenv: Path = Path(".env")) -> list[Finding]:
    """Every finding: Telegram first, then the web, the machine and each corpus."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    asked: list[Finding] = []
    if ask_telegram:
        asked = asyncio.run(check_telegram(settings.telegram_base_url, token, settings.webhook_url, _now))
    machine = check_machine(settings.state_dir, dotenv)
    asked.extend(check_programs(settings))
    asked.extend(check_database(settings))
    corpora = [finding for each in settings.corpora for finding in _check_library(settings.of_corpus(each))]
    return [*asked, *machine, *corpora, *check_depot(settings)]


def _check_library(settings: Settings) -> Iterator[Finding]:
    """The findings about the one corpus that the settings name."""
    corpus = check_corpus(settings.corpus, settings.state_dir / "versions", cluster_of(settings))
    return of_library(settings.library, [*corpus, *check_search(settings)])


def _show(findings: list[Finding], *, as_objects: bool) -> int:
    print(as_json(findings) if as_objects else printable(as_lines(findings)))  # noqa: T201 - a terminal
    return exit_code(findings)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
