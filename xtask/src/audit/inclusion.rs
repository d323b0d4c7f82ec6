//! Whether every value that one schema lets through, another one lets through
//! too. Three answers: yes, no with a value that tells them apart, or unknown
//! with what could not be decided. Recursion is assumed to hold while it is
//! under way, and what was found by a wrong assumption is forgotten.

pub(super) mod pattern;

mod accepts;
mod answer;
mod numbers;
mod sample;
mod structure;
mod text;
pub(super) mod validator;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use serde_json::Value;

pub(super) use self::answer::Answer;
use self::answer::no;
pub(super) use self::numbers::includes_numbers;
use self::pattern::Machines;
use super::contract::number::Num;
use super::contract::schema::{Leaf, Schemas};
use super::contract::shape::Id;
use super::contract::shape::{Shape, Strings, Types};
use super::finding::Direction;

/// Schemas within schemas that are looked into.
const DEEPEST: usize = 1500;

/// One of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Side {
    Base,
    Revision,
}

/// What is asked about two sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Mode {
    /// Requests: who sends, sends what is described.
    Request,
    /// Responses: who reads, ignores what is not described.
    Response,
    /// To the letter.
    Same,
}

/// How values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Writing {
    Json,
    /// The object that a form is.
    Form,
    /// A field of a form: text, and there is no null.
    Field,
    /// A parameter or a header: text.
    Text,
}

impl Writing {
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Field | Self::Text)
    }

    /// How a property is written.
    pub(super) fn property(self) -> Self {
        match self {
            Self::Form => Self::Field,
            Self::Text => Self::Text,
            Self::Field | Self::Json => Self::Json,
        }
    }

    /// How an element is written.
    pub(super) fn element(self) -> Self {
        match self {
            Self::Form => Self::Json,
            other => other,
        }
    }
}

/// How two sets are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct How {
    pub(super) mode: Mode,
    pub(super) writing: Writing,
}

/// A schema of one of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct At {
    pub(super) side: Side,
    pub(super) id: Id,
}

/// What is known of a pair of sets.
#[derive(Debug)]
enum State {
    UnderWay,
    Done(Answer),
}

/// Two documents whose schemas are compared.
#[derive(Debug)]
pub(super) struct Inclusion<'s, 'a> {
    base: &'s Schemas<'a>,
    revision: &'s Schemas<'a>,
    machines: Machines,
    known: RefCell<HashMap<(At, At, How), State>>,
    /// Pairs found included since some pair is under way.
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
            known: RefCell::default(),
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

    /// Whether two schemas let the same values through, to the letter.
    pub(super) fn same(&self, base: Id, revision: Id, writing: Writing) -> bool {
        let how = How { mode: Mode::Same, writing };
        let (base, revision) =
            (At { side: Side::Base, id: base }, At { side: Side::Revision, id: revision });
        self.includes(revision, base, how).is_yes() && self.includes(base, revision, how).is_yes()
    }

    /// Whether released clients go on: of requests, the revision must include
    /// the base; of responses, the base the revision.
    pub(super) fn goes_on(
        &self,
        base: Id,
        revision: Id,
        direction: Direction,
        writing: Writing,
    ) -> Answer {
        let (base, revision) =
            (At { side: Side::Base, id: base }, At { side: Side::Revision, id: revision });
        match direction {
            Direction::Request => {
                self.includes(revision, base, How { mode: Mode::Request, writing })
            }
            Direction::Response => {
                self.includes(base, revision, How { mode: Mode::Response, writing })
            }
        }
    }

    /// Whether `wide` lets through all that `narrow` does.
    pub(super) fn includes(&self, wide: At, narrow: At, how: How) -> Answer {
        let key = (wide, narrow, how);
        match self.known.borrow().get(&key) {
            Some(State::Done(answer)) => return answer.clone(),
            Some(State::UnderWay) => {
                self.assumed.set(true);
                return Answer::Yes;
            }
            None => {}
        }
        if self.depth.get() > DEEPEST {
            return Answer::Unknown(format!("schemas nested deeper than {DEEPEST} levels"));
        }
        self.depth.set(self.depth.get() + 1);
        self.known.borrow_mut().insert(key, State::UnderWay);
        let start = self.trail.borrow().len();
        let outer = self.assumed.replace(false);
        let answer = self.decide(wide, narrow, how);
        let assumed = self.assumed.get();
        self.assumed.set(outer || assumed);
        if answer.is_yes() {
            self.trail.borrow_mut().push(key);
        } else if assumed {
            for stale in self.trail.borrow_mut().drain(start..) {
                self.known.borrow_mut().remove(&stale);
            }
        }
        self.known.borrow_mut().insert(key, State::Done(answer.clone()));
        self.depth.set(self.depth.get() - 1);
        answer
    }

    fn decide(&self, wide: At, narrow: At, how: How) -> Answer {
        let (schemas, other) = (self.schemas(narrow.side), self.schemas(wide.side));
        let null = schemas.node(narrow.id).null && how.writing != Writing::Field;
        if null && !other.node(wide.id).null {
            return no(Value::Null);
        }
        let leaves = schemas.leaves(narrow.id);
        let mut answer = Answer::Yes;
        for leaf in leaves.iter() {
            answer = answer.and(|| self.leaf(wide, narrow.side, leaf, how));
        }
        answer
    }

    /// One of the schemas that the narrow one is a choice of.
    fn leaf(&self, wide: At, side: Side, leaf: &Leaf, how: How) -> Answer {
        let shape = &self.schemas(side).node(leaf.id).shape;
        if let Some(values) = &shape.values {
            return self.each_of(wide, values.values().cloned(), how);
        }
        let mut answer = Answer::Yes;
        for of in shape.types.each() {
            answer = answer.and(|| match finite(shape, of) {
                Some(values) => self.each_of(wide, values.into_iter(), how),
                None => self.of_type(wide, side, leaf, of, how),
            });
        }
        answer
    }

    fn each_of(&self, wide: At, values: impl Iterator<Item = Value>, how: How) -> Answer {
        let mut unknown = None;
        for value in values {
            match self.accepts(wide, &value, how) {
                Some(true) => {}
                Some(false) => return no(value),
                None => unknown = Some(format!("whether {value} is let through")),
            }
        }
        unknown.map_or(Answer::Yes, Answer::Unknown)
    }

    /// All values of one type.
    fn of_type(&self, wide: At, side: Side, leaf: &Leaf, of: Types, how: How) -> Answer {
        let schemas = self.schemas(side);
        let shape = &schemas.node(leaf.id).shape;
        let others = self.schemas(wide.side).leaves(wide.id);
        let mut apart = Vec::new();
        let mut unknown = None;
        for other in others.iter() {
            let other_shape = &self.schemas(wide.side).node(other.id).shape;
            let answer = match other_shape.types.has(of) {
                true => self.shape(wide.side, other_shape, side, shape, of, how),
                false
                    if how.writing.is_text()
                        && of == Types::NUMBER
                        && other_shape.types.has(Types::STRING) =>
                {
                    self.number_as_text(other_shape, shape)
                }
                false => continue,
            };
            match answer.and(|| self.exactly(wide.side, other, side, leaf, of, how)) {
                Answer::Yes => return Answer::Yes,
                Answer::No(value) => apart.push(value),
                Answer::Unknown(reason) => unknown = Some(reason),
            }
        }
        // One schema of this type decides by itself.
        let alone = others
            .iter()
            .filter(|it| self.schemas(wide.side).node(it.id).shape.types.has(of))
            .count()
            == 1;
        if alone && !how.writing.is_text() {
            return match (apart.pop(), unknown) {
                (Some(value), _) => no(value),
                (None, reason) => Answer::Unknown(reason.unwrap_or_default()),
            };
        }
        let more = || self.samples_of(schemas, shape, of);
        for value in apart.into_iter().chain(more()) {
            if self.accepts(wide, &value, how) == Some(false) {
                return no(value);
            }
        }
        Answer::Unknown(
            unknown.unwrap_or_else(|| "whether the alternatives together cover it".to_owned()),
        )
    }

    /// Values of one type: all constraints of one schema against another.
    pub(super) fn shape(
        &self,
        other: Side,
        wide: &Shape,
        side: Side,
        narrow: &Shape,
        of: Types,
        how: How,
    ) -> Answer {
        let schemas = self.schemas(side);
        if let Some(values) = &wide.values {
            let outside = self.samples_of(schemas, narrow, of);
            let outside = outside
                .into_iter()
                .find(|it| !values.contains_key(&super::contract::shape::key(it)));
            return outside
                .map_or(Answer::Unknown("whether a list of values is complete".to_owned()), no);
        }
        let answer = match of {
            Types::NUMBER => includes_numbers(&wide.numbers, &narrow.numbers),
            Types::STRING => text::includes(&self.machines, &wide.strings, &narrow.strings),
            Types::ARRAY => self.arrays(other, wide, side, narrow, how),
            _ => self.objects(other, wide, side, narrow, how),
        };
        answer.and(|| self.negations(other, wide, side, narrow, of, how)).and(|| {
            match wide.opaque.symmetric_difference(&narrow.opaque).next() {
                Some(constraint) => {
                    Answer::Unknown(format!("what {} means", shortened(constraint)))
                }
                None => Answer::Yes,
            }
        })
    }

    /// In a form or a query, a number is the text that it is written as.
    fn number_as_text(&self, wide: &Shape, narrow: &Shape) -> Answer {
        let pattern = match narrow.numbers.integer {
            true => "^-?[0-9]+$",
            false => "^-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$",
        };
        if wide.values.is_some() || !wide.opaque.is_empty() || !wide.not.is_empty() {
            return Answer::Unknown("whether every number is such a text".to_owned());
        }
        let written = Strings { patterns: [pattern.to_owned()].into(), ..Strings::default() };
        text::includes(&self.machines, &wide.strings, &written)
    }
}

/// All values of a type, if they are few.
fn finite(shape: &Shape, of: Types) -> Option<Vec<Value>> {
    if of == Types::BOOLEAN {
        return Some(vec![Value::from(false), Value::from(true)]);
    }
    let (Some(least), Some(greatest)) = (shape.numbers.least, shape.numbers.greatest) else {
        return None;
    };
    let (Num::Integer(least), Num::Integer(greatest)) = (least.at, greatest.at) else {
        return None;
    };
    let few = of == Types::NUMBER && shape.numbers.integer && greatest.saturating_sub(least) < 64;
    few.then(|| {
        let all = (least..=greatest).map(Num::Integer);
        all.filter(|it| shape.numbers.accepts(*it) != Some(false)).filter_map(Num::value).collect()
    })
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
