"""Files that are made to be slow or large to read, by shape; the part before the colon is the suffix."""

from tools.hostile_input.shapes.making import Make
from tools.hostile_input.shapes.office import OFFICE
from tools.hostile_input.shapes.pages import PAGES
from tools.hostile_input.shapes.pdfs import PDFS
from tools.hostile_input.shapes.rst import RST
from tools.hostile_input.shapes.texts import TEXTS
from tools.hostile_input.shapes.workbooks import WORKBOOKS

FILES: dict[str, Make] = {**TEXTS, **RST, **PAGES, **OFFICE, **WORKBOOKS, **PDFS}
