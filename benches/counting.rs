//! One part of the counting benchmark, in a process of its own so that its memory
//! can be told: `benches/counting.py` makes the extracts, calls this for each part,
//! sets DuckDB beside it and prints the ratios. No timing is asserted.
//!
//! `count FILE`, `decode FILE`, `decode-texts FILE` or `digest FILE`; prints the seconds of the best of
//! several runs, the records in scope and the peak memory of the process in KiB.

use arrow_schema::{DataType, Schema};
use justice_reinvestment::records::{CountPlan, Counting, Extract};
use justice_reinvestment::{Document, Scheme};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use sha2::{Digest, Sha256};
use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

const THREADS: usize = 2;
const AREAS: u32 = 340;
/// The columns that the plan reads.
const COLUMNS: [&str; 5] = [
    "area_code",
    "disposal_date",
    "date_of_birth",
    "disposal",
    "custody_days",
];
const PLAN: &str = r#"
schema = "justice-reinvestment/count-plan/1"
title = "Invented disposals"

[area]
column = "area_code"

[cohort]
date_of_birth = "date_of_birth"
on = "disposal_date"

[period]
date = "disposal_date"

[[metric]]
id = "custody_under_12_months"
where = [{ column = "disposal", in = ["immediate_custody"] }, { column = "custody_days", to = 364 }]

[[metric]]
id = "custody_12_months_and_over"
where = [{ column = "disposal", in = ["immediate_custody"] }, { column = "custody_days", from = 365 }]

[[metric]]
id = "community_order"
where = [{ column = "disposal", in = ["community_order"] }]

[[metric]]
id = "suspended_sentence_order"
where = [{ column = "disposal", in = ["suspended_sentence_order"] }]

[[metric]]
id = "youth_rehabilitation_order"
where = [{ column = "disposal", in = ["youth_rehabilitation_order"] }]

[[metric]]
id = "other"
where = [{ column = "disposal", in = ["fine", "discharge", "referral_order", "other"] }]
"#;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    // `cargo bench` adds an argument of its own.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let [part, file] = arguments.as_slice() else {
        println!("run by benches/counting.py, which sets it beside DuckDB");
        return Ok(());
    };
    let file = Path::new(file);
    let runs = match fs::metadata(file)?.len() {
        0..1_000_000_000 => 7,
        _ => 2,
    };
    let scheme = scheme()?;
    let plan = CountPlan::read(&scheme, &Document::new("plan", PLAN), |_| None)?;
    let work = || match part.as_str() {
        "count" => count(&plan, file),
        "decode" => decode(file, coded(file)?),
        "decode-texts" => decode(file, ArrowReaderOptions::new()),
        "digest" => digest(file),
        part => Err(format!("there is no part {part}").into()),
    };
    let mut best = f64::INFINITY;
    let mut records = 0;
    for _ in 0..runs {
        let start = Instant::now();
        records = black_box(work()?);
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{best:.4} {records} {}", peak_kib());
    Ok(())
}

/// 340 areas of one site, three years, six metrics.
fn scheme() -> Outcome<Scheme> {
    let metrics = [
        "custody_under_12_months",
        "custody_12_months_and_over",
        "community_order",
        "suspended_sentence_order",
        "youth_rehabilitation_order",
        "other",
    ];
    let areas: Vec<String> = (1..=AREAS)
        .map(|area| format!("\"E0{}\"", 9_000_000 + area))
        .collect();
    let mut text = r#"
schema = "justice-reinvestment/scheme/1"
scheme = { id = "counting", title = "The counting benchmark", currency = "GBP", data = "invented", codes = "gss" }
baseline = { id = "baseline", from = 2010-07-01, to = 2011-06-30 }
test = [
    { id = "year_1", from = 2011-07-01, to = 2012-06-30 },
    { id = "year_2", from = 2012-07-01, to = 2013-06-30 },
]
cohort = { adult = { terms = "ljr-bands" }, youth = { terms = "ljr-bands" } }
rounding = { reward = "half_away_from_zero" }
"#
    .to_owned();
    for metric in metrics {
        text.push_str(&format!(
            "\n[[metric]]\nid = \"{metric}\"\ntitle = \"{metric}\"\nunit = \"disposal\"\n\
             basis = \"sentenced\"\n"
        ));
        for cohort in ["adult", "youth"] {
            text.push_str(&format!(
                "[[price]]\nmetric = \"{metric}\"\ncohort = \"{cohort}\"\namount = \"100.00\"\n\
                 price_year = \"2010-11\"\nstatus = \"illustrative\"\nnote = \"invented\"\n"
            ));
        }
    }
    text.push_str(&format!(
        "[[site]]\ncode = \"E11000001\"\nname = \"Everywhere\"\ncohorts = [\"adult\", \"youth\"]\n\
         areas = [{}]\n",
        areas.join(", ")
    ));
    Ok(Scheme::read(&Document::new("scheme", text))?)
}

/// The work of `reinvest count`; a label stands for the digest, which is timed apart.
fn count(plan: &CountPlan, file: &Path) -> Outcome<u64> {
    let extract = Extract::file(file)?.labelled("benchmark")?;
    let counted = Counting::new(plan).threads(THREADS).count(&[extract])?;
    Ok(counted.balance.in_scope)
}

/// With texts by their number in the file's dictionaries, which is quicker.
fn coded(path: &Path) -> Outcome<ArrowReaderOptions> {
    let plain = ArrowReaderMetadata::load(&File::open(path)?, ArrowReaderOptions::new())?;
    let fields = plain.schema().fields().iter().map(|field| {
        let coded = DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into());
        match field.data_type() {
            DataType::Utf8 => Arc::new(field.as_ref().clone().with_data_type(coded)),
            _ => Arc::clone(field),
        }
    });
    let schema = Schema::new(fields.collect::<Vec<_>>());
    Ok(ArrowReaderOptions::new().with_schema(Arc::new(schema)))
}

/// Decodes the same columns and throws them away.
fn decode(path: &Path, options: ArrowReaderOptions) -> Outcome<u64> {
    let metadata = ArrowReaderMetadata::load(&File::open(path)?, options)?;
    let groups = metadata.metadata().num_row_groups();
    let next = AtomicUsize::new(0);
    let work = || -> Result<u64, String> {
        let mut records = 0_u64;
        loop {
            let group = next.fetch_add(1, Ordering::Relaxed);
            if group >= groups {
                return Ok(records);
            }
            let file = File::open(path).map_err(|error| error.to_string())?;
            let builder =
                ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
            let mask = ProjectionMask::columns(metadata.parquet_schema(), COLUMNS);
            let reader = builder
                .with_projection(mask)
                .with_row_groups(vec![group])
                .with_batch_size(32_768)
                .build()
                .map_err(|error| error.to_string())?;
            for batch in reader {
                records += black_box(batch.map_err(|error| error.to_string())?).num_rows() as u64;
            }
        }
    };
    let records: Result<Vec<u64>, String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        let stopped = || Err("a thread stopped".to_owned());
        let all = threads.into_iter().map(|thread| thread.join());
        all.map(|records| records.unwrap_or_else(|_| stopped()))
            .collect()
    });
    Ok(records?.into_iter().sum())
}

fn digest(path: &Path) -> Outcome<u64> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => digest.update(&buffer[..read]),
        }
    }
    black_box(digest.finalize());
    Ok(0)
}

/// The most memory that the process has held at once, where the system tells it.
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB"));
    peak.and_then(|peak| peak.parse().ok()).unwrap_or_default()
}
