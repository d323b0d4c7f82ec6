//! The search for canaries: every secret and all personal data that the tests send or receive
//! contain one, and nothing that can be printed may contain one.

use std::error::Error;
use std::fmt::Debug;

/// The canary as it is, and as it looks in base64 (beginning at each of the three places that a
/// byte can have there), in hexadecimal, and in a list of bytes.
const FORMS: [&str; 6] =
    ["canary", "Y2FuYXJ5", "NhbmFye", "jYW5hcnk", "63616e617279", "99, 97, 110, 97, 114, 121"];

/// The form of the canary that is in `text`, if there is one.
pub(crate) fn found_in(text: &str) -> Option<&'static str> {
    FORMS.into_iter().find(|form| text.contains(form))
}

/// The canary that `Debug` shows, if any.
pub(crate) fn in_debug(value: &impl Debug) -> Vec<String> {
    leaking([format!("{value:?}"), format!("{value:#?}")])
}

/// The canaries that an error and its whole chain of sources show.
pub(crate) fn in_chain(error: &(dyn Error + 'static)) -> Vec<String> {
    std::iter::successors(Some(error), |&error| error.source())
        .flat_map(|error| {
            leaking([
                format!("{error}"),
                format!("{error:#}"),
                format!("{error:?}"),
                format!("{error:#?}"),
            ])
        })
        .collect()
}

/// The canaries that any text of the client's error shows. Headers of the response are not
/// searched: they come from the server.
pub(crate) fn in_error(error: &verify_client::Error) -> Vec<String> {
    let shown = format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        error.message(),
        error.more_info(),
        error.details(),
        error.problem_type(),
        error.title(),
        error.detail(),
        error.instance(),
        error.field_errors(),
        error.body_excerpt(),
    );
    let mut leaks = in_chain(error);
    leaks.extend(leaking([shown]));
    leaks
}

fn leaking(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    texts
        .into_iter()
        .filter_map(|text| found_in(&text).map(|form| format!("{form} in {text}")))
        .collect()
}
