"""Files that people send, as a bot fetches them."""

from tests.support.bot_api.methods.call import Call, Result
from tests.support.bot_api.model.errors import ApiError, bad_request
from tests.support.bot_api.model.records import Document
from tests.support.bot_api.model.state import State
from tests.support.bot_api.rendering import render

LARGEST_DOWNLOAD = 20 * 1024 * 1024


def get_file(call: Call) -> Result:
    """getFile: a path to fetch the bytes from, for files that are not too big."""
    file_id = call.parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    if file_id not in call.state.documents:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    document, _ = call.state.documents[file_id]
    if document.size > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": render.unique_id(document),
        "file_size": document.size,
        "file_path": path_of(document),
    }


def content_at(state: State, path: str) -> tuple[bytes, int]:
    """The bytes under a path that getFile gave out, and how many there are said to be."""
    for document, content in state.documents.values():
        if path_of(document) == path and document.size <= LARGEST_DOWNLOAD:
            return content, document.size
    raise ApiError(404, "Not Found")


def path_of(document: Document) -> str:
    """Where a file is fetched; the suffix is kept, the name is not.

    >>> path_of(Document("BQAC7", "the notes.md", "text/markdown", 1))
    'documents/file_BQAC7.md'
    """
    suffix = f".{document.name.rpartition('.')[2]}" if "." in document.name else ""
    return f"documents/file_{document.file_id}{suffix}"
