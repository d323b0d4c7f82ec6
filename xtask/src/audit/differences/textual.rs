//! The differences of two documents as JSON, leaf by leaf, without knowledge of
//! OpenAPI. The findings must account for them, so this file shares no decision
//! with the part that finds.

use serde_json::Value;

use crate::audit::contract::site::{Site, align, reordered, side_by_side};
use crate::audit::finding::Pointers;
use crate::audit::pair::Pair;

/// Every difference, each once: a leaf that is not the same in both documents,
/// or an array whose elements stand in another order.
pub(in crate::audit) fn differences(base: &Value, revision: &Value) -> Vec<Pointers> {
    let mut found = Vec::new();
    compare(&Site::root(base), &Site::root(revision), &mut found);
    found.sort();
    found.dedup();
    found
}

fn compare(base: &Site<'_>, revision: &Site<'_>, found: &mut Vec<Pointers>) {
    match (base.value, revision.value) {
        (before, after) if before == after => {}
        (Value::Object(_), Value::Object(_)) => {
            for member in side_by_side(Some(base), Some(revision)).into_values() {
                either(member.0.as_ref(), member.1.as_ref(), found);
            }
        }
        (Value::Array(_), Value::Array(_)) => {
            let (before, after) = (base.items(), revision.items());
            let pairs = align(&before, &after, |it| identity(it.value), true);
            for (first, second) in &pairs {
                let first = first.and_then(|index| before.get(index));
                let second = second.and_then(|index| after.get(index));
                either(first, second, found);
            }
            if reordered(&pairs) {
                found.push(difference(Some(base), Some(revision)));
            }
        }
        (before, after) if is_leaf(before) && is_leaf(after) => {
            found.push(difference(Some(base), Some(revision)));
        }
        _ => {
            either(Some(base), None, found);
            either(None, Some(revision), found);
        }
    }
}

fn either(base: Option<&Site<'_>>, revision: Option<&Site<'_>>, found: &mut Vec<Pointers>) {
    match (base, revision) {
        (Some(base), Some(revision)) => compare(base, revision, found),
        (Some(base), None) => leaves(base, &mut |leaf| found.push(difference(Some(leaf), None))),
        (None, Some(revision)) => leaves(revision, &mut |leaf| {
            found.push(difference(None, Some(leaf)));
        }),
        (None, None) => {}
    }
}

/// What tells an element from the others of an array: its `in` and `name`, if it
/// has both, else its whole text.
fn identity(value: &Value) -> Result<(&str, &str), String> {
    let text = |key| value.get(key).and_then(Value::as_str);
    text("in").zip(text("name")).ok_or_else(|| value.to_string())
}

/// Whether a value has no members and no elements.
fn is_leaf(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.is_empty(),
        Value::Array(array) => array.is_empty(),
        _ => true,
    }
}

fn leaves(site: &Site<'_>, visitor: &mut impl FnMut(&Site<'_>)) {
    if is_leaf(site.value) {
        return visitor(site);
    }
    for (_, member) in site.members() {
        leaves(&member, visitor);
    }
    for item in site.items() {
        leaves(&item, visitor);
    }
}

fn difference(base: Option<&Site<'_>>, revision: Option<&Site<'_>>) -> Pointers {
    Pair { base, revision }.map(|it| it.map(|site| site.pointer.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::json::Pointer;
    use serde_json::json;

    fn pointers(base: Value, revision: Value) -> Vec<(String, String)> {
        let text = |pointer: Option<Pointer>| {
            pointer.map_or_else(|| "-".to_owned(), |it| it.as_str().to_owned())
        };
        differences(&base, &revision)
            .into_iter()
            .map(|it| (text(it.base), text(it.revision)))
            .collect()
    }

    #[test]
    fn every_leaf_counts_once() {
        let base = json!({ "same": [1, {}], "a": 1, "gone": { "b": [true, null], "c": {} } });
        let revision = json!({ "same": [1, {}], "a": "1", "new": [[]] });
        let expected = [
            ("-", "/new/0"),
            ("/a", "/a"),
            ("/gone/b/0", "-"),
            ("/gone/b/1", "-"),
            ("/gone/c", "-"),
        ];
        assert_eq!(pointers(base, revision), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn elements_move_without_changing_and_the_order_is_a_difference() {
        let base = json!([{ "in": "path", "name": "a", "x": 1 }, "b", "c"]);
        let revision = json!(["b", { "in": "path", "name": "a", "x": 2 }, "d", "e"]);
        let expected = [("-", "/3"), ("", ""), ("/0/x", "/1/x"), ("/2", "/2")];
        assert_eq!(pointers(base, revision), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }
}
