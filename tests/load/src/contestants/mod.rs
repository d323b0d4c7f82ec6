//! Who is measured, and what each is asked to do: the same two calls with the same arguments.
//!
//! How a contestant makes a call is in a file of its own.

mod by_hand;
mod facade;
mod floor;
mod response;

use clap::ValueEnum;

use crate::peer::Peer;
use by_hand::ByHand;
use facade::Facade;
use floor::Floor;

const SERVICE_SID: &str = "VA0123456789abcdef0123456789abcdef";
const ACCESS_TOKEN_SID: &str = "YK0123456789abcdef0123456789abcdef";
const API_KEY: &str = "SK0123456789abcdef0123456789abcdef";
const API_KEY_SECRET: &str = "0123456789abcdef0123456789abcdef";
const IDENTITY: &str = "7c1e5d0a-4b7f-4f6e-9a35-2f6d1c8b0e47";
const FACTOR_FRIENDLY_NAME: &str = "Ada's phone";

/// The form of a creation.
const FORM: [(&str, &str); 4] = [
    ("Identity", IDENTITY),
    ("FactorType", "push"),
    ("FactorFriendlyName", FACTOR_FRIENDLY_NAME),
    ("Ttl", "120"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Operation {
    Create,
    Fetch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Transport {
    Plain,
    Tls,
}

/// The ways to make a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// `verify_client::Client` with its defaults.
    Facade,
    /// The call that a careful developer writes with reqwest; the others are compared with it.
    Reqwest,
    /// The same with the time limits that the facade has.
    ReqwestWithLimits,
    /// hyper with everything prepared: the least that any client can cost.
    Hyper,
}

impl Operation {
    pub const ALL: [Self; 2] = [Self::Create, Self::Fetch];

    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Fetch => "fetch",
        }
    }
}

impl Transport {
    pub const ALL: [Self; 2] = [Self::Plain, Self::Tls];

    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Tls => "tls",
        }
    }
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Facade, Self::Reqwest, Self::ReqwestWithLimits, Self::Hyper];

    pub fn name(self) -> &'static str {
        match self {
            Self::Facade => "facade",
            Self::Reqwest => "reqwest",
            Self::ReqwestWithLimits => "reqwest-with-limits",
            Self::Hyper => "hyper",
        }
    }
}

/// A client that is ready to make calls, with its own connections.
pub enum Contestant {
    Facade(Facade),
    ByHand(ByHand),
    Floor(Box<Floor>),
}

impl Contestant {
    pub fn new(kind: Kind, peer: &Peer, transport: Transport) -> Self {
        match kind {
            Kind::Facade => Self::Facade(Facade::new(peer, transport)),
            Kind::Reqwest => Self::ByHand(ByHand::new(peer, transport)),
            Kind::ReqwestWithLimits => Self::ByHand(ByHand::with_limits(peer, transport)),
            Kind::Hyper => Self::Floor(Box::new(Floor::new(peer, transport))),
        }
    }

    /// Makes that many calls, one after the other.
    pub async fn calls(&self, operation: Operation, count: usize) {
        macro_rules! repeat {
            ($client:expr) => {
                match operation {
                    Operation::Create => {
                        for _ in 0..count {
                            $client.create().await;
                        }
                    }
                    Operation::Fetch => {
                        for _ in 0..count {
                            $client.fetch().await;
                        }
                    }
                }
            };
        }
        match self {
            Self::Facade(client) => repeat!(client),
            Self::ByHand(client) => repeat!(client),
            Self::Floor(client) => repeat!(client),
        }
    }
}
