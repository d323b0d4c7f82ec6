//! Differences of bodies: whether there is one, in which media types, how the
//! parts of a form are written, and whether a schema describes it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::finder::{Effect, Finder, added, removed};
use super::graph::{Part, Root};
use super::members::{Member, members};
use super::message::At;
use super::role::{Place, Role};
use crate::audit::contract::parameter::{Content, Encoding, covers, media_type};
use crate::audit::contract::shape::Id;
use crate::audit::contract::site::Site;
use crate::audit::finding::Direction;
use crate::audit::inclusion::Writing;
use crate::audit::inclusion::validator::BODY;
use crate::audit::pair::Pair;

type Contents<'a> = BTreeMap<String, Content<'a>>;

/// The schema of a value and where it is written, if there is one.
type Described<'s, 'a> = Option<&'s (Site<'a>, Id)>;

impl<'s, 'a> Finder<'s, 'a> {
    /// The schemas of what is sent or received as a whole.
    pub(super) fn schemas(
        &mut self,
        at: At<'_, 's, 'a>,
        both: Pair<Described<'_, 'a>>,
        part: Part,
    ) {
        let places = both.map(|it| it.map(|it| it.0.pointer.clone()));
        match (both.base, both.revision) {
            (Some((_, base)), Some((_, revision))) => {
                let ids = Pair { base: *base, revision: *revision };
                let (direction, operation) = (at.role.way(), at.operations.name.clone());
                let root = Root { places, direction, operation, part };
                self.whole_schema(at.node, at.role, ids, root);
            }
            (None, None) => {}
            (before, _) => {
                let (is_new, names) = match before {
                    None => (true, ["media-type-schema-added", "constraint-tightened"]),
                    Some(_) => (false, ["media-type-schema-removed", "constraint-loosened"]),
                };
                let sides = both.zip(self.contracts()).into_iter();
                let mut any = sides.filter_map(|(it, side)| Some((it?.1, side)));
                let effect = match any.all(|(id, side)| side.schemas.is_anything(id)) {
                    true => Effect::None,
                    false => at.effect(is_new, "with any value"),
                };
                self.found(at.node, &names, places, effect);
            }
        }
    }

    pub(super) fn body(&mut self, at: At<'_, 's, 'a>) {
        let at = self.within(at, Role::of(at.role.way(), Place::Body));
        let operations = at.operations.both;
        let places = operations.map(|it| it.site.get("requestBody"));
        match (&operations.base.body, &operations.revision.body) {
            (Some(old), Some(new)) => {
                let both = Pair { base: old, revision: new };
                if old.required != new.required {
                    let effect = self.lack(at, BODY, "a body", new.required);
                    self.necessity(at, new.required, both.map(|it| &it.site), effect);
                }
                let part = |form| if form { Part::Form } else { Part::Body };
                self.contents(at, both.map(|it| &it.contents), &part);
            }
            (Some(_), None) => {
                let effect = at.breaking("with a body");
                self.found(at.node, &["request-body-removed"], places, effect);
            }
            (None, Some(new)) if new.required => {
                let effect = self.lack(at, BODY, "a body", true);
                self.found(at.node, &["request-body-added-required"], places, effect);
            }
            (None, Some(_)) => {
                let names = ["request-body-added-optional"];
                self.found(at.node, &names, places, Effect::Compatible);
            }
            (None, None) => {}
        }
    }

    /// Bodies by media type.
    pub(super) fn contents(
        &mut self,
        at: At<'_, 's, 'a>,
        both: Pair<&Contents<'a>>,
        part: &dyn Fn(bool) -> Part,
    ) {
        let Pair { base, revision } = both;
        let gone = ["media-type-removed", "constraint-changed"];
        let mut come: BTreeSet<&String> = revision.keys().collect();
        for (media, old) in base {
            let is_kin = |it: &(&String, &Content<'a>)| {
                !base.contains_key(it.0) && (covers(it.0, media) || covers(media, it.0))
            };
            let own = revision.get_key_value(media);
            let partner = own.or_else(|| revision.iter().find(is_kin));
            let range = || closest(revision, media);
            let Some((name, new)) = partner.or_else(range) else {
                let is_left = revision.keys().any(|it| covers(media, it));
                let effect = match at.role.way() {
                    // Of a range, some of it still comes.
                    Direction::Response if is_left => Effect::Compatible,
                    _ => at.gone(at.message(&format!("with `Content-Type: {media}`"))),
                };
                self.found(at.node, &gone, removed(&old.site), effect);
                continue;
            };
            come.remove(name);
            let both = Pair { base: old, revision: new };
            match partner {
                Some(_) => self.media_type(at, media, name, both),
                // A range that was there before covers it.
                None => self.found(at.node, &gone, removed(&old.site), Effect::Compatible),
            }
            self.content(at, both, part);
        }
        let names = ["media-type-added", "constraint-changed"];
        for (media, new) in come.into_iter().filter_map(|it| revision.get_key_value(it)) {
            // Clients request what they can read, and send what they know.
            self.found(at.node, &names, added(&new.site), Effect::Compatible);
            // A range covered it before.
            if let Some((_, old)) = closest(base, media) {
                self.content(at, Pair { base: old, revision: new }, part);
            }
        }
    }

    /// A body in one media type.
    fn content(
        &mut self,
        at: At<'_, 's, 'a>,
        both: Pair<&Content<'a>>,
        part: &dyn Fn(bool) -> Part,
    ) {
        let form = both.base.form;
        let writing = if form { Writing::Form } else { Writing::Json };
        let inner = At { role: Role { writing, ..at.role }, ..at };
        self.schemas(inner, both.map(|it| it.schema.as_ref()), part(form));
        self.xml(at, both);
        self.encodings(at, both);
    }

    /// Two media types of the same body, if they have other names.
    fn media_type(
        &mut self,
        at: At<'_, 's, 'a>,
        media: &str,
        name: &str,
        both: Pair<&Content<'a>>,
    ) {
        let written = both.map(|it| &*it.written);
        let places = both.map(|it| Some(it.site.pointer.clone()));
        let is_wider = covers(name, media);
        let (names, effect) = if media != name {
            let kind = match (is_wider, covers(media, name)) {
                (true, false) => "media-type-name-generalized",
                (false, true) => "media-type-name-specialized",
                _ => "media-type-name-changed",
            };
            let coarse = if is_wider { "media-type-added" } else { "media-type-removed" };
            let known = if is_wider { media } else { name };
            self.claims.leaf(places.clone());
            let example = format!("with a `Content-Type` other than {known}");
            (vec![kind, coarse], at.effect(!is_wider, &example))
        } else if at.role.way() == Direction::Response
            && media_type(written.base) == media_type(written.revision)
            && !written.base.eq_ignore_ascii_case(written.revision)
        {
            (vec!["media-type-name-changed"], Effect::None)
        } else {
            return;
        };
        let values = written.map(|it| Some(Value::from(it)));
        self.record(at.node, &names, places, values, effect);
    }

    /// How the parts of a form are written.
    fn encodings(&mut self, at: At<'_, 's, 'a>, both: Pair<&Content<'a>>) {
        let mut differ = false;
        let mut broken = None;
        let none = Encoding { writing: Map::new(), headers: BTreeMap::new() };
        let encodings = both.map(|it| &it.encodings);
        let role = Role::of(at.role.way(), Place::Parameter);
        for (name, member) in members(encodings.base, encodings.revision) {
            let encodings = match member {
                Member::Kept(both) => both,
                Member::Removed(base) => Pair { base, revision: &none },
                Member::Added(revision) => Pair { base: &none, revision },
            };
            // What is not stated has its default.
            let writing = encodings.map(|it| &it.writing);
            if writing.differs() {
                differ = true;
                let is_received = at.role.way() == Direction::Response;
                let pair = if is_received { writing.reversed() } else { writing };
                if !takes_more(pair) {
                    broken = Some(format!("with `{name}` written as before"));
                }
            }
            let headers = encodings.map(|it| &it.headers);
            for (name, member) in members(headers.base, headers.revision) {
                let is_demanded = match member {
                    Member::Kept(both) if both.base.required == both.revision.required => {
                        let at = At { role, ..at };
                        self.parameter(at, both);
                        continue;
                    }
                    Member::Kept(Pair { revision: new, .. }) | Member::Added(new) => new.required,
                    Member::Removed(_) => false,
                };
                differ = true;
                if is_demanded {
                    broken = Some(format!("with a part without the header {name}"));
                }
            }
        }
        if differ {
            let effect = broken.map_or(Effect::Compatible, |example| at.breaking(&example));
            let places = both.map(|it| it.site.get("encoding"));
            self.found(at.node, &["form-encoding-changed"], places, effect);
            let required = |content: &Content<'a>| -> Vec<Site<'a>> {
                let headers = content.encodings.values().flat_map(|it| it.headers.values());
                headers.filter_map(|it| it.site.get("required")).collect()
            };
            for site in required(both.base) {
                self.claims.whole(&removed(&site));
            }
            for site in required(both.revision) {
                self.claims.whole(&added(&site));
            }
        }
    }
}

/// The content that describes a media type: that of the narrowest range.
fn closest<'c, 'a>(
    contents: &'c Contents<'a>,
    media: &str,
) -> Option<(&'c String, &'c Content<'a>)> {
    contents.iter().filter(|it| covers(it.0, media)).max_by_key(|it| it.0.len())
}

/// Whether a part of a form may still be written as before: every content type
/// is covered, or reserved characters need no encoding any more.
fn takes_more(both: Pair<&Map<String, Value>>) -> bool {
    let types = |it: &Map<String, Value>| -> Option<Vec<String>> {
        let list = it.get("contentType")?.as_str()?;
        Some(list.split(',').map(|it| it.trim().to_owned()).collect())
    };
    let beside = both.map(|it| it.iter().filter(|it| it.0 != "allowReserved").collect::<Vec<_>>());
    let is_reserved = both.revision.contains_key("allowReserved");
    !beside.differs() && is_reserved
        || types(both.revision).zip(types(both.base)).is_some_and(|(wide, narrow)| {
            narrow.iter().all(|it| wide.iter().any(|range| covers(range, it)))
        })
}
