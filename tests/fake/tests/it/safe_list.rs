//! `/v1/SafeList/Numbers` of accounts.twilio.com.

use twilio_iam_fake::Fake;

use crate::support::{Client, text};

const PATH: &str = "/v1/SafeList/Numbers";

#[test]
fn numbers_and_prefixes_come_and_go() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    for number in ["+18001234567", "+18001234xxx"] {
        let made = client.post(PATH, &[("PhoneNumber", number)]).json(201);
        assert!(text(&made, "sid").starts_with("GN"));
        assert_eq!(text(&made, "phone_number"), number);
        let own = format!("{PATH}?PhoneNumber={}", number.replace('+', "%2B"));
        assert_eq!(client.get(&own).json(200), made);
        assert_eq!(client.post(PATH, &[("PhoneNumber", number)]).json(201), made);
        assert_eq!(client.delete(&own).status, 204);
        assert_eq!(client.get(&own).refusal(), (404, 20404));
        assert_eq!(client.delete(&own).refusal(), (404, 20404));
    }
    assert!(fake.safe_list(&fake.account_sid()).is_empty());
}

#[test]
fn a_plus_sent_raw_is_a_space_and_refused() {
    let fake = Fake::spawn();
    let client = Client::new(&fake);
    client.post(PATH, &[("PhoneNumber", "+18001234567")]).json(201);
    assert_eq!(client.get(&format!("{PATH}?PhoneNumber=+18001234567")).refusal(), (400, 20001));
    assert_eq!(client.post(PATH, &[("PhoneNumber", "hello")]).refusal(), (400, 20001));
    assert_eq!(client.post(PATH, &[]).refusal(), (400, 20001));
}
