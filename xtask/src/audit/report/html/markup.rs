//! Markup that is being written: the one place that knows how HTML is escaped.
//! The names of elements and attributes are the program's own; every text and
//! every value of an attribute may come from outside. Pure.

/// The attributes of an element.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

/// A line of the source ends after these.
const BLOCKS: [&str; 22] = [
    "a", "article", "body", "dd", "details", "div", "dl", "dt", "footer", "h1", "h2", "head",
    "header", "li", "main", "nav", "p", "pre", "section", "summary", "title", "tr",
];

/// Markup, as far as it is written.
#[derive(Debug, Default)]
pub(super) struct Markup {
    text: String,
}

impl Markup {
    /// Text that is this program's own markup.
    pub(super) fn own(&mut self, markup: &'static str) -> &mut Self {
        self.text.push_str(markup);
        self
    }

    /// Text, whatever it holds.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\'' => self.text.push_str("&#39;"),
                '\n' | '\t' => self.text.push(character),
                _ if is_invisible(character) => self.text.extend(character.escape_unicode()),
                _ => self.text.push(character),
            }
        }
        self
    }

    /// An element, and what is inside.
    pub(super) fn element(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) -> &mut Self {
        self.start(name, attributes);
        inside(self);
        self.text.extend(["</", name, ">"]);
        if BLOCKS.contains(&name) {
            self.text.push('\n');
        }
        self
    }

    /// An element with nothing but text inside.
    pub(super) fn leaf(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        text: &str,
    ) -> &mut Self {
        self.element(name, attributes, |it| {
            it.text(text);
        })
    }

    /// The start of an element, which is all of it for one without content.
    pub(super) fn start(&mut self, name: &'static str, attributes: Attributes<'_>) -> &mut Self {
        self.text.extend(["<", name]);
        for (name, value) in attributes {
            self.text.extend([" ", name, "=\""]);
            self.text(value);
            self.text.push('"');
        }
        self.text.push('>');
        self
    }

    /// A sentence of ours, in which backticks mark code.
    pub(super) fn prose(&mut self, text: &str) -> &mut Self {
        for (index, part) in text.split('`').enumerate() {
            match index % 2 {
                0 => self.text(part),
                _ => self.leaf("code", &[], part),
            };
        }
        self
    }

    /// All that was written.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Whether a character is not seen, or turns the text around it: a reader shall
/// see what is there.
fn is_invisible(character: char) -> bool {
    let formats = matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}');
    formats || character.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let mut markup = Markup::default();
        let hostile = "</script><img src=x onerror=\"alert('x')\">&\u{202e}\0";
        markup.leaf("i", &[("title", hostile)], hostile);
        let safe = "&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;x&#39;)&quot;&gt;&amp;\
                    \\u{202e}\\u{0}";
        assert_eq!(markup.finish(), format!("<i title=\"{safe}\">{safe}</i>"));
    }

    #[test]
    fn backticks_mark_code_in_prose() {
        let mut markup = Markup::default();
        markup.prose("run `a < b`, and `c");
        assert_eq!(markup.finish(), "run <code>a &lt; b</code>, and <code>c</code>");
    }
}
