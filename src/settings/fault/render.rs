//! Faults for the eye: the line itself, a mark under the offending text, and
//! the hint.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};

use super::{Fault, Faults, Place, Severity};

/// How faults are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether the reader is a terminal that shows colours.
    pub colour: bool,
    /// The width of a line, in columns.
    pub width: usize,
}

impl Style {
    /// Without colours, for a file, a pipe or a log.
    pub const PLAIN: Self = Self { colour: false, width: 100 };
}

impl Faults {
    /// Every fault with its line, and how many there are at the end.
    #[must_use]
    pub fn render(&self, style: Style) -> String {
        let theme = if style.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_context_lines(0)
            .with_width(style.width);
        let mut page = String::new();
        for fault in self {
            let mut drawn = String::new();
            if handler.render_report(&mut drawn, &Drawing(fault)).is_err() {
                drawn = format!("  {}: {}\n", fault.file.display(), fault.message);
            }
            page.push_str(drawn.trim_start_matches('\n'));
            page.push('\n');
        }
        page.push_str(&self.summary());
        page.push('\n');
        page
    }

    /// One line a fault, without the lines of the files: for logs, which must
    /// not show the names, addresses and passwords that stand there.
    #[must_use]
    pub fn list(&self) -> String {
        let line = |fault: &Fault| {
            let place = fault.line.map(|line| format!(":{line}")).unwrap_or_default();
            format!("{}{place}: {}\n", fault.file.display(), fault.in_log())
        };
        self.iter().map(line).collect()
    }

    /// One line: `3 errors, 1 warning in 2 files`.
    #[must_use]
    pub fn summary(&self) -> String {
        let kinds =
            [(Severity::Error, "error"), (Severity::Defect, "defect"), (Severity::Warning, "warning")];
        let counts: Vec<_> = kinds
            .into_iter()
            .map(|(severity, word)| (self.iter().filter(|fault| fault.severity == severity).count(), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| counted(count, word))
            .collect();
        if counts.is_empty() {
            return "no faults".to_owned();
        }
        let mut files: Vec<_> = self.iter().map(|fault| &fault.file).collect();
        files.dedup();
        format!("{} in {}", counts.join(", "), counted(files.len(), "file"))
    }
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// A fault as miette wants to see it.
#[derive(Debug)]
struct Drawing<'a>(&'a Fault);

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without a line to show, the file is named in the sentence.
        if self.0.span.is_none() {
            write!(f, "{}: ", self.0.file.display())?;
        }
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Drawing<'_> {}

impl Diagnostic for Drawing<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.0.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Defect => miette::Severity::Warning,
            Severity::Warning => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.text.as_ref().map(|_| self as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.0.span.clone()?;
        Some(Box::new(std::iter::once(LabeledSpan::new_primary_with_span(Some("here".to_owned()), span))))
    }
}

impl SourceCode for Drawing<'_> {
    /// The one line that holds `span`. miette's own reading counts columns in
    /// bytes, which is wrong after the first Å, Ä or Ö.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.0.text.as_deref().ok_or(MietteError::OutOfBounds)?;
        let place = Place::of(text, &(span.offset()..span.offset() + span.len()));
        let start = text[..place.span.start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length + 1);
        Ok(Box::new(MietteSpanContents::new_named(
            self.0.file.display().to_string(),
            &text.as_bytes()[start..end],
            (start, end - start).into(),
            place.line - 1,
            place.column - 1,
            1,
        )))
    }
}
