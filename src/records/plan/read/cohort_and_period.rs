//! Whose a record is and when it was: by labels, by age or by a date.

use super::{COHORT, PERIOD, PlanReading};
use crate::keys::{Keys, Unreadable};
use crate::name::{Id, quoted};
use crate::records::plan::{CohortRule, PeriodRule};
use crate::wording;

impl<'a> PlanReading<'a> {
    pub(super) fn cohort(
        &mut self,
        root: &Keys<'a>,
        nights: bool,
    ) -> Result<CohortRule, Unreadable> {
        let keys = self.reading.table(root, "cohort", "[cohort]", COHORT)?;
        let ages = ["date_of_birth", "on"];
        let is_slip = |key: &&str| keys.has_slip_of(key);
        let by_age = ages
            .iter()
            .any(|key| keys.value(key).is_some() || is_slip(key));
        let by_label = ["column", "adult", "youth"]
            .iter()
            .any(|key| keys.value(key).is_some());
        if by_age && by_label {
            let what = "the cohort is told by labels and by age";
            let advice = "keep column, adult and youth, or date_of_birth and on";
            return Err(self.reading.report(keys.span.clone(), what, advice));
        }
        if by_age {
            self.no_otherwise(&keys, "an age is no label: what cannot be told is an error");
            let date_of_birth = self.column(&keys, "date_of_birth");
            let on = match nights {
                true => match keys.span_of("on") {
                    None => Ok(None),
                    Some(span) => {
                        let what = "nights have no one day on which age is told";
                        let advice = "take `on` away: the nights are split at the 18th birthday";
                        Err(self.reading.report(span, what, advice))
                    }
                },
                false => self.column(&keys, "on").map(Some),
            };
            return Ok(CohortRule::Age {
                date_of_birth: date_of_birth?,
                on: on?,
            });
        }
        let column = self.column(&keys, "column");
        let otherwise = self.otherwise(&keys);
        let adult = self.reading.optional_texts(&keys, "adult");
        let adult = adult.and_then(|texts| self.labels(texts.unwrap_or_default()));
        let youth = self.reading.optional_texts(&keys, "youth");
        let youth = youth.and_then(|texts| self.labels(texts.unwrap_or_default()));
        let (adult, youth) = (adult?, youth?);
        if adult.is_empty() && youth.is_empty() {
            let what = "[cohort] has no labels";
            let advice = "list those of adults in `adult`, those of young people in `youth`";
            return Err(self.reading.report(keys.span.clone(), what, advice));
        }
        if let Some(both) = adult.iter().find(|label| youth.contains(label)) {
            let what = format!("{} is a label of adults and of young people", quoted(both));
            return Err(self
                .reading
                .report(keys.span.clone(), what, "keep one of the two"));
        }
        Ok(CohortRule::Labels {
            column: column?,
            adult,
            youth,
            otherwise: otherwise?,
        })
    }

    /// Refuses `otherwise` where there are no labels.
    fn no_otherwise(&mut self, keys: &Keys<'a>, why: &str) {
        if let Some(span) = keys.span_of("otherwise") {
            let what = "`otherwise` is of labels";
            self.reading
                .report(span, what, format!("take it away: {why}"));
        }
    }

    pub(super) fn period(
        &mut self,
        root: &Keys<'a>,
        nights: bool,
    ) -> Result<PeriodRule, Unreadable> {
        let table = self.reading.any_table(root, "period", "[period]")?;
        let Some(keys) = table else {
            if nights {
                return Ok(PeriodRule::Nights);
            }
            if self.reading.is_broken || root.has_slip_of("period") {
                return Err(Unreadable);
            }
            let what = "the count plan has no [period]";
            let advice = "add [period] with date = \"…\", or with column = \"…\" and labels for each \
                          period";
            return Err(self.reading.report(root.span.clone(), what, advice));
        };
        if nights {
            let what = "nights lie in the periods by themselves";
            let advice = "take [period] away: nights are split at the ends of the periods";
            return Err(self.reading.report(keys.span, what, advice));
        }
        let ids: Vec<&str> = std::iter::once(self.scheme.baseline())
            .chain(self.scheme.tests())
            .map(|period| period.id.as_str())
            .collect();
        let known: Vec<&str> = ids.iter().copied().chain(PERIOD).collect();
        let mut result = Ok(());
        for name in keys.names().filter(|name| !known.contains(name)) {
            let span = keys.span_of(name).unwrap_or(keys.span.clone());
            let what = format!(
                "[period] has no key {} and the scheme no such period",
                quoted(name)
            );
            let advice = wording::instead_of(name, &known);
            result = Err(self.reading.report(span, what, advice));
        }
        result?;
        let labelled: Vec<&str> = keys.names().filter(|name| ids.contains(name)).collect();
        if keys.value("date").is_some() {
            if keys.value("column").is_some() || !labelled.is_empty() {
                let what = "the period is told by a date and by labels";
                let advice = "keep date, or column and the labels";
                return Err(self.reading.report(keys.span.clone(), what, advice));
            }
            self.no_otherwise(&keys, "a date outside the periods is set aside in any case");
            return Ok(PeriodRule::Date {
                column: self.column(&keys, "date")?,
            });
        }
        let column = self.column(&keys, "column");
        let otherwise = self.otherwise(&keys);
        let mut result = Ok(());
        let mut labels: Vec<(Id, Vec<String>)> = Vec::new();
        for id in ids {
            let texts = self.reading.optional_texts(&keys, id);
            let texts = texts.and_then(|texts| self.labels(texts.unwrap_or_default()));
            let of_period = match texts {
                Ok(of_period) => of_period,
                Err(unreadable) => {
                    result = Err(unreadable);
                    continue;
                }
            };
            if of_period.is_empty() {
                let what = format!("[period] has no labels for {}", quoted(id));
                let advice = format!("add a line like {id} = [\"…\"]");
                self.reading.report(keys.span.clone(), what, advice);
                continue;
            }
            let before: Vec<&String> = labels.iter().flat_map(|(_, labels)| labels).collect();
            if let Some(both) = of_period.iter().find(|label| before.contains(label)) {
                let what = format!("{} is a label of two periods", quoted(both));
                let span = keys.span_of(id).unwrap_or(keys.span.clone());
                result = Err(self.reading.report(span, what, "keep it in one of them"));
                continue;
            }
            labels.push((id.parse().map_err(|_| Unreadable)?, of_period));
        }
        result?;
        Ok(PeriodRule::Labels {
            column: column?,
            labels,
            otherwise: otherwise?,
        })
    }
}
