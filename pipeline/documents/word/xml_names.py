"""Names of WordprocessingML elements and attributes, spelled as lxml spells them: "{namespace}name"."""

from __future__ import annotations

W_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MC_SPACE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
V_SPACE = "urn:schemas-microsoft-com:vml"
A_SPACE = "http://schemas.openxmlformats.org/drawingml/2006/main"
C_SPACE = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DGM_SPACE = "http://schemas.openxmlformats.org/drawingml/2006/diagram"

STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": W_SPACE,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": R_SPACE,
    "http://purl.oclc.org/ooxml/officeDocument/math": M_SPACE,
    "http://purl.oclc.org/ooxml/drawingml/main": A_SPACE,
    "http://purl.oclc.org/ooxml/drawingml/chart": C_SPACE,
    "http://purl.oclc.org/ooxml/drawingml/diagram": DGM_SPACE,
}
"""Namespaces of ISO/IEC 29500 Strict and the Transitional ones that mean the same."""


def w(name: str) -> str:
    """Name in the main WordprocessingML namespace: "p" is the paragraph."""
    return f"{{{W_SPACE}}}{name}"


def m(name: str) -> str:
    """Name in the Office math namespace."""
    return f"{{{M_SPACE}}}{name}"


VAL = w("val")
P, R, T, TBL, TR, TC, SDT = w("p"), w("r"), w("t"), w("tbl"), w("tr"), w("tc"), w("sdt")
P_PR, R_PR, TR_PR, TC_PR, SDT_PR, SDT_CONTENT = (
    w("pPr"), w("rPr"), w("trPr"), w("tcPr"), w("sdtPr"), w("sdtContent")
)  # fmt: skip
INS, DEL, MOVE_FROM, MOVE_TO, DEL_TEXT = w("ins"), w("del"), w("moveFrom"), w("moveTo"), w("delText")
SYM, HYPHEN, TXBX = w("sym"), w("noBreakHyphen"), w("txbxContent")
ALTERNATE, CHOICE, FALLBACK = (f"{{{MC_SPACE}}}{name}" for name in ("AlternateContent", "Choice", "Fallback"))
M_T, A_T = m("t"), f"{{{A_SPACE}}}t"
R_ID = f"{{{R_SPACE}}}id"
