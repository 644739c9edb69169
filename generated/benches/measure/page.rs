//! A page of 1,000 keys as Twilio writes one, and the structs of strings that anyone would read it into with serde.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Page {
    pub keys: Vec<Key>,
    pub meta: Meta,
}

/// The same members as the crate's own.
#[derive(Deserialize)]
pub struct Key {
    pub sid: String,
    pub friendly_name: Option<String>,
    pub date_created: Option<String>,
    pub date_updated: Option<String>,
    pub flags: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub struct Meta {
    pub key: String,
    pub page: u64,
    pub page_size: u64,
    pub url: Option<String>,
    pub first_page_url: Option<String>,
    pub next_page_url: Option<String>,
    pub previous_page_url: Option<String>,
}

pub fn page() -> Vec<u8> {
    let mut keys = String::new();
    for number in 0..1000 {
        let comma = if number == 0 { "" } else { "," };
        write!(
            keys,
            r#"{comma}{{"sid":"SK{number:032x}","friendly_name":"key number {number}","date_created":"Mon, 13 Jun 2016 22:50:08 +0000","date_updated":"Mon, 13 Jun 2016 22:50:08 +0000","flags":["rest_api","signing"]}}"#
        )
        .unwrap();
    }
    let url = "https://iam.twilio.com/v1/Keys?AccountSid=AC0123456789abcdef0123456789abcdef&PageSize=1000&Page=0";
    let meta = BTreeMap::from([("url", url), ("first_page_url", url), ("next_page_url", url)]);
    let links: String = meta.iter().map(|(name, url)| format!(r#","{name}":"{url}""#)).collect();
    let meta = format!(r#"{{"key":"keys","page":0,"page_size":1000,"previous_page_url":null{links}}}"#);
    format!(r#"{{"keys":[{keys}],"meta":{meta}}}"#).into_bytes()
}
