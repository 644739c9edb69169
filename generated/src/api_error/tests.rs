//! What enters: every shape of an error's body. What leaves: the error with its status, and nothing of a body that was
//! not understood.

use crate::ApiError;
use http::{HeaderMap, HeaderValue};

fn read(status: u16, body: &str) -> ApiError {
    ApiError::read(status, &HeaderMap::new(), body.as_bytes())
}

#[test]
fn the_legacy_shape() {
    let error = read(
        401,
        r#"{"code": 20003, "message": "Authenticate", "more_info": "https://www.twilio.com/docs/errors/20003",
            "status": 401, "details": {"field": ["x"]}}"#,
    );
    assert_eq!((error.status(), error.code(), error.message()), (401, Some(20003), Some("Authenticate")));
    assert_eq!(error.more_info(), Some("https://www.twilio.com/docs/errors/20003"));
    assert_eq!(error.details()["field"], serde_json::json!(["x"]));
    assert_eq!(error.to_string(), "401 Unauthorized, code 20003: Authenticate");
}

#[test]
fn the_shape_of_rfc_9457() {
    let error = read(
        400,
        r##"{"type": "https://www.twilio.com/docs/api/errors/70001", "title": "Constraint violated", "status": 400,
             "code": 70001, "detail": "FriendlyName is too long", "instance": "/x",
             "errors": [{"detail": "at most 64", "pointer": "#/FriendlyName"}, {"detail": 5}]}"##,
    );
    assert_eq!(error.code(), Some(70001));
    assert_eq!(error.message(), Some("Constraint violated: FriendlyName is too long"));
    assert_eq!(error.more_info(), Some("https://www.twilio.com/docs/api/errors/70001"));
    assert_eq!(error.errors().len(), 2);
    assert_eq!(error.errors()[0].detail.as_deref(), Some("at most 64"));
    assert_eq!(error.errors()[1].pointer, None);
}

#[test]
fn anything_else_is_an_error_too_and_is_not_shown() {
    for body in [
        "",
        "null",
        "[]",
        "\"hunter2\"",
        "{}",
        "<html>hunter2</html>",
        r#"{"code": 20003, "message": "hunter2"#,
        "\u{0}",
    ] {
        let error = read(502, body);
        assert_eq!((error.status(), error.code(), error.message()), (502, None, None), "{body}");
        assert_eq!(error.to_string(), "502 Bad Gateway: the answer does not say why");
        assert!(!format!("{error:?}").contains("hunter2"));
    }
    assert_eq!(read(799, "").to_string(), "799: the answer does not say why");
}

#[test]
fn members_of_another_shape_cost_themselves() {
    let error = read(429, r#"{"code": "20429", "message": 5, "details": "x", "errors": {}, "more_info": ""}"#);
    assert_eq!((error.code(), error.message(), error.more_info()), (Some(20429), None, None));
    assert!(error.details().is_empty() && error.errors().is_empty());
    assert_eq!(read(400, r#"{"code": -5}"#).code(), None);
}

#[test]
fn the_request_id_is_kept() {
    let headers = HeaderMap::from_iter([("twilio-request-id".parse().unwrap(), HeaderValue::from_static("RQ1"))]);
    assert_eq!(ApiError::read(500, &headers, b"").request_id(), Some("RQ1"));
}

#[cfg(any(feature = "client", feature = "blocking"))]
#[test]
fn only_twilio_says_what_is_gone() {
    for (body, is_gone) in [
        (r#"{"code": 20404, "message": "not found", "status": 404}"#, true),
        (r#"{"title": "Not Found", "status": 404}"#, true),
        (r#"{"code": 20404}"#, true),
        ("", true),
        ("\r\n", true),
        ("<html>404 Not Found</html>", false),
        ("default backend - 404", false),
        (r#"{"error": "no such route"}"#, false),
        (r#"{"code": "no such route"}"#, false),
        ("[404]", false),
        ("404", false),
        (r#"{"code": 20404"#, false),
    ] {
        assert_eq!(read(404, body).is_gone(), is_gone, "{body}");
        assert!(!read(410, body).is_gone(), "{body}");
    }
}

#[test]
fn what_is_shown_is_one_line() {
    let error = read(400, &serde_json::json!({"message": "a\r\nb\u{1b}[2J".repeat(1 << 16)}).to_string());
    let shown = error.to_string();
    assert!(shown.starts_with(r"400 Bad Request: a\r\nb\u{1b}[2Ja\r\n") && shown.len() < 1100, "{shown}");
    assert!(error.message().is_some_and(|message| message.len() > 1 << 18));
}
