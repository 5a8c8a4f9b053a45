"""What was found in an assessment, and how it is held against what comes out."""

from typing import NamedTuple

from form import ABSENT


class Finding(NamedTuple):
    path: str
    stands: object
    comes_out: object
    why: str


class Findings:
    """What does not follow, and how many figures were recomputed."""

    def __init__(self):
        self.findings = []
        self.figures = 0
        # What is said in several places, and where it was said first.
        self.said = {}

    def wrong(self, path, stands, comes_out, why):
        self.findings.append(Finding(path.lstrip("."), stands, comes_out, why))

    def figure(self, path, holder, key, comes_out, why):
        stands = holder.get(key, ABSENT)
        self.figures += 1
        if type(stands) is not type(comes_out) or stands != comes_out:
            self.wrong(f"{path}.{key}", stands, comes_out, why)

    def is_shaped(self, path, value, shape):
        faults = shape(value)
        for below, stands, what in faults:
            self.wrong(path + below, stands, what, "the format asks for it")
        return not faults

    def alike(self, what, path, stands):
        """One thing is said alike wherever it is said."""
        first, where = self.said.setdefault(what, (stands, path))
        if first != stands:
            self.wrong(path, stands, first, f"as in {where}")
