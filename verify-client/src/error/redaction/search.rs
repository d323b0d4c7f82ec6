//! Finds many values in one pass over a text: the automaton of Aho and Corasick ("Efficient string
//! matching", 1975).
//!
//! It is written here because the values are secrets: its memory is overwritten when it is dropped.

use std::collections::VecDeque;
use std::ops::Range;

use zeroize::Zeroizing;

/// The node before anything was read. It is the child of no node.
const ROOT: usize = 0;

/// Values with fewer characters are not replaced: a text that repeats them is dropped.
pub(super) const SHORTEST_REPLACED: usize = 4;

/// The most bytes of an escape sequence without its last one, such as `\ud83d\ude0`.
const LONGEST_CUT_ESCAPE: usize = 11;

/// A tree of the values' bytes. A node stands for what was read so far.
pub(super) struct Search {
    symbols: Zeroizing<Vec<u8>>,
    nodes: Vec<Node>,
    /// The root's children by their symbols.
    first: Zeroizing<[usize; 256]>,
}

#[derive(Default)]
struct Node {
    /// The first node that reads one byte more, or the root when there is none.
    child: usize,
    /// The next node with the same parent, or the root when there is none.
    sibling: usize,
    /// The node for the longest suffix of what was read that is a prefix of a value.
    fallback: usize,
    /// How many bytes were read.
    depth: usize,
    /// The length of the longest value that ends here; 0 when none does.
    longest: usize,
}

impl Search {
    pub(super) fn new(values: &[Zeroizing<Vec<u8>>]) -> Self {
        // The buffer must not grow: that would leave a copy behind.
        let capacity = 1 + values.iter().map(|value| value.len()).sum::<usize>();
        let mut search = Self {
            symbols: Zeroizing::new(Vec::with_capacity(capacity)),
            nodes: Vec::with_capacity(capacity),
            first: Zeroizing::new([ROOT; 256]),
        };
        search.add(0, Node::default());
        for value in values {
            search.insert(value);
        }
        search.link();
        search
    }

    fn insert(&mut self, value: &[u8]) {
        let mut node = ROOT;
        for (index, symbol) in value.iter().enumerate() {
            node = match self.child(node, *symbol) {
                ROOT => self.add_child(node, *symbol, index + 1),
                child => child,
            };
        }
        self.update(node, |node| node.longest = value.len());
    }

    fn add_child(&mut self, parent: usize, symbol: u8, depth: usize) -> usize {
        let new = self.nodes.len();
        let sibling = self.node(parent).child;
        self.update(parent, |parent| parent.child = new);
        if parent == ROOT
            && let Some(first) = self.first.get_mut(usize::from(symbol))
        {
            *first = new;
        }
        self.add(symbol, Node { sibling, depth, ..Node::default() });
        new
    }

    fn add(&mut self, symbol: u8, node: Node) {
        self.symbols.push(symbol);
        self.nodes.push(node);
    }

    /// Sets the fallbacks, level by level.
    fn link(&mut self) {
        let mut queue = VecDeque::from([ROOT]);
        while let Some(parent) = queue.pop_front() {
            let mut node = self.node(parent).child;
            while node != ROOT {
                let fallback = match parent {
                    ROOT => ROOT,
                    _ => self.next(self.node(parent).fallback, self.symbol(node)),
                };
                let inherited = self.node(fallback).longest;
                self.update(node, |node| {
                    node.fallback = fallback;
                    node.longest = node.longest.max(inherited);
                });
                queue.push_back(node);
                node = self.node(node).sibling;
            }
        }
    }

    /// Where values are in `text`, sorted by their end; for each end, the longest value.
    pub(super) fn hits(
        &self,
        text: impl Iterator<Item = u8>,
    ) -> impl Iterator<Item = Range<usize>> {
        let mut node = ROOT;
        (1..).zip(text).filter_map(move |(end, symbol)| {
            node = self.next(node, symbol);
            let longest = self.node(node).longest;
            (longest > 0).then(|| end - longest..end)
        })
    }

    /// Where a value begins that is not complete at the end of `text`, which has `length` bytes. An
    /// escape sequence that is not complete either may follow it.
    pub(super) fn begun_at_end(
        &self,
        text: impl Iterator<Item = u8>,
        length: usize,
    ) -> Option<usize> {
        let mut node = ROOT;
        let mut begun = None;
        for (end, symbol) in (1..).zip(text) {
            node = self.next(node, symbol);
            let depth = self.node(node).depth;
            if depth >= SHORTEST_REPLACED && length - end <= LONGEST_CUT_ESCAPE {
                begun = begun.or(Some(end - depth));
            }
        }
        begun
    }

    /// Whether there is nothing to find.
    pub(super) fn is_empty(&self) -> bool {
        self.node(ROOT).child == ROOT
    }

    /// The node after `node` when `symbol` is read.
    fn next(&self, mut node: usize, symbol: u8) -> usize {
        loop {
            match self.child(node, symbol) {
                ROOT if node == ROOT => return ROOT,
                ROOT => node = self.node(node).fallback,
                child => return child,
            }
        }
    }

    /// The child of `node` that reads `symbol`, or the root when there is none.
    fn child(&self, node: usize, symbol: u8) -> usize {
        if node == ROOT {
            return self.first.get(usize::from(symbol)).copied().unwrap_or(ROOT);
        }
        let mut child = self.node(node).child;
        while child != ROOT && self.symbol(child) != symbol {
            child = self.node(child).sibling;
        }
        child
    }

    fn symbol(&self, node: usize) -> u8 {
        self.symbols.get(node).copied().unwrap_or_default()
    }

    fn node(&self, node: usize) -> &Node {
        const NONE: &Node =
            &Node { child: ROOT, sibling: ROOT, fallback: ROOT, depth: 0, longest: 0 };
        self.nodes.get(node).unwrap_or(NONE)
    }

    fn update(&mut self, node: usize, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(node) {
            change(node);
        }
    }
}

/// Joins ranges, sorted by their end, that overlap or touch.
pub(super) fn joined(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for mut range in ranges {
        while let Some(last) = joined.pop_if(|last| last.end >= range.start) {
            range = last.start.min(range.start)..range.end;
        }
        joined.push(range);
    }
    joined
}
