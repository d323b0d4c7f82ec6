//! The two operations, as logs and error messages name them.

/// What is the same for every call of an operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The name of the method that makes the call.
    pub(crate) name: &'static str,
    /// The HTTP method.
    pub(crate) method: &'static str,
    /// The path, as the specification writes it.
    pub(crate) template: &'static str,
}

pub(crate) static CREATE_ACCESS_TOKEN: Operation = Operation {
    name: "create_access_token",
    method: "POST",
    template: "/v2/Services/{ServiceSid}/AccessTokens",
};

pub(crate) static FETCH_ACCESS_TOKEN: Operation = Operation {
    name: "fetch_access_token",
    method: "GET",
    template: "/v2/Services/{ServiceSid}/AccessTokens/{Sid}",
};
