//! Who may enrol a device, and as which user.
//!
//! THE PLACE TO CHANGE: put the check of your application's sessions here.

use std::collections::HashMap;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use crate::failure::Failure;

/// Who may ask for a token.
pub(crate) enum Callers {
    /// Callers with a session, each for its own user only. Here a list stands in for your sessions.
    Sessions(HashMap<String, String>),
    /// Anybody, for any user. Twilio's sample apps need this, since they send no credentials.
    /// Whoever reaches such a service can enrol a device for your users: never do this in
    /// production.
    Anybody,
}

impl Callers {
    /// Sessions as `SESSION=USER,SESSION=USER`.
    pub(crate) fn of_sessions(list: &str) -> Result<Self, String> {
        let pair = |entry: &str| {
            let (session, user) = entry.split_once('=')?;
            let is_complete = !session.is_empty() && !user.is_empty();
            is_complete.then(|| (session.to_owned(), user.to_owned()))
        };
        let sessions: Option<_> = list.split(',').map(pair).collect();
        sessions
            .map(Self::Sessions)
            .ok_or_else(|| "SESSIONS must be SESSION=USER, separated by commas".to_owned())
    }

    /// Refuses a caller that is unknown, or that asks for a token for another user.
    pub(crate) fn authenticate(&self, headers: &HeaderMap, user: &str) -> Result<(), Failure> {
        let Self::Sessions(sessions) = self else { return Ok(()) };
        let session = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let session = session.and_then(|value| value.strip_prefix("Bearer "));
        match session.and_then(|session| sessions.get(session)) {
            None => Err(Failure::Unauthenticated),
            Some(own) if own != user => Err(Failure::AnotherUser),
            Some(_) => Ok(()),
        }
    }
}
