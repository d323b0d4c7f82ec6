//! Inclusion of one aspect of two schemas, as the comparison asks for it.

use serde_json::Value;

use super::sample::Wish;
use super::{Answer, How, Inclusion, Mode, Part, Side, Writing, text};
use crate::audit::contract::schema::Schemas;
use crate::audit::contract::shape::{Arrays, Count, Objects, Shape, Strings, Types};

const JSON: How = How { mode: Mode::Request, writing: Writing::Json };

impl<'a> Inclusion<'_, 'a> {
    pub(in crate::audit) fn includes_strings(&self, wide: &Strings, narrow: &Strings) -> Answer {
        text::includes(&self.machines, wide, narrow)
    }

    pub(in crate::audit) fn shape(
        &self,
        other: Side,
        wide: &Shape,
        side: Side,
        narrow: &Shape,
        of: Types,
        how: How,
    ) -> Answer {
        self.shapes(Part::new(other, wide), Part::new(side, narrow), of, how)
    }

    pub(in crate::audit) fn lengths(&self, wide: &Arrays, side: Side, narrow: &Shape) -> Answer {
        let demand = Shape { arrays: wide.clone(), types: Types::ARRAY, ..Shape::any() };
        self.meets(&demand, Part::new(side, narrow), JSON)
    }

    pub(in crate::audit) fn counts(&self, count: Count, side: Side, narrow: &Shape) -> Answer {
        let objects = Objects { count, ..Objects::default() };
        let demand = Shape { objects, types: Types::OBJECT, ..Shape::any() };
        self.meets(&demand, Part::new(side, narrow), JSON)
    }

    pub(in crate::audit) fn missing(&self, name: &str, side: Side, narrow: &Shape) -> Answer {
        let objects = Objects { required: [name.to_owned()].into(), ..Objects::default() };
        let demand = Shape { objects, types: Types::OBJECT, ..Shape::any() };
        self.meets(&demand, Part::new(side, narrow), JSON)
    }

    pub(in crate::audit) fn property(
        &self,
        name: &str,
        other: Side,
        wide: &Objects,
        side: Side,
        narrow: &Shape,
        how: How,
    ) -> Answer {
        let wide = Shape { objects: wide.clone(), ..Shape::any() };
        self.named(name, Part::new(other, &wide), Part::new(side, narrow), how)
    }

    pub(in crate::audit) fn rest(
        &self,
        other: Side,
        wide: &Objects,
        side: Side,
        narrow: &Shape,
        how: How,
    ) -> Answer {
        let wide = Shape { objects: wide.clone(), ..Shape::any() };
        self.others(Part::new(other, &wide), Part::new(side, narrow), how)
    }

    pub(in crate::audit) fn samples_of(
        &self,
        schemas: &Schemas<'a>,
        shape: &Shape,
        of: Types,
    ) -> Vec<Value> {
        self.values_of(self.side_of(schemas), shape, of)
    }

    pub(in crate::audit) fn array(
        &self,
        schemas: &Schemas<'a>,
        shape: &Shape,
        element: Option<Value>,
    ) -> Option<Value> {
        let wish = Wish { with: element.map(|it| ("", it)), ..Wish::default() };
        self.such(self.side_of(schemas), shape, Types::ARRAY, wish)
    }

    pub(in crate::audit) fn object(
        &self,
        schemas: &Schemas<'a>,
        shape: &Shape,
        with: Option<(&str, Value)>,
        without: Option<&str>,
    ) -> Option<Value> {
        let wish = Wish { with, without, ..Wish::default() };
        self.such(self.side_of(schemas), shape, Types::OBJECT, wish)
    }

    fn side_of(&self, schemas: &Schemas<'a>) -> Side {
        match std::ptr::eq(schemas, self.base) {
            true => Side::Base,
            false => Side::Revision,
        }
    }
}
