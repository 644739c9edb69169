//! The naming rule: any text of a document in, Rust names out.
//!
//! Words come from the text itself, symbols are spelt out, and names that would collide in a scope are told apart
//! by what their own texts say; no name depends on the order of the document. CONTRIBUTING.md has the rule as a table.

mod assign;

use std::collections::{BTreeSet, HashMap, HashSet};

pub use assign::assign;
use heck::{ToSnakeCase, ToUpperCamelCase};

/// The two spellings of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `UpperCamelCase`: types and variants.
    Type,
    /// `snake_case`: fields, arguments, setters and modules.
    Value,
}

/// The best name for a text when nothing else claims it.
pub fn name(text: &str, case: Case) -> String {
    spell(&plain(text), case)
}

/// Names for the items of one scope, each distinct from the others and from `reserved`.
///
/// Every item brings the texts that may name it, best first. Items whose names collide all move on to their next text;
/// when the texts run out, the last is spelt more exactly until it is unique, at the end byte by byte.
pub fn distinct(items: &[Vec<Text>], case: Case, reserved: &BTreeSet<&str>) -> Vec<String> {
    let mut level = vec![0; items.len()];
    let mut names: Vec<String> = items.iter().map(|texts| spelling(texts, 0, case)).collect();
    let mut seen = HashSet::with_capacity(names.len());
    if names.iter().all(|name| !reserved.contains(name.as_str()) && seen.insert(name.as_str())) {
        return names;
    }
    let mut claims: HashMap<String, BTreeSet<usize>> = HashMap::new();
    for (item, name) in names.iter().enumerate() {
        claims.entry(name.clone()).or_default().insert(item);
    }
    // Only a name whose claimants have changed can make someone move.
    let mut changed: BTreeSet<String> = claims.keys().cloned().collect();
    while !changed.is_empty() {
        let moving: Vec<usize> =
            changed.iter().flat_map(|name| yielding(name, &claims[name], items, &level, reserved)).collect();
        changed.clear();
        for item in moving {
            level[item] += 1;
            let next = spelling(&items[item], level[item], case);
            let left = std::mem::replace(&mut names[item], next.clone());
            if let Some(claimants) = claims.get_mut(&left) {
                claimants.remove(&item);
            }
            claims.entry(next.clone()).or_default().insert(item);
            changed.extend([left, next]);
        }
    }
    names
}

/// Those who have to leave a name to others and have another one to go to.
fn yielding(
    name: &str,
    claimants: &BTreeSet<usize>,
    items: &[Vec<Text>],
    level: &[usize],
    reserved: &BTreeSet<&str>,
) -> Vec<usize> {
    let taken = reserved.contains(name);
    if claimants.len() <= 1 && !taken {
        return Vec::new();
    }
    // The only one with no other words of its own keeps the name, as long as the others have some.
    let plain = |item: usize| items[item].iter().filter(|text| text.more.is_empty()).count();
    let last: Vec<usize> = claimants.iter().copied().filter(|item| level[*item] + 1 >= plain(*item)).collect();
    let keeps = match last[..] {
        [only] if claimants.len() > 1 && !taken => Some(only),
        _ => None,
    };
    let mut yielding: Vec<usize> = claimants.iter().copied().filter(|item| Some(*item) != keeps).collect();
    yielding.retain(|item| level[*item] + 1 < items[*item].len() + EXACT);
    yielding
}

/// How many ways there are to spell the last text more exactly.
const EXACT: usize = 3;

fn spelling(texts: &[Text], level: usize, case: Case) -> String {
    if let Some(text) = texts.get(level) {
        if case == Case::Value && text.more.is_empty() && is_spelt(&text.own) {
            return tolerable(text.own.clone());
        }
        return spell(&format!("{} {}", plain(&text.own), text.more), case);
    }
    let Some(last) = texts.last() else { return String::new() };
    let exact = exact(&last.own);
    let words = match level - texts.len() {
        0 => format!("{exact} {}", last.more),
        1 => format!("{exact} {} {}", letter_case(&last.own), last.more),
        _ => {
            let bytes: String = last.own.bytes().map(|byte| format!("{byte:02x}")).collect();
            format!("{exact} x{bytes} {}", last.more)
        }
    };
    spell(&words, case)
}

/// A text that may name an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What the document says.
    pub own: String,
    /// What the generator adds to it, to tell it apart: the kind of the item, say.
    pub more: &'static str,
}

impl Text {
    /// The document's own words.
    pub fn own(text: impl Into<String>) -> Self {
        Self { own: text.into(), more: "" }
    }

    /// The same with a word of the generator.
    pub fn with(text: impl Into<String>, more: &'static str) -> Self {
        Self { own: text.into(), more }
    }
}

/// One word less at the end when it is a plural: `keys` is `key`.
pub fn singular(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let cut = |n: usize, add: &str| format!("{}{add}", &text[..text.len() - n]);
    match () {
        () if lower.len() <= 3 || ["ss", "us", "is", "ews"].iter().any(|end| lower.ends_with(end)) => text.to_owned(),
        () if lower.ends_with("ies") => cut(3, "y"),
        () if ["sses", "shes", "ches", "xes", "uses"].iter().any(|end| lower.ends_with(end)) => cut(2, ""),
        () if lower.ends_with('s') => cut(1, ""),
        () => text.to_owned(),
    }
}

/// Words of a text as a phrase for people: `friendly_name` is `friendly name`.
pub fn phrase(text: &str) -> String {
    plain(text).to_snake_case().replace('_', " ")
}

fn spell(words: &str, case: Case) -> String {
    let spelt = match case {
        Case::Type => words.to_upper_camel_case(),
        Case::Value => words.to_snake_case(),
    };
    let spelt = if spelt.starts_with(|first: char| first.is_ascii_digit()) {
        match case {
            Case::Type => format!("Value{spelt}"),
            Case::Value => format!("value_{spelt}"),
        }
    } else {
        spelt
    };
    tolerable(spelt)
}

/// The four that Rust accepts in no form, not even raw, are others.
fn tolerable(spelt: String) -> String {
    match spelt.as_str() {
        "self" | "super" | "crate" | "Self" => format!("{spelt}_"),
        _ => spelt,
    }
}

/// Whether a text is a name in snake case already, as most members are, which needs no more thought.
fn is_spelt(text: &str) -> bool {
    let mut before = b'_';
    let letters = text.bytes().all(|byte| {
        let (last, first) = (before, before == b'_');
        before = byte;
        match byte {
            b'_' => last != b'_',
            _ => byte.is_ascii_lowercase() || byte.is_ascii_digit() && !first,
        }
    });
    letters && before != b'_'
}

/// Separators fall away and symbols become words, so that `StartTime<` is `StartTime before`.
fn plain(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut signed = true;
    for symbol in text.chars() {
        match symbol {
            _ if symbol.is_ascii_alphanumeric() => words.push(symbol),
            '-' if signed && text.len() > 1 && text[1..].starts_with(|next: char| next.is_ascii_digit()) => {
                words.push_str(" minus ")
            }
            _ => match meaning(symbol) {
                Some(word) => {
                    words.push(' ');
                    words.push_str(word);
                    words.push(' ');
                }
                None if symbol.is_alphanumeric() => words.push_str(&format!(" u{:x} ", symbol as u32)),
                None => words.push(' '),
            },
        }
        signed = false;
    }
    if words.trim().is_empty() { exact(text) } else { words }
}

/// Every character counts.
fn exact(text: &str) -> String {
    if text.is_empty() {
        return "empty".to_owned();
    }
    let mut words = String::new();
    for symbol in text.chars() {
        match separator(symbol).or_else(|| meaning(symbol)) {
            _ if symbol.is_ascii_alphanumeric() => words.push(symbol),
            Some(word) => words.push_str(&format!(" {word} ")),
            None => words.push_str(&format!(" u{:x} ", symbol as u32)),
        }
    }
    words
}

fn meaning(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '<' => "before",
        '>' => "after",
        '=' => "equals",
        '+' => "plus",
        '*' => "star",
        '%' => "percent",
        '&' => "and",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '!' => "not",
        '?' => "question",
        '~' => "tilde",
        '^' => "caret",
        _ => return None,
    })
}

fn separator(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '_' => "underscore",
        '-' => "dash",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '/' => "slash",
        '\\' => "backslash",
        '|' => "bar",
        ' ' => "space",
        '"' => "quote",
        '\'' => "apostrophe",
        '`' => "backtick",
        '(' | '[' | '{' => "open",
        ')' | ']' | '}' => "close",
        _ => return None,
    })
}

fn letter_case(text: &str) -> &'static str {
    let upper = text.chars().any(|letter| letter.is_ascii_uppercase());
    let lower = text.chars().any(|letter| letter.is_ascii_lowercase());
    match (upper, lower) {
        (true, true) if text.starts_with(|first: char| first.is_ascii_lowercase()) => "camel case",
        (true, false) => "upper case",
        (false, true) => "lower case",
        (true, true) => "mixed case",
        (false, false) => "no case",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variants(texts: &[&str]) -> Vec<String> {
        let items: Vec<Vec<Text>> = texts.iter().map(|text| vec![Text::own(*text)]).collect();
        distinct(&items, Case::Type, &BTreeSet::from(["Other"]))
    }

    #[test]
    fn symbols_are_spelt_out() {
        for (text, value, r#type) in [
            ("FriendlyName", "friendly_name", "FriendlyName"),
            ("StartTime<", "start_time_before", "StartTimeBefore"),
            ("EndTime>", "end_time_after", "EndTimeAfter"),
            ("Parameter1.Name", "parameter1_name", "Parameter1Name"),
            ("X-Twilio-Webhook-Enabled", "x_twilio_webhook_enabled", "XTwilioWebhookEnabled"),
            ("api.v2010.account", "api_v2010_account", "ApiV2010Account"),
            ("", "empty", "Empty"),
            ("_", "underscore", "Underscore"),
            ("2fa", "value_2fa", "Value2fa"),
            ("-1", "minus_1", "Minus1"),
            ("self", "self_", "Self_"),
            ("Ünï", "udc_n_uef", "UdcNUef"),
            ("a b\u{202e}", "a_b", "AB"),
        ] {
            assert_eq!(name(text, Case::Value), value, "{text}");
            assert_eq!(name(text, Case::Type), r#type, "{text}");
        }
    }

    #[test]
    fn what_is_spelt_already_is_spelt_the_same() {
        for text in ["a", "friendly_name", "a1", "sha256_sum", "a_1", "1a", "_a", "a_", "a__b", "aB", "self", "", "_"] {
            assert_eq!(spelling(&[Text::own(text)], 0, Case::Value), name(text, Case::Value), "{text}");
        }
    }

    #[test]
    fn collisions_are_told_apart_by_their_own_text() {
        assert_eq!(variants(&["active", "closed"]), ["Active", "Closed"]);
        assert_eq!(variants(&["a-b", "a_b", "x"]), ["ADashB", "AUnderscoreB", "X"]);
        assert_eq!(variants(&["on", "ON", "On"]), ["OnLowerCase", "OnUpperCase", "OnMixedCase"]);
        assert_eq!(
            variants(&["fooBar", "FooBar", "foo_bar"]),
            ["FooBarCamelCase", "FooBarMixedCase", "FooUnderscoreBar"]
        );
        assert_eq!(variants(&["other"]), ["OtherLowerCase"]);
        let reordered = variants(&["ON", "On", "on"]);
        assert_eq!(reordered, ["OnUpperCase", "OnMixedCase", "OnLowerCase"]);
        assert_eq!(variants(&["H264", "H.264"]), ["H264", "HDot264"]);
    }

    #[test]
    fn the_one_without_other_words_keeps_the_name() {
        let items =
            [vec![Text::own("mode"), Text::with("mode", "model")], vec![Text::own("mode"), Text::own("thing mode")]];
        assert_eq!(distinct(&items, Case::Type, &BTreeSet::new()), ["Mode", "ThingMode"]);
        assert_eq!(distinct(&items, Case::Type, &BTreeSet::from(["Mode"])), ["ModeModel", "ThingMode"]);
    }

    #[test]
    fn a_scope_never_holds_a_name_twice() {
        let texts =
            ["a1", "a 1", "a_1", "A1", "a-1", "", " ", "\u{0}", "ä", "udc", "é", "e\u{301}", "tRue", "trUe", "x", "X"];
        let names = variants(&texts);
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), texts.len(), "{names:?}");
    }

    #[test]
    fn plurals_lose_their_ending() {
        for (text, one) in [
            ("keys", "key"),
            ("addresses", "address"),
            ("policies", "policy"),
            ("aws", "aws"),
            ("status", "status"),
            ("AddOns", "AddOn"),
        ] {
            assert_eq!(singular(text), one);
        }
    }
}
