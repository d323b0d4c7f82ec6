//! What is the same for every call of an operation.

/// An operation as logs and error messages name it.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The name of the method that makes the call.
    pub(crate) name: &'static str,
    /// The HTTP method.
    pub(crate) method: &'static str,
    /// The path, as the specification writes it.
    pub(crate) template: &'static str,
}
