//! The state of the fake, and the response to each request.
//!
//! A response depends on the state and the request only: the state has a clock of its own, which
//! moves only when a test moves it. Sockets are in `server.rs`, and forms in `parameters.rs`.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Method, StatusCode};
use serde::Serialize;

use crate::auth::credentials::{Credentials, Kind};
use crate::codes;
use crate::generated::types::{AccessToken, CreateAccessTokenRequest};
use crate::mock::fault::Script;
use crate::mock::parameters;
use crate::mock::received::{ReceivedRequest, Request, Target};
use crate::mock::response::{FakeResponse, Stamp};
use crate::model::sid::{AccessTokenSid, AccountSid, InvalidSid, ServiceSid};
use crate::model::timestamp::Timestamp;

/// How many seconds a token lives if its request does not say, as the specification documents
/// `Ttl`.
const DEFAULT_TTL: i64 = 60;

/// Twilio's error code for a known path with a method that it does not have
/// (<https://www.twilio.com/docs/api/errors/20004>).
const METHOD_NOT_ALLOWED: i64 = 20004;

/// How many seconds an OAuth access token lives, as Twilio's do.
const OAUTH_LIFETIME: u32 = 3600;

/// What the fake knows.
pub(super) struct Twilio {
    pub(super) now: Timestamp,
    pub(super) account_sid: AccountSid,
    pub(super) services: Vec<ServiceSid>,
    pub(super) credentials: Vec<Credentials>,
    pub(super) script: Script,
    pub(super) tokens: Vec<AccessToken>,
    pub(super) requests: Vec<ReceivedRequest>,
    pub(super) latency: Duration,
    pub(super) in_flight: usize,
    oauth_tokens: Vec<OAuthToken>,
    responses: usize,
}

struct OAuthToken {
    text: String,
    expires_at: Timestamp,
}

impl Twilio {
    pub(super) fn new(now: Timestamp, account_sid: AccountSid) -> Self {
        Self {
            now,
            account_sid,
            services: Vec::new(),
            credentials: Vec::new(),
            script: Script::default(),
            tokens: Vec::new(),
            requests: Vec::new(),
            latency: Duration::ZERO,
            in_flight: 0,
            oauth_tokens: Vec::new(),
            responses: 0,
        }
    }

    pub(super) fn lock(twilio: &Mutex<Self>) -> MutexGuard<'_, Self> {
        twilio.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves the clock, at most to the last second of the year 9999.
    pub(super) fn advance(&mut self, time: Duration) {
        self.now = self.now.checked_add(time).unwrap_or(Timestamp::MAX);
    }

    /// Responds to a request, and keeps what it creates.
    pub(super) fn respond(&mut self, request: &Request<'_>) -> FakeResponse {
        self.responses += 1;
        let fault = self.script.turn();
        let mut serve = || self.serve(request).unwrap_or_else(|refusal| refusal);
        let response = match fault {
            Some(fault) => fault.apply(serve),
            None => serve(),
        };
        response.stamped(&Stamp {
            number: self.responses,
            now: self.now,
            concurrent_requests: self.in_flight,
            duration: self.latency,
        })
    }

    #[expect(
        clippy::result_large_err,
        reason = "both are the response, of which there is one at a time"
    )]
    fn serve(&mut self, request: &Request<'_>) -> Result<FakeResponse, FakeResponse> {
        let target = Target::of(request.path);
        if target == Some(Target::OAuth) && request.method == Method::POST {
            return self.issue(request);
        }
        if !self.knows(request.authorization) {
            return Err(FakeResponse::unauthorized());
        }
        let (service_sid, token_sid) = match target {
            Some(Target::Tokens { service_sid }) => (service_sid, None),
            Some(Target::Token { service_sid, sid }) => (service_sid, Some(sid)),
            Some(Target::OAuth) => return Err(method_not_allowed()),
            None => return Err(not_found(request)),
        };
        let service_sid = self
            .services
            .iter()
            .find(|known| known.as_str() == service_sid)
            .cloned()
            .ok_or_else(|| not_found(request))?;
        match (request.method, token_sid) {
            (&Method::POST, None) => {
                let form = parameters::read(request.content_type, request.body).map_err(invalid)?;
                let token = self.mint(service_sid, form).map_err(|_| not_found(request))?;
                let response = FakeResponse::token(StatusCode::CREATED, &token);
                self.tokens.push(token);
                Ok(response)
            }
            (&Method::GET, Some(sid)) => self
                .tokens
                .iter()
                .find(|token| token.sid.as_str() == sid)
                .filter(|token| token.service_sid.as_ref() == Some(&service_sid))
                .filter(|token| token.expires_at().is_some_and(|expiry| self.now < expiry))
                .map(|token| FakeResponse::token(StatusCode::OK, token))
                .ok_or_else(|| not_found(request)),
            _ => Err(method_not_allowed()),
        }
    }

    /// The case of the scheme does not matter (RFC 9110, 11.1); the rest must be the same.
    fn knows(&self, authorization: Option<&str>) -> bool {
        let parts = |header: &str| {
            let (scheme, rest) = header.split_once(' ')?;
            Some((scheme.to_ascii_lowercase(), rest.to_owned()))
        };
        let Some(given) = authorization.and_then(parts) else {
            return false;
        };
        let known = self.credentials.iter().filter_map(|known| match &known.0 {
            Kind::Header(header) => parts(header.header().to_str().ok()?),
            Kind::OAuth(_) => None,
        });
        let is_current = |token: &&OAuthToken| self.now < token.expires_at;
        let issued = self.oauth_tokens.iter().filter(is_current);
        let issued = issued.map(|token| ("bearer".to_owned(), token.text.clone()));
        known.chain(issued).any(|known| known == given)
    }

    /// The token endpoint of OAuth: an access token for the client that the form names.
    #[expect(
        clippy::result_large_err,
        reason = "both are the response, of which there is one at a time"
    )]
    fn issue(&mut self, request: &Request<'_>) -> Result<FakeResponse, FakeResponse> {
        let field = |name| parameters::field(request.content_type, request.body, name);
        if field("grant_type").as_deref() != Some("client_credentials") {
            return Err(invalid("grant_type"));
        }
        let (id, secret) = (field("client_id"), field("client_secret"));
        let known = self.credentials.iter().any(|known| match &known.0 {
            Kind::OAuth(client) => {
                id.as_deref() == Some(&client.id) && secret.as_ref() == Some(&client.secret)
            }
            Kind::Header(_) => false,
        });
        if !known {
            return Err(FakeResponse::unauthorized());
        }
        let lifetime = Duration::from_secs(OAUTH_LIFETIME.into());
        let expires_at = self.now.checked_add(lifetime).unwrap_or(Timestamp::MAX);
        let number = self.oauth_tokens.len() + 1;
        let text = signed_jwt(number, expires_at.unix_seconds());
        let response = FakeResponse::json(
            StatusCode::OK,
            &OAuthBody {
                access_token: &text,
                token_type: "Bearer",
                expires_in: OAUTH_LIFETIME,
                refresh_token: None,
                id_token: None,
            },
        );
        self.oauth_tokens.push(OAuthToken { text, expires_at });
        Ok(response)
    }

    /// Makes up a token; the number of tokens so far makes it different from all others.
    fn mint(
        &self,
        service_sid: ServiceSid,
        form: CreateAccessTokenRequest,
    ) -> Result<AccessToken, InvalidSid> {
        let number = self.tokens.len() + 1;
        let sid: AccessTokenSid = format!("YK{number:032x}").parse()?;
        let service = service_sid.as_str();
        let url = format!(
            "https://verify.twilio.com/v2/Services/{service}/AccessTokens/{}",
            sid.as_str()
        );
        Ok(AccessToken {
            account_sid: Some(self.account_sid.clone()),
            date_created: Some(self.now),
            entity_identity: Some(form.identity),
            factor_friendly_name: form.factor_friendly_name,
            factor_type: Some(form.factor_type),
            service_sid: Some(service_sid),
            sid,
            token: compact_jwt(number).into(),
            ttl: Some(form.ttl.unwrap_or(DEFAULT_TTL)),
            url: Some(url),
        })
    }
}

/// Looks like Twilio's tokens, which are encrypted: five parts, of which the second is empty.
fn compact_jwt(number: usize) -> String {
    let header = r#"{"alg":"dir","cty":"twilio-fpa;v=1","enc":"A256GCM","zip":"DEF"}"#;
    let parts = [
        header.to_owned(),
        String::new(),
        format!("{number:012}"),
        format!("not a real token, only number {number} of a fake"),
        format!("{number:016}"),
    ];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

/// The response of the token endpoint.
#[derive(Serialize)]
struct OAuthBody<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u32,
    refresh_token: Option<&'a str>,
    id_token: Option<&'a str>,
}

/// Looks like Twilio's OAuth access tokens, whose expiry its helper libraries read from the claims.
fn signed_jwt(number: usize, expires_at: u64) -> String {
    let parts = [
        r#"{"alg":"RS256","typ":"JWT"}"#.to_owned(),
        format!(r#"{{"jti":"{number}","exp":{expires_at}}}"#),
        format!("not a real signature, only number {number} of a fake"),
    ];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

fn method_not_allowed() -> FakeResponse {
    let message = "Method not allowed";
    FakeResponse::error(StatusCode::METHOD_NOT_ALLOWED, METHOD_NOT_ALLOWED, message)
}

fn not_found(request: &Request<'_>) -> FakeResponse {
    let path = request.path.strip_prefix("/v2").unwrap_or(request.path);
    let message = format!("The requested resource {path} was not found");
    FakeResponse::error(StatusCode::NOT_FOUND, codes::NOT_FOUND, &message)
}

fn invalid(parameter: &str) -> FakeResponse {
    let message = format!("Invalid parameter: {parameter}");
    FakeResponse::error(StatusCode::BAD_REQUEST, codes::INVALID_PARAMETER, &message)
}
