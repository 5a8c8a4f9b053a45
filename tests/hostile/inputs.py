#!/usr/bin/env python3
"""Feeds the command files that nobody should give it, and measures what it takes.

    python3 tests/hostile/inputs.py [--small] [REINVEST]

Each file must end in an error that says what is wrong, or in the right answer, within
500 MB of memory and 5 seconds of the processor's time, both as the operating system
measures them. Processor time does not depend on what else the machine does; the time by
the clock is shown beside it. Large files are made one after the other in a temporary
folder and removed; one gigabyte must be free there. With --small, they have a tenth of
the size, which is quicker and shows less.
"""

import argparse
import gzip
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOST_MEMORY = 500 * 1_000_000
MOST_SECONDS = 5.0
# A run that hangs is ended.
LONGEST_WAIT = 120
# The most that it may print: a list that is longer is read by nobody.
MOST_PRINTED = 2_000_000

SCHEME = (ROOT / "fixtures/hackney/scheme.toml").read_bytes()
DEMAND = (ROOT / "fixtures/hackney/demand.csv").read_bytes()
PACK = ROOT / "tests/packs/0.1.0-hackney.zip"
HEADER = b"area_code,cohort,period,metric,count\n"


def before(part):
    """The small scheme up to one of its tables."""
    return SCHEME[: SCHEME.index(part)]


def after(part):
    """The small scheme after one of its tables, which ends with a blank line."""
    start = SCHEME.index(part)
    end = SCHEME.find(b"\n\n", start)
    return b"" if end < 0 else SCHEME[end:]


def in_place_of(part, pieces):
    yield before(part)
    yield from pieces
    yield after(part)


def repeated(piece, size):
    """A piece again and again, up to a size."""
    block = piece * max(1, (1 << 20) // len(piece))
    for _ in range(size // len(block)):
        yield block
    yield piece * (size % len(block) // len(piece))


def numbered(count, form):
    for start in range(0, count, 10_000):
        yield b"".join(form(number) for number in range(start, min(count, start + 10_000)))


def noise(seed, size):
    # In pieces: what this program holds is measured as part of the one that it starts.
    source = random.Random(seed)
    for _ in range(size // 100_000):
        yield source.randbytes(100_000)


def cases(large, many):
    """Each a name, the arguments after the files' names, the files, and what must be
    said: words of the error, or of the answer where the status is 0."""
    deep = 100_000
    table = lambda *pieces: [SCHEME, pieces]
    yield "a line of a gigabyte, as a table", "assess", table(repeated(b"x", large)), 1, "larger than 64 MiB"
    yield "a gigabyte of line ends, as a table", "assess", table(repeated(b"\n", large)), 1, "larger than 64 MiB"
    yield "a gigabyte of quotes, as a table", "assess", table(repeated(b'"', large)), 1, "larger than 64 MiB"
    yield "a gigabyte of zero bytes, as a table", "assess", table(repeated(b"\0", large)), 1, "larger than 64 MiB"
    yield "a gigabyte of line ends, as a scheme", "check", [repeated(b"\n", large)], 1, "larger than 64 MiB"
    nearly = 63 << 20
    yield "64 MiB of one line", "assess", table(repeated(b"x", nearly)), 1, "names none of its columns"
    yield "64 MiB of line ends", "assess", table(repeated(b"\n", nearly)), 1, "the table is empty"
    yield "64 MiB of quotes", "assess", table(repeated(b'"', nearly)), 1, "names none of its columns"
    yield "64 MiB of quotes, one a line", "assess", table(repeated(b'"\n', nearly)), 1, "holds a line end"
    yield "64 MiB of zero bytes", "assess", table(repeated(b"\0", nearly)), 1, "zero byte"
    yield "64 MiB of commas", "assess", table(repeated(b",", nearly)), 1, "columns"
    yield "64 MiB of rows without a field", "assess", table(HEADER, *repeated(b",,,,\n", nearly)), 1, "no more than 1,000 are listed"
    yield "64 MiB of one field", "assess", table(HEADER, b"E09000012,adult,baseline,custody,", *repeated(b"9", nearly)), 1, "too large for a count"
    yield "a row of many million fields", "assess", table(HEADER, *repeated(b"1,", nearly)), 1, "fields, but the header has 5"
    yield "a million columns", "assess", table(*numbered(many, lambda n: b"c%d," % n), b"\n"), 1, "1,000,001 columns" if many == 1_000_000 else "columns"
    yield "a million rows of one column", "assess", table(b"area_code\n", *repeated(b"E09000012\n", 10 * many)), 1, 'no column "cohort"'
    yield "a million areas that are no site's", "assess", table(HEADER, *numbered(many, lambda n: b"E%08d,adult,baseline,custody,1\n" % n)), 1, "is not an area of the scheme"
    yield "a million times the same row", "assess", table(HEADER, *repeated(b"E09000012,adult,baseline,custody,1\n", 35 * many)), 1, "counted on line 2 already"
    yield "a million counts that are none", "assess", table(HEADER, *numbered(many, lambda n: b"E09000012,adult,baseline,custody,x%d\n" % n)), 1, "no more than 1,000 are listed"
    yield "a million groups, all there", "assess", ["wide", ["group"], many // 2], 0, "Hackney"
    yield "a group with a name of 10 MB", "assess", table(b"group," + HEADER, *repeated(b"g", 10_000_000), b",E09000012,adult,baseline,custody,1\n"), 1, "10,000 characters"
    yield "an area with a name of 10 MB", "assess", table(HEADER, *repeated(b"E", 10_000_000), b",adult,baseline,custody,1\n"), 1, "is not an area of the scheme"
    yield "bytes at random, as a table", "assess", table(noise(1, nearly)), 1, ""
    yield "bytes at random, as a scheme", "check", [noise(2, 1_000_000)], 1, ""
    yield "UTF-16, as a table", "assess", table(DEMAND.decode().encode("utf-16")), 1, "UTF-16"
    yield "UTF-16, as a scheme", "check", [[SCHEME.decode().encode("utf-16")]], 1, "UTF-16"
    latin = lambda n: b"E09000012,adult,baseline,custody,\xe9\n"
    yield "a million lines that are no UTF-8", "assess", table(HEADER, *numbered(many, latin)), 1, "not UTF-8"
    yield "the table in place of the scheme", "check", [[HEADER, *repeated(b"E09000012,adult,baseline,custody,1\n", 1_000_000)]], 1, "not TOML"

    yield "lists in lists, a hundred thousand deep", "check", [[SCHEME, b"\nx = " + b"[" * deep + b"]" * deep]], 1, "recurse"
    yield "tables in tables, a hundred thousand deep", "check", [[SCHEME, b"\nx = " + b"{a = " * deep + b"1" + b"}" * deep]], 1, "not TOML"
    yield "a key of a hundred thousand parts", "check", [[SCHEME, b"\n" + b"a." * deep + b"a = 1\n"]], 1, "recursion limit"
    yield "a header of a hundred thousand parts", "check", [[SCHEME, b"\n[" + b"a." * deep + b"a]\n"]], 1, "recursion limit"
    yield "a million sites", "check", [in_place_of(b"[[site]]", numbered(many, lambda n: b'[[site]]\ncode = "E%08d"\nname = "S%d"\ncohorts = ["adult"]\n' % (n, n)))], 1, "read up to 1,500,000 bytes"
    metric = lambda n: b'[[metric]]\nid = "m%d"\ntitle = "M%d"\nunit = "sentence"\nbasis = "sentenced"\n' % (n, n)
    yield "a million metrics", "check", [in_place_of(b"[[metric]]", numbered(many, metric))], 1, "more is not read" if many == 1_000_000 else "read up to 1,500,000 bytes"
    yield "fifteen thousand metrics", "check", [in_place_of(b"[[metric]]", numbered(15_000, metric))], 1, "more than 1,000 are not read"
    price = lambda n: b'[[price]]\nmetric = "m%d"\ncohort = "adult"\namount = "1"\nprice_year = "2010-11"\nstatus = "illustrative"\nnote = "n"\n' % n
    yield "a million prices", "check", [in_place_of(b"[[price]]", numbered(many, price))], 1, "more is not read" if many == 1_000_000 else "read up to 1,500,000 bytes"
    yield "ten thousand prices of no metric", "check", [in_place_of(b"[[price]]", numbered(10_000, price))], 1, "there is no metric"
    tens = (before(b"[[metric]]"), *numbered(1_000, metric), *numbered(10_000, lambda n: price(n % 1_000)), after(b"[[price]]"))
    yield "a thousand metrics and ten thousand prices", "check", [tens], 1, "two prices"
    areas = lambda form: (SCHEME, b"areas = [", *numbered(120_000, form), b"]\n")
    yield "a site of a hundred thousand areas", "check", [areas(lambda n: b'"E%08d",' % n)], 0, "no problems"
    yield "a site of one area, a hundred thousand times", "check", [areas(lambda n: b'"E09000012",')], 1, "stands twice"
    yield "a hundred thousand areas that are none", "check", [areas(lambda n: b'"%d",' % n)], 1, "not a GSS code"
    lists = lambda word: (SCHEME.replace(b'["adult"]', b"[" + word * 100_000 + b"]"),)
    yield "a site of a hundred thousand cohorts", "check", [lists(b'"adult",')], 1, "stands twice"
    yield "a site of a hundred thousand periods", "check", [(SCHEME, b"periods = [", *numbered(100_000, lambda n: b'"p%d",' % n), b"]\n")], 1, "there is no test period"
    yield "twenty thousand sites that are right", "check", [in_place_of(b"[[site]]", numbered(20_000, lambda n: b'[[site]]\ncode = "E%08d"\nname = "S%d"\ncohorts = ["adult"]\n' % (n, n)))], 0, "20,000 sites"
    yield "a megabyte and a half of tables without a key", "check", [[*repeated(b"[[site]]\n", 1_400_000)]], 1, "no more than 1,000 are listed"
    yield "a megabyte and a half of small tables in a list", "check", [[b"site = [", *repeated(b"{a=1},", 1_400_000), b"]\n"]], 1, "no more than 1,000 are listed"
    yield "a megabyte and a half of unknown keys", "check", [[*numbered(120_000, lambda n: b"k%d=1\n" % n)]], 1, "no more than 1,000 are listed"
    yield "a megabyte and a half that are no TOML", "check", [[*repeated(b"=\n", 1_400_000)]], 1, "not TOML"
    yield "lists that are not closed", "check", [[SCHEME, b"\n", *numbered(20_000, lambda n: b"k%d=[}\n" % n)]], 1, "not TOML"
    long = b"t" * 1_400_000
    yield "a title of a million letters", "check", [[SCHEME.replace(b"Custodial sentences", long)]], 1, "10,000 characters"
    yield "an id of a million letters", "check", [[SCHEME.replace(b'"custody"', b'"' + long[:500_000] + b'"')]], 1, "200"

    receipt = lambda assumptions, rewards: [(*receipt_of(assumptions, rewards),), SCHEME, DEMAND]
    yield "a receipt of 64 MiB", "verify", receipt(repeated(b'"",', nearly), ()), 1, "more than a receipt may be"
    yield "a receipt of a million assumptions", "verify", receipt(repeated(b'"",', 2_900_000), ()), 1, "different:"
    reward = b'{"site":"","cohort":"","period":"","outcome":"","reward":null},'
    yield "a receipt of a hundred thousand rewards", "verify", receipt((), repeated(reward, 12_000_000)), 1, "different:"
    yield "a receipt of one word of 30 MB", "verify", receipt((b'"', *repeated(b"x", 30_000_000), b'",'), ()), 1, "different:"
    yield "a receipt of lists in lists", "verify", [b"[" * deep], 1, "is no receipt"
    yield "an archive that comes to a gigabyte", "verify", [("zip", "pack.json", large)], 1, "comes to more than"
    other = lambda name, size: [("pack", name, repeated(b'"",', min(large, size)))]
    yield "a pack with a result of 150 MB", "verify", other("results/assessment.json", 150_000_000), 1, "another text is written"
    result = lambda size: [("pack", "results/assessment.json", (b"[", repeated(b"0,", size), b"0]"))]
    yield "a pack with a result of 16 million figures", "verify", result(32_000_000), 1, "another text is written"
    yield "a pack with a result of a million figures", "verify", result(1_900_000), 1, "different:"
    yield "a pack with a list of 100 MB", "verify", other("pack.json", 100_000_000), 1, "pack.json is too long"
    settings = b'{"set":"' + b"\\n" * 10_000_000 + b'"}'
    table = repeated(b'{"role":"demand","sha256":null,"guessable":true},', 15_000_000)
    yield "a receipt of three hundred thousand tables", "verify", [(*receipt_of((), (), more=table),), SCHEME, DEMAND], 1, "are not there"
    yield "a receipt that sets ten million inputs", "verify", [(*receipt_of((), (), settings),), SCHEME, DEMAND], 1, "asks for what this version cannot do"


SAYS = b"Public: digests of tables and results with a count under ten are left out, since they \
confirm guesses; without them such inputs cannot be told from others."


def receipt_of(assumptions, rewards, options=b"{}", more=()):
    """A receipt that holds no digest, whose lists end with an empty text and no reward."""
    taken = b'{"role":"%s","sha256":null,"guessable":true}'
    yield b'{"schema":"justice-reinvestment/receipt/1","form":"public","says":"' + SAYS + b'","command":"assess","options":'
    yield options + b","
    yield b'"library":{"name":"justice-reinvestment","version":"0.1.0","commit":null},'
    yield b'"inputs":['
    yield from more
    yield taken % b"scheme" + b"," + taken % b"demand" + b'],"terms":[],"prices":[],"sources":[],'
    yield b'"assumptions":['
    yield from assumptions
    yield b'""],"results":[],"rewards":['
    yield from rewards
    yield b'{"site":"","cohort":"","period":"","outcome":"","reward":null}]}'


def records_cases(large):
    """Of counting records, where the command can."""
    records = ROOT / "fixtures/arrests-records"
    if not records.is_dir():
        return
    with gzip.open(records / "records.csv.gz", "rb") as extract:
        header = extract.readline()
    yield "a line of a gigabyte, as records", (header, *repeated(b"x", large)), ".csv", 1, "sixteen million"
    yield "a header of a gigabyte, as records", (repeated(b"x,", large)), ".csv", 1, "sixteen million"
    yield "a gigabyte of line ends, as records", (header, *repeated(b"\n", large)), ".csv", None, ""
    yield "a gigabyte of one line in a gzip file of a few megabytes", ("gzip", header, b"x", large), ".csv.gz", 1, "sixteen million"
    yield "a gigabyte of line ends in a gzip file", ("gzip", header, b"\n", large), ".csv.gz", None, ""
    yield "gzip within which is nothing", ("gzip", b"", b"", 0), ".csv.gz", 1, ""
    yield "no Parquet, by its name", (noise(3, 1_000_000),), ".parquet", 1, ""


def write(path, pieces):
    if isinstance(pieces, tuple) and pieces and pieces[0] == "zip":
        _, name, size = pieces
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            with archive.open(name, "w", force_zip64=True) as file:
                pour(repeated(b"\0", size), file)
        return
    if isinstance(pieces, tuple) and pieces and pieces[0] == "pack":
        _, changed, others = pieces
        with zipfile.ZipFile(PACK) as kept, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name in kept.namelist():
                with archive.open(name, "w") as file:
                    pour(others if name == changed else kept.read(name), file)
        return
    if isinstance(pieces, tuple) and pieces and pieces[0] == "gzip":
        _, header, piece, size = pieces
        with gzip.open(path, "wb", compresslevel=1) as file:
            file.write(header)
            if piece:
                for block in repeated(piece, size):
                    file.write(block)
        return
    with open(path, "wb") as file:
        pour(pieces, file)


def pour(pieces, file):
    """Writes bytes, and bytes within lists and generators, in order."""
    if isinstance(pieces, bytes):
        file.write(pieces)
        return
    for piece in pieces:
        pour(piece, file)


def measured(arguments, folder):
    """The exit status, what was printed, and the memory and time it took."""
    with open(folder / "printed", "wb") as printed:
        begun = time.monotonic()
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed)
        while True:
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
            clock = time.monotonic() - begun
            if ended:
                break
            if clock > LONGEST_WAIT:
                process.kill()
            time.sleep(0.01)
    process.returncode = os.waitstatus_to_exitcode(status)
    size = (folder / "printed").stat().st_size
    with open(folder / "printed", "rb") as printed:
        words = printed.read(MOST_PRINTED).decode(errors="replace")
    # Linux counts kilobytes, macOS bytes.
    memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return process.returncode, words, size, memory, used.ru_utime + used.ru_stime, clock


def judged(name, arguments, folder, status, words):
    """Whether a run went as it must; says so."""
    got, printed, size, memory, seconds, clock = measured(arguments, folder)
    wrong = []
    if (status is None and got not in (0, 1)) or (status is not None and got != status):
        wrong.append(f"status {got}, not {status}")
    if words not in " ".join(printed.split()):
        wrong.append(f"does not say {words!r}: {printed[:300]!r}")
    if got == 1 and "error: " not in printed and "different:\n" not in printed:
        wrong.append("no error is printed")
    if "panicked" in printed or "internal" in printed:
        wrong.append("it panicked")
    if size > MOST_PRINTED:
        wrong.append(f"{size:,} bytes are printed")
    if memory > MOST_MEMORY:
        wrong.append("too much memory")
    if seconds > MOST_SECONDS:
        wrong.append("too long")
    told = f"{memory / 1e6:6.0f} MB {seconds:6.2f} s ({clock:.1f} s by the clock)"
    print(f"{'WRONG' if wrong else 'right'} {told}  {name}{''.join(f'; {one}' for one in wrong)}", flush=True)
    return not wrong


def wide(folder, groups):
    """A table in which one count is given in many groups."""
    write(folder / "0", SCHEME)
    rows = lambda period: numbered(groups, lambda n: b"g%d,E09000012,adult,%s,custody,1\n" % (n, period))
    write(folder / "1", (b"group," + HEADER, *rows(b"baseline"), *rows(b"year_1")))


def run(reinvest, large, many, wanted):
    right = wrong = 0
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        folder = pathlib.Path(folder)

        def judge(name, arguments, status, words):
            nonlocal right, wrong
            is_right = judged(name, arguments, folder, status, words)
            right, wrong = right + is_right, wrong + (not is_right)

        for name, command, files, status, words in cases(large, many):
            if wanted not in name:
                continue
            if files[0] == "wide":
                wide(folder, files[2])
                files = [None, None]
            else:
                for number, pieces in enumerate(files):
                    write(folder / str(number), pieces)
            paths = [str(folder / str(number)) for number in range(len(files))]
            judge(name, [reinvest, command, *paths], status, words)
            for path in paths:
                os.remove(path)
        helped = subprocess.run([reinvest, "--help"], capture_output=True, text=True, check=True)
        if "\n  count " not in helped.stdout:
            print("counting of records was left out: build with the feature `records` too")
            return right, wrong
        records = ROOT / "fixtures/arrests-records"
        for name, pieces, suffix, status, words in records_cases(large):
            if wanted not in name:
                continue
            extract = folder / f"records{suffix}"
            write(extract, pieces)
            arguments = ["count", str(extract), "--plan", str(records / "plan.toml"), "--scheme", str(records / "scheme.toml")]
            judge(name, [reinvest, *arguments], status, words)
            os.remove(extract)
    return right, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reinvest", nargs="?", default=str(ROOT / "target/release/reinvest"))
    parser.add_argument("--small", action="store_true", help="files of a tenth of the size")
    parser.add_argument("--only", default="", help="cases whose name holds this")
    given = parser.parse_args()
    large, many = (100_000_000, 100_000) if given.small else (1_000_000_000, 1_000_000)
    right, wrong = run(os.path.abspath(given.reinvest), large, many, given.only)
    print(f"{right} passed, {wrong} failed")
    sys.exit(1 if wrong or not right else 0)


if __name__ == "__main__":
    main()
