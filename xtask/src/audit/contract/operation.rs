//! An operation: its identity, its requests and its responses.

use std::collections::{BTreeMap, BTreeSet};

use super::parameter::{Content, Parameter, contents, parameters};
use super::response::Response;
use super::schema::Schemas;
use super::security::{Alternatives, alternatives};
use super::site::Site;
use crate::audit::finding::Direction;
use crate::openapi::{self, METHODS};

/// At most so many URLs of one server are distinguished.
const MOST_URLS: usize = 64;

/// The body of a request.
#[derive(Debug)]
pub(in crate::audit) struct Body<'a> {
    pub(in crate::audit) site: Site<'a>,
    pub(in crate::audit) required: bool,
    pub(in crate::audit) contents: BTreeMap<String, Content<'a>>,
}

/// A server as the document states it.
#[derive(Debug)]
pub(in crate::audit) struct Server<'a> {
    /// `None` for the server that a document without servers means.
    pub(in crate::audit) site: Option<Site<'a>>,
    /// Its URLs, one for each value of its variables; `{}` for any value.
    pub(in crate::audit) urls: BTreeSet<String>,
    /// The URL with the defaults of its variables.
    pub(in crate::audit) usual: String,
}

impl Server<'_> {
    /// The first of its URLs that `servers` do not have.
    pub(in crate::audit) fn outside(&self, servers: &[Self]) -> Option<&String> {
        let has = |url: &String| servers.iter().any(|it| it.urls.iter().any(|it| fits(it, url)));
        self.urls.iter().find(|url| !has(url))
    }
}

/// Whether a URL is one of those that a URL with `{}` for any value stands for.
fn fits(any: &str, url: &str) -> bool {
    let Some((start, end)) = any.rsplit_once("{}") else {
        return any == url;
    };
    let mut parts = start.split("{}");
    let rest = url.strip_prefix(parts.next().unwrap_or_default());
    let rest = parts.try_fold(rest, |rest, part| Some(rest?.split_once(part).map(|it| it.1)));
    rest.flatten().is_some_and(|it| it.ends_with(end))
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
    pub(in crate::audit) callbacks: Callbacks<'a>,
}

/// Requests that the server makes, each with its name, which is local to the
/// document: by expression, number among those of the same expression and
/// method, and method.
type Callbacks<'a> = BTreeMap<(String, usize, &'static str), (String, Operation<'a>)>;

impl<'a> Operation<'a> {
    /// The operations of a path, of some methods. `sent` is the direction of their
    /// requests: the server sends the request of a callback.
    pub(super) fn all(
        schemas: &mut Schemas<'a>,
        path: &str,
        item: &Site<'a>,
        methods: impl IntoIterator<Item = &'static str>,
        sent: Direction,
    ) -> Vec<Self> {
        let sites = methods.into_iter().filter_map(|method| Some((method, item.get(method)?)));
        sites.map(|it| Self::of(schemas, path, item, it, sent)).collect()
    }

    fn of(
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

fn callbacks<'a>(schemas: &mut Schemas<'a>, site: &Site<'a>) -> Callbacks<'a> {
    let mut found: Callbacks<'a> = BTreeMap::new();
    for (name, callback) in site.members_of("callbacks") {
        for (expression, item) in schemas.follow(&callback).members() {
            let item = schemas.follow(&item);
            for operation in
                Operation::all(schemas, expression, &item, METHODS, Direction::Response)
            {
                let method = operation.method;
                let same = found.keys().filter(|it| it.0 == expression && it.2 == method);
                let key = (expression.to_owned(), same.count(), method);
                found.insert(key, (name.to_owned(), operation));
            }
        }
    }
    found
}

/// The servers of an operation: its own, its path's, the document's, or the
/// default one.
fn servers<'a>(schemas: &Schemas<'a>, places: [&Site<'a>; 2]) -> Vec<Server<'a>> {
    let root = Site::root(schemas.document);
    let list = places.into_iter().chain([&root]).find_map(|it| it.get("servers"));
    let mut servers: Vec<Server<'a>> =
        list.map(|it| it.items()).unwrap_or_default().into_iter().map(server).collect();
    if servers.is_empty() {
        let url = "/".to_owned();
        servers.push(Server { site: None, urls: [url.clone()].into(), usual: url });
    }
    servers
}

fn server(site: Site<'_>) -> Server<'_> {
    let url = site.text("url").unwrap_or_default();
    let (mut urls, mut usual) = (vec![url.to_owned()], url.to_owned());
    for (name, variable) in site.members_of("variables") {
        let place = format!("{{{name}}}");
        usual = usual.replace(&place, variable.text("default").unwrap_or_default());
        let values = variable.items_of("enum");
        let mut values: Vec<&str> = values.iter().filter_map(|it| it.value.as_str()).collect();
        if values.is_empty() || values.len() * urls.len() > MOST_URLS {
            values = vec!["{}"];
        }
        let filled = |url: String| -> Vec<String> {
            values.iter().map(|value| url.replace(&place, value)).collect()
        };
        urls = urls.into_iter().flat_map(filled).collect();
    }
    Server {
        site: Some(site),
        urls: urls.iter().map(|it| plain_url(it)).collect(),
        usual: plain_url(&usual),
    }
}

/// A URL without a slash at its end and without the port that its scheme has
/// anyway, its scheme and host in lower case.
fn plain_url(url: &str) -> String {
    let path =
        url.find("://").map(|at| url[at + 3..].find('/').map_or(url.len(), |it| at + 3 + it));
    let (host, path) = url.split_at(path.unwrap_or(0));
    let mut host = host.to_lowercase();
    for (scheme, port) in [("https://", ":443"), ("http://", ":80")] {
        if host.starts_with(scheme) && host.ends_with(port) {
            host.truncate(host.len() - port.len());
        }
    }
    let path = if url.len() > 1 { path.trim_end_matches('/') } else { path };
    host + path
}

/// A path without the names of its parameters.
pub(in crate::audit) fn shape_of_path(path: &str) -> String {
    let names: Vec<&str> = openapi::path_parameters(path).collect();
    names.iter().fold(path.to_owned(), |path, name| path.replacen(&format!("{{{name}}}"), "{}", 1))
}
