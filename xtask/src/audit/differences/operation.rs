//! Differences of two operations as such: whether they exist, their labels, their
//! servers, and the requests that the server makes. What is sent and received,
//! and who may call, is compared elsewhere.

use serde_json::Value;

use super::finder::{Effect, Finder, added, removed};
use super::graph::Node;
use super::members::{Member, members, unmatched};
use super::message::Operations;
use crate::audit::contract::operation::{Operation, Server};
use crate::audit::contract::site::Site;
use crate::audit::finding::{Direction, Failure, Use};
use crate::audit::pair::Pair;

impl<'s, 'a> Finder<'s, 'a> {
    pub(super) fn operations(&mut self) {
        for (_, member) in members(&self.base.operations, &self.revision.operations) {
            match member {
                Member::Kept(both) => self.operation(both),
                Member::Removed(operation) => self.operation_removed(operation),
                Member::Added(operation) => {
                    let node = self.user(whole(&operation.name()));
                    let values = Pair { base: None, revision: Some(operation.name().into()) };
                    let places = added(&operation.site);
                    self.restated(node, &["endpoint-added"], places, values, Effect::Compatible);
                }
            }
        }
    }

    fn operation_removed(&mut self, operation: &'s Operation<'a>) {
        let path = &operation.item.pointer;
        let is_of_path = |it: &&Operation<'a>| it.item.pointer == *path;
        let is_deprecated = |it: &Operation<'a>| it.site.flag("deprecated");
        // A path that was removed as a whole is one finding.
        let path_is_gone = !self.revision.operations.values().any(|it| is_of_path(&it))
            && self.revision.document.pointer(path.as_str()).is_none();
        let mut of_path = self.base.operations.values().filter(is_of_path);
        let (name, text, place) = match path_is_gone {
            true => {
                let name = match of_path.all(is_deprecated) {
                    true => "api-path-removed-with-deprecation",
                    false => "api-path-removed-without-deprecation",
                };
                (name, operation.path.clone(), &operation.item)
            }
            false => {
                let name = match is_deprecated(operation) {
                    true => "api-removed-with-deprecation",
                    false => "api-removed-without-deprecation",
                };
                (name, operation.name(), &operation.site)
            }
        };
        let node = self.user(whole(&operation.name()));
        let values = Pair { base: Some(text.into()), revision: None };
        let effect = Effect::Fails(Failure::Refused, format!("`{}`", operation.name()));
        self.restated(node, &[name], removed(place), values, effect);
    }

    fn operation(&mut self, both: Pair<&'s Operation<'a>>) {
        let name = both.revision.name();
        let node = self.user(whole(&name));
        let paths = both.map(|it| Some(Value::from(it.path.clone())));
        if paths.differs() {
            let places = both.map(|it| Some(it.item.clone()));
            let names = ["request-path-parameter-renamed"];
            self.restated(node, &names, places, paths, Effect::None);
        }
        self.labels(node, both.map(|it| &it.site));
        let operations = Operations { both, name, sent: Direction::Request };
        self.messages(&operations);
        self.security(node, &operations);
        self.servers(node, &operations);
        self.callbacks(node, &operations);
    }

    /// The names and tags of an operation.
    fn labels(&mut self, node: Node, sites: Pair<&Site<'a>>) {
        let ids = sites.map(|it| it.get("operationId"));
        let name = match &ids.base {
            None => "api-operation-id-added",
            Some(_) => "api-operation-id-removed",
        };
        self.fact(node, name, ids);
        let names: [&[&str]; 2] = [&["endpoint-deprecated"], &["endpoint-reactivated"]];
        self.deprecation(node, names, sites);
        let tags = sites.map(|it| it.get("tags").map(|it| it.items()).unwrap_or_default());
        let tags = unmatched(tags.as_ref().map(Vec::as_slice), |a, b| a.value == b.value);
        for tag in tags.base {
            self.found(node, &["api-tag-removed"], removed(tag), Effect::None);
        }
        for tag in tags.revision {
            self.found(node, &["api-tag-added"], added(tag), Effect::None);
        }
    }

    /// A fact that is not on the wire, if it differs.
    pub(super) fn fact(&mut self, node: Node, name: &str, sites: Pair<Option<Site<'a>>>) {
        let values = sites.as_ref().map(|it| it.as_ref().map(|it| it.value));
        if values.differs() {
            self.found(node, &[name], sites, Effect::None);
        }
    }

    /// What became deprecated, or no longer is.
    pub(super) fn deprecation(
        &mut self,
        node: Node,
        [deprecated, reactivated]: [&[&str]; 2],
        sites: Pair<&Site<'a>>,
    ) {
        let flags = sites.map(|it| it.flag("deprecated"));
        if flags.differs() {
            let names = if flags.revision { deprecated } else { reactivated };
            self.found(node, names, sites.map(|it| it.get("deprecated")), Effect::None);
        }
    }

    fn servers(&mut self, node: Node, operations: &Operations<'s, 'a>) {
        let servers = operations.both.map(|it| &*it.servers);
        let alone = |(own, other): (&'s [Server<'a>], &[Server<'a>])| -> Vec<_> {
            own.iter().filter_map(|it| Some((it, it.outside(other)?))).collect()
        };
        let Pair { base: gone, revision: come } = servers.zip(servers.reversed()).map(alone);
        let path = &operations.both.base.path;
        let method = operations.both.base.method.to_uppercase();
        let effect = |url: &str| {
            let url = url.strip_suffix('/').unwrap_or(url);
            Effect::Fails(Failure::Refused, format!("`{method} {url}{path}`"))
        };
        if gone.len() == come.len() {
            for ((old, url), (new, _)) in gone.into_iter().zip(come) {
                self.server(node, Pair { base: old, revision: new }, effect(url));
            }
        } else {
            for (old, url) in gone {
                let places = Pair { base: old.site.clone(), revision: None };
                self.found(node, &["server-removed"], places, effect(url));
            }
            for (new, _) in come {
                let places = Pair { base: None, revision: new.site.clone() };
                self.found(node, &["server-added"], places, Effect::Compatible);
            }
        }
        let url = |it: &Server<'a>| it.site.as_ref()?.text("url");
        for old in servers.base {
            let new = servers.revision.iter().find(|it| url(it).is_some() && url(it) == url(old));
            if let Some(new) = new.filter(|it| it.usual != old.usual && it.urls == old.urls) {
                self.server(node, Pair { base: old, revision: new }, Effect::Compatible);
            }
        }
    }

    /// A server with other URLs, or with another default URL.
    fn server(&mut self, node: Node, servers: Pair<&Server<'a>>, effect: Effect) {
        let sites = servers.map(|it| it.site.clone());
        let url = sites.as_ref().map(|it| it.as_ref()?.text("url"));
        let keyword = if url.differs() { "url" } else { "variables" };
        let places = sites.clone().map(|it| it.map(|it| it.get(keyword).unwrap_or(it)));
        self.found(node, &["server-changed"], places, effect);
        self.claim_whole(sites);
    }

    /// Requests that the server makes, with the directions reversed.
    fn callbacks(&mut self, node: Node, operations: &Operations<'s, 'a>) {
        let callbacks = operations.both.map(|it| &it.callbacks);
        for (_, member) in members(callbacks.base, callbacks.revision) {
            let is_gone = matches!(member, Member::Removed(_));
            let (name, item) = match member {
                Member::Kept(both) => {
                    let name = &both.revision.0;
                    let both = both.map(|it| &it.1);
                    let name = format!("{} (callback {name})", both.revision.name());
                    self.messages(&Operations { both, name, sent: Direction::Response });
                    continue;
                }
                Member::Removed((name, old)) => (name, removed(&old.item)),
                Member::Added((name, new)) => (name, added(&new.item)),
            };
            let callback = format!("the callback {name} of `{}`", operations.name);
            let effect = match (callbacks.base.is_empty(), is_gone) {
                (true, _) => Effect::Compatible,
                (false, true) => Effect::Fails(Failure::Missing, callback),
                // Another request than those that are served.
                (false, false) => Effect::Fails(Failure::Refused, callback),
            };
            let places = operations.both.map(|it| it.site.get("callbacks"));
            self.found(node, &["callback-changed"], places, effect);
            self.claims.whole(&item);
        }
    }
}

/// The use of an operation as a whole.
fn whole(operation: &str) -> Use {
    Use { operation: operation.to_owned(), direction: None, status: None }
}
