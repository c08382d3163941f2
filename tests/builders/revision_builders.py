"""Builds a specification and a later revision of it, with every edit known."""

import random
from dataclasses import dataclass, replace

from docx import Document
from report_builders import decide, make_report

from pipeline import clauses, config, documents

SUBJECTS = (
    ("Radiated emission", "RE"), ("Conducted emission on supply lines", "CE"), ("Injected current", "BCI"),
    ("Field of an antenna", "RE"), ("Coupled pulses on signal lines", "TI-L"), ("Static discharge", "ESD"),
    ("General conditions", ""), ("Pulses on supply lines", "TI-L"), ("Low-frequency fields", ""), ("Records", ""),
)  # fmt: skip
PARTS = ("Purpose", "Set-up", "Levels", "Procedure", "Functional status", "Deviations", "Calibration", "Harness")
THINGS = ("harness", "ground plane", "antenna", "probe", "monitor", "load box", "battery", "generator", "clamp", "DUT",
          "supply line", "connector", "bracket", "amplifier", "receiver", "enclosure")  # fmt: skip
DOES = ("stands on the insulating support", "is led along the edge of the plane", "is connected before the start",
        "keeps its place during the whole run", "is shown in the plan", "is agreed with the customer beforehand",
        "is bonded to the wall of the room", "is checked at the start of each day")  # fmt: skip
UNITS = (("V/m", (20, 50, 100, 200, 600)), ("mA", (30, 60, 100, 300)), ("kV", (4, 6, 8, 15, 25)), ("s", (1, 2, 10, 60)),
         ("mm", (50, 100, 200, 1500)), ("dBµV", (24, 36, 54, 70)))  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A clause to be written."""

    uid: int
    title: str
    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


def make_old(dice):
    """Build chapters, each a list whose first clause is its heading."""
    chapters = []
    for subject, test in SUBJECTS:
        parts = [Part(len(chapters) * 100, subject, (sentence(dice), sentence(dice)))]
        for index, name in enumerate(dice.sample(PARTS, dice.randint(6, 8)), start=1):
            lines = tuple(sentence(dice) for _ in range(dice.randint(1, 4)))
            unit, amounts = dice.choice(UNITS)
            low, high = dice.sample((1, 30, 108, 400), 2), dice.choice((1000, 2000))
            lines += (f"From {low[0]} MHz to {high} MHz the value is {dice.choice(amounts)} {unit}.",)
            rows = ()
            if dice.random() < 0.4:
                rows = (("Band", f"Level [{unit}]"), *((f"F{n}", str(dice.choice(amounts))) for n in range(1, 4)))
            parts.append(Part(len(chapters) * 100 + index, name, lines, rows))
        chapters.append((parts, test))
    return chapters


def sentence(dice):
    """Return a sentence without a value."""
    first, second = dice.sample(THINGS, 2)
    does, also = dice.sample(DOES, 2)
    return f"The {first} of arrangement {dice.choice('ABCDEFGHJK')} {does}, and the {second} {also}."


def revise(chapters, dice, edits):
    """Edit a specification; return the new one and what was done to which clause (uid -> kind)."""
    chapters = [(list(parts), test) for parts, test in chapters]
    truth = {}

    def free():
        """Return a clause that was not touched yet."""
        places = [(c, p) for c, (parts, _) in enumerate(chapters) for p in range(1, len(parts))]
        return dice.choice([(c, p) for c, p in places if chapters[c][0][p].uid not in truth])

    for kind, count in edits.items():
        for _ in range(count):
            chapter, place = free()
            parts = chapters[chapter][0]
            part = parts[place]
            if kind == "added":
                uid = 10_000 + len(truth)
                lines = (*(sentence(dice) for _ in range(3)), f"It lasts {dice.randint(3, 9)} min.")
                parts.insert(
                    place, Part(uid, dice.choice(("Ageing", "Wiring", "Report", "Software", "Cabling")), lines)
                )
                truth[uid] = kind
                continue
            truth[part.uid] = kind
            if kind == "value":
                parts[place] = change_value(part, dice)
            elif kind == "reworded":
                parts[place] = reword(part, dice)
            else:
                del parts[place]
            if kind == "moved":
                other = dice.choice([index for index in range(len(chapters)) if index != chapter])
                chapters[other][0].insert(dice.randint(1, len(chapters[other][0])), part)
    return chapters, truth


def change_value(part, dice):
    """Change one amount, in the text or in a table."""
    if part.rows and dice.random() < 0.5:
        row = dice.randrange(1, len(part.rows))
        cells = (part.rows[row][0], str(int(part.rows[row][1]) + dice.choice((1, 5, 50))))
        return replace(part, rows=(*part.rows[:row], cells, *part.rows[row + 1 :]))
    words = part.lines[-1].split()
    words[-2] = str(int(words[-2]) * 2 + 1)
    return replace(part, lines=(*part.lines[:-1], " ".join(words)))


def reword(part, dice):
    """Say something else, with the same values."""
    lines = list(part.lines)
    line = dice.randrange(len(lines) - 1)
    lines[line] = dice.choice(
        (sentence(dice), lines[line].replace("The ", "Each ", 1), f"{lines[line]} {sentence(dice)}")
    )
    return replace(part, lines=tuple(lines)) if tuple(lines) != part.lines else reword(part, dice)


def write(path, chapters):
    """Write a specification as a Word file, its numbers typed."""
    document = Document()
    for first, (parts, _) in enumerate(chapters, start=1):
        for second, part in enumerate(parts):
            number = f"{first}.{second}" if second else f"{first}"
            document.add_paragraph(f"{number} {part.title}", style=f"Heading {2 if second else 1}")
            for line in part.lines:
                document.add_paragraph(line)
            if part.rows:
                table = document.add_table(len(part.rows), len(part.rows[0]))
                for row, cells in zip(table.rows, part.rows, strict=True):
                    for cell, text in zip(row.cells, cells, strict=True):
                        cell.text = text
    document.save(str(path))
    return path


def read(path, chapters):
    """Read it as the program does; each clause gets the test of its chapter."""
    settings = config.load()
    outline = clauses.split(documents.read(path, settings.read, document_id=path.name), settings.split)
    tests = [test for parts, test in chapters for _ in parts]
    assert len(outline.clauses) == len(tests)
    decisions = []
    for clause, test in zip(outline.clauses, tests, strict=True):
        decision = decide(clause.number, test)
        profile = replace(decision.match.profile, clause=clause)
        decisions.append(replace(decision, match=replace(decision.match, profile=profile)))
    return make_report(*decisions, document=path.name)


def uids(chapters):
    """Return the clauses in document order."""
    return [part.uid for parts, _ in chapters for part in parts]


def make_pair(folder, seed, edits):
    """Write and read both revisions; return the reports, their uids and the truth."""
    dice = random.Random(seed)
    old = make_old(dice)
    new, truth = revise(old, dice, edits)
    reports = read(write(folder / "rev_A.docx", old), old), read(write(folder / "rev_B.docx", new), new)
    return reports, (uids(old), uids(new)), truth
