//! Which keys the objects of an OpenAPI 3.0 document have, and what each holds.
//! Walking a document by it is done elsewhere.

/// The HTTP methods that a path item has operations for.
pub const METHODS: [&str; 8] =
    ["delete", "get", "head", "options", "patch", "post", "put", "trace"];

/// The kinds of object that OpenAPI 3.0 defines, as far as they are walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The document's root.
    Document,
    /// `/components`.
    Components,
    /// `/paths`.
    Paths,
    /// All operations of one path.
    PathItem,
    /// One operation.
    Operation,
    /// A parameter of an operation.
    Parameter,
    /// The body of a request.
    RequestBody,
    /// A body in one media type.
    MediaType,
    /// How one property of a form is written.
    Encoding,
    /// All responses of an operation.
    Responses,
    /// One response.
    Response,
    /// A header of a response.
    Header,
    /// A schema.
    Schema,
    /// A way to authenticate.
    SecurityScheme,
    /// A link to another operation.
    Link,
    /// Requests that the server makes.
    Callback,
    /// A server.
    Server,
}

impl Kind {
    /// Whether a reference object may stand in place of this kind of object.
    pub fn may_be_reference(self) -> bool {
        !matches!(
            self,
            Self::Document
                | Self::Components
                | Self::Paths
                | Self::PathItem
                | Self::Operation
                | Self::Responses
                | Self::MediaType
                | Self::Encoding
                | Self::Server
        )
    }
}

/// What a key of an object holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Words for people, examples, or a vendor extension.
    Prose,
    /// A fact that is not an object of the grammar.
    Data,
    /// A key that the grammar does not know.
    Unknown,
    /// One object.
    Object(Kind),
    /// A list of objects.
    List(Kind),
    /// A map from names to objects.
    Map(Kind),
}

/// What `key` holds in an object of this kind.
pub fn field(kind: Kind, key: &str) -> Field {
    use Field::{Data, List, Map, Object, Prose, Unknown};
    if key.starts_with("x-") {
        return Prose;
    }
    match (kind, key) {
        (Kind::Paths, _) => Object(Kind::PathItem),
        (Kind::Callback, "$ref") => Data,
        (Kind::Callback, _) => Object(Kind::PathItem),
        (Kind::Responses, _) => Object(Kind::Response),
        (Kind::Schema, "title" | "externalDocs" | "xml") => Prose,
        (Kind::Document, "info" | "tags" | "externalDocs") => Prose,
        (Kind::Operation, "tags" | "externalDocs") => Prose,
        (_, "description" | "summary" | "example" | "examples") => Prose,
        (Kind::Document, "paths") => Object(Kind::Paths),
        (Kind::Document, "components") => Object(Kind::Components),
        (Kind::Components, "schemas") => Map(Kind::Schema),
        (Kind::Components, "responses") => Map(Kind::Response),
        (Kind::Components, "parameters") => Map(Kind::Parameter),
        (Kind::Components, "requestBodies") => Map(Kind::RequestBody),
        (Kind::Components, "headers") => Map(Kind::Header),
        (Kind::Components, "securitySchemes") => Map(Kind::SecurityScheme),
        (Kind::Components, "links") => Map(Kind::Link),
        (Kind::Components, "callbacks") => Map(Kind::Callback),
        (Kind::PathItem, method) if METHODS.contains(&method) => Object(Kind::Operation),
        (Kind::PathItem | Kind::Operation, "parameters") => List(Kind::Parameter),
        (Kind::Document | Kind::PathItem | Kind::Operation, "servers") => List(Kind::Server),
        (Kind::Operation, "requestBody") => Object(Kind::RequestBody),
        (Kind::Operation, "responses") => Object(Kind::Responses),
        (Kind::Operation, "callbacks") => Map(Kind::Callback),
        (Kind::Parameter | Kind::Header | Kind::RequestBody | Kind::Response, "content") => {
            Map(Kind::MediaType)
        }
        (Kind::Parameter | Kind::Header | Kind::MediaType, "schema") => Object(Kind::Schema),
        (Kind::MediaType, "encoding") => Map(Kind::Encoding),
        (Kind::Response | Kind::Encoding, "headers") => Map(Kind::Header),
        (Kind::Response, "links") => Map(Kind::Link),
        (Kind::Schema, "properties") => Map(Kind::Schema),
        (Kind::Schema, "allOf" | "anyOf" | "oneOf") => List(Kind::Schema),
        (Kind::Schema, "items" | "not" | "additionalProperties") => Object(Kind::Schema),
        (Kind::Document, "openapi" | "security") => Data,
        (Kind::Operation, "operationId" | "deprecated" | "security") => Data,
        (Kind::Server, "url" | "variables") => Data,
        (Kind::Encoding, "contentType" | "style" | "explode" | "allowReserved") => Data,
        (Kind::PathItem | Kind::MediaType, "$ref") => Data,
        (kind, "$ref") if kind.may_be_reference() => Data,
        (Kind::RequestBody, "required") => Data,
        (
            Kind::Parameter | Kind::Header,
            "name" | "in" | "required" | "deprecated" | "style" | "explode" | "allowReserved"
            | "allowEmptyValue",
        ) => Data,
        (
            Kind::SecurityScheme,
            "type" | "scheme" | "in" | "name" | "flows" | "openIdConnectUrl" | "bearerFormat",
        ) => Data,
        (Kind::Link, "operationId" | "operationRef" | "parameters" | "requestBody" | "server") => {
            Data
        }
        (
            Kind::Schema,
            "type" | "format" | "enum" | "default" | "nullable" | "readOnly" | "writeOnly"
            | "deprecated" | "pattern" | "maximum" | "exclusiveMaximum" | "minimum"
            | "exclusiveMinimum" | "multipleOf" | "maxLength" | "minLength" | "maxItems"
            | "minItems" | "uniqueItems" | "maxProperties" | "minProperties" | "required"
            | "discriminator",
        ) => Data,
        _ => Unknown,
    }
}
