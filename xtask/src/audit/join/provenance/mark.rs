//! Marks in a document: every description becomes a unique mark, so that the
//! generated documentation shows which object of the document it comes from.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::openapi::json::Pointer;
use crate::openapi::{self, Kind};

const OPEN: char = '⟦';
const CLOSE: char = '⟧';

/// What the marks of a document stand for.
#[derive(Debug, Default)]
pub(super) struct Marks {
    places: Vec<(Pointer, Kind)>,
    numbers: BTreeMap<Pointer, usize>,
}

impl Marks {
    /// The places whose marks are in `text`, in its order.
    pub(super) fn read<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a (Pointer, Kind)> {
        text.split(OPEN)
            .skip(1)
            .filter_map(|rest| rest.split_once(CLOSE))
            .filter_map(|(number, _)| self.places.get(number.parse::<usize>().ok()?))
    }

    fn mark(&mut self, pointer: Pointer, kind: Kind) -> String {
        let next = self.places.len();
        let number = *self.numbers.entry(pointer.clone()).or_insert(next);
        if number == next {
            self.places.push((pointer, kind));
        }
        format!("{OPEN}{number}{CLOSE}")
    }
}

/// The document with a mark for every description that the generator writes.
pub(super) fn mark(document: &Value) -> (Value, Marks) {
    let mut marks = Marks::default();
    let repeated = repeated_bodies(document);
    let mut marked = openapi::rewrite(
        document.clone(),
        Kind::Document,
        &Pointer::root(),
        &mut |pointer, kind, mut object| {
            let takes_mark = match kind {
                Kind::Operation | Kind::Parameter | Kind::RequestBody => true,
                // An empty schema gets no type of its own, unless it is a component; with
                // a description it would. A description may also name an alternative.
                Kind::Schema => {
                    let has_type =
                        !object.is_empty() || openapi::component_schema(pointer).is_some();
                    let is_free = has_type && !is_alternative(pointer);
                    is_free || object.contains_key("description")
                }
                _ => false,
            };
            if takes_mark && openapi::reference_in(&object).is_none() {
                let mark = marks.mark(first_of(pointer, &repeated), kind);
                object.insert("description".to_owned(), json!(mark));
            }
            Value::Object(object)
        },
    );
    if let Some(info) = marked.get_mut("info").and_then(Value::as_object_mut) {
        let mark = marks.mark(Pointer::root().child("info"), Kind::Document);
        info.insert("description".to_owned(), json!(mark));
    }
    (marked, marks)
}

/// Whether the schema is one of a `oneOf` or `anyOf`.
fn is_alternative(pointer: &Pointer) -> bool {
    let segments: Vec<_> = pointer.segments().collect();
    match segments.as_slice() {
        [.., list, index] => {
            ["oneOf", "anyOf"].contains(&list.as_str()) && index.parse::<usize>().is_ok()
        }
        _ => false,
    }
}

/// Bodies that several responses of an operation have in common. The generator
/// makes one type for all of them, so they get the same marks.
fn repeated_bodies(document: &Value) -> BTreeMap<Pointer, Pointer> {
    let mut repeated = BTreeMap::new();
    for (path, method, operation) in openapi::operations(document) {
        let mut bodies: Vec<(&Value, Pointer)> = Vec::new();
        let at = openapi::operation_pointer(path, method).child("responses");
        let responses = operation.get("responses").and_then(Value::as_object);
        for (status, response) in responses.into_iter().flatten() {
            let content = response.get("content").and_then(Value::as_object);
            for (media_type, body) in content.into_iter().flatten() {
                let at = at.child(status).child("content").child(media_type);
                match bodies.iter().find(|(other, _)| *other == body) {
                    Some((_, first)) => drop(repeated.insert(at, first.clone())),
                    None => bodies.push((body, at)),
                }
            }
        }
    }
    repeated
}

fn first_of(pointer: &Pointer, repeated: &BTreeMap<Pointer, Pointer>) -> Pointer {
    pointer
        .at_and_above()
        .iter()
        .find_map(|above| {
            let first = repeated.get(above)?;
            let rest = pointer.as_str().strip_prefix(above.as_str())?;
            Some(Pointer::from(format!("{}{rest}", first.as_str()).as_str()))
        })
        .unwrap_or_else(|| pointer.clone())
}
