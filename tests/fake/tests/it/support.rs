//! A plain HTTP client: method, path and form in, status, headers and body out. It follows no redirect.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{header::HeaderValue, redirect::Policy};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use twilio_iam_fake::{Credentials, Fake};

pub struct Client {
    http: reqwest::Client,
    runtime: Runtime,
    base_url: String,
    authorization: Option<String>,
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Client {
    pub fn anonymous(fake: &Fake) -> Self {
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .timeout(Duration::from_secs(10))
            .no_proxy()
            .build()
            .unwrap();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        Self { http, runtime, base_url: fake.url(), authorization: None }
    }

    /// With the account SID and the auth token of the main account.
    pub fn new(fake: &Fake) -> Self {
        Self::basic(fake, &fake.account_sid(), &fake.auth_token())
    }

    pub fn with(fake: &Fake, credentials: &Credentials) -> Self {
        Self::basic(fake, &credentials.username, credentials.password.expose())
    }

    pub fn basic(fake: &Fake, username: &str, password: &str) -> Self {
        let pair = STANDARD.encode(format!("{username}:{password}"));
        Self { authorization: Some(format!("Basic {pair}")), ..Self::anonymous(fake) }
    }

    pub fn bearer(fake: &Fake, token: &str) -> Self {
        Self { authorization: Some(format!("Bearer {token}")), ..Self::anonymous(fake) }
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[]).unwrap()
    }

    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        self.send("POST", path, form).unwrap()
    }

    pub fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, &[]).unwrap()
    }

    /// Sends a request; a path may be a whole URL.
    pub fn send(&self, method: &str, path: &str, form: &[(&str, &str)]) -> Result<Reply, reqwest::Error> {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base_url) };
        let mut request = self.http.request(method.parse().unwrap(), url);
        if let Some(authorization) = &self.authorization {
            request = request.header("Authorization", authorization);
        }
        if method == "POST" {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
            request = request.header("Content-Type", "application/x-www-form-urlencoded").body(body);
        }
        self.runtime.block_on(async {
            let response = request.send().await?;
            let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
            Ok(Reply {
                status: response.status().as_u16(),
                headers: response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
                body: response.bytes().await?.to_vec(),
            })
        })
    }
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|header| header.0 == name).map_or("", |header| &header.1)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The JSON body, given that the status is this one.
    pub fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Status and code of an error.
    pub fn refusal(&self) -> (u16, u64) {
        let body = self.json(self.status);
        assert_eq!(body["status"], self.status);
        assert_eq!(body["more_info"], format!("https://www.twilio.com/docs/errors/{}", body["code"]));
        (self.status, body["code"].as_u64().unwrap())
    }
}

/// The path of the main account's keys in v2010.
pub fn keys_path(fake: &Fake) -> String {
    format!("/2010-04-01/Accounts/{}/Keys.json", fake.account_sid())
}

/// A text member of a JSON object.
pub fn text<'a>(body: &'a Value, member: &str) -> &'a str {
    body[member].as_str().unwrap_or_else(|| panic!("{member} in {body}"))
}
