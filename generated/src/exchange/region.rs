//! What enters: a region, an edge, and the host that a document names. What leaves: the host that serves that region
//! through that edge.

use crate::Invalid;

/// The edge that serves a region where the caller names none: hosts with a region alone no longer resolve since
/// 2026-04-28 (<https://www.twilio.com/docs/global-infrastructure/understanding-edge-locations>).
const EDGES: [(&str, &str); 9] = [
    ("au1", "sydney"),
    ("br1", "sao-paulo"),
    ("de1", "frankfurt"),
    ("ie1", "dublin"),
    ("jp1", "tokyo"),
    ("jp2", "osaka"),
    ("sg1", "singapore"),
    ("us1", "ashburn"),
    ("us2", "umatilla"),
];

/// Where requests are served: both or neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Location(Option<(String, String)>);

impl Location {
    pub(crate) fn new(region: Option<&str>, edge: Option<&str>) -> Result<Self, Invalid> {
        let region = region.map(|text| label("region", text)).transpose()?;
        let edge = edge.map(|text| label("edge", text)).transpose()?;
        let both = match (region, edge) {
            (None, None) => None,
            (None, Some(edge)) => Some(("us1", edge)),
            (Some(region), Some(edge)) => Some((region, edge)),
            (Some(region), None) => match EDGES.iter().find(|(known, _)| *known == region) {
                Some((_, edge)) => Some((region, *edge)),
                None => {
                    let problem = format!("is {region}, whose edge this version does not know; set the edge too");
                    return Err(Invalid::setting("region", problem));
                }
            },
        };
        Ok(Self(both.map(|(region, edge)| (region.to_owned(), edge.to_owned()))))
    }

    /// The region, where it is not the default.
    pub(crate) fn region(&self) -> Option<&str> {
        self.0.as_ref().map(|(region, _)| region.as_str()).filter(|region| *region != "us1")
    }

    /// The host for this location. `None` where the host stays as it is: no location is set, or it is not
    /// `<product>.twilio.com`. The OAuth service has no regions.
    pub(crate) fn host(&self, host: &str) -> Option<String> {
        let (region, edge) = self.0.as_ref()?;
        let product = host.strip_suffix(".twilio.com")?;
        let plain = !product.is_empty() && !product.contains('.') && product != "oauth";
        plain.then(|| format!("{product}.{edge}.{region}.twilio.com"))
    }
}

/// One label of a host name. Anything more could name another host, to which the credentials would then go.
fn label<'a>(name: &'static str, text: &'a str) -> Result<&'a str, Invalid> {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !text.is_empty() && text.len() <= 63 && text.bytes().all(good) {
        return Ok(text);
    }
    let example = if name == "region" { "ie1" } else { "dublin" };
    Err(Invalid::setting(name, format!("is not the name of one; write it as {example}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_has_its_host() {
        let cases = [
            (None, None, None),
            (Some("ie1"), None, Some("api.dublin.ie1.twilio.com")),
            (Some("us1"), None, Some("api.ashburn.us1.twilio.com")),
            (Some("jp2"), None, Some("api.osaka.jp2.twilio.com")),
            (Some("xx9"), Some("mars"), Some("api.mars.xx9.twilio.com")),
            (None, Some("sydney"), Some("api.sydney.us1.twilio.com")),
        ];
        for (region, edge, expected) in cases {
            let location = Location::new(region, edge).unwrap();
            assert_eq!(location.host("api.twilio.com").as_deref(), expected, "{region:?} {edge:?}");
        }
    }

    #[test]
    fn other_hosts_stay() {
        let location = Location::new(Some("ie1"), None).unwrap();
        for host in ["oauth.twilio.com", "twilio.com", "api.dublin.ie1.twilio.com", "example.com", ".twilio.com"] {
            assert_eq!(location.host(host), None, "{host}");
        }
    }

    #[test]
    fn a_name_that_is_more_than_a_label_is_refused() {
        for text in ["", "IE1", "ie1.evil", "evil.com/", "a@b", "a b"] {
            assert!(Location::new(Some(text), Some("dublin")).is_err(), "{text}");
            assert!(Location::new(Some("ie1"), Some(text)).is_err(), "{text}");
        }
        let error = Location::new(Some("xx9"), None).unwrap_err().to_string();
        assert_eq!(error, "region is xx9, whose edge this version does not know; set the edge too");
    }
}
