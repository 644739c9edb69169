//! What a flow says when it did not come to its end, whichever flow and client it was, and the taking back of what is left.

use std::pin::Pin;

use twilio_iam::flow::{FlowError, Left, Replacement, Rotation, Stage};
use twilio_iam::{Error, blocking};

use crate::vault;

/// The state of a flow that can be given up.
pub trait State: std::fmt::Debug + Sized + 'static {
    /// The token, or the SID of the key, that was made.
    fn made(&self) -> String;

    fn give_up(self) -> impl Future<Output = Result<(), FlowError<Self>>>;
}

impl State for Rotation<twilio_iam::Client> {
    fn made(&self) -> String {
        self.token().expose_secret().to_owned()
    }

    async fn give_up(self) -> Result<(), FlowError<Self>> {
        self.abandon().await
    }
}

impl State for Rotation<blocking::Client> {
    fn made(&self) -> String {
        self.token().expose_secret().to_owned()
    }

    async fn give_up(self) -> Result<(), FlowError<Self>> {
        self.abandon()
    }
}

impl State for Replacement<twilio_iam::Client> {
    fn made(&self) -> String {
        self.key().sid.to_string()
    }

    async fn give_up(self) -> Result<(), FlowError<Self>> {
        self.abandon().await
    }
}

impl State for Replacement<blocking::Client> {
    fn made(&self) -> String {
        self.key().sid.to_string()
    }

    async fn give_up(self) -> Result<(), FlowError<Self>> {
        self.abandon()
    }
}

/// What is left, as the error says it.
#[derive(Debug)]
pub enum Says {
    AsBefore,
    Both(String),
    PerhapsBoth(String),
    New(String),
    Perhaps,
    Unknown(String),
}

impl Says {
    fn name(&self) -> &'static str {
        match self {
            Self::AsBefore => "as before",
            Self::Both(_) => "both",
            Self::PerhapsBoth(_) => "perhaps both",
            Self::New(_) => "the new one alone",
            Self::Perhaps => "perhaps one more",
            Self::Unknown(_) => "unknown",
        }
    }
}

/// What giving up comes to; nothing where there is nothing to be given up.
pub type GivenUp = Option<Result<(), Box<dyn Told>>>;

/// The error of any flow.
pub trait Told {
    fn says(&self) -> Says;

    /// In the words of the table.
    fn words(&self) -> String;

    fn client_error(&self) -> Option<&Error>;

    fn give_up(self: Box<Self>) -> Pin<Box<dyn Future<Output = GivenUp>>>;
}

impl<S: State> Told for FlowError<S> {
    fn says(&self) -> Says {
        match self.left() {
            Left::AsBefore => Says::AsBefore,
            Left::Both(state) => Says::Both(state.made()),
            Left::PerhapsBoth(state) => Says::PerhapsBoth(state.made()),
            Left::New(state) => Says::New(state.made()),
            Left::Perhaps => Says::Perhaps,
            Left::Unknown(state) => Says::Unknown(state.made()),
            other => panic!("{other:?}"),
        }
    }

    fn words(&self) -> String {
        let shown = format!("{self} {self:?}");
        assert!(!vault::known().iter().any(|secret| shown.contains(secret)), "a secret shows: {self}");
        let undo = if self.to_string().contains("deleting the new secret failed") { "; not deleted" } else { "" };
        let cause = match FlowError::client_error(self) {
            Some(Error::Api(error)) => format!(", {}", error.status()),
            Some(Error::Transport(error)) => format!(", {:?}", error.kind()),
            Some(Error::Decode(_)) => ", unreadable".to_owned(),
            Some(other) => panic!("{other}"),
            None if self.stage() == Stage::Abandon => ", the old one is gone".to_owned(),
            None => String::new(),
        };
        format!("failed at {:?}{cause}{undo}: {}", self.stage(), self.says().name())
    }

    fn client_error(&self) -> Option<&Error> {
        FlowError::client_error(self)
    }

    fn give_up(self: Box<Self>) -> Pin<Box<dyn Future<Output = GivenUp>>> {
        Box::pin(async move {
            match self.into_left() {
                Left::Both(state) | Left::PerhapsBoth(state) | Left::Unknown(state) => {
                    Some(state.give_up().await.map_err(|error| Box::new(error) as Box<dyn Told>))
                }
                _ => None,
            }
        })
    }
}

/// Either of the two results of a flow.
pub fn told<T, S: State>(result: Result<T, FlowError<S>>) -> Result<T, Box<dyn Told>> {
    result.map_err(|error| Box::new(error) as Box<dyn Told>)
}
