//! What the libraries below say about a failure: their own words, redacted.
//!
//! Their errors themselves are not kept. A server can write into them, for example by the debug
//! data of a GOAWAY frame or the names in a certificate; and each of their types would become a
//! part of this crate's interface.

use std::error::Error as StdError;
use std::fmt;

use super::redaction::Redaction;
use super::text;
use crate::transport::failure::causes;

/// The most layers that are shown, and the most characters of each.
const MOST_LAYERS: usize = 16;
const TEXT_LIMIT: usize = 300;

/// One layer's text, and that of the layer below.
pub(super) struct Layer {
    text: String,
    source: Option<Box<Layer>>,
}

impl Layer {
    /// What `error` and its sources say.
    pub(super) fn of(error: &(dyn StdError + 'static), redaction: &Redaction) -> Self {
        let debug_data = causes(error).find_map(debug_data);
        let mut texts: Vec<String> = causes(error)
            .take(MOST_LAYERS)
            .map(|cause| {
                let text = match &debug_data {
                    Some(written) => cause.to_string().replace(written, ""),
                    None => cause.to_string(),
                };
                let shown = redaction.redact(&text);
                let shown = shown
                    .unwrap_or_else(|| "a text that repeats what was sent is not shown".into());
                text::printable(&text::shortened(&shown, TEXT_LIMIT))
            })
            .collect();
        // Some errors repeat the text of their source.
        texts.dedup();
        let innermost = texts.pop().unwrap_or_default();
        let innermost = Self { text: innermost, source: None };
        texts
            .into_iter()
            .rev()
            .fold(innermost, |below, text| Self { text, source: Some(Box::new(below)) })
    }
}

/// What the server wrote into the GOAWAY frame, as the error shows it.
fn debug_data(cause: &(dyn StdError + 'static)) -> Option<String> {
    let error: &h2::Error = cause.downcast_ref()?;
    let text = error.to_string();
    let start = text.find(" (b\"").filter(|_| error.is_go_away())?;
    Some(text.get(start..)?.to_owned())
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The texts, the outermost first.
impl fmt::Debug for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layers = std::iter::successors(Some(self), |layer| layer.source.as_deref());
        f.debug_list().entries(layers.map(|layer| &layer.text)).finish()
    }
}

impl StdError for Layer {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn every_layer_speaks_once_and_shows_nothing_that_was_sent() {
        let inner = io::Error::other("no peer named canary%2Dname\n");
        let outer = io::Error::new(
            io::ErrorKind::InvalidData,
            Box::<dyn StdError + Send + Sync>::from(inner),
        );
        let layer = Layer::of(&outer, &Redaction::of(["canary-name"]));
        assert_eq!(layer.to_string(), "no peer named [redacted]\u{fffd}");
        assert!(layer.source().is_none());
        let layer = Layer::of(&outer, &Redaction::of(["peer", "no"]));
        assert_eq!(format!("{layer:?}"), "[\"a text that repeats what was sent is not shown\"]");
    }
}
