//! What enters: nothing, or the PEM text of an RSA private key. What leaves: a key pair that signs, and its public half
//! as the text that Twilio takes.

use super::PkcvError;
use crate::Secret;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{KeyPair as _, RsaEncoding};
use pem_rfc7468::{Decoder, LineEnding, encode_string};
use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

/// An RSA key pair. Cheap to clone; its memory is wiped after the last use, and `Debug` shows nothing of it.
///
/// ```
/// use twilio_iam::pkcv::KeyPair;
///
/// let key = KeyPair::generate()?;
/// assert!(key.public_key_pem()?.starts_with("-----BEGIN PUBLIC KEY-----"));
///
/// let stored = key.private_key_pem()?;
/// let loaded = KeyPair::from_pem(stored.expose_secret())?;
/// assert_eq!(loaded.public_key_pem()?, key.public_key_pem()?);
/// # Ok::<(), twilio_iam::pkcv::PkcvError>(())
/// ```
#[derive(Clone)]
pub struct KeyPair(Arc<rsa::KeyPair>);

impl KeyPair {
    /// Makes a key pair of 2048 bits, the size that Twilio asks for. It is in memory only: store
    /// [`private_key_pem`](Self::private_key_pem) before the public half is registered.
    ///
    /// # Errors
    ///
    /// [`PkcvError::Signing`] when the platform has no good random numbers.
    pub fn generate() -> Result<Self, PkcvError> {
        let key = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).map_err(|_| PkcvError::Signing)?;
        Ok(Self(Arc::new(key)))
    }

    /// Reads a private key of at least 2048 bits from PEM text: PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`).
    ///
    /// # Errors
    ///
    /// [`PkcvError`], which says what the text is instead. Nothing of the text is in it.
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, PkcvError> {
        let mut decoder = Decoder::new_detect_wrap(pem.as_ref()).map_err(|_| PkcvError::NoPem)?;
        let label = decoder.type_label();
        // Room for all of it at once: a buffer that grows leaves its old self behind.
        let mut der = Zeroizing::new(Vec::with_capacity(decoder.remaining_len()));
        decoder.decode_to_end(&mut der).map_err(|_| PkcvError::NoPem)?;
        let key = match label {
            "PRIVATE KEY" => rsa::KeyPair::from_pkcs8(&der),
            "RSA PRIVATE KEY" => rsa::KeyPair::from_der(&der),
            "ENCRYPTED PRIVATE KEY" => return Err(PkcvError::Encrypted),
            "PUBLIC KEY" | "RSA PUBLIC KEY" => return Err(PkcvError::PublicHalf),
            _ => return Err(PkcvError::OtherKey),
        };
        Ok(Self(Arc::new(key.map_err(|_| PkcvError::OtherKey)?)))
    }

    /// The public half as PEM text, as
    /// [`CreatePublicKey`](crate::accounts_v1::credentials::public_keys::CreatePublicKey) takes it.
    ///
    /// # Errors
    ///
    /// [`PkcvError::Signing`] when the key cannot be written.
    pub fn public_key_pem(&self) -> Result<String, PkcvError> {
        let der: PublicKeyX509Der<'_> = self.0.public_key().as_der().map_err(|_| PkcvError::Signing)?;
        encode_string("PUBLIC KEY", LineEnding::LF, der.as_ref()).map_err(|_| PkcvError::Signing)
    }

    /// The private key as PEM text (PKCS#8), to be stored where secrets are.
    ///
    /// # Errors
    ///
    /// [`PkcvError::Signing`] when the key cannot be written.
    pub fn private_key_pem(&self) -> Result<Secret, PkcvError> {
        let der: Pkcs8V1Der<'_> = self.0.as_der().map_err(|_| PkcvError::Signing)?;
        let pem = encode_string("PRIVATE KEY", LineEnding::LF, der.as_ref());
        pem.map(Secret::new).map_err(|_| PkcvError::Signing)
    }

    pub(super) fn sign(&self, encoding: &'static dyn RsaEncoding, message: &[u8]) -> Result<Vec<u8>, PkcvError> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        let signed = self.0.sign(encoding, &SystemRandom::new(), message, &mut signature);
        signed.map(|()| signature).map_err(|_| PkcvError::Signing)
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyPair([redacted])")
    }
}
