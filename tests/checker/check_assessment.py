#!/usr/bin/env python3
"""Does every figure of an assessment follow from its own counts, prices and terms?

    check_assessment.py ASSESSMENT.json…        `-` reads standard input
    check_assessment.py --lines ASSESSMENTS…    one assessment on each line

Reads assessments in JSON (`justice-reinvestment/assessment/1`, described by `reinvest
schema assessment`), takes from them only what cannot be computed (counts, prices, terms,
periods) and computes all else anew, with Python's own decimals and fractions and not a
line of the library that wrote the assessment. A figure has exactly one right text, so a
right figure that is written in another way is reported too.

It cannot tell whether counts, prices and terms are true, nor whether the assessment
belongs to a scheme file and a table of counts: it holds their digests, not the files. A
count that is changed together with all that follows from it stands, unless another place
of the same assessment says otherwise; so does a value on which no figure rests, such as
a count beside one that is missing, or a price where nothing is counted. Sentences
(titles, notes, the announcement) are judged by their form alone, and keys that the
format does not name are passed over.

Ends with 0 when every figure follows; with 1 when one does not: all are listed, those of
a reward in the order of its derivation, so that the first is nearest to the cause; with
2 when something cannot be read or is no such assessment.

Here is how files are read and findings told. What the format holds is in `form.py`, the
rule in `rule.py`, a reward figure by figure in `derivation.py`, and what adds rewards up
in `totals.py`. Read the hundred lines of the rule first.
"""

import argparse
import contextlib
import json
import os
import sys

from form import ABSENT, Number
from totals import Check

FORMAT = "justice-reinvestment/assessment/1"


class NotReadable(Exception):
    """It cannot be read, or is no such assessment."""


def read(data):
    """The assessment in these bytes, and what objects say twice."""
    twice = []

    def keep(pairs):
        kept = dict(pairs)
        if len(kept) < len(pairs):
            keys = [key for key, _ in pairs]
            twice.append((kept, sorted({key for key in keys if keys.count(key) > 1})))
        return kept

    def refuse(constant):
        raise NotReadable(f"{constant} is no number")

    def whole_number(digits):
        return int(digits) if len(digits) <= 40 and digits != "-0" else Number(digits)

    try:
        document = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=keep,
            parse_int=whole_number,
            parse_float=Number,
            parse_constant=refuse,
        )
    except (ValueError, RecursionError) as error:
        raise NotReadable(f"no JSON: {str(error) or 'nested too deep'}") from None
    stands = document.get("schema") if isinstance(document, dict) else None
    if stands != FORMAT:
        raise NotReadable(f"no assessment: its schema is not {FORMAT}")
    return document, twice


def check(data):
    document, twice = read(data)
    checked = Check()
    for holder, keys in twice:
        for key in keys:
            checked.wrong(
                f"{place_of(holder, document)}.{key}", "twice", "once", "a reader sees one of them"
            )
    checked.assessment(document)
    return checked


def place_of(holder, document):
    """Where an object stands in a document."""
    unseen = [("", document)]
    for path, value in unseen:
        if value is holder:
            return path
        if isinstance(value, dict):
            unseen += [(f"{path}.{key}".lstrip("."), one) for key, one in value.items()]
        elif isinstance(value, list):
            unseen += [(f"{path}[{at}]", one) for at, one in enumerate(value)]
    return "(an object that is said twice)"


def in_words(value):
    if value is ABSENT:
        return "nothing"
    try:
        words = value.text if isinstance(value, Number) else json.dumps(value, default=in_words)
    except RecursionError:
        words = "something nested too deep"
    return words if len(words) <= 160 else f"{words[:157]}..."


def in_letters(path):
    """A key may hold anything, also what a terminal would obey."""
    return path.encode("unicode_escape").decode()


def parts(name, lines):
    """What is to be checked of a file, and what it is called."""
    with contextlib.nullcontext(sys.stdin.buffer) if name == "-" else open(name, "rb") as file:
        if not lines:
            yield name, file.read()
        else:
            yield from ((f"{name}:{at}", line) for at, line in enumerate(file, 1) if line.strip())


def main():
    said = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage=argparse.SUPPRESS,
    )
    said.add_argument("files", nargs="+", metavar="FILE", help="an assessment in JSON")
    said.add_argument("--lines", action="store_true", help="one assessment on each line")
    said = said.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace")
    status = assessments = figures = 0
    for file in said.files:
        try:
            for name, data in parts(file, said.lines):
                try:
                    checked = check(data)
                except NotReadable as error:
                    status = 2
                    print(f"{name}: {error}")
                    continue
                for path, stands, comes_out, why in checked.findings:
                    words = f"{in_words(stands)} stands there, {in_words(comes_out)} comes out"
                    print(f"{name}: {in_letters(path)}: {words}: {why}")
                status = max(status, 1 if checked.findings else 0)
                assessments, figures = assessments + 1, figures + checked.figures
        except OSError as error:
            status = 2
            print(f"{file}: {error.strerror}")
    told = f"assessments: {assessments:,}, figures recomputed: {figures:,}"
    print(f"every figure follows ({told})" if status == 0 else f"not every figure follows ({told})")
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        # Who reads has seen enough: there was something to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
