//! The content of a body or an answer in; the media type that the client speaks out.

use indexmap::IndexMap;
use openapiv3::MediaType;

/// What kind of bytes a media type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Media {
    /// `application/x-www-form-urlencoded`
    Form,
    /// `application/json` and everything that ends with `+json`.
    Json,
    /// `text/*`
    Text,
    /// Anything else.
    Bytes,
}

/// The media type of a form, as it is sent.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The media type of JSON, where nothing else is documented.
pub const JSON: &str = "application/json";

/// A media type in lower case, without its parameters.
pub fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or(name).trim().to_ascii_lowercase()
}

/// Whether it stands for several media types.
pub fn is_range(name: &str) -> bool {
    essence(name).contains('*')
}

impl Media {
    /// Parameters such as `charset` do not matter.
    pub fn of(name: &str) -> Self {
        let essence = essence(name);
        match essence.as_str() {
            FORM => Self::Form,
            JSON | "text/json" | "*/*" | "application/*" => Self::Json,
            _ if essence.ends_with("+json") => Self::Json,
            _ if essence.starts_with("text/") => Self::Text,
            _ => Self::Bytes,
        }
    }
}

/// The media type of a request body: a form where the service takes one, else JSON.
pub fn request(content: &IndexMap<String, MediaType>) -> Option<(&str, Media, &MediaType)> {
    best(content, [Media::Form, Media::Json, Media::Text, Media::Bytes])
}

/// The media type of an answer: JSON where there is a choice.
pub fn reply(content: &IndexMap<String, MediaType>) -> Option<(&str, Media, &MediaType)> {
    best(content, [Media::Json, Media::Text, Media::Form, Media::Bytes])
}

fn best(content: &IndexMap<String, MediaType>, order: [Media; 4]) -> Option<(&str, Media, &MediaType)> {
    let rank = |media: Media| order.iter().position(|known| *known == media);
    content.iter().map(|(name, body)| (name.as_str(), Media::of(name), body)).min_by_key(|(_, media, _)| rank(*media))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_told_apart() {
        for (name, media) in [
            ("application/x-www-form-urlencoded", Media::Form),
            ("Application/X-WWW-Form-Urlencoded; charset=utf-8", Media::Form),
            ("application/json; charset=utf-8", Media::Json),
            ("text/json", Media::Json),
            ("*/*", Media::Json),
            ("application/scim+json", Media::Json),
            ("text/plain", Media::Text),
            ("audio/wav", Media::Bytes),
        ] {
            assert_eq!(Media::of(name), media);
        }
    }
}
