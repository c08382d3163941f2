"""LibreOffice editing a workbook: cells set, rows sorted, hidden and deleted, a sheet renamed, saved anew."""

import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

FORMATS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false">{}</library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
{}</script:module>
"""
_BASIC = """
Sub Edit
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
  sheet = document.Sheets.getByName("{sheet}")
{cells}
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  last = cursor.RangeAddress.EndRow
  wide = cursor.RangeAddress.EndColumn
  Dim order(0) As New com.sun.star.table.TableSortField
  order(0).Field = {sort}
  order(0).IsAscending = False
  Dim sorting(1) As New com.sun.star.beans.PropertyValue
  sorting(0).Name = "SortFields"
  sorting(0).Value = order()
  sorting(1).Name = "ContainsHeader"
  sorting(1).Value = False
  sheet.getCellRangeByPosition(0, 1, wide, last).sort(sorting())
  For row = last To 1 Step -1
    If InStr("{gone}", "|" & sheet.getCellByPosition({key}, row).String & "|") > 0 Then sheet.Rows.removeByIndex(row, 1)
  Next row
  For row = 3 To last Step 4
    sheet.Rows.getByIndex(row).IsVisible = False
  Next row
  sheet.Name = "Seen by Ada"
  Dim saving(0) As New com.sun.star.beans.PropertyValue
  saving(0).Name = "FilterName"
  saving(0).Value = "{filter}"
  document.storeToURL("{target}", saving())
  document.close(True)
End Sub
"""


def find():
    """Return the path of LibreOffice, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def edit(source, target, folder, *, sheet, cells, key, gone, sort):
    """Let LibreOffice edit a workbook.

    :param cells: (row, column) -> text, 0-based.
    :param key: column of the clause ids.
    :param gone: clause ids whose rows are deleted.
    :param sort: column by which the rows are sorted, downwards.
    """
    lines = "\n".join(
        f'  sheet.getCellByPosition({column}, {row}).String = "{text}"' for (row, column), text in cells.items()
    )
    basic = _BASIC.format(
        source=Path(source).as_uri(), target=Path(target).as_uri(), filter=FORMATS[Path(target).suffix],
        sheet=sheet, cells=lines, key=key, gone="|" + "|".join(gone) + "|", sort=sort,
    )  # fmt: skip
    command = [find(), f"-env:UserInstallation={folder.as_uri()}", "--headless", "--norestore", "--nologo"]
    subprocess.run([*command, "--terminate_after_init"], check=True, timeout=180, capture_output=True)
    _install(folder, basic)  # into the profile that was made; one of our own making would be set up anew
    subprocess.run([*command, "macro:///Standard.Module1.Edit"], check=True, timeout=180, capture_output=True)


def _install(folder, basic):
    """Put a macro into a user profile of its own."""
    place = folder / "user" / "basic" / "Standard"
    place.mkdir(parents=True, exist_ok=True)
    (place / "Module1.xba").write_text(_MODULE.format(escape(basic)), encoding="utf-8")
    (place / "script.xlb").write_text(_LIBRARY.format('<library:element library:name="Module1"/>'), encoding="utf-8")
