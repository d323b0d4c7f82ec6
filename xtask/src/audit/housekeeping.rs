//! The rules about the repository rather than the API. `assemble` and `hidden`
//! decide when one applies.

/// A rule about the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Housekeeping {
    /// The rule's id.
    pub id: &'static str,
    /// The rule in words.
    pub title: &'static str,
    /// The text of `--explain`.
    pub why: &'static str,
}

/// A hand edit.
pub const EDITED_BY_HAND: Housekeeping = Housekeeping {
    id: "generated-code-edited-by-hand",
    title: "generated code was edited by hand",
    why: "The next run of the generator undoes the edit. Until then, the bindings say something \
          that the specification does not. A hand edit fails every audit, whatever --fail-on \
          says. Change the overlay instead, and run `cargo xtask generate`.",
};

/// An acknowledgement without a finding.
pub const ACKNOWLEDGEMENT_UNMATCHED: Housekeeping = Housekeeping {
    id: "acknowledgement-unmatched",
    title: "an acknowledgement matches no finding",
    why: "The change that the entry accepted has landed or was taken back. Remove the entry.",
};

/// An acknowledgement that is out of date.
pub const ACKNOWLEDGEMENT_EXPIRED: Housekeeping = Housekeeping {
    id: "acknowledgement-expired",
    title: "an acknowledgement has expired",
    why: "A finding is accepted for a limited time. Look at it again, then renew the entry or act \
          on the finding.",
};

/// A version that should be newer.
pub const VERSION_BUMP_MISSING: Housekeeping = Housekeeping {
    id: "version-bump-missing",
    title: "a version bump is missing",
    why: "The verdict requires a newer version than the facade's manifest declares, or than the \
          newest entry of the changelog has. Below 1.0, Cargo treats a change of the minor \
          number as breaking, and of the patch number as compatible.",
};

/// A public API that is not known.
pub const PUBLIC_API_UNKNOWN: Housekeeping = Housekeeping {
    id: "public-api-unknown",
    title: "the public API is not known, so the effect on dependents is unknown",
    why: "The texts of the public API before and after show whether dependents still compile. \
          These texts are missing or stale, and the facade itself changed, so the bindings alone \
          do not show it. Run `cargo xtask public-api`, and commit the texts.",
};

/// A difference that nothing explains.
pub const UNCLAIMED: Housekeeping = Housekeeping {
    id: "difference-unclaimed",
    title: "no finding accounts for a difference",
    why: "A finding, or a class that is known to change nothing, must account for every difference \
          between the documents and for every differing line of the code. This difference has \
          neither: the audit does not understand it, so it counts as breaking, whatever --fail-on \
          says.",
};

/// Code that changed though the facts are the same.
pub const REFACTORED: Housekeeping = Housekeeping {
    id: "document-refactored",
    title: "the code changed, although the API did not",
    why: "A schema was inlined, extracted or wrapped: the API is the same, written in another way. \
          Nothing changes on the wire. But the generator names a type after the place of its \
          schema, so public items were added, removed or changed. The finding is a warning.",
};

/// A difference of the slices that the overlay hides.
pub const HIDDEN: Housekeeping = Housekeeping {
    id: "upstream-change-hidden",
    title: "an action of the overlay hides what upstream changed",
    why: "Upstream changed a value that an action of the overlay overwrites or removes, so the \
          fragment and the client keep the old one. It is an error until the action's x-found \
          states the new value: remove the action if it is not needed, correct it, or keep it \
          and paste the x-found that the finding prints.",
};

/// Every rule about the repository.
pub const HOUSEKEEPING: [Housekeeping; 8] = [
    EDITED_BY_HAND,
    ACKNOWLEDGEMENT_UNMATCHED,
    ACKNOWLEDGEMENT_EXPIRED,
    VERSION_BUMP_MISSING,
    PUBLIC_API_UNKNOWN,
    UNCLAIMED,
    REFACTORED,
    HIDDEN,
];

/// Whether the rule of this name says that the repository is not in order.
pub(super) fn is_disorder(id: &str) -> bool {
    HOUSEKEEPING.iter().any(|it| it.id == id) && id != REFACTORED.id
}
