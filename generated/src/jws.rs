//! What enters: the header and claims of a JSON Web Token, and a way to sign. What leaves: the token in its compact form
//! (RFC 7515, section 7.1).

use crate::{Json, Secret};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Writes and signs a token.
pub(crate) fn sign<E>(
    header: &Json,
    claims: &Json,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
) -> Result<Secret, E> {
    let input = format!("{}.{}", part(header), part(claims));
    let signature = sign(input.as_bytes())?;
    Ok(Secret::new(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))))
}

fn part(json: &Json) -> String {
    URL_SAFE_NO_PAD.encode(json.to_string())
}

/// A token taken apart; nothing in it is to be trusted before its signature was checked.
#[cfg(feature = "jwt")]
pub(crate) struct Parts<'a> {
    /// What was signed.
    pub(crate) input: &'a str,
    pub(crate) header: Json,
    pub(crate) claims: &'a str,
    pub(crate) signature: Vec<u8>,
}

#[cfg(feature = "jwt")]
impl<'a> Parts<'a> {
    pub(crate) fn read(token: &'a str) -> Option<Self> {
        let (input, signature) = token.rsplit_once('.')?;
        let (header, claims) = input.split_once('.')?;
        // A third dot would be another format (RFC 7516); base64 refuses it in the claims.
        Some(Self { input, header: json(header)?, claims, signature: URL_SAFE_NO_PAD.decode(signature).ok()? })
    }
}

/// Reads a part, which has to be base64url without padding or stray bits, of JSON.
#[cfg(feature = "jwt")]
pub(crate) fn json(part: &str) -> Option<Json> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
