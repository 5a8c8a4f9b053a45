#!/usr/bin/env python3
"""Runs the queries of generated count plans on engines, and compares with the library.

    tests/engines/agreement.py [--engine duckdb] [--cases N]
                               [--engine spark] [--spark-cases N] [--spark 3.5.7] [--spark 4.0.1]

The test `cases_for_engines_are_written_where_a_folder_is_named` writes the cases: records
full of quotes, padded and empty text, impossible dates and numbers, leap-day births and
edges of periods, with the plan as SQL and the partial counts of the library. Each engine
must give the same rows, byte for byte after sorting. They are written once for all engines
and versions; one more, of hostile names and labels, is always among those that run.

Spark is a standalone cluster on loopback, of each version that is named; it needs Java 17
(JAVA_HOME, or `java`), which is installed with it where there is none. The text for Trino
is parsed by sqlglot. What an engine needs is installed into a virtual environment of its own.

Exit status: 0 all agree; 1 something differs or could not run; 2 the command line is wrong.
"""

import argparse
import csv
import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from environment import Cluster, python_with, spark_packages

ROOT = Path(__file__).resolve().parents[2]
# What a small case costs is the compiling of code that runs once, and the starting of tasks.
QUICK_TO_COMPILE = "-XX:TieredStopAtLevel=1"
FOR_SMALL_CASES = {
    "spark.driver.extraJavaOptions": QUICK_TO_COMPILE,
    "spark.executor.extraJavaOptions": QUICK_TO_COMPILE,
    "spark.sql.shuffle.partitions": "2",
}


def write_cases(folder, number):
    command = ["cargo", "test", "--quiet", "--all-features", "--test", "records"]
    command += ["--", "cases_for_engines_are_written_where_a_folder_is_named"]
    environment = dict(os.environ, ENGINE_CASES=str(folder), ENGINE_CASE_NUMBER=str(number))
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def written_cases(folder, number):
    """So many of those written, and the hostile one."""
    written = sorted(path for path in Path(folder).iterdir() if path.is_dir())
    hostile = Path(folder) / "hostile"
    written.remove(hostile)
    return [*written[:number], hostile]


def sorted_rows(header, rows):
    """Rows as the lines of a CSV file, sorted; a null is told from an empty text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    lines = sorted(["NULL" if value is None else str(value) for value in row] for row in rows)
    writer.writerows(lines)
    return text.getvalue()


def expected(case):
    with open(case / "expected.csv", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return sorted_rows(header, rows)


def by_duckdb(all_cases):
    import duckdb

    for case in all_cases:
        database = duckdb.connect()
        table = f"read_csv('{case / 'records.csv'}', all_varchar = true, header = true, quote = '\"')"
        database.execute(f"CREATE TABLE records AS SELECT * FROM {table}")
        result = database.execute((case / "duckdb.sql").read_text(encoding="utf-8"))
        header = [column[0] for column in result.description]
        yield case, sorted_rows(header, result.fetchall())


def by_spark(all_cases):
    from pyspark.sql.types import StringType, StructField, StructType

    with Cluster() as cluster:
        session = cluster.session(FOR_SMALL_CASES)
        for case in all_cases:
            with open(case / "records.csv", newline="", encoding="utf-8") as file:
                header, *rows = csv.reader(file)
            schema = StructType([StructField(name, StringType()) for name in header])
            # In three parts, so that each worker has records and one has more.
            rows = session.sparkContext.parallelize([tuple(row) for row in rows], 3)
            session.createDataFrame(rows, schema).createOrReplaceTempView("records")
            result = session.sql((case / "spark.sql").read_text(encoding="utf-8"))
            rows = sorted_rows(result.columns, [tuple(row) for row in result.collect()])
            if case.name == "hostile" and saved(result) != rows:
                rows = f"saved as CSV it is otherwise:\n{saved(result)}"
            yield case, rows
        session.stop()


def saved(result):
    """The rows of a result that is written as the guide says, and read as `merge` does."""
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts"
        whole = {"ignoreLeadingWhiteSpace": False, "ignoreTrailingWhiteSpace": False}
        result.coalesce(1).write.csv(str(counts), header=True, escape='"', emptyValue="", **whole)
        (part,) = counts.glob("part-*.csv")
        with open(part, newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
    return sorted_rows(header, rows)


ENGINES = {"duckdb": by_duckdb, "spark": by_spark}


def parse_trino(all_cases):
    import sqlglot

    for case in all_cases:
        parsed = sqlglot.parse((case / "trino.sql").read_text(encoding="utf-8"), read="trino")
        assert len(parsed) == 1, f"{case} is more than one statement"
    print(f"trino: {len(all_cases)} queries are each one statement that sqlglot parses")


def differ(engine, all_cases):
    """Runs the cases on an engine of this Python, and says how many differ."""
    start = time.perf_counter()
    same = wrong = 0
    for case, rows in ENGINES[engine](all_cases):
        if rows == expected(case):
            same += 1
            continue
        wrong += 1
        if wrong <= 3:
            print(f"DIFFERS: {engine}, {case}\n-- library\n{expected(case)}-- {engine}\n{rows}")
    seconds = time.perf_counter() - start
    print(f"{engine}: {same} of {len(all_cases)} cases give the same rows ({seconds:.0f} s)", flush=True)
    return same != len(all_cases)


def run(engine, packages, folder, number):
    """Runs an engine by a Python that has the packages; true where all agree."""
    with python_with(packages) as python:
        again = [python, __file__, "--engine", engine, "--written", folder, "--cases", str(number)]
        return subprocess.run(again, check=False).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cases", type=int, default=300, help="how many cases DuckDB runs")
    parser.add_argument("--spark-cases", type=int, default=50, help="how many of them Spark runs")
    parser.add_argument("--engine", action="append", choices=sorted(ENGINES))
    parser.add_argument("--spark", action="append", metavar="VERSION", help="a version of Spark")
    # For the script itself, in the Python of an engine.
    parser.add_argument("--written", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    engines = arguments.engine or ["duckdb"]
    if arguments.spark and "spark" not in engines:
        parser.error("--spark needs --engine spark")
    if arguments.written:
        all_cases = written_cases(arguments.written, arguments.cases)
        if engines == ["duckdb"]:
            parse_trino(all_cases)
        sys.exit(differ(engines[0], all_cases))
    runs = []
    if "duckdb" in engines:
        runs.append(("duckdb", ["duckdb", "sqlglot"], arguments.cases))
    if "spark" in engines:
        for version in arguments.spark or [None]:
            runs.append(("spark", spark_packages(version), arguments.spark_cases))
    with tempfile.TemporaryDirectory() as folder:
        write_cases(folder, max(number for *_, number in runs))
        agree = [run(engine, packages, folder, number) for engine, packages, number in runs]
    sys.exit(not all(agree))


if __name__ == "__main__":
    main()
