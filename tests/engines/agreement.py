#!/usr/bin/env python3
"""Runs the queries of generated count plans on engines, and compares with the library.

    tests/engines/agreement.py [--cases N] [--engine duckdb] [--engine spark] [--spark 3.5.7]

The test `cases_for_engines_are_written_where_a_folder_is_named` writes the cases: records
full of quotes, padded and empty text, impossible dates and numbers, leap-day births and
edges of periods, with the plan as SQL and the partial counts of the library. Each engine
must give the same rows, byte for byte after sorting. Spark is a standalone cluster on
loopback, of the version that is named; it needs Java 17 (JAVA_HOME). The text for Trino is
parsed by sqlglot. What an engine needs is installed into a virtual environment of its own.

Exit status: 0 all agree; 1 something differs; 2 the command line is wrong.
"""

import argparse
import csv
import importlib.metadata
import importlib.util
import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"duckdb": ["duckdb", "sqlglot"], "spark": ["pyspark"]}


def cases(folder, number):
    """Writes the cases into a folder."""
    command = ["cargo", "test", "--quiet", "--all-features", "--test", "records"]
    command += ["--", "cases_for_engines_are_written_where_a_folder_is_named"]
    environment = dict(os.environ, ENGINE_CASES=str(folder), ENGINE_CASE_NUMBER=str(number))
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return sorted(path for path in Path(folder).iterdir() if path.is_dir())


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


class Cluster:
    """A standalone cluster on loopback: a master and two workers of one core each."""

    def __enter__(self):
        import pyspark

        home = Path(pyspark.__file__).parent
        self.folder = tempfile.TemporaryDirectory()
        # A cluster hears of no other Spark on the machine.
        environment = dict(
            os.environ,
            SPARK_HOME=str(home),
            SPARK_LOCAL_IP="127.0.0.1",
            SPARK_WORKER_DIR=self.folder.name,
            PYSPARK_PYTHON=sys.executable,
        )
        os.environ.update({"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"})
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.master = f"spark://127.0.0.1:{port}"
        deploy = "org.apache.spark.deploy"
        begin = [home / "bin" / "spark-class"]
        master = [f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(port)]
        worker = [f"{deploy}.worker.Worker", "--cores", "1", "--memory", "1g"]
        commands = [master, *[[*worker, self.master]] * 2]
        self.processes = []
        for command in commands:
            command = [*begin, *command[:1], "--webui-port", "0", *command[1:]]
            process = subprocess.Popen(
                command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            self.processes.append(process)
            if command[1].endswith("Master"):
                self.wait_for(port)
        return self

    def wait_for(self, port):
        for _ in range(120):
            with socket.socket() as master:
                if master.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.5)
        sys.exit("the master does not answer")

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait()
        self.folder.cleanup()


def by_spark(all_cases):
    from pyspark.sql import SparkSession
    from pyspark.sql.types import StringType, StructField, StructType

    with Cluster() as cluster:
        session = SparkSession.builder.master(cluster.master).appName("agreement")
        for key, value in {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": "4",
            "spark.executor.memory": "800m",
            "spark.driver.host": "127.0.0.1",
        }.items():
            session = session.config(key, value)
        session = session.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        print(f"Spark {session.version}, a master and two workers")
        for case in all_cases:
            with open(case / "records.csv", newline="", encoding="utf-8") as file:
                header, *rows = csv.reader(file)
            schema = StructType([StructField(name, StringType()) for name in header])
            rows = session.createDataFrame([tuple(row) for row in rows], schema)
            rows.repartition(3).createOrReplaceTempView("records")
            result = session.sql((case / "spark.sql").read_text(encoding="utf-8"))
            yield case, sorted_rows(result.columns, [tuple(row) for row in result.collect()])
        session.stop()


ENGINES = {"duckdb": by_duckdb, "spark": by_spark}


def parse_trino(all_cases):
    import sqlglot

    for case in all_cases:
        parsed = sqlglot.parse((case / "trino.sql").read_text(encoding="utf-8"), read="trino")
        assert len(parsed) == 1, f"{case} is more than one statement"
    print(f"trino: {len(all_cases)} queries are each one statement that sqlglot parses")


def compared(engine, all_cases):
    wrong = 0
    for case, rows in ENGINES[engine](all_cases):
        if rows != expected(case):
            wrong += 1
            if wrong <= 3:
                print(f"DIFFERS: {engine}, {case}\n-- library\n{expected(case)}-- {engine}\n{rows}")
    print(f"{engine}: {len(all_cases) - wrong} of {len(all_cases)} cases give the same rows")
    return wrong


def environment(engines, version):
    """Runs again in an environment with what the engines need, unless it is there."""
    packages = [package for engine in engines for package in PACKAGES[engine]]
    is_there = all(importlib.util.find_spec(package) for package in packages)
    if is_there and (not version or importlib.metadata.version("pyspark") == version):
        return
    packages = [f"pyspark=={version}" if version and p == "pyspark" else p for p in packages]
    if os.environ.get("ENGINES_INSTALLED"):
        sys.exit(f"could not install {' '.join(packages)}")
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        again = [python, __file__, *sys.argv[1:]]
        sys.exit(subprocess.run(again, env=dict(os.environ, ENGINES_INSTALLED="1")).returncode)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--engine", action="append", choices=sorted(ENGINES))
    parser.add_argument("--spark", help="the version of Spark")
    arguments = parser.parse_args()
    engines = arguments.engine or ["duckdb"]
    environment(engines, arguments.spark)
    with tempfile.TemporaryDirectory() as folder:
        all_cases = cases(folder, arguments.cases)
        if "duckdb" in engines:
            parse_trino(all_cases)
        wrong = sum([compared(engine, all_cases) for engine in engines])
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
