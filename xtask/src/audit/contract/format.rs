//! The formats that restrict text.

/// A format.
#[derive(Debug)]
pub(in crate::audit) struct Format {
    pub(in crate::audit) name: &'static str,
    /// Texts of it.
    pub(in crate::audit) samples: &'static [&'static str],
    /// What every text of it matches.
    pub(in crate::audit) pattern: &'static str,
    /// Whether every text that matches is of it.
    pub(in crate::audit) is_exact: bool,
}

const fn loose(
    name: &'static str,
    samples: &'static [&'static str],
    pattern: &'static str,
) -> Format {
    Format { name, samples, pattern, is_exact: false }
}

const fn exact(
    name: &'static str,
    samples: &'static [&'static str],
    pattern: &'static str,
) -> Format {
    Format { name, samples, pattern, is_exact: true }
}

const DATE_TIME: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.]+([Zz]|[+-][0-9:]+)$";
const TIME: &str = "^[0-9]{2}:[0-9]{2}:[0-9]{2}[0-9.]*([Zz]|[+-][0-9:]+)$";
const UUID: &str = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";
const BYTE: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

const FORMATS: [Format; 12] = [
    loose("date-time", &["2026-01-31T12:00:00Z", "1999-12-31T23:59:59+01:00"], DATE_TIME),
    loose("date", &["2026-01-31", "1999-12-31"], "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    loose("time", &["12:00:00Z", "23:59:59+01:00"], TIME),
    loose("email", &["a@example.com", "b@c.de"], "@"),
    loose("hostname", &["example.com", "a"], "^[^ /]+$"),
    loose("ipv4", &["192.0.2.1", "203.0.113.255"], "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$"),
    loose("ipv6", &["2001:db8::1", "::"], "^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$"),
    loose("uri", &["https://example.com/", "a:b"], "^[A-Za-z][A-Za-z0-9+.-]*:"),
    loose("uri-reference", &["/a", ""], "^[^ <>]*$"),
    exact("uuid", &["123e4567-e89b-12d3-a456-426614174000"], UUID),
    exact("byte", &["AAAA"], BYTE),
    loose("json-pointer", &["/a", ""], "^(/.*)?$"),
];

/// The format of a name; every other one is an annotation.
pub(in crate::audit) fn of(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|it| it.name == name)
}
