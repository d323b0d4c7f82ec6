//! The hand-written types of the model: what the specification cannot express.
//!
//! Types that are nothing but their fields are generated, in `generated/types.rs`.

mod access_token;
pub(crate) mod ascii;
pub(crate) mod factor_type;
pub(crate) mod lenient;
pub(crate) mod personal;
pub(crate) mod secret;
pub(crate) mod sid;
pub(crate) mod timestamp;
