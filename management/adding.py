"""Add files to a corpus: make their names safe, check their content, and stage the corpus with them."""

import filecmp
import os
import shutil
import unicodedata
import uuid
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from corpus.errors import NoDocumentsError
from corpus.loading import FORMATS, KINDS, Problem, load
from evaluation.errors import GoldError
from evaluation.gold import read_gold
from management.errors import RefusedError
from retrieval.index.atomic_files import sync

_LONGEST_NAME = 120
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')
_GOLD = ".gold.jsonl"
_NOT_READ = "readme.md"


def safe_name(name: str) -> str:
    """The name that a file gets in a corpus: its last part, without characters that are special in paths.

    >>> safe_name("../../etc/Old pines?.TXT")
    'Old pines_.TXT'

    Raises RefusedError if nothing is left of it, or if its kind is not supported.
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    kept = "".join("_" if c in _NOT_IN_NAMES or not c.isprintable() else c for c in last).strip(" .")
    stem, suffix = Path(kept).stem, Path(kept).suffix
    if not any(map(str.isalnum, stem)) or suffix.lower() not in FORMATS or not suffix:
        raise RefusedError(f"{kept or 'a file without a name'} is of an unsupported kind; give {KINDS} files")
    shortened = stem.encode()[: _LONGEST_NAME - len(suffix)].decode("utf-8", "ignore")
    return shortened.strip(" .") + suffix


def stage(
    source: Path,
    files: Sequence[Path],
    folder: Path,
    *,
    replace: bool = False,
    without: Collection[str] = (),
) -> Path:
    """Stage the corpus in *folder*, with *files* added and *without* some of its own; return the folder.

    Raises RefusedError if the corpus is not a folder, or if a file cannot be read, is not a document, or
    would replace another one while *replace* is false.
    """
    if source.exists() and not source.is_dir():
        raise RefusedError(f"{source} is one file; name a folder as the corpus to add files to")
    for file in files:
        _check_readable(file)
    return _stage_checked(source, files, folder, replace=replace, without=without)


def stage_again(source: Path, files: Sequence[Path], folder: Path, without: Collection[str] = ()) -> Path:
    """Stage a corpus as `stage` did on another machine, which has checked the *files*; all or nothing."""
    beside = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}")
    try:
        _stage_checked(source, files, beside, replace=True, without=without)
        return beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _stage_checked(
    source: Path, files: Sequence[Path], folder: Path, *, replace: bool, without: Collection[str]
) -> Path:
    folder.mkdir(parents=True)
    for file in files:
        _put(file, folder / _free_name(file, source, replace=replace))
    _link_other_files(source, folder, without)
    return folder


def move_into_corpus(folder: Path, source: Path) -> list[Path]:
    """Move the files staged in *folder* into the corpus, each atomically; return their new paths."""
    source.mkdir(parents=True, exist_ok=True)
    visible = [file for file in sorted(folder.iterdir()) if file.is_file() and not file.name.startswith(".")]
    added = [file for file in visible if not _is_there(file, source)]
    for file in added:
        hidden = source / f".{file.name}.adding"
        shutil.copyfile(file, hidden)
        sync(hidden)
        hidden.replace(source / file.name)
    sync(source)
    return [source / file.name for file in added]


def _check_readable(file: Path) -> None:
    """Refuse a file that is neither a document nor a readable file of gold questions."""
    name = file.name
    if not file.is_file():
        raise RefusedError(f"{file} is not a file; name files, or addresses that begin with https://")
    if name.lower().endswith(_GOLD):
        try:
            read_gold(file)
        except GoldError as error:
            raise RefusedError(str(error)) from error
        return
    if safe_name(name).lower() == _NOT_READ:
        raise RefusedError(
            f"{name} is not read as a text, because that name is reserved for notes; rename it"
        )
    try:
        problems = [item for item in load(file) if isinstance(item, Problem)]
    except NoDocumentsError as error:
        raise RefusedError(str(error)) from error
    if problems and file.suffix.lower() in (".jsonl", ".ndjson"):
        raise RefusedError(f"{problems[0]} ({len(problems)} of its lines cannot be read)")


def _put(file: Path, place: Path) -> None:
    if place.exists():
        raise RefusedError(f"two of the files would be named {place.name}; rename one")
    shutil.copyfile(file, place)


def existing_file(name: str, source: Path) -> str | None:
    """The file in the corpus that one with that *name* would replace, as spelled there; None if none."""
    taken = _names_in(source)
    return taken.get(_folded(_distinct_name(name, taken)))


def _names_in(source: Path) -> dict[str, str]:
    return {_folded(path.name): path.name for path in source.iterdir()} if source.is_dir() else {}


def _distinct_name(name: str, taken: Mapping[str, str]) -> str:
    """A safe name that leaves the ids of other documents alone.

    A document's id is its file's name without the suffix, unless two would be equal.  So adding report.xlsx
    beside report.epub would change the id of the latter; it becomes report-xlsx.xlsx instead.
    """
    safe = Path(safe_name(name))
    same_stem = [other for other in taken.values() if _folded(Path(other).stem) == _folded(safe.stem)]
    others = [other for other in same_stem if Path(other).suffix.lower() in FORMATS]
    if not others or _folded(safe.name) in taken:
        return safe.name
    return f"{safe.stem}-{safe.suffix[1:].lower()}{safe.suffix}"


def _free_name(file: Path, source: Path, *, replace: bool) -> str:
    """The file's name in the corpus: that of the file it replaces, if it replaces one."""
    other = existing_file(file.name, source)
    if other is None:
        return _distinct_name(file.name, _names_in(source))
    if not replace:
        raise RefusedError(f"{source.name}/{other} exists already; use --replace to replace it")
    return other


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _link_other_files(source: Path, folder: Path, without: Collection[str]) -> None:
    """Link the other files of the corpus, except hidden ones and links to folders; linking is cheap.

    Files in *without*, given by their paths below the corpus, are left out.
    """
    for place, folders, names in os.walk(source):
        folders[:] = [
            name for name in folders if not name.startswith(".") and not Path(place, name).is_symlink()
        ]
        below = folder / Path(place).relative_to(source)
        below.mkdir(exist_ok=True)
        for name in names:
            left_out = name.startswith(".") or (below / name).relative_to(folder).as_posix() in without
            if not left_out and not (below / name).exists():
                _link(Path(place, name).absolute(), below / name, source)


def _is_there(file: Path, source: Path) -> bool:
    """Whether a staged file belongs to the corpus already."""
    there = source / file.name
    return file.is_symlink() or (there.is_file() and filecmp.cmp(file, there, shallow=False))


def _link(file: Path, place: Path, source: Path) -> None:
    """Link a file of the corpus at another *place*; a link that leads out of the corpus is not followed."""
    if not file.resolve().is_relative_to(source.resolve()):
        place.symlink_to(file)
        return
    try:
        place.hardlink_to(file.resolve())
    except OSError:  # it is on another disk, or the disk has no links
        shutil.copy2(file, place)
