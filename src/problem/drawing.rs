//! Problems as a person reads them in a terminal: the sentence, the offending
//! line with a caret under the place, and what to do.

use super::{Error, Problem};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// Whether a drawing carries terminal colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Style {
    /// Plain text, for pipes, files and `NO_COLOR`.
    #[default]
    Plain,
    /// With terminal colours.
    Coloured,
}

impl Error {
    /// All problems, each with its line, a caret and what to do, a blank line
    /// between them.
    ///
    /// ```
    /// use justice_reinvestment::{Document, Scheme, problem::Style};
    ///
    /// let file = Document::new("scheme.toml", "schema = 1\n");
    /// let drawn = Scheme::read(&file).unwrap_err().drawn(Style::Plain);
    /// assert!(drawn.contains("--> scheme.toml:1:10"));
    /// ```
    #[must_use]
    pub fn drawn(&self, style: Style) -> String {
        let renderer = match style {
            Style::Plain => Renderer::plain(),
            Style::Coloured => Renderer::styled(),
        }
        .decor_style(DecorStyle::Ascii);
        let drawings: Vec<String> = self
            .problems()
            .iter()
            .map(|problem| draw(problem, &renderer))
            .collect();
        drawings.join("\n\n")
    }
}

fn draw(problem: &Problem, renderer: &Renderer) -> String {
    if problem.place.is_none() {
        // Nothing to draw: the sentence, and the advice below it.
        let title = Group::with_title(Level::ERROR.primary_title(&problem.what));
        return format!(
            "{}\n  = help: {}",
            renderer.render(&[title]),
            problem.advice
        );
    }
    let mut group = Group::with_title(Level::ERROR.primary_title(&problem.what));
    if let Some(place) = &problem.place {
        let excerpt = &place.excerpt;
        let cut = if excerpt.is_cut { "…" } else { "" };
        let before = format!("{cut}{}", excerpt.before);
        let start = before.len();
        let covered: usize = excerpt
            .after
            .chars()
            .take(place.length)
            .map(char::len_utf8)
            .sum();
        let caret = AnnotationKind::Primary.span(start..start.saturating_add(covered));
        let snippet = Snippet::source(format!("{before}{}", excerpt.after))
            .line_start(place.line)
            .annotation(caret);
        if excerpt.is_cut {
            // Of a very long line only a part is drawn, so its column is said.
            let origin = Origin::path(&place.file)
                .line(place.line)
                .char_column(place.column);
            group = group.element(origin).element(snippet);
        } else {
            group = group.element(snippet.path(&place.file));
        }
    }
    if !problem.advice.is_empty() {
        group = group.element(Level::HELP.message(&problem.advice));
    }
    renderer.render(&[group])
}
