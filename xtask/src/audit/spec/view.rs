//! A schema as one set of keywords, however it is wrapped: references are
//! followed, and an `allOf` of one is that one with the keywords beside it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::site::Site;
use crate::openapi::json::Pointer;
use crate::openapi::{self, Field, Kind};

/// Wrappers around wrappers that are taken off before they are taken for a
/// circle.
const DEEPEST: usize = 16;

/// The keywords of a schema, each with the place where it is written.
#[derive(Clone, Debug)]
pub(super) struct View<'a> {
    /// The outermost object that is not a reference.
    pub(super) site: Site<'a>,
    pub(super) keywords: BTreeMap<&'a str, Site<'a>>,
    /// The component that is referred to, through all wrappers.
    pub(super) component: Option<Pointer>,
    /// The reference object that leads to it.
    pub(super) reference: Option<Site<'a>>,
    /// How many lists of one were taken off.
    pub(super) wrappers: usize,
}

impl<'a> View<'a> {
    pub(super) fn of(document: &'a Value, site: &Site<'a>) -> Self {
        Self::at_depth(document, site, 0)
    }

    /// With lists of one left as they are.
    pub(super) fn wrapped(document: &'a Value, site: &Site<'a>) -> Self {
        Self::at_depth(document, site, DEEPEST)
    }

    /// Whether it must satisfy several schemas.
    pub(super) fn is_composed(&self) -> bool {
        self.wrappers == 0 && self.keywords.contains_key("allOf")
    }

    fn at_depth(document: &'a Value, site: &Site<'a>, depth: usize) -> Self {
        let (target, component) = site.resolve(document);
        let mut view = Self {
            keywords: target.members().collect(),
            reference: component.is_some().then(|| site.clone()),
            site: target,
            component,
            wrappers: 0,
        };
        let only = view.keywords.get("allOf").map(Site::items);
        let Some([only]) = only.as_deref() else {
            return view;
        };
        if depth == DEEPEST || !only.value.is_object() {
            return view;
        }
        let inner = Self::at_depth(document, only, depth + 1);
        let conflict = inner
            .keywords
            .keys()
            .any(|key| !may_be_overridden(key) && view.keywords.contains_key(key));
        if conflict {
            return view;
        }
        view.keywords.remove("allOf");
        for (key, site) in inner.keywords {
            view.keywords.entry(key).or_insert(site);
        }
        view.component = inner.component.or(view.component);
        view.reference = inner.reference.or(view.reference);
        view.wrappers = inner.wrappers + 1;
        view
    }

    /// A keyword.
    pub(super) fn get(&self, keyword: &str) -> Option<&Site<'a>> {
        self.keywords.get(keyword)
    }

    /// Whether a keyword is `true`.
    pub(super) fn flag(&self, keyword: &str) -> bool {
        self.get(keyword).and_then(|site| site.value.as_bool()) == Some(true)
    }
}

/// Whether what a wrapper says of a keyword hides what is said inside it.
fn may_be_overridden(keyword: &str) -> bool {
    matches!(
        keyword,
        "title" | "nullable" | "default" | "deprecated" | "readOnly" | "writeOnly"
    ) || openapi::field(Kind::Schema, keyword) == Field::Prose
}
