//! Replies that are nearly right: a JSON reply in, the same with members edited or its next page elsewhere out.

use serde_json::Value;

use crate::{
    fault::{Edit, NextPage},
    request::split_target,
};

/// Applies one edit. A pointer to nowhere changes nothing.
pub(crate) fn edit(body: &mut Value, edit: &Edit) {
    let (pointer, value) = match edit {
        Edit::Set(pointer, value) => (pointer, Some(value)),
        Edit::Remove(pointer) => (pointer, None),
    };
    let segments: Vec<_> = pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
    apply(body, &segments, value);
}

fn apply(target: &mut Value, segments: &[String], value: Option<&Value>) {
    let Some((segment, rest)) = segments.split_first() else {
        *target = value.cloned().unwrap_or_default();
        return;
    };
    match target {
        Value::Array(items) if segment == "*" => items.iter_mut().for_each(|item| apply(item, rest, value)),
        Value::Array(items) => match segment.parse::<usize>().ok().filter(|index| *index < items.len()) {
            Some(index) if rest.is_empty() && value.is_none() => drop(items.remove(index)),
            Some(index) => apply(&mut items[index], rest, value),
            None => {}
        },
        Value::Object(members) if rest.is_empty() => match value {
            Some(value) => drop(members.insert(segment.clone(), value.clone())),
            None => drop(members.remove(segment)),
        },
        Value::Object(members) => {
            if let Some(member) = members.get_mut(segment) {
                apply(member, rest, value);
            }
        }
        _ => {}
    }
}

/// Points the link to the next page elsewhere. `page` is the number of the page that was asked for.
pub(crate) fn next_page(body: &mut Value, next: &NextPage, page: u64) {
    let (links, own, link) = match body.get("meta") {
        Some(_) => (&mut body["meta"], "url", "next_page_url"),
        None => (body, "uri", "next_page_uri"),
    };
    let Some(this) = links.get(own).and_then(Value::as_str).map(str::to_owned) else { return };
    let due = links.get(link).and_then(Value::as_str).unwrap_or(&this).to_owned();
    links[link] = match next {
        NextPage::On(base_url) => {
            let (path, query) = split_target(&due);
            format!("{base_url}{path}?{query}")
        }
        NextPage::Exactly(text) => text.clone(),
        NextPage::Same => this,
        // The first page was served, so its own link ends with its number.
        NextPage::Endless => {
            let next = page + 1;
            format!("{}&Page={next}&PageToken={ENDLESS}{next}", this.strip_suffix("&Page=0").unwrap_or(&this))
        }
    }
    .into();
}

/// How the page tokens of endless pages begin.
const ENDLESS: &str = "PAENDLESS";

/// The target of a request for a page of an endless list, without its place in the list, and the number of the page.
pub(crate) fn first_page(target: &str) -> (String, u64) {
    let (path, query) = split_target(target);
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let page = pairs.iter().find(|pair| pair.0 == "Page").and_then(|pair| pair.1.parse().ok()).unwrap_or(0);
    let mut rest = form_urlencoded::Serializer::new(String::new());
    rest.extend_pairs(pairs.iter().filter(|pair| pair.0 != "Page" && pair.0 != "PageToken"));
    (format!("{path}?{}", rest.finish()), page)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn edits_reach_members_items_and_all_items() {
        let mut body = json!({"keys": [{"sid": 1}, {"sid": 2}], "page": 0});
        edit(&mut body, &Edit::Set("/keys/*/sid".into(), json!(null)));
        edit(&mut body, &Edit::Set("/extra".into(), json!([])));
        edit(&mut body, &Edit::Remove("/keys/1/sid".into()));
        edit(&mut body, &Edit::Remove("/page".into()));
        edit(&mut body, &Edit::Set("/none/there".into(), json!(1)));
        assert_eq!(body, json!({"keys": [{"sid": null}, {}], "extra": []}));
        edit(&mut body, &Edit::Set(String::new(), json!("other")));
        assert_eq!(body, json!("other"));
    }

    #[test]
    fn the_next_page_goes_elsewhere() {
        let page = json!({"uri": "/K.json?PageSize=1&Page=0", "next_page_uri": null});
        let next = |next, number| {
            let mut body = page.clone();
            next_page(&mut body, &next, number);
            body["next_page_uri"].as_str().unwrap().to_owned()
        };
        assert_eq!(
            next(NextPage::On("https://evil.example".into()), 0),
            "https://evil.example/K.json?PageSize=1&Page=0"
        );
        assert_eq!(next(NextPage::Same, 0), "/K.json?PageSize=1&Page=0");
        assert_eq!(next(NextPage::Endless, 4), "/K.json?PageSize=1&Page=5&PageToken=PAENDLESS5");
        assert_eq!(first_page("/K.json?PageSize=1&Page=5&PageToken=PAENDLESS5"), ("/K.json?PageSize=1".into(), 5));
    }
}
