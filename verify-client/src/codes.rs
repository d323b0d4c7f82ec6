//! Twilio's error codes that these two operations can return, and the codes of status 429 that
//! decide whether a retry makes sense.
//!
//! Compare [`Error::code`](crate::Error::code) with these. Twilio lists all of its codes in the
//! [error dictionary](https://www.twilio.com/docs/api/errors), and those of Verify in
//! [its own list](https://www.twilio.com/docs/verify/api/error-codes).

/// The credentials are wrong, expired, deleted, or of another account or region; with status 401
/// ([20003](https://www.twilio.com/docs/api/errors/20003)).
pub const AUTHENTICATION_FAILED: i64 = 20003;

/// There is no such resource: the Service SID is wrong, or the access token is unknown or has
/// expired; with status 404 ([20404](https://www.twilio.com/docs/api/errors/20404)).
pub const NOT_FOUND: i64 = 20404;

/// There are too many requests at once; Twilio has not processed this one, so it is safe to send
/// again; with status 429 ([20429](https://www.twilio.com/docs/api/errors/20429)).
pub const TOO_MANY_REQUESTS: i64 = 20429;

/// Verify refused the request because of its rate; wait, then send it again
/// ([25109](https://www.twilio.com/docs/api/errors/25109)).
pub const VERIFY_RATE_EXCEEDED: i64 = 25109;

/// A parameter is invalid, and the message names it; with status 400
/// ([60200](https://www.twilio.com/docs/errors/60200)).
pub const INVALID_PARAMETER: i64 = 60200;

/// All attempts to check a verification are used up; with status 429, but waiting does not help,
/// so the client does not retry ([60202](https://www.twilio.com/docs/api/errors/60202)).
pub const MAX_CHECK_ATTEMPTS_REACHED: i64 = 60202;

/// All attempts to send a verification are used up; with status 429, but waiting does not help,
/// so the client does not retry ([60203](https://www.twilio.com/docs/api/errors/60203)).
pub const MAX_SEND_ATTEMPTS_REACHED: i64 = 60203;

/// The Verify Service does not support this feature, such as push
/// ([60204](https://www.twilio.com/docs/verify/api/error-codes)).
pub const SERVICE_FEATURE_UNSUPPORTED: i64 = 60204;

/// The Verify Service has as many rate limits as it may have; waiting does not help, so the client
/// does not retry ([60207](https://www.twilio.com/docs/verify/api/error-codes)).
pub const MAX_RATE_LIMITS_REACHED: i64 = 60207;

/// All attempts to verify a challenge are used up; with status 429, but waiting does not help, so
/// the client does not retry ([60308](https://www.twilio.com/docs/api/errors/60308)).
pub const MAX_CHALLENGE_ATTEMPTS_REACHED: i64 = 60308;

/// All attempts to verify a factor are used up; with status 429, but waiting does not help, so the
/// client does not retry ([60310](https://www.twilio.com/docs/api/errors/60310)).
pub const MAX_FACTOR_ATTEMPTS_REACHED: i64 = 60310;

/// The identity is invalid or missing: Twilio's page asks for 8 to 64 characters, letters and
/// digits with single dashes between them ([60366](https://www.twilio.com/docs/api/errors/60366)).
pub const INVALID_ENTITY: i64 = 60366;

/// The factor type is invalid or missing
/// ([60369](https://www.twilio.com/docs/api/errors/60369)).
pub const INVALID_FACTOR_TYPE: i64 = 60369;
