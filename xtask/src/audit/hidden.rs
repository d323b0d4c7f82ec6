//! Changes upstream that an action of the overlay hides: the same overlay is
//! applied to both slices, and what its actions find is compared. Pure.

use serde_json::Value;

use super::finding::Level;
use super::housekeeping::HIDDEN;
use super::report::model::Finding;
use crate::pipeline::overlay::found::{self, Difference, Found};
use crate::pipeline::overlay::{Overlay, Step};

/// A finding for each action that hides a difference of the slices, or finds
/// other values than it states.
pub fn findings(overlay: &Overlay, base: &Value, revision: &Value) -> Vec<Finding> {
    let (_, before) = overlay.follow(base);
    let (_, now) = overlay.follow(revision);
    before.iter().zip(&now).filter_map(|(before, now)| finding(before, now)).collect()
}

fn finding(before: &Step<'_>, now: &Step<'_>) -> Option<Finding> {
    let drift = now.drift();
    let mut values = changed(before.found(), now.found());
    let stated = drift.iter().flat_map(|it| it.values.iter().cloned());
    values.extend(stated.filter(|it| !is_known(&values, it)).collect::<Vec<_>>());
    if values.is_empty() && drift.is_none() {
        return None;
    }
    let texts: Vec<_> = values.iter().map(found::text).collect();
    let review = match &drift {
        None => "its x-found states the new value".to_owned(),
        Some(drift) => format!("look at it, and keep it with `x-found: {}`", drift.found),
    };
    let note = format!(
        "{} ({}): {}; {}; {review}",
        now.action,
        now.reason(),
        texts.join("; "),
        found::need(now.is_needed()),
    );
    let subject = format!("{}: {}", now.action, texts.join("; "));
    let mut finding = Finding::of_repository(&HIDDEN, &subject, note);
    if drift.is_none() {
        finding.found.level = Level::Warning;
    }
    Some(finding)
}

/// Whether a place is among the differences already.
fn is_known(known: &[Difference], (at, _, now): &Difference) -> bool {
    known.iter().any(|it| (&it.0, &it.2) == (at, now))
}

/// The differences of what an action found, node by node.
fn changed(before: &[Found], now: &[Found]) -> Vec<Difference> {
    let value = |found: &'_ [Found], at| {
        let node = found.iter().find(|it| it.at == at);
        node.map(|it| it.value.clone()).unwrap_or(serde_json::json!({}))
    };
    let mut values = Vec::new();
    for it in now {
        let was = value(before, it.at.clone());
        found::differences(Some(&was), Some(&it.value), &it.at, &mut values);
    }
    values
}
