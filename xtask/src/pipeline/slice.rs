//! From the whole specification to the slice: the operations we take and what
//! they refer to, structure only. A pure function; what is stated differently
//! from upstream is the overlay's concern.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::openapi::json::Pointer;
use crate::openapi::{self, Field, Kind, METHODS};
use crate::project::PIN;

/// Takes `operations` (by operationId or `METHOD /path`) and everything they
/// refer to from the document `name`, structure only, and renames schemas by
/// `renames` (upstream's name to ours).
pub fn slice(
    name: &str,
    document: &Value,
    operations: &[String],
    renames: &BTreeMap<String, String>,
) -> Result<Value> {
    if operations.is_empty() {
        return Err(Error::new(
            PIN,
            "`operations` names no operation",
            "name at least one, by operationId or as \"METHOD /path\"",
        ));
    }
    let slice = take(name, document, operations)?;
    let slice =
        openapi::rewrite(slice, Kind::Document, &Pointer::root(), &mut |_, kind, object| {
            structure_of(kind, object)
        });
    rename_schemas(slice, renames)
}

/// Takes `operations` and everything they refer to, prose included.
pub fn take(name: &str, document: &Value, operations: &[String]) -> Result<Value> {
    let mut taken = json!({ "paths": {} });
    for key in ["openapi", "info", "servers", "security"] {
        if let Some(value) = document.get(key) {
            taken[key] = value.clone();
        }
    }
    let named = Operations::of(name, document);
    for wanted in operations {
        let (path, method) = named.find(wanted)?;
        let item = &document["paths"][path];
        if openapi::reference(item).is_some() {
            let pointer = Pointer::root().child("paths").child(path);
            return Err(Error::new(
                format!("{name}#{pointer}"),
                "is a `$ref` to another path item, which is not supported",
                "write the operations here instead of the `$ref`",
            ));
        }
        let target = &mut taken["paths"][path];
        for key in ["servers", "parameters"] {
            if let Some(value) = item.get(key) {
                target[key] = value.clone();
            }
        }
        target[method] = item[method].clone();
    }
    add_components(name, document, &mut taken)?;
    Ok(taken)
}

/// The operations of a document by their operationId, each with its path and
/// method.
#[derive(Debug)]
pub struct Operations<'a> {
    name: &'a str,
    document: &'a Value,
    by_id: BTreeMap<&'a str, Vec<(&'a str, &'a str)>>,
}

impl<'a> Operations<'a> {
    /// Those of the document `name`.
    pub fn of(name: &'a str, document: &'a Value) -> Self {
        let mut by_id: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (path, method, operation) in openapi::operations(document) {
            if let Some(id) = operation.get("operationId").and_then(Value::as_str) {
                by_id.entry(id).or_default().push((path, method));
            }
        }
        Self { name, document, by_id }
    }

    /// The path and method of the one operation that `wanted` names.
    pub fn find(&self, wanted: &str) -> Result<(&'a str, &'a str)> {
        let name = self.name;
        let named = match wanted.split_once(' ') {
            Some((method, path)) => self.at(method, path.trim()).into_iter().collect(),
            None => self.by_id.get(wanted).cloned().unwrap_or_default(),
        };
        match named.as_slice() {
            [only] => Ok(*only),
            [] => Err(Error::new(
                format!("{name}#/paths"),
                format!(
                    "has no operation {wanted} ({} operations{})",
                    openapi::operations(self.document).count(),
                    similar_operations(self.document, wanted),
                ),
                format!(
                    "correct the name where you gave it (`operations` in {PIN}, or \
                     --operations), or give a document that has the operation"
                ),
            )),
            [(first_path, first_method), (second_path, second_method), ..] => Err(Error::new(
                format!("{name}#{}", openapi::operation_pointer(second_path, second_method)),
                format!(
                    "has the operationId {wanted}, and so has {}",
                    openapi::operation_pointer(first_path, first_method)
                ),
                "name the operation as \"METHOD /path\"",
            )),
        }
    }

    fn at(&self, method: &str, path: &str) -> Option<(&'a str, &'a str)> {
        let paths = self.document.get("paths")?.as_object()?;
        let (path, item) = paths.get_key_value(path)?;
        let method = METHODS.into_iter().find(|it| it.eq_ignore_ascii_case(method))?;
        item.get(method).map(|_| (path.as_str(), method))
    }
}

/// Names for the error message: up to three operations spelled like `wanted`.
fn similar_operations(document: &Value, wanted: &str) -> String {
    let ids = openapi::operations(document)
        .filter_map(|(_, _, operation)| operation.get("operationId").and_then(Value::as_str));
    let mut ranked: Vec<_> = ids
        .map(|id| (strsim::jaro(id, wanted), id))
        .filter(|(similarity, _)| *similarity > 0.7)
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    match ranked.is_empty() {
        true => String::new(),
        false => {
            let ids: Vec<_> = ranked.iter().take(3).map(|(_, id)| *id).collect();
            format!("; similar: {}", ids.join(", "))
        }
    }
}

/// Adds to the slice every component that it refers to, directly or not.
fn add_components(name: &str, document: &Value, slice: &mut Value) -> Result<()> {
    let mut components: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    let mut pending = References::of(name, slice, Kind::Document, &Pointer::root())?;
    let mut edges: BTreeMap<Component, BTreeSet<Component>> = BTreeMap::new();
    while let Some((component, from)) = pending.0.pop_first() {
        if edges.contains_key(&component) {
            continue;
        }
        let (section, key) = &component;
        let pointer = component_pointer(&component);
        let value = document.pointer(pointer.as_str()).ok_or_else(|| {
            Error::new(
                format!("{name}#{from}"),
                format!("refers to {pointer}, which does not exist"),
                "correct the reference in the document, or fetch the document again",
            )
        })?;
        let Field::Map(kind) = openapi::field(Kind::Components, section) else {
            return Err(Error::new(
                format!("{name}#{from}"),
                format!("refers to {pointer}, which is not a section of OpenAPI 3.0 components"),
                "correct the reference in the document",
            ));
        };
        let references = References::of(name, value, kind, &pointer)?;
        edges.insert(component.clone(), references.0.keys().cloned().collect());
        pending.0.extend(references.0);
        components.entry(section.clone()).or_default().insert(key.clone(), value.clone());
    }
    refuse_cycles(name, &edges)?;
    if !components.is_empty() {
        slice["components"] = json!(components);
    }
    Ok(())
}

/// A component: its section (`schemas`) and its name in it.
type Component = (String, String);

fn component_pointer((section, key): &Component) -> Pointer {
    Pointer::root().child("components").child(section).child(key)
}

/// The components that a value refers to, each with the place that does.
struct References(BTreeMap<Component, Pointer>);

impl References {
    fn of(name: &str, value: &Value, kind: Kind, pointer: &Pointer) -> Result<Self> {
        let mut found = Vec::new();
        openapi::visit(value, kind, pointer, &mut |at, kind, object| {
            if let Some(Value::String(target)) = object.get("$ref") {
                found.push((at.clone(), target.clone()));
                return;
            }
            if let Some(Value::Object(mapping)) =
                object.get("discriminator").and_then(|it| it.get("mapping"))
            {
                let at = at.child("discriminator").child("mapping");
                found.extend(mapping.iter().filter_map(|(key, target)| {
                    let target = target.as_str().filter(|target| target.contains('/'))?;
                    Some((at.child(key), target.to_owned()))
                }));
            }
            if let (Kind::Document | Kind::Operation, Some(Value::Array(requirements))) =
                (kind, object.get("security"))
            {
                let at = at.child("security");
                for (index, requirement) in requirements.iter().enumerate() {
                    found.extend(requirement.as_object().into_iter().flatten().map(
                        |(scheme, _)| {
                            let target =
                                component_pointer(&("securitySchemes".to_owned(), scheme.clone()));
                            (at.child(index), format!("#{}", target.as_str()))
                        },
                    ));
                }
            }
        });
        found
            .into_iter()
            .map(|(at, target)| Ok((component_of(name, &at, &target)?, at)))
            .collect::<Result<_>>()
            .map(Self)
    }
}

/// The component that a reference names, or is in.
fn component_of(name: &str, at: &Pointer, target: &str) -> Result<Component> {
    let segments: Vec<_> = target
        .strip_prefix('#')
        .map(|pointer| Pointer::from(pointer).segments().collect())
        .unwrap_or_default();
    match segments.as_slice() {
        [components, section, key] if components == "components" => {
            Ok((section.clone(), key.clone()))
        }
        _ => Err(Error::new(
            format!("{name}#{at}"),
            format!("refers to {target}, which is not a component of this document"),
            "refer to `#/components/SECTION/NAME`",
        )),
    }
}

/// A component that refers to itself, however indirectly, is an error: no
/// finite form could be sent for it, and the generator would not end.
fn refuse_cycles(name: &str, edges: &BTreeMap<Component, BTreeSet<Component>>) -> Result<()> {
    let mut done = BTreeSet::new();
    for start in edges.keys() {
        let mut path = Vec::new();
        if let Some(cycle) = find_cycle(start, edges, &mut path, &mut done) {
            let chain: Vec<_> =
                cycle.iter().map(|component| component_pointer(component).to_string()).collect();
            return Err(Error::new(
                format!("{name}#{}", chain.first().map_or("/", String::as_str)),
                format!("is a cyclic `$ref`: {}", chain.join(" → ")),
                "remove one of these references from the document",
            ));
        }
    }
    Ok(())
}

fn find_cycle<'a>(
    component: &'a Component,
    edges: &'a BTreeMap<Component, BTreeSet<Component>>,
    path: &mut Vec<&'a Component>,
    done: &mut BTreeSet<&'a Component>,
) -> Option<Vec<&'a Component>> {
    if let Some(start) = path.iter().position(|visited| *visited == component) {
        let mut cycle = path.split_off(start);
        cycle.push(component);
        return Some(cycle);
    }
    if done.contains(component) {
        return None;
    }
    path.push(component);
    for next in edges.get(component).into_iter().flatten() {
        if let Some(cycle) = find_cycle(next, edges, path, done) {
            return Some(cycle);
        }
    }
    path.pop();
    done.insert(component);
    None
}

/// The object without prose, and without the keywords beside a `$ref`, which
/// have no meaning in OpenAPI 3.0.
fn structure_of(kind: Kind, mut object: Map<String, Value>) -> Value {
    if object.get("$ref").is_some_and(Value::is_string) {
        object.retain(|key, _| key == "$ref");
    } else {
        object.retain(|key, _| openapi::field(kind, key) != Field::Prose);
    }
    Value::Object(object)
}

fn rename_schemas(mut slice: Value, renames: &BTreeMap<String, String>) -> Result<Value> {
    let mut schemas = match slice.pointer_mut("/components/schemas") {
        Some(Value::Object(schemas)) => std::mem::take(schemas),
        _ => Map::new(),
    };
    for (old, new) in renames {
        let place = format!("{PIN}: schemas.\"{old}\"");
        let schema = schemas.remove(old).ok_or_else(|| {
            Error::new(
                &place,
                "renames a schema that the operations do not refer to",
                "write the name that upstream uses, or remove the line",
            )
        })?;
        if schemas.insert(new.clone(), schema).is_some() {
            return Err(Error::new(
                place,
                format!("renames the schema to {new}, which is the name of another schema"),
                "choose another name",
            ));
        }
    }
    if let Some(slot) = slice.pointer_mut("/components/schemas") {
        *slot = Value::Object(schemas);
    }
    let renamed = |target: &str| -> Option<String> {
        let new = renames.get(target.strip_prefix("#/components/schemas/")?)?;
        Some(format!("#/components/schemas/{new}"))
    };
    Ok(openapi::rewrite(slice, Kind::Document, &Pointer::root(), &mut |_, _, mut object| {
        if let Some(Value::String(target)) = object.get_mut("$ref")
            && let Some(new) = renamed(target)
        {
            *target = new;
        }
        if let Some(Value::Object(mapping)) =
            object.get_mut("discriminator").and_then(|it| it.get_mut("mapping"))
        {
            for target in mapping.values_mut() {
                if let Some(new) = target.as_str().and_then(renamed) {
                    *target = Value::String(new);
                }
            }
        }
        Value::Object(object)
    }))
}
