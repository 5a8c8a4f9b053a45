//! An invented extract of court records, of any size and the same on every machine:
//! to try the counting of records with, when no real extract may leave its place.
//! Nobody's life is in it; how the records look is like those of courts, what they
//! come to is not.
//!
//! ```text
//! cargo run --release --example invented_extract -- 1000000 > invented.csv
//! cargo run --release --example invented_extract -- --plan > plan.toml
//! reinvest count invented.csv --plan plan.toml --scheme fixtures/pilot/scheme.toml
//! ```
//!
//! What is drawn is drawn with whole numbers by SplitMix64 (Steele, Lea and Flood,
//! 2014), so that no machine's fractions can differ.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: invented_extract ROWS [SEED [FILE.csv]]";

const HELP: &str = "
Writes an INVENTED extract of court records (CSV): no person, case or count in it is
real. Every case and every person in it is called \"invented-…\".

  ROWS      how many records
  SEED      a whole number, 1 unless given; the same seed gives the same bytes
  FILE.csv  a new file; without it, the records go to standard output
  --plan    prints a count plan that counts them for fixtures/pilot/scheme.toml

Of cases, one in 400 has no area and one in 500 no date of birth; of persons, one in
200 is of unknown sex.
";

/// The count plan for what is written here.
const PLAN: &str = include_str!("invented_extract/plan.toml");

const HEADER: &str = "case_id,person_id,sex,date_of_birth,area_code,offence_group,sentence_date,\
                      disposal,custody_days,quantity\n";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let (written, what) = match Wanted::of(&arguments) {
        Some(Wanted::Help) => (
            io::stdout().write_all(format!("{USAGE}\n{HELP}").as_bytes()),
            "the help".to_owned(),
        ),
        Some(Wanted::Plan) => (
            io::stdout().write_all(PLAN.as_bytes()),
            "the count plan".to_owned(),
        ),
        Some(Wanted::Extract { rows, seed, file }) => {
            eprintln!(
                "INVENTED court records, {rows} rows, seed {seed}: no person, case or count in \
                 them is real."
            );
            match file {
                None => (extract(rows, seed, io::stdout()), "the extract".to_owned()),
                // An extract that is there already may be a real one.
                Some(path) => (
                    File::create_new(&path).and_then(|file| extract(rows, seed, file)),
                    path.display().to_string(),
                ),
            }
        }
        None => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{what} cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What the command line asks for.
enum Wanted {
    Help,
    Plan,
    Extract {
        rows: u64,
        seed: u64,
        file: Option<PathBuf>,
    },
}

impl Wanted {
    fn of(arguments: &[String]) -> Option<Self> {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (rows, seed, file) = match arguments[..] {
            ["-h" | "--help"] => return Some(Self::Help),
            ["--plan"] => return Some(Self::Plan),
            [rows] => (rows, "1", None),
            [rows, seed] => (rows, seed, None),
            [rows, seed, file] if file.ends_with(".csv") => (rows, seed, Some(PathBuf::from(file))),
            _ => return None,
        };
        let number = |text: &str| -> Option<u64> {
            let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| text.parse().ok())?
        };
        Some(Self::Extract {
            rows: number(rows)?,
            seed: number(seed)?,
            file,
        })
    }
}

/// Writes so many records; never more than a part of them is in memory.
fn extract(rows: u64, seed: u64, mut output: impl Write) -> io::Result<()> {
    const PART: usize = 1 << 20;
    let courts = Courts::new();
    let mut dice = Dice(seed);
    let persons = Persons::of(rows, seed);
    let mut text = Vec::with_capacity(PART + 4096);
    text.extend_from_slice(HEADER.as_bytes());
    let (mut written, mut case) = (0, 0);
    while written < rows {
        case += 1;
        written += courts.case(case, rows - written, &persons, &mut dice, &mut text);
        if text.len() >= PART {
            output.write_all(&text)?;
            text.clear();
        }
    }
    output.write_all(&text)?;
    output.flush()
}

/// SplitMix64: a counter that goes on by one odd number, mixed.
struct Dice(u64);

impl Dice {
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(Self::STEP);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        number ^ (number >> 31)
    }

    /// A number below another, which is below 2³².
    fn below(&mut self, end: u64) -> u64 {
        ((self.next() >> 32) * end) >> 32
    }

    /// True one time in so many.
    fn one_in(&mut self, number: u64) -> bool {
        self.below(number) == 0
    }
}

/// A large number of lots, of which each thing has a share by its weight: to draw is
/// to look one up.
struct Urn(Vec<u16>);

impl Urn {
    const LOTS: u64 = 1 << 16;

    fn of(weights: impl IntoIterator<Item = u64>) -> Self {
        let weights: Vec<u64> = weights.into_iter().collect();
        let all: u64 = weights.iter().sum();
        let mut lots = Vec::new();
        let mut sum = 0;
        for (thing, weight) in (0..).zip(weights) {
            sum += weight;
            let end = usize::try_from(sum * Self::LOTS / all).unwrap_or(usize::MAX);
            lots.resize(end, thing);
        }
        Self(lots)
    }

    fn draw(&self, dice: &mut Dice) -> usize {
        // As many bits as number the lots.
        let lot = dice.next() >> 48;
        usize::from(self.0[lot as usize])
    }
}

/// Who comes before the courts: a person is a number, and what is said of one follows
/// from the number and the seed, so that nobody need be kept in mind.
struct Persons {
    number: u64,
    seed: u64,
}

/// What is the same in every record of a person.
struct Person {
    number: u64,
    sex: &'static str,
    born: usize,
    /// A day before court, by which the day of birth was drawn.
    before_court: usize,
    area: usize,
}

impl Persons {
    /// A third as many persons as records.
    fn of(rows: u64, seed: u64) -> Self {
        Self {
            number: (rows / 3).clamp(1, u64::from(u32::MAX)),
            seed,
        }
    }

    /// Some come often: the product of two even draws is mostly small.
    fn draw(&self, courts: &Courts, dice: &mut Dice) -> Person {
        let both = dice.next();
        let product = ((both >> 32) * (both & 0xFFFF_FFFF)) >> 32;
        let number = (product * self.number) >> 32;
        // Beside the cases' dice: those of the same seed begin elsewhere.
        let of_person = !self.seed.wrapping_add(number.wrapping_mul(Dice::STEP));
        let mut dice = Dice(of_person.rotate_left(17));
        let before_court = courts.sittings.draw(&mut dice) + courts.first;
        let years = courts.ages.draw(&mut dice) + YOUNGEST;
        // At least so many years, and not a year more, by their least and most days.
        let days = years * 1461 / 4 + 1 + dice.below(364) as usize;
        Person {
            number,
            sex: match dice.below(200) {
                0 => "unknown",
                1..=165 => "male",
                _ => "female",
            },
            born: before_court - days,
            before_court,
            area: courts.areas.draw(&mut dice),
        }
    }
}

/// Nobody younger stands before a court.
const YOUNGEST: usize = 10;

/// Offences, how often they come, and how grave they are.
const OFFENCES: [(&str, u64, usize); 10] = [
    ("Motoring", 300, 0),
    ("Theft", 240, 1),
    ("Public order", 120, 0),
    ("Drugs", 110, 1),
    ("Violence against the person", 90, 2),
    ("Criminal damage", 50, 0),
    ("Burglary", 40, 2),
    ("Fraud", 30, 1),
    ("Robbery", 12, 2),
    ("Sexual offences", 8, 2),
];

/// What adults and young people get for offences of each gravity.
const DISPOSALS: [(&str, [u64; 3], [u64; 3]); 9] = [
    ("fine", [660, 240, 40], [140, 40, 10]),
    ("discharge", [120, 220, 50], [240, 130, 40]),
    ("community_order", [140, 260, 280], [0, 0, 0]),
    ("suspended_sentence_order", [30, 90, 220], [0, 0, 0]),
    (CUSTODY, [30, 170, 360], [10, 50, 190]),
    ("referral_order", [0, 0, 0], [390, 370, 300]),
    ("youth_rehabilitation_order", [0, 0, 0], [200, 390, 410]),
    ("withdrawn_by_victim", [20, 20, 50], [20, 20, 50]),
    ("reparation_order", [0, 0, 0], [20, 20, 10]),
];
const CUSTODY: &str = "immediate_custody";

/// Lengths of custody in days, short ones more often.
const SENTENCES: [(u64, u64); 20] = [
    (14, 60),
    (28, 110),
    (42, 100),
    (56, 120),
    (84, 130),
    (112, 120),
    (126, 80),
    (168, 110),
    (182, 90),
    (240, 60),
    (270, 40),
    (300, 30),
    (364, 20),
    (365, 80),
    (486, 50),
    (548, 60),
    (730, 70),
    (1095, 60),
    (1461, 40),
    (2922, 20),
];

/// Real codes, so that the pilot's scheme knows some; the weights are invented.
const AREAS: [(&str, u64); 43] = [
    ("E08000001", 60),
    ("E08000002", 34),
    ("E08000003", 160),
    ("E08000004", 52),
    ("E08000005", 50),
    ("E08000006", 62),
    ("E08000007", 46),
    ("E08000008", 50),
    ("E08000009", 34),
    ("E08000010", 58),
    ("E09000001", 2),
    ("E09000002", 16),
    ("E09000003", 15),
    ("E09000004", 10),
    ("E09000005", 22),
    ("E09000006", 13),
    ("E09000007", 20),
    ("E09000008", 70),
    ("E09000009", 21),
    ("E09000010", 18),
    ("E09000011", 18),
    ("E09000012", 60),
    ("E09000013", 14),
    ("E09000014", 22),
    ("E09000015", 8),
    ("E09000016", 9),
    ("E09000017", 15),
    ("E09000018", 14),
    ("E09000019", 19),
    ("E09000020", 8),
    ("E09000021", 5),
    ("E09000022", 75),
    ("E09000023", 62),
    ("E09000024", 9),
    ("E09000025", 26),
    ("E09000026", 14),
    ("E09000027", 4),
    ("E09000028", 72),
    ("E09000029", 7),
    ("E09000030", 21),
    ("E09000031", 18),
    ("E09000032", 16),
    ("E09000033", 30),
];

/// Everything that can be drawn.
struct Courts {
    days: Days,
    /// The first day on which courts sit here.
    first: usize,
    sittings: Urn,
    areas: Urn,
    ages: Urn,
    offences: Urn,
    /// Of adults and of young people, by gravity.
    disposals: [[Urn; 3]; 2],
    sentences: Urn,
    records_of_a_case: Urn,
}

impl Courts {
    fn new() -> Self {
        let days = Days::new();
        let first = days.first_of(2010);
        let weights = (first..days.texts.len()).map(|day| days.weight(day));
        let adults = [0, 1, 2].map(|gravity| Urn::of(DISPOSALS.map(|(_, of, _)| of[gravity])));
        let young = [0, 1, 2].map(|gravity| Urn::of(DISPOSALS.map(|(_, _, of)| of[gravity])));
        // Most are between 18 and 30, few are old.
        let ages = (YOUNGEST as u64..=80).map(|age| match age {
            ..=17 => [1, 3, 8, 18, 34, 52, 66, 74][age as usize - YOUNGEST],
            18..=21 => 78,
            22..=30 => 78 - 3 * (age - 21),
            _ => (81 - age) * (81 - age) / 50,
        });
        Self {
            first,
            sittings: Urn::of(weights),
            areas: Urn::of(AREAS.map(|(_, weight)| weight)),
            ages: Urn::of(ages),
            offences: Urn::of(OFFENCES.map(|(_, weight, _)| weight)),
            disposals: [adults, young],
            sentences: Urn::of(SENTENCES.map(|(_, weight)| weight)),
            records_of_a_case: Urn::of([600, 220, 100, 50, 30]),
            days,
        }
    }

    /// Writes the records of a case, no more than are wanted, and says how many.
    fn case(
        &self,
        case: u64,
        wanted: u64,
        persons: &Persons,
        dice: &mut Dice,
        text: &mut Vec<u8>,
    ) -> u64 {
        let person = persons.draw(self, dice);
        let age = |day: usize| (self.days.numbers[day] - self.days.numbers[person.born]) / 10_000;
        // The cases of one person lie within a year of one day, so that in every year as
        // many are young; who was a child on the day drawn comes on that day.
        let near = |day: &usize| day.abs_diff(person.before_court) <= 365;
        let drawn = std::iter::repeat_with(|| self.first + self.sittings.draw(dice)).find(near);
        let sentenced = match drawn {
            Some(day) if age(day) as usize >= YOUNGEST => day,
            _ => person.before_court,
        };
        let is_young = age(sentenced) < 18;
        // One in fifty is no sentence but time on remand, which has a case of its own.
        let is_remand = dice.one_in(50);
        let records = match is_remand {
            true => 1,
            false => (self.records_of_a_case.draw(dice) as u64 + 1).min(wanted),
        };
        // Who wrote the case down left out where or when, now and then.
        let area = if dice.one_in(400) {
            ""
        } else {
            AREAS[person.area].0
        };
        let born = if dice.one_in(500) {
            &[][..]
        } else {
            &self.days.texts[person.born]
        };
        for _ in 0..records {
            let (offence, _, gravity) = OFFENCES[self.offences.draw(dice)];
            let (disposal, days, quantity) = if is_remand {
                ("held_on_remand", None, 1 + dice.below(90))
            } else {
                let disposals = &self.disposals[usize::from(is_young)][gravity];
                let (disposal, ..) = DISPOSALS[disposals.draw(dice)];
                let sentence = || SENTENCES[self.sentences.draw(dice)].0;
                (disposal, (disposal == CUSTODY).then(sentence), 1)
            };
            text.extend_from_slice(b"invented-");
            number(text, case, 10);
            text.extend_from_slice(b",invented-");
            number(text, person.number, 9);
            text.push(b',');
            text.extend_from_slice(person.sex.as_bytes());
            text.push(b',');
            text.extend_from_slice(born);
            text.push(b',');
            text.extend_from_slice(area.as_bytes());
            text.push(b',');
            text.extend_from_slice(offence.as_bytes());
            text.push(b',');
            text.extend_from_slice(&self.days.texts[sentenced]);
            text.push(b',');
            text.extend_from_slice(disposal.as_bytes());
            text.push(b',');
            if let Some(days) = days {
                number(text, days, 1);
            }
            text.push(b',');
            number(text, quantity, 1);
            text.push(b'\n');
        }
        records
    }
}

/// Writes a number with at least so many digits.
fn number(text: &mut Vec<u8>, number: u64, digits: usize) {
    let mut written = [b'0'; 20];
    let mut left = number;
    let mut at = written.len();
    while left > 0 {
        at -= 1;
        written[at] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    text.extend_from_slice(&written[at.min(written.len() - digits)..]);
}

/// Every day from 1 January 1920 to 31 December 2013, by its number.
struct Days {
    /// As year-month-day.
    texts: Vec<[u8; 10]>,
    /// As one number of eight digits, the year first: the ten thousands of a difference
    /// are whole years.
    numbers: Vec<u32>,
}

impl Days {
    fn new() -> Self {
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        for year in 1920..=2013_u32 {
            let february = if year.is_multiple_of(4) { 29 } else { 28 };
            let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (month, length) in (1..).zip(lengths) {
                for day in 1..=length {
                    let of_day = year * 10_000 + month * 100 + day;
                    let [digits @ .., _, _] = &format!("{of_day:08}  ").into_bytes()[..] else {
                        continue;
                    };
                    let mut text = *b"0000-00-00";
                    text[..4].copy_from_slice(&digits[..4]);
                    text[5..7].copy_from_slice(&digits[4..6]);
                    text[8..].copy_from_slice(&digits[6..]);
                    texts.push(text);
                    numbers.push(of_day);
                }
            }
        }
        Self { texts, numbers }
    }

    /// The number of the first day of a year.
    fn first_of(&self, year: usize) -> usize {
        let years = year - 1920;
        // 1920 had a leap day itself.
        years * 365 + years.div_ceil(4)
    }

    /// How much is sentenced on a day: less in August and at Christmas, on Fridays,
    /// hardly anything at weekends; and in the end less from year to year.
    fn weight(&self, day: usize) -> u64 {
        let (year, rest) = (self.numbers[day] / 10_000, self.numbers[day] % 10_000);
        if matches!(rest, 101 | 1225 | 1226) {
            return 0;
        }
        let of_year = match year {
            2010 => 90,
            2011 => 98,
            2012 => 94,
            _ => 84,
        };
        let months = [104, 102, 108, 96, 98, 102, 104, 92, 101, 106, 104, 83];
        let of_month = months[(rest / 100 - 1) as usize];
        // 1 January 1920 was a Thursday.
        let of_weekday = [20, 18, 2, 0, 21, 22, 21][day % 7];
        of_year * of_month * of_weekday
    }
}
