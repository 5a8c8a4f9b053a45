#!/usr/bin/env python3
"""Counting, side by side with DuckDB on two threads: prints seconds, ratios and memory.

    benches/counting.py [FOLDER] [--millions 1 10 100]

Makes invented extracts of so many million records in FOLDER (default: a temporary
folder; 100 million take 8 GB there), counts each by the library and by DuckDB, and
decodes the same columns of Parquet to throw them away. Installs DuckDB into a virtual
environment of its own where it is not there. Nothing is asserted.
"""

import argparse
import pathlib
import subprocess
import tempfile
import time

import environment

RUNS = 5

RECORDS = """
copy (
  select
    cast(hash(i) % 900000 as integer) as offender_id,
    'E0' || (9000001 + cast(hash(i * 7 + 1) % 340 as bigint))::varchar as area_code,
    date '2009-01-01' + cast(hash(i * 13 + 3) % 2190 as integer) as disposal_date,
    date '1950-01-01' + cast(hash(i * 17 + 5) % 18500 as integer) as date_of_birth,
    ['immediate_custody', 'community_order', 'suspended_sentence_order', 'fine', 'discharge',
     'youth_rehabilitation_order', 'referral_order', 'other'][1 + cast(hash(i * 19 + 7) % 8 as integer)] as disposal,
    case when hash(i * 19 + 7) % 8 = 0 then cast(1 + hash(i * 23 + 9) % 1500 as integer) end as custody_days,
    lpad((hash(i * 29 + 11) % 400)::varchar, 3, '0') || '.00' as offence_code
  from range({rows}) t(i)
) to '{parquet}' (format parquet, compression zstd, row_group_size 500000);
copy (select * from '{parquet}') to '{csv}' (header)
"""

# The same work as the plan in benches/counting.rs.
QUERY = """
select area_code,
  case when {day_of_disposal} - {day_of_birth} < 180000 then 'youth' else 'adult' end as cohort,
  case when disposal_date < date '2011-07-01' then 'baseline'
       when disposal_date < date '2012-07-01' then 'year_1' else 'year_2' end as period,
  case when disposal = 'immediate_custody' and custody_days < 365 then 'custody_under_12_months'
       when disposal = 'immediate_custody' then 'custody_12_months_and_over'
       when disposal = 'community_order' then 'community_order'
       when disposal = 'suspended_sentence_order' then 'suspended_sentence_order'
       when disposal = 'youth_rehabilitation_order' then 'youth_rehabilitation_order'
       else 'other' end as metric,
  count(*) as records
from {source}
where disposal_date >= date '2010-07-01' and disposal_date < date '2013-07-01'
group by all
"""


def make(database, folder, millions):
    parquet, csv = (folder / f"records-{millions}.{end}" for end in ("parquet", "csv"))
    if not csv.exists():
        rows = millions * 1_000_000
        database.execute(RECORDS.format(rows=rows, parquet=parquet, csv=csv))
    return parquet, csv


def query(database, file):
    def day(column):
        return f"(year({column}) * 10000 + month({column}) * 100 + day({column}))"

    source = f"read_csv('{file}')" if file.suffix == ".csv" else f"'{file}'"
    days = {"day_of_disposal": day("disposal_date"), "day_of_birth": day("date_of_birth")}
    start = time.perf_counter()
    rows = database.execute(QUERY.format(source=source, **days)).fetchall()
    return time.perf_counter() - start, sum(row[-1] for row in rows)


def part(executable, name, file):
    """Seconds, records and the peak memory in MB of one part, in a process of its own."""
    ended = subprocess.run([executable, name, file], check=True, stdout=subprocess.PIPE, text=True)
    seconds, records, kib = ended.stdout.split()
    return float(seconds), int(records), int(kib) * 1024 / 1e6


def best(of, runs):
    return min((of() for _ in range(runs)), key=lambda result: result[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=pathlib.Path)
    parser.add_argument("--millions", nargs="+", type=int, default=[1, 10])
    arguments = parser.parse_args()
    database = environment.module("duckdb").connect()
    database.execute("set threads = 2")
    executable = environment.program("counting", "records")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        print("invented records; seconds are the best of several, two threads each\n")
        for millions in arguments.millions:
            runs = RUNS if millions < 100 else 2
            parquet, csv = make(database, folder, millions)
            for file in (csv, parquet):
                theirs = best(lambda: query(database, file), runs)
                ours = best(lambda: part(executable, "count", file), runs)
                again = best(lambda: query(database, file), runs)
                theirs = min(theirs, again, key=lambda result: result[0])
                digest = best(lambda: part(executable, "digest", file), 1)
                print(f"{millions} million, {file.suffix[1:]}")
                print(f"  DuckDB, the query alone    {theirs[0]:8.3f} s   {theirs[1]:,} records in scope")
                print(f"  counted, without a digest  {ours[0]:8.3f} s   {ours[1]:,} (those under 10 are set aside)")
                print(f"  DuckDB over counted        {theirs[0] / ours[0]:8.2f}")
                print(f"  each million               {ours[0] / millions:8.4f} s")
                print(f"  peak memory                {ours[2]:8.1f} MB")
                print(f"  the digest, apart          {digest[0]:8.3f} s")
                if file is parquet:
                    for name, what in [
                        ("decode", "decoded, texts coded"),
                        ("decode-texts", "decoded, texts as texts"),
                    ]:
                        decoded = best(lambda: part(executable, name, file), runs)
                        print(f"  {what:<26} {decoded[0]:8.3f} s")
                        print(f"  counted over that          {ours[0] / decoded[0]:8.2f}")
                print()


if __name__ == "__main__":
    main()
