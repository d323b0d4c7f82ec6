//! Differences in who may call two operations: whoever met an alternative before
//! must meet one now.

use std::collections::BTreeSet;

use super::finder::{Effect, Finder, added, removed};
use super::graph::Node;
use super::members::unmatched;
use super::message::Operations;
use super::witness;
use crate::audit::contract::security::Alternative;
use crate::audit::contract::site::Site;
use crate::audit::finding::Failure;
use crate::audit::pair::Pair;

impl<'s, 'a> Finder<'s, 'a> {
    pub(super) fn security(&mut self, node: Node, operations: &Operations<'s, 'a>) {
        let security = operations.both.map(|it| &it.security);
        let family = match security.base.global && security.revision.global {
            true => "api-global-security",
            false => "api-security",
        };
        let equal = |a: &Alternative<'a>, b: &Alternative<'a>| a.is_met_by(b) && b.is_met_by(a);
        let Pair { base: gone, revision: mut come } = unmatched(security.map(|it| &*it.all), equal);
        let lists = security.map(|it| it.list.clone());
        let is_free = |it: &&Alternative<'a>| it.is_free();
        let breaking =
            |example| Effect::Fails(Failure::Refused, format!("`{}` {example}", operations.name));
        if gone.iter().any(is_free) {
            let effect = breaking("without credentials".to_owned());
            return self.found(node, &[&format!("{family}-required")], lists, effect);
        }
        if come.iter().any(is_free) {
            return self.found(node, &[&format!("{family}-removed")], lists, Effect::Compatible);
        }
        for old in gone {
            let names = |it: &Alternative<'a>| -> BTreeSet<String> {
                it.schemes.values().map(|it| it.name.clone()).collect()
            };
            let effect = match security.revision.all.iter().any(|new| new.is_met_by(old)) {
                true => Effect::Compatible,
                false => breaking(witness::credentials(old)),
            };
            match come.iter().position(|new| names(old) == names(new)) {
                Some(index) => {
                    let both = Pair { base: old, revision: come.remove(index) };
                    self.alternative(node, family, both, &effect);
                }
                None => {
                    let places = Pair { base: old.site.clone(), revision: None };
                    let name = format!("{family}-alternative-removed");
                    self.found(node, &[&name], places, effect);
                }
            }
        }
        for new in come {
            let places = Pair { base: None, revision: new.site.clone() };
            self.found(node, &[&format!("{family}-added")], places, Effect::Compatible);
        }
    }

    /// An alternative with other schemes, or with other scopes.
    fn alternative(
        &mut self,
        node: Node,
        family: &str,
        both: Pair<&Alternative<'a>>,
        effect: &Effect,
    ) {
        for (definition, was) in &both.base.schemes {
            let mut others = both.revision.schemes.iter();
            let Some((other, is)) = others.find(|(_, it)| it.name == was.name) else {
                continue;
            };
            if definition != other {
                let schemes = Pair { base: was, revision: is }.map(|it| it.site.clone());
                self.scheme(node, schemes, effect);
                continue;
            }
            let scope = |alternative: &Alternative<'a>, scope: &str| -> Option<Site<'a>> {
                let list = alternative.site.as_ref()?.get(&was.name)?.items();
                list.into_iter().find(|it| it.value.as_str() == Some(scope))
            };
            for name in was.scopes.symmetric_difference(&is.scopes) {
                let places = both.map(|it| scope(it, name));
                match was.scopes.contains(name) {
                    true => {
                        let name = format!("{family}-scope-removed");
                        self.found(node, &[&name], places, Effect::Compatible);
                    }
                    false => {
                        let name = format!("{family}-scope-added");
                        self.found(node, &[&name], places, effect.clone());
                    }
                }
            }
        }
    }

    fn scheme(&mut self, node: Node, schemes: Pair<Option<Site<'a>>>, effect: &Effect) {
        let (was, is) = match (&schemes.base, &schemes.revision) {
            (Some(was), Some(is)) => (was, is),
            (Some(was), None) => {
                let names = ["api-security-component-removed"];
                return self.found(node, &names, removed(was), effect.clone());
            }
            (None, Some(is)) => {
                let names = ["api-security-component-added"];
                return self.found(node, &names, added(is), effect.clone());
            }
            (None, None) => return,
        };
        let facts = ["type", "scheme", "in", "name", "flows", "openIdConnectUrl"];
        let facts = facts.map(|key| Pair { base: was, revision: is }.map(|it| it.get(key)));
        let differs = |it: &&Pair<Option<Site<'a>>>| {
            it.as_ref().map(|it| it.as_ref().map(|it| it.value)).differs()
        };
        let name = match facts.first().filter(differs) {
            Some(_) => "api-security-component-type-changed",
            None => "api-security-component-changed",
        };
        let mut different = facts.iter().filter(differs);
        // Another scheme is one difference, whatever is written differently.
        let places = match (different.next(), different.next()) {
            (Some(fact), None) => fact.clone(),
            _ => schemes.clone(),
        };
        self.found(node, &[name], places, effect.clone());
    }
}
