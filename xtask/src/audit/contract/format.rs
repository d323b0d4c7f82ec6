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

const fn format(
    name: &'static str,
    samples: &'static [&'static str],
    pattern: &'static str,
) -> Format {
    Format { name, samples, pattern, is_exact: false }
}

impl Format {
    const fn exact(self) -> Self {
        Self { is_exact: true, ..self }
    }
}

const DATE_TIME: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.]+([Zz]|[+-][0-9:]+)$";
const TIME: &str = "^[0-9]{2}:[0-9]{2}:[0-9]{2}[0-9.]*([Zz]|[+-][0-9:]+)$";
const UUID: &str = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";
const BYTE: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

const FORMATS: [Format; 12] = [
    format("date-time", &["2026-01-31T12:00:00Z", "1999-12-31T23:59:59+01:00"], DATE_TIME),
    format("date", &["2026-01-31", "1999-12-31"], "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    format("time", &["12:00:00Z", "23:59:59+01:00"], TIME),
    format("email", &["a@example.com", "b@c.de"], "@"),
    format("hostname", &["example.com", "a"], "^[^ /]+$"),
    format("ipv4", &["192.0.2.1", "203.0.113.255"], "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$"),
    format("ipv6", &["2001:db8::1", "::"], "^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$"),
    format("uri", &["https://example.com/", "a:b"], "^[A-Za-z][A-Za-z0-9+.-]*:"),
    format("uri-reference", &["/a", ""], "^[^ <>]*$"),
    format("uuid", &["123e4567-e89b-12d3-a456-426614174000"], UUID).exact(),
    format("byte", &["AAAA"], BYTE).exact(),
    format("json-pointer", &["/a", ""], "^(/.*)?$"),
];

/// The format of a name; every other one is an annotation.
pub(in crate::audit) fn of(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|it| it.name == name)
}
