//! Levels, behaviours and reasons, which rules share and `--explain` prints.
//! Whether a difference breaks released clients is decided elsewhere, from the
//! two contracts.

use crate::audit::finding::Behaviour::{self, Changed, Laxer, None, Stricter};
use crate::audit::finding::Level::{self, Error, Info, Warning};

/// What rules with the same reason share.
#[derive(Clone, Copy)]
pub(super) struct Reason {
    pub(super) level: Level,
    pub(super) behaviour: Behaviour,
    pub(super) why: &'static str,
}

const fn because(level: Level, behaviour: Behaviour, why: &'static str) -> Reason {
    Reason { level, behaviour, why }
}

pub(super) const REQUEST_NARROWED: Reason = because(Error, Stricter,
    "The server may refuse what a released client sends. The generated client checks what is \
     sent, so after regenerating it refuses the same values itself.");
pub(super) const REQUEST_BOUND_SET: Reason = because(Error, Stricter,
    "A new bound refuses what it excludes. A bound that excludes nothing the contract \
     accepted before has no effect.");
pub(super) const REQUEST_WIDENED: Reason = because(Info, Laxer,
    "The server accepts everything that it accepted before, and more.");
pub(super) const REQUEST_PATTERN: Reason = because(Warning, Stricter,
    "The two patterns are compared as automata. If no automaton can express a pattern, such as \
     one that looks ahead, the finding says so and counts as breaking.");
pub(super) const REQUEST_MUST: Reason = because(Error, Stricter,
    "A released client may send requests without it, and the server refuses them.");
pub(super) const REQUEST_MUST_DEFAULT: Reason = because(Error, Stricter,
    "A default is what the server assumes for a missing value, but a schema that requires the \
     value still refuses requests without it.");
pub(super) const REQUEST_MAY: Reason = because(Info, Laxer,
    "Released clients may still send it; clients may now leave it out.");
pub(super) const REQUEST_ADDED: Reason = because(Info, Changed,
    "A released client does not send it and need not. The generated client can send it.");
pub(super) const REQUEST_REMOVED: Reason = because(Warning, Changed,
    "Servers mostly ignore what they do not know, so a released client keeps working, and what \
     it sends has no effect. A schema that allows no additional properties refuses it.");
pub(super) const REQUEST_REMOVED_ANNOUNCED: Reason = because(Info, Changed,
    "It was deprecated before it was removed, so dependents were warned. If a released client \
     still sends it, it has no effect.");
pub(super) const REQUEST_TYPE: Reason = because(Error, Changed,
    "What a released client sends has the old type, and the server requires another.");
pub(super) const REQUEST_TYPE_TEXT: Reason = because(Info, Changed,
    "A form writes every scalar as text, so a server that accepts any text accepts what a \
     released client writes. Only the Rust type changes.");
pub(super) const REQUEST_DEFAULT: Reason = because(Warning, Changed,
    "If the value is missing, the server assumes another one than before, so the same request \
     means something else.");
pub(super) const REQUEST_FORM_NULL: Reason = because(Info, None,
    "A form cannot express null, so nothing on the wire depends on it. The Rust type may \
     change.");
pub(super) const REQUEST_WRITING: Reason = because(Error, Changed,
    "The server expects the same value in another notation. A released client still writes \
     the old notation.");
pub(super) const RESPONSE_WRITING: Reason = because(Error, Changed,
    "The server writes the same value in another notation. A released client reads the old \
     notation.");
pub(super) const ACCESS: Reason = because(Info, Changed,
    "Requests have no read-only properties, and responses have no write-only ones. A required \
     property is required only in the direction that has it.");
pub(super) const ACCESS_REVEALED: Reason = because(Warning, Changed,
    "Responses must now contain a property that they left out before. Released clients ignore \
     the property; check whether its value is a secret.");
pub(super) const RESPONSE_WIDENED: Reason = because(Error, Laxer,
    "A response may contain what it could not before. A released client checks responses \
     against the old document and rejects such a response; the regenerated client accepts it.");
pub(super) const RESPONSE_NARROWED: Reason = because(Info, Stricter,
    "A released client accepts every such response. The regenerated client rejects a response \
     that does not match the new document.");
pub(super) const RESPONSE_PATTERN: Reason = because(Warning, Changed,
    "The generated client checks patterns of responses. The two patterns are compared as \
     automata: text that only the new one accepts is rejected by a released client.");
pub(super) const RESPONSE_TYPE: Reason = because(Error, Changed,
    "A released client decodes the old type and cannot read the new one.");
pub(super) const RESPONSE_MAY_MISS: Reason = because(Error, Laxer,
    "A response may now lack it, and a released client that relies on it cannot read such a \
     response.");
pub(super) const RESPONSE_NEVER_MISSES: Reason = because(Info, Stricter,
    "Responses now always have it, which a released client accepts. The regenerated client \
     rejects a response without it.");
pub(super) const RESPONSE_ADDED: Reason = because(Info, Changed,
    "Released clients ignore what they do not know. The generated type gains a field.");
pub(super) const RESPONSE_GONE: Reason = because(Warning, Changed,
    "It could be missing before, so a released client keeps working. The generated type loses \
     the field.");
pub(super) const RESPONSE_NEVER_THERE: Reason = because(Info, None,
    "The property is write-only, so no response ever contained it. The change concerns \
     requests.");
pub(super) const RESPONSE_ENUM_ADDED: Reason = because(Warning, Laxer,
    "A released client whose enumeration is closed rejects the new value. One whose type is open \
     to unknown values reads it.");
pub(super) const RESPONSE_DEFAULT: Reason = because(Info, Changed,
    "The default says what a missing field means. The generated type leaves the field empty, \
     so dependents who use the default must use another value. What the server sends does \
     not change.");
pub(super) const DEPRECATED: Reason = because(Info, None,
    "It still works, and dependents are asked to stop using it.");
pub(super) const REACTIVATED: Reason = because(Info, None,
    "Dependents are no longer asked to stop using it.");
pub(super) const REMOVED: Reason = because(Error, Changed,
    "A released client that uses it is refused, and the generated code for it is gone.");
pub(super) const REMOVED_ANNOUNCED: Reason = because(Warning, Changed,
    "It was deprecated before it was removed, so dependents were warned. A client that still \
     uses it is refused.");
pub(super) const ADDED: Reason = because(Info, Laxer,
    "Released clients do not use it. Nothing else changes.");
pub(super) const NAME: Reason = because(Info, None,
    "The name is not on the wire. It names Rust items in the generated code, so dependents' \
     code may stop compiling; the source verdict says so.");
pub(super) const LABEL: Reason = because(Info, None,
    "It groups operations for readers. Neither the wire nor the generated code contains it.");
pub(super) const SECURITY_REQUIRED: Reason = because(Error, None,
    "The server now refuses calls without credentials. The generated code does not depend on \
     security, so no Rust item shows the change.");
pub(super) const SECURITY_NARROWED: Reason = because(Error, None,
    "Credentials that sufficed before no longer suffice. The generated code does not depend on \
     security, so no Rust item shows the change.");
pub(super) const SECURITY_WIDENED: Reason = because(Info, None,
    "Credentials that sufficed before still suffice. The generated code does not depend on \
     security, so no Rust item shows the change.");
pub(super) const SECURITY_SCHEME: Reason = because(Error, None,
    "A released client sends its credentials in the old way. The generated code does not depend \
     on security schemes, so the hand-written client must be adapted.");
pub(super) const SECURITY_SCHEME_ADDED: Reason = because(Info, None,
    "Another way to authenticate is described. If an operation requires it, that is a finding \
     of its own.");
pub(super) const SECURITY_SCHEME_REMOVED: Reason = because(Warning, None,
    "A way to authenticate is no longer described. Where an operation still refers to it, \
     what the operation requires is unknown.");
pub(super) const SERVER_GONE: Reason = because(Error, None,
    "A released client may call an address that is no longer served. The generated code takes \
     its address from the dependent, so no Rust item shows the change.");
pub(super) const SERVER_ADDED: Reason = because(Info, None,
    "The old servers are still there, so released clients keep working.");
pub(super) const API_VERSION: Reason = because(Info, None,
    "`info.version` is the version of the document. The client does not send it, so nothing on \
     the wire depends on it.");
pub(super) const DOCUMENT: Reason = because(Info, None,
    "The version of OpenAPI says how to read the document, and nothing about the API. A keyword \
     that comes with another version is a finding of its own.");
pub(super) const COMPONENT: Reason = because(Info, None,
    "A component by itself is neither sent nor received. If operations use it, that difference \
     is a finding of its own. A Rust type is named after the component, and comes or goes with \
     it.");
pub(super) const UNUSED: Reason = because(Info, None,
    "No operation sends or receives what changed, so it breaks nobody. The generator may still \
     make a type from it.");
pub(super) const UNKNOWN: Reason = because(Error, Changed,
    "The audit does not know the keyword, or its value has a form that OpenAPI 3.0 does not \
     allow. What the change means is unknown, so it counts as breaking.");
pub(super) const STATUS_GONE: Reason = because(Error, Changed,
    "If the document describes no other success status that a released client knows, each \
     success that comes now is unknown to it.");
pub(super) const STATUS_ADDED: Reason = because(Error, Laxer,
    "A released client refuses a success status that its document does not describe.");
pub(super) const STATUS_ERROR: Reason = because(Info, Changed,
    "A client recognises a failure by the class of its status, whether or not the \
     document describes the status.");
pub(super) const BODY_GONE: Reason = because(Error, Changed,
    "A released client sends or expects a body that the server no longer accepts or sends.");
pub(super) const BODY_ADDED: Reason = because(Info, Changed,
    "Released clients do not use it, and keep working.");
pub(super) const BODY_UNDESCRIBED: Reason = because(Warning, Laxer,
    "The body is no longer described, so it may be anything, but a released client expects \
     what was described.");
pub(super) const LINK: Reason = because(Info, None,
    "Links tell readers how operations belong together. Neither the wire nor the generated \
     code contains them.");
pub(super) const CALLBACK: Reason = because(Error, None,
    "The server makes other requests to the client, and the client must serve them. No code is \
     generated for callbacks.");
pub(super) const DISCRIMINATOR: Reason = because(Error, Changed,
    "A discriminator selects the schema of a value. The name of its property, the values of that \
     property and the schemas that they select are part of the contract.");
pub(super) const ENUM_ORDER: Reason = because(Info, Changed,
    "The order of values is not on the wire. The generated enum derives `Ord` from it, so sorted \
     collections may change.");
pub(super) const HEADER_GONE: Reason = because(Error, None,
    "A client may rely on a header that was always there. The generated code ignores response \
     headers, so no Rust item shows the change.");
pub(super) const HEADER_MAY_MISS: Reason = because(Warning, None,
    "The header could already be missing before. The generated code ignores response headers, \
     so no Rust item shows the change.");
pub(super) const HEADER_CHANGED: Reason = because(Error, None,
    "A client that reads the header reads something else. The generated code ignores response \
     headers, so no Rust item shows the change.");
pub(super) const HEADER_SAFE: Reason = because(Info, None,
    "A client that reads the header keeps working. The generated code ignores response headers, \
     so no Rust item shows the change.");
pub(super) const PATH_NAME: Reason = because(Info, None,
    "The name of a path parameter is not on the wire. It names an argument in the generated \
     code, which dependents give by position.");
pub(super) const REQUEST_CONSTRAINT: Reason = because(Warning, Stricter,
    "No single keyword explains the change: the two schemas as a whole accept other values. If \
     it is not proven that the new schema accepts all that the old one accepted, the finding \
     says so and counts as breaking.");
pub(super) const RESPONSE_CONSTRAINT: Reason = because(Warning, Changed,
    "No single keyword explains the change: the two schemas as a whole describe other values. \
     If it is not proven that the old schema describes all that may come now, the finding says \
     so and counts as breaking.");
pub(super) const MEDIA_TYPE_PARAMETER: Reason = because(Info, None,
    "Clients ignore the parameters of a media type, so a released client reads what comes.");
