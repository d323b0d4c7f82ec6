//! Makes one document from a document that refers to other files: the target of
//! such a reference becomes a component. The caller reads the files. A reference
//! that cannot be followed is an error, and is never skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value, json};

use super::json::Pointer;
use super::{Field, Kind};
use crate::error::{Error, Result};

/// Reads and parses another file.
pub type Read<'a> = dyn Fn(&Path) -> Result<Value> + 'a;

/// The document with everything in it that it refers to. `file` is where it
/// was read from, which references are relative to; a document from an address
/// has none.
pub fn bundle(name: &str, file: Option<&Path>, document: Value, read: &Read<'_>) -> Result<Value> {
    let root = normal(file.unwrap_or(Path::new(name)));
    let mut bundler = Bundler {
        name,
        is_file: file.is_some(),
        taken: taken(&document),
        files: BTreeMap::from([(root.clone(), document.clone())]),
        root: root.clone(),
        read,
        names: BTreeMap::new(),
        pending: Vec::new(),
        error: None,
    };
    let mut bundled = bundler.rewrite(document, Kind::Document, &Pointer::root(), &root)?;
    while let Some(import) = bundler.pending.pop() {
        let value = bundler.target(&import.target).cloned().unwrap_or_default();
        let at = Pointer::from(import.target.1.as_str());
        let value = bundler.rewrite(value, import.kind, &at, &import.target.0)?;
        add(&mut bundled, &import, value);
    }
    Ok(bundled)
}

/// A file and a place in it.
type Target = (PathBuf, String);

/// A component that is still to be taken over.
struct Import {
    section: &'static str,
    name: String,
    kind: Kind,
    target: Target,
}

/// Adds the component; a document whose `components` are no object has none.
fn add(document: &mut Value, import: &Import, value: Value) {
    let object = || Value::Object(Map::new());
    let components =
        document.as_object_mut().map(|it| it.entry("components").or_insert_with(object));
    let section = components
        .and_then(Value::as_object_mut)
        .map(|it| it.entry(import.section).or_insert_with(object));
    if let Some(section) = section.and_then(Value::as_object_mut) {
        section.insert(import.name.clone(), value);
    }
}

struct Bundler<'a> {
    name: &'a str,
    is_file: bool,
    root: PathBuf,
    read: &'a Read<'a>,
    files: BTreeMap<PathBuf, Value>,
    /// The names of components that are in use, by section.
    taken: BTreeSet<(String, String)>,
    /// The component that stands for what is elsewhere.
    names: BTreeMap<(&'static str, Target), String>,
    pending: Vec<Import>,
    error: Option<Error>,
}

impl Bundler<'_> {
    /// The value of a file with its references outwards replaced.
    fn rewrite(&mut self, value: Value, kind: Kind, at: &Pointer, file: &Path) -> Result<Value> {
        self.rewrite_within(value, kind, at, file, &mut Vec::new())
    }

    /// `around` are the path items that are being taken over.
    fn rewrite_within(
        &mut self,
        value: Value,
        kind: Kind,
        at: &Pointer,
        file: &Path,
        around: &mut Vec<Target>,
    ) -> Result<Value> {
        let rewritten = super::rewrite(value, kind, at, &mut |at, kind, object| {
            if self.error.is_some() {
                return Value::Object(object);
            }
            self.replaced(object, kind, at, file, around).unwrap_or_else(|error| {
                self.error = Some(error);
                Value::Null
            })
        });
        match self.error.take() {
            Some(error) => Err(error),
            None => Ok(rewritten),
        }
    }

    fn replaced(
        &mut self,
        mut object: Map<String, Value>,
        kind: Kind,
        at: &Pointer,
        file: &Path,
        around: &mut Vec<Target>,
    ) -> Result<Value> {
        let place = match file == self.root {
            true => self.name.to_owned(),
            false => file.display().to_string(),
        };
        if kind == Kind::Schema {
            self.follow_mapping(&mut object, &place, at, file)?;
        }
        let Some(reference) = super::reference_in(&object).map(str::to_owned) else {
            return Ok(Value::Object(object));
        };
        let place = format!("{place}#{}", at.child("$ref"));
        let Some(target) = self.follow(&place, &reference, file)? else {
            return Ok(Value::Object(object));
        };
        if kind == Kind::PathItem {
            const LONGEST: usize = 32;
            let is_circle = around.len() == LONGEST || around.contains(&target);
            let Some(value) = self.target(&target).cloned().filter(|_| !is_circle) else {
                return Err(Error::new(
                    place,
                    format!("refers to itself, or to a chain of more than {LONGEST} path items"),
                    "write the operations here instead of the `$ref`",
                ));
            };
            around.push(target.clone());
            let at = Pointer::from(target.1.as_str());
            let value = self.rewrite_within(value, kind, &at, &target.0, around);
            around.pop();
            return value;
        }
        let reference = self.import(kind, target).ok_or_else(|| {
            Error::new(
                place,
                format!(
                    "refers to {reference}, but this kind of object cannot come from another file"
                ),
                "write the object here instead of the `$ref`",
            )
        })?;
        object.insert("$ref".to_owned(), json!(reference));
        Ok(Value::Object(object))
    }

    /// Values of a discriminator's mapping may be references, too.
    fn follow_mapping(
        &mut self,
        schema: &mut Map<String, Value>,
        place: &str,
        at: &Pointer,
        file: &Path,
    ) -> Result<()> {
        let discriminator = schema.get_mut("discriminator");
        let Some(Value::Object(mapping)) = discriminator.and_then(|it| it.get_mut("mapping"))
        else {
            return Ok(());
        };
        let at = at.child("discriminator").child("mapping");
        for (key, value) in mapping {
            let Some(reference) = value.as_str().filter(|it| is_reference(it)) else {
                continue;
            };
            let place = format!("{place}#{}", at.child(key));
            if let Some(target) = self.follow(&place, reference, file)?
                && let Some(reference) = self.import(Kind::Schema, target)
            {
                *value = json!(reference);
            }
        }
        Ok(())
    }

    /// What a reference leads to, if that is outside of the document.
    fn follow(&mut self, place: &str, reference: &str, from: &Path) -> Result<Option<Target>> {
        let (path, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        if path.is_empty() && from == self.root {
            return Ok(None);
        }
        let fail = |problem: String, help: &str| {
            Error::new(place, format!("refers to {reference}, {problem}"), help)
        };
        if is_address(path) {
            return Err(fail(
                "an address, and references to addresses are not followed".to_owned(),
                "download its target, and refer to the downloaded file",
            ));
        }
        if !self.is_file {
            return Err(fail(
                "a file, but the document comes from an address".to_owned(),
                "download both files, and give the path of the document",
            ));
        }
        let file = match path.is_empty() {
            true => from.to_owned(),
            false => normal(&from.parent().unwrap_or(Path::new("")).join(decoded(path))),
        };
        let pointer = decoded(pointer);
        if file == self.root {
            // The document by its own name.
            let inside = self.target(&(file.clone(), pointer.clone())).is_some();
            return match inside {
                true => Ok(Some((file, pointer))),
                false => Err(fail("which does not exist".to_owned(), "correct the reference")),
            };
        }
        if !self.files.contains_key(&file) {
            let document = (self.read)(&file).map_err(|error| {
                fail(
                    format!("which cannot be read: {}", error.reason()),
                    "correct the reference, or add the file",
                )
            })?;
            self.files.insert(file.clone(), document);
        }
        let target = (file, pointer);
        match self.target(&target) {
            Some(_) => Ok(Some(target)),
            None => Err(fail(
                format!("which does not exist in {}", target.0.display()),
                "correct the reference, or add its target to that file",
            )),
        }
    }

    fn target(&self, (file, pointer): &Target) -> Option<&Value> {
        self.files.get(file)?.pointer(pointer)
    }

    /// The reference to the component that stands for what is elsewhere.
    fn import(&mut self, kind: Kind, target: Target) -> Option<String> {
        if target.0 == self.root {
            return Some(format!("#{}", target.1));
        }
        let section = section(kind)?;
        let key = (section, target.clone());
        if let Some(name) = self.names.get(&key) {
            return Some(reference_to(section, name));
        }
        let name = self.free_name(section, &target);
        self.names.insert(key, name.clone());
        let reference = reference_to(section, &name);
        self.pending.push(Import { section, name, kind, target });
        Some(reference)
    }

    /// The last segment of the pointer, or the file's name; with a number
    /// where another component has it.
    fn free_name(&mut self, section: &str, (file, pointer): &Target) -> String {
        let last = Pointer::from(pointer.as_str()).segments().last();
        let stem = || file.file_stem().map(|it| it.to_string_lossy().into_owned());
        let wanted: String = last
            .or_else(stem)
            .unwrap_or_default()
            .chars()
            .map(|it| match it.is_ascii_alphanumeric() || "._-".contains(it) {
                true => it,
                false => '_',
            })
            .collect();
        let mut name = wanted.clone();
        let mut number = 2;
        while !self.taken.insert((section.to_owned(), name.clone())) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        name
    }
}

fn reference_to(section: &str, name: &str) -> String {
    let at = Pointer::root().child("components").child(section).child(name);
    format!("#{}", at.as_str())
}

/// The components that are there already.
fn taken(document: &Value) -> BTreeSet<(String, String)> {
    let components = document.get("components").and_then(Value::as_object);
    let sections = components.into_iter().flatten();
    sections
        .filter_map(|(section, members)| Some((section, members.as_object()?)))
        .flat_map(|(section, members)| {
            let names = members.keys();
            names.map(move |name| (section.clone(), name.clone()))
        })
        .collect()
}

/// Where components of this kind stand.
fn section(kind: Kind) -> Option<&'static str> {
    const SECTIONS: [&str; 8] = [
        "schemas",
        "responses",
        "parameters",
        "requestBodies",
        "headers",
        "securitySchemes",
        "links",
        "callbacks",
    ];
    SECTIONS.into_iter().find(|section| super::field(Kind::Components, section) == Field::Map(kind))
}

/// Whether a value of a mapping is a reference rather than a schema's name.
fn is_reference(value: &str) -> bool {
    let is_file = [".json", ".yaml", ".yml"].iter().any(|it| value.ends_with(it));
    value.contains(['#', '/']) || is_file
}

/// Whether the reference begins with a scheme, or with a host.
fn is_address(path: &str) -> bool {
    let scheme = path.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = scheme.is_some_and(|it| {
        // One letter is a drive.
        it.len() > 1
            && it.starts_with(|first: char| first.is_ascii_alphabetic())
            && it.chars().all(|it| it.is_ascii_alphanumeric() || "+.-".contains(it))
    });
    is_scheme || path.starts_with("//")
}

/// The text without percent-encoding.
fn decoded(text: &str) -> String {
    let hex = |bytes: &[u8]| {
        let digits = std::str::from_utf8(bytes).ok()?;
        u8::from_str_radix(digits, 16).ok()
    };
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, tail @ ..] = rest {
        let encoded = tail.get(..2).filter(|_| *first == b'%').and_then(hex);
        bytes.push(encoded.unwrap_or(*first));
        rest = match encoded {
            Some(_) => tail.get(2..).unwrap_or_default(),
            None => tail,
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The path without `.` and `..` where they can be resolved.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut path, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(path.components().next_back(), Some(Component::Normal(_))) =>
            {
                path.pop();
            }
            part => path.push(part),
        }
        path
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(path: &Path) -> Result<Value> {
        match path.to_str() {
            Some("specs/shared.json") => Ok(json!({
                "Node": { "properties": { "next": { "$ref": "#/Node" }, "leaf": { "$ref": "parts/leaf.json" } } },
                "At": { "name": "at", "in": "query" },
                "Item": { "get": { "parameters": [{ "$ref": "#/At" }] } },
                "Circle": { "$ref": "shared.json#/Circle" },
            })),
            Some("specs/parts/leaf.json") => Ok(json!({
                "oneOf": [{ "$ref": "../spec.json#/components/schemas/Own" }, { "$ref": "../shared.json#/Node" }],
            })),
            _ => Err(Error::new(path.display(), "is not there", "")),
        }
    }

    fn bundled(document: Value) -> std::result::Result<Value, String> {
        let file = Path::new("specs/spec.json");
        bundle("specs/spec.json", Some(file), document, &files).map_err(|it| it.to_string())
    }

    #[test]
    fn what_is_in_other_files_becomes_a_component() {
        let document = bundled(json!({
            "paths": {
                "/a": { "$ref": "shared.json#/Item" },
                "/b": { "get": { "responses": { "200": { "content": { "a/b": {
                    "schema": { "$ref": "./shared.json#/Node" },
                    "example": { "$ref": "gone.json" },
                } } } } } },
            },
            "components": { "schemas": {
                "Node": {},
                "Own": { "discriminator": { "mapping": { "a": "shared.json#/Node", "b": "Own" } } },
            } },
        }));
        let node = "#/components/schemas/Node_2";
        assert_eq!(
            document.unwrap(),
            json!({
                "paths": {
                    "/a": { "get": { "parameters": [{ "$ref": "#/components/parameters/At" }] } },
                    "/b": { "get": { "responses": { "200": { "content": { "a/b": {
                        "schema": { "$ref": node },
                        "example": { "$ref": "gone.json" },
                    } } } } } },
                },
                "components": {
                    "parameters": { "At": { "name": "at", "in": "query" } },
                    "schemas": {
                        "Node": {},
                        "Own": { "discriminator": { "mapping": { "a": node, "b": "Own" } } },
                        "Node_2": { "properties": {
                            "next": { "$ref": node },
                            "leaf": { "$ref": "#/components/schemas/leaf" },
                        } },
                        "leaf": { "oneOf": [
                            { "$ref": "#/components/schemas/Own" },
                            { "$ref": node },
                        ] },
                    },
                },
            })
        );
    }

    #[test]
    fn what_cannot_be_followed_is_an_error_that_names_it() {
        let schema = |reference: &str| json!({ "components": { "schemas": { "A": { "$ref": reference } } } });
        let place = "specs/spec.json#/components/schemas/A/$ref: refers to ";
        for (reference, problem) in [
            ("https://example.com/a.json#/A", "an address"),
            ("//example.com/a.json", "an address"),
            ("urn:a:b", "an address"),
            ("gone.json#/A", "cannot be read: specs/gone.json: is not there"),
            ("shared.json#/Gone", "does not exist in specs/shared.json"),
            ("spec.json#/gone", "does not exist"),
        ] {
            let message = bundled(schema(reference)).unwrap_err();
            assert!(message.starts_with(&format!("{place}{reference}, ")), "{message}");
            assert!(message.contains(problem), "{message}");
        }
        let circle = bundled(json!({ "paths": { "/a": { "$ref": "shared.json#/Circle" } } }));
        assert!(circle.unwrap_err().contains("refers to itself"));
        let from_address = bundle("https://example.com/b.json", None, schema("a.json"), &files);
        let message = from_address.unwrap_err().to_string();
        assert!(message.contains("comes from an address"), "{message}");
        assert_eq!(bundled(schema("#/gone")).unwrap(), schema("#/gone"));
    }
}
