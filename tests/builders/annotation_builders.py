"""Word files with a run about them, and what must be true of an annotated copy."""

import hashlib
import re
import zipfile
from dataclasses import replace

from lxml import etree
from report_builders import CATALOGUE, RUN, decide, make_report
from word_files import SETTINGS

from pipeline import clauses
from pipeline.config import load
from pipeline.documents import read
from pipeline.exports import word
from pipeline.reports.links import copy_name

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {test.id: test.name for test in CATALOGUE.tests}
MARKS = re.compile(
    rb'<\w+:commentRangeStart(?: xmlns:\w+="[^"]*")? \w+:id="(\d+)"/>'
    rb'|<\w+:commentRangeEnd(?: xmlns:\w+="[^"]*")? \w+:id="(\d+)"/>'
    rb'<\w+:r(?: xmlns:\w+="[^"]*")?><\w+:commentReference \w+:id="\d+"/></\w+:r>'
    rb'|<\w+:bookmarkStart(?: xmlns:\w+="[^"]*")? \w+:id="\d+" \w+:name="emcmatch_[0-9a-f]{24}"/>'
    rb'<\w+:bookmarkEnd(?: xmlns:\w+="[^"]*")? \w+:id="\d+"/>'
)


def decide_all(path, document=None):
    """Read and split a Word file, and decide about every clause; return the report and the run."""
    read_as = read(path, SETTINGS, document_id=document or path.name)
    outline = clauses.split(read_as, load().split)
    tests = ("BCI", "", ("RE", "CE"))
    decisions = []
    for count, clause in enumerate(outline.clauses):
        decision = decide(clause.number, tests[count % 3], reason=f'Reason <{count}> & "so".')
        match = replace(decision.match, profile=replace(decision.match.profile, clause=clause))
        decisions.append(replace(decision, match=match))
    report = make_report(*decisions, document=read_as.id, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    return report, replace(RUN, inputs={read_as.id: str(path)}, finished="2031-05-06T07:08:09+00:00")


def annotate(path, folder, document=None, **more):
    """Write the annotated copy of a Word file; return its path, the report and what was done."""
    report, run = decide_all(path, document)
    target = folder / copy_name(report.document)
    return target, report, word.annotate(report, run, target, NAMES, SETTINGS, **more)


def parts(path):
    """The parts of a package, in their order."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def tree(data):
    """Parse a part."""
    return etree.fromstring(data, etree.XMLParser(huge_tree=True, resolve_entities=False))


def local(element):
    """Name of an element without its namespace."""
    return etree.QName(element).localname


def texts(data):
    """Every piece of text of a part with the element that holds it, deleted and hidden text included."""
    return [
        (local(each), each.text) for each in tree(data).iter("{*}t", "{*}delText", "{*}instrText", "{*}delInstrText")
    ]


def said(path, main="word/document.xml", part="word/comments.xml"):
    """Comments of a file in document order: the text of the paragraph, the lines of the comment, its author."""
    files = parts(path)
    known = {
        each.get(f"{{{etree.QName(each).namespace}}}id"): each for each in tree(files[part]) if local(each) == "comment"
    }
    found = []
    for mark in tree(files[main]).iter("{*}commentReference"):
        paragraph = next(each for each in mark.iterancestors() if local(each) == "p")
        comment = known[next(value for name, value in mark.attrib.items() if name.endswith("id"))]
        lines = ["".join(each.itertext()) for each in comment]
        author = next(value for name, value in comment.attrib.items() if name.endswith("author"))
        found.append(("".join(each.text or "" for each in paragraph.iter("{*}t")), lines, author))
    return found


def unmark(data, kept):
    """Take the marks of comments out of a part, but for those with ids that are kept."""
    return MARKS.sub(lambda found: found.group() if (found.group(1) or found.group(2)) in kept else b"", data)


def differences(original, copy, main="word/document.xml"):
    """What an annotated copy changed beside its comments; empty when it kept all it must."""
    old, new = parts(original), parts(copy)
    faults = [f"{name} is gone" for name in old if name not in new]
    for name in sorted(set(old) & set(new)):
        if new[name] != old[name] and not well_formed(new[name]):
            faults.append(f"{name} is no XML any more")
        elif name == main:
            if (
                unmark(new[name], {found.group(1) or found.group(2) for found in MARKS.finditer(old[name])})
                != old[name]
            ):
                faults.append(f"{name} differs in more than marks")
            if texts(new[name]) != texts(old[name]):
                faults.append(f"{name} has other text")
        elif name.lower().endswith((".rels", "comments.xml")) or name == "[Content_Types].xml":
            if not _grown(old[name], new[name]):
                faults.append(f"{name} lost something")
        elif old[name] != new[name]:
            faults.append(f"{name} was changed")
    if [name for name in new if name in old] != list(old):
        faults.append("the order of the parts changed")
    return faults


def well_formed(data):
    """Whether a part is XML."""
    try:
        return tree(data) is not None
    except etree.XMLSyntaxError:
        return False


def _grown(old, new):
    """Whether all of the old bytes stand in the new ones, with one piece put in between."""
    start = 0
    while start < len(old) and old[start] == new[start]:
        start += 1
    return new.endswith(old[start:]) or old[start:].lstrip().startswith(b"/>")  # an empty root was opened
