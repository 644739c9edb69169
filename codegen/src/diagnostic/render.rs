//! Located diagnostics enter; one text with a source excerpt for each and a final count leaves.

use super::{Located, Severity, visible};
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

/// More than this many say nothing new; the count line tells of the rest.
const SHOWN: usize = 1000;

pub(super) fn render(list: &[Located], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(usize::MAX / 2);
    let mut text = String::new();
    for located in list.iter().take(SHOWN) {
        text.push_str(&one(located, &renderer));
        text.push_str("\n\n");
    }
    text.push_str(&count(list));
    text.push('\n');
    text
}

fn one(located: &Located, renderer: &Renderer) -> String {
    let Located { diagnostic, place, excerpt, .. } = located;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(visible::message(&diagnostic.message)).id(diagnostic.code.as_str());
    let origin = || Origin::path(visible(&place.file)).line(place.line).char_column(place.col);
    // The column is counted in what is shown, unless that was cut or escaped.
    let is_apart = excerpt.as_ref().is_some_and(|excerpt| !excerpt.shows(place.col));
    let mut group = match excerpt {
        None => title.element(origin()),
        Some(excerpt) => {
            let snippet = Snippet::source(excerpt.text.as_str())
                .line_start(place.line)
                .annotation(AnnotationKind::Primary.span(excerpt.mark.clone()));
            if is_apart {
                title.element(origin()).element(snippet)
            } else {
                title.element(snippet.path(visible(&place.file)))
            }
        }
    };
    if let super::At::Pointer(pointer) | super::At::Overlay { pointer, .. } = &diagnostic.at {
        let shown = if pointer.as_str().is_empty() { "the root" } else { pointer.as_str() };
        group = group.element(Level::NOTE.message(format!("at {}", visible::pointer(shown))));
    }
    for remark in &located.remarks {
        group = group.element(Level::NOTE.message(visible::message(remark)));
    }
    if !diagnostic.help.is_empty() {
        group = group.element(Level::HELP.message(visible::message(&diagnostic.help)));
    }
    let text = renderer.render(&[group]);
    if !is_apart {
        return text;
    }
    // Between an origin and a snippet without a path the renderer puts the mark of a second file.
    let is_mark = |(index, line): (usize, &str)| index == 3 && line.contains(":::");
    let lines = text.lines().enumerate();
    let kept: Vec<&str> = lines.filter(|line| !is_mark(*line)).map(|(_, line)| line).collect();
    kept.join("\n")
}

/// The last line: `2 errors, 1 note`.
fn count(list: &[Located]) -> String {
    let errors = list.iter().filter(|located| located.diagnostic.severity == Severity::Error).count();
    let many = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let mut parts = Vec::new();
    if errors > 0 {
        parts.push(many(errors, "error"));
    }
    if list.len() > errors {
        parts.push(many(list.len() - errors, "note"));
    }
    let mut line = parts.join(", ");
    if list.len() > SHOWN {
        line.push_str(&format!(" (the first {SHOWN} are shown)"));
    }
    line
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Code, Diagnostic, Diagnostics, Excerpt, Located, Place};
    use crate::pointer::Pointer;

    fn located(line: usize, code: Code) -> Located {
        Located {
            diagnostic: Diagnostic::error(code, Pointer::from("/paths/~1Keys"), "it is \u{202e}wrong", "mend it"),
            place: Place { file: "spec/a.yaml".into(), line, col: 3 },
            excerpt: Some(Excerpt::new("  /Keys:", 3, 5)),
            rank: 0,
            remarks: Vec::new(),
        }
    }

    #[test]
    fn in_the_manner_of_rustc() {
        let list = vec![located(12, Code::DanglingRef), located(2, Code::UnknownField), located(2, Code::UnknownField)];
        let text = Diagnostics::new(list).render(false);
        let expected = "\
error[unknown-field]: it is \\u{202e}wrong
 --> spec/a.yaml:2:3
  |
2 |   /Keys:
  |   ^^^^^
  |
  = note: at /paths/~1Keys
  = help: mend it

error[dangling-ref]: it is \\u{202e}wrong
  --> spec/a.yaml:12:3
   |
12 |   /Keys:
   |   ^^^^^
   |
   = note: at /paths/~1Keys
   = help: mend it

2 errors
";
        assert_eq!(text, expected);
    }

    #[test]
    fn columns_are_those_of_the_file() {
        let mut located = located(1, Code::BadYaml);
        located.place.col = 501;
        located.excerpt = Some(Excerpt::new(&format!("{}key: ::: value", " ".repeat(500)), 501, 3));
        for color in [false, true] {
            let text = Diagnostics::new(vec![located.clone()]).render(color);
            assert!(text.contains("spec/a.yaml:1:501"), "{text}");
            assert_eq!(text.matches(":::").count(), 1, "{text}");
        }
    }

    #[test]
    fn colour_only_when_asked() {
        let list = Diagnostics::new(vec![located(1, Code::BadYaml)]);
        assert!(!list.render(false).contains('\u{1b}'));
        assert!(list.render(true).contains('\u{1b}'));
    }
}
