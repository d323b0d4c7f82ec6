//! Differences of the requests of two operations, and of their responses, status
//! by status. Parameters, headers and bodies are compared elsewhere.

use super::finder::{Effect, Finder, added, removed};
use super::graph::{Node, Part};
use super::members::{Member, members};
use super::role::{Place, Role};
use super::verdict::NOT_SHOWN;
use crate::audit::contract::operation::Operation;
use crate::audit::contract::response::{Response, covering};
use crate::audit::finding::{Direction, Failure, Use};
use crate::audit::inclusion::Included;
use crate::audit::inclusion::validator::{demanded, lacks};
use crate::audit::pair::Pair;

/// Two operations whose requests and responses are compared.
pub(super) struct Operations<'s, 'a> {
    pub(super) both: Pair<&'s Operation<'a>>,
    pub(super) name: String,
    /// The direction of the request: the server sends that of a callback.
    pub(super) sent: Direction,
}

/// A part of two operations, and what it is for.
#[derive(Clone, Copy)]
pub(super) struct At<'o, 's, 'a> {
    pub(super) operations: &'o Operations<'s, 'a>,
    pub(super) node: Node,
    pub(super) role: Role,
}

impl At<'_, '_, '_> {
    /// The effect of something that accepts less than before, or more, with an
    /// example.
    pub(super) fn effect(self, less: bool, example: &str) -> Effect {
        match less == (self.role.way() == Direction::Request) {
            true => self.breaking(example),
            false => Effect::Compatible,
        }
    }

    pub(super) fn breaking(self, example: &str) -> Effect {
        Effect::Fails(self.role.way().into(), self.message(example))
    }

    /// The effect of something that is refused now, or no longer comes.
    pub(super) fn gone(self, message: String) -> Effect {
        let fails = match self.role.way() {
            Direction::Request => Failure::Refused,
            Direction::Response => Failure::Missing,
        };
        Effect::Fails(fails, message)
    }

    /// The request or the response that has what the example says.
    pub(super) fn message(self, example: &str) -> String {
        let is_sent = self.role.way() == self.operations.sent;
        let message = if is_sent { "" } else { "a response of " };
        format!("{message}`{}` {example}", self.operations.name)
    }
}

impl<'s, 'a> Finder<'s, 'a> {
    /// The effect of a part of a request that became required or optional. The
    /// validator checks a request without it against what each document requires.
    pub(super) fn lack(&self, at: At<'_, 's, 'a>, part: &str, name: &str, now: bool) -> Effect {
        let effect = at.effect(now, &format!("without {name}"));
        let operations = self.contracts().zip(at.operations.both);
        let all = operations.map(|(it, of)| demanded(it.document, of.item.value, of.site.value));
        let (narrow, wide) = match at.role.way() {
            Direction::Request => (all.base, all.revision),
            Direction::Response => (all.revision, all.base),
        };
        match effect {
            Effect::Fails(..) if !lacks(&narrow, &wide, part) => {
                Included::Unknown(NOT_SHOWN.to_owned()).into()
            }
            effect => effect,
        }
    }

    pub(super) fn messages(&mut self, operations: &Operations<'s, 'a>) {
        let part = |direction, status: Option<&String>| {
            let operation = operations.name.clone();
            Use { operation, direction: Some(direction), status: status.cloned() }
        };
        let node = self.user(part(operations.sent, None));
        let sent = At { operations, node, role: Role::of(operations.sent, Place::Body) };
        self.parameters(sent);
        self.body(sent);
        let received = match operations.sent {
            Direction::Request => Direction::Response,
            Direction::Response => Direction::Request,
        };
        let responses = operations.both.map(|it| &it.responses);
        for (status, member) in members(responses.base, responses.revision) {
            let node = self.user(part(received, Some(status)));
            let at = At { operations, node, role: Role::of(received, Place::Body) };
            self.status(at, status, member);
        }
    }

    /// A status that is described on one side or both.
    fn status(&mut self, at: At<'_, 's, 'a>, status: &str, member: Member<&'s Response<'a>>) {
        let responses = at.operations.both.map(|it| &it.responses);
        let is_success = status.starts_with('2');
        let is_received = at.role.way() == Direction::Response;
        let response = || format!("the response {status} of `{}`", at.operations.name);
        let both = match member {
            Member::Kept(both) => Some(both),
            Member::Removed(base) => {
                let covered = covering(responses.revision, status);
                // The default describes failures, not the removed success.
                let default = responses.revision.get("default");
                let covered = covered.filter(|it| {
                    !is_success || default.is_none_or(|default| !std::ptr::eq(*it, default))
                });
                let is_known =
                    |it: &String| it.starts_with('2') && covering(responses.base, it).is_some();
                let knows_success = is_received && responses.revision.keys().any(is_known);
                // A success that the client does not know replaces none that it expects.
                let (name, effect) = match is_success {
                    true => ("response-success-status-removed", at.gone(response())),
                    false => ("response-non-success-status-removed", Effect::Compatible),
                };
                let effect = match covered {
                    Some(_) => Effect::None,
                    None if knows_success => Effect::Compatible,
                    None => effect,
                };
                let values = Pair { base: Some(status.into()), revision: None };
                self.restated(at.node, &[name], removed(&base.listed), values, effect);
                covered.map(|revision| Pair { base, revision })
            }
            Member::Added(revision) => {
                let covered = covering(responses.base, status);
                let effect = match covered {
                    Some(_) => Effect::None,
                    None if is_success && is_received => {
                        Effect::Fails(Failure::Unreadable, response())
                    }
                    None => Effect::Compatible,
                };
                let name = match is_success {
                    true => "response-success-status-added",
                    false => "response-non-success-status-added",
                };
                let values = Pair { base: None, revision: Some(status.into()) };
                self.restated(at.node, &[name], added(&revision.listed), values, effect);
                covered.map(|base| Pair { base, revision })
            }
        };
        if let Some(both) = both {
            self.response(at, status, both);
        }
    }

    fn response(&mut self, at: At<'_, 's, 'a>, status: &str, both: Pair<&'s Response<'a>>) {
        let at = self.within(at, at.role);
        let part = |_| Part::Response(status.to_owned());
        self.contents(at, both.map(|it| &it.contents), &part);
        self.headers(at, both.map(|it| &it.headers));
        for (_, member) in members(&both.base.links, &both.revision.links) {
            let links = match member {
                Member::Kept(both) => both.map(Some),
                Member::Removed(base) => Pair { base: Some(base), revision: None },
                Member::Added(revision) => Pair { base: None, revision: Some(revision) },
            };
            self.fact(at.node, "response-link-changed", links.map(Option::<&_>::cloned));
        }
    }

    /// A part of two operations in another role.
    pub(super) fn within<'o>(&mut self, at: At<'o, 's, 'a>, role: Role) -> At<'o, 's, 'a> {
        At { node: self.part(at.node, role), role, ..at }
    }
}
