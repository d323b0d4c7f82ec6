//! An operation: what it is called by, what it takes, what it gives.

use std::collections::BTreeMap;

use super::parameter::{Content, Parameter, contents, parameters};
use super::response::Response;
use super::schema::Schemas;
use super::security::{Alternatives, alternatives};
use super::site::Site;
use crate::audit::finding::Direction;
use crate::openapi::{self, METHODS};

/// The body of a request.
#[derive(Debug)]
pub(in crate::audit) struct Body<'a> {
    pub(in crate::audit) site: Site<'a>,
    pub(in crate::audit) required: bool,
    pub(in crate::audit) contents: BTreeMap<String, Content<'a>>,
}

/// A server, with variables that have one value filled in.
#[derive(Debug)]
pub(in crate::audit) struct Server<'a> {
    /// Nothing for the server that is meant if there is none.
    pub(in crate::audit) site: Option<Site<'a>>,
    pub(in crate::audit) url: String,
    pub(in crate::audit) variables: String,
}

/// An operation.
#[derive(Debug)]
pub(in crate::audit) struct Operation<'a> {
    pub(in crate::audit) path: String,
    pub(in crate::audit) method: &'static str,
    pub(in crate::audit) site: Site<'a>,
    pub(in crate::audit) item: Site<'a>,
    pub(in crate::audit) parameters: BTreeMap<(String, String), Parameter<'a>>,
    pub(in crate::audit) body: Option<Body<'a>>,
    pub(in crate::audit) responses: BTreeMap<String, Response<'a>>,
    pub(in crate::audit) security: Alternatives<'a>,
    pub(in crate::audit) servers: Vec<Server<'a>>,
    /// Requests that the server makes, by name, expression and method.
    pub(in crate::audit) callbacks: BTreeMap<(String, String, &'static str), Operation<'a>>,
}

impl<'a> Operation<'a> {
    /// `sent` is the direction of the operation's request: of a callback, the
    /// server sends it.
    pub(super) fn of(
        schemas: &mut Schemas<'a>,
        path: &str,
        item: &Site<'a>,
        (method, site): (&'static str, Site<'a>),
        sent: Direction,
    ) -> Self {
        let received = match sent {
            Direction::Request => Direction::Response,
            Direction::Response => Direction::Request,
        };
        let callbacks = match sent {
            Direction::Request => callbacks(schemas, &site),
            Direction::Response => BTreeMap::new(),
        };
        Self {
            parameters: parameters(schemas, path, item, &site, sent),
            body: site.get("requestBody").map(|body| Body::of(schemas, &body, sent)),
            responses: Response::all(schemas, &site, received),
            security: alternatives(schemas, &site),
            servers: servers(schemas, [&site, item]),
            callbacks,
            path: path.to_owned(),
            method,
            item: item.clone(),
            site,
        }
    }

    /// `METHOD /path`.
    pub(in crate::audit) fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }
}

impl<'a> Body<'a> {
    fn of(schemas: &mut Schemas<'a>, site: &Site<'a>, direction: Direction) -> Self {
        let meant = schemas.follow(site);
        Self {
            required: meant.flag("required"),
            contents: contents(schemas, &meant, direction),
            site: meant,
        }
    }
}

fn callbacks<'a>(
    schemas: &mut Schemas<'a>,
    site: &Site<'a>,
) -> BTreeMap<(String, String, &'static str), Operation<'a>> {
    let mut found = BTreeMap::new();
    let callbacks = site.get("callbacks");
    for (name, callback) in callbacks.iter().flat_map(|it| it.members().collect::<Vec<_>>()) {
        let callback = schemas.follow(&callback);
        for (expression, item) in callback.members().collect::<Vec<_>>() {
            let item = schemas.follow(&item);
            for method in METHODS {
                if let Some(site) = item.get(method) {
                    let operation = Operation::of(
                        schemas,
                        expression,
                        &item,
                        (method, site),
                        Direction::Response,
                    );
                    found.insert((name.to_owned(), expression.to_owned(), method), operation);
                }
            }
        }
    }
    found
}

/// The servers of an operation: its own, its path's, the document's, or the
/// one that is meant if there is none.
fn servers<'a>(schemas: &Schemas<'a>, places: [&Site<'a>; 2]) -> Vec<Server<'a>> {
    let root = Site::root(schemas.document);
    let list = places.into_iter().chain([&root]).find_map(|it| it.get("servers"));
    let mut servers: Vec<Server<'a>> = Vec::new();
    for site in list.map(|it| it.items()).unwrap_or_default() {
        let server = server(site);
        if servers.iter().all(|it| it.url != server.url || it.variables != server.variables) {
            servers.push(server);
        }
    }
    if servers.is_empty() {
        servers.push(Server { site: None, url: "/".to_owned(), variables: String::new() });
    }
    servers
}

fn server(site: Site<'_>) -> Server<'_> {
    let mut url = site.text("url").unwrap_or_default().to_owned();
    let mut variables = BTreeMap::new();
    for (name, variable) in
        site.get("variables").iter().flat_map(|it| it.members().collect::<Vec<_>>())
    {
        let default = variable.text("default").unwrap_or_default();
        let mut values: Vec<&str> = variable
            .get("enum")
            .map(|it| it.items())
            .unwrap_or_default()
            .iter()
            .filter_map(|it| it.value.as_str())
            .collect();
        values.sort_unstable();
        let place = format!("{{{name}}}");
        match values.as_slice() {
            [only] if *only == default => url = url.replace(&place, default),
            _ if url.contains(&place) => {
                variables.insert(name.to_owned(), (default.to_owned(), values.join(" ")));
            }
            _ => {}
        }
    }
    let url = if url.len() > 1 { url.trim_end_matches('/').to_owned() } else { url };
    let variables = match variables.is_empty() {
        true => String::new(),
        false => format!("{variables:?}"),
    };
    Server { site: Some(site), url, variables }
}

/// A path without the names of its parameters.
pub(super) fn shape_of_path(path: &str) -> String {
    let names: Vec<&str> = openapi::path_parameters(path).collect();
    names.iter().fold(path.to_owned(), |path, name| path.replacen(&format!("{{{name}}}"), "{}", 1))
}
