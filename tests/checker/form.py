"""What an assessment is made of: the keys and texts of `justice-reinvestment/assessment/1`
that are taken from it as they stand. What is computed is not here: see `derivation.py`.
"""

import re

COHORTS = ["adult", "youth"]


class ABSENT:
    """Stands where a key is not there."""


class Number:
    """A number of the JSON with a fraction, an exponent or very many digits: neither
    money nor counts are written so."""

    def __init__(self, text):
        self.text = text


# A shape tells what is wrong with a value: a list of (path, value, what it must be).


def text(pattern, what):
    matches = re.compile(pattern).fullmatch
    return lambda value: [] if isinstance(value, str) and matches(value) else [("", value, what)]


def one_of(*texts):
    return text("|".join(map(re.escape, texts)), " or ".join(texts))


def whole(least):
    what = f"a whole number from {least}"
    return lambda value: [] if type(value) is int and value >= least else [("", value, what)]


def or_null(shape):
    return lambda value: [] if value is None else shape(value)


def array(shape, fewest=1):
    def wrong(value):
        if not isinstance(value, list) or len(value) < fewest:
            return [("", value, f"a list of {fewest} or more")]
        found = []
        for number, one in enumerate(value):
            found += [(f"[{number}]{path}", *rest) for path, *rest in shape(one)]
        return found

    return wrong


def without_repeats(shape):
    def wrong(value):
        repeats = [("", value, "each once")]
        return shape(value) or (repeats if len(set(value)) < len(value) else [])

    return wrong


def record(keys):
    """An object. A key with `?` may be absent, and keys may be there that are not named."""
    keys = [(key.rstrip("?"), key.endswith("?"), shape) for key, shape in keys.items()]

    def wrong(value):
        if not isinstance(value, dict):
            return [("", value, "an object")]
        found = []
        for key, may_be_absent, shape in keys:
            if key in value:
                found += [(f".{key}{path}", *rest) for path, *rest in shape(value[key])]
            elif not may_be_absent:
                found.append((f".{key}", ABSENT, "something"))
        return found

    return wrong


ID = text("[a-z0-9_-]+", "a short name")
CODE = text("[A-Za-z0-9_.-]+", "a code")
HIDDEN = (
    r"\0-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
)
WORDS = text(f"[^{HIDDEN}]+", "words without hidden characters")
DIGEST = text("[0-9a-f]{64}", "a SHA-256 digest")
DAY = text("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", "a day")
DATE = text("[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?", "a year, month or day")
VERSION = text(r"[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?", "a version")
PRICE = text(r"(0|[1-9][0-9]{0,11})\.[0-9]{2,4}", "pounds with two to four decimal places")
PERCENT = text(r"100|(0|[1-9][0-9]?)(\.[0-9]{0,3}[1-9])?", "a percentage in its shortest digits")
COHORT = one_of(*COHORTS)
COUNT = or_null(whole(0))
MARKER = one_of("[p]", "[r]", "[e]", "[b]", "[f]")
MARKERS = without_repeats(array(MARKER))
REASON = one_of("[c]", "[x]", "[z]")
PLACE = record({"code": CODE, "name": WORDS})
PERIOD = record({"id": ID, "title?": WORDS, "from": DAY, "to": DAY})
ORIGIN = {
    "price_year": text("[0-9]{4}(-[0-9]{2})?", "a year"),
    "price_status": one_of("published", "reported", "illustrative"),
    "source": or_null(ID),
    "price_note?": WORDS,
}
SAID_OF_COUNTS = {
    "baseline_status?": MARKERS,
    "test_status?": MARKERS,
    "baseline_missing?": REASON,
    "test_missing?": REASON,
}
COUNTS = {"baseline_count": COUNT, "test_count": COUNT, **SAID_OF_COUNTS}
GROUPS = array(record({"group": WORDS, **COUNTS}))
WHOLE_AREA = record({"code": CODE, **COUNTS})
SPLIT_AREA = record({"code": CODE, **SAID_OF_COUNTS, "groups": GROUPS})


def area(value):
    is_split = isinstance(value, dict) and "groups" in value
    return (SPLIT_AREA if is_split else WHOLE_AREA)(value)


METRIC = {
    "metric": ID,
    "title": WORDS,
    "unit": WORDS,
    "stands_for?": WORDS,
    "status": without_repeats(array(MARKER, fewest=0)),
    "areas": array(area),
}
PRICED = {"baseline_price": PRICE, "test_price": PRICE, "baseline_price_details?": record(ORIGIN)}
MISSING = {
    "area": CODE,
    "metric": ID,
    "period": ID,
    "group?": WORDS,
    "status": one_of("[c]", "[x]"),
    "line": or_null(whole(2)),
}
BAND = {"from_percent": PERCENT, "to_percent": or_null(PERCENT), "share_percent": PERCENT}
REWARD = record(
    {
        "site": PLACE,
        "cohort": COHORT,
        "period": PERIOD,
        "threshold": record({"percent": PERCENT, "rule": one_of("at_least", "more_than")}),
        "bands": array(record(BAND)),
        "cap": or_null(record({})),
        "missing": array(record(MISSING), fewest=0),
        "lines": array(record({**METRIC, **ORIGIN, **PRICED})),
        "watched?": array(record(METRIC)),
        "sources": without_repeats(array(ID)),
    }
)
# Rewards are looked at one by one.
ASSESSMENT = {
    "scheme": record(
        {"id": ID, "title": WORDS, "data": one_of("real", "invented"), "sha256": DIGEST}
    ),
    "demand": record({"sha256": DIGEST, "rows": whole(1)}),
    "library": record({"name": one_of("justice-reinvestment"), "version": VERSION}),
    "baseline": PERIOD,
    "tests?": array(PERIOD),  # not in the first assessments of the format
    "announcement?": WORDS,
    "notes": array(WORDS, fewest=0),
    "area_names?": array(PLACE),
    "rewards": array(lambda reward: []),
    "pooled": array(record({"cohort": COHORT, "period": ID})),
    "site_totals": array(record({"site": PLACE})),
    "sources": array(
        record(
            {
                "id": ID,
                "title": WORDS,
                "publisher": WORDS,
                "date": DATE,
                "url?": WORDS,
                "says?": WORDS,
            }
        )
    ),
}
