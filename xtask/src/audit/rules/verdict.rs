//! Levels, verdicts and reasons that rules share: what `--explain` prints.

use super::Verdict;
use crate::audit::finding::{Behaviour, Level, Wire};

pub(super) const REQUEST_NARROWED: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Stricter,
    why: "The server may refuse what a released client sends. The generated client checks what \
          is sent, so after regenerating it refuses the same values itself.",
};

pub(super) const REQUEST_BOUND_SET: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Stricter,
    why: "A bound where there was none refuses as much as a bound that moved. oasdiff only \
          warns here and fails on a bound that moved; the caller cannot tell the two apart, so \
          neither do we.",
};

pub(super) const REQUEST_WIDENED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Laxer,
    why: "The server takes everything that it took before, and more.",
};

pub(super) const REQUEST_PATTERN: Verdict = Verdict {
    level: Level::Warning,
    wire: Wire::Breaking,
    behaviour: Behaviour::Stricter,
    why: "Whether one pattern lets through all that another does cannot be told in general, so \
          the new one is taken to refuse something. Look at both and acknowledge the finding \
          if it does not.",
};

pub(super) const REQUEST_MUST: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Stricter,
    why: "A released client may leave it out, and is refused then.",
};

pub(super) const REQUEST_MUST_DEFAULT: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Stricter,
    why: "A default tells what the server takes for a value left out, but a schema that \
          requires the value still refuses requests without it.",
};

pub(super) const REQUEST_MAY: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Laxer,
    why: "Who sends it goes on sending it; others may leave it out.",
};

pub(super) const REQUEST_ADDED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Changed,
    why: "A released client does not send it and need not. The generated client gains \
          something to send.",
};

pub(super) const REQUEST_REMOVED: Verdict = Verdict {
    level: Level::Warning,
    wire: Wire::Compatible,
    behaviour: Behaviour::Changed,
    why: "Servers mostly ignore what they do not know, so a released client is not refused; \
          but what it sends no longer has an effect. The generated client cannot send it any \
          more, which is a change for the Rust caller.",
};

pub(super) const REQUEST_REMOVED_ANNOUNCED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Changed,
    why: "It was deprecated before it was removed, so callers were told. What a released \
          client still sends has no effect.",
};

pub(super) const REQUEST_TYPE: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Changed,
    why: "What a released client sends is of the old type, and the server wants another.",
};

pub(super) const REQUEST_TYPE_TEXT: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Changed,
    why: "In a form every scalar is written as text, so a server that takes any text takes \
          what a released client writes. Only the Rust type changes.",
};

pub(super) const REQUEST_DEFAULT: Verdict = Verdict {
    level: Level::Warning,
    wire: Wire::Compatible,
    behaviour: Behaviour::Changed,
    why: "What the server takes for a value left out is another, so the same request means \
          something else. oasdiff fails on this for parameters and only notes it for \
          properties; it is one and the same change, so both warn here.",
};

pub(super) const REQUEST_FORM_NULL: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "A form has no way to write null, so nothing on the wire depends on it. The Rust type \
          may change.",
};

pub(super) const REQUEST_WRITING: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Changed,
    why: "The same value is written otherwise, and the server reads it by the new way. A \
          released client writes it by the old one.",
};

pub(super) const ACCESS: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Changed,
    why: "Who may write the property is stated otherwise. Nobody is refused for what is \
          stated; a value sent against it has no effect.",
};

pub(super) const ACCESS_REVEALED: Verdict = Verdict {
    level: Level::Warning,
    wire: Wire::Compatible,
    behaviour: Behaviour::Changed,
    why: "A property that answers left out must now be in them. Released clients ignore it; a \
          client that treats it as a secret should look.",
};

pub(super) const RESPONSE_WIDENED: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Laxer,
    why: "An answer may hold what it could not before. A released client checks answers \
          against the old document and rejects them; the regenerated one takes them.",
};

pub(super) const RESPONSE_NARROWED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Stricter,
    why: "Answers keep within what a released client takes. The regenerated client rejects an \
          answer that does not keep to the new document.",
};

pub(super) const RESPONSE_PATTERN: Verdict = Verdict {
    level: Level::Warning,
    wire: Wire::Breaking,
    behaviour: Behaviour::Changed,
    why: "oasdiff only notes patterns of answers. The generated client checks them, so text \
          that keeps to the new document can be rejected by a released client.",
};

pub(super) const RESPONSE_TYPE: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Changed,
    why: "A released client decodes the old type and cannot read the new one.",
};

pub(super) const RESPONSE_MAY_MISS: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Laxer,
    why: "An answer may come without it, and a released client that relies on it cannot read \
          such an answer.",
};

pub(super) const RESPONSE_NEVER_MISSES: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Stricter,
    why: "Answers always have it, which a released client takes. The regenerated client \
          rejects an answer without it.",
};

pub(super) const RESPONSE_ADDED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Changed,
    why: "Released clients ignore what they do not know. The generated type gains a field.",
};

pub(super) const RESPONSE_GONE: Verdict = Verdict {
    level: Level::Warning,
    wire: Wire::Compatible,
    behaviour: Behaviour::Changed,
    why: "Clients had to do without it before, so a released one goes on. The field is gone \
          from the generated type.",
};

pub(super) const RESPONSE_NEVER_THERE: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "The property is write-only, so no answer ever held it. The change concerns requests.",
};

pub(super) const RESPONSE_ENUM_ADDED: Verdict = Verdict {
    level: Level::Warning,
    wire: Wire::Compatible,
    behaviour: Behaviour::Laxer,
    why: "By convention new values are to be expected in answers, so this warns and does not \
          fail, as with oasdiff. A closed Rust enum rejects a value that it does not know \
          until it is regenerated; a type that is open to unknown values goes on.",
};

pub(super) const RESPONSE_DEFAULT: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Changed,
    why: "The default says what a missing field means. The generated type leaves the field \
          empty, so callers who fill it in themselves have another value to fill in. What the \
          server sends does not change.",
};

pub(super) const DEPRECATED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "It still works, and callers are asked to stop using it.",
};

pub(super) const REACTIVATED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "Callers are no longer asked to stop using it.",
};

pub(super) const REMOVED: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Changed,
    why: "A released client that uses it is refused, and the generated code for it is gone.",
};

pub(super) const REMOVED_ANNOUNCED: Verdict = Verdict {
    level: Level::Warning,
    wire: Wire::Breaking,
    behaviour: Behaviour::Changed,
    why: "It was deprecated before, so callers were told; those who did not listen are refused \
          all the same. oasdiff only notes it; a client that calls it breaks nonetheless.",
};

pub(super) const ADDED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Laxer,
    why: "Nothing that was there changes.",
};

pub(super) const NAME: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "The name is not on the wire. It names Rust items in the generated code, so callers' \
          code may not compile any more; that verdict is the source verdict's.",
};

pub(super) const LABEL: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "It sorts operations for readers. Neither the wire nor the generated code knows it.",
};

pub(super) const SECURITY_REQUIRED: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::None,
    why: "Calls that needed no credentials are refused without them now. oasdiff only notes \
          it. The generated code knows nothing of security, so no Rust item shows the change.",
};

pub(super) const SECURITY_NARROWED: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::None,
    why: "Credentials that were enough are not any more. oasdiff only notes it. The generated \
          code knows nothing of security, so no Rust item shows the change.",
};

pub(super) const SECURITY_WIDENED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::None,
    why: "Credentials that were enough still are. The generated code knows nothing of \
          security, so no Rust item shows the change.",
};

pub(super) const SECURITY_SCHEME: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::None,
    why: "Credentials are presented in another way than a released client presents them. The \
          generated code knows nothing of security schemes: the hand-written client has to \
          follow.",
};

pub(super) const SECURITY_SCHEME_ADDED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "A way to authenticate is described. Whether an operation asks for it is a finding of \
          its own.",
};

pub(super) const SECURITY_SCHEME_REMOVED: Verdict = Verdict {
    level: Level::Warning,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "A way to authenticate is no longer described. Whether an operation still asks for it \
          is a finding of its own.",
};

pub(super) const SERVER_GONE: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::None,
    why: "A released client may call an address that is no longer served. The generated code \
          takes its address from the caller, so no Rust item shows the change.",
};

pub(super) const SERVER_ADDED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::None,
    why: "The addresses known before still serve.",
};

pub(super) const API_VERSION: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "`info.version` says which edition of the document this is. The client does not send it, \
          so nothing on the wire depends on it.",
};

pub(super) const DOCUMENT: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "The version of OpenAPI that the document is written in says nothing about the API. \
          The keywords that come with it are findings of their own.",
};

pub(super) const COMPONENT: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "A component by itself is neither sent nor received; where operations begin or cease \
          to use it is a finding of its own. It names a Rust type, which comes or goes with \
          it.",
};

pub(super) const UNUSED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "No operation sends or receives what changed, so nobody is concerned. The generator \
          may still make a type of it.",
};

pub(super) const UNKNOWN: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Changed,
    why: "Nothing in this tool knows the keyword, or its value has a shape that OpenAPI 3.0 \
          does not give it. What it means cannot be told, so it is taken to break everybody \
          until somebody looks.",
};

pub(super) const STATUS_GONE: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Changed,
    why: "A released client waits for a success that no longer comes, and may not know the one \
          that comes instead.",
};

pub(super) const STATUS_ADDED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Laxer,
    why: "Released clients know what success and failure look like from the class of the \
          status. The generated client decodes the new answer.",
};

pub(super) const STATUS_ERROR: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Changed,
    why: "Failures are told from the class of the status, whether or not it is described. The \
          generated error type may change.",
};

pub(super) const BODY_GONE: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Changed,
    why: "A released client sends or expects a body that the server does not take or give any \
          more.",
};

pub(super) const BODY_ADDED: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::Changed,
    why: "Released clients go on without it.",
};

pub(super) const BODY_UNDESCRIBED: Verdict = Verdict {
    level: Level::Warning,
    wire: Wire::Compatible,
    behaviour: Behaviour::Laxer,
    why: "The body is no longer described, so it may be anything. Released clients still read \
          what they know.",
};

pub(super) const LINK: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "Links tell readers how operations belong together. Neither the wire nor the \
          generated code knows them.",
};

pub(super) const CALLBACK: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::None,
    why: "The server makes other requests to the caller. They are compared as a whole: what is \
          in them breaks whoever serves them until somebody looks. No code is generated for \
          callbacks.",
};

pub(super) const DISCRIMINATOR: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::Changed,
    why: "Which schema a value has is told by another property or value, so the same text can \
          be read as another type.",
};

pub(super) const ENUM_ORDER: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::Changed,
    why: "The order of values is not on the wire. The generated enum derives its ordering from \
          it, so sorted collections may change.",
};

pub(super) const HEADER_GONE: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::None,
    why: "A client may rely on a header that was promised. The generated code ignores response \
          headers, so no Rust item shows the change.",
};

pub(super) const HEADER_MAY_MISS: Verdict = Verdict {
    level: Level::Warning,
    wire: Wire::Compatible,
    behaviour: Behaviour::None,
    why: "Clients had to do without the header before. The generated code ignores response \
          headers, so no Rust item shows the change.",
};

pub(super) const HEADER_CHANGED: Verdict = Verdict {
    level: Level::Error,
    wire: Wire::Breaking,
    behaviour: Behaviour::None,
    why: "A client that reads the header reads something else. The generated code ignores \
          response headers, so no Rust item shows the change.",
};

pub(super) const HEADER_SAFE: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::Compatible,
    behaviour: Behaviour::None,
    why: "A client that reads the header goes on. The generated code ignores response headers, \
          so no Rust item shows the change.",
};

pub(super) const PATH_NAME: Verdict = Verdict {
    level: Level::Info,
    wire: Wire::None,
    behaviour: Behaviour::None,
    why: "The name of a path parameter is not on the wire. It names an argument in the \
          generated code, which callers give by position.",
};

