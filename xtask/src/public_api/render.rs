//! From rustdoc's JSON to the lines of the text. The crate `public-api` writes
//! the signatures; this file adds what it leaves out and semantic versioning needs.

use std::collections::BTreeMap;

use public_api::PublicItem;
use serde_json::Value;

use crate::workspace::rustdoc::Documentation;

/// The auto traits that are recorded: those of stable Rust.
const AUTO_TRAITS: [&str; 5] = ["RefUnwindSafe", "Send", "Sync", "Unpin", "UnwindSafe"];

/// The lines of a crate's public API.
pub fn render(documentation: &Documentation) -> Vec<String> {
    let index = Index(documentation.json.get("index").unwrap_or(&Value::Null));
    lines(documentation.api.items(), index)
}

/// The items of rustdoc's JSON by their ids.
#[derive(Clone, Copy)]
struct Index<'a>(&'a Value);

impl<'a> Index<'a> {
    /// What kind of item an id stands for, and what is known of that kind.
    fn get(self, id: u32) -> Option<(&'a str, &'a Value)> {
        let inner = self.0.get(id.to_string())?.get("inner")?.as_object()?;
        inner.iter().next().map(|(kind, value)| (kind.as_str(), value))
    }

    fn is_deprecated(self, id: u32) -> bool {
        let item = self.0.get(id.to_string());
        item.and_then(|it| it.get("deprecation")).is_some_and(|it| !it.is_null())
    }
}

fn lines<'a>(items: impl Iterator<Item = &'a PublicItem>, index: Index<'_>) -> Vec<String> {
    let items: Vec<_> =
        items.map(|item| (item, item.to_string(), index.get(item.id().0))).collect();
    let auto_of = |line: &str, kind| match kind {
        Some(("impl", it)) if is_true(it, "is_synthetic") => Some(Auto::of(line, it)),
        _ => None,
    };
    let mut autos: BTreeMap<String, BTreeMap<String, Vec<&str>>> = BTreeMap::new();
    for auto in items.iter().filter_map(|(_, line, kind)| auto_of(line, *kind).flatten()) {
        let conditions = autos.entry(auto.of).or_default();
        conditions.entry(auto.condition).or_default().push(auto.name);
    }
    let mut lines = Vec::new();
    for (item, line, kind) in &items {
        match auto_of(line, *kind) {
            None => lines.extend(annotated(item, line.clone(), *kind, index)),
            // All of a type stand where the first one does.
            Some(auto) => {
                let of = auto.map(|it| it.of).unwrap_or_default();
                for (condition, names) in autos.remove(&of).unwrap_or_default() {
                    lines.push(format!("auto {of}: {}{condition}", names.join(" + ")));
                }
            }
        }
    }
    lines
}

/// An auto trait that a type has.
struct Auto {
    name: &'static str,
    /// The type, with its generics.
    of: String,
    /// Nothing, or ` where …`.
    condition: String,
}

impl Auto {
    /// The line is `impl<…> PATH for TYPE where …`.
    fn of(line: &str, implementation: &Value) -> Option<Self> {
        let path = implementation.pointer("/trait/path")?.as_str()?;
        let last = path.rsplit("::").next()?;
        let name = AUTO_TRAITS.into_iter().find(|name| *name == last)?;
        let is_negative = is_true(implementation, "is_negative");
        let (_, of) = line.split_once(&format!("::{name} for "))?;
        let (of, condition) = of.split_at(of.find(" where ").unwrap_or(of.len()));
        (!is_negative).then(|| Self { name, of: of.to_owned(), condition: condition.to_owned() })
    }
}

/// The line of an item with what the signature does not say.
fn annotated(
    item: &PublicItem,
    mut line: String,
    kind: Option<(&str, &Value)>,
    index: Index<'_>,
) -> Vec<String> {
    if index.is_deprecated(item.id().0) {
        line.insert_str(0, "#[deprecated] ");
    }
    let is_in_trait = || {
        let parent = item.parent_id().and_then(|id| index.get(id.0));
        parent.is_some_and(|(kind, _)| kind == "trait")
    };
    let mut more = None;
    match kind {
        Some(("struct", it))
            if it.pointer("/kind/plain/has_stripped_fields") == Some(&true.into()) =>
        {
            line.push_str(" { .. }");
        }
        Some(("function", it)) if is_true(it, "has_body") && is_in_trait() => {
            line.push_str(" { .. }");
        }
        Some(("constant", it)) => {
            let value = |name| it.pointer(name).and_then(Value::as_str);
            if let Some(value) = value("/const/value").or_else(|| value("/const/expr")) {
                line.push_str(&format!(" = {value}"));
            }
        }
        Some(("trait", it)) if is_true(it, "is_dyn_compatible") => {
            let (_, path) = line.split_once("trait ").unwrap_or_default();
            let (path, _) = path.split_once('<').unwrap_or((path, ""));
            let (path, _) = path.split_once(": ").unwrap_or((path, ""));
            more = Some(format!("dyn {path}"));
        }
        _ => {}
    }
    std::iter::once(line).chain(more).collect()
}

fn is_true(value: &Value, name: &str) -> bool {
    value.get(name) == Some(&Value::Bool(true))
}
