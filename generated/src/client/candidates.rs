//! What enters: the error of a key creation whose fate is unknown. What leaves: the keys that it may have made, and, on
//! request, their deletion.

use super::Client;
use crate::exchange::unfinished::{KeyService, Listed, Unfinished};
use crate::{Candidate, Error, Operation, Page, api_v2010, iam_v1};

impl Error {
    /// The keys that a key creation of unknown fate may have made: those of the name that was asked for, made since.
    ///
    /// Empty for every other error. They are deleted only by [`Candidate::delete`]. `client` is the one that was used;
    /// its clock and Twilio's are compared, so that neither needs to be right.
    ///
    /// ```no_run
    /// # async fn example(client: twilio_iam::Client) -> Result<(), twilio_iam::Error> {
    /// use twilio_iam::api_v2010::keys::CreateKey;
    ///
    /// if let Err(error) = client.send(CreateKey::new().friendly_name("nightly backup 7")).await {
    ///     for key in error.candidates(&client).await? {
    ///         println!("{} was made at {} and nobody has its secret", key.sid(), key.date_created());
    ///         key.delete(&client).await?;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error`] of the listing.
    pub async fn candidates(&self, client: &Client) -> Result<Vec<Candidate>, Error> {
        let Some(unfinished) = self.unfinished() else { return Ok(Vec::new()) };
        match unfinished.service {
            KeyService::V2010 => {
                let list = api_v2010::keys::ListKeys::new().account_sid(&unfinished.account_sid);
                gather(client, list.page_size(1000), unfinished).await
            }
            KeyService::Iam => {
                let list = iam_v1::keys::ListKeys::new(&unfinished.account_sid);
                gather(client, list.page_size(1000), unfinished).await
            }
        }
    }
}

async fn gather<O: Operation>(client: &Client, list: O, unfinished: &Unfinished) -> Result<Vec<Candidate>, Error>
where
    O::Output: Page<Item: Into<Listed>>,
{
    let mut candidates = Vec::new();
    let mut pages = client.pages(list);
    while let Some(page) = pages.try_next().await? {
        let ahead = page.ahead;
        let keys = page.into_items().into_iter().map(Into::into);
        candidates.extend(keys.filter_map(|key| unfinished.candidate(key, ahead)));
    }
    Ok(candidates)
}

impl Candidate {
    /// Deletes the key. Every access token signed with it becomes invalid, but nobody has the secret to sign any.
    ///
    /// # Errors
    ///
    /// [`Error`] of the deletion.
    pub async fn delete(&self, client: &Client) -> Result<(), Error> {
        match self.service {
            KeyService::V2010 => {
                let delete = api_v2010::keys::DeleteKey::new(self.sid()).account_sid(&self.account_sid);
                client.send(delete).await
            }
            KeyService::Iam => client.send(iam_v1::keys::DeleteKey::new(self.sid())).await,
        }
    }
}
