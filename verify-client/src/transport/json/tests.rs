//! What is read from odd JSON; strict JSON must be read as serde_json reads it.

use proptest::prelude::*;
use serde_json::json;

use super::*;

#[test]
fn a_charset_is_recognised() {
    let utf16 = |bytes: fn(u16) -> [u8; 2]| {
        "\u{feff}{\"ë\": 1}".encode_utf16().flat_map(bytes).collect::<Vec<_>>()
    };
    for (body, expected) in [
        ("plain ë".as_bytes().to_vec(), "plain ë"),
        ("\u{feff}{}".as_bytes().to_vec(), "{}"),
        (b"Zo\xeb \xc3\xab\xc3".to_vec(), "Zoë ëÃ"),
        (utf16(u16::to_le_bytes), "{\"ë\": 1}"),
        (utf16(u16::to_be_bytes), "{\"ë\": 1}"),
        (Vec::new(), ""),
    ] {
        assert_eq!(text(&body), expected);
    }
}

#[test]
fn what_can_be_read_is_read() {
    let deep = |open: &str, close: &str| {
        let nested = open.repeat(10_000) + &close.repeat(10_000);
        format!(r#"{{"a": 1, "b": {nested}, "c": 2}}"#)
    };
    for (text, value, is_complete) in [
        (r#"{"a": 1, "b": [true, null, "x"]}"#, json!({"a": 1, "b": [true, null, "x"]}), true),
        ("{\"a\": 1}\0\0", json!({"a": 1}), true),
        ("{\"a\": 1} x", json!({"a": 1}), false),
        (r#"{"a": 1, "a": 1, "b": 1, "b": 2,}"#, json!({"a": 1, "b": null}), true),
        (r#"{"a": "\ud800x", "b": "\ud83d\ude00"}"#, json!({"a": "\u{fffd}x", "b": "😀"}), true),
        ("{\"a\": \"x\ny\\q\\u12\"}", json!({"a": "x\nyqu12"}), true),
        (r#"{"a": 1e999, "b": nul, "c": 60200.0}"#, json!({"c": 60200.0}), true),
        (r#"{"a": 1, "b": "x"#, json!({"a": 1}), false),
        (r#"{"a": 1, "b": "x\"#, json!({"a": 1}), false),
        (r#"{"a": 1, "b": 202"#, json!({"a": 1}), false),
        (r#"{"a": 1, "b""#, json!({"a": 1}), false),
        (r#"{"a": {"b": [1, 2, {"c": "#, json!({"a": {"b": [1, 2, {}]}}), false),
        ("{", json!({}), false),
        (&deep("[", "]"), json!({"a": 1, "b": nested(DEEPEST - 1), "c": 2}), true),
        (&deep("{\"x\":[", "]}"), json!({"a": 1, "b": nested_objects(DEEPEST - 1), "c": 2}), true),
    ] {
        let shown = text.get(..60).unwrap_or(text);
        assert_eq!(read(text), (Some(value), is_complete), "{shown}");
    }
    for text in ["", " ", "\0", "}", "<html>", "\"x", "12"] {
        assert_eq!(read(text), (None, false), "{text}");
    }
}

/// This many nested arrays; what is deeper is left out.
fn nested(depth: usize) -> Value {
    (1..depth).fold(json!([]), |inner, _| json!([inner]))
}

fn nested_objects(depth: usize) -> Value {
    let innermost = if depth % 2 == 1 { json!({}) } else { json!([]) };
    (1..depth).fold(innermost, |inner, _| match inner {
        Value::Object(_) => json!([inner]),
        _ => json!({"x": inner}),
    })
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(".{0,4}", inner, 0..4)
                .prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn valid_json_is_read_as_serde_json_reads_it(value in any_json()) {
        let text = json!([value]).to_string();
        let expected = serde_json::from_str(&text).ok();
        prop_assert_eq!(read(&text), (expected, true));
        let pretty = serde_json::to_string_pretty(&value).unwrap() + "\n";
        let expected = serde_json::from_str(&pretty).ok();
        prop_assert_eq!(read(&pretty), (expected, true));
    }

    #[test]
    fn a_beginning_is_a_part_of_the_whole(value in any_json(), cut in 0.0..1.0) {
        let text = json!({"a": value, "b": "é"}).to_string();
        let at = (text.len() as f64 * cut) as usize;
        let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let (read, is_complete) = read(&text[..at]);
        prop_assert!(!is_complete);
        let whole: Value = serde_json::from_str(&text).unwrap();
        prop_assert!(read.is_none_or(|read| is_part(&read, &whole)));
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "[\\[\\]{}:,\"\\\\u0d8nab é1.-]{0,60}") {
        let _ = read(&text);
    }
}

fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => part
            .iter()
            .all(|(name, value)| whole.get(name).is_some_and(|whole| is_part(value, whole))),
        (Value::Array(part), Value::Array(whole)) => {
            part.len() <= whole.len()
                && part.iter().zip(whole).all(|(part, whole)| is_part(part, whole))
        }
        _ => part == whole,
    }
}
