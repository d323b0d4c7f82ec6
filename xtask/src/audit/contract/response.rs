//! Responses by the statuses that they cover.

use std::collections::BTreeMap;

use super::parameter::{Content, Header, contents, headers};
use super::schema::Schemas;
use super::site::Site;
use crate::audit::finding::Direction;
use crate::openapi::{self, Field, Kind};

/// A response.
#[derive(Debug)]
pub(in crate::audit) struct Response<'a> {
    /// Where it is listed.
    pub(in crate::audit) listed: Site<'a>,
    pub(in crate::audit) headers: BTreeMap<String, Header<'a>>,
    pub(in crate::audit) contents: BTreeMap<String, Content<'a>>,
    pub(in crate::audit) links: BTreeMap<&'a str, Site<'a>>,
}

impl<'a> Response<'a> {
    /// All responses of an operation: `200`, `2XX`, `default`.
    pub(super) fn all(
        schemas: &mut Schemas<'a>,
        operation: &Site<'a>,
        direction: Direction,
    ) -> BTreeMap<String, Self> {
        operation
            .members_of("responses")
            .filter(|(status, _)| openapi::field(Kind::Responses, status) != Field::Prose)
            .map(|(status, listed)| {
                let site = schemas.follow(&listed);
                let links = site.members_of("links");
                let mut contents = contents(schemas, &site, direction);
                // Encodings apply to the bodies of requests only.
                contents.values_mut().for_each(|it| it.encodings.clear());
                let response = Self {
                    links: links.map(|(name, it)| (name, schemas.follow(&it))).collect(),
                    headers: headers(schemas, &site, direction),
                    contents,
                    listed,
                };
                (status.to_uppercase().replace("DEFAULT", "default"), response)
            })
            .collect()
    }
}

/// The response that a status has: its own, its range's, or the default.
pub(in crate::audit) fn covering<'r, 'a>(
    responses: &'r BTreeMap<String, Response<'a>>,
    status: &str,
) -> Option<&'r Response<'a>> {
    let range: String = status.chars().take(1).chain(['X', 'X']).collect();
    let own = responses.get(status).or_else(|| responses.get(&range));
    // Where a success is described, the default describes the failures.
    let describes_success = responses.keys().any(|it| it.starts_with('2'));
    own.or_else(|| match status.starts_with('2') && describes_success {
        true => None,
        false => responses.get("default"),
    })
}
