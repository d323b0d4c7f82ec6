//! The parts of two documents whose code can differ. The code of a part depends
//! on that part, on what it refers to, and on a few more things, which are listed
//! here. So the cost depends on the size of the change, not on that of the
//! document. Pure.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::audit::pair::Pair;
use crate::openapi;
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
    let sides = documents.map(Parted::of);
    let changed = changed(sides.as_ref());
    let mut roots = both(sides.as_ref(), |side| side.shows(&changed));
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

fn both(
    sides: Pair<&Parted<'_>>,
    of: impl Fn(&Parted<'_>) -> BTreeSet<Pointer>,
) -> BTreeSet<Pointer> {
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
struct Parted<'a> {
    document: &'a Value,
    parts: Parts<'a>,
    uses: BTreeSet<(Use, Pointer)>,
}

impl<'a> Parted<'a> {
    fn of(document: &'a Value) -> Self {
        let parts = Parts::of(document);
        let operations: BTreeSet<_> = parts.iter().map(|(at, _)| at.clone()).collect();
        Self { document, parts, uses: uses(document, &operations) }
    }

    /// Some parts that changed, and those whose code may show it.
    fn shows(&self, changed: &Changed) -> BTreeSet<Pointer> {
        let lead_inside = self.parts.above(&changed.inside);
        let mut telling: BTreeSet<_> = lead_inside
            .iter()
            .filter(|at| {
                self.parts
                    .get(at)
                    .into_iter()
                    .flat_map(looked_into)
                    .any(|it| lead_inside.contains(&it))
            })
            .cloned()
            .collect();
        telling.extend(changed.outside.iter().cloned());
        let mut shows = self.parts.above(&telling);
        shows.extend(changed.inside.iter().cloned());
        shows
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
struct Changed {
    /// Schemas of a struct that is the same but for its fields: of them, what
    /// refers to them has nothing but the name.
    inside: BTreeSet<Pointer>,
    /// All others.
    outside: BTreeSet<Pointer>,
}

fn changed(sides: Pair<&Parted<'_>>) -> Changed {
    let Pair { base, revision } = sides;
    let differs = |at: &&Pointer| base.parts.get(at) != revision.parts.get(at);
    let all = base.parts.iter().chain(revision.parts.iter()).map(|(at, _)| at);
    let used: Vec<_> = base.uses.symmetric_difference(&revision.uses).map(|it| &it.1).collect();
    let is_inside = |at: &Pointer| {
        let fields = sides.map(|side| struct_at(side, at));
        let is_same = fields.base.zip(fields.revision).is_some_and(|(old, new)| old == new);
        is_same && !used.contains(&at)
    };
    let changed = all.filter(differs).cloned().chain(used.iter().map(|at| part_of(at)));
    let (inside, outside) = changed.partition(is_inside);
    Changed { inside, outside }
}

/// What a schema of a plain struct refers to.
fn struct_at(side: &Parted<'_>, at: &Pointer) -> Option<BTreeSet<Pointer>> {
    const PLAIN: [&str; 4] = ["type", "properties", "required", "description"];
    let schema = side.document.pointer(at.as_str())?.as_object()?;
    let has_fields = schema.get("properties")?.as_object().is_some_and(|it| !it.is_empty());
    let is_struct = at.as_str().starts_with("/components/schemas/")
        && has_fields
        && schema.get("type")?.as_str() == Some("object")
        && schema.keys().all(|key| PLAIN.contains(&key.as_str()));
    is_struct.then(|| side.parts.targets(at).cloned().collect())
}

/// The parts that a part refers to where its code may depend on more of them
/// than their names: on their fields, or on their values.
fn looked_into<'a>(part: Part<'a>) -> impl Iterator<Item = Pointer> + use<'a> {
    const KEYS: [&str; 8] = [
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "default",
        "discriminator",
        "x-dropshot-pagination",
        openapi::FORM,
    ];
    let mut pending: Vec<(&Value, bool)> = part.values().map(|it| (it, false)).collect();
    let mut found: Vec<&str> = part.values().filter_map(openapi::reference).collect();
    while let Some((value, is_inside)) = pending.pop() {
        let looks = || KEYS.iter().any(|key| value.get(key).is_some()) && !is_described(value);
        let is_inside = is_inside || looks();
        match value {
            Value::Object(object) => pending.extend(object.values().map(|it| (it, is_inside))),
            Value::Array(items) => pending.extend(items.iter().map(|it| (it, is_inside))),
            Value::String(text) if is_inside => found.push(text),
            _ => {}
        }
    }
    let targets = found.into_iter().filter_map(|it| it.strip_prefix('#'));
    targets.map(|it| part_of(&Pointer::from(it)))
}

/// Whether a schema is no more than another one with a description: an `allOf`
/// is needed to say both.
fn is_described(schema: &Value) -> bool {
    let is_one = schema["allOf"].as_array().is_some_and(|it| it.len() == 1);
    let mut keys = schema.as_object().into_iter().flat_map(|it| it.keys());
    is_one && keys.all(|key| ["allOf", "description", "nullable"].contains(&key.as_str()))
}

/// All parts with a default value, if the parts that changed have others than
/// before: the generator puts what makes default values into one module.
fn shared_defaults(sides: Pair<&Parted<'_>>, changed: &BTreeSet<Pointer>) -> BTreeSet<Pointer> {
    let of = |side: &Parted<'_>| -> Vec<String> {
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
    let end = at.as_str().match_indices('/').nth(3).map(|(end, _)| end);
    Pointer::from(end.and_then(|end| at.as_str().get(..end)).unwrap_or(at.as_str()))
}
