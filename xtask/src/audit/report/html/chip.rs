//! A small label: the sign of a verdict, and a word for it.

use super::markup::Markup;
use crate::audit::report::tone::Tone;

/// Writes a label.
pub(super) fn chip(to: &mut Markup, tone: Tone, word: &str) {
    to.element("span", &[("class", &format!("chip {}", tone.class()))], |to| {
        to.leaf("span", &[("class", "sign"), ("aria-hidden", "true")], tone.sign()).text(word);
    });
}
