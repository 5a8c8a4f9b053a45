#!/usr/bin/env python3
"""Counts two published files by `reinvest` and by DuckDB, and compares.

    tests/engines/totals.py FOLDER [--reinvest COMMAND]

FOLDER holds magistrates-2018.parquet and arrests-by-force-2006-2018.csv.gz. Every
count of the tables, and every line of the balance, is asked of DuckDB in SQL that
shares nothing with the count plans but what they mean. Where Python has no DuckDB,
it is installed into a folder that goes at the end.

Exit status: 0 all agree; 1 something differs or could not be counted; 2 the command
line is wrong.
"""

import argparse
import csv
import importlib.util
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"

MAGISTRATES = """
WITH records AS (
    SELECT
        CASE force_code WHEN 'Greater Manchester' THEN 'E23000005'
                        WHEN 'Merseyside' THEN 'E23000004' END AS area,
        CASE WHEN age_group IN ('02: Young adults', '03: Adults') THEN 'adult'
             WHEN age_group = '01: Juveniles' THEN 'youth' END AS cohort,
        CASE quarter WHEN 'Q1' THEN 'q1' WHEN 'Q2' THEN 'q2' END AS period,
        CASE outcome WHEN '08: Immediate custody' THEN 'custody'
                     WHEN '10: Community sentence' THEN 'community_sentence' END AS metric,
        CASE WHEN quarter IN ('Q3', 'Q4') THEN 'third or fourth quarter'
             WHEN age_group LIKE '04:%' THEN 'companies and public bodies'
             WHEN age_group LIKE '05:%' THEN 'age not known'
             WHEN force_code NOT IN ('Greater Manchester', 'Merseyside')
             THEN 'area not known' END AS reason,
        "count" AS quantity
    FROM read_parquet(?)
)
"""

# A period is told first, and whether the number is there last, so that a record that
# is not in scope needs none.
ARRESTS = """
WITH records AS (
    SELECT
        CASE force_name {areas} END AS area,
        CASE WHEN age_group IN ('18 - 20 years', '21 years and over') THEN 'adult'
             WHEN age_group = '10 - 17 years' THEN 'youth' END AS cohort,
        CASE year_ending {periods} END AS period,
        'arrests' AS metric,
        CASE WHEN period IS NULL THEN 'outside the periods'
             WHEN age_group IN ('Under 10 years', 'Unknown')
             THEN 'under 10, or of unknown age'
             WHEN area IS NULL THEN 'area not known'
             WHEN arrests IS NULL THEN 'the quantity is missing' END AS reason,
        CAST(CASE WHEN reason IS NULL THEN arrests END AS BIGINT) AS quantity
    FROM read_csv(?, header = true, all_varchar = true, nullstr = ['NA', ''])
)
"""

# A count of which any number is missing is not available.
COUNTS = """
SELECT area, cohort, period, metric,
       CASE WHEN COUNT(reason) = 0 THEN CAST(SUM(quantity) AS BIGINT) END
FROM records
WHERE (reason IS NULL OR reason = 'the quantity is missing') AND metric IS NOT NULL
GROUP BY area, cohort, period, metric
"""

NOT_AVAILABLE = "[x]"

BALANCE = "SELECT COALESCE(reason, 'in scope'), COUNT(*) FROM records GROUP BY reason"


def of_arrests(areas, periods):
    def cases(pairs):
        return " ".join(f"WHEN '{text}' THEN '{code}'" for text, code in pairs.items())

    return ARRESTS.format(areas=cases(areas), periods=cases(periods))


def by_reinvest(command, extract, plan, scheme):
    """The counts and the balance, by what `reinvest count` prints."""
    ended = subprocess.run(
        [command, "count", extract, "--plan", FIXTURES / plan, "--scheme", FIXTURES / scheme],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if ended.returncode != 0:
        sys.exit(f"{command} could not count {extract}:\n{ended.stderr}")
    rows = csv.DictReader(ended.stdout.splitlines())
    counts = {
        (row["area_code"], row["cohort"], row["period"], row["metric"]): (
            int(row["count"]) if row["count"] else row["status"]
        )
        for row in rows
    }
    balance = {}
    for line in ended.stderr.splitlines():
        if line.startswith(("in scope ", "set aside: ")):
            reason, rows = line.removeprefix("set aside: ").rsplit(None, 1)
            balance[reason.rstrip()] = int(rows.replace(",", ""))
    return counts, balance


def by_duckdb(records, extract):
    import duckdb

    def ask(question):
        return duckdb.execute(records + question, [str(extract)]).fetchall()

    counts = {
        tuple(row[:4]): NOT_AVAILABLE if row[4] is None else row[4] for row in ask(COUNTS)
    }
    return counts, dict(ask(BALANCE))


def compare(title, of_reinvest, of_duckdb):
    """Prints both, and says whether they agree. A count that SQL has no row for is 0
    in a table that has one."""
    print(f"\n{title}\n  {'':<58}{'reinvest':>12}{'DuckDB':>12}")
    agree = True
    for of_one, of_other, without in zip(of_reinvest, of_duckdb, (0, None)):
        for key in sorted({*of_one, *of_other}):
            one, other = of_one.get(key), of_other.get(key, without)
            words = " ".join(key) if isinstance(key, tuple) else key
            mark = "" if one == other else "   DIFFERS"
            agree &= one == other
            print(f"  {words:<58}{one!s:>12}{other!s:>12}{mark}")
    return agree


def run(folder, command):
    arrests = folder / "arrests-by-force-2006-2018.csv.gz"
    magistrates = folder / "magistrates-2018.parquet"
    agree = compare(
        "Magistrates' courts 2018, two forces, first and second quarter",
        by_reinvest(command, magistrates, "magistrates/plan.toml", "magistrates/scheme.toml"),
        by_duckdb(MAGISTRATES, magistrates),
    )
    forces = {"Greater Manchester": "E23000005", "Metropolitan Police": "E23000001"}
    years = {"2011-03-31": "2010-11", "2012-03-31": "2011-12", "2013-03-31": "2012-13"}
    agree &= compare(
        "Arrests, two forces, 2010/11 to 2012/13",
        by_reinvest(command, arrests, "arrests-records/plan.toml", "arrests/scheme.toml"),
        by_duckdb(of_arrests(forces, years), arrests),
    )
    # The second year lacks all the numbers of one force.
    forces = {
        "Greater Manchester": "E23000005",
        "Merseyside": "E23000004",
        "Lancashire": "E23000003",
    }
    years = {"2017-03-31": "2016-17", "2018-03-31": "2017-18"}
    agree &= compare(
        "Arrests, three forces, 2016/17 and 2017/18",
        by_reinvest(command, arrests, "arrests-records/plan.toml", "arrests-records/scheme.toml"),
        by_duckdb(of_arrests(forces, years), arrests),
    )
    print("\nAll agree." if agree else "\nNOT ALL AGREE.")
    return 0 if agree else 1


def main():
    parser = argparse.ArgumentParser(description="Compares counts with DuckDB's.")
    parser.add_argument("folder", type=Path, help="the folder of the published files")
    parser.add_argument("--reinvest", default="reinvest", help="the command")
    arguments = parser.parse_args()
    if not arguments.folder.is_dir():
        parser.error(f"there is no folder {arguments.folder}")
    if importlib.util.find_spec("duckdb") is not None:
        return run(arguments.folder, arguments.reinvest)
    with tempfile.TemporaryDirectory() as temporary:
        venv.create(temporary, with_pip=True)
        python = Path(temporary) / "bin" / "python"
        install = [python, "-m", "pip", "install", "--quiet", "duckdb"]
        subprocess.run(install, check=True)
        return subprocess.run([python, __file__, *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
