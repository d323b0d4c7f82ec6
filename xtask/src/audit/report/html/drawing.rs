//! The map as a drawing: three columns, and lines between what belongs
//! together. Colours are the stylesheet's; form and sign say the same.

use super::chip::chip;
use super::markup::Markup;
use crate::audit::finding::Effect;
use crate::audit::report::label::Label;
use crate::audit::report::map::{COLUMNS, Map, Node};
use crate::audit::report::model::Report;
use crate::audit::report::tone::Tone;
use crate::output::counted;

/// More nodes than this are no help to the eye.
const MOST_NODES: usize = 90;

/// The size of a node, the distance of two in a column, and of two columns.
const NODE: (usize, usize) = (300, 44);
const PITCH: (usize, usize) = (410, 56);
/// Above the nodes are the columns' titles.
const TOP: usize = 36;

/// What a way may end in, in words.
const LEGEND: [(Effect, &str, &str); 5] = [
    (Effect::Breaking, "breaking", "a dependent may not compile"),
    (Effect::Unknown, "unknown", "the audit cannot tell"),
    (Effect::Compatible, "compatible", "the public API changes, and dependents compile"),
    (Effect::FacadeOnly, "facade only", "dependents compile; the facade may have to be adapted"),
    (Effect::None, "no effect", "neither dependents nor the facade notice it"),
];

/// The word for what a way ends in.
pub(super) fn word(effect: Effect) -> &'static str {
    LEGEND.iter().find(|(it, ..)| *it == effect).map_or("", |(_, word, _)| word)
}

/// Writes the map; `target` gives the id of what a node leads to.
pub(super) fn write<'a>(
    to: &mut Markup,
    report: &'a Report,
    target: impl Fn(usize, &Node<'a>) -> Option<String>,
) {
    let map = Map::of(&report.traces, MOST_NODES);
    legend(to, &map);
    let heights = map.columns.each_ref().map(|nodes| places(nodes));
    let bottom = heights.iter().flatten().max().map_or(TOP, |it| it + NODE.1);
    let width = 2 * PITCH.0 + NODE.0 + 4;
    let view = format!("-2 0 {width} {}", bottom + 4);
    let label = [
        ("class", "scroll"),
        ("tabindex", "0"),
        ("role", "region"),
        ("aria-label", "Map of specification, generated code and public API"),
    ];
    to.element("div", &label, |to| {
        let attributes = [
            ("viewBox", view.as_str()),
            ("width", &width.to_string()),
            ("height", &(bottom + 4).to_string()),
            ("role", "group"),
            ("aria-label", "Map"),
        ];
        to.element("svg", &attributes, |to| {
            for (column, title) in COLUMNS.into_iter().enumerate() {
                let x = (column * PITCH.0).to_string();
                to.leaf("text", &[("class", "column"), ("x", &x), ("y", "16")], title);
            }
            for (((from, first), (to_column, second)), effect) in &map.links {
                let y = |column: &usize, index: &usize| {
                    let heights = heights.get(*column);
                    heights.and_then(|it| it.get(*index)).map_or(0, |it| it + NODE.1 / 2)
                };
                let (x1, x2) = (from * PITCH.0 + NODE.0, to_column * PITCH.0);
                let (y1, y2) = (y(from, first), y(to_column, second));
                let middle = usize::midpoint(x1, x2);
                let path = format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}");
                let class = format!("line {}", Tone::from(*effect).class());
                to.element("path", &[("class", &class), ("d", &path)], |_| {});
            }
            for (column, (nodes, heights)) in map.columns.iter().zip(&heights).enumerate() {
                for (node, y) in nodes.iter().zip(heights) {
                    draw(to, node, (column * PITCH.0, *y), target(column, node));
                }
            }
        });
    });
    if map.omitted > 0 {
        to.element("p", &[("class", "note")], |to| {
            to.text(&format!(
                "{} did not fit into the map. The table below has all.",
                counted(map.omitted, "trace")
            ));
        });
    }
}

fn legend(to: &mut Markup, map: &Map<'_>) {
    let is_there = |effect: &Effect| {
        map.columns.iter().flatten().any(|it| it.effect == *effect)
            || map.links.values().any(|it| it == effect)
    };
    to.element("ul", &[("class", "legend"), ("aria-label", "Legend")], |to| {
        for (effect, word, meaning) in LEGEND.iter().filter(|(effect, ..)| is_there(effect)) {
            let tone = Tone::from(*effect);
            to.element("li", &[], |to| {
                let size = [("width", "34"), ("height", "10"), ("aria-hidden", "true")];
                to.element("svg", &size, |to| {
                    let class = format!("line {}", tone.class());
                    to.element("path", &[("class", &class), ("d", "M1 5H33")], |_| {});
                });
                chip(to, tone, word);
                to.text(" ").text(meaning);
            });
        }
    });
}

fn draw(to: &mut Markup, node: &Node<'_>, (x, y): (usize, usize), target: Option<String>) {
    let tone = Tone::from(node.effect);
    let inside = |to: &mut Markup| {
        let Label { name, context } = Label::of(node.text);
        let class = format!("node {}", tone.class());
        let place = format!("translate({x} {y})");
        to.element("g", &[("class", &class), ("transform", &place)], |to| {
            to.leaf("title", &[], &format!("{} ({})", node.text, word(node.effect)));
            let (width, height) = (NODE.0.to_string(), NODE.1.to_string());
            let size = [("width", width.as_str()), ("height", &height), ("rx", "7")];
            to.element("rect", &size, |_| {});
            to.leaf("text", &[("class", "sign"), ("x", "18"), ("y", "27")], tone.sign());
            to.leaf("text", &[("class", "name"), ("x", "36"), ("y", "19")], &name);
            to.leaf("text", &[("class", "context"), ("x", "36"), ("y", "35")], &context);
        });
    };
    match target {
        Some(id) => to.element("a", &[("href", &format!("#{id}"))], inside),
        None => to.element("g", &[], inside),
    };
}

/// The top of each node of a column: beside the ways through it, as far as the
/// others leave room.
fn places(nodes: &[Node<'_>]) -> Vec<usize> {
    let wanted = |node: &Node<'_>| {
        let ways: usize = node.ways.iter().sum();
        (ways * PITCH.1).checked_div(node.ways.len()).unwrap_or_default()
    };
    let mut order: Vec<_> =
        nodes.iter().enumerate().map(|(index, it)| (wanted(it), index)).collect();
    order.sort_unstable();
    let mut places = vec![TOP; nodes.len()];
    let mut free = 0;
    for (wanted, index) in order {
        let y = wanted.max(free);
        free = y + PITCH.1;
        if let Some(place) = places.get_mut(index) {
            *place = TOP + y;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_of_a_column_are_beside_their_ways_and_never_overlap() {
        let node = |ways: &[usize]| Node {
            text: "",
            effect: Effect::None,
            finding: None,
            ways: ways.to_vec(),
        };
        let top = |row: usize| TOP + row * PITCH.1;
        let nodes = [node(&[0, 1, 2]), node(&[1]), node(&[5])];
        assert_eq!(places(&nodes), [top(1), top(2), top(5)]);
        assert_eq!(places(&[]), [0; 0]);
    }
}
