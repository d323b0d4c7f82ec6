//! The map of a report: what of the specification, of the generated code and of
//! the public API belongs together. How it is drawn is the formats' concern.
//! Pure.

use std::collections::BTreeMap;

use crate::audit::finding::{Effect, Trace};

/// More public items of one way are not drawn.
const MOST_PUBLIC: usize = 6;

/// The columns, from left to right.
pub(super) const COLUMNS: [&str; 3] = ["Specification", "Generated code", "Public API"];

/// A column and the index of a node in it.
pub(super) type At = (usize, usize);

/// What a line leads from or to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node<'a> {
    /// A JSON pointer or the path of an item.
    pub(super) text: &'a str,
    /// The worst that a way through it ends in.
    pub(super) effect: Effect,
    /// The fingerprint of the finding that brought it here first.
    pub(super) finding: Option<&'a str>,
    /// The ways through it, by number.
    pub(super) ways: Vec<usize>,
}

/// What belongs together, and what to show of it.
#[derive(Debug, Default)]
pub(super) struct Map<'a> {
    /// The nodes of each column, those of the worst ways first.
    pub(super) columns: [Vec<Node<'a>>; 3],
    /// From where to where, and the worst that it ends in.
    pub(super) links: BTreeMap<(At, At), Effect>,
    /// How many ways are not in it, or only in part.
    pub(super) omitted: usize,
    places: BTreeMap<(usize, &'a str), usize>,
    ways: usize,
}

impl<'a> Map<'a> {
    /// The map of the worst ways, with at most so many nodes.
    pub(super) fn of(traces: &'a [Trace], most_nodes: usize) -> Self {
        let mut map = Self::default();
        for trace in traces {
            let nodes = ways(trace).flat_map(|way| steps(trace, way)).collect::<Vec<_>>();
            let mut new: Vec<_> = nodes.iter().filter(|it| !map.places.contains_key(it)).collect();
            new.sort_unstable();
            new.dedup();
            if map.places.len() + new.len() > most_nodes {
                map.omitted += 1;
                continue;
            }
            map.omitted += usize::from(trace.public.len() > MOST_PUBLIC);
            for way in ways(trace) {
                map.add(trace, way);
            }
        }
        map
    }

    fn add(&mut self, trace: &'a Trace, public: Option<&'a str>) {
        let way = self.ways;
        self.ways += 1;
        let mut before = None;
        for (column, text) in steps(trace, public) {
            let at = (column, self.node(column, text, trace));
            if let Some(node) = self.columns.get_mut(at.0).and_then(|it| it.get_mut(at.1)) {
                node.effect = node.effect.max(trace.effect);
                node.ways.push(way);
            }
            if let Some(before) = before.replace(at) {
                let effect = self.links.entry((before, at)).or_insert(trace.effect);
                *effect = trace.effect.max(*effect);
            }
        }
    }

    /// The index of a node, which is made if it is new.
    fn node(&mut self, column: usize, text: &'a str, trace: &'a Trace) -> usize {
        let Some(nodes) = self.columns.get_mut(column) else { return 0 };
        *self.places.entry((column, text)).or_insert_with(|| {
            let finding = trace.finding.as_deref();
            nodes.push(Node { text, effect: trace.effect, finding, ways: Vec::new() });
            nodes.len() - 1
        })
    }
}

/// The public items that a way is drawn to: it is drawn once without any.
fn ways(trace: &Trace) -> impl Iterator<Item = Option<&str>> {
    let none = trace.public.is_empty().then_some(None);
    trace.public.iter().take(MOST_PUBLIC).map(|it| Some(it.as_str())).chain(none)
}

/// The columns that a way passes, and what it meets there.
fn steps<'a>(trace: &'a Trace, public: Option<&'a str>) -> impl Iterator<Item = (usize, &'a str)> {
    let steps = [trace.pointer.as_deref(), trace.item.as_deref(), public];
    let steps = steps.into_iter().enumerate();
    steps.filter_map(|(column, text)| Some((column, text.filter(|it| !it.is_empty())?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::finding::Bump;

    fn trace(pointer: &str, item: Option<&str>, public: &[&str], effect: Effect) -> Trace {
        Trace {
            finding: Some("f".to_owned()),
            pointer: Some(pointer.to_owned()),
            item: item.map(str::to_owned),
            facade: Vec::new(),
            public: public.iter().map(|it| (*it).to_owned()).collect(),
            bump: Bump::None,
            effect,
        }
    }

    #[test]
    fn nodes_are_shared_and_a_way_may_pass_a_column_by() {
        let traces = [
            trace("/a", Some("x"), &["p", "q"], Effect::Breaking),
            trace("/a", None, &["p"], Effect::FacadeOnly),
            trace("", Some("x"), &[], Effect::None),
        ];
        let map = Map::of(&traces, 30);
        let texts: [Vec<_>; 3] =
            map.columns.each_ref().map(|it| it.iter().map(|it| it.text).collect());
        assert_eq!(texts, [vec!["/a"], vec!["x"], vec!["p", "q"]]);
        let links: Vec<_> = map.links.into_iter().collect();
        assert_eq!(
            links,
            [
                (((0, 0), (1, 0)), Effect::Breaking),
                (((0, 0), (2, 0)), Effect::FacadeOnly),
                (((1, 0), (2, 0)), Effect::Breaking),
                (((1, 0), (2, 1)), Effect::Breaking),
            ]
        );
        let ways = map.columns.each_ref().map(|it| it.first().map(|it| it.ways.clone()));
        assert_eq!(ways, [vec![0, 1, 2], vec![0, 1, 3], vec![0, 2]].map(Some));
        assert_eq!(map.omitted, 0);
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let traces: Vec<_> = (0..20)
            .map(|it| trace(&format!("/{it}"), Some("x"), &["p"], Effect::Compatible))
            .collect();
        let map = Map::of(&traces, 10);
        assert_eq!(map.columns.each_ref().map(Vec::len), [8, 1, 1]);
        assert_eq!(map.omitted, 12);
        let many: Vec<_> = (0..9).map(|it| it.to_string()).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        let traces = [trace("/a", None, &many, Effect::Compatible)];
        let map = Map::of(&traces, 10);
        assert_eq!((map.columns[2].len(), map.omitted), (MOST_PUBLIC, 1));
    }
}
