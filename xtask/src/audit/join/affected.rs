//! What of two documents their code can differ for. Code is made of each part
//! of a document by itself, and depends on what the part refers to; on a few
//! things beyond that, which are listed here. So a large document of which
//! little changed costs what the change costs. Pure.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::audit::pair::Pair;
use crate::openapi::json::Pointer;
use crate::openapi::parts::{Part, Parts};
use crate::pipeline::{forms, responses};

/// Two documents, parted.
pub(super) struct Split {
    /// The documents with nothing but what their code can differ for.
    pub(super) affected: Pair<Value>,
    /// The parts that it cannot differ for, which both documents have.
    pub(super) rest: BTreeSet<Pointer>,
}

/// Splits two documents.
pub(super) fn split(documents: Pair<&Value>) -> Split {
    let sides = documents.map(Side::of);
    let changed = changed(sides.as_ref());
    let mut roots = both(sides.as_ref(), |side| side.parts.above(&changed));
    let concerned = both(sides.as_ref(), |side| side.parts.below(&roots));
    roots.extend(both(sides.as_ref(), |side| side.entries(&concerned)));
    roots.extend(shared_defaults(sides.as_ref(), &roots));
    let mut kept = both(sides.as_ref(), |side| side.parts.below(&roots));
    loop {
        let witnesses = both(sides.as_ref(), |side| side.witnesses(&concerned, &kept));
        if witnesses.is_empty() {
            break;
        }
        kept.extend(both(sides.as_ref(), |side| side.parts.below(&witnesses)));
    }
    let places = sides.base.parts.iter().map(|(at, _)| at);
    Split {
        rest: places.filter(|at| !kept.contains(at)).cloned().collect(),
        affected: sides.as_ref().map(|side| side.parts.take(&kept)),
    }
}

fn both(sides: Pair<&Side<'_>>, of: impl Fn(&Side<'_>) -> BTreeSet<Pointer>) -> BTreeSet<Pointer> {
    let mut all = of(sides.base);
    all.extend(of(sides.revision));
    all
}

/// What a schema is used for decides on its code: see `normalise` and `polish`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Response,
    Request,
    Field,
}

/// A document, with what is asked of it more than once.
struct Side<'a> {
    document: &'a Value,
    parts: Parts<'a>,
    uses: BTreeSet<(Use, Pointer)>,
}

impl<'a> Side<'a> {
    fn of(document: &'a Value) -> Self {
        let parts = Parts::of(document);
        let operations: BTreeSet<_> = parts.iter().map(|(at, _)| at.clone()).collect();
        Self { document, parts, uses: uses(document, &operations) }
    }

    /// The schemas that lead into a circle of references, of those that some
    /// parts are in: the generator breaks a circle where it is entered.
    fn entries(&self, concerned: &BTreeSet<Pointer>) -> BTreeSet<Pointer> {
        let recursive = concerned.iter().filter(|at| self.parts.is_recursive(at)).cloned();
        let mut entries = self.parts.above(&recursive.collect());
        entries.retain(|at| !is_operation(at));
        entries
    }

    /// Operations that use a schema as none does that is kept.
    fn witnesses(
        &self,
        concerned: &BTreeSet<Pointer>,
        kept: &BTreeSet<Pointer>,
    ) -> BTreeSet<Pointer> {
        let mut found = uses(self.document, kept);
        let mut witnesses = BTreeSet::new();
        for of in &self.uses {
            let part = part_of(&of.1);
            if found.contains(of) || !concerned.contains(&part) {
                continue;
            }
            for user in self.parts.above(&BTreeSet::from([part])) {
                if is_operation(&user) && !kept.contains(&user) {
                    let its = uses(self.document, &BTreeSet::from([user.clone()]));
                    if its.contains(of) {
                        found.extend(its);
                        witnesses.insert(user);
                        break;
                    }
                }
            }
        }
        witnesses
    }
}

/// How some operations use schemas.
fn uses(document: &Value, operations: &BTreeSet<Pointer>) -> BTreeSet<(Use, Pointer)> {
    let (mut received, mut sent, mut found) = (Vec::new(), Vec::new(), BTreeSet::new());
    for at in operations.iter().filter(|at| is_operation(at)) {
        received.extend(responses::bodies(document, at));
        let at = at.child("requestBody");
        if let Some(body) = document.pointer(at.as_str()) {
            found.extend(
                forms::fields_of(document, at.clone(), body).into_iter().map(|it| (Use::Field, it)),
            );
            sent.extend(responses::contents(document, at, body));
        }
    }
    found.extend(responses::reached(document, received).into_iter().map(|it| (Use::Response, it)));
    found.extend(responses::reached(document, sent).into_iter().map(|it| (Use::Request, it)));
    found
}

/// The parts that differ, by themselves or in what they are used for.
fn changed(sides: Pair<&Side<'_>>) -> BTreeSet<Pointer> {
    let Pair { base, revision } = sides;
    let differs = |at: &&Pointer| base.parts.get(at) != revision.parts.get(at);
    let all = base.parts.iter().chain(revision.parts.iter()).map(|(at, _)| at);
    let used = base.uses.symmetric_difference(&revision.uses).map(|(_, at)| part_of(at));
    all.filter(differs).cloned().chain(used).collect()
}

/// All parts with a default value, if the parts that changed have others than
/// before: the generator puts what makes default values into one module.
fn shared_defaults(sides: Pair<&Side<'_>>, changed: &BTreeSet<Pointer>) -> BTreeSet<Pointer> {
    let of = |side: &Side<'_>| -> Vec<String> {
        let parts = changed.iter().filter_map(|at| side.parts.get(at));
        parts.flat_map(defaults).collect()
    };
    match of(sides.base) == of(sides.revision) {
        true => BTreeSet::new(),
        false => both(sides, |side| {
            let parts = side.parts.iter().filter(|(_, part)| !defaults(*part).is_empty());
            parts.map(|(at, _)| at.clone()).collect()
        }),
    }
}

/// The schemas of a part that have a default value.
fn defaults(part: Part<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut pending: Vec<_> = part.values().collect();
    while let Some(value) = pending.pop() {
        match value {
            Value::Object(object) => {
                if object.get("default").is_some_and(|it| !it.is_null()) {
                    found.push(value.to_string());
                }
                pending.extend(object.values());
            }
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
    found
}

fn is_operation(at: &Pointer) -> bool {
    at.as_str().starts_with("/paths/")
}

/// The part that a place is in.
fn part_of(at: &Pointer) -> Pointer {
    let segments = at.segments().take(3);
    segments.fold(Pointer::root(), |at, segment| at.child(segment))
}
