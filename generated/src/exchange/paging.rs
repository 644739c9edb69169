//! What enters: the first request of a list, and the link that each page gives to the next. What leaves: the request for
//! each page in turn, to the same host, until there is none; it sends and reads nothing.

use super::link::is_misshapen;
use super::origin::Origin;
use super::plan::{Acting, Plan};
use super::saved::{PagingError, PagingProblem, SavedPage};
use super::seen::Seen;
use super::settings::Settings;
use crate::line::line;
use crate::{Error, Invalid, NextPage, Place, Request};
use http::Uri;

/// A walk through the pages of a list.
pub(crate) struct Walk {
    request: Request,
    next: Next,
    seen: Seen,
}

enum Next {
    First,
    Saved(SavedPage),
    Uri(Uri),
    Token(String),
    Refused(PagingProblem),
    End,
}

impl Walk {
    pub(crate) fn new(request: Request) -> Self {
        Self { request, next: Next::First, seen: Seen::default() }
    }

    /// Goes on from a saved page in place of the first one.
    pub(crate) fn resume(&mut self, saved: SavedPage) {
        self.next = Next::Saved(saved);
    }

    /// Asks for no more records per page than are wanted in all.
    pub(crate) fn limit(&mut self, records: usize) {
        let spec = self.request.spec();
        let Some(index) = spec.paging.and_then(|paging| query(&self.request, paging.size?)) else { return };
        let most = spec.fields.get(index).and_then(|field| field.bounds.max).unwrap_or(1000);
        let set = self.request.get(index).and_then(|value| value.as_str()?.parse().ok()).unwrap_or(most);
        let records = i64::try_from(records).unwrap_or(i64::MAX).clamp(1, set.max(1));
        self.request = self.request.clone().with::<i64>(index, records);
    }

    /// The request for the next page; `None` after the last one, and after an error.
    pub(crate) fn plan(&mut self, settings: &Settings, acting: &Acting) -> Option<Result<Plan, Error>> {
        let next = std::mem::replace(&mut self.next, Next::End);
        if matches!(next, Next::End) {
            return None;
        }
        Some(self.planned(next, settings, acting))
    }

    fn planned(&mut self, next: Next, settings: &Settings, acting: &Acting) -> Result<Plan, Error> {
        let spec = self.request.spec();
        if spec.paging.is_none() {
            return Err(Invalid::new(spec, "", "is no list with pages").into());
        }
        let first = Plan::new(settings, acting, &self.request)?;
        let refused = |problem| PagingError { operation: spec.item, problem };
        let next = match next {
            Next::Saved(saved) => resumed(saved, &first, acting).map_err(refused)?,
            next => next,
        };
        let (plan, key) = match next {
            Next::First | Next::Saved(_) | Next::End => (first, None),
            Next::Uri(uri) => (first.at(uri), None),
            Next::Token(token) => {
                let index = spec.paging.and_then(|paging| query(&self.request, paging.token?));
                let index = index.ok_or_else(|| refused(PagingProblem::Unreadable))?;
                let request = self.request.clone().with::<&str>(index, token.as_str());
                (Plan::new(settings, acting, &request)?, Some(token))
            }
            Next::Refused(problem) => return Err(refused(problem).into()),
        };
        if self.seen.repeats(&key.unwrap_or_else(|| plan.uri.to_string())) {
            return Err(refused(PagingProblem::Loop).into());
        }
        Ok(plan)
    }

    /// Takes the link that the page of this request, which has this body, gave to the next.
    pub(crate) fn turn(&mut self, page: &Plan, next: Option<NextPage>, body: &[u8]) {
        self.next = match next {
            None if is_misshapen(body) => Next::Refused(PagingProblem::Unreadable),
            None => Next::End,
            Some(NextPage::Token(token)) => Next::Token(token),
            Some(NextPage::Uri(reference)) => match resolve(&reference, page) {
                Ok(uri) => Next::Uri(uri),
                Err(problem) => Next::Refused(problem),
            },
        };
    }

    /// Where the walk goes on after the page of this request.
    pub(crate) fn saved(&self, page: &Plan, acting: &Acting) -> Option<SavedPage> {
        let (at, token) = match &self.next {
            Next::Uri(uri) => (uri.to_string(), None),
            Next::Token(token) => (page.origin().to_string(), Some(token.clone())),
            Next::First | Next::Saved(_) | Next::Refused(_) | Next::End => return None,
        };
        let account_sid = acting.account_sid.as_str().to_owned();
        Some(SavedPage { operation: page.spec.item.to_owned(), account_sid, page: at, token })
    }
}

fn query(request: &Request, name: &str) -> Option<usize> {
    request.spec().fields.iter().position(|field| field.place == Place::Query && field.name == name)
}

/// Holds a saved page against the list that is to go on from it.
fn resumed(saved: SavedPage, first: &Plan, acting: &Acting) -> Result<Next, PagingProblem> {
    let differs = |what: &str, saved: &str| {
        Err(PagingProblem::NotResumable { difference: format!("it is of the {what} {}", line(saved)) })
    };
    if saved.operation != first.spec.item {
        return differs("operation", &saved.operation);
    }
    if saved.account_sid != acting.account_sid.as_str() {
        return differs("account", &saved.account_sid);
    }
    let uri: Uri = saved.page.parse().map_err(|_| PagingProblem::Unreadable)?;
    let origin = Origin::of(&uri).ok_or(PagingProblem::Unreadable)?;
    if origin != *first.origin() {
        return Err(elsewhere(&origin, first));
    }
    // The account and whatever else the list is of are in its path.
    if saved.token.is_none() && uri.path() != first.uri.path() {
        return differs("path", uri.path());
    }
    Ok(saved.token.map_or(Next::Uri(uri), Next::Token))
}

/// The address that a reference means on this page (RFC 3986, section 5), if it may be followed.
fn resolve(reference: &str, page: &Plan) -> Result<Uri, PagingProblem> {
    let absolute = if reference.starts_with("//") {
        let scheme = page.uri.scheme_str().unwrap_or("https");
        format!("{scheme}:{reference}")
    } else if reference.starts_with('/') {
        format!("{}{reference}", page.origin())
    } else if reference.starts_with('?') {
        format!("{}{}{reference}", page.origin(), page.uri.path())
    } else {
        reference.to_owned()
    };
    let uri: Uri = absolute.parse().map_err(|_| PagingProblem::Unreadable)?;
    let origin = Origin::of(&uri).ok_or(PagingProblem::Unreadable)?;
    // A page may name its service by the document's own name although it is served elsewhere, behind a region or a base
    // URL: it is asked for where this list is, so the credentials stay there too.
    let document = page.spec.server.parse().ok().and_then(|server| Origin::of(&server));
    if origin != *page.origin() && Some(&origin) != document.as_ref() {
        return Err(elsewhere(&origin, page));
    }
    page.place(uri).ok_or(PagingProblem::Unreadable)
}

fn elsewhere(origin: &Origin, page: &Plan) -> PagingProblem {
    PagingProblem::Elsewhere { origin: origin.to_string(), expected: page.origin().to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::settings::Builder;
    use crate::{AccountSid, Credentials, Operation, OperationSpec, Paging, api_v2010::keys::ListKeys};

    const AC: &str = "AC0123456789abcdef0123456789abcdef";
    const LIST: &str = "https://api.twilio.com/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Keys.json";

    fn builder() -> Builder<()> {
        Builder::new().credentials(Credentials::auth_token(AC, "hunter2").unwrap())
    }

    fn settings() -> Settings {
        builder().settings().unwrap()
    }

    fn acting(sid: &str) -> Acting {
        Acting { account_sid: AccountSid::new(sid).unwrap(), borrowed: false }
    }

    fn plan(walk: &mut Walk, settings: &Settings) -> Option<Result<Plan, String>> {
        Some(walk.plan(settings, &acting(AC))?.map_err(|error| error.to_string()))
    }

    /// What becomes of a link: the address asked for, or the refusal.
    fn followed(settings: &Settings, link: &str) -> Result<String, String> {
        let mut walk = Walk::new(ListKeys::new().request().clone());
        let first = plan(&mut walk, settings).unwrap().unwrap();
        walk.turn(&first, NextPage::uri(Some(link)), b"");
        plan(&mut walk, settings).unwrap().map(|plan| plan.uri.to_string())
    }

    #[test]
    fn a_link_is_followed_to_the_same_origin_only() {
        let here = [
            ("/2010-04-01/x?Page=1", "https://api.twilio.com/2010-04-01/x?Page=1"),
            ("https://api.twilio.com/x", "https://api.twilio.com/x"),
            ("https://API.twilio.com:443/x#y", "https://api.twilio.com/x"),
            ("//api.twilio.com/x", "https://api.twilio.com/x"),
            ("?Page=1&PageToken=a%2Bb", &format!("{LIST}?Page=1&PageToken=a%2Bb")),
        ];
        for (link, expected) in here {
            assert_eq!(followed(&settings(), link).as_deref(), Ok(expected), "{link}");
        }
        for link in [
            "https://evil.example/x?secret",
            "http://api.twilio.com/x",
            "https://api.twilio.com:8443/x",
            "//evil.example/x",
            "https://api.twilio.com.evil.example/",
            "https://accounts.twilio.com/",
        ] {
            let refusal = followed(&settings(), link).unwrap_err();
            assert!(refusal.contains("credentials go to https://api.twilio.com alone"), "{link}: {refusal}");
            assert!(!refusal.contains("secret"), "{refusal}");
        }
        for link in [
            "https://api.twilio.com@evil.example/",
            "https://user@api.twilio.com/",
            "Keys.json?Page=1",
            "a b",
            "javascript:alert(1)",
            "ftp://api.twilio.com/",
            "/a b",
            r"\\evil.example",
        ] {
            assert!(followed(&settings(), link).unwrap_err().contains("no address that can be followed"), "{link}");
        }
    }

    #[test]
    fn a_link_by_the_services_own_name_stays_behind_region_and_base_url() {
        let region = builder().region("ie1").settings().unwrap();
        let regional = "https://api.dublin.ie1.twilio.com/x";
        assert_eq!(followed(&region, "https://api.twilio.com/x").as_deref(), Ok(regional));
        assert_eq!(followed(&region, regional).as_deref(), Ok(regional));
        let local = builder().base_url("http://127.0.0.1:9").settings().unwrap();
        assert_eq!(followed(&local, "https://api.twilio.com/x").as_deref(), Ok("http://127.0.0.1:9/x"));
        assert!(followed(&local, "http://127.0.0.1:10/x").is_err());
        assert!(followed(&local, "https://accounts.twilio.com/x").is_err());
    }

    #[test]
    fn the_end_is_the_end_and_so_is_a_loop() {
        let mut walk = Walk::new(ListKeys::new().request().clone());
        let first = plan(&mut walk, &settings()).unwrap().unwrap();
        walk.turn(&first, None, br#"{"keys": [], "next_page_uri": null}"#);
        assert!(plan(&mut walk, &settings()).is_none());
        assert!(walk.saved(&first, &acting(AC)).is_none());

        let mut walk = Walk::new(ListKeys::new().request().clone());
        let first = plan(&mut walk, &settings()).unwrap().unwrap();
        walk.turn(&first, None, br#"{"keys": [], "next_page_uri": {"href": "/b"}}"#);
        assert!(plan(&mut walk, &settings()).unwrap().err().unwrap().contains("no address that can be followed"));
        assert!(plan(&mut walk, &settings()).is_none());

        let mut walk = Walk::new(ListKeys::new().request().clone());
        for link in ["/b", "/c", "/b"] {
            let page = plan(&mut walk, &settings()).unwrap().unwrap();
            walk.turn(&page, NextPage::uri(Some(link)), b"");
        }
        assert!(plan(&mut walk, &settings()).unwrap().err().unwrap().contains("came before"));
        assert!(plan(&mut walk, &settings()).is_none());
    }

    #[test]
    fn the_limit_lowers_the_page_size() {
        let asked = |list: ListKeys, limit| {
            let mut walk = Walk::new(list.request().clone());
            walk.limit(limit);
            plan(&mut walk, &settings()).unwrap().unwrap().uri.query().map(str::to_owned)
        };
        assert_eq!(asked(ListKeys::new(), 7).as_deref(), Some("PageSize=7"));
        assert_eq!(asked(ListKeys::new(), 5000).as_deref(), Some("PageSize=1000"));
        assert_eq!(asked(ListKeys::new().page_size(20), 7).as_deref(), Some("PageSize=7"));
        assert_eq!(asked(ListKeys::new().page_size(20), 70).as_deref(), Some("PageSize=20"));
        assert_eq!(asked(ListKeys::new().page_size(20), usize::MAX).as_deref(), Some("PageSize=20"));
    }

    #[test]
    fn a_saved_page_goes_on_where_it_was_saved_and_nowhere_else() {
        let mut walk = Walk::new(ListKeys::new().request().clone());
        let first = plan(&mut walk, &settings()).unwrap().unwrap();
        walk.turn(&first, NextPage::uri(Some("?PageToken=t")), b"");
        let saved = walk.saved(&first, &acting(AC)).unwrap();
        let text = serde_json::to_string(&saved).unwrap();
        let saved: SavedPage = serde_json::from_str(&text).unwrap();

        let resume = |saved: SavedPage, settings: &Settings, sid: &str| {
            let mut walk = Walk::new(ListKeys::new().request().clone());
            walk.resume(saved);
            let plan = walk.plan(settings, &acting(sid)).unwrap();
            plan.map(|plan| plan.uri.to_string()).map_err(|error| error.to_string())
        };
        let at = format!("{LIST}?PageToken=t");
        assert_eq!(resume(saved.clone(), &settings(), AC), Ok(at));
        let other = SavedPage { operation: "iam_v1::keys::ListKeys".to_owned(), ..saved.clone() };
        assert!(resume(other, &settings(), AC).unwrap_err().contains("of the operation iam_v1::keys::ListKeys"));
        let region = builder().region("ie1").settings().unwrap();
        assert!(resume(saved.clone(), &region, AC).unwrap_err().contains("is at https://api.twilio.com, and"));
        let sibling = "ACffffffffffffffffffffffffffffffff";
        assert!(resume(saved.clone(), &settings(), sibling).unwrap_err().contains("of the account AC0123"));
        let renamed = SavedPage { account_sid: sibling.to_owned(), ..saved };
        let refusal = resume(renamed, &settings(), sibling).unwrap_err();
        assert!(refusal.contains(&format!("of the path /2010-04-01/Accounts/{AC}/Keys.json")), "{refusal}");
    }

    #[test]
    fn tokens_go_into_their_parameter() {
        const SPEC: &OperationSpec = &OperationSpec {
            item: "api_v9::things::ListThings",
            server: "https://api.twilio.com",
            path: "/v9/Things",
            fields: &[crate::Field::query("PageToken", crate::Kind::Text)],
            paging: Some(Paging::of("things").by_token("PageToken")),
            ..OperationSpec::EMPTY
        };
        let mut walk = Walk::new(Request::new(SPEC));
        let first = plan(&mut walk, &settings()).unwrap().unwrap();
        walk.turn(&first, NextPage::token(Some("a b")), b"");
        let saved = walk.saved(&first, &acting(AC)).unwrap();
        let second = plan(&mut walk, &settings()).unwrap().unwrap();
        assert_eq!(second.uri, "https://api.twilio.com/v9/Things?PageToken=a%20b");
        walk.turn(&second, NextPage::token(Some("a b")), b"");
        assert!(plan(&mut walk, &settings()).unwrap().err().unwrap().contains("came before"));

        let mut walk = Walk::new(Request::new(SPEC));
        walk.resume(saved);
        assert_eq!(plan(&mut walk, &settings()).unwrap().unwrap().uri, second.uri);
    }
}
