//! Whether one schema accepts every value that another one accepts: yes, no with
//! a value that only the other one accepts, or unknown with what could not be
//! decided. A recursive pair is assumed to be included while it is compared, and
//! what followed from a wrong assumption is discarded.

mod accepts;
mod cases;
mod choices;
mod how;
mod included;
mod numbers;
pub(super) mod pattern;
mod sample;
mod structure;
pub(super) mod text;
pub(super) mod validator;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::Value;

pub(super) use self::how::{At, How, Mode, Side, Wish, Writing};
pub(super) use self::included::Included;
use self::included::no;
use self::numbers::{cover, includes_numbers};
use self::pattern::Machines;
use super::contract::number::{Num, Numbers};
use super::contract::schema::{Leaf, Schemas};
use super::contract::shape::{Alternative, Count, Id, Shape, Strings, Types, key};
use super::finding::Direction;

/// A range of fewer integers than this is tried one by one.
const FEW: i128 = 4096;

/// Schemas are compared down to this depth.
const DEEPEST: usize = 1500;

/// A schema without choices, of one of the two documents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'p> {
    pub(super) side: Side,
    pub(super) shape: &'p Shape,
    exactly: &'p BTreeSet<Vec<Alternative>>,
}

impl<'p> Part<'p> {
    pub(super) fn new(side: Side, shape: &'p Shape) -> Self {
        const NONE: &BTreeSet<Vec<Alternative>> = &BTreeSet::new();
        Self { side, shape, exactly: NONE }
    }

    /// A schema of the same document.
    fn at(self, id: Id) -> At {
        At { side: self.side, id }
    }
}

/// The alternatives of a list that one value of a type may satisfy together, pair
/// by pair.
type Overlaps = HashMap<(Side, Types, Vec<Alternative>), Rc<Vec<[Id; 2]>>>;

/// What is known of a pair of sets.
#[derive(Debug)]
enum State {
    UnderWay,
    Done(Included),
}

/// Two documents whose schemas are compared.
#[derive(Debug)]
pub(super) struct Inclusion<'s, 'a> {
    base: &'s Schemas<'a>,
    revision: &'s Schemas<'a>,
    machines: Machines,
    /// Values of schemas, as far as they were asked for.
    samples: RefCell<HashMap<At, Value>>,
    known: RefCell<HashMap<(At, At, How), State>>,
    /// Whether schemas with choices accept values, by the texts of these: choices
    /// within choices ask the same over and over.
    accepted: RefCell<HashMap<(At, How, String), Option<bool>>>,
    overlaps: RefCell<Overlaps>,
    /// Pairs that were found included since some pair is under way.
    trail: RefCell<Vec<(At, At, How)>>,
    assumed: Cell<bool>,
    depth: Cell<usize>,
}

impl<'s, 'a> Inclusion<'s, 'a> {
    pub(super) fn new(base: &'s Schemas<'a>, revision: &'s Schemas<'a>) -> Self {
        Self {
            base,
            revision,
            machines: Machines::default(),
            samples: RefCell::default(),
            known: RefCell::default(),
            accepted: RefCell::default(),
            overlaps: RefCell::default(),
            trail: RefCell::default(),
            assumed: Cell::new(false),
            depth: Cell::new(0),
        }
    }

    pub(super) fn schemas(&self, side: Side) -> &'s Schemas<'a> {
        match side {
            Side::Base => self.base,
            Side::Revision => self.revision,
        }
    }

    fn part<'p>(&self, side: Side, leaf: &'p Leaf) -> Part<'p>
    where
        's: 'p,
    {
        let shape = &self.schemas(side).node(leaf.id).shape;
        Part { side, shape, exactly: &leaf.exactly }
    }

    /// Whether two schemas accept exactly the same values.
    pub(super) fn equivalent(&self, base: Id, revision: Id, writing: Writing) -> bool {
        let how = How { mode: Mode::Exact, writing };
        let (base, revision) = pair(base, revision);
        self.includes(revision, base, how).is_yes() && self.includes(base, revision, how).is_yes()
    }

    /// Whether released clients keep working: the revision must include the base
    /// for requests, and the base the revision for responses.
    pub(super) fn compatible(
        &self,
        base: Id,
        revision: Id,
        direction: Direction,
        writing: Writing,
    ) -> Included {
        let (base, revision) = pair(base, revision);
        let (wide, narrow, mode) = match direction {
            Direction::Request => (revision, base, Mode::Request),
            Direction::Response => (base, revision, Mode::Response),
        };
        self.includes(wide, narrow, How { mode, writing })
    }

    /// Whether `wide` accepts all that `narrow` accepts.
    pub(super) fn includes(&self, wide: At, narrow: At, how: How) -> Included {
        let key = (wide, narrow, how);
        match self.known.borrow().get(&key) {
            Some(State::Done(included)) => return included.clone(),
            Some(State::UnderWay) => {
                self.assumed.set(true);
                return Included::Yes;
            }
            None => {}
        }
        if self.depth.get() > DEEPEST {
            return Included::Unknown(format!("schemas nested deeper than {DEEPEST} levels"));
        }
        self.depth.set(self.depth.get() + 1);
        self.known.borrow_mut().insert(key, State::UnderWay);
        let start = self.trail.borrow().len();
        let outer = self.assumed.replace(false);
        let included = self.decide(wide, narrow, how);
        let assumed = self.assumed.get();
        self.assumed.set(outer || assumed);
        if included.is_yes() {
            self.trail.borrow_mut().push(key);
        } else if assumed {
            for stale in self.trail.borrow_mut().drain(start..) {
                self.known.borrow_mut().remove(&stale);
            }
        }
        self.known.borrow_mut().insert(key, State::Done(included.clone()));
        self.depth.set(self.depth.get() - 1);
        included
    }

    fn decide(&self, wide: At, narrow: At, how: How) -> Included {
        let (schemas, other) = (self.schemas(narrow.side), self.schemas(wide.side));
        let null = schemas.node(narrow.id).null && how.writing != Writing::Field;
        if null && !other.node(wide.id).null {
            return no(Value::Null);
        }
        let leaves = schemas.leaves(narrow.id);
        Included::all(leaves.iter().map(|leaf| {
            let narrow = self.part(narrow.side, leaf);
            match &narrow.shape.values {
                Some(values) => self.each_of(wide, values.values().cloned(), how),
                None => Included::all(
                    narrow.shape.types.each().map(|of| self.of_type(wide, narrow, of, how)),
                ),
            }
        }))
    }

    fn each_of(&self, wide: At, values: impl IntoIterator<Item = Value>, how: How) -> Included {
        Included::all(values.into_iter().map(|value| match self.accepts(wide, &value, how) {
            Some(true) => Included::Yes,
            Some(false) => no(value),
            None => Included::Unknown(format!("whether {value} is accepted")),
        }))
    }

    /// All values of one type.
    fn of_type(&self, wide: At, narrow: Part<'_>, of: Types, how: How) -> Included {
        let mut apart = Vec::new();
        let mut unknown = None;
        let text = how.writing.is_text();
        let leaves = self.schemas(wide.side).leaves(wide.id);
        let mut count = 0;
        for leaf in leaves.iter() {
            let other = self.part(wide.side, leaf);
            let included = match other.shape.types {
                types if types.has(of) => self.includes_type(other, narrow, of, how),
                types if text && of == Types::NUMBER && types.has(Types::STRING) => {
                    self.number_as_text(other.shape, &narrow.shape.numbers)
                }
                _ => continue,
            };
            count += 1;
            match included {
                Included::Yes => return Included::Yes,
                Included::No(value) => apart.push(value),
                Included::Unknown(reason) => unknown = Some(reason),
            }
        }
        // One schema of this type decides by itself.
        if count == 1
            && !text
            && let Some(value) = apart.pop()
        {
            return no(value);
        }
        // In exact mode, a no has only a part of a value.
        if how.mode == Mode::Exact {
            apart.clear();
        }
        let mixed = (of == Types::ARRAY).then(|| self.mixed(narrow.side, narrow.shape)).flatten();
        let values = self.values_of(narrow.side, narrow.shape, of).into_iter();
        let mut values = apart.into_iter().chain(values).chain(mixed);
        if let Some(value) = values.find(|it| self.accepts(wide, it, how) == Some(false)) {
            return no(value);
        }
        let plain = |leaf: &Leaf| {
            let shape = &self.schemas(wide.side).node(leaf.id).shape;
            let free = shape.values.is_none() && shape.not.is_empty() && shape.opaque.is_empty();
            let alone = || self.exactly(self.part(wide.side, leaf), narrow, of, how).is_yes();
            (shape.types.has(of) && free && alone()).then_some(&shape.numbers)
        };
        let ranges = leaves.iter().filter_map(plain).collect();
        if let Some(values) = finite(narrow.shape, of) {
            return self.each_of(wide, values, how);
        }
        if of == Types::NUMBER && cover(ranges, &narrow.shape.numbers) {
            return Included::Yes;
        }
        match self.by_cases(wide, narrow, of, how) {
            Some(included) if !matches!(included, Included::Unknown(_)) => included,
            _ => Included::Unknown(
                unknown.unwrap_or_else(|| "whether the alternatives together cover it".to_owned()),
            ),
        }
    }

    /// Whether the constraints on one type include those of another schema.
    pub(super) fn includes_type(
        &self,
        wide: Part<'_>,
        narrow: Part<'_>,
        of: Types,
        how: How,
    ) -> Included {
        let included = match (of, &wide.shape.values) {
            (_, Some(values)) => self.listed(values.values(), narrow, of),
            (Types::NUMBER, _) => includes_numbers(&wide.shape.numbers, &narrow.shape.numbers),
            (Types::STRING, _) => {
                text::includes(&self.machines, &wide.shape.strings, &narrow.shape.strings)
            }
            (Types::ARRAY, _) => self.arrays(wide, narrow, how),
            (Types::OBJECT, _) => self.objects(wide, narrow, how),
            _ => Included::Yes,
        };
        included
            .and(|| self.negations(wide, narrow, of, how))
            .and(|| self.exactly(wide, narrow, of, how))
            .and(|| {
                let (wide, narrow) = (&wide.shape.opaque, &narrow.shape.opaque);
                match wide.symmetric_difference(narrow).next() {
                    Some(it) => Included::Unknown(format!("what {} means", shortened(it))),
                    None => Included::Yes,
                }
            })
    }

    /// Whether a finite set holds all values of a type.
    fn listed<'v>(
        &self,
        values: impl Iterator<Item = &'v Value> + Clone,
        narrow: Part<'_>,
        of: Types,
    ) -> Included {
        let keys: BTreeSet<String> = values.clone().map(key).collect();
        let mut samples = self.values_of(narrow.side, narrow.shape, of).into_iter();
        if let Some(value) = samples.find(|it| !keys.contains(&key(it))) {
            return no(value);
        }
        match of {
            Types::STRING => {
                let wide = text::one_of(values.filter_map(Value::as_str));
                text::includes(&self.machines, &wide, &narrow.shape.strings)
            }
            _ => Included::Unknown("whether a list of values is complete".to_owned()),
        }
    }

    /// In a form or a query, a number is the text that it is written as.
    fn number_as_text(&self, wide: &Shape, narrow: &Numbers) -> Included {
        if wide.values.is_some() || !wide.opaque.is_empty() || !wide.not.is_empty() {
            return Included::Unknown("whether the text of every number is accepted".to_owned());
        }
        let (pattern, most) = match (narrow.integer, narrow.least, narrow.greatest) {
            (false, ..) => ("^-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$", None),
            (true, Some(least), Some(most)) => {
                let digits = [least, most].map(|it| it.at.digits());
                let sign = least.at < Num::Integer(0);
                let pattern = if sign { "^(0|-?[1-9][0-9]*)$" } else { "^(0|[1-9][0-9]*)$" };
                (pattern, digits.into_iter().max())
            }
            (true, ..) => ("^(0|-?[1-9][0-9]*)$", None),
        };
        let patterns = [pattern.to_owned()].into();
        let written = Strings { patterns, length: Count { least: 0, most }, ..Strings::default() };
        match text::includes(&self.machines, &wide.strings, &written) {
            Included::No(Value::String(text)) => match text.parse::<serde_json::Number>() {
                Ok(number) if narrow.accepts(Num::of(&number)) == Some(true) => no(number),
                _ => Included::Unknown("whether the text of every number is accepted".to_owned()),
            },
            included => included,
        }
    }
}

fn pair(base: Id, revision: Id) -> (At, At) {
    (At { side: Side::Base, id: base }, At { side: Side::Revision, id: revision })
}

/// All values of a type, if they are few.
fn finite(shape: &Shape, of: Types) -> Option<Vec<Value>> {
    if of == Types::BOOLEAN {
        return Some(vec![Value::from(false), Value::from(true)]);
    }
    match (of, shape.numbers.least?.at, shape.numbers.greatest?.at) {
        (Types::NUMBER, Num::Integer(least), Num::Integer(greatest))
            if shape.numbers.integer && greatest.saturating_sub(least) < FEW =>
        {
            let all = (least..=greatest).map(Num::Integer);
            let all = all.filter(|it| shape.numbers.accepts(*it) != Some(false));
            Some(all.filter_map(Num::value).collect())
        }
        (Types::NUMBER, least, greatest) if least == greatest => {
            let is_one = shape.numbers.accepts(least) == Some(true);
            is_one.then(|| least.value().into_iter().collect())
        }
        _ => None,
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
