//! One finding for each cause: joins differences that have the same places and
//! the same name, with all their uses, and with the level of the most severe.

use std::collections::{BTreeMap, BTreeSet};

use super::finder::{Event, Finder};
use super::verdict::Verdict;
use crate::audit::finding::{Behaviour, Level, Pointers, SpecFinding, Use, Wire};
use crate::audit::rules;

impl Finder<'_, '_> {
    /// One finding for each cause, with all its uses.
    pub(super) fn findings(&self) -> Vec<SpecFinding> {
        let uses = self.graph.uses(&self.events.iter().map(|it| it.node).collect());
        let verdicts = self.verdicts();
        let mut causes: BTreeMap<(&Pointers, &str), Vec<(&Event, &Verdict)>> = BTreeMap::new();
        for (event, verdict) in self.events.iter().zip(&verdicts) {
            causes.entry((&event.pointer, &event.topic)).or_default().push((event, verdict));
        }
        let concerned = |event: &Event| {
            let known = event.rule.id != rules::UNKNOWN.id;
            !known || self.graph.entry(event.node).everyone || !uses[&event.node].is_empty()
        };
        let cause = |events: Vec<(&Event, &Verdict)>| {
            let users = events.iter().flat_map(|(event, _)| &uses[&event.node]).cloned().collect();
            let worst = events.into_iter().max_by_key(|(event, verdict)| {
                (concerned(event), verdict.wire, event.rule.weight())
            });
            worst.map(|(event, verdict)| finding(event, verdict, users, concerned(event)))
        };
        causes.into_values().filter_map(cause).collect()
    }
}

fn finding(
    event: &Event,
    verdict: &Verdict,
    uses: BTreeSet<Use>,
    concerns_somebody: bool,
) -> SpecFinding {
    let rule = event.rule;
    // A difference that no operation uses breaks nobody.
    let (verdict, behaviour) = match concerns_somebody {
        true => (verdict.clone(), rule.behaviour),
        false => (Verdict::of(Wire::None), Behaviour::None),
    };
    let level = match verdict.wire {
        _ if !concerns_somebody => Level::Info,
        Wire::Breaking => rule.level.max(Level::Warning),
        _ if rule.level == Level::Error => Level::Info,
        _ => rule.level,
    };
    SpecFinding {
        rule: rule.id,
        level,
        pointer: event.pointer.clone(),
        before: event.values.base.clone(),
        after: event.values.revision.clone(),
        uses,
        wire: verdict.wire,
        witness: verdict.witness,
        not_proven: verdict.not_proven,
        behaviour,
    }
}
