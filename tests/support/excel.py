"""What stands in an Excel file that a page hands out."""

import io
from typing import Any

from django.http import HttpResponse
from python_calamine import CalamineWorkbook

from common import exporting


def excel_rows(response: HttpResponse) -> list[list[Any]]:
    """The lines of the first sheet, its heading among them."""
    assert response.headers["Content-Type"] == exporting.EXCEL, (response.status_code, response.headers)
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.getvalue()))  # type: ignore[attr-defined]
    return book.get_sheet_by_index(0).to_python()
