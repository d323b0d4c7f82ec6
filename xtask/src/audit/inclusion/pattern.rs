//! Patterns as automata: which text they accept, and the shortest text that some
//! patterns accept and another does not. Patterns that no automaton can express, such as
//! those that look ahead, are not decided.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::util::syntax;
use regex_automata::{Anchored, MatchKind};

use crate::audit::contract::shape::Count;

/// States of several automata together that are tried before giving up.
const MOST_STATES: usize = 60_000;

/// Bytes of memory for one automaton.
const MOST_BYTES: usize = 4 << 20;

/// One pattern, ready to run.
#[derive(Debug)]
pub(super) struct Machine {
    dfa: dense::DFA<Vec<u32>>,
    start: StateID,
}

/// The state of a machine: searching, or matched already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum At {
    Matched,
    Running(StateID),
}

impl Machine {
    fn of(pattern: &str) -> Option<Self> {
        let dfa = dense::Builder::new()
            .syntax(syntax::Config::new().unicode(true).utf8(true))
            .configure(
                dense::Config::new()
                    .match_kind(MatchKind::All)
                    .start_kind(StartKind::Unanchored)
                    .dfa_size_limit(Some(MOST_BYTES))
                    .determinize_size_limit(Some(MOST_BYTES)),
            )
            .build(&translated(pattern)?)
            .ok()?;
        let start = dfa.start_state(&start::Config::new().anchored(Anchored::No)).ok()?;
        Some(Self { dfa, start })
    }

    fn start(&self) -> At {
        self.settled(self.start)
    }

    fn settled(&self, state: StateID) -> At {
        match self.dfa.is_match_state(state) {
            true => At::Matched,
            false => At::Running(state),
        }
    }

    fn next(&self, at: At, byte: u8) -> At {
        match at {
            At::Matched => At::Matched,
            At::Running(state) => self.settled(self.dfa.next_state(state, byte)),
        }
    }

    fn accepts(&self, at: At) -> bool {
        match at {
            At::Matched => true,
            At::Running(state) => self.dfa.is_match_state(self.dfa.next_eoi_state(state)),
        }
    }

    fn is_dead(&self, at: At) -> bool {
        matches!(at, At::Running(state) if self.dfa.is_dead_state(state))
    }

    /// Whether a text is accepted.
    pub(super) fn lets_through(&self, text: &str) -> bool {
        let end = text.bytes().fold(self.start(), |at, byte| self.next(at, byte));
        self.accepts(end)
    }
}

/// The pattern in the syntax of the automata: classes are those of ECMA-262.
fn translated(pattern: &str) -> Option<String> {
    let mut text = String::new();
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match (characters.next()?, in_class) {
                ('d', true) => text.push_str("0-9"),
                ('w', true) => text.push_str("0-9A-Za-z_"),
                ('d', false) => text.push_str("[0-9]"),
                ('D', false) => text.push_str("[^0-9]"),
                ('w', false) => text.push_str("[0-9A-Za-z_]"),
                ('W', false) => text.push_str("[^0-9A-Za-z_]"),
                ('D' | 'W', true) | ('b' | 'B' | 'A' | 'z' | '1'..='9', _) => return None,
                (escaped @ ('<' | '>'), _) => text.push(escaped),
                (escaped, _) => text.extend(['\\', escaped]),
            },
            '[' if !in_class => {
                in_class = true;
                text.push('[');
                text.extend(characters.next_if_eq(&'^'));
                if characters.peek() == Some(&']') {
                    return None;
                }
            }
            // Set operations that ECMA-262 does not have.
            '[' | '&' | '~' if in_class => text.extend(['\\', character]),
            other => {
                in_class &= other != ']';
                text.push(other);
            }
        }
    }
    Some(text)
}

/// Automata that were made before.
#[derive(Debug, Default)]
pub(in crate::audit) struct Machines {
    known: RefCell<HashMap<String, Option<Rc<Machine>>>>,
}

/// What a search for a text ended with.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Search {
    Found(String),
    /// There is none.
    Nothing,
    GaveUp,
}

impl Machines {
    pub(super) fn get(&self, pattern: &str) -> Option<Rc<Machine>> {
        let mut known = self.known.borrow_mut();
        known.entry(pattern.to_owned()).or_insert_with(|| Machine::of(pattern).map(Rc::new)).clone()
    }

    /// The shortest text that all of `inside` and `length` accept, and that one of
    /// `outside` does not accept. If `outside` is empty, the shortest text that
    /// all of `inside` and `length` accept.
    pub(super) fn search<'p>(
        &self,
        inside: impl IntoIterator<Item = &'p str>,
        length: Count,
        outside: Option<(&str, Count)>,
    ) -> Search {
        // Text is made of characters, not of bytes.
        let characters = "^(?s:.)*$";
        let machines: Option<Vec<_>> =
            inside.into_iter().chain([characters]).map(|it| self.get(it)).collect();
        let Some(mut machines) = machines else {
            return Search::GaveUp;
        };
        let inner = machines.len();
        let wide = match outside {
            Some((pattern, wide)) => {
                let Some(machine) = self.get(pattern) else {
                    return Search::GaveUp;
                };
                machines.push(machine);
                wide
            }
            None => Count::default(),
        };
        let bounds = [Some(length.least), length.most, Some(wide.least), wide.most];
        let cap = bounds.into_iter().flatten().max().unwrap_or(0).saturating_add(1);
        let hit = |at: &[At], count: u64| {
            let lets = |(machine, at): (&Rc<Machine>, &At)| machine.accepts(*at);
            let mut pairs = machines.iter().zip(at);
            let within = pairs.by_ref().take(inner).all(lets) && length.accepts(count);
            within && (outside.is_none() || !pairs.all(lets) || !wide.accepts(count))
        };
        let first: Vec<At> = machines.iter().map(|it| it.start()).collect();
        let mut reached: Vec<(Vec<At>, u64, usize, u8)> = vec![(first.clone(), 0, 0, 0)];
        let mut seen: HashSet<(Vec<At>, u64)> = HashSet::from([(first, 0)]);
        let mut pending = VecDeque::from([0]);
        let bytes = representatives(&machines);
        while let Some(index) = pending.pop_front() {
            let Some((at, count, ..)) = reached.get(index).cloned() else {
                break;
            };
            if hit(&at, count) {
                return Search::Found(text(&reached, index));
            }
            if length.most.is_some_and(|most| count > most) {
                continue;
            }
            for byte in &bytes {
                let next: Vec<At> =
                    machines.iter().zip(&at).map(|(it, at)| it.next(*at, *byte)).collect();
                if machines.iter().zip(&next).take(inner).any(|(it, at)| it.is_dead(*at)) {
                    continue;
                }
                let more = u64::from(*byte & 0xC0 != 0x80);
                let count = (count + more).min(cap);
                if seen.insert((next.clone(), count)) {
                    pending.push_back(reached.len());
                    reached.push((next, count, index, *byte));
                }
            }
            if reached.len() > MOST_STATES {
                return Search::GaveUp;
            }
        }
        Search::Nothing
    }
}

/// One byte of each class that the machines distinguish, readable ones first.
fn representatives(machines: &[Rc<Machine>]) -> Vec<u8> {
    let readable = (b'a'..=b'z').chain(b'0'..=b'9').chain(b'A'..=b'Z').chain(b' '..=b'~');
    let mut seen = HashSet::new();
    readable
        .chain(0..=255)
        .filter(|byte| {
            let classes: Vec<u8> =
                machines.iter().map(|it| it.dfa.byte_classes().get(*byte)).collect();
            seen.insert((classes, *byte & 0xC0 == 0x80))
        })
        .collect()
}

fn text(reached: &[(Vec<At>, u64, usize, u8)], mut index: usize) -> String {
    let mut bytes = Vec::new();
    while let Some((_, _, before, byte)) = reached.get(index) {
        if index == 0 {
            break;
        }
        bytes.push(*byte);
        index = *before;
    }
    bytes.reverse();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_text_between_two_patterns_is_found() {
        let machines = Machines::default();
        let any = Count::default();
        let between = |narrow: &str, wide: &str| machines.search([narrow], any, Some((wide, any)));
        assert_eq!(between("^[a-f]+$", "^[0-9a-f]+$"), Search::Nothing);
        assert_eq!(between("^[ab]$", "^[ba]$"), Search::Nothing);
        assert_eq!(between("^(a|b)$", "^[ba]$"), Search::Nothing);
        assert_eq!(between("^[0-9a-f]+$", "^[a-f]+$"), Search::Found("0".to_owned()));
        assert_eq!(between("a", "^a"), Search::Found("ba".to_owned()));
        assert_eq!(between("^\\d$", "^[0-9]$"), Search::Nothing);
        let sid = |hex: &str| format!("^YK[{hex}]{{32}}$");
        assert_eq!(between(&sid("0-9a-f"), &sid("0-9a-fA-F")), Search::Nothing);
        let upper = format!("YK{}A", "a".repeat(31));
        assert_eq!(between(&sid("0-9a-fA-F"), &sid("0-9a-f")), Search::Found(upper));
        assert_eq!(between("^(?=a)", "^b"), Search::GaveUp);
    }

    #[test]
    fn lengths_count_characters() {
        let machines = Machines::default();
        let most = |most| Count { least: 0, most: Some(most) };
        assert_eq!(
            machines.search(["^a*$"], most(3), Some(("", most(2)))),
            Search::Found("aaa".to_owned())
        );
        assert_eq!(
            machines.search(["^é{3}$"], Count::default(), Some(("", most(3)))),
            Search::Nothing
        );
    }
}
