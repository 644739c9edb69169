//! What enters: the text of the profile file. What leaves: the profiles, and every member that this crate does not know, so
//! that writing the file again loses none.

use super::{Profile, ProfileError, ProfileFile};
use crate::model::{Entries, Nulls, write};
use crate::wiped::Wiped;
use crate::{Json, Secret, WithSecrets};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::{fmt, marker::PhantomData};

impl ProfileFile {
    /// Reads the text of the file.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Unreadable`] with the place; nothing of the text is in it.
    pub fn from_json(text: impl AsRef<[u8]>) -> Result<Self, ProfileError> {
        serde_json::from_slice(text.as_ref())
            // serde_json quotes what it does not understand, which may be a secret.
            .map_err(|error| ProfileError::Unreadable { line: error.line(), column: error.column() })
    }

    /// The text of the file, with its secrets.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Unwritable`], which does not happen with what was read.
    pub fn to_json(&self) -> Result<Secret, ProfileError> {
        let mut text = Wiped::default();
        serde_json::to_writer_pretty(&mut text, &WithSecrets(self)).map_err(|_| ProfileError::Unwritable)?;
        text.push(b"\n");
        let text = String::from_utf8(text.into_bytes()).map_err(|_| ProfileError::Unwritable)?;
        Ok(Secret::new(text))
    }
}

/// A JSON object of known and other members. Unlike a reply, a file is the user's: what is misshapen is an error, because
/// a lenient reading would lose it at the next writing.
trait Object: Default {
    /// Takes the value of a member, or tells that it is not known.
    fn member<'de, A: MapAccess<'de>>(&mut self, name: &str, members: &mut A) -> Result<bool, A::Error>;
    fn other(&mut self) -> &mut BTreeMap<String, Json>;
}

impl Object for ProfileFile {
    fn member<'de, A: MapAccess<'de>>(&mut self, name: &str, members: &mut A) -> Result<bool, A::Error> {
        match name {
            "edge" => self.edge = members.next_value()?,
            "profiles" => self.profiles = members.next_value::<Option<_>>()?.unwrap_or_default(),
            "activeProject" => self.active = members.next_value()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn other(&mut self) -> &mut BTreeMap<String, Json> {
        &mut self.other.0
    }
}

impl Object for Profile {
    fn member<'de, A: MapAccess<'de>>(&mut self, name: &str, members: &mut A) -> Result<bool, A::Error> {
        match name {
            "accountSid" => self.account_sid = members.next_value()?,
            "region" => self.region = members.next_value()?,
            "edge" => self.edge = members.next_value()?,
            "apiKey" => self.api_key = members.next_value()?,
            "apiSecret" => self.api_secret = members.next_value()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn other(&mut self) -> &mut BTreeMap<String, Json> {
        &mut self.other.0
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for Members<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<T, A::Error> {
        let mut object = T::default();
        while let Some(name) = members.next_key::<String>()? {
            if !object.member(&name, &mut members)? {
                let value = members.next_value()?;
                object.other().insert(name, value);
            }
        }
        Ok(object)
    }
}

macro_rules! object {
    ($object:ident { $($field:ident $name:literal),+ } $(required $required:ident $required_name:literal)?) => {
        impl<'de> Deserialize<'de> for $object {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_map(Members(PhantomData))
            }
        }

        impl Serialize for $object {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                write(
                    serializer,
                    Entries { names: &[$($required_name)?], values: &[$(&self.$required)?] },
                    Entries { names: &[$($name,)+ ""], values: &[$(&self.$field,)+ &self.other.0] },
                    &Nulls::NONE,
                )
            }
        }
    };
}

object! { ProfileFile { edge "edge", active "activeProject" } required profiles "profiles" }
object! {
    Profile {
        account_sid "accountSid", region "region", edge "edge", api_key "apiKey", api_secret "apiSecret"
    }
}
