//! Tables for the eye: figures under their headings, on a page of any width.
//! What does not fit side by side is wrapped, then parted, then listed; no figure
//! is ever cut.

use super::{Side, filled, width, wrapped};

/// Columns and rows, not yet laid out.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

/// One column: its heading, and how it is filled.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) heading: String,
    pub(crate) side: Side,
    /// Whether a narrow page may begin a new piece of the table here; each
    /// piece repeats the first column.
    begins_piece: bool,
}

/// One row of a table.
#[derive(Debug, Clone)]
pub(crate) enum Row {
    /// A text for each column.
    Cells(Vec<String>),
    /// Words across all columns.
    Words(String),
}

/// Words in a column are not wrapped to less than this; names in the first column
/// stand on lines of their own rather than be wrapped to less than the other.
const NARROWEST_WORDS: usize = 12;
const NARROWEST_NAMES: usize = 20;
/// Headings may be this wide although their figures are narrower; less so on
/// narrower pages.
const HEADINGS: [usize; 3] = [13, 10, 8];
/// What stands between columns: on wide pages, on narrow ones.
const GAPS: [usize; 2] = [3, 2];
/// How far the further lines of a cell or of words stand in.
const HANG: usize = 2;
/// How far figures stand in under a name on a line of its own.
const INDENT: usize = 4;

impl Column {
    /// A column of words.
    pub(crate) fn words(heading: impl Into<String>) -> Self {
        Self {
            heading: heading.into(),
            side: Side::Left,
            begins_piece: false,
        }
    }

    /// A column of figures.
    pub(crate) fn figures(heading: impl Into<String>) -> Self {
        Self {
            side: Side::Right,
            ..Self::words(heading)
        }
    }

    /// The same column, at which a narrow page may part the table.
    pub(crate) fn beginning_a_piece(self) -> Self {
        Self {
            begins_piece: true,
            ..self
        }
    }
}

impl Table {
    pub(crate) fn new(columns: Vec<Column>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row; a cell that is not given is empty.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        cells.resize(self.columns.len(), String::new());
        self.rows.push(Row::Cells(cells));
    }

    /// Adds words across all columns.
    pub(crate) fn words(&mut self, words: impl Into<String>) {
        self.rows.push(Row::Words(words.into()));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The table without the columns in which nothing stands.
    pub(crate) fn without_empty_columns(&self) -> Self {
        let holds: Vec<bool> = (0..self.columns.len())
            .map(|column| self.cells(column).any(|cell| !cell.is_empty()))
            .collect();
        self.of_columns(|number| holds.get(number).copied().unwrap_or_default())
    }

    /// The table without the rows in which nothing stands, and without the words
    /// that then stand over no row.
    fn without_empty_rows(mut self) -> Self {
        self.rows.retain(|row| match row {
            Row::Cells(cells) => cells.iter().any(|cell| !cell.is_empty()),
            Row::Words(_) => true,
        });
        let mut stands_over_a_row = false;
        let mut from_below: Vec<Row> = Vec::with_capacity(self.rows.len());
        for row in self.rows.into_iter().rev() {
            match &row {
                Row::Cells(_) => {}
                Row::Words(_) if stands_over_a_row => {}
                Row::Words(_) => continue,
            }
            stands_over_a_row = matches!(row, Row::Cells(_))
                || matches!(&row, Row::Words(words) if !words.is_empty());
            from_below.push(row);
        }
        from_below.reverse();
        self.rows = from_below;
        self
    }

    /// The table with only those columns that are wanted, by their numbers.
    fn of_columns(&self, is_wanted: impl Fn(usize) -> bool) -> Self {
        fn kept<T: Clone>(all: &[T], is_wanted: &impl Fn(usize) -> bool) -> Vec<T> {
            let numbered = all.iter().enumerate();
            let kept = numbered.filter(|(number, _)| is_wanted(*number));
            kept.map(|(_, one)| one.clone()).collect()
        }
        let rows = self.rows.iter().map(|row| match row {
            Row::Cells(cells) => Row::Cells(kept(cells, &is_wanted)),
            Row::Words(words) => Row::Words(words.clone()),
        });
        Self {
            rows: rows.collect(),
            columns: kept(&self.columns, &is_wanted),
        }
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| match row {
            Row::Cells(cells) => cells.get(column).map(String::as_str),
            Row::Words(_) => None,
        })
    }

    /// The table in lines of at most a width, where no single figure is wider.
    pub(crate) fn lines(&self, page: usize) -> Vec<String> {
        self.without_empty_columns().laid_out(page)
    }

    fn laid_out(&self, page: usize) -> Vec<String> {
        if let Some((gap, widths)) = self.fitted(page) {
            return self.side_by_side(&widths, gap, page);
        }
        let mut pieces = self.pieces().into_iter();
        if let (Some(first), true) = (pieces.next(), pieces.len() > 0) {
            return pieces.fold(first.laid_out(page), |mut lines, piece| {
                lines.push(String::new());
                lines.extend(piece.laid_out(page));
                lines
            });
        }
        let rest = self.of_columns(|number| number > 0);
        let narrower = page.saturating_sub(INDENT);
        match rest.fitted(narrower) {
            Some((gap, widths)) => self.names_above(&rest, &widths, gap, page),
            None => self.listed(page),
        }
    }

    /// The parts into which a narrow page may cut the table.
    fn pieces(&self) -> Vec<Self> {
        let mut piece = 0_usize;
        let of_column: Vec<usize> = self
            .columns
            .iter()
            .map(|column| {
                piece = piece.saturating_add(usize::from(column.begins_piece));
                piece
            })
            .collect();
        let pieces = (0..=piece).map(|piece| {
            let mut part =
                self.of_columns(|number| number == 0 || of_column.get(number) == Some(&piece));
            for column in &mut part.columns {
                column.begins_piece = false;
            }
            part.without_empty_rows()
        });
        // Before the first cut there may be names alone.
        pieces.filter(|piece| piece.columns.len() > 1).collect()
    }

    /// The gap between columns, and how wide each stands on a page; `None` where
    /// they do not fit.
    fn fitted(&self, page: usize) -> Option<(usize, Vec<usize>)> {
        let ([apart, close], [wide, middling, narrow]) = (GAPS, HEADINGS);
        // Columns move together and headings are wrapped before words are.
        [
            (apart, wide, false),
            (close, wide, false),
            (close, middling, false),
            (close, narrow, false),
            (close, narrow, true),
        ]
        .into_iter()
        .find_map(|(gap, heading, may_wrap)| {
            Some((gap, self.widths(page, gap, heading, may_wrap)?))
        })
    }

    fn widths(
        &self,
        page: usize,
        gap: usize,
        heading: usize,
        may_wrap: bool,
    ) -> Option<Vec<usize>> {
        let mut widths = Vec::with_capacity(self.columns.len());
        let mut narrowest = Vec::with_capacity(self.columns.len());
        for (number, column) in self.columns.iter().enumerate() {
            let cells = self.cells(number).map(width).max().unwrap_or(0);
            let heading = width(&column.heading).min(heading);
            let heading = heading.max(longest_word(&column.heading));
            let (wide, narrow) = match column.side {
                Side::Right => {
                    let wide = cells.max(heading);
                    (wide, wide)
                }
                Side::Left => {
                    let wide = cells.max(width(&column.heading));
                    let words = self.cells(number).map(longest_word).max().unwrap_or(0);
                    let least = match number {
                        0 => NARROWEST_NAMES,
                        _ => NARROWEST_WORDS,
                    };
                    // A word that does not begin its cell stands further in.
                    let narrow = words.saturating_add(HANG).max(heading).max(least);
                    (wide, narrow.min(wide))
                }
            };
            widths.push(wide);
            narrowest.push(narrow);
        }
        let gaps = self.columns.len().saturating_sub(1).saturating_mul(gap);
        loop {
            let taken = widths.iter().sum::<usize>().saturating_add(gaps);
            if taken <= page {
                return Some(widths);
            }
            if !may_wrap {
                return None;
            }
            let room = widths.iter().zip(&narrowest).enumerate();
            let (roomiest, _) = room
                .map(|(number, (wide, narrow))| (number, wide.saturating_sub(*narrow)))
                .filter(|(_, room)| *room > 0)
                .max_by_key(|(_, room)| *room)?;
            if let Some(widest) = widths.get_mut(roomiest) {
                *widest = widest.saturating_sub(1);
            }
        }
    }

    fn side_by_side(&self, widths: &[usize], gap: usize, page: usize) -> Vec<String> {
        let mut lines = self.headings(widths, gap);
        for row in &self.rows {
            match row {
                Row::Words(words) => lines.extend(wrapped(words, page, HANG)),
                Row::Cells(cells) => lines.extend(self.beside(cells, widths, gap)),
            }
        }
        lines
    }

    /// Every name on a line of its own, its figures below it.
    fn names_above(&self, rest: &Self, widths: &[usize], gap: usize, page: usize) -> Vec<String> {
        let indented = |lines: Vec<String>| {
            let lines = lines.into_iter();
            lines.map(|line| format!("{}{line}", " ".repeat(INDENT)))
        };
        let mut lines: Vec<String> = indented(rest.headings(widths, gap)).collect();
        for row in &self.rows {
            match row {
                Row::Words(words) => lines.extend(wrapped(words, page, HANG)),
                Row::Cells(cells) => {
                    let (name, figures) = cells.split_first().unzip();
                    let name = name.map(String::as_str).unwrap_or_default();
                    if !name.is_empty() {
                        lines.extend(wrapped(name, page, HANG));
                    }
                    let figures = figures.unwrap_or_default();
                    // A name may stand alone.
                    if figures.iter().any(|figure| !figure.is_empty()) {
                        lines.extend(indented(rest.beside(figures, widths, gap)));
                    }
                }
            }
        }
        lines
    }

    /// Every figure on a line of its own, after its heading.
    fn listed(&self, page: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for row in &self.rows {
            match row {
                Row::Words(words) => lines.extend(wrapped(words, page, HANG)),
                Row::Cells(cells) => {
                    let mut texts: Vec<String> = Vec::new();
                    for (number, (column, cell)) in self.columns.iter().zip(cells).enumerate() {
                        match (number, column.heading.as_str(), texts.last_mut()) {
                            _ if cell.is_empty() => {}
                            (0, ..) => texts.push(cell.clone()),
                            // A mark stands beside its figure.
                            (_, "", Some(figure)) => {
                                figure.push(' ');
                                figure.push_str(cell);
                            }
                            (_, "", None) => texts.push(cell.clone()),
                            (_, heading, _) => {
                                texts.push(format!("{}{heading}: {cell}", " ".repeat(INDENT)));
                            }
                        }
                    }
                    let texts = texts.iter();
                    lines.extend(texts.flat_map(|text| wrapped(text, page, HANG)));
                }
            }
        }
        lines
    }

    /// The headings, wrapped, the last line of each next to the figures.
    fn headings(&self, widths: &[usize], gap: usize) -> Vec<String> {
        let headings: Vec<Vec<String>> = self
            .columns
            .iter()
            .zip(widths)
            .map(|(column, width)| match column.heading.as_str() {
                "" => Vec::new(),
                heading => wrapped(heading, *width, 0),
            })
            .collect();
        let height = headings.iter().map(Vec::len).max().unwrap_or(0);
        let from_below = headings
            .into_iter()
            .map(|heading| {
                let mut lines = vec![String::new(); height.saturating_sub(heading.len())];
                lines.extend(heading);
                lines
            })
            .collect();
        self.in_columns(from_below, widths, gap, height)
    }

    fn beside(&self, cells: &[String], widths: &[usize], gap: usize) -> Vec<String> {
        let columns = self.columns.iter().zip(cells).zip(widths);
        let wrapped: Vec<Vec<String>> = columns
            .map(
                |((column, cell), width)| match (column.side, cell.as_str()) {
                    (_, "") => Vec::new(),
                    (Side::Left, words) => wrapped(words, *width, HANG),
                    (Side::Right, figure) => vec![figure.to_owned()],
                },
            )
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0).max(1);
        self.in_columns(wrapped, widths, gap, height)
    }

    /// Lines of each column put beside one another.
    fn in_columns(
        &self,
        columns: Vec<Vec<String>>,
        widths: &[usize],
        gap: usize,
        height: usize,
    ) -> Vec<String> {
        let mut lines = vec![String::new(); height];
        let sides = self.columns.iter().map(|column| column.side);
        for (number, ((column, width), side)) in
            columns.into_iter().zip(widths).zip(sides).enumerate()
        {
            let texts = column.into_iter().chain(std::iter::repeat(String::new()));
            for (line, text) in lines.iter_mut().zip(texts) {
                if number > 0 {
                    line.push_str(&" ".repeat(gap));
                }
                line.push_str(&filled(&text, *width, side));
            }
        }
        for line in &mut lines {
            line.truncate(line.trim_end().len());
        }
        lines
    }
}

fn longest_word(text: &str) -> usize {
    text.split(' ').map(width).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two names with a count and a cost in each of two periods.
    fn table() -> Table {
        let mut table = Table::new(vec![
            Column::words(""),
            Column::figures("count in baseline"),
            Column::figures("cost in baseline"),
            Column::words(""),
            Column::figures("count in test period").beginning_a_piece(),
            Column::figures("cost in test period"),
        ]);
        for (name, count) in [
            ("Custodial sentences under 12 months", "1,234"),
            ("Fines", "5"),
        ] {
            let texts = [name, count, "£12,345,678.00", "[i]", count, "£9.00"];
            table.row(texts.map(str::to_owned));
        }
        table
    }

    fn every_figure(lines: &[String]) -> usize {
        let figures = ["1,234", "£12,345,678.00", "£9.00"];
        let text = lines.join("\n");
        figures
            .iter()
            .map(|figure| text.matches(figure).count())
            .sum()
    }

    #[test]
    fn every_figure_stands_whole_on_a_page_of_any_width_and_no_line_is_wider() {
        for page in 20..200 {
            let lines = table().lines(page);
            assert!(
                lines.iter().all(|line| width(line) <= page),
                "{page}: {lines:#?}"
            );
            assert_eq!(every_figure(&lines), 6, "{page}: {lines:#?}");
        }
    }

    #[test]
    fn a_narrower_page_wraps_then_parts_then_puts_names_above_then_lists() {
        let heights = [200, 90, 60, 44, 30].map(|page| table().lines(page).len());
        assert!(heights.is_sorted(), "{heights:?}");
        assert!(table().lines(200).concat().contains("months  "));
        // Parted: each piece has its headings and the names once more.
        assert_eq!(table().lines(60).concat().matches("Fines").count(), 2);
        // Listed: each figure after its heading, with its mark.
        let listed = table().lines(30).join("\n");
        assert!(
            listed.contains("    cost in baseline:\n      £12,345,678.00 [i]"),
            "{listed}"
        );
    }

    #[test]
    fn a_column_in_which_nothing_stands_takes_no_room() {
        let mut table = Table::new(vec![
            Column::words(""),
            Column::words("remark"),
            Column::figures("count"),
        ]);
        table.row(["one", "", "1"].map(str::to_owned));
        assert_eq!(table.lines(80), ["      count", "one       1"]);
    }

    #[test]
    fn a_name_above_that_has_no_figures_leaves_no_blank_line() {
        let mut table = table();
        table.row(["Reparation orders".to_owned()]);
        for page in 20..200 {
            let lines = table.lines(page);
            assert!(!lines.iter().any(|line| line.ends_with(' ')), "{page}");
        }
    }
}
