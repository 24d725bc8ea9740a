"""Files made to be slow or large to read, by shape; what stands before the colon is the suffix."""

from tools.reliability.shapes.making import Make
from tools.reliability.shapes.office import OFFICE
from tools.reliability.shapes.pages import PAGES
from tools.reliability.shapes.pdfs import PDFS
from tools.reliability.shapes.texts import TEXTS
from tools.reliability.shapes.workbooks import WORKBOOKS

FILES: dict[str, Make] = {**TEXTS, **PAGES, **OFFICE, **WORKBOOKS, **PDFS}
