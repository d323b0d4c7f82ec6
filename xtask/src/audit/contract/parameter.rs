//! Parameters, headers and bodies by media type: which there are, how each is
//! written, and the schema of its value.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::schema::Schemas;
use super::shape::Id;
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
    /// Style and explode and the like, with what is not said filled in.
    pub(in crate::audit) writing: Value,
    pub(in crate::audit) empty: bool,
    pub(in crate::audit) schema: Option<(Site<'a>, Id)>,
    pub(in crate::audit) contents: BTreeMap<String, Content<'a>>,
}

/// Headers are parameters in another place.
pub(in crate::audit) type Header<'a> = Parameter<'a>;

/// A body in one media type.
#[derive(Debug)]
pub(in crate::audit) struct Content<'a> {
    pub(in crate::audit) site: Site<'a>,
    /// The media type as it is written.
    pub(in crate::audit) written: String,
    pub(in crate::audit) schema: Option<(Site<'a>, Id)>,
    /// How the parts of a form are written, where that is not as it would be.
    pub(in crate::audit) encodings: BTreeMap<String, Encoding<'a>>,
    pub(in crate::audit) form: bool,
}

/// How one part of a form is written.
#[derive(Debug)]
pub(in crate::audit) struct Encoding<'a> {
    pub(in crate::audit) writing: Value,
    pub(in crate::audit) headers: BTreeMap<String, Header<'a>>,
}

/// Headers that OpenAPI says to ignore where they are listed.
const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];

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
        for listed in place.get("parameters").map(|it| it.items()).unwrap_or_default() {
            let site = schemas.follow(&listed);
            let (Some(place), Some(name)) = (site.text("in"), site.text("name")) else {
                continue;
            };
            let key = match place {
                "header" => name.to_lowercase(),
                "path" => match positions.iter().position(|it| *it == name) {
                    Some(position) => format!("{position}"),
                    None => name.to_owned(),
                },
                _ => name.to_owned(),
            };
            if place == "header" && IGNORED.contains(&key.as_str()) {
                continue;
            }
            let parameter = Parameter::of(schemas, listed, site.clone(), name, shared, direction);
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
    let headers = site.get("headers");
    let headers: Vec<_> = headers.iter().flat_map(|it| it.members().collect::<Vec<_>>()).collect();
    headers
        .into_iter()
        .filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
        .map(|(name, listed)| {
            let site = schemas.follow(&listed);
            (name.to_lowercase(), Parameter::of(schemas, listed, site, name, false, direction))
        })
        .collect()
}

impl<'a> Parameter<'a> {
    fn of(
        schemas: &mut Schemas<'a>,
        listed: Site<'a>,
        site: Site<'a>,
        name: &str,
        shared: bool,
        direction: Direction,
    ) -> Self {
        let place = site.text("in").unwrap_or("header");
        let schema = site.get("schema").map(|it| {
            let id = schemas.schema(&it.pointer, direction);
            (it, id)
        });
        Self {
            name: name.to_owned(),
            required: site.flag("required") || place == "path",
            shared,
            writing: writing(
                &site,
                place,
                schema.as_ref().map(|it| schemas.follow(&it.0)).as_ref(),
            ),
            empty: site.flag("allowEmptyValue"),
            contents: contents(schemas, &site, direction),
            schema,
            listed,
            site,
        }
    }
}

/// How a value is written, with what is not said filled in, and what makes no
/// difference left out.
fn writing(site: &Site<'_>, place: &str, schema: Option<&Site<'_>>) -> Value {
    let default = match place {
        "query" | "cookie" => "form",
        _ => "simple",
    };
    let style = site.text("style").unwrap_or(default);
    let explode = site.value.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    // A scalar is one value, however lists would be written.
    let scalar =
        schema.and_then(|it| it.text("type")).is_some_and(|it| !matches!(it, "array" | "object"));
    let explode = explode
        && !(scalar && matches!(style, "form" | "simple" | "spaceDelimited" | "pipeDelimited"));
    let style = if scalar && place == "query" { "form" } else { style };
    json!({
        "style": style,
        "explode": explode,
        "allowReserved": place == "query" && site.flag("allowReserved"),
        "content": site.value.get("content").is_some(),
    })
}

/// Bodies by media type, each in one spelling.
pub(super) fn contents<'a>(
    schemas: &mut Schemas<'a>,
    site: &Site<'a>,
    direction: Direction,
) -> BTreeMap<String, Content<'a>> {
    let contents = site.get("content");
    let contents: Vec<_> =
        contents.iter().flat_map(|it| it.members().collect::<Vec<_>>()).collect();
    contents
        .into_iter()
        .map(|(written, site)| {
            let media = media_type(written);
            let form = media.starts_with("application/x-www-form-urlencoded");
            let parts = form || media.starts_with("multipart/");
            let schema = site.get("schema").map(|it| {
                let id = schemas.schema(&it.pointer, direction);
                (it, id)
            });
            let encodings = match parts {
                true => encodings(schemas, &site, form, direction),
                false => BTreeMap::new(),
            };
            let content =
                Content { site, written: written.to_owned(), schema, encodings, form: parts };
            (media, content)
        })
        .collect()
}

/// The encodings that say something other than what holds without them.
fn encodings<'a>(
    schemas: &mut Schemas<'a>,
    site: &Site<'a>,
    form: bool,
    direction: Direction,
) -> BTreeMap<String, Encoding<'a>> {
    let said = site.get("encoding");
    let said: Vec<_> = said.iter().flat_map(|it| it.members().collect::<Vec<_>>()).collect();
    let mut found = BTreeMap::new();
    for (name, encoding) in said {
        let schema = site.get("schema").map(|it| schemas.follow(&it));
        let property = schema.and_then(|it| it.get("properties")).and_then(|it| it.get(name));
        let property = property.map(|it| schemas.follow(&it));
        let style = encoding.text("style").unwrap_or("form");
        let explode =
            encoding.value.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
        let content = encoding.text("contentType").map(str::to_lowercase);
        let content = content.filter(|it| !form && *it != usual_content(property.as_ref()));
        let headers = match form {
            true => BTreeMap::new(),
            false => headers(schemas, &encoding, direction),
        };
        let reserved = form && encoding.flag("allowReserved");
        let usual = !form || style == "form" && explode && !reserved;
        if usual && content.is_none() && headers.is_empty() {
            continue;
        }
        let writing = match form {
            true => json!({ "style": style, "explode": explode, "allowReserved": reserved }),
            false => json!({ "contentType": content }),
        };
        found.insert(name.to_owned(), Encoding { writing, headers });
    }
    found
}

/// The content type of a part for which none is said.
fn usual_content(property: Option<&Site<'_>>) -> String {
    let text = |keyword| property.and_then(|it| it.text(keyword));
    match (text("type"), text("format")) {
        (Some("string"), Some("binary")) => "application/octet-stream",
        (Some("object"), _) => "application/json",
        (Some("array"), _) => {
            let items = property.and_then(|it| it.get("items"));
            return usual_content(items.as_ref().filter(|it| it.text("type") != Some("array")));
        }
        (None, _) => "application/octet-stream",
        _ => "text/plain",
    }
    .to_owned()
}

/// A media type in one spelling: lower case, its parameters sorted, those that
/// mean nothing left out.
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
