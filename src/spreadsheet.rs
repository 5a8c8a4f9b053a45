//! Tables of CSV, for scripts and for spreadsheets: quoting, and what no spreadsheet
//! may run. What stands in the cells comes from elsewhere.

/// A table as CSV: a header, then its rows, each as long as the header.
pub(crate) fn csv<'a, R>(header: impl IntoIterator<Item = &'a str>, rows: R) -> String
where
    R: IntoIterator<Item: IntoIterator<Item = String>>,
{
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every record has the header's length.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A text that no spreadsheet runs as a formula.
pub(crate) fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_made_inert() {
        assert_eq!(inert("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(inert("-5"), "'-5");
        assert_eq!(inert("Hackney"), "Hackney");
    }
}
