//! The fixtures, as they are and edited by hand.

use justice_reinvestment::what_if::{Answer, WhatIf};
use justice_reinvestment::{Assessment, Demand, Document, Error, Scheme, assess};

/// A scheme and its counts.
pub struct Given {
    pub scheme: Scheme,
    pub demand: Demand,
}

pub fn file(folder: &str, name: &str) -> String {
    std::fs::read_to_string(format!("fixtures/{folder}/{name}")).unwrap()
}

/// A text with one part of it changed, which stands in it once.
pub fn with(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

impl Given {
    pub fn new(scheme: &str, demand: &str) -> Self {
        let scheme = Scheme::read(&Document::new("scheme.toml", scheme)).unwrap();
        let demand = Demand::read(&scheme, &Document::new("demand.csv", demand)).unwrap();
        Self { scheme, demand }
    }

    pub fn of(folder: &str) -> Self {
        Self::new(&file(folder, "scheme.toml"), &file(folder, "demand.csv"))
    }

    pub fn assessed(&self) -> Assessment {
        assess(&self.scheme, &self.demand).unwrap()
    }

    pub fn question(&self, settings: &[&str]) -> WhatIf<'_> {
        let question = WhatIf::new(&self.scheme, &self.demand);
        let settings = settings.iter().map(|text| text.parse().unwrap());
        settings.fold(question, WhatIf::set)
    }

    pub fn asked(&self, settings: &[&str]) -> Answer {
        self.question(settings).ask().unwrap()
    }

    pub fn refused(&self, settings: &[&str]) -> Error {
        self.question(settings).check().unwrap_err()
    }
}
