//! Numbers of a document, compared and divided exactly as far as JSON's text
//! allows. What a bound means is decided elsewhere.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// A number: an integer of any size, or a fraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::audit) enum Num {
    Integer(i128),
    Real(f64),
}

impl Num {
    pub(in crate::audit) fn of(number: &Number) -> Self {
        let integer = number.as_i64().map(i128::from);
        match integer.or_else(|| number.as_u64().map(i128::from)) {
            Some(integer) => Self::Integer(integer),
            None => Self::real(number.as_f64().unwrap_or(f64::NAN)),
        }
    }

    pub(in crate::audit) fn real(value: f64) -> Self {
        match value.fract() == 0.0 && value.abs() < 1e30 {
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and in range")]
            true => Self::Integer(value as i128),
            false => Self::Real(value),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "only for what is no integer")]
    pub(in crate::audit) fn as_f64(self) -> f64 {
        match self {
            Self::Integer(integer) => integer as f64,
            Self::Real(real) => real,
        }
    }

    /// The number as JSON, if JSON can hold it.
    pub(in crate::audit) fn value(self) -> Option<Value> {
        match self {
            Self::Integer(integer) => match (i64::try_from(integer), u64::try_from(integer)) {
                (Ok(signed), _) => Some(Value::from(signed)),
                (_, Ok(unsigned)) => Some(Value::from(unsigned)),
                _ => Number::from_f64(self.as_f64()).map(Value::from),
            },
            Self::Real(real) => Number::from_f64(real).map(Value::from),
        }
    }

    /// How many characters it has as text.
    pub(in crate::audit) fn digits(self) -> u64 {
        self.value().map_or(u64::MAX, |it| it.to_string().len() as u64)
    }

    pub(in crate::audit) fn is_integer(self) -> bool {
        match self {
            Self::Integer(_) => true,
            // Beyond this, a float has no fraction.
            Self::Real(real) => real.abs() >= 1e30,
        }
    }

    /// The next number at a distance.
    pub(in crate::audit) fn plus(self, step: i128) -> Self {
        match self {
            Self::Integer(integer) => Self::Integer(integer.saturating_add(step)),
            #[expect(clippy::cast_precision_loss, reason = "steps are small")]
            Self::Real(real) => Self::Real(real + step as f64),
        }
    }

    /// The next integer in a direction, for a fraction.
    pub(in crate::audit) fn rounded(self, up: bool) -> Self {
        match self {
            Self::Integer(_) => self,
            Self::Real(real) => Self::real(if up { real.ceil() } else { real.floor() }),
        }
    }

    /// Whether it is a multiple of a step; unknown where floats cannot decide.
    pub(in crate::audit) fn is_multiple_of(self, step: Self) -> Option<bool> {
        if let (Self::Integer(value), Self::Integer(step)) = (self, step) {
            return (step != 0).then(|| value % step == 0);
        }
        let ratio = self.as_f64() / step.as_f64();
        let off = (ratio - ratio.round()).abs();
        match () {
            () if !ratio.is_finite() || ratio.abs() > 1e12 => None,
            () if off < 1e-9 => Some(true),
            () => Some(false),
        }
    }
}

impl PartialOrd for Num {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(first), Self::Integer(second)) => Some(first.cmp(second)),
            _ => Some(self.as_f64().total_cmp(&other.as_f64())),
        }
    }
}

/// The least common multiple of two positive integers.
fn common(first: i128, second: i128) -> Option<i128> {
    let (mut divisor, mut rest) = (first, second);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (first / divisor).checked_mul(second)
}

/// A bound, and whether the bound itself is accepted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::audit) struct Bound {
    pub(in crate::audit) at: Num,
    pub(in crate::audit) open: bool,
}

impl Bound {
    /// Whether it accepts more than another as a least bound.
    pub(in crate::audit) fn is_below(self, other: Self) -> bool {
        self.at < other.at || self.at == other.at && !self.open && other.open
    }

    /// Whether it accepts more than another as a greatest bound.
    pub(in crate::audit) fn is_above(self, other: Self) -> bool {
        self.at > other.at || self.at == other.at && !self.open && other.open
    }
}

/// The numbers that a schema accepts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::audit) struct Numbers {
    pub(in crate::audit) least: Option<Bound>,
    pub(in crate::audit) greatest: Option<Bound>,
    pub(in crate::audit) integer: bool,
    pub(in crate::audit) steps: Vec<Num>,
}

impl Numbers {
    pub(in crate::audit) fn at_least(&mut self, bound: Bound) {
        if self.least.is_none_or(|old| !bound.is_below(old)) {
            self.least = Some(bound);
        }
    }

    pub(in crate::audit) fn at_most(&mut self, bound: Bound) {
        if self.greatest.is_none_or(|old| !bound.is_above(old)) {
            self.greatest = Some(bound);
        }
    }

    /// Whether both bounds accept what those of another accept.
    pub(in crate::audit) fn bounds_include(&self, narrow: &Self) -> bool {
        let least = |wide: Bound| narrow.least.is_some_and(|it| !it.is_below(wide));
        let greatest = |wide: Bound| narrow.greatest.is_some_and(|it| !it.is_above(wide));
        self.least.is_none_or(least) && self.greatest.is_none_or(greatest)
    }

    /// Whether no number is within both bounds and those of another.
    pub(in crate::audit) fn is_apart(&self, other: &Self) -> bool {
        let below = |a: &Self, b: &Self| {
            a.greatest.zip(b.least).is_some_and(|(most, least)| {
                most.at < least.at || most.at == least.at && (most.open || least.open)
            })
        };
        below(self, other) || below(other, self)
    }

    pub(in crate::audit) fn step(&mut self, step: Num) {
        if step == Num::Integer(1) {
            self.integer = true;
        } else if !self.steps.contains(&step) {
            self.steps.push(step);
        }
    }

    /// One form for one set: whole steps become one, and the bounds of an integer
    /// become inclusive.
    pub(in crate::audit) fn normalise(&mut self) {
        self.integer |= self.steps.iter().any(|step| step.is_integer());
        self.steps.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
        if let [Num::Integer(first), rest @ ..] = self.steps.as_slice() {
            let whole = |step: &Num| match step {
                Num::Integer(step) => Some(*step),
                Num::Real(_) => None,
            };
            let multiple = |all: i128, step: &Num| whole(step).and_then(|it| common(all, it));
            if let Some(all) = rest.iter().try_fold(*first, multiple) {
                self.steps = vec![Num::Integer(all)];
            }
        }
        if !self.integer {
            return;
        }
        for (bound, up) in [(&mut self.least, true), (&mut self.greatest, false)] {
            if let Some(Bound { at, open }) = bound {
                let rounded = at.rounded(up);
                let step = if up { 1 } else { -1 };
                *at = match *open && rounded == *at {
                    true => at.plus(step),
                    false => rounded,
                };
                *open = false;
            }
        }
    }

    /// Whether a number is accepted; unknown where floats cannot decide.
    pub(in crate::audit) fn accepts(&self, value: Num) -> Option<bool> {
        let above = self.least.is_none_or(|it| value > it.at || value == it.at && !it.open);
        let below = self.greatest.is_none_or(|it| value < it.at || value == it.at && !it.open);
        if !above || !below || self.integer && !value.is_integer() {
            return Some(false);
        }
        let mut sure = Some(true);
        for step in &self.steps {
            match value.is_multiple_of(*step) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => sure = None,
            }
        }
        sure
    }
}
