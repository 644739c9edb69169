//! Webhook signatures: those that Twilio's libraries take are taken, and nothing that was changed on the way.

use crate::shared;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use twilio_iam::webhook::{Refused, Validator};

type Parameters = &'static [(&'static str, &'static str)];

const CALL: Parameters = &[
    ("To", "+18005551212"),
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
];

/// What both of Twilio's libraries take, for the token 12345.
const TAKEN: &[(&str, Parameters, &str)] = &[
    ("https://mycompany.com/myapp.php?foo=1&bar=2", CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ("https://mycompany.com:443/myapp.php?foo=1&bar=2", CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ("https://mycompany.com/myapp.php?foo=1&bar=2", CALL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    (
        "https://example.com/sms",
        &[("Ünï", "1"), ("From", "+15017122661"), ("Body", "Zażółć 🎉 a+b & c=d 100%")],
        "Y/REPTeG8ZVE0Qm/lQRyMiK6XXE=",
    ),
    ("https://example.com/cb", &[("Sid", "b"), ("Sid", "a"), ("Sid", "b"), ("A", "x")], "WuFyG/PzV07sw+bh886Ns5Ymvos="),
];

fn validator() -> Validator {
    Validator::new("12345").unwrap()
}

fn pairs(parameters: Parameters) -> Vec<(&'static str, &'static str)> {
    parameters.to_vec()
}

#[test]
fn what_twilios_libraries_take_is_taken() {
    for (url, parameters, signature) in TAKEN {
        assert_eq!(validator().validate(url, pairs(parameters), signature), Ok(()), "{url}");
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(*parameters).finish();
        let request = http::Request::post(*url)
            .header("X-Twilio-Signature", *signature)
            .header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
            .body(body)
            .unwrap();
        assert_eq!(validator().validate_request(&request), Ok(()), "{url}");
    }
}

#[test]
fn every_recorded_signature() {
    let Some(vectors) = shared("vectors/webhook.json") else { return };
    let vectors: Vec<Json> = serde_json::from_str(&vectors).unwrap();
    assert!(!vectors.is_empty());
    let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
    for vector in &vectors {
        let mut parameters = Vec::new();
        for (name, value) in vector["params"].as_object().into_iter().flatten() {
            let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            parameters.extend(values.iter().map(|value| (name.clone(), text(value))));
        }
        let validator = Validator::new(text(&vector["token"])).unwrap();
        let (url, signature) = (text(&vector["url"]), text(&vector["signature"]));
        let result = match &vector["body"] {
            Json::String(body) => validator.validate_body(&url, body, &signature),
            _ => validator.validate(&url, parameters, &signature),
        };
        assert_eq!(result.is_ok(), vector["python_valid"] == true, "{}", vector["name"]);
        assert_eq!(result.is_ok(), vector["node_valid"] == true, "{}", vector["name"]);
    }
}

/// The text with one byte changed, for each byte.
fn changed(text: &str) -> impl Iterator<Item = String> {
    (0..text.len()).filter_map(|index| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[index] ^= 1;
        String::from_utf8(bytes).ok()
    })
}

#[test]
fn a_changed_byte_anywhere_is_refused() {
    for (url, parameters, signature) in TAKEN {
        for url in changed(url) {
            assert!(validator().validate(&url, pairs(parameters), signature).is_err(), "{url}");
        }
        for signature in changed(signature).chain((0..signature.len()).map(|end| signature[..end].to_owned())) {
            assert!(validator().validate(url, pairs(parameters), &signature).is_err(), "{signature}");
        }
        for (index, (name, value)) in parameters.iter().enumerate() {
            let names = changed(name).map(|name| (name, (*value).to_owned()));
            let values = changed(value).map(|value| ((*name).to_owned(), value));
            for pair in names.chain(values) {
                let mut parameters: Vec<_> =
                    parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
                parameters[index] = pair;
                assert!(validator().validate(url, parameters.clone(), signature).is_err(), "{parameters:?}");
            }
        }
        assert!(validator().validate(url, pairs(parameters.split_last().unwrap().1), signature).is_err());
        assert!(Validator::new("12346").unwrap().validate(url, pairs(parameters), signature).is_err());
    }
}

fn json_request(body: &str) -> (String, String) {
    let hash: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    let url = format!("https://example.com/events?bodySHA256={hash}&a=1");
    let signature = validator().signature::<&str, &str>(&url, []);
    (url, signature)
}

#[test]
fn a_body_that_is_no_form_is_vouched_for_by_its_hash() {
    let body = r#"{"type": "delivered"}"#;
    let (url, signature) = json_request(body);
    assert_eq!(validator().validate_body(&url, body, &signature), Ok(()));
    for body in changed(body).chain([String::new(), format!("{body}\n")]) {
        assert_eq!(validator().validate_body(&url, &body, &signature), Err(Refused::Body), "{body}");
    }
    for url in changed(&url) {
        assert!(validator().validate_body(&url, body, &signature).is_err(), "{url}");
    }
    let bare = "https://example.com/events";
    let signature = validator().signature::<&str, &str>(bare, []);
    assert_eq!(validator().validate_body(bare, body, &signature), Err(Refused::NoBodyHash));

    let request = |url: &str, body: &str, signature: &str| {
        http::Request::post(url)
            .header("content-type", "application/json")
            .header("x-twilio-signature", signature)
            .body(body.to_owned())
            .unwrap()
    };
    let (url, hashed) = json_request(body);
    assert_eq!(validator().validate_request(&request(&url, body, &hashed)), Ok(()));
    assert_eq!(validator().validate_request(&request(&url, "{}", &hashed)), Err(Refused::Body));
    assert_eq!(validator().validate_request(&request(bare, body, &signature)), Err(Refused::NoBodyHash));
    assert_eq!(validator().validate_request(&request(bare, "", &signature)), Ok(()));
}

#[test]
fn the_origin_is_the_validators_and_not_the_requests() {
    let (url, parameters, signature) = TAKEN[0];
    let path = url.strip_prefix("https://mycompany.com").unwrap();
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    let request = |uri: &str| {
        http::Request::post(uri)
            .header("host", "mycompany.com")
            .header("x-twilio-signature", signature)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.clone())
            .unwrap()
    };
    assert_eq!(validator().validate_request(&request(path)), Err(Refused::NoOrigin));
    for origin in ["https://mycompany.com", "https://mycompany.com/", "https://mycompany.com:443"] {
        assert_eq!(validator().origin(origin).validate_request(&request(path)), Ok(()), "{origin}");
    }
    assert_eq!(validator().origin("https://other.com").validate_request(&request(url)), Err(Refused::Signature));
}

#[test]
fn one_signature_no_more_and_no_less() {
    let (url, _, signature) = TAKEN[0];
    let unsigned = http::Request::get(url).body("").unwrap();
    assert_eq!(validator().validate_request(&unsigned), Err(Refused::Unsigned));
    let two = http::Request::get(url).header("x-twilio-signature", signature).header("x-twilio-signature", "x");
    assert_eq!(validator().validate_request(&two.body("").unwrap()), Err(Refused::Unsigned));
}

#[test]
fn both_tokens_are_taken_while_they_are_rotated() {
    let (url, parameters, signature) = TAKEN[0];
    let new = Validator::new("the new token").unwrap();
    let new_signature = new.signature(url, pairs(parameters));
    assert_eq!(new.validate(url, pairs(parameters), signature), Err(Refused::Signature));
    let both = new.secondary("12345").unwrap();
    assert_eq!(both.validate(url, pairs(parameters), signature), Ok(()));
    assert_eq!(both.validate(url, pairs(parameters), &new_signature), Ok(()));
    assert_eq!(both.signature(url, pairs(parameters)), new_signature);
}

#[test]
fn an_empty_token_checks_nothing() {
    for token in ["", " ", "12345\n"] {
        assert!(Validator::new(token).is_err());
        assert!(validator().secondary(token).is_err());
    }
    assert!(!format!("{:?}", validator()).contains("12345"));
}
