//! What differs between two operations, beside the schemas of what is sent and
//! received.

use std::collections::BTreeSet;

use serde_json::Value;

use super::finder::{Effect, Finder, Node, Part, Root};
use super::role::{Place, Role};
use crate::audit::contract::operation::Operation;
use crate::audit::contract::parameter::{Content, Header, Parameter, covers};
use crate::audit::contract::response::{Response, covering};
use crate::audit::contract::security::Alternative;
use crate::audit::finding::{Direction, Use};
use crate::audit::inclusion::{Side, Writing};

/// Which way an operation goes: of a callback, the server sends the request.
#[derive(Clone, Copy, Debug)]
struct Ways {
    sent: Direction,
    received: Direction,
}

/// An operation and what each side says of it.
struct Pair<'s, 'a> {
    base: &'s Operation<'a>,
    revision: &'s Operation<'a>,
    name: String,
    ways: Ways,
}

impl<'s, 'a> Finder<'s, 'a> {
    pub(super) fn operations(&mut self) {
        let (base, revision) = (self.base, self.revision);
        for (key, operation) in &base.operations {
            match revision.operations.get(key) {
                Some(other) => self.operation(operation, other),
                None => self.operation_removed(operation),
            }
        }
        for (key, operation) in &revision.operations {
            if !base.operations.contains_key(key) {
                let node = self.users(BTreeSet::from([whole(&operation.name())]));
                let value = (None, Some(Value::from(operation.name())));
                let places = (None, Some(operation.site.pointer.clone()));
                self.claims.finding(Side::Revision, &operation.site.pointer);
                self.noted(
                    node,
                    "operation",
                    &["endpoint-added"],
                    places,
                    value,
                    Effect::Compatible,
                );
            }
        }
    }

    fn operation_removed(&mut self, operation: &'s Operation<'a>) {
        let gone = |contract: &crate::audit::contract::Contract<'a>| {
            !contract.operations.values().any(|it| it.item.pointer == operation.item.pointer)
        };
        let deprecated = operation.site.flag("deprecated");
        let value = |text: &str| (Some(Value::from(text)), None);
        let example = Effect::Breaking(format!("`{}`", operation.name()));
        // A path that went as a whole is one finding.
        let moved = gone(self.revision)
            && self.revision.document.pointer(operation.item.pointer.as_str()).is_none();
        let pointer = match moved {
            true => operation.item.pointer.clone(),
            false => operation.site.pointer.clone(),
        };
        let node = self.users(BTreeSet::from([whole(&operation.name())]));
        self.claims.finding(Side::Base, &pointer);
        let of_path =
            self.base.operations.values().filter(|it| it.item.pointer == operation.item.pointer);
        let (name, text) = match moved {
            true if of_path.clone().all(|it| it.site.flag("deprecated")) => {
                ("api-path-removed-with-deprecation", operation.path.clone())
            }
            true => ("api-path-removed-without-deprecation", operation.path.clone()),
            false if deprecated => ("api-removed-with-deprecation", operation.name()),
            false => ("api-removed-without-deprecation", operation.name()),
        };
        self.noted(node, "operation", &[name], (Some(pointer), None), value(&text), example);
    }

    fn operation(&mut self, base: &'s Operation<'a>, revision: &'s Operation<'a>) {
        let node = self.users(BTreeSet::from([whole(&revision.name())]));
        if base.path != revision.path {
            let names =
                (Some(Value::from(base.path.clone())), Some(Value::from(revision.path.clone())));
            let places = Self::places(Some(&base.item), Some(&revision.item));
            let rule = ["request-path-parameter-renamed"];
            self.claims.finding(Side::Base, &base.item.pointer);
            self.claims.finding(Side::Revision, &revision.item.pointer);
            self.noted(node, "path", &rule, places, names, Effect::None);
        }
        let ways = Ways { sent: Direction::Request, received: Direction::Response };
        let pair = Pair { base, revision, name: revision.name(), ways };
        self.labels(node, &pair);
        self.exchange(&pair);
        self.security(node, &pair);
        self.servers(node, &pair);
        self.callbacks(node, &pair);
    }

    /// What names and sorts an operation.
    fn labels(&mut self, node: Node, pair: &Pair<'s, 'a>) {
        let (base, revision) = (&pair.base.site, &pair.revision.site);
        let (old, new) = (base.get("operationId"), revision.get("operationId"));
        if old.as_ref().map(|it| it.value) != new.as_ref().map(|it| it.value) {
            let name =
                if old.is_none() { "api-operation-id-added" } else { "api-operation-id-removed" };
            self.found(
                node,
                "operationId",
                &[name],
                Self::places(old.as_ref(), new.as_ref()),
                Effect::None,
            );
        }
        if base.flag("deprecated") != revision.flag("deprecated") {
            let name = if revision.flag("deprecated") {
                "endpoint-deprecated"
            } else {
                "endpoint-reactivated"
            };
            let places =
                Self::places(base.get("deprecated").as_ref(), revision.get("deprecated").as_ref());
            self.found(node, "deprecated", &[name], places, Effect::None);
        }
        let tags = |site: &crate::audit::contract::site::Site<'a>| {
            site.get("tags").map(|it| it.items()).unwrap_or_default()
        };
        let (old, new) = (tags(base), tags(revision));
        for tag in old.iter().filter(|tag| new.iter().all(|it| it.value != tag.value)) {
            self.found(
                node,
                "tag",
                &["api-tag-removed"],
                Self::places(Some(tag), None),
                Effect::None,
            );
        }
        for tag in new.iter().filter(|tag| old.iter().all(|it| it.value != tag.value)) {
            self.found(
                node,
                "tag",
                &["api-tag-added"],
                Self::places(None, Some(tag)),
                Effect::None,
            );
        }
    }

    /// What is sent and what is received.
    fn exchange(&mut self, pair: &Pair<'s, 'a>) {
        let sent = self
            .users(BTreeSet::from([Use { direction: Some(pair.ways.sent), ..whole(&pair.name) }]));
        self.parameters(sent, pair);
        self.body(sent, pair);
        self.responses(pair);
    }

    fn parameters(&mut self, node: Node, pair: &Pair<'s, 'a>) {
        let role = Role::of(pair.ways.sent, Place::Parameter);
        let node = self.part(node, role);
        let (base, revision) = (&pair.base.parameters, &pair.revision.parameters);
        for (key, old) in base {
            match revision.get(key) {
                Some(new) => self.parameter(node, role, pair, (old, new)),
                None => {
                    let name = match old.site.flag("deprecated") {
                        true => "request-parameter-removed-with-deprecation",
                        false => "request-parameter-removed",
                    };
                    let effect = match key.0 == "path" {
                        true => Effect::None,
                        false => Effect::Compatible,
                    };
                    self.found(
                        node,
                        "parameter",
                        &[name],
                        Self::places(Some(&old.listed), None),
                        effect,
                    );
                }
            }
        }
        for (key, new) in revision.iter().filter(|(key, _)| !base.contains_key(*key)) {
            let name = match (key.0.as_str(), new.required, new.shared) {
                ("path", _, _) => "new-request-path-parameter",
                (_, true, false) => "new-required-request-parameter",
                (_, false, false) => "new-optional-request-parameter",
                (_, true, true) => "new-required-request-default-parameter-to-existing-path",
                (_, false, true) => "new-optional-request-default-parameter-to-existing-path",
            };
            let effect = match new.required {
                true => Effect::Breaking(format!("`{}` without `{}`", pair.name, new.name)),
                false => Effect::Compatible,
            };
            self.found(node, "parameter", &[name], Self::places(None, Some(&new.listed)), effect);
        }
    }

    /// Two parameters, or two headers.
    fn parameter(
        &mut self,
        node: Node,
        role: Role,
        pair: &Pair<'s, 'a>,
        (old, new): (&'s Parameter<'a>, &'s Parameter<'a>),
    ) {
        let node = self.part(node, role);
        let direction = role.direction.unwrap_or(Direction::Request);
        let keyword =
            |name: &str| Self::places(old.site.get(name).as_ref(), new.site.get(name).as_ref());
        if old.required != new.required {
            let names: &[&str] =
                if new.required { &["became-required"] } else { &["became-optional"] };
            let without = match direction {
                Direction::Request => format!("`{}` without `{}`", pair.name, new.name),
                Direction::Response => format!("`{}` answered without `{}`", pair.name, new.name),
            };
            let effect = match (direction, new.required) {
                (Direction::Request, true) | (Direction::Response, false) => {
                    Effect::Breaking(without)
                }
                _ => Effect::Compatible,
            };
            self.found(node, "required", names, keyword("required"), effect);
        }
        if old.site.flag("deprecated") != new.site.flag("deprecated") {
            let names: &[&str] = match new.site.flag("deprecated") {
                true => &["deprecated", "deprecation-added"],
                false => &["reactivated", "deprecation-removed"],
            };
            self.found(node, "deprecated", names, keyword("deprecated"), Effect::None);
        }
        let one_type = |it: &Parameter<'a>| it.contents.keys().next().cloned();
        let rewritten = old.writing != new.writing || one_type(old) != one_type(new);
        if rewritten || old.empty != new.empty {
            let less = old.writing.get("allowReserved") == new.writing.get("allowReserved")
                || direction == Direction::Request
                    && new.writing.get("allowReserved") == Some(&Value::Bool(true));
            let only_reserved = {
                let strip = |value: &Value| {
                    let mut value = value.clone();
                    if let Some(object) = value.as_object_mut() {
                        object.remove("allowReserved");
                    }
                    value
                };
                strip(&old.writing) == strip(&new.writing) && one_type(old) == one_type(new)
            };
            let narrower = old.empty && !new.empty;
            let effect = match (only_reserved && less, narrower) {
                (true, false) => Effect::Compatible,
                (true, true) => Effect::Breaking(format!("`{}` with `{}=`", pair.name, old.name)),
                _ => Effect::Breaking(format!(
                    "`{}` with `{}` written as before",
                    pair.name, old.name
                )),
            };
            for keyword in ["style", "explode", "allowReserved", "allowEmptyValue"] {
                for (side, site) in [(Side::Base, &old.site), (Side::Revision, &new.site)] {
                    if let Some(site) = site.get(keyword) {
                        self.claims.finding(side, &site.pointer);
                    }
                }
            }
            if one_type(old) != one_type(new) {
                for (side, site) in [(Side::Base, &old.site), (Side::Revision, &new.site)] {
                    for keyword in ["content", "schema"] {
                        if let Some(site) = site.get(keyword) {
                            self.claims.finding(side, &site.pointer);
                        }
                    }
                }
            }
            let values = (Some(old.writing.clone()), Some(new.writing.clone()));
            let places = Self::places(Some(&old.site), Some(&new.site));
            self.noted(node, "writing", &["serialization-changed"], places, values, effect);
        }
        let part = match direction {
            Direction::Request => Part::Parameter(new.name.clone()),
            Direction::Response => Part::Header(new.name.clone()),
        };
        let (before, after) = (value_of(old), value_of(new));
        match (before, after) {
            (Some((old, before)), Some((new, after))) if !rewritten => {
                let json = old.pointer.as_str().contains("/content/");
                let role =
                    Role { writing: if json { Writing::Json } else { Writing::Text }, ..role };
                let root = Root {
                    base: Some(old.pointer.clone()),
                    revision: Some(new.pointer.clone()),
                    direction,
                    operation: pair.name.clone(),
                    part,
                };
                self.whole_schema(node, role, (*before, *after), root);
            }
            (None, Some((site, _))) => self.found(
                node,
                "schema",
                &["constraint-tightened"],
                Self::places(None, Some(site)),
                schema_came(direction, &pair.name),
            ),
            (Some((site, _)), None) => self.found(
                node,
                "schema",
                &["constraint-loosened"],
                Self::places(Some(site), None),
                schema_went(direction, &pair.name),
            ),
            _ => {}
        }
    }

    fn body(&mut self, node: Node, pair: &Pair<'s, 'a>) {
        let role = Role::of(pair.ways.sent, Place::Body);
        let node = self.part(node, role);
        let listed = |operation: &Operation<'a>| operation.site.get("requestBody");
        let (old, new) = match (&pair.base.body, &pair.revision.body) {
            (Some(old), Some(new)) => (old, new),
            (None, None) => return,
            (Some(_), None) => {
                let effect = Effect::Breaking(format!("`{}` with a body", pair.name));
                return self.found(
                    node,
                    "body",
                    &["request-body-removed"],
                    Self::places(listed(pair.base).as_ref(), None),
                    effect,
                );
            }
            (_, Some(new)) => {
                let (name, effect) = match new.required {
                    true => (
                        "request-body-added-required",
                        Effect::Breaking(format!("`{}` without a body", pair.name)),
                    ),
                    false => ("request-body-added-optional", Effect::Compatible),
                };
                return self.found(
                    node,
                    "body",
                    &[name],
                    Self::places(None, listed(pair.revision).as_ref()),
                    effect,
                );
            }
        };
        if old.required != new.required {
            let places =
                Self::places(old.site.get("required").as_ref(), new.site.get("required").as_ref());
            let without = Effect::Breaking(format!("`{}` without a body", pair.name));
            let (names, effect): (&[&str], _) = match (new.required, pair.ways.sent) {
                (true, Direction::Request) => (&["became-required"], without),
                (true, _) => (&["became-required"], Effect::Compatible),
                (false, Direction::Request) => (&["became-optional"], Effect::Compatible),
                (false, _) => (&["became-optional"], without),
            };
            self.found(node, "required", names, places, effect);
        }
        let part = |form| if form { Part::Form } else { Part::Body };
        self.contents(node, role, pair, (&old.contents, &new.contents), &part);
    }

    /// Bodies by media type.
    fn contents(
        &mut self,
        node: Node,
        role: Role,
        pair: &Pair<'s, 'a>,
        (base, revision): (&'s Contents<'a>, &'s Contents<'a>),
        part: &dyn Fn(bool) -> Part,
    ) {
        let request = role.direction == Some(Direction::Request);
        let mut new_left: BTreeSet<&String> = revision.keys().collect();
        for (media, old) in base {
            let partner = revision.get_key_value(media).or_else(|| {
                let kin = |it: &&(&String, &Content<'a>)| {
                    !base.contains_key(it.0) && (covers(it.0, media) || covers(media, it.0))
                };
                revision.iter().collect::<Vec<_>>().iter().find(kin).copied()
            });
            let Some((name, new)) = partner else {
                let names = ["media-type-removed", "constraint-changed"];
                let effect = Effect::Breaking(match request {
                    true => format!("`{}` with a body of type {media}", pair.name),
                    false => format!("`{}` answered with a body of type {media}", pair.name),
                });
                self.found(node, "media type", &names, Self::places(Some(&old.site), None), effect);
                continue;
            };
            new_left.remove(name);
            if name != media {
                self.media_type_renamed(node, pair, request, (media, old), (name, new));
            }
            self.content(node, role, pair, (old, new), part);
        }
        for name in new_left {
            if let Some(new) = revision.get(name) {
                let names = ["media-type-added", "constraint-changed"];
                // Clients ask for what they read, and send what they know.
                self.found(
                    node,
                    "media type",
                    &names,
                    Self::places(None, Some(&new.site)),
                    Effect::Compatible,
                );
            }
        }
    }

    fn media_type_renamed(
        &mut self,
        node: Node,
        pair: &Pair<'s, 'a>,
        request: bool,
        (media, old): (&str, &'s Content<'a>),
        (name, new): (&str, &'s Content<'a>),
    ) {
        let wider = covers(name, media);
        let change = match (wider, covers(media, name)) {
            (true, false) => "media-type-name-generalized",
            (false, true) => "media-type-name-specialized",
            _ => "media-type-name-changed",
        };
        let fallback = if wider { "media-type-added" } else { "media-type-removed" };
        let effect = match request == wider {
            true => Effect::Compatible,
            false if request => {
                Effect::Breaking(format!("`{}` with a body of a type other than {name}", pair.name))
            }
            false => Effect::Breaking(format!(
                "`{}` answered with a body of a type other than {media}",
                pair.name
            )),
        };
        self.claims.finding_at(Side::Base, &old.site.pointer);
        self.claims.finding_at(Side::Revision, &new.site.pointer);
        let values =
            (Some(Value::from(old.written.clone())), Some(Value::from(new.written.clone())));
        let places = Self::places(Some(&old.site), Some(&new.site));
        self.noted(node, "media type", &[change, fallback], places, values, effect);
    }

    fn content(
        &mut self,
        node: Node,
        role: Role,
        pair: &Pair<'s, 'a>,
        (old, new): (&'s Content<'a>, &'s Content<'a>),
        part: &dyn Fn(bool) -> Part,
    ) {
        let direction = role.direction.unwrap_or(Direction::Request);
        let role = Role { writing: if old.form { Writing::Form } else { Writing::Json }, ..role };
        if old.written != new.written
            && role.direction == Some(Direction::Response)
            && crate::audit::contract::parameter::media_type(&old.written)
                == crate::audit::contract::parameter::media_type(&new.written)
            && !old.written.eq_ignore_ascii_case(&new.written)
        {
            let values =
                (Some(Value::from(old.written.clone())), Some(Value::from(new.written.clone())));
            let places = Self::places(Some(&old.site), Some(&new.site));
            self.noted(
                node,
                "media type",
                &["media-type-name-changed"],
                places,
                values,
                Effect::None,
            );
        }
        let root = |base, revision| Root {
            base,
            revision,
            direction,
            operation: pair.name.clone(),
            part: part(old.form),
        };
        match (&old.schema, &new.schema) {
            (Some((before, a)), Some((after, b))) => {
                let root = root(Some(before.pointer.clone()), Some(after.pointer.clone()));
                self.whole_schema(node, role, (*a, *b), root);
            }
            (None, None) => {}
            (None, Some((site, _))) => {
                let names = ["media-type-schema-added", "constraint-tightened"];
                self.found(
                    node,
                    "schema",
                    &names,
                    Self::places(None, Some(site)),
                    schema_came(direction, &pair.name),
                );
            }
            (Some((site, _)), None) => {
                let names = ["media-type-schema-removed", "constraint-loosened"];
                self.found(
                    node,
                    "schema",
                    &names,
                    Self::places(Some(site), None),
                    schema_went(direction, &pair.name),
                );
            }
        }
        self.encodings(node, pair, (old, new));
    }

    /// How the parts of a form are written.
    fn encodings(
        &mut self,
        node: Node,
        pair: &Pair<'s, 'a>,
        (old, new): (&'s Content<'a>, &'s Content<'a>),
    ) {
        let names: BTreeSet<&String> = old.encodings.keys().chain(new.encodings.keys()).collect();
        let mut effect: Option<Effect> = None;
        for name in names {
            let (was, is) = (old.encodings.get(name), new.encodings.get(name));
            let writing = |it: Option<&super::super::contract::parameter::Encoding<'a>>| {
                it.map(|it| it.writing.clone())
            };
            let plain = |it: Option<Value>| {
                it.filter(|it| {
                    it.get("contentType") != Some(&Value::Null) || it.get("style").is_some()
                })
            };
            if plain(writing(was)) != plain(writing(is)) {
                effect = Some(Effect::Breaking(format!(
                    "`{}` with `{name}` written as before",
                    pair.name
                )));
            }
            let empty = std::collections::BTreeMap::new();
            let headers = |it: Option<&'s super::super::contract::parameter::Encoding<'a>>| {
                it.map(|it| &it.headers)
            };
            let (old, new) = (headers(was), headers(is));
            for (name, header) in new.into_iter().flatten() {
                let was = old.and_then(|it| it.get(name));
                let demanded = header.required && was.is_none_or(|it| !it.required);
                if demanded {
                    effect = Some(Effect::Breaking(format!(
                        "`{}` with a part without the header {name}",
                        pair.name
                    )));
                } else if was.is_none() {
                    effect = effect.or(Some(Effect::Compatible));
                }
            }
            let gone =
                old.unwrap_or(&empty).keys().any(|it| new.is_none_or(|new| !new.contains_key(it)));
            if gone {
                effect = effect.or(Some(Effect::Compatible));
            }
            for (name, header) in old.into_iter().flatten() {
                if let Some(other) = new.and_then(|it| it.get(name)) {
                    let role = Role::of(pair.ways.sent, Place::Parameter);
                    if header.required == other.required {
                        self.parameter(node, role, pair, (header, other));
                    }
                }
            }
        }
        if let Some(effect) = effect {
            let (old, new) = (old.site.get("encoding"), new.site.get("encoding"));
            self.found(
                node,
                "encoding",
                &["form-encoding-changed"],
                Self::places(old.as_ref(), new.as_ref()),
                effect,
            );
            for (side, site) in [(Side::Base, &old), (Side::Revision, &new)] {
                for (_, encoding) in site.iter().flat_map(|it| it.members().collect::<Vec<_>>()) {
                    for (_, header) in encoding
                        .get("headers")
                        .iter()
                        .flat_map(|it| it.members().collect::<Vec<_>>())
                    {
                        if let Some(meant) = header.target(self.contract(side).document)
                            && let Some(required) = meant.get("required")
                        {
                            self.claims.finding(side, &required.pointer);
                        }
                    }
                }
            }
        }
    }

    fn responses(&mut self, pair: &Pair<'s, 'a>) {
        let (base, revision) = (&pair.base.responses, &pair.revision.responses);
        let node = |this: &mut Self, status: &str| {
            this.users(BTreeSet::from([Use {
                direction: Some(pair.ways.received),
                status: Some(status.to_owned()),
                ..whole(&pair.name)
            }]))
        };
        let success = |status: &str| status.starts_with('2');
        for (status, old) in base {
            match covering(revision, status) {
                Some(new) => {
                    let node = node(self, status);
                    if !revision.contains_key(status) {
                        self.found(
                            node,
                            "status",
                            &["response-non-success-status-removed"],
                            Self::places(Some(&old.listed), None),
                            Effect::Compatible,
                        );
                    }
                    self.response(node, pair, status, (old, new));
                }
                None => {
                    let node = node(self, status);
                    // What comes instead of a success is not the one waited for.
                    let (name, effect) = match success(status) {
                        true => (
                            "response-success-status-removed",
                            Effect::Breaking(format!("`{}` answered by {status}", pair.name)),
                        ),
                        false => ("response-non-success-status-removed", Effect::Compatible),
                    };
                    self.found(
                        node,
                        "status",
                        &[name],
                        Self::places(Some(&old.listed), None),
                        effect,
                    );
                }
            }
        }
        for (status, new) in revision.iter().filter(|(status, _)| !base.contains_key(*status)) {
            let node = node(self, status);
            let covered = covering(base, status);
            let (name, effect) = match (success(status), covered) {
                (true, None) if pair.ways.received == Direction::Response => (
                    "response-success-status-added",
                    Effect::Breaking(format!("`{}` answered by {status}", pair.name)),
                ),
                (true, _) => ("response-success-status-added", Effect::Compatible),
                _ => ("response-non-success-status-added", Effect::Compatible),
            };
            self.found(node, "status", &[name], Self::places(None, Some(&new.listed)), effect);
            if let Some(old) = covered {
                self.response(node, pair, status, (old, new));
            }
        }
    }

    fn response(
        &mut self,
        node: Node,
        pair: &Pair<'s, 'a>,
        status: &str,
        (old, new): (&'s Response<'a>, &'s Response<'a>),
    ) {
        let role = Role::of(pair.ways.received, Place::Body);
        let node = self.part(node, role);
        let part = |_| Part::Response(status.to_owned());
        self.contents(node, role, pair, (&old.contents, &new.contents), &part);
        self.headers(node, pair, (&old.headers, &new.headers));
        let links = (old.site.get("links"), new.site.get("links"));
        if links.0.as_ref().map(|it| it.value) != links.1.as_ref().map(|it| it.value) {
            self.found(
                node,
                "links",
                &["response-link-changed"],
                Self::places(links.0.as_ref(), links.1.as_ref()),
                Effect::None,
            );
        }
    }

    fn headers(
        &mut self,
        node: Node,
        pair: &Pair<'s, 'a>,
        (base, revision): (&'s Headers<'a>, &'s Headers<'a>),
    ) {
        let role = Role::of(pair.ways.received, Place::Header);
        let node = self.part(node, role);
        for (name, old) in base {
            match revision.get(name) {
                Some(new) => self.parameter(node, role, pair, (old, new)),
                None => {
                    let (rule, effect) = match old.required {
                        true => (
                            "required-response-header-removed",
                            Effect::Breaking(format!(
                                "`{}` answered without `{}`",
                                pair.name, old.name
                            )),
                        ),
                        false => ("optional-response-header-removed", Effect::Compatible),
                    };
                    self.found(
                        node,
                        "header",
                        &[rule],
                        Self::places(Some(&old.listed), None),
                        effect,
                    );
                }
            }
        }
        for (_, new) in revision.iter().filter(|(name, _)| !base.contains_key(*name)) {
            self.found(
                node,
                "header",
                &["response-header-added"],
                Self::places(None, Some(&new.listed)),
                Effect::Compatible,
            );
        }
    }

    /// Who may call: whoever met an alternative before must meet one now.
    fn security(&mut self, node: Node, pair: &Pair<'s, 'a>) {
        let (base, revision) = (&pair.base.security, &pair.revision.security);
        let family =
            if base.global && revision.global { "api-global-security" } else { "api-security" };
        let equal = |a: &Alternative<'a>, b: &Alternative<'a>| a.is_met_by(b) && b.is_met_by(a);
        let gone: Vec<&Alternative<'a>> =
            base.all.iter().filter(|old| !revision.all.iter().any(|new| equal(old, new))).collect();
        let come: Vec<&Alternative<'a>> =
            revision.all.iter().filter(|new| !base.all.iter().any(|old| equal(old, new))).collect();
        if gone.is_empty() && come.is_empty() {
            return;
        }
        let lists = Self::places(base.list.as_ref(), revision.list.as_ref());
        let refused = |old: &Alternative<'a>| !revision.all.iter().any(|new| new.is_met_by(old));
        let credentials = |it: &Alternative<'a>| match it.is_free() {
            true => Effect::Breaking(format!("`{}` without credentials", pair.name)),
            false => {
                let names: Vec<&str> = it.schemes.values().map(|it| it.name.as_str()).collect();
                Effect::Breaking(format!(
                    "`{}` with the credentials {}",
                    pair.name,
                    names.join(" and ")
                ))
            }
        };
        let (was_open, is_open) = (
            base.all.iter().any(Alternative::is_free),
            revision.all.iter().any(Alternative::is_free),
        );
        if was_open && !is_open {
            let effect = Effect::Breaking(format!("`{}` without credentials", pair.name));
            return self.found(node, "security", &[&format!("{family}-required")], lists, effect);
        }
        if is_open && !was_open {
            return self.found(
                node,
                "security",
                &[&format!("{family}-removed")],
                lists,
                Effect::Compatible,
            );
        }
        let mut left = come;
        for old in gone {
            let effect = if refused(old) { credentials(old) } else { Effect::Compatible };
            let by_name = |a: &Alternative<'a>, b: &Alternative<'a>| {
                let names = |it: &Alternative<'a>| {
                    it.schemes.values().map(|it| it.name.clone()).collect::<BTreeSet<_>>()
                };
                !a.is_free() && names(a) == names(b)
            };
            if let Some(index) = left.iter().position(|new| by_name(old, new)) {
                let new = left.remove(index);
                self.alternative(node, family, (old, new), &effect);
            } else if !old.is_free() {
                let places = Self::places(old.site.as_ref(), None);
                self.found(
                    node,
                    "security",
                    &[&format!("{family}-alternative-removed")],
                    places,
                    effect,
                );
            }
        }
        for new in left.into_iter().filter(|it| !it.is_free()) {
            let places = Self::places(None, new.site.as_ref());
            self.found(node, "security", &[&format!("{family}-added")], places, Effect::Compatible);
        }
    }

    /// An alternative whose schemes are others, or want other scopes.
    fn alternative(
        &mut self,
        node: Node,
        family: &str,
        (old, new): (&Alternative<'a>, &Alternative<'a>),
        effect: &Effect,
    ) {
        for (definition, was) in &old.schemes {
            let Some((other, is)) = new.schemes.iter().find(|(_, it)| it.name == was.name) else {
                continue;
            };
            if definition != other {
                self.scheme(node, (was.site.as_ref(), is.site.as_ref()), effect);
                continue;
            }
            let scope = |alternative: &Alternative<'a>, name: &str, scope: &str| {
                let list = alternative.site.as_ref()?.get(name)?.items();
                list.into_iter().find(|it| it.value.as_str() == Some(scope))
            };
            for name in was.scopes.difference(&is.scopes) {
                let places = Self::places(scope(old, &was.name, name).as_ref(), None);
                self.found(
                    node,
                    "scope",
                    &[&format!("{family}-scope-removed")],
                    places,
                    Effect::Compatible,
                );
            }
            for name in is.scopes.difference(&was.scopes) {
                let places = Self::places(None, scope(new, &is.name, name).as_ref());
                self.found(
                    node,
                    "scope",
                    &[&format!("{family}-scope-added")],
                    places,
                    effect.clone(),
                );
            }
        }
    }

    fn scheme(
        &mut self,
        node: Node,
        (old, new): (
            Option<&super::super::contract::site::Site<'a>>,
            Option<&super::super::contract::site::Site<'a>>,
        ),
        effect: &Effect,
    ) {
        if new.is_none() {
            let names = ["api-security-component-removed"];
            return self.found(node, "component", &names, Self::places(old, None), effect.clone());
        }
        let facts = ["type", "scheme", "in", "name", "flows", "openIdConnectUrl"];
        let value = |site: Option<&super::super::contract::site::Site<'a>>, key: &str| {
            site.and_then(|it| it.get(key))
        };
        for key in facts {
            let (was, is) = (value(old, key), value(new, key));
            if was.as_ref().map(|it| it.value) == is.as_ref().map(|it| it.value) {
                continue;
            }
            let name = if key == "type" {
                "api-security-component-type-changed"
            } else {
                "api-security-component-changed"
            };
            self.found(
                node,
                "scheme",
                &[name],
                Self::places(was.as_ref(), is.as_ref()),
                effect.clone(),
            );
        }
        if old.is_none() {
            self.found(
                node,
                "component",
                &["api-security-component-added"],
                Self::places(None, new),
                effect.clone(),
            );
        }
    }

    fn servers(&mut self, node: Node, pair: &Pair<'s, 'a>) {
        let (base, revision) = (&pair.base.servers, &pair.revision.servers);
        let gone: Vec<_> = base
            .iter()
            .filter(|old| {
                !revision.iter().any(|new| new.url == old.url && new.variables == old.variables)
            })
            .collect();
        let come: Vec<_> = revision
            .iter()
            .filter(|new| {
                !base.iter().any(|old| new.url == old.url && new.variables == old.variables)
            })
            .collect();
        let effect = |url: &str| Effect::Breaking(format!("`{}` at {url}", pair.name));
        for (index, old) in gone.iter().enumerate() {
            match come.get(index).filter(|_| gone.len() == come.len()) {
                Some(new) => {
                    let keyword = if old.url == new.url { "variables" } else { "url" };
                    let place = |it: &crate::audit::contract::operation::Server<'a>| {
                        it.site.as_ref().map(|it| it.get(keyword).unwrap_or_else(|| it.clone()))
                    };
                    let places = Self::places(place(old).as_ref(), place(new).as_ref());
                    self.found(node, "server", &["server-changed"], places, effect(&old.url));
                    for (side, server) in [(Side::Base, *old), (Side::Revision, *new)] {
                        if let Some(site) = &server.site {
                            self.claims.finding(side, &site.pointer);
                        }
                    }
                }
                None => self.found(
                    node,
                    "server",
                    &["server-removed"],
                    Self::places(old.site.as_ref(), None),
                    effect(&old.url),
                ),
            }
        }
        if gone.len() != come.len() {
            for new in come {
                self.found(
                    node,
                    "server",
                    &["server-added"],
                    Self::places(None, new.site.as_ref()),
                    Effect::Compatible,
                );
            }
        }
    }

    /// Requests that the server makes: the other way round.
    fn callbacks(&mut self, node: Node, pair: &Pair<'s, 'a>) {
        let (base, revision) = (&pair.base.callbacks, &pair.revision.callbacks);
        let lists = Self::places(
            pair.base.site.get("callbacks").as_ref(),
            pair.revision.site.get("callbacks").as_ref(),
        );
        let keys: BTreeSet<_> = base.keys().chain(revision.keys()).collect();
        for key in keys {
            let (old, new) = (base.get(key), revision.get(key));
            match (old, new) {
                (Some(old), Some(new)) => {
                    let ways = Ways { sent: Direction::Response, received: Direction::Request };
                    let name = format!("{} (callback {})", new.name(), key.0);
                    let inner = Pair { base: old, revision: new, name, ways };
                    self.exchange(&inner);
                }
                _ => {
                    let text = format!("the callback {} of `{}`", key.0, pair.name);
                    let effect = match new {
                        // Another request than those that are served.
                        Some(_) if !base.is_empty() => Effect::Breaking(text),
                        Some(_) => Effect::Compatible,
                        None => Effect::Breaking(text),
                    };
                    self.found(node, "callbacks", &["callback-changed"], lists.clone(), effect);
                    for (side, it) in [(Side::Base, old), (Side::Revision, new)] {
                        if let Some(it) = it {
                            self.claims.finding(side, &it.item.pointer);
                        }
                    }
                }
            }
        }
    }
}

type Contents<'a> = std::collections::BTreeMap<String, Content<'a>>;
type Headers<'a> = std::collections::BTreeMap<String, Header<'a>>;

/// The schema of a parameter's value, however it is written.
fn value_of<'p, 'a>(
    parameter: &'p Parameter<'a>,
) -> Option<&'p (super::super::contract::site::Site<'a>, usize)> {
    let content = || parameter.contents.values().next().and_then(|it| it.schema.as_ref());
    parameter.schema.as_ref().or_else(content)
}

/// A schema where anything was let through.
fn schema_came(direction: Direction, operation: &str) -> Effect {
    match direction {
        Direction::Request => Effect::Breaking(format!("`{operation}` with any value")),
        Direction::Response => Effect::Compatible,
    }
}

/// No schema where there was one.
fn schema_went(direction: Direction, operation: &str) -> Effect {
    match direction {
        Direction::Request => Effect::Compatible,
        Direction::Response => Effect::Breaking(format!("`{operation}` answered with any value")),
    }
}

/// The use of an operation as a whole.
pub(super) fn whole(name: &str) -> Use {
    Use { operation: name.to_owned(), direction: None, status: None }
}
