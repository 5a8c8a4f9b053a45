//! What leaves the agency: one page for a data protection impact assessment, told
//! from the plan alone, before any record is read.

use super::plan::{CohortRule, CountPlan, PeriodRule, Quantity, Test};
use crate::name::quoted;
use crate::page::Page;
use crate::wording::{Column, Paper, Table, counted, grouped, listed};

/// Which fields of an extract a plan reads and for what, what counting writes and at
/// what detail, and what is shown when something is wrong: one page, made by
/// [`CountPlan::privacy`].
#[derive(Debug, Clone)]
pub struct Privacy(Page);

/// A field with what it is read for, and what of it leaves.
struct Field<'a> {
    column: &'a str,
    uses: Vec<String>,
    leaves: Vec<String>,
}

impl Privacy {
    /// The page as text, with line ends.
    #[must_use]
    pub fn to_text(&self, paper: Paper) -> String {
        self.0.to_text(paper)
    }

    /// The page as Markdown, with a line end after the last line.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        self.0.to_markdown()
    }
}

impl CountPlan {
    /// What counting by this plan reads, writes and shows: for a data protection
    /// impact assessment.
    #[must_use]
    pub fn privacy(&self) -> Privacy {
        let mut page = Page::default();
        page.title(format!("What leaves the agency: {}", self.title()));
        page.say(
            "For a data protection impact assessment. It is told from the count plan alone; no \
             record was read for it.",
        );
        let periods = self.frame.periods.iter();
        let periods = periods.map(|(id, from, to)| format!("{id}, {from} to {to}"));
        let periods: Vec<String> = periods.collect();
        page.facts(vec![
            ("Plan".to_owned(), self.title().to_string()),
            ("Its digest".to_owned(), self.sha256().to_owned()),
            ("Periods".to_owned(), periods.join("; ")),
            (
                "Program".to_owned(),
                format!("justice-reinvestment {}", env!("CARGO_PKG_VERSION")),
            ),
        ]);
        self.fields_read(&mut page);
        self.what_is_written(&mut page);
        shown_and_kept(&mut page);
        Privacy(page)
    }

    fn fields_read(&self, page: &mut Page) {
        page.heading("Fields that are read");
        let mut table = Table::new(vec![
            Column::words("field"),
            Column::words("read for"),
            Column::words("what of it leaves"),
        ]);
        let fields = self.fields();
        for field in &fields {
            let leaves = match field.leaves.as_slice() {
                [] => "nothing: it is used only to decide".to_owned(),
                leaves => leaves.join("; "),
            };
            table.row([field.column.to_owned(), field.uses.join("; "), leaves]);
        }
        page.table(table);
        page.say(
            "Every other field is passed over: of a CSV file its bytes are read and not looked at, \
             of a Parquet file they are not read. A field that is not needed is best left out of \
             the extract.",
        );
    }

    /// Every field with its uses, in the order of their names.
    fn fields(&self) -> Vec<Field<'_>> {
        let mut fields: Vec<Field<'_>> = self.columns().into_iter().map(Field::unused).collect();
        let mut add = |column: &str, used_for: String, leaves: Option<&str>| {
            if let Some(field) = fields.iter_mut().find(|field| field.column == column) {
                if !field.uses.contains(&used_for) {
                    field.uses.push(used_for);
                }
                let leaves = leaves.map(str::to_owned);
                let leaves = leaves.filter(|leaves| !field.leaves.contains(leaves));
                field.leaves.extend(leaves);
            }
        };
        let area = match self.area.lookup {
            Some(_) => "the code of its area, by the look-up",
            None => "the code of its area",
        };
        add(&self.area.column, "where".to_owned(), Some(area));
        let cohort = "adult or youth";
        match &self.cohort {
            CohortRule::Labels { column, .. } => add(column, "whose".to_owned(), Some(cohort)),
            CohortRule::Age { date_of_birth, on } => {
                let age = match on {
                    Some(on) => {
                        add(on, "the day on which the age is told".to_owned(), None);
                        format!("the age on {on}: 10 to 17, or 18 and over")
                    }
                    None => "the age on each night: 10 to 17, or 18 and over".to_owned(),
                };
                add(date_of_birth, age, Some(cohort));
            }
        }
        let period = "the period";
        match &self.period {
            PeriodRule::Labels { column, .. } | PeriodRule::Date { column } => {
                add(column, "when".to_owned(), Some(period));
            }
            PeriodRule::Nights => {}
        }
        match &self.quantity {
            Quantity::One => {}
            Quantity::Column { column, .. } => {
                add(column, "how much".to_owned(), Some("a sum over records"));
            }
            Quantity::Nights { from, to, .. } => {
                for column in [from, to] {
                    let leaves = Some("the nights of each period, as a sum over records");
                    add(column, "how many nights".to_owned(), leaves);
                }
            }
        }
        if let Some(one_per) = &self.one_per {
            for key in &one_per.keys {
                add(key, "which records are of one case".to_owned(), None);
            }
            add(
                &one_per.column,
                "which record of a case counts".to_owned(),
                None,
            );
        }
        let reasons = self.set_aside.iter().flat_map(|rule| {
            let what = format!("whether it is set aside: {}", rule.reason);
            let leaves = format!("how many records are set aside as “{}”", rule.reason);
            let conditions = rule.conditions.iter();
            conditions.map(move |condition| (condition, what.clone(), leaves.clone()))
        });
        let metrics = self.metrics.iter().flat_map(|rule| {
            let what = format!("whether it counts as {}", rule.id);
            let leaves = format!("the counts of {}", rule.id);
            let conditions = rule.conditions.iter();
            conditions.map(move |condition| (condition, what.clone(), leaves.clone()))
        });
        for (condition, what, leaves) in reasons.chain(metrics) {
            let what = match condition.test {
                Test::Missing(_) => format!("{what} (only whether it is there)"),
                _ => what,
            };
            add(&condition.column, what, Some(&leaves));
        }
        fields
    }

    fn what_is_written(&self, page: &mut Page) {
        page.heading("What is written");
        let metrics: Vec<String> = self.metrics().map(|id| quoted(id.as_str())).collect();
        let metrics: Vec<&String> = metrics.iter().collect();
        let cells = self.frame.takes_part.iter().map(|(cohorts, periods)| {
            let of = |is: &[bool]| is.iter().filter(|is| **is).count();
            of(cohorts).saturating_mul(of(periods))
        });
        let cells = cells.fold(0_usize, usize::saturating_add);
        let most = cells.saturating_mul(self.metrics.len());
        page.facts(vec![
            (
                "A table of counts".to_owned(),
                format!(
                    "one number for each area, cohort, period and metric, of {}, {} and {} ({}): at \
                     most {} rows. No row is of a person, a day or a case.",
                    counted(self.frame.areas.len() as u64, "area", "areas"),
                    counted(self.frame.periods.len() as u64, "period", "periods"),
                    counted(self.metrics.len() as u64, "metric", "metrics"),
                    listed(&metrics, "and"),
                    grouped(&most.to_string())
                ),
            ),
            (
                "Or partial counts".to_owned(),
                "the same numbers, how many records they are of, how many were set aside for each \
                 reason, the digest of the plan, and the digest of the extract or a label."
                    .to_owned(),
            ),
        ]);
        if self.notes_lacking() {
            page.say(
                "Partial counts also say of each area, cohort, period and metric how many records \
                 lack their quantity.",
            );
        }
        page.say(
            "Only on request (--spread), and for evaluation, a second file: for each area, cohort and \
             period the sums, over records, of what a record counts in one metric times what it \
             counts in another. With --person one more field is read, which says whose a record is, \
             and the same is summed over persons. Persons are held in memory by a digest while \
             records are counted; none is written anywhere. Where counts are small, sums of squares \
             can tell of single persons: that somebody was counted three times. The file is internal: \
             not for publication, and not for who may not see small counts.",
        );
        page.say(
            "Counts are written as they are, small ones too: a count of 1 in a small area can tell \
             something about somebody. Agree before it is sent whether small counts may leave, and \
             to whom.",
        );
        page.say(
            "The digest of an extract is a fingerprint of all its bytes: who holds the same file, \
             or can guess it, can confirm that. With --label no digest is worked out.",
        );
    }
}

impl<'a> Field<'a> {
    fn unused(column: &'a str) -> Self {
        Self {
            column,
            uses: Vec::new(),
            leaves: Vec::new(),
        }
    }
}

/// What stands on the screen, and what stays behind.
fn shown_and_kept(page: &mut Page) {
    page.heading("What is shown on the screen");
    page.facts(vec![
        (
            "The balance".to_owned(),
            "how many records were read, set aside by reason, and counted in each metric; and in \
             notes, which areas and periods have no record, and which labels of the plan."
                .to_owned(),
        ),
        (
            "What is wrong".to_owned(),
            "a record that cannot be read is shown with its line and its value, of a CSV file with \
             the whole line, up to a hundred records of each extract. These messages are personal data: keep them \
             where the records are."
                .to_owned(),
        ),
    ]);
    page.heading("What is kept");
    page.say(
        "Nothing. Records are read in pieces and forgotten; no file is written but those that are \
         asked for, each whole or not at all. There is no cache and no log, and the program \
         opens no network connection. What is redirected to a file, such as what is wrong, stays \
         there.",
    );
    page.heading("What this page does not say");
    page.say(
        "Who is responsible for the records, on which legal basis they are counted, who receives the \
         counts, how long these are kept; and whether a field could be left out or made coarser \
         beforehand, such as an age or a cohort in place of a date of birth.",
    );
}
