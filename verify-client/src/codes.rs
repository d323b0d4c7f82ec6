//! Twilio's error codes that matter to these two operations, by name.
//!
//! What the client does about a code is decided in `retry.rs` and `error/`; compare
//! [`Error::code`](crate::Error::code) with these. The whole list is Twilio's
//! [error dictionary](https://www.twilio.com/docs/api/errors).

/// TLS older than 1.2, or a cipher that Twilio refuses
/// ([20011](https://www.twilio.com/docs/api/errors/20011)).
pub const INVALID_TLS: i64 = 20011;

/// The credentials are wrong, expired, deleted, or of another account or region; with status 401
/// ([20003](https://www.twilio.com/docs/api/errors/20003)).
pub const AUTHENTICATION_FAILED: i64 = 20003;

/// No such resource: a wrong Service SID, or an access token that is unknown or has expired; with
/// status 404 ([20404](https://www.twilio.com/docs/api/errors/20404)).
pub const NOT_FOUND: i64 = 20404;

/// Too many requests at once; not processed, so safe to send again; with status 429
/// ([20429](https://www.twilio.com/docs/api/errors/20429)).
pub const TOO_MANY_REQUESTS: i64 = 20429;

/// Verify refused the request because of its rate; wait, then send again
/// ([25109](https://www.twilio.com/docs/api/errors/25109)).
pub const VERIFY_RATE_EXCEEDED: i64 = 25109;

/// A parameter is invalid, and the message names it; with status 400
/// ([60200](https://www.twilio.com/docs/errors/60200)).
pub const INVALID_PARAMETER: i64 = 60200;

/// All attempts to check a verification are used up; with status 429, but waiting does not help
/// ([60202](https://www.twilio.com/docs/api/errors/60202)).
pub const MAX_CHECK_ATTEMPTS_REACHED: i64 = 60202;

/// All attempts to send a verification are used up; with status 429, but waiting does not help
/// ([60203](https://www.twilio.com/docs/api/errors/60203)).
pub const MAX_SEND_ATTEMPTS_REACHED: i64 = 60203;

/// The Verify Service does not support this feature
/// ([60204](https://www.twilio.com/docs/verify/api/error-codes)).
pub const SERVICE_FEATURE_UNSUPPORTED: i64 = 60204;

/// The Verify Service has as many rate limits as it may have
/// ([60207](https://www.twilio.com/docs/verify/api/error-codes)).
pub const MAX_RATE_LIMITS_REACHED: i64 = 60207;

/// The Verify Service is not configured properly
/// ([60217](https://www.twilio.com/docs/verify/api/error-codes)).
pub const INVALID_SERVICE_CONFIGURATION: i64 = 60217;

/// All attempts to verify a challenge are used up; with status 429, but waiting does not help
/// ([60308](https://www.twilio.com/docs/api/errors/60308)).
pub const MAX_CHALLENGE_ATTEMPTS_REACHED: i64 = 60308;

/// All attempts to verify a factor are used up; with status 429, but waiting does not help
/// ([60310](https://www.twilio.com/docs/api/errors/60310)).
pub const MAX_FACTOR_ATTEMPTS_REACHED: i64 = 60310;

/// Verification of the factor failed; with status 403
/// ([60311](https://www.twilio.com/docs/api/errors/60311)).
pub const FACTOR_VERIFICATION_FAILED: i64 = 60311;

/// The factor has not been verified yet; with status 403
/// ([60318](https://www.twilio.com/docs/api/errors/60318)).
pub const FACTOR_UNVERIFIED: i64 = 60318;

/// Verification of the challenge failed; with status 403
/// ([60324](https://www.twilio.com/docs/api/errors/60324)).
pub const CHALLENGE_VERIFICATION_FAILED: i64 = 60324;

/// The entity is invalid or missing: an identity has 8 to 64 letters, digits and dashes
/// ([60366](https://www.twilio.com/docs/api/errors/60366)).
pub const INVALID_ENTITY: i64 = 60366;

/// The factor type is invalid or missing
/// ([60369](https://www.twilio.com/docs/api/errors/60369)).
pub const INVALID_FACTOR_TYPE: i64 = 60369;
