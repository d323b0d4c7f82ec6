//! Parameters, headers and bodies by media type: which there are, how each is
//! written, and the schema of its value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::schema::Schemas;
use super::shape::{Id, Types};
use super::site::Site;
use crate::audit::finding::Direction;
use crate::openapi;

/// A parameter or a header.
#[derive(Debug)]
pub(in crate::audit) struct Parameter<'a> {
    /// Where it is listed.
    pub(in crate::audit) listed: Site<'a>,
    pub(in crate::audit) site: Site<'a>,
    pub(in crate::audit) name: String,
    pub(in crate::audit) required: bool,
    /// Listed by the path item, for all its operations.
    pub(in crate::audit) shared: bool,
    /// Style, explode and the like, with the defaults filled in.
    pub(in crate::audit) writing: Value,
    pub(in crate::audit) empty: bool,
    pub(in crate::audit) schema: Option<(Site<'a>, Id)>,
    pub(in crate::audit) contents: BTreeMap<String, Content<'a>>,
}

/// A header is a parameter in another place.
pub(in crate::audit) type Header<'a> = Parameter<'a>;

/// A body in one media type.
#[derive(Debug)]
pub(in crate::audit) struct Content<'a> {
    pub(in crate::audit) site: Site<'a>,
    /// The media type as it is written.
    pub(in crate::audit) written: String,
    pub(in crate::audit) schema: Option<(Site<'a>, Id)>,
    /// How the parts of a form are written, where that is not the default.
    pub(in crate::audit) encodings: BTreeMap<String, Encoding<'a>>,
    pub(in crate::audit) form: bool,
}

/// How one part of a form is written.
#[derive(Debug)]
pub(in crate::audit) struct Encoding<'a> {
    /// What differs from the default.
    pub(in crate::audit) writing: Map<String, Value>,
    pub(in crate::audit) headers: BTreeMap<String, Header<'a>>,
}

/// Wrappers around the schema of a parameter that are looked through.
const MOST_WRAPPERS: usize = 16;

/// The parameters of an operation: those of its path, overridden by its own.
pub(super) fn parameters<'a>(
    schemas: &mut Schemas<'a>,
    path: &str,
    item: &Site<'a>,
    operation: &Site<'a>,
    direction: Direction,
) -> BTreeMap<(String, String), Parameter<'a>> {
    let positions: Vec<&str> = openapi::path_parameters(path).collect();
    let mut found = BTreeMap::new();
    for (place, shared) in [(item, true), (operation, false)] {
        for listed in place.items_of("parameters") {
            let site = schemas.follow(&listed);
            let (Some(place), Some(name)) = (site.text("in"), site.text("name")) else {
                continue;
            };
            let position = positions.iter().position(|it| *it == name);
            let key = match (place, position) {
                ("header", _) => name.to_lowercase(),
                ("path", Some(position)) => position.to_string(),
                _ => name.to_owned(),
            };
            if place == "header" && openapi::is_ignored_header(name) {
                continue;
            }
            let parameter = Parameter::of(schemas, listed, name, shared, direction);
            found.insert((place.to_owned(), key), parameter);
        }
    }
    found
}

/// The headers of a response or of a part, by their names in lower case.
pub(super) fn headers<'a>(
    schemas: &mut Schemas<'a>,
    site: &Site<'a>,
    direction: Direction,
) -> BTreeMap<String, Header<'a>> {
    let headers = site.members_of("headers");
    let headers = headers.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    let named = headers.map(|(name, listed)| {
        (name.to_lowercase(), Parameter::of(schemas, listed, name, false, direction))
    });
    named.collect()
}

impl<'a> Parameter<'a> {
    fn of(
        schemas: &mut Schemas<'a>,
        listed: Site<'a>,
        name: &str,
        shared: bool,
        direction: Direction,
    ) -> Self {
        let site = schemas.follow(&listed);
        let place = site.text("in").unwrap_or("header");
        let schema = schema_of(schemas, &site, direction);
        let types = schema.as_ref().map_or(Types::ALL, |it| types(schemas, &it.0, 0));
        Self {
            name: name.to_owned(),
            required: site.flag("required") || place == "path",
            shared,
            writing: {
                let (style, explode) = style(&site, place, types);
                let reserved = place == "query" && site.flag("allowReserved");
                let content = site.value.get("content").is_some();
                json!({ "style": style, "explode": explode, "allowReserved": reserved, "content": content })
            },
            empty: place == "query" && site.flag("allowEmptyValue"),
            contents: contents(schemas, &site, direction),
            schema,
            listed,
            site,
        }
    }
}

/// The schema of a parameter or a body.
fn schema_of<'a>(
    schemas: &mut Schemas<'a>,
    site: &Site<'a>,
    direction: Direction,
) -> Option<(Site<'a>, Id)> {
    let schema = site.get("schema")?;
    let id = schemas.schema(&schema.pointer, direction);
    Some((schema, id))
}

/// How a value is written: its style and whether it is exploded, with defaults
/// filled in and what has no effect left out.
fn style<'s>(site: &Site<'s>, place: &str, types: Types) -> (&'s str, bool) {
    let usual = if matches!(place, "query" | "cookie") { "form" } else { "simple" };
    let style = site.text("style").unwrap_or(usual);
    let explode = site.value.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    // A scalar is one value, however a list is written.
    match style {
        _ if !is_list(types) => (if place == "query" { "form" } else { style }, false),
        // There is one way to write it.
        "deepObject" => (style, true),
        "simple" if types == Types::ARRAY => (style, false),
        _ => (style, explode),
    }
}

/// Whether a value may be a list or an object.
fn is_list(types: Types) -> bool {
    types.has(Types::ARRAY) || types.has(Types::OBJECT)
}

/// The types that a schema states, however it is wrapped.
fn types<'a>(schemas: &mut Schemas<'a>, site: &Site<'a>, depth: usize) -> Types {
    let site = schemas.follow(site);
    let listed = || site.items_of("enum").iter().map(|it| Types::of(it.value)).reduce(Types::or);
    let stated = match site.text("type") {
        Some(name) => Types::named(name),
        None => listed(),
    };
    let mut types = stated.unwrap_or(Types::ALL);
    if depth < MOST_WRAPPERS {
        for inner in site.items_of("allOf") {
            types = types.and(self::types(schemas, &inner, depth + 1));
        }
        for list in ["anyOf", "oneOf"].map(|it| site.items_of(it)) {
            let inner = list.iter().map(|it| self::types(schemas, it, depth + 1));
            types = types.and(inner.reduce(Types::or).unwrap_or(Types::ALL));
        }
    }
    types
}

/// Bodies by media type, each in one spelling.
pub(super) fn contents<'a>(
    schemas: &mut Schemas<'a>,
    site: &Site<'a>,
    direction: Direction,
) -> BTreeMap<String, Content<'a>> {
    let content = |(written, site): (&str, Site<'a>)| {
        let media = media_type(written);
        let fields = media.starts_with("application/x-www-form-urlencoded");
        let form = fields || media.starts_with("multipart/");
        let schema = schema_of(schemas, &site, direction);
        let encodings = match form {
            true => encodings(schemas, &site, fields, direction),
            false => BTreeMap::new(),
        };
        (media, Content { site, written: written.to_owned(), schema, encodings, form })
    };
    site.members_of("content").map(content).collect()
}

/// The encodings of properties that differ from the default.
fn encodings<'a>(
    schemas: &mut Schemas<'a>,
    site: &Site<'a>,
    fields: bool,
    direction: Direction,
) -> BTreeMap<String, Encoding<'a>> {
    let schema = site.get("schema").map(|it| schemas.follow(&it));
    let plain = schema.as_ref().is_some_and(|it| it.get("properties").is_some());
    let mut found = BTreeMap::new();
    for (name, encoding) in site.members_of("encoding") {
        let property = schema.as_ref().and_then(|it| it.get("properties")?.get(name));
        let property = property.map(|it| schemas.follow(&it));
        // An encoding without a property has no effect, if all properties are known.
        if property.is_none() && plain && schema.as_ref().is_none_or(|it| it.get("allOf").is_none())
        {
            continue;
        }
        let types = property.as_ref().map_or(Types::ALL, |it| types(schemas, it, 0));
        let (style, explode) = style(&encoding, "query", types);
        let reserved = encoding.flag("allowReserved");
        let usual = usual_content(schemas, property.as_ref());
        let content = encoding.text("contentType").map(content_types).filter(|it| it != usual);
        let mut writing = Map::new();
        let mut unusual = |key: &str, value: Value, is_usual: bool| {
            (!is_usual).then(|| writing.insert(key.to_owned(), value))
        };
        let headers = match fields {
            true => {
                unusual("style", style.into(), style == "form");
                unusual("explode", explode.into(), explode == is_list(types));
                unusual("allowReserved", true.into(), !reserved);
                BTreeMap::new()
            }
            false => {
                let is_usual = content.is_none();
                unusual("contentType", content.into(), is_usual);
                headers(schemas, &encoding, direction)
            }
        };
        if !writing.is_empty() || !headers.is_empty() {
            found.insert(name.to_owned(), Encoding { writing, headers });
        }
    }
    found
}

/// Content types of a part in one spelling.
fn content_types(written: &str) -> String {
    let types: BTreeSet<String> = written.split(',').map(|it| media_type(it.trim())).collect();
    types.into_iter().collect::<Vec<_>>().join(",")
}

/// The default content type of a part.
fn usual_content<'a>(schemas: &mut Schemas<'a>, property: Option<&Site<'a>>) -> &'static str {
    let Some(property) = property.map(|it| schemas.follow(it)) else {
        return "application/octet-stream";
    };
    match types(schemas, &property, 0) {
        Types::STRING if property.text("format") != Some("binary") => "text/plain",
        Types::STRING | Types::ALL => "application/octet-stream",
        Types::OBJECT => "application/json",
        Types::ARRAY => {
            let items = property.get("items").map(|it| schemas.follow(&it));
            usual_content(schemas, items.filter(|it| it.text("type") != Some("array")).as_ref())
        }
        _ => "text/plain",
    }
}

/// A media type in one spelling: lower case, its parameters sorted, those
/// without effect left out.
pub(in crate::audit) fn media_type(written: &str) -> String {
    let mut parts = written.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_lowercase();
    let json = essence.ends_with("/json") || essence.ends_with("+json");
    let mut parameters: Vec<String> = parts
        .filter(|it| !it.is_empty())
        .map(|it| match it.split_once('=') {
            Some((name, value)) => {
                let value = value.trim().trim_matches('"');
                let name = name.trim().to_lowercase();
                let value = if name == "charset" { value.to_lowercase() } else { value.to_owned() };
                format!("{name}={value}")
            }
            None => it.to_lowercase(),
        })
        .filter(|it| !(json && it.starts_with("charset=")))
        .collect();
    parameters.sort();
    parameters.insert(0, essence);
    parameters.join(";")
}

/// Whether a range of media types covers another.
pub(in crate::audit) fn covers(wide: &str, narrow: &str) -> bool {
    let essence = |media: &str| media.split(';').next().unwrap_or_default().to_owned();
    let (range, other) = (essence(wide), essence(narrow));
    match range.split_once('/') {
        Some(("*", "*")) => true,
        Some((kind, "*")) => other.split_once('/').is_some_and(|(it, _)| it == kind),
        _ => range == other && (wide == range || wide == narrow),
    }
}
