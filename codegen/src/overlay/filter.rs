//! A JSONPath enters that the library takes; what its filters ask that the library gets wrong leaves, with what to do.
//!
//! The library follows a negative index nowhere in a comparison or an argument, as if the node were absent, and orders
//! booleans, lists, objects and what is absent otherwise than RFC 9535 does. An action would change the wrong nodes.

use super::cost::unquoted;

/// What is wrong with the filters of `target`, which is known to be a JSONPath, and what to do; `None` for those that work.
pub(super) fn wrong(target: &str) -> Option<(String, String)> {
    let outside: Vec<(usize, char)> = unquoted(target).filter(|(_, symbol)| !symbol.is_ascii_whitespace()).collect();
    Scanner { target, outside: &outside, at: 0, wrong: None }.whole()
}

/// One side of a comparison, or an argument.
#[derive(Clone, Copy, PartialEq)]
enum Operand {
    /// A query of one node at most that takes a negative index on its way.
    FromTheEnd,
    Query,
    /// A number or a text that is written there.
    Ordered,
    /// `true`, `false` or `null`.
    Unordered,
    Length,
    Count,
    Function,
}

struct Scanner<'a> {
    target: &'a str,
    /// The characters outside of quotes but for spaces, with their places.
    outside: &'a [(usize, char)],
    at: usize,
    wrong: Option<(String, String)>,
}

impl Scanner<'_> {
    fn whole(mut self) -> Option<(String, String)> {
        // Outside of filters a negative index is followed.
        self.operand();
        self.wrong
    }

    fn peek(&self) -> Option<char> {
        Some(self.outside.get(self.at)?.1)
    }

    fn takes(&mut self, symbol: char) -> bool {
        let is_there = self.peek() == Some(symbol);
        self.at += usize::from(is_there);
        is_there
    }

    /// Where the next symbol stands, or a quote that is before it.
    fn place(&self) -> usize {
        let Some(last) = self.at.checked_sub(1).and_then(|last| self.outside.get(last)) else { return 0 };
        last.0 + last.1.len_utf8()
    }

    /// Whether a text in quotes comes before the next symbol.
    fn quoted(&self) -> bool {
        self.target[self.place()..].trim_start().starts_with(['\'', '"'])
    }

    /// What was read since `start`.
    fn read(&self, start: usize) -> &str {
        let end = self.outside.get(self.at).map_or(self.target.len(), |(at, _)| *at);
        self.target.get(start..end).unwrap_or_default().trim()
    }

    fn word(&mut self) -> String {
        let symbols = self.outside[self.at..].iter().map(|(_, symbol)| *symbol);
        let word: String = symbols
            .take_while(|symbol| symbol.is_ascii_alphanumeric() || *symbol == '_' || !symbol.is_ascii())
            .collect();
        self.at += word.chars().count();
        word
    }

    /// What comes after a `?`, or in parentheses.
    fn filter(&mut self) {
        loop {
            while self.takes('!') {}
            if self.takes('(') {
                self.filter();
                self.takes(')');
            } else {
                self.test();
            }
            // `&&` and `||`.
            if !(self.takes('&') && self.takes('&') || self.takes('|') && self.takes('|')) {
                return;
            }
        }
    }

    /// A test for being there, or a comparison.
    fn test(&mut self) {
        let start = self.place();
        let left = self.operand();
        let orders = matches!(self.peek(), Some('<' | '>'));
        if !(orders || matches!(self.peek(), Some('=' | '!'))) {
            return;
        }
        self.at += 1;
        let strict = !self.takes('=');
        let right = self.operand();
        let read = self.read(start).to_owned();
        if left == Operand::FromTheEnd || right == Operand::FromTheEnd {
            self.refuse_index(&read);
        } else if orders && !has_order(left, right, strict) {
            let message = format!("only numbers and texts have an order, and `{read}` may compare something else");
            let help = "compare with a number or a text that is written there or with `length(...)` or `count(...)` of a node, or with `==` or `!=`";
            self.refuse(message, help);
        }
    }

    fn operand(&mut self) -> Operand {
        if self.quoted() {
            // The next symbol is behind the text already.
            return Operand::Ordered;
        }
        match self.peek() {
            Some('@' | '$') => {
                self.at += 1;
                self.query()
            }
            Some('-' | '0'..='9') => {
                while matches!(self.peek(), Some('0'..='9' | '.' | 'e' | 'E' | '+' | '-')) {
                    self.at += 1;
                }
                Operand::Ordered
            }
            _ => match self.word().as_str() {
                "true" | "false" | "null" => Operand::Unordered,
                name => {
                    self.arguments();
                    match name {
                        "length" => Operand::Length,
                        "count" => Operand::Count,
                        _ => Operand::Function,
                    }
                }
            },
        }
    }

    fn arguments(&mut self) {
        if !self.takes('(') {
            return;
        }
        loop {
            let start = self.place();
            if self.operand() == Operand::FromTheEnd {
                let read = self.read(start).to_owned();
                self.refuse_index(&read);
            }
            if !self.takes(',') {
                break;
            }
        }
        self.takes(')');
    }

    /// The steps after `@` or `$`.
    fn query(&mut self) -> Operand {
        let (mut single, mut from_the_end) = (true, false);
        loop {
            if self.takes('.') {
                single &= !self.takes('.');
                single &= !self.takes('*');
                self.word();
                continue;
            }
            if !self.takes('[') {
                break;
            }
            loop {
                if self.takes('?') {
                    single = false;
                    self.filter();
                } else if !self.quoted() {
                    from_the_end |= self.peek() == Some('-');
                    while let Some(symbol @ ('0'..='9' | '-' | ':' | '*')) = self.peek() {
                        single &= !matches!(symbol, ':' | '*');
                        self.at += 1;
                    }
                }
                if !self.takes(',') {
                    break;
                }
                single = false;
            }
            if !self.takes(']') {
                break;
            }
        }
        if single && from_the_end { Operand::FromTheEnd } else { Operand::Query }
    }

    fn refuse_index(&mut self, read: &str) {
        let message = format!("this client's JSONPath library does not follow the negative index in `{read}`");
        self.refuse(message, "name the node, count its index from the start, or use another criterion");
    }

    fn refuse(&mut self, message: String, help: &str) {
        self.wrong.get_or_insert((message, help.to_owned()));
    }
}

/// Whether `<` and the like give what they should, whatever the document holds.
fn has_order(left: Operand, right: Operand, strict: bool) -> bool {
    let is = |operand: Operand| left == operand || right == operand;
    // What has no length is absent, and equal to what else is absent.
    !is(Operand::Unordered) && (is(Operand::Ordered) || is(Operand::Count) || strict && is(Operand::Length))
}

#[cfg(test)]
mod tests {
    use serde_json_path::JsonPath;

    use super::wrong;

    #[track_caller]
    fn message(target: &str) -> Option<String> {
        JsonPath::parse(target).unwrap_or_else(|error| panic!("{target}: {error}"));
        wrong(target).map(|(message, _)| message)
    }

    #[test]
    fn what_the_library_follows_is_accepted() {
        for target in [
            "$",
            "$.v[-1]",
            "$.v[-1]['a'][-2:][*]..b[-1]",
            "$[?@.v[-1]]",
            "$[?!@.v[-1]]",
            "$[? !(@.v[-1] && @['-1'] == '[-1]') ]",
            "$[?@.v[1] == -1]",
            "$[?@.v[?@.w[-1]]]",
            "$[?count(@.v[-2:]) == 1]",
            "$[?count(@.v[-1, 0]) == 1]",
            "$[?count(@..v[-1]) > 1 || @['[-1]'] == $.a['@.v[-1] == 1']]",
            "$[?count(@.v[?@.w[-1]]) > @.x]",
            "$[?match(@.a, 'x < @.y[-1]')]",
            "$[?@.a < 1]",
            "$[?@.a <= -1.5e+3 && 'b' >= @.c]",
            "$[?@.a < \"it's\"]",
            "$[?length(@.a) < @.b]",
            "$[?@.b >= count(@.*)]",
            "$[?length(@.a) <= 3]",
            "$[?@.a == true && @.b != null && @.c == @.d]",
            "$[?@['a < b'] == @['<']]",
            "$.a[?(@.b=='c' || (@.d>1))].e[?@.f<'g'].h[-1]",
        ] {
            assert_eq!(message(target), None, "{target}");
        }
    }

    /// When a new version of the library follows it, the refusal can go.
    #[test]
    fn the_library_follows_it_where_it_is_accepted_alone() {
        let document = serde_json::json!([{"v": ["a", "b"]}]);
        let finds = |filter: &str| {
            let target = format!("$[?{filter}]");
            (JsonPath::parse(&target).unwrap().query(&document).len() == 1, wrong(&target).is_none())
        };
        for right in ["@.v[-1]", "count(@.v[-1, 0]) == 2", "count(@..v[-1]) == 1", "count(@.v[-2:]) == 2"] {
            assert_eq!(finds(right), (true, true), "{right}");
        }
        for missed in ["@.v[-1] == 'b'", "length(@.v[-1]) == 1", "match(@.v[-1], 'b')", "count(@.v[-1]) == 1"] {
            assert_eq!(finds(missed), (false, false), "{missed}");
        }
        // Nothing is equal to nothing, and `true` no less than `false`.
        for missed in ["@.a <= @.b", "length(@.a) <= length(@.b)"] {
            assert_eq!(finds(missed), (false, false), "{missed}");
        }
        assert_eq!(finds("false >= true"), (true, false));
    }

    #[test]
    fn a_negative_index_that_is_not_followed_is_refused() {
        for (target, part) in [
            ("$.paths[?@.get.tags[-1] != 'beta']", "`@.get.tags[-1] != 'beta'`"),
            ("$[?'beta' == @['a'][ -1 ]]", "`'beta' == @['a'][ -1 ]`"),
            ("$[?$.a[-1]==@.b]", "`$.a[-1]==@.b`"),
            ("$[?@.b == $.a[-1].c]", "`@.b == $.a[-1].c`"),
            ("$[?@.x && !(@.b || @.a[-1] < 3)]", "`@.a[-1] < 3`"),
            ("$[?length(@.v[-1]) > 2]", "`@.v[-1]`"),
            ("$[?match(@.v[-1], 'a,b(')]", "`@.v[-1]`"),
            ("$[?!search(@['a)'][-1], 'a')]", "`@['a)'][-1]`"),
            ("$[?count(@.v[-1]) == 1]", "`@.v[-1]`"),
            ("$[?length(value(@.v[-1])) == 1]", "`@.v[-1]`"),
            ("$..a[0, ?@.b[?@.c[-1] == 1]]", "`@.c[-1] == 1`"),
            ("$[?count(@.v[?@.w[-1] == 1]) == 1]", "`@.w[-1] == 1`"),
            ("$[?@.a[-1] && @.ä[-1] == 1]", "`@.ä[-1] == 1`"),
        ] {
            let found = message(target).unwrap_or_else(|| panic!("{target} is accepted"));
            assert!(found.contains("negative index") && found.contains(part), "{target}: {found}");
        }
    }

    #[test]
    fn an_order_of_what_may_have_none_is_refused() {
        for (target, part) in [
            ("$[?@.a < @.b]", "`@.a < @.b`"),
            ("$[?@.a<=$.b]", "`@.a<=$.b`"),
            ("$[?@.a >= value(@..b)]", "`@.a >= value(@..b)`"),
            ("$[?@.a < true]", "`@.a < true`"),
            ("$[?null <= @.a]", "`null <= @.a`"),
            ("$[?false > 1]", "`false > 1`"),
            ("$[?length(@.a) <= length(@.b)]", "`length(@.a) <= length(@.b)`"),
            ("$[?@.a == 1 && (@.b || !(@.c > @.d))]", "`@.c > @.d`"),
            ("$.a[?@.b[?@['c'] > @['d']]]", "`@['c'] > @['d']`"),
        ] {
            let found = message(target).unwrap_or_else(|| panic!("{target} is accepted"));
            assert!(found.contains("order") && found.contains(part), "{target}: {found}");
        }
    }
}
