//! The state of the fake, and the response to each request.
//!
//! A response follows from the state and the request alone: the state has a clock of its own, which
//! moves only when a test moves it. Sockets are the business of `fake.rs`, forms that of
//! `parameters.rs`.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;

use crate::auth::credentials::{Credentials, Kind};
use crate::codes;
use crate::generated::types::{AccessToken, CreateAccessTokenRequest};
use crate::mock::fault::Script;
use crate::mock::parameters;
use crate::mock::received::{ReceivedCall, Request, Target};
use crate::mock::response::FakeResponse;
use crate::model::sid::{AccessTokenSid, AccountSid, InvalidSid, ServiceSid};
use crate::model::timestamp::Timestamp;

/// Seconds that a token lives when its request does not say how many, as the specification documents `Ttl`.
const DEFAULT_TTL: i64 = 60;

/// Twilio's error code for a known path asked with another method
/// (<https://www.twilio.com/docs/api/errors/20004>).
const METHOD_NOT_ALLOWED: i64 = 20004;

/// What the fake knows.
pub(super) struct Twilio {
    pub(super) now: Timestamp,
    pub(super) account_sid: AccountSid,
    pub(super) services: Vec<ServiceSid>,
    pub(super) credentials: Vec<Credentials>,
    pub(super) script: Script,
    pub(super) tokens: Vec<AccessToken>,
    pub(super) calls: Vec<ReceivedCall>,
    responses: usize,
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
            calls: Vec::new(),
            responses: 0,
        }
    }

    /// Moves the clock, at most to the last second of the year 9999.
    pub(super) fn advance(&mut self, time: Duration) {
        self.now = self.now.checked_add(time).unwrap_or(Timestamp::MAX);
    }

    /// Responds to a request, and keeps what it creates.
    pub(super) fn respond(&mut self, request: &Request<'_>) -> FakeResponse {
        self.responses += 1;
        let response = match self.script.turn() {
            Some(failure) => failure,
            None => self.serve(request).unwrap_or_else(|refusal| refusal),
        };
        response.stamped(self.responses, self.now)
    }

    fn serve(&mut self, request: &Request<'_>) -> Result<FakeResponse, FakeResponse> {
        if !self.knows(request.authorization) {
            return Err(FakeResponse::unauthorized());
        }
        let target = Target::of(request.path).ok_or_else(|| not_found(request))?;
        let service_sid = self
            .services
            .iter()
            .find(|known| known.as_str() == target.service_sid)
            .cloned()
            .ok_or_else(|| not_found(request))?;
        match (request.method, target.token_sid) {
            ("POST", None) => {
                let form = parameters::read(request.content_type, request.body).map_err(invalid)?;
                let token = self
                    .mint(service_sid, form)
                    .map_err(|_| not_found(request))?;
                let response = FakeResponse::token(StatusCode::CREATED, &token);
                self.tokens.push(token);
                Ok(response)
            }
            ("GET", Some(sid)) => self
                .tokens
                .iter()
                .find(|token| token.sid.as_str() == sid)
                .filter(|token| token.service_sid.as_ref() == Some(&service_sid))
                .filter(|token| token.expires_at().is_some_and(|expiry| self.now < expiry))
                .map(|token| FakeResponse::token(StatusCode::OK, token))
                .ok_or_else(|| not_found(request)),
            _ => Err(FakeResponse::error(
                StatusCode::METHOD_NOT_ALLOWED,
                METHOD_NOT_ALLOWED,
                "Method not allowed",
            )),
        }
    }

    fn knows(&self, authorization: Option<&str>) -> bool {
        authorization.is_some_and(|given| {
            self.credentials.iter().any(|known| match &known.0 {
                Kind::Header(header) => header.header().as_bytes() == given.as_bytes(),
                Kind::OAuth(_) => false,
            })
        })
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

fn not_found(request: &Request<'_>) -> FakeResponse {
    let path = request.path.strip_prefix("/v2").unwrap_or(request.path);
    let message = format!("The requested resource {path} was not found");
    FakeResponse::error(StatusCode::NOT_FOUND, codes::NOT_FOUND, &message)
}

fn invalid(parameter: &str) -> FakeResponse {
    let message = format!("Invalid parameter: {parameter}");
    FakeResponse::error(StatusCode::BAD_REQUEST, codes::INVALID_PARAMETER, &message)
}
