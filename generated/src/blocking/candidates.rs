//! What enters: the error of a key creation whose fate is unknown. What leaves: the keys that it may have made, and, on
//! request, their deletion.

use super::Client;
use crate::exchange::unfinished::{KeyService, Listed, Unfinished};
use crate::{Candidate, Error, Operation, Page, api_v2010, iam_v1};

impl Error {
    /// The keys that a key creation of unknown fate may have made, by a blocking client; `candidates` of the async one.
    ///
    /// Those of the name that was asked for, made since; empty for every other error. They are deleted only by
    /// [`Candidate::delete_blocking`].
    ///
    /// ```no_run
    /// # fn example(client: twilio_iam::blocking::Client) -> Result<(), twilio_iam::Error> {
    /// use twilio_iam::api_v2010::keys::CreateKey;
    ///
    /// if let Err(error) = client.send(CreateKey::new().friendly_name("nightly backup 7")) {
    ///     for key in error.candidates_blocking(&client)? {
    ///         key.delete_blocking(&client)?;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error`] of the listing.
    pub fn candidates_blocking(&self, client: &Client) -> Result<Vec<Candidate>, Error> {
        let Some(unfinished) = self.unfinished() else { return Ok(Vec::new()) };
        match unfinished.service {
            KeyService::V2010 => {
                let list = api_v2010::keys::ListKeys::new().account_sid(&unfinished.account_sid);
                gather(client, list.page_size(1000), unfinished)
            }
            KeyService::Iam => {
                let list = iam_v1::keys::ListKeys::new(&unfinished.account_sid);
                gather(client, list.page_size(1000), unfinished)
            }
        }
    }
}

fn gather<O: Operation>(client: &Client, list: O, unfinished: &Unfinished) -> Result<Vec<Candidate>, Error>
where
    O::Output: Page<Item: Into<Listed>>,
{
    let mut candidates = Vec::new();
    for page in client.pages(list) {
        let page = page?;
        let ahead = page.ahead;
        let keys = page.into_items().into_iter().map(Into::into);
        candidates.extend(keys.filter_map(|key| unfinished.candidate(key, ahead)));
    }
    Ok(candidates)
}

impl Candidate {
    /// Deletes the key, by a blocking client.
    ///
    /// # Errors
    ///
    /// [`Error`] of the deletion.
    pub fn delete_blocking(&self, client: &Client) -> Result<(), Error> {
        match self.service {
            KeyService::V2010 => {
                client.send(api_v2010::keys::DeleteKey::new(self.sid()).account_sid(&self.account_sid))
            }
            KeyService::Iam => client.send(iam_v1::keys::DeleteKey::new(self.sid())),
        }
    }
}
