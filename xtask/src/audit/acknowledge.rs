//! The file of acknowledgements: findings that a person has looked at and
//! accepts for a limited time. Pure.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::error::{Error, Result};

/// One accepted finding.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is accepted.
    pub expires: NaiveDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    acknowledged: Vec<Acknowledgement>,
}

/// What is wrong with an acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No finding has its fingerprint.
    Unmatched,
    /// It has expired.
    Expired,
}

/// Reads the text of the file `name`.
pub fn parse(name: &str, text: &str) -> Result<Vec<Acknowledgement>> {
    let file: File = toml_edit::de::from_str(text).map_err(|error| {
        Error::new(
            name,
            format!("cannot be read: {}", error.message()),
            "each [[acknowledged]] needs fingerprint, reason and expires = \"YYYY-MM-DD\"",
        )
    })?;
    let mut seen = BTreeSet::new();
    for entry in &file.acknowledged {
        let problem = match (entry.reason.trim().is_empty(), seen.insert(&entry.fingerprint)) {
            (true, _) => "has no reason",
            (_, false) => "occurs twice",
            _ => continue,
        };
        return Err(Error::new(
            format!("{name}: {}", entry.fingerprint),
            problem,
            "give each fingerprint once, with a reason",
        ));
    }
    Ok(file.acknowledged)
}

/// The acknowledgements that are at fault, given the fingerprints of all
/// findings and the day.
pub fn faults<'a>(
    acknowledgements: &'a [Acknowledgement],
    fingerprints: &BTreeSet<String>,
    today: NaiveDate,
) -> Vec<(&'a Acknowledgement, Fault)> {
    acknowledgements
        .iter()
        .filter_map(|entry| {
            if !fingerprints.contains(&entry.fingerprint) {
                Some((entry, Fault::Unmatched))
            } else if entry.expires < today {
                Some((entry, Fault::Expired))
            } else {
                None
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "[[acknowledged]]\nfingerprint = \"a1\"\nreason = \"r\"\nexpires = \"2026-12-31\"\n";

    #[test]
    fn an_acknowledgement_that_matches_nothing_or_is_out_of_date_is_at_fault() {
        let entries = parse("a.toml", TEXT).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let known = BTreeSet::from(["a1".to_owned()]);
        let fault =
            |known, today| faults(&entries, known, day(today)).first().map(|(_, fault)| *fault);
        assert_eq!(fault(&known, "2026-12-31"), None);
        assert_eq!(fault(&known, "2027-01-01"), Some(Fault::Expired));
        assert_eq!(fault(&BTreeSet::new(), "2026-12-31"), Some(Fault::Unmatched));
    }

    #[test]
    fn a_file_that_is_wrong_is_an_error_that_says_where() {
        for (text, problem) in [
            (TEXT.replace("2026-12-31", "soon"), "cannot be read"),
            (TEXT.replace("reason = \"r\"\n", ""), "reason"),
            (TEXT.replace("\"r\"", "\" \""), "a.toml: a1: has no reason"),
            (format!("{TEXT}{TEXT}"), "a.toml: a1: occurs twice"),
            (TEXT.replace("reason", "raeson"), "raeson"),
        ] {
            let message = parse("a.toml", &text).unwrap_err().to_string();
            assert!(message.contains(problem), "{message}");
        }
        assert_eq!(parse("a.toml", "").unwrap(), []);
    }
}
