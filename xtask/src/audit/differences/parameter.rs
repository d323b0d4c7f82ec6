//! Differences of parameters, and of headers: which exist, which are required,
//! and how each is written.

use std::collections::BTreeMap;

use serde_json::Value;

use super::finder::{Effect, Finder, added, removed};
use super::graph::Part;
use super::members::{Member, members};
use super::message::At;
use super::role::{Place, Role};
use super::verdict::NOT_SHOWN;
use crate::audit::contract::parameter::{Header, Parameter};
use crate::audit::contract::site::Site;
use crate::audit::finding::Direction;
use crate::audit::inclusion::validator::part;
use crate::audit::inclusion::{self, How, Included, Mode, Side, Writing};
use crate::audit::pair::Pair;

impl<'s, 'a> Finder<'s, 'a> {
    pub(super) fn parameters(&mut self, at: At<'_, 's, 'a>) {
        let at = self.within(at, Role::of(at.role.way(), Place::Parameter));
        let parameters = at.operations.both.map(|it| &it.parameters);
        for (key, member) in members(parameters.base, parameters.revision) {
            let in_path = key.0 == "path";
            match member {
                Member::Kept(both) => self.parameter(at, both),
                Member::Removed(old) => {
                    let name = match old.site.flag("deprecated") {
                        true => "request-parameter-removed-with-deprecation",
                        false => "request-parameter-removed",
                    };
                    let effect = match old.required {
                        _ if in_path => Effect::None,
                        true => self.lacking(at, old, false),
                        false => Effect::Compatible,
                    };
                    self.found(at.node, &[name], removed(&old.listed), effect);
                }
                Member::Added(new) => {
                    let name = match (new.required, new.shared) {
                        _ if in_path => "new-request-path-parameter",
                        (true, false) => "new-required-request-parameter",
                        (false, false) => "new-optional-request-parameter",
                        (true, true) => "new-required-request-default-parameter-to-existing-path",
                        (false, true) => "new-optional-request-default-parameter-to-existing-path",
                    };
                    let effect = match in_path {
                        true => self.described(at, new),
                        false => self.demanded(at, new),
                    };
                    self.found(at.node, &[name], added(&new.listed), effect);
                }
            }
        }
    }

    pub(super) fn headers(
        &mut self,
        at: At<'_, 's, 'a>,
        both: Pair<&BTreeMap<String, Header<'a>>>,
    ) {
        let at = self.within(at, Role::of(at.role.way(), Place::Header));
        for (_, member) in members(both.base, both.revision) {
            match member {
                Member::Kept(both) => self.parameter(at, both),
                Member::Removed(old) if old.required => {
                    let effect = at.effect(false, &format!("without `{}`", old.name));
                    let names = ["required-response-header-removed"];
                    self.found(at.node, &names, removed(&old.listed), effect);
                }
                Member::Removed(old) => {
                    let names = ["optional-response-header-removed"];
                    self.found(at.node, &names, removed(&old.listed), Effect::Compatible);
                }
                Member::Added(new) => {
                    let names = ["response-header-added"];
                    self.found(at.node, &names, added(&new.listed), self.demanded(at, new));
                }
            }
        }
    }

    /// Two parameters, or two headers.
    pub(super) fn parameter(&mut self, at: At<'_, 's, 'a>, both: Pair<&Parameter<'a>>) {
        let at = self.within(at, at.role);
        let Pair { base: old, revision: new } = both;
        let sites = both.map(|it| &it.site);
        if old.required != new.required {
            let effect = self.lacking(at, new, new.required);
            self.necessity(at, new.required, sites, effect);
        }
        let names: [&[&str]; 2] =
            [&["deprecated", "deprecation-added"], &["reactivated", "deprecation-removed"]];
        self.deprecation(at.node, names, sites);
        if self.written_otherwise(at, both) {
            return;
        }
        let part = match at.role.place {
            Place::Header => Part::Header(new.name.clone()),
            _ => Part::Parameter(new.name.clone()),
        };
        // A value is described by a schema, or by the one media type that it has.
        let schemas = both.map(|it| {
            let mut contents = it.contents.values();
            it.schema.as_ref().or_else(|| contents.next()?.schema.as_ref())
        });
        let is_json = old.schema.is_none() && !old.contents.is_empty();
        let writing = if is_json { Writing::Json } else { Writing::Text };
        self.schemas(At { role: Role { writing, ..at.role }, ..at }, schemas, part);
    }

    /// The effect of a new description of a path parameter, which could be any
    /// text before.
    fn described(&self, at: At<'_, 's, 'a>, new: &Parameter<'a>) -> Effect {
        let Some((_, id)) = &new.schema else {
            return Effect::Compatible;
        };
        if self.revision.schemas.is_any_text(*id) {
            return Effect::Compatible;
        }
        let how = How { mode: Mode::Exact, writing: Writing::Text };
        let place = inclusion::At { side: Side::Revision, id: *id };
        let long = "a".repeat(300);
        let is_refused =
            |it: &&&str| self.inclusion.accepts(place, &Value::from(**it), how) == Some(false);
        match ["a", "-", long.as_str()].iter().find(is_refused) {
            Some(text) => at.breaking(&format!("with `{}={text}`", new.name)),
            None => Included::Unknown(NOT_SHOWN.to_owned()).into(),
        }
    }

    /// The effect of a parameter or a header that is new.
    fn demanded(&self, at: At<'_, 's, 'a>, new: &Parameter<'a>) -> Effect {
        match new.required {
            true => self.lacking(at, new, true),
            false => Effect::Compatible,
        }
    }

    /// The effect of a parameter or a header that became required or optional.
    fn lacking(&self, at: At<'_, 's, 'a>, of: &Parameter<'a>, now: bool) -> Effect {
        let name = format!("`{}`", of.name);
        match of.site.text("in") {
            Some(place) => self.lack(at, &part(place, &of.name), &name, now),
            None => at.effect(now, &format!("without {name}")),
        }
    }

    /// What became required or optional.
    pub(super) fn necessity(
        &mut self,
        at: At<'_, 's, 'a>,
        now: bool,
        sites: Pair<&Site<'a>>,
        effect: Effect,
    ) {
        let name = if now { "became-required" } else { "became-optional" };
        self.found(at.node, &[name], sites.map(|it| it.get("required")), effect);
    }

    /// How the value of a parameter is written. Returns whether that differs, so
    /// that the schemas do not describe the same text.
    fn written_otherwise(&mut self, at: At<'_, 's, 'a>, both: Pair<&Parameter<'a>>) -> bool {
        let Pair { base: old, revision: new } = both;
        let media = both.map(|it| it.contents.keys().next());
        let reserved = both.map(|it| it.writing.get("allowReserved") == Some(&true.into()));
        let beside = both.map(|it| {
            let mut writing = it.writing.clone();
            writing.as_object_mut().map(|it| it.remove("allowReserved"));
            writing
        });
        let is_other_media = media.differs();
        let is_rewritten = old.writing != new.writing || is_other_media;
        if !is_rewritten && old.empty == new.empty {
            return false;
        }
        let takes_more = at.role.way() == Direction::Request && reserved.revision;
        let is_compatible =
            !is_other_media && !beside.differs() && (!reserved.differs() || takes_more);
        let name = &old.name;
        let fails = at.role.way().into();
        let written = |how: String| Effect::Fails(fails, format!("`{}` {how}", at.operations.name));
        let effect = match (is_compatible, old.empty && !new.empty) {
            (true, false) => Effect::Compatible,
            (true, true) => written(format!("with `{name}=`")),
            _ => written(format!("with `{name}` written as before")),
        };
        let schemas = if is_rewritten { &["content", "schema"][..] } else { &[] };
        let keywords = ["style", "explode", "allowReserved", "allowEmptyValue"];
        for keyword in keywords.iter().chain(schemas) {
            self.claim_whole(both.map(|it| it.site.get(keyword)));
        }
        let values = both.map(|it| Some(it.writing.clone()));
        let places = both.map(|it| Some(it.site.clone()));
        self.record(at.node, &["serialization-changed"], places, values, effect);
        is_rewritten
    }
}
