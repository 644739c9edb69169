//! What goes wrong on the wire, and what each client makes of it: the error, the number of requests, and where the
//! credentials went.

use crate::both::{ALL, KEY, Op, SECRET, Set, both, runtime};
use crate::server::{Act, Server, header};
use std::time::{Duration, Instant};
use twilio_iam::accounts_v1::credentials::aws::CreateAwsCredential;
use twilio_iam::{Error, Sent, TransportErrorKind};

fn api_status(error: &Error) -> Option<u16> {
    match error {
        Error::Api(error) => Some(error.status()),
        _ => None,
    }
}

fn transport(error: &Error) -> Option<(TransportErrorKind, Sent)> {
    match error {
        Error::Transport(error) => Some((error.kind(), error.sent())),
        _ => None,
    }
}

fn shows_no_secret(error: &Error) {
    let mut text = format!("{error} {error:?} {}", error.hint().unwrap_or_default());
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text += &format!(" {error} {error:?}");
        source = error.source();
    }
    assert!(!text.contains(SECRET) && !text.contains("hunter") && !text.contains("PageSize"), "{text}");
}

#[test]
fn headers_have_their_shapes() {
    let body = r#"{"sid": "SK0123456789abcdef0123456789abcdef", "secret": "s", "keys": [], "page": 0, "page_size": 2}"#;
    for op in ALL {
        for came in both(&Set::default(), || Server::start(vec![Act::json(body)]), op) {
            assert!(came.result.is_ok(), "{} {op:?}: {:?}", came.client, came.result);
            let [request] = &came.requests[..] else { panic!("{} {op:?}", came.client) };
            let of = |name| header(request, name);
            // printf 'SK0123456789abcdef0123456789abcdef:hunter2hunter2' | base64
            let basic = "Basic U0swMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpodW50ZXIyaHVudGVyMg==";
            assert_eq!(of("authorization"), Some(basic), "{} {op:?}", came.client);
            assert_eq!(of("accept"), Some("application/json"));
            let agent = of("user-agent").unwrap();
            assert!(agent.starts_with("twilio-iam/") && agent.ends_with(") rust test/1"), "{agent}");
            assert!(of("host").unwrap().starts_with("127.0.0.1:"));
            for absent in ["accept-encoding", "referer", "cookie", "transfer-encoding", "expect"] {
                assert_eq!(of(absent), None, "{} {op:?} {absent}", came.client);
            }
            let (media, length) = (of("content-type"), of("content-length"));
            match op {
                Op::Post => {
                    assert_eq!(media, Some("application/x-www-form-urlencoded"));
                    assert!(request.ends_with("\r\n\r\nFriendlyName=a%26b"), "{request}");
                }
                _ => assert_eq!((media, length), (None, None), "{} {op:?}", came.client),
            }
        }
    }
}

#[test]
fn redirects_are_not_followed() {
    for op in ALL {
        for status in [301, 302, 303, 307, 308] {
            let elsewhere = Server::start(vec![Act::json(KEY)]);
            let location = format!("location: {}/x\r\n", elsewhere.base);
            let act = Act::Answer(status, location, String::new());
            for came in both(&Set::default(), || Server::start(vec![act.clone()]), op) {
                let error = came.result.unwrap_err();
                assert_eq!(api_status(&error), Some(status), "{} {op:?}: {error}", came.client);
                assert!(error.hint().is_some_and(|hint| hint.contains("redirects are not followed")), "{error}");
                let told = matches!(op, Op::Post | Op::Delete) && status <= 303;
                assert_eq!(error.may_have_been_processed(), told, "{} {op:?} {status}", came.client);
                assert_eq!(came.requests.len(), 1, "{} {op:?} {status}", came.client);
            }
            assert!(elsewhere.requests().is_empty());
        }
    }
}

/// The HTTP library gives it as an error of the same kind as an address that nothing was sent to.
#[test]
fn a_redirect_to_what_is_no_address_is_not_said_to_be_unsent() {
    for location in ["https://[::zz]/", "https://1.2.3.400/", "http://a b/", "https://%00/", "javascript:alert(1)"] {
        let act = Act::Answer(307, format!("location: {location}\r\n"), String::new());
        for came in both(&Set::default(), || Server::start(vec![act.clone()]), Op::Post) {
            let error = came.result.unwrap_err();
            assert_eq!(came.requests.len(), 1, "{} {location}", came.client);
            let told = api_status(&error) == Some(307) || error.may_have_been_processed();
            assert!(told, "{} {location}: {error}", came.client);
        }
    }
}

#[test]
fn what_may_have_been_processed_is_repeated_for_get_and_delete_alone() {
    let faults: [(&str, Act); 4] = [
        ("dropped", Act::Drop),
        ("cut", Act::Cut("{".to_owned())),
        ("500", Act::status(500)),
        ("503", Act::status(503)),
    ];
    for (name, fault) in faults {
        for op in ALL {
            for came in both(&Set::default(), || Server::start(vec![fault.clone()]), op) {
                let error = came.result.unwrap_err();
                let context = format!("{} {op:?} {name}: {error}", came.client);
                assert_eq!(came.requests.len(), if op == Op::Post { 1 } else { 3 }, "{context}");
                assert!(error.may_have_been_processed(), "{context}");
                if api_status(&error).is_none() {
                    assert_eq!(transport(&error), Some((TransportErrorKind::Closed, Sent::Maybe)), "{context}");
                }
                shows_no_secret(&error);
            }
        }
    }
}

#[test]
fn a_429_is_repeated_for_every_method() {
    let script = vec![Act::Answer(429, "retry-after: 0\r\n".to_owned(), "{}".to_owned()), Act::json(KEY)];
    for op in [Op::Get, Op::Post, Op::Delete] {
        for came in both(&Set::default(), || Server::start(script.clone()), op) {
            assert!(came.result.is_ok(), "{} {op:?}: {:?}", came.client, came.result);
            assert_eq!(came.requests.len(), 2);
            assert_eq!(came.requests[0], came.requests[1], "the same request again");
        }
        for came in both(&Set::default(), || Server::start(vec![Act::status(429)]), op) {
            let error = came.result.unwrap_err();
            assert_eq!((api_status(&error), came.requests.len()), (Some(429), 3));
            assert!(error.hint().is_some() && !error.may_have_been_processed());
        }
    }
}

#[test]
fn nothing_listens_and_so_nothing_was_sent() {
    // The calling end of a connection: nothing listens there, and nothing can while it is open.
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let end = std::net::TcpStream::connect(other.local_addr().unwrap()).unwrap();
    let nobody = || {
        let mut server = Server::start(Vec::new());
        server.base = format!("http://{}", end.local_addr().unwrap());
        server
    };
    for op in ALL {
        for came in both(&Set::default(), nobody, op) {
            let error = came.result.unwrap_err();
            assert_eq!(transport(&error), Some((TransportErrorKind::Connect, Sent::No)), "{} {error}", came.client);
            assert!(!error.may_have_been_processed());
            shows_no_secret(&error);
        }
    }
}

#[test]
fn a_trickle_ends() {
    let set = Set { request_timeout: Duration::from_millis(300), attempts: 1, ..Set::default() };
    for op in ALL {
        let began = Instant::now();
        for came in both(&set, || Server::start(vec![Act::Trickle(Duration::from_millis(50))]), op) {
            let error = came.result.unwrap_err();
            assert_eq!(transport(&error), Some((TransportErrorKind::Timeout, Sent::Maybe)), "{} {error}", came.client);
            assert_eq!(came.requests.len(), 1);
        }
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn a_late_answer_is_waited_for_no_longer_than_told() {
    let set = Set { request_timeout: Duration::from_millis(200), attempts: 2, ..Set::default() };
    let late = Act::Late(Duration::from_secs(2), KEY.to_owned());
    for (op, requests) in [(Op::Get, 2), (Op::Post, 1), (Op::Delete, 2)] {
        for came in both(&set, || Server::start(vec![late.clone(), Act::json(KEY)]), op) {
            assert_eq!(came.requests.len(), requests, "{} {op:?}", came.client);
            assert_eq!(came.result.is_ok(), op != Op::Post, "{} {op:?}: {:?}", came.client, came.result);
        }
    }
}

#[test]
fn a_body_has_a_limit() {
    let set = Set { body_limit: 2048, ..Set::default() };
    let announced = Act::json(" ".repeat(2049));
    for fault in [announced, Act::Chunks(4096), Act::Chunks(1 << 30)] {
        for op in ALL {
            for came in both(&set, || Server::start(vec![fault.clone()]), op) {
                let error = came.result.unwrap_err();
                let context = format!("{} {op:?}: {error}", came.client);
                assert_eq!(transport(&error), Some((TransportErrorKind::TooLarge, Sent::Maybe)), "{context}");
                assert_eq!(came.requests.len(), 1, "{context}");
            }
        }
    }
    let exact = format!("{KEY}{}", " ".repeat(2048 - KEY.len()));
    for came in both(&set, || Server::start(vec![Act::json(exact.as_str())]), Op::Post) {
        assert!(came.result.is_ok(), "{} {:?}", came.client, came.result);
    }
}

#[test]
fn a_delete_that_finds_nothing_after_a_lost_answer_is_done() {
    let not_found = |body: &str| Act::Answer(404, String::new(), body.to_owned());
    let said = [r#"{"code": 20404, "status": 404}"#, r#"{"title": "Not Found", "status": 404}"#, ""];
    let unsaid = ["<html>404 Not Found</html>", "default backend - 404", r#"{"error": "no route"}"#, "{}"];
    for fault in [Act::Drop, Act::Cut(String::new()), Act::status(502)] {
        for body in said {
            let script = vec![fault.clone(), not_found(body)];
            for came in both(&Set::default(), || Server::start(script.clone()), Op::Delete) {
                assert!(came.result.is_ok(), "{} {body:?} {:?}", came.client, came.result);
                assert_eq!(came.requests.len(), 2);
            }
        }
        // A gateway that has lost its way: the key may be there.
        for body in unsaid {
            let script = vec![fault.clone(), not_found(body)];
            for came in both(&Set::default(), || Server::start(script.clone()), Op::Delete) {
                let error = came.result.unwrap_err();
                assert_eq!(api_status(&error), Some(404), "{} {body}: {error}", came.client);
                assert!(error.may_have_been_processed(), "{} {body}: {error}", came.client);
            }
        }
    }
    for body in said.into_iter().chain(unsaid) {
        for came in both(&Set::default(), || Server::start(vec![not_found(body)]), Op::Delete) {
            let error = came.result.unwrap_err();
            assert_eq!(api_status(&error), Some(404), "{} {body}", came.client);
            assert!(!error.may_have_been_processed());
        }
    }
}

#[test]
fn an_answer_that_is_not_understood_tells_where_and_shows_nothing() {
    let bodies =
        ["", "<html>hunter2</html>", r#"{"sid": 5, "secret": "hunter2"}"#, r#"{"sid": "SK1", "secret": "hunt"#];
    for body in bodies {
        for came in both(&Set::default(), || Server::start(vec![Act::json(body)]), Op::Post) {
            let error = came.result.unwrap_err();
            assert!(matches!(error, Error::Decode(_)), "{} {body}: {error}", came.client);
            assert!(error.to_string().contains(error.excerpt().unwrap()), "{error}");
            assert!(error.may_have_been_processed());
            shows_no_secret(&error);
            assert_eq!(came.requests.len(), 1);
        }
    }
}

#[test]
fn a_secret_that_an_error_repeats_is_not_shown() {
    let (plain, encoded) = ("AKIA0123456789:wJalrXUtn/FEMI+K7", "AKIA0123456789%3AwJalrXUtn%2FFEMI%2BK7");
    let basic = "U0swMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpodW50ZXIyaHVudGVyMg";
    let body = serde_json::json!({
        "code": 20001,
        "message": format!("Invalid parameter: Credentials={encoded}"),
        "more_info": format!("https://example.com/?{encoded}"),
        "details": {"authorization": [format!("Basic {basic}==")], plain: {"secret": SECRET}},
        "errors": [{"detail": plain, "pointer": format!("#/{encoded}")}],
    });
    let server = Server::start(vec![Act::Answer(400, String::new(), body.to_string())]);
    let create = CreateAwsCredential::new(twilio_iam::Secret::new(plain));
    let asynchronous = runtime().block_on(Set::default().client(&server.base).send(&create)).unwrap_err();
    for error in [asynchronous, Set::default().blocking(&server.base).send(&create).unwrap_err()] {
        let Error::Api(api) = &error else { panic!("{error}") };
        let shown = format!("{error} {error:?} {:?} {:?} {:?}", api.details(), api.errors(), api.more_info());
        for secret in [plain, encoded, basic, SECRET, "wJalr"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert_eq!(api.message(), Some("Invalid parameter: Credentials=[redacted]"));
        assert_eq!(api.errors()[0].detail.as_deref(), Some("[redacted]"));
        assert_eq!(api.details()["[redacted]"]["secret"], "[redacted]");
    }
}
