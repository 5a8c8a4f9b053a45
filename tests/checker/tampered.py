#!/usr/bin/env python3
"""Tampers with the assessments of the fixtures in every way that `tamperings.py` lists,
and sees whether the checker names what was done. Then throws at it what is no
assessment at all: it must say so and never stumble.

    tampered.py FOLDER      a folder with the assessments of the fixtures, in JSON
"""

import copy
import json
import random
import re
import subprocess
import sys
import unittest
from decimal import Decimal
from pathlib import Path

from check_assessment import NotReadable, check
from tamperings import AND_MORE, NATIONAL, PILOT, TAMPERINGS, UNSEEN, place

FOLDER = None
DAMAGES = 2_000


def text_of(fixture):
    return (FOLDER / fixture).read_text(encoding="utf-8")


def found(document):
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return [finding.path for finding in check(data).findings]


def tampered_with(fixture, changes):
    document = json.loads(text_of(fixture))
    assert not found(document), fixture
    before = json.dumps(document)
    for change in changes:
        change(document)
    assert json.dumps(document) != before, "nothing was changed"
    return document


class Tampering(unittest.TestCase):
    def test_every_tampering_is_named(self):
        for sentence, fixture, changes, named in TAMPERINGS:
            with self.subTest(sentence):
                paths = found(tampered_with(fixture, changes))
                expected = set(named) - {AND_MORE}
                if AND_MORE in named:
                    self.assertLessEqual(expected, set(paths))
                else:
                    self.assertEqual(expected, set(paths))

    def test_what_the_json_alone_cannot_tell_is_not_told(self):
        for sentence, fixture, changes in UNSEEN:
            with self.subTest(sentence):
                self.assertEqual([], found(tampered_with(fixture, changes)))

    def test_whatever_is_changed_by_itself_is_found_but_for_words(self):
        for fixture in (NATIONAL, "hackney-scheme.toml.json", "records-scheme.toml.json"):
            document = json.loads(text_of(fixture))
            for path, value in list(values(document, "")):
                holder, key = place(document, path)
                if key in WORDS or "notes" in path:
                    continue
                holder[key] = other(value)
                with self.subTest(f"{fixture} {path}: {value!r} becomes {holder[key]!r}"):
                    self.assertTrue(found(document))
                holder[key] = value


# Words and names, and what only the files that were assessed can tell. (A name may be another
# where it stands once.)
WORDS = {
    *("schema", "id", "code", "metric", "title", "name", "unit", "version", "announcement"),
    *("publisher", "date", "url", "says", "price_note", "price_year", "rows", "line"),
}


def values(value, path):
    """Every value that holds no other, with its path."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from values(below, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from values(below, f"{path}[{at}]")
    else:
        yield path, value


def other(value):
    """Near by, and of the same kind."""
    if value is None:
        return "0.00"
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", value):
        return str(Decimal(value) + Decimal("0.01"))
    return {"adult": "youth", "youth": "adult"}.get(value, f"{value}0")


class Text(unittest.TestCase):
    """What is wrong before it is a document."""

    def test_a_key_that_stands_twice_is_named_whether_or_not_it_says_the_same(self):
        text = text_of("hackney-scheme.toml.json")
        for other in ("45000.00", "99999.00"):
            twice = text.replace(
                '"reward": "45000.00"', f'"reward": "{other}", "reward": "45000.00"'
            )
            self.assertEqual(["rewards[0].reward", "site_totals[0].reward"], found(twice.encode()))

    def test_what_is_no_assessment_is_not_read(self):
        text = text_of("hackney-scheme.toml.json")
        for data in (
            b"",
            b"\xff\xfe",
            b"[]",
            b"{}",
            b"null",
            b"\xef\xbb\xbf" + text.encode(),
            text.replace("assessment/1", "assessment/2").encode(),
            text.replace('"45000.00"', "NaN").encode(),
            text.replace('"45000.00"', "-Infinity").encode(),
            text.replace('"45000.00"', "'45000.00'").encode(),
            text.replace('"45000.00"', "045000.00").encode(),
            text.encode()[:-2],
            text.encode() + b"{}",
            b"[" * 100_000,
            b'{"schema":' * 100_000,
        ):
            with self.subTest(data[:40]):
                self.assertRaises(NotReadable, check, data)

    def test_numbers_of_any_length_are_read(self):
        text = text_of("hackney-scheme.toml.json")
        for digits in ("9" * 100_000, "1e999999999", "-0", "1.0", "-1", "9" * 40, "0.1e-999999"):
            for key in ("test_count", "rows", "days", "sites", "one_more", "line"):
                data = text.replace(f'"{key}": ', f'"{key}": {digits}, "was": ').encode()
                # No place of the smallest assessment has a line; any number of rows may be.
                is_seen = key != "line" and (key, digits) != ("rows", "9" * 40)
                with self.subTest(f"{key} {digits[:20]}"):
                    self.assertEqual(is_seen, bool(found(data)))


class Command(unittest.TestCase):
    def run_with(self, *arguments, data=b""):
        program = Path(__file__).with_name("check_assessment.py")
        command = [sys.executable, "-B", program, *arguments]
        ended = subprocess.run(command, input=data, capture_output=True, check=False)
        self.assertEqual(b"", ended.stderr)
        return ended.returncode, ended.stdout.decode().splitlines()

    def test_the_status_is_that_of_the_worst_file(self):
        sound, none = FOLDER / PILOT, FOLDER / "none.json"
        status, lines = self.run_with(sound)
        self.assertEqual((0, 1), (status, len(lines)))
        altered = text_of(PILOT).replace('"490637.50"', '"490637.51"').encode()
        status, lines = self.run_with(sound, "-", data=altered)
        self.assertEqual((1, 3), (status, len(lines)))
        status, lines = self.run_with(none, "-", sound, "-", data=altered)
        self.assertEqual((2, 5), (status, len(lines)))
        self.assertTrue(lines[-1].startswith("not every figure follows (assessments: 2,"))

    def test_each_line_may_be_an_assessment(self):
        line = json.dumps(json.loads(text_of(PILOT)))
        altered = line.replace('"reward": "1220677.50"', '"reward": "1220677.49"')
        data = "\n".join([line, "", altered, "[]", line]).encode()
        status, lines = self.run_with("--lines", "-", data=data)
        self.assertEqual(2, status)
        self.assertEqual(3, len(lines))
        self.assertTrue(lines[0].startswith('-:3: rewards[1].reward: "1220677.49" stands there'))
        self.assertTrue(lines[1].startswith("-:4: no assessment"))

    def test_what_is_printed_is_letters(self):
        data = text_of(PILOT).replace("{", '{"\u001b[2J": 1, "\u001b[2J": 2,', 1)
        data = data.replace("{", "{" + '"\\u001b[2J": 1, "\\u001b[2J": "\\ud800",', 1).encode()
        _, lines = self.run_with("-", data=data)
        self.assertNotIn("\x1b", "".join(lines))


class Damage(unittest.TestCase):
    """Whatever stands anywhere, the checker ends."""

    ANYTHING = [
        None,
        True,
        False,
        0,
        -1,
        1.5,
        10**30,
        "",
        "0",
        "0.00",
        "-0.00",
        "1e5",
        "\ud800",
        "9" * 200,
        "100",
        "101",
        "[z]",
        "0001-01-01",
        "9999-12-31",
        [],
        [[]],
        {},
        {"code": []},
        [None],
        ["[c]"],
        "year_1",
        "baseline",
        "\u0661",
        "adult",
        "youth",
        "5\n",
    ]

    def test_a_value_in_any_place_may_be_anything(self):
        dice = random.Random(1)
        for fixture in ("hackney-scheme.toml.json", "pilot-scheme.toml.json"):
            text = text_of(fixture)
            document = json.loads(text)
            for _ in range(DAMAGES if "hackney" in fixture else DAMAGES // 20):
                damaged = json.loads(text)
                for _ in range(dice.choice((1, 1, 1, 2, 5))):
                    damage(damaged, dice, self.ANYTHING)
                with self.subTest(json.dumps(damaged)[:2_000]):
                    try:
                        check(json.dumps(damaged).encode())
                    except NotReadable:
                        pass
            self.assertEqual(document, json.loads(text))

    def test_bytes_may_be_lost_or_changed_anywhere(self):
        dice = random.Random(2)
        data = text_of("hackney-scheme.toml.json").encode()
        for _ in range(DAMAGES):
            at = dice.randrange(len(data))
            damaged = data[:at] + bytes(dice.choices(b'"{}[],:0e-.\\\xff u9', k=dice.randrange(3)))
            damaged += data[at + dice.randrange(4) :]
            with self.subTest(damaged[max(at - 40, 0) : at + 40]):
                try:
                    check(damaged)
                except NotReadable:
                    pass


def damage(document, dice, anything):
    """Puts something in a place, takes something away, or moves it."""
    holders = [document]
    for holder in holders:
        below = holder.values() if isinstance(holder, dict) else holder
        holders += [value for value in below if isinstance(value, (dict, list)) and value]
    holder = dice.choice(holders)
    if not holder:
        return
    key = dice.choice(list(holder)) if isinstance(holder, dict) else dice.randrange(len(holder))
    match dice.randrange(6):
        case 0:
            del holder[key]
        case 1:
            other = dice.choice(holders)
            holder[key] = copy.deepcopy(other)
        case 2 if isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        case _:
            holder[key] = copy.deepcopy(dice.choice(anything))


if __name__ == "__main__":
    FOLDER = Path(sys.argv.pop())
    unittest.main()
