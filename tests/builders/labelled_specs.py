"""Small labelled specifications whose words tell what they are about, and the settings to learn from them quickly."""

import csv

from spec_files import write_spec

from pipeline import config
from pipeline.matching.decisions.weights import save
from pipeline.tuning import folds
from pipeline.tuning.learning import prior

PIECES = (
    ("Scope", "This part is about {0} of the vehicle and who approves them.", ""),
    ("Zither trial", "A zither clamp drives a current into the harness of {0}.", "BCI"),
    ("Zither level", "The zither current is 60 mA for {0}.", "BCI"),
    ("Radiated emission", "The field of {0} is measured with an antenna in the chamber.", "RE"),
    ("Limits of emission", "The radiated field of {0} is at most 40 dBµV/m.", "RE"),
    ("Papers", "The supplier of {0} hands in a report.", ""),
)
THINGS = ("lamps", "seats", "pumps", "horns", "doors")


def write(folder, count=3, flip=()):
    """Write specifications and their labels.

    :param flip: documents whose labels are all wrong.
    """
    rows = []
    for index in range(count):
        name = f"{THINGS[index]}.docx"
        clauses = [(str(n), title, text.format(THINGS[index])) for n, (title, text, _) in enumerate(PIECES, 1)]
        write_spec(folder / name, clauses)
        rows += [(name, n, title, "ESD-U" if index in flip else ids) for n, (title, _, ids) in enumerate(PIECES, 1)]
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("document", "number", "title", "tests"), *rows])
    return folder


def settings(folder, **more):
    """Return a configuration without embeddings and examples, with weights set by hand."""
    save(prior(), folder / "weights.json")
    where = str(folder / "weights.json")
    match = {"examples": [], "weights": where, "plain_weights": where}
    given = {"embedding": {"backend": "none"}, "store": {"path": ""}, "match": match}
    return config.load(None, given | more)


def material(folder, count=3, flip=(), **more):
    """Write specifications and gather them."""
    write(folder, count, flip)
    return folds.gather(settings(folder, **more), [str(folder)], folder / "labels.csv")
