#!/usr/bin/env python3
"""Counts invented records in many files by reinvest, DuckDB and Spark, and compares.

    tests/engines/many_files.py [--records 10000000] [--files 64] [--spark 4.0.1]

The example `invented_extract` makes the records, and the plan that counts one record of
each case for the scheme of fixtures/pilot. They are cut into Parquet files of a folder.
`reinvest count --partial` counts the folder; the plan as SQL (`--emit-sql`) runs over the
same folder on DuckDB, and on a standalone Spark cluster on loopback. Each engine must give
the partial counts of reinvest, byte for byte after sorting. reinvest tells the files apart
by their digests and an engine knows no files, so its counts are added up over the files
first, under the label that the queries have.

Needed: cargo, and 1.5 GB of disk and 3 GB of memory for each ten million records. DuckDB,
Spark, pyarrow, and Java 17 where there is none, are installed into a virtual environment.

Exit status: 0 all agree; 1 something differs or could not run; 2 the command line is wrong.
"""

import argparse
import csv
import difflib
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from agreement import ROOT, sorted_rows
from environment import Cluster, python_with, spark_packages

PROGRAMS = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "release"
SCHEME = ROOT / "fixtures" / "pilot" / "scheme.toml"
LABEL = "all files"


@contextmanager
def timed(what):
    start = time.perf_counter()
    yield
    print(f"{what:<24}{time.perf_counter() - start:8.1f} s", flush=True)


def run(program, *arguments, **options):
    return subprocess.run([PROGRAMS / program, *arguments], check=True, **options)


def build():
    command = ["cargo", "build", "--quiet", "--release", "--features", "cli,records"]
    command += ["--bin", "reinvest", "--example", "invented_extract"]
    subprocess.run(command, cwd=ROOT, check=True)


def write_plan(plan):
    """Writes the example's own plan, which is told that no case stands in two files."""
    text = run("examples/invented_extract", "--plan", stdout=subprocess.PIPE, encoding="utf-8").stdout
    told = text.replace("\nsorted = true\n", '\nsorted = true\nwithin = "extract"\n')
    plan.write_text(told, encoding="utf-8")


def cut(extract, folder, files):
    """Cuts an extract into Parquet files, in order, each where a case ends."""
    import pyarrow.csv
    import pyarrow.parquet

    records = pyarrow.csv.read_csv(extract)
    cases = records["case_id"]
    begin = 0
    for file in range(files):
        end = max(begin, len(records) * (file + 1) // files)
        while 0 < end < len(records) and cases[end] == cases[end - 1]:
            end += 1
        part = records.slice(begin, end - begin)
        pyarrow.parquet.write_table(part, folder / f"part-{file:05}.parquet", compression="zstd")
        begin = end


def added_up(partial):
    """The partial counts of several files as those of one source."""
    with open(partial, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    before, source = header.index("rows"), header.index("source")
    sums = {}
    for row in rows:
        row[source] = LABEL
        sums.setdefault(tuple(row[:before]), Counter()).update(
            {column: int(number) for column, number in enumerate(row[before:])}
        )
    columns = range(len(header) - before)
    return sorted_rows(header, [(*key, *(sum[c] for c in columns)) for key, sum in sums.items()])


def by_reinvest(folder, plan, partial):
    with timed("reinvest"):
        counting = [folder, "--plan", plan, "--scheme", SCHEME, "--partial", "-o", partial]
        run("reinvest", "count", *counting)
    return added_up(partial)


def query(dialect, plan):
    command = ["--emit-sql", dialect, "--table", "records", "--label", LABEL]
    command += ["--plan", plan, "--scheme", SCHEME]
    return run("reinvest", "count", *command, stdout=subprocess.PIPE, encoding="utf-8").stdout


def by_duckdb(folder, plan):
    import duckdb

    database = duckdb.connect()
    database.execute(f"CREATE VIEW records AS SELECT * FROM read_parquet('{folder}/*.parquet')")
    with timed(f"DuckDB {duckdb.__version__}"):
        result = database.execute(query("duckdb", plan))
        rows = result.fetchall()
    return sorted_rows([column[0] for column in result.description], rows)


def by_spark(folder, plan):
    with Cluster() as cluster:
        session = cluster.session({"spark.sql.shuffle.partitions": "8"})
        session.read.parquet(str(folder)).createOrReplaceTempView("records")
        with timed(f"Spark {session.version}"):
            result = session.sql(query("spark", plan))
            rows = [tuple(row) for row in result.collect()]
        session.stop()
    return sorted_rows(result.columns, rows)


def agree(engine, rows, of_reinvest):
    if rows == of_reinvest:
        print(f"{engine} gives the {rows.count(chr(10)) - 1} rows of reinvest, byte for byte")
        return True
    print(f"DIFFERS: {engine}")
    both = (text.splitlines() for text in (of_reinvest, rows))
    lines = difflib.unified_diff(*both, "reinvest", engine, lineterm="", n=0)
    print("\n".join(list(lines)[:20]))
    return False


def compare(records, files):
    """Makes the records, counts them three times, and says whether all agree."""
    build()
    with tempfile.TemporaryDirectory() as temporary:
        temporary = Path(temporary)
        extract, plan, folder = (temporary / name for name in ("all.csv", "plan.toml", "files"))
        folder.mkdir()
        write_plan(plan)
        with timed("records made and cut"):
            run("examples/invented_extract", str(records), "1", extract)
            cut(extract, folder, files)
            extract.unlink()
        of_reinvest = by_reinvest(folder, plan, temporary / "partial.csv")
        engines = {"DuckDB": by_duckdb(folder, plan), "Spark": by_spark(folder, plan)}
    return all([agree(engine, rows, of_reinvest) for engine, rows in engines.items()])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000_000)
    parser.add_argument("--files", type=int, default=64)
    parser.add_argument("--spark", metavar="VERSION", help="the version of Spark")
    # For the script itself, in a Python that has what is needed.
    parser.add_argument("--installed", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.installed:
        sys.exit(not compare(arguments.records, arguments.files))
    packages = ["duckdb", "pyarrow", *spark_packages(arguments.spark)]
    with python_with(packages) as python:
        again = [python, __file__, *sys.argv[1:], "--installed"]
        sys.exit(subprocess.run(again, check=False).returncode)


if __name__ == "__main__":
    main()
