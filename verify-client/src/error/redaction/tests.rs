//! What redaction finds and drops, and that it leaves everything else as it is.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn redaction(values: &[&str]) -> Redaction {
    Redaction::of(values.iter().copied())
}

#[test]
fn a_text_without_the_values_stays_as_it_is() {
    let redaction = redaction(&["canary-user", "s3CR&t", "7"]);
    for text in [
        "",
        "canary",
        "Invalid parameter: Identity",
        "100 % & more \\ &nbsp; %zz \\u12 &#; &#x; &lt %",
        "{\"status\": 404, \"code\": 20404}",
        "67 of 787",
    ] {
        assert_eq!(redaction.redact(text).as_deref(), Some(text));
    }
    assert_eq!(super::Redaction::of([""]).redact("text").as_deref(), Some("text"));
}

#[test]
fn a_value_is_found_as_the_encoders_of_the_world_write_it() {
    let redaction = redaction(&["s3CR&t'q\"x<Z>+/%A~k9", "Zoë's \"phone\" & <co>"]);
    for text in [
        "s3CR&t'q\"x<Z>+/%A~k9",
        "S3CR&T'Q\"X<Z>+/%a~K9",
        // The browser's forms and encodeURIComponent.
        "s3CR%26t%27q%22x%3CZ%3E%2B%2F%25A%7Ek9",
        "s3cr%26t'q%22x%3cz%3e%2b%2f%25a~k9",
        "Zo%C3%AB's+%22phone%22+%26+%3Cco%3E",
        "Zo%c3%ab%27s%20%22phone%22%20%26%20%3cco%3e",
        "Zo%25C3%25AB%2527s%2520%2522phone%2522%2520%2526%2520%253Cco%253E",
        "Zo%EB's%20%22phone%22%20%26%20%3Cco%3E",
        // Python's html.escape, Go's html/template, PHP's htmlentities, numbers only.
        "s3CR&amp;t&#x27;q&quot;x&lt;Z&gt;+/%A~k9",
        "s3CR&amp;t&#39;q&#34;x&lt;Z&gt;&#43;/%A~k9",
        "Zo&euml;&apos;s &quot;phone&quot; &amp; &lt;co&gt;",
        "&#90;&#111;&#235;&#39;&#115;&#32;&#34;&#112;&#104;&#111;&#110;&#101;&#34;&#32;&#38;&#32;&#60;&#99;&#111;&#62;",
        "&#x5a;&#X6F;&#xeb;&#x27;s &#x22;phone&#x22; &#x26; &#x3C;co&#x3E;",
        "Zo&amp;euml;&amp;#39;s &amp;quot;phone&amp;quot; &amp;amp; &amp;lt;co&amp;gt;",
        // JSON, as Java, Python and Go write it, and once more in JSON.
        "Zoë's \\\"phone\\\" & <co>",
        "Zo\\u00eb\\u0027s \\\"phone\\\" \\u0026 \\u003cco\\u003e",
        "s3CR\\u0026t'q\\\"x\\u003CZ\\u003E+\\/%A~k9",
        "Zo\\\\u00eb's \\\\\\\"phone\\\\\\\" & <co>",
        "Zo\\xeb\\x27s \\x22phone\\x22 \\x26 \\x3cco\\x3e",
        // JSON in HTML.
        "Zo\\u00eb&#39;s \\&quot;phone\\&quot; &amp; &lt;co&gt;",
        "WnJv",
    ] {
        let shown = redaction.redact(&format!("<{text}>"));
        let expected = if text == "WnJv" { "<WnJv>" } else { "<[redacted]>" };
        assert_eq!(shown.as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn base64_is_found_in_both_alphabets_and_without_padding() {
    for (value, text) in [
        ("SK:s?>", "Basic U0s6cz8+"),
        ("SK:s?>", "Basic U0s6cz8-"),
        ("SK:s?>", "Basic%20U0s6cz8%2B"),
        ("U0s6cz8+", "Basic U0s6cz8-"),
        ("U0s6cz8+Pw==", "Basic U0s6cz8-Pw"),
        ("dXNlcg==", "Basic dXNlcg"),
        ("dXNlcg==", "Basic dXNlcg%3d%3d"),
    ] {
        let shown = redaction(&[value]).redact(text).unwrap();
        assert!(shown.ends_with("[redacted]"), "{shown}");
    }
}

#[test]
fn values_that_overlap_or_repeat_are_taken_out_together() {
    let redaction = redaction(&["user", "user-1", "abab"]);
    for (text, expected) in [
        ("user-1 user", "[redacted] [redacted]"),
        ("useruseruser-1.", "[redacted]."),
        ("ababab!", "[redacted]!"),
        ("xuserabab-1", "x[redacted]-1"),
    ] {
        assert_eq!(redaction.redact(text).as_deref(), Some(expected));
    }
}

#[test]
fn a_text_that_repeats_a_short_value_is_dropped_whole() {
    for (value, text) in [
        ("7", "user 7 is unknown"),
        ("Bob", "Bob"),
        ("bob", "userBob?"),
        ("u1", "<u1>"),
        ("u1", "u1u1u1u1"),
        ("u1", "%751"),
        ("u1", "\\nu1"),
        ("u1", "&#117;&#49;"),
        ("~", "a~b"),
        ("é", "caf\\u00e9"),
        ("李", "用户李不存在"),
        ("%", "%25"),
    ] {
        assert_eq!(redaction(&[value]).redact(text), None, "{value} in {text}");
    }
    for (value, text) in
        [("7", "code 20707"), ("bob", "bobsled"), ("u1", "u12"), ("e", "see the page")]
    {
        assert_eq!(redaction(&[value]).redact(text).as_deref(), Some(text));
    }
}

#[test]
fn a_text_that_still_tells_the_value_is_dropped_whole() {
    assert_eq!(redaction(&["redacted"]).redact("so redacted"), None);
    assert_eq!(
        redaction(&["user"]).redact("redacted user").as_deref(),
        Some("redacted [redacted]")
    );
    for value in ["x[re", "]abc", "ted]abc", "a[redacted]b"] {
        assert_eq!(redaction(&[value, "user"]).redact("xuserabc"), None, "{value}");
    }
    assert_eq!(redaction(&["dact"]).redact("no such text").as_deref(), Some("no such text"));
}

#[test]
fn the_beginning_of_a_text_has_no_part_of_a_value() {
    let redaction = redaction(&["secret-zoë"]);
    for (text, limit, expected) in [
        ("page: secret-zoë", 6, "page: "),
        ("page: secret-zoë", 7, "page: [redacted]"),
        ("page: secret-zoë", 99, "page: [redacted]"),
        ("page: sec", 99, "page: sec"),
        ("page: secr", 99, "page: [redacted]"),
        ("page: secret%2", 99, "page: [redacted]"),
        ("page: secret&#4", 99, "page: [redacted]"),
        ("page: secret%2Dzo%C3", 99, "page: [redacted]"),
        ("page: secret-zo%25C3%25A", 99, "page: [redacted]"),
        ("page: secret\\u002dzo\\u00", 99, "page: [redacted]"),
        ("page: ééé", 9, "page: é"),
    ] {
        assert_eq!(redaction.redact_beginning(text, limit).as_deref(), Some(expected), "{text}");
    }
    assert_eq!(redaction.redact("secr").as_deref(), Some("secr"));
}

/// A layer of encoding.
type Layer = fn(&str) -> String;

fn each(text: &str, encode: impl FnMut(char) -> String) -> String {
    text.chars().map(encode).collect()
}

fn percent(text: &str, keep: fn(u8) -> bool) -> String {
    let encode = |byte: u8| match keep(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

fn units(character: char, format: fn(u16) -> String) -> String {
    character.encode_utf16(&mut [0; 2]).iter().copied().map(format).collect()
}

const LAYERS: [Layer; 13] = [
    |text| text.to_owned(),
    |text| text.to_lowercase(),
    |text| percent(text, |byte| byte.is_ascii_alphanumeric()),
    |text| percent(text, |byte| byte.is_ascii_alphanumeric()).to_lowercase(),
    |text| percent(text, |byte| byte.is_ascii_alphanumeric() || byte == b' ').replace(' ', "+"),
    |text| percent(text, |_| false),
    |text| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#x27;")
    },
    |text| each(text, |c| format!("&#{};", u32::from(c))),
    |text| each(text, |c| format!("&#x{:x};", u32::from(c))),
    |text| {
        let json = serde_json::to_string(text).unwrap();
        json[1..json.len() - 1].to_owned()
    },
    |text| {
        let json = serde_json::to_string(text).unwrap();
        json[1..json.len() - 1].replace('/', "\\/")
    },
    |text| each(text, |c| units(c, |unit| format!("\\u{unit:04x}"))),
    |text| each(text, |c| units(c, |unit| format!("\\u{unit:04X}"))),
];

fn layers() -> impl Strategy<Value = Vec<Layer>> {
    prop::collection::vec(select(LAYERS.to_vec()), 1..=2)
}

fn encoded(value: &str, layers: &[Layer]) -> String {
    layers.iter().fold(value.to_owned(), |text, layer| layer(&text))
}

fn value(length: &'static str) -> impl Strategy<Value = String> {
    let of = |class: &str| prop::string::string_regex(&format!("{class}{length}")).unwrap();
    prop_oneof![of("[!-~]"), of("[a-zA-Z0-9 '\"<>&%+/\\\\=ëß李🦀-]")]
        .prop_filter("it is seen", |value| !value.trim().is_empty())
}

/// What stands around a value.
fn around() -> impl Strategy<Value = (&'static str, &'static str)> {
    select(vec![
        ("", ""),
        ("<p>", "</p>"),
        ("user \"", "\" is unknown"),
        ("/v2/", "/x?y"),
        ("identity=", ""),
        ("{\"a\":\"", "\"}"),
        ("é ", " é"),
    ])
}

proptest! {
    #[test]
    fn no_form_of_a_value_stays(
        value in value("{4,40}"),
        layers in layers(),
        (before, after) in around(),
    ) {
        // A value that looks encoded is found as it is.
        let layers = if readings(&value).count() > 1 { Vec::new() } else { layers };
        let redaction = redaction(&[&value]);
        let form = encoded(&value, &layers);
        let text = format!("{before}{form}{after}");
        match redaction.redact(&text) {
            Some(shown) => {
                prop_assert!(shown.contains(REDACTED), "{shown} from {text}");
                prop_assert!(!shown.contains(&form), "{shown} from {text}");
                // What may belong to an escape sequence may stay.
                let end = value.trim_end_matches(['=', '\\', '%', '&']);
                let end = encoded(&value[end.len()..], &layers).len();
                let longest = before.len() + REDACTED.len() + end + after.len();
                prop_assert!(shown.len() <= longest, "{shown} from {text}");
            }
            None => prop_assert!(
                redaction.is_like_placeholder || !redaction.short_values.is_empty(),
                "{text}"
            ),
        }
    }

    #[test]
    fn a_short_value_drops_the_text_in_every_form(
        value in value("{1,3}"),
        layers in layers(),
        (before, after) in around(),
    ) {
        let layers = if readings(&value).count() > 1 { Vec::new() } else { layers };
        let text = format!("{before}{}{after}", encoded(&value, &layers));
        prop_assert_eq!(redaction(&[&value]).redact(&text), None);
    }

    #[test]
    fn any_text_is_read_without_a_panic(value in ".{0,8}", text in "[%&#;xu\\\\0-9a-f{}é.]{0,60}") {
        let redaction = redaction(&[&value]);
        let _ = redaction.redact(&text);
        for limit in 0..text.len() {
            let _ = redaction.redact_beginning(&text, limit);
        }
    }

    #[test]
    fn the_search_finds_what_a_naive_one_finds(
        values in prop::collection::vec("[ab]{1,5}", 0..6),
        text in "[abc]{0,40}",
    ) {
        let mut found = vec![false; text.len() + 1];
        for value in &values {
            for start in 0..text.len() {
                if text[start..].starts_with(value.as_str()) {
                    found[start..start + value.len()].fill(true);
                }
            }
        }
        let symbols: Vec<_> = values.iter().map(|v| Zeroizing::new(v.clone().into_bytes())).collect();
        let mut covered = vec![false; text.len() + 1];
        for range in joined(Search::new(&symbols).hits(text.bytes())) {
            covered[range].fill(true);
        }
        prop_assert_eq!(covered, found);
    }
}
