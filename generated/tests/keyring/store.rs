//! A keyring of a few lines, kept in a file so that it outlives a process.

use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::{Credential, Entry, Error, Result};
use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The member that stands for a keyring that takes nothing.
pub const LOCKED: &str = "locked";

pub struct Store(pub PathBuf);

struct One {
    path: PathBuf,
    name: String,
}

pub fn read(path: &Path) -> BTreeMap<String, String> {
    std::fs::read(path).map(|text| serde_json::from_slice(&text).unwrap()).unwrap_or_default()
}

pub fn write(path: &Path, entries: &BTreeMap<String, String>) {
    std::fs::write(path, serde_json::to_vec(entries).unwrap()).unwrap();
}

impl CredentialStoreApi for Store {
    fn vendor(&self) -> String {
        "tests".to_owned()
    }

    fn id(&self) -> String {
        self.0.display().to_string()
    }

    fn build(&self, service: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        let one = One { path: self.0.clone(), name: format!("{service} {user}") };
        Ok(Entry::new_with_credential(Arc::new(one)))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl CredentialApi for One {
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        let mut entries = read(&self.path);
        if entries.contains_key(LOCKED) {
            return Err(Error::NoStorageAccess("it is locked".into()));
        }
        entries.insert(self.name.clone(), String::from_utf8(secret.to_vec()).unwrap());
        write(&self.path, &entries);
        Ok(())
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        read(&self.path).remove(&self.name).map(String::into_bytes).ok_or(Error::NoEntry)
    }

    fn delete_credential(&self) -> Result<()> {
        let mut entries = read(&self.path);
        entries.remove(&self.name).map(|_| write(&self.path, &entries)).ok_or(Error::NoEntry)
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
