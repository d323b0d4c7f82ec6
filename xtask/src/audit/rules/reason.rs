//! Levels, behaviour and reasons that rules share: what `--explain` prints.
//! Whether a difference breaks released clients is decided elsewhere, by the
//! two contracts.

use crate::audit::finding::Behaviour::{self, Changed, Laxer, None, Stricter};
use crate::audit::finding::Level::{self, Error, Info, Warning};

/// What rules that break the same people for the same reason share.
#[derive(Clone, Copy)]
pub(super) struct Reason {
    pub(super) level: Level,
    pub(super) behaviour: Behaviour,
    pub(super) why: &'static str,
}

macro_rules! reasons {
    ($($name:ident: $level:expr, $behaviour:expr, $why:literal;)*) => {
        $(pub(super) const $name: Reason =
            Reason { level: $level, behaviour: $behaviour, why: $why };)*
    };
}

reasons! {
    REQUEST_NARROWED: Error, Stricter,
        "The server may refuse what a released client sends. The generated client checks what is \
         sent, so after regenerating it refuses the same values itself.";
    REQUEST_BOUND_SET: Error, Stricter,
        "A new bound refuses what it excludes. A bound that excludes nothing the contract \
         accepted before has no effect.";
    REQUEST_WIDENED: Info, Laxer,
        "The server takes everything that it took before, and more.";
    REQUEST_PATTERN: Warning, Stricter,
        "The two patterns are compared as automata. Where no automaton can hold a pattern, such \
         as one that looks ahead, the finding says so and counts as breaking.";
    REQUEST_MUST: Error, Stricter,
        "A released client may leave it out, and is refused then.";
    REQUEST_MUST_DEFAULT: Error, Stricter,
        "A default tells what the server takes for a value left out, but a schema that requires \
         the value still refuses requests without it.";
    REQUEST_MAY: Info, Laxer,
        "Released clients may go on sending it; from now on a client may leave it out.";
    REQUEST_ADDED: Info, Changed,
        "A released client does not send it and need not. The generated client gains something to \
         send.";
    REQUEST_REMOVED: Warning, Changed,
        "Servers mostly ignore what they do not know, so a released client goes on, and what it \
         sends has no effect. An object that refuses further properties refuses it.";
    REQUEST_REMOVED_ANNOUNCED: Info, Changed,
        "It was deprecated before it was removed, so dependents were told. What a released client \
         still sends has no effect.";
    REQUEST_TYPE: Error, Changed,
        "What a released client sends is of the old type, and the server wants another.";
    REQUEST_TYPE_TEXT: Info, Changed,
        "A form writes every scalar as text, so a server that accepts any text accepts what a \
         released client writes. Only the Rust type changes.";
    REQUEST_DEFAULT: Warning, Changed,
        "The server assumes another value for one that is left out, so the same request means \
         something else.";
    REQUEST_FORM_NULL: Info, None,
        "A form has no way to write null, so nothing on the wire depends on it. The Rust type may \
         change.";
    REQUEST_WRITING: Error, Changed,
        "The server expects the same value in another notation. A released client still writes \
         the old notation.";
    ACCESS: Info, Changed,
        "A read-only property is no part of a request, and a write-only property no part of a \
         response. Whether a property is required binds only the direction that it is part of.";
    ACCESS_REVEALED: Warning, Changed,
        "A property that responses left out must now be in them. Released clients ignore it; a \
         client that treats it as a secret should look.";
    RESPONSE_WIDENED: Error, Laxer,
        "A response may hold what it could not before. A released client checks responses against \
         the old document and rejects them; the regenerated one takes them.";
    RESPONSE_NARROWED: Info, Stricter,
        "Responses keep within what a released client takes. The regenerated client rejects a \
         response that does not keep to the new document.";
    RESPONSE_PATTERN: Warning, Changed,
        "The generated client checks patterns of responses. The two patterns are compared as \
         automata: text that only the new one accepts is rejected by a released client.";
    RESPONSE_TYPE: Error, Changed,
        "A released client decodes the old type and cannot read the new one.";
    RESPONSE_MAY_MISS: Error, Laxer,
        "A response may come without it, and a released client that relies on it cannot read such \
         a response.";
    RESPONSE_NEVER_MISSES: Info, Stricter,
        "Responses always have it, which a released client takes. The regenerated client rejects \
         a response without it.";
    RESPONSE_ADDED: Info, Changed,
        "Released clients ignore what they do not know. The generated type gains a field.";
    RESPONSE_GONE: Warning, Changed,
        "Clients had to do without it before, so a released one goes on. The field is gone from \
         the generated type.";
    RESPONSE_NEVER_THERE: Info, None,
        "The property is write-only, so no response ever held it. The change concerns requests.";
    RESPONSE_ENUM_ADDED: Warning, Laxer,
        "A closed enumeration of a released client rejects a value that it does not know. A type \
         that is open to unknown values reads it.";
    RESPONSE_DEFAULT: Info, Changed,
        "The default says what a missing field means. The generated type leaves the field empty, \
         so dependents who fill it in themselves have another value to fill in. What the server \
         sends does not change.";
    DEPRECATED: Info, None, "It still works, and dependents are asked to stop using it.";
    REACTIVATED: Info, None, "Dependents are no longer asked to stop using it.";
    REMOVED: Error, Changed,
        "A released client that uses it is refused, and the generated code for it is gone.";
    REMOVED_ANNOUNCED: Warning, Changed,
        "It was deprecated before, so dependents were warned. A client that still uses it is \
         refused.";
    ADDED: Info, Laxer, "Nothing that was there changes.";
    NAME: Info, None,
        "The name is not on the wire. It names Rust items in the generated code, so dependents' \
         code may stop compiling; the source verdict says so.";
    LABEL: Info, None,
        "It sorts operations for readers. Neither the wire nor the generated code knows it.";
    SECURITY_REQUIRED: Error, None,
        "Calls that needed no credentials are refused without them now. The generated code knows \
         nothing of security, so no Rust item shows the change.";
    SECURITY_NARROWED: Error, None,
        "Credentials that were enough are not any more. The generated code knows nothing of \
         security, so no Rust item shows the change.";
    SECURITY_WIDENED: Info, None,
        "Credentials that were enough still are. The generated code knows nothing of security, so \
         no Rust item shows the change.";
    SECURITY_SCHEME: Error, None,
        "Credentials are presented in another way than a released client presents them. The \
         generated code knows nothing of security schemes: the hand-written client has to follow.";
    SECURITY_SCHEME_ADDED: Info, None,
        "A way to authenticate is described. Whether an operation asks for it is a finding of its \
         own.";
    SECURITY_SCHEME_REMOVED: Warning, None,
        "A way to authenticate is no longer described. Where an operation still refers to it, \
         what the operation requires is unknown.";
    SERVER_GONE: Error, None,
        "A released client may call an address that is no longer served. The generated code takes \
         its address from the dependent, so no Rust item shows the change.";
    SERVER_ADDED: Info, None, "The addresses known before still serve.";
    API_VERSION: Info, None,
        "`info.version` names the edition of the document. The client does not send it, so \
         nothing on the wire depends on it.";
    DOCUMENT: Info, None,
        "The version of OpenAPI that the document is written in says nothing about the API. The \
         keywords that come with it are findings of their own.";
    COMPONENT: Info, None,
        "A component by itself is neither sent nor received. Where operations use it, the \
         difference is a finding of its own. It names a Rust type, which comes or goes with it.";
    UNUSED: Info, None,
        "No operation sends or receives what changed, so nobody is concerned. The generator may \
         still make a type of it.";
    UNKNOWN: Error, Changed,
        "This tool does not know the keyword, or the value has a shape that OpenAPI 3.0 does not \
         give it. What it means is unknown, so it counts as breaking.";
    STATUS_GONE: Error, Changed,
        "A released client waits for a success that no longer comes, and may not know the one \
         that comes instead.";
    STATUS_ADDED: Error, Laxer,
        "A released client refuses a success status that its document does not describe.";
    STATUS_ERROR: Info, Changed,
        "A client tells failures by the class of the status, whether or not the status is \
         described.";
    BODY_GONE: Error, Changed,
        "A released client sends or expects a body that the server does not take or give any \
         more.";
    BODY_ADDED: Info, Changed, "Released clients go on without it.";
    BODY_UNDESCRIBED: Warning, Laxer,
        "The body is no longer described, so it may be anything, and a released client expects \
         what was described.";
    LINK: Info, None,
        "Links tell readers how operations belong together. Neither the wire nor the generated \
         code knows them.";
    CALLBACK: Error, None,
        "The server makes other requests to the client. The client has to serve them, and no code \
         is generated for callbacks.";
    DISCRIMINATOR: Error, Changed,
        "A discriminator tells the schema of a value. Its property, the values that it may have \
         and the schemas that they lead to are part of the contract.";
    ENUM_ORDER: Info, Changed,
        "The order of values is not on the wire. The generated enum derives its ordering from it, \
         so sorted collections may change.";
    HEADER_GONE: Error, None,
        "A client may rely on a header that was promised. The generated code ignores response \
         headers, so no Rust item shows the change.";
    HEADER_MAY_MISS: Warning, None,
        "Clients had to do without the header before. The generated code ignores response \
         headers, so no Rust item shows the change.";
    HEADER_CHANGED: Error, None,
        "A client that reads the header reads something else. The generated code ignores response \
         headers, so no Rust item shows the change.";
    HEADER_SAFE: Info, None,
        "A client that reads the header goes on. The generated code ignores response headers, so \
         no Rust item shows the change.";
    PATH_NAME: Info, None,
        "The name of a path parameter is not on the wire. It names an argument in the generated \
         code, which dependents give by position.";
    REQUEST_CONSTRAINT: Warning, Stricter,
        "No keyword alone says what changed: the two schemas as a whole accept other values. \
         Where it cannot be decided whether the new one accepts all that the old one did, the \
         finding says so and counts as breaking.";
    RESPONSE_CONSTRAINT: Warning, Changed,
        "No keyword alone says what changed: the two schemas as a whole describe other values. \
         Where it cannot be decided whether the old one describes all that may come now, the \
         finding says so and counts as breaking.";
    MEDIA_TYPE_PARAMETER: Info, None,
        "Clients tell bodies by the media type without its parameters, so a released client reads \
         what comes.";
}
